"""What an audit comes to: the totals that every report gives, and the lines that end a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from builder_ext.model import Audit, Policy, Ruling, Severity, Source
from builder_ext.reports.escape import printable
from builder_ext.sources.outlets import OutletNames

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Summary:
    """The totals of an audit; each statement counts once, waived findings only in ``waived``.

    ``exempt`` has a number for each kind, ``findings`` for each severity. ``several_origins``
    counts the statements that ``wanted_origins`` independent origins are declared to carry,
    ``corroborated`` those of them that rest on nothing assumed. ``alone`` has the origins that
    alone carry statements, and how many, the most first.
    """

    documents: int
    statements: int
    factual: int
    exempt: dict[str, int]
    cited: int
    several_origins: int
    corroborated: int
    findings: dict[str, int]
    waived: int
    unchecked: int
    alone: tuple[tuple[str, int], ...]
    wanted_origins: int = 2


def summarise(audit: Audit) -> Summary:
    """Return the totals of an audit."""
    wanted = max(2, audit.policy.min_outlets)
    factual = [ruling for ruling in audit.rulings if ruling.factual]
    cited = [ruling for ruling in factual if ruling.cited]
    several = [ruling for ruling in cited if ruling.corroboration >= wanted]
    return Summary(
        documents=len(audit.documents),
        statements=len(audit.rulings),
        factual=len(factual),
        exempt=_exempt(audit.rulings),
        cited=len(cited),
        several_origins=len(several),
        corroborated=sum(not ruling.assumed for ruling in several),
        findings=_findings(audit),
        waived=sum(finding.waived is not None for finding in audit.findings),
        unchecked=sum(ruling.assumed for ruling in audit.rulings),
        alone=_alone(cited, audit.policy),
        wanted_origins=wanted,
    )


def _exempt(rulings: Iterable[Ruling]) -> dict[str, int]:
    return dict(sorted(Counter(ruling.kind for ruling in rulings if not ruling.factual).items()))


def _findings(audit: Audit) -> dict[str, int]:
    counts = Counter(f.severity for f in audit.findings if f.waived is None)
    return {s.word: counts[s] for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE)}


def _alone(cited: Iterable[Ruling], policy: Policy) -> tuple[tuple[str, int], ...]:
    names = OutletNames(policy.outlets, policy.independence)
    # An outlet goes by its configured name, otherwise by the spelling that comes first.
    shown = {names.identity(outlet.name): outlet.name for outlet in policy.outlets}
    counts: Counter[str] = Counter()
    for ruling in cited:
        if ruling.corroboration == 1:
            counts[_joined(ruling.carriers, names, shown)] += 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _joined(sources: Iterable[Source], names: OutletNames, shown: dict[str, str]) -> str:
    counted = (source for source in sources if names.origin_set(source))
    origins = (name for source in counted for name in source.origins)
    return " and ".join(sorted({shown.setdefault(names.identity(n), n) for n in origins}))


def summary_line(summary: Summary) -> str:
    """Return the totals as one line."""
    return (
        f"{_count(summary.documents, 'briefing')}, {_count(summary.statements, 'statement')}, "
        f"{summary.factual} factual, {summary.cited} cited, "
        f"{summary.corroborated} with {_number(summary.wanted_origins)} or more origins; "
        f"{_count(summary.findings['error'], 'error')}, "
        f"{_count(summary.findings['warning'], 'warning')}"
    )


def outlet_lines(summary: Summary) -> tuple[str, ...]:
    """Return a line for each origin that alone carries statements, and one on what is unchecked."""
    lines = [
        printable(f"{name} alone carries {_count(number, 'statement')}")
        for name, number in summary.alone
    ]
    return (*lines, *_unchecked_line(summary.unchecked))


def _unchecked_line(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    holds = "holds" if number == 1 else "hold"
    return (
        f"{_count(number, 'statement')} {holds} quotations, numbers or dates that could not be looked up "
        "in a cited source: not checked is not passed",
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _number(wanted: int) -> str:
    return _NUMBERS[wanted - 2] if wanted - 2 < len(_NUMBERS) else str(wanted)
