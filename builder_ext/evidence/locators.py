"""Which paragraphs a locator names."""

from __future__ import annotations

import re

from builder_ext.patterns import late

_PARAGRAPHS = late(
    r"(?:^|[\s,;(])(?:para(?:graph)?s?\b\.?|par\.|¶¶?|§§?)\s*(?P<list>\d[\d\s,;&–—-]*(?:and\s*\d+)?)",
    re.I,
)
_NUMBERS = late(r"(\d{1,5})(?:\s*[–—-]\s*(\d{1,5}))?")
_LONGEST = 1000


def paragraphs_of(locator: str) -> frozenset[int]:
    """Return the paragraph numbers of a locator: "para. 4", "¶ 9", "paras. 16–17, 23"; else none."""
    found: set[int] = set()
    for match in _PARAGRAPHS.finditer(locator[:200]):
        for number in _NUMBERS.finditer(match["list"]):
            first = int(number[1])
            last = int(number[2] or number[1])
            found.update(range(first, min(last, first + _LONGEST) + 1))
    return frozenset(found)
