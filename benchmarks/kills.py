"""kill -9 of the server and of PostgreSQL at random moments of 1,000 submissions: what became of codes and cases.

Prints counts and exits with 1 if a receipt opens no case, a case has no receipt, or a number is missing.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.conftest import free_port
from tests.e2e.killing import COUNTED, City, filed


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=1000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--pause", type=float, default=8, help="longest time of service between two kills, in seconds")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="mingjing-killed-") as made:
        Path(made).chmod(0o755)
        city = City(Path(made), free_port())
        city.prepare()
        city.start()
        began = time.perf_counter()
        codes = filed(city, given.submissions, kills=given.kills, pause=given.pause)
        took = time.perf_counter() - began
        counted = json.loads(city.run(COUNTED, json.dumps(codes)))
        city.kill(database=True)
    numbers, opened = counted["numbers"], counted["opened"]
    without = sorted(set(numbers) - {number for held in opened.values() for number in held})
    gaps = [n for n, number in enumerate(numbers, start=1) if int(number[-5:]) != n]
    print(f"{given.submissions} submissions in {took:.0f} s, served anew {city.starts - 1} times after a kill -9")
    print(f"receipts {len(set(codes))}, cases {len(numbers)}, cases without a receipt {len(without)}")
    print(f"numbers missing {len(gaps)}, faults of the ledger {len(counted['faults'])}")
    whole = len(set(codes)) == len(numbers) == given.submissions
    return 0 if whole and not without and not gaps and not counted["faults"] else 1


if __name__ == "__main__":
    sys.exit(main())
