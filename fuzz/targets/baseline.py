"""Reading a baseline: what it holds is known by it, all of it, and nothing else is."""

from __future__ import annotations

from builder_ext.model import Audit, Finding, Library, Place, Policy, Severity
from builder_ext.reports.baseline import Baseline, BaselineError, Recorded, compare, read_baseline
from fuzz.harness import file_of


def check(data: bytes) -> None:
    """Read a baseline, and compare an audit of the same findings with it."""
    try:
        baseline = read_baseline(file_of(data, "baseline.json"))
    except BaselineError:
        return
    unwaived = [finding(one, None) for one in baseline.findings]
    waived = [finding(one, "a reason") for one in baseline.waived]
    marked, gone = compare(audit(unwaived + waived), baseline)
    assert all(one.baseline for one in marked.findings)
    assert not gone
    assert len(compare(audit([]), baseline)[1]) == len(baseline.findings)
    nothing, _ = compare(audit(unwaived), Baseline())
    assert not any(one.baseline for one in nothing.findings)


def finding(one: Recorded, waived: str | None) -> Finding:
    """Return a finding as an earlier report has it."""
    place = Place(one.path, one.line)
    return Finding(
        one.rule,
        Severity.ERROR,
        place,
        one.message,
        one.statement,
        sources=one.sources,
        waived=waived,
    )


def audit(findings: list[Finding]) -> Audit:
    """Return an audit of these findings."""
    return Audit((), (), tuple(findings), Library(), Policy())
