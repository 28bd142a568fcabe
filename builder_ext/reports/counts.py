"""How many findings a report has, in words and by rule.

"Open" is a finding that nobody waived and no baseline has: what somebody has to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder_ext.model import Audit, Finding, Severity

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def is_open(finding: Finding) -> bool:
    """Return whether nobody waived a finding and no baseline has it."""
    return finding.waived is None and not finding.baseline


def open_findings(audit: Audit) -> list[Finding]:
    """Return the findings that somebody has to look at, by place."""
    return [finding for finding in audit.findings if is_open(finding)]


def fails_at(finding: Finding, limit: Severity | None) -> bool:
    """Return whether a finding is as bad as a limit allows none to be; None allows all."""
    return limit is not None and is_open(finding) and finding.severity >= limit


def count_line(audit: Audit) -> str:
    """Return how many open findings there are, and how many others, as one line."""
    counts = Counter(finding.severity for finding in open_findings(audit))
    told = ", ".join(counted(counts[severity], severity.word) for severity in SEVERITIES)
    where = (
        f"{counted(len(audit.rulings), 'statement')} of {counted(len(audit.documents), 'briefing')}"
    )
    others = ", ".join(_others(audit))
    return f"{told} in {where}{f' ({others})' if others else ''}"


def _others(audit: Audit) -> Iterator[str]:
    waived = sum(finding.waived is not None for finding in audit.findings)
    known = sum(f.baseline is True and f.waived is None for f in audit.findings)
    if waived:
        yield f"{waived} waived"
    if known:
        yield f"{known} known from the baseline"


def statistics(audit: Audit) -> list[tuple[int, str, str]]:
    """Return the number of open findings, severity and rule, the most first."""
    counts = Counter((finding.rule, finding.severity) for finding in open_findings(audit))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(number, severity.word, rule) for (rule, severity), number in ordered]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 error", "2 errors"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
