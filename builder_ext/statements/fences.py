"""Fences of a Markdown file that are never closed: what follows them is not read as it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder_ext.patterns import late

# With an info string a fence may stand anywhere in a list; without one, four blanks make it code.
_FENCE = late(
    r"^(?:[ \t]*+(?:(?:[-*+]|\d++[.)])[ \t]++)++| {0,3}|[ \t]++(?=[`~:]++[ \t]*+[^\s`~:]))"
    r"(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)$"
)
_PROSE = late(r"^\s*\{[\w:-]+\}")
_CODE_LIKE = late(
    r"^\s*\{(?:code|code-block|code-cell|sourcecode|literalinclude|math|mermaid|raw|eval-rst|csv-table"
    r"|list-table-raw|parsed-literal|graphviz|bibliography|toctree)\}"
)
_LEVELS = 100


def unclosed_fences(
    lines: Sequence[str], first: int = 1, level: int = 0
) -> Iterator[tuple[int, str]]:
    """Yield line and opening of each fence that no line closes, in order.

    ``first`` is the number of the first line.  A fence closes at a line of at least as many of its
    own signs; what stands in a directive is looked through as well to a level
    that no document is read to, what stands in code is not.
    """
    at = 0
    while at < len(lines):
        match = _FENCE.match(lines[at])
        if not match or (match["fence"][0] == "`" and "`" in match["info"]):
            at += 1
            continue
        end = _closing(lines, at + 1, match["fence"])
        if end is None:
            yield first + at, lines[at].strip()
            end = len(lines)
        if level < _LEVELS and _PROSE.match(match["info"]) and not _CODE_LIKE.match(match["info"]):
            yield from unclosed_fences(lines[at + 1 : end], first + at + 1, level + 1)
        at = end + 1


def _closing(lines: Sequence[str], start: int, fence: str) -> int | None:
    closing = re.compile(rf"^[ \t]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    return next((n for n in range(start, len(lines)) if closing.match(lines[n])), None)
