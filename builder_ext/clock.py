"""The day of a run, or the one that SOURCE_DATE_EPOCH sets so that a build gives the same bytes again."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

_LAST = 253_402_300_799
"""The last second of the year 9999; no calendar here knows later ones."""


def fixed_time() -> int | None:
    """Return the seconds since 1970 that SOURCE_DATE_EPOCH sets; None where it is no such number."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value.isdecimal() or len(value) > len(str(_LAST)) or int(value) > _LAST:
        return None
    return int(value)


def today() -> str:
    """Return the day (YYYY-MM-DD, UTC) that stands in what is written."""
    fixed = fixed_time()
    return datetime.fromtimestamp(time.time() if fixed is None else fixed, UTC).strftime("%Y-%m-%d")
