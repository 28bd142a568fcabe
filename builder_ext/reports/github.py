"""Findings as workflow commands of GitHub Actions, which shows them at the lines of a pull request.

Limits of the format:

- GitHub shows ten annotations of each level in a step, so no more are given, the worst first; a last
  notice says how many are left out.
- A column counts only where a finding begins and ends on one line; otherwise it is left out, as the
  runner would do.
- Waived findings and those of a baseline are not given.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence

from builder_ext.model import Audit, Finding, Severity
from builder_ext.reports.counts import SEVERITIES, count_line, counted, open_findings
from builder_ext.reports.escape import printable

_LIMIT = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def to_github(audit: Audit, prefix: str = "") -> str:
    """Return the annotations, and a line with the counts.

    ``prefix`` is the path of the Sphinx source folder from the root of the repository.
    """
    findings = open_findings(audit)
    shown = _shown(findings)
    lines = [_annotation(finding, prefix) for finding in shown]
    left = Counter(f.severity for f in findings) - Counter(f.severity for f in shown)
    return "".join(f"{line}\n" for line in (*lines, *_rest(left), count_line(audit)))


def _shown(findings: Sequence[Finding]) -> list[Finding]:
    """Return ten of each severity; one notice less where the last one tells of others."""
    groups = [[f for f in findings if f.severity is severity] for severity in SEVERITIES]
    cut = any(len(group) > _LIMIT for group in groups)
    limits = (_LIMIT, _LIMIT, _LIMIT - cut)
    return [f for group, limit in zip(groups, limits, strict=True) for f in group[:limit]]


def _rest(left: Counter[Severity]) -> Iterator[str]:
    told = [counted(left[s], f"more {s.word}") for s in SEVERITIES if left[s]]
    if told:
        message = f"{', '.join(told)}: GitHub shows ten of a level; all are in the other formats"
        yield f"::notice title=briefcheck::{_data(message)}"


def _annotation(finding: Finding, prefix: str) -> str:
    place = finding.place
    end = max(place.line, place.end_line)
    properties = {
        "file": posixpath.normpath(posixpath.join(prefix, place.path)),
        "line": str(place.line),
        **({"col": str(place.column)} if end == place.line else {}),
        "endLine": str(end),
        "title": f"briefcheck {finding.rule}",
    }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(finding.message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
