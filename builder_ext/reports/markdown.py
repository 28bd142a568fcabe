"""Findings as a Markdown table, for a job's summary or a comment on a pull request.

Limits of the format: what others wrote is shown as text, never as markup, link, mention or
reference; a zero-width space behind ``@`` and ``#`` is the price. Statements are cut at about 100
characters, and the table at 200 rows, since GitHub takes no more than a megabyte.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from builder_ext.model import Audit, Finding
from builder_ext.reports.counts import count_line, open_findings
from builder_ext.reports.escape import printable
from builder_ext.reports.text import cut

_ROWS = 200
_MESSAGE = 1000
_UNPLAIN = re.compile(
    r"(?P<markup>[\\`*_{}\[\]<>&|~$!^=])"
    r"|(?P<bare>:(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\.|@|#(?=\d)|(?<=\bgh)-(?=\d))",
    re.IGNORECASE,
)
"""Markup, and what makes links, mentions and references of bare words."""


def to_markdown(audit: Audit, prefix: str = "") -> str:
    """Return a heading, the counts, and a table of the open findings, the worst first.

    ``prefix`` is the path of the Sphinx source folder from the root of the repository.
    """
    findings = sorted(open_findings(audit), key=lambda finding: -finding.severity)
    lines = ["## Briefcheck", "", escaped(count_line(audit)), *_table(findings, prefix)]
    if len(findings) > _ROWS:
        lines += ["", f"{len(findings) - _ROWS} more are not shown."]
    return "\n".join(lines) + "\n"


def _table(findings: list[Finding], prefix: str) -> Iterator[str]:
    if findings:
        yield from ("", "| | rule | place | what | statement |", "|---|---|---|---|---|")
    for finding in findings[:_ROWS]:
        place = finding.place
        path = posixpath.normpath(posixpath.join(prefix, place.path))
        cells = (
            finding.severity.word,
            finding.rule,
            f"{path}:{place.line}",
            cut(finding.message, _MESSAGE),
            cut(finding.statement),
        )
        yield f"| {' | '.join(map(escaped, cells))} |"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _UNPLAIN.sub(_as_text, printable(text))


def _as_text(match: re.Match[str]) -> str:
    char = match[0]
    return f"&#{ord(char)};" if match["markup"] else f"{char}&#8203;"
