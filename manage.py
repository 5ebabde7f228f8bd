#!/usr/bin/env python
"""Django's usual name for the command line; the same as `mingjing`."""

import sys

from mingjing.console import main

if __name__ == "__main__":
    sys.exit(main())
