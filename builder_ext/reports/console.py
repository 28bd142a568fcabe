"""Findings for a terminal: with their source lines, or one on a line.

Limits of the format: waived findings and those of a baseline are only counted; what can't be seen is
written out (``<U+202E>``). Whether there are colours and links is for the caller to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from builder_ext.model import Audit, Finding, Severity
from builder_ext.reports.counts import count_line, open_findings
from builder_ext.reports.escape import printable
from builder_ext.reports.snippet import snippet

STYLE_OF = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}

_HELP = re.compile(
    r"; (?=(?:add|cite|correct|give|leave|look|mark|name|put|quote|read|remove|run|say|see|set|use|write)\b)"
)
"""Where a message goes from what is wrong to what to do: "…; cite another outlet"."""


def _plain(text: str, _style: str) -> str:
    return text


def _no_lines(_path: str) -> Sequence[str]:
    return ()


def _no_link(_rule: str) -> str:
    return ""


def _same(path: str) -> str:
    return path


@dataclass(frozen=True)
class Look:
    """How findings are shown: by default without colours, links and source lines.

    ``paint`` returns a text in a style; ``link`` the address of a rule's page, empty for none;
    ``lines`` the lines of a report's path, ``shown`` that path as it is printed.
    """

    paint: Callable[[str, str], str] = _plain
    link: Callable[[str], str] = _no_link
    lines: Callable[[str], Sequence[str]] = _no_lines
    shown: Callable[[str], str] = _same


def to_console(audit: Audit, look: Look | None = None) -> str:
    """Return the open findings, each with its source lines and what to do, and their number."""
    look = look or Look()
    paragraphs = ["\n".join(_paragraph(finding, look)) for finding in open_findings(audit)]
    return "\n\n".join((*paragraphs, count_line(audit))) + "\n"


def to_concise(audit: Audit, look: Look | None = None) -> str:
    """Return the open findings, one on a line."""
    look = look or Look()
    return "".join(f"{_head(f, f.message, look)}\n" for f in open_findings(audit))


def _paragraph(finding: Finding, look: Look) -> Iterator[str]:
    wrong, todo = split_help(finding.message)
    yield _head(finding, wrong, look)
    for line, under in snippet(finding, look.lines(finding.place.path)):
        yield line
        if under:
            yield look.paint(under, STYLE_OF[finding.severity])
    if todo:
        yield printable(f"  help: {todo}")


def split_help(message: str) -> tuple[str, str]:
    """Return what a message says is wrong, and what it says to do, empty where it doesn't."""
    match = _HELP.search(message)
    return (message[: match.start()], message[match.end() :]) if match else (message, "")


def _head(finding: Finding, message: str, look: Look) -> str:
    place = finding.place
    where = printable(f"{look.shown(place.path)}:{place.line}:{place.column}")
    word = look.paint(finding.severity.word, STYLE_OF[finding.severity])
    rule = _linked(printable(finding.rule), look.link(finding.rule))
    # Behind a letter: only the start of a line could be a command.
    return f"{look.paint(where, 'bold')}: {word} {rule}: {printable('.' + message)[1:]}"


def _linked(text: str, address: str) -> str:
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text
