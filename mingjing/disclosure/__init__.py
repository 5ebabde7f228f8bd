"""主动公开: when and where what must be public is made public, and with what proof."""
