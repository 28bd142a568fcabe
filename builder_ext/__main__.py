"""``python -m builder_ext`` is the command ``briefcheck``."""

from __future__ import annotations

import sys


def run() -> int:
    """Run the command; whoever stops it while it is still being loaded is answered in a line too."""
    try:
        from builder_ext.cli import main

        return main()
    except KeyboardInterrupt:
        print("briefcheck: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(run())
