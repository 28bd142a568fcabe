"""Ask pip-audit whether what is pinned has known weaknesses; ``make audit`` runs it.

Exit status 1 where one is known.  Where the data cannot be had that is said, and is no pass.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("dev.lock")
SECONDS = 180
COMMAND = (sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format=json")


def audited() -> list[dict[str, Any]]:
    """Return what is known of each package; none where nothing could be asked."""
    command = [*COMMAND, "--progress-spinner=off", "--timeout=10", "-r", str(LOCK)]
    try:
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        )
        found = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        return []
    return [one for one in found if "skip_reason" not in one]


def main() -> int:
    """Print each known weakness, and how many packages were asked about."""
    found = audited()
    weak = [(one, why) for one in found for why in one["vulns"]]
    for one, why in weak:
        mended = ", ".join(why["fix_versions"]) or "none yet"
        print(f"{one['name']} {one['version']}: {why['id']}; mended in: {mended}")
    if not found:
        print("NOT AUDITED: the data of known weaknesses cannot be had here; nothing is known")
    else:
        print(f"{len(found)} packages were asked about, {len(weak)} weaknesses are known")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
