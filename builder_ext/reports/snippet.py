"""The lines of a file that a finding is about, with what it is about underlined.

Limits: a report has no end column, so the end of a statement is where the last of its words is found
in the source; where none is, the line's end. At most three lines are shown, and 100 columns of each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder_ext.model import Finding, Place
from builder_ext.reports.escape import printable, width

_LINES = 3
_WIDTH = 100
_LEAD = 20
"""So many characters before what is marked are shown of a line that is too long."""
_NEAR = 300
"""A word of the statement is looked for so far behind the one before: citations stand between."""


_CLOSING = ".,;:!?…”’\"')»*_]"
_TAIL = re.compile(
    r"(?:\s*\{[\w:+.-]+\}(`{1,4})[^`]{0,300}\1|\{\.[\w-]+\}|[" + re.escape(_CLOSING) + r"])*"
)
"""Citations and closing punctuation behind a statement's last word."""


def snippet(finding: Finding, source: Sequence[str]) -> list[tuple[str, str]]:
    """Return (line, underline) pairs of a finding, given the lines of its file.

    Both begin with a margin that holds the line's number. Empty where the file has no such line.
    """
    place = finding.place
    last = max(place.line, place.end_line) if finding.statement else place.line
    if not 1 <= place.line <= len(source):
        return []
    lines = source[place.line - 1 : min(last, len(source))]
    end_line, end = end_of(lines, place, finding.statement)
    shown = list(enumerate(lines[: end_line + 1][:_LINES]))
    margin = len(str(place.line + len(shown) - 1))
    pairs = []
    for number, line in shown:
        start = place.column - 1 if number == 0 else len(line) - len(line.lstrip())
        stop = end if number == end_line else len(line.rstrip())
        text, under = _marked(line, min(start, len(line)), stop)
        pairs.append((f"  {place.line + number:>{margin}} | {text}", f"  {'':>{margin}} | {under}"))
    if end_line >= _LINES:
        pairs.append((f"  {'':>{margin}} | …", ""))
    return pairs


def end_of(lines: Sequence[str], place: Place, statement: str) -> tuple[int, int]:
    """Return on which of the lines, from 0, a statement ends, and before which character."""
    if not statement:
        return 0, len(lines[0].rstrip())
    text, at, found = "\n".join(lines), place.column - 1, False
    for word in statement.split():
        # A citation may stand before the full stop.
        core = word.rstrip(_CLOSING) or word
        start = text.find(core, at, at + _NEAR + len(core))
        found = start >= 0
        at = start + len(core) if found else at
    if not found:
        return len(lines) - 1, len(lines[-1].rstrip())
    tail = _TAIL.match(text, at)
    at = tail.end() if tail else at
    before = text[:at]
    return before.count("\n"), at - (before.rfind("\n") + 1)


def _marked(line: str, start: int, stop: int) -> tuple[str, str]:
    """Return a line, cut where it is too long, and carets under a part of it."""
    stop = max(stop, start + 1)
    begin = 0 if len(line) <= _WIDTH or stop <= _WIDTH else max(0, start - _LEAD)
    cut = line[begin : begin + _WIDTH]
    lead, rest = ("… " if begin else ""), (" …" if begin + _WIDTH < len(line) else "")
    marked = cut[start - begin : stop - begin]
    # In parts, since what cannot be seen is written out, and takes more columns than it has.
    blank = width(lead + _shown(cut[: start - begin]))
    under = " " * blank + "^" * max(1, width(_shown(marked)))
    return f"{lead}{_shown(cut).rstrip()}{rest}", under


def _shown(text: str) -> str:
    # Behind the margin no line begins with "::", so that a fence is shown as it is.
    return printable("|" + text)[1:]


def lines_of(text: str) -> list[str]:
    """Return the lines of a file as Markdown counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
