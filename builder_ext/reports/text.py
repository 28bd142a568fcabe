"""``report.txt``: the findings as a linter prints them, for people and their editors.

Limits of the format: a statement is cut at about 100 characters, and what can't be seen is written
out (``<U+202E>``), so that text can't be copied back unchanged; report.json has all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from builder_ext.model import Audit, Finding
from builder_ext.reports.escape import printable
from builder_ext.reports.summary import outlet_lines, summarise, summary_line

WIDTH = 100
"""How many characters of a statement are shown."""


def to_text(audit: Audit) -> str:
    """Return the findings by file, the waived ones, and the totals."""
    summary = summarise(audit)
    paragraphs = [
        *_by_file(finding for finding in audit.findings if finding.waived is None),
        *_waived(finding for finding in audit.findings if finding.waived is not None),
        "\n".join((*outlet_lines(summary), summary_line(summary))),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _by_file(findings: Iterable[Finding]) -> Iterator[str]:
    for _, group in groupby(findings, key=lambda finding: finding.place.path):
        yield "\n".join(line for finding in group for line in _lines(finding))


def _waived(findings: Iterable[Finding]) -> Iterator[str]:
    lines = [line for finding in findings for line in (*_lines(finding), _reason(finding))]
    if lines:
        yield "\n".join(("Waived", *lines))


def _lines(finding: Finding) -> Iterator[str]:
    place, word = finding.place, finding.severity.word
    where = f"{place.path}:{place.line}:{place.column}"
    yield printable(f"{where}: {word} {finding.rule}: {finding.message}")
    if finding.statement:
        yield f"    {cut(finding.statement)}"


def _reason(finding: Finding) -> str:
    return f"    reason: {printable(finding.waived or '')}"


def cut(text: str, width: int = WIDTH) -> str:
    """Return the start of a text on one line, ended at a word where one ends near."""
    shown = printable(" ".join(text[: width * 4].split()))
    if len(shown) <= width:
        return shown
    start = shown[: width - 2]
    blank = start.rfind(" ")
    return f"{start[:blank] if blank > width // 2 else start} …"
