"""What the audit shows, computed from an Audit: the order of risk, shares, the matrix, outlets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from builder_ext.model import MARKS, Audit, Document, Finding, Policy, Ruling, Severity, Source
from builder_ext.sources.outlets import OutletNames

RISKS = ("misquote", "uncited", "unknown-source")
"""The rules whose findings mislead a reader most, worst first; other errors follow them."""
LESSER_RISKS = (
    "unsupported-value",
    "misattributed-speaker",
    "unsupported-name",
    "credits-reprint",
    "single-outlet",
)
"""The rules that come after all errors, worst first; other warnings follow them, then notes."""
KINDS = (*MARKS, "question", "pointer")
"""The kinds that exempt a statement, in the order in which they are listed."""


# -- findings by risk ---------------------------------------------------------------------------


def risk(finding: Finding) -> tuple[int, int]:
    """Return where a finding stands in the order of risk, 0 the worst; notes come last, padding first."""
    order = (*RISKS, "", *LESSER_RISKS)
    if finding.rule in order:
        rank = order.index(finding.rule)
    else:
        rank = len(RISKS) if finding.severity is Severity.ERROR else len(order)
    if finding.severity > Severity.NOTE:
        return (0, rank)
    return (1 if finding.padded else 2, rank)


def by_risk(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that nobody waived, those first that mislead a reader most."""
    return sorted((f for f in findings if f.waived is None), key=_risk_order)


def _risk_order(finding: Finding) -> tuple[object, ...]:
    return (risk(finding), -finding.severity, finding.rule, finding.place, finding.message)


def waived(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that somebody waived, in the order of risk."""
    return sorted((f for f in findings if f.waived is not None), key=_risk_order)


class FindingsOf:
    """An audit's findings by document; one on an included file belongs to all that include it."""

    def __init__(self, audit: Audit) -> None:
        self._of_ident: dict[str, list[int]] = defaultdict(list)
        self._of_document: dict[str, list[int]] = defaultdict(list)
        self._audit = audit
        for number, finding in enumerate(audit.findings):
            self._of_document[finding.docname].append(number)
            if finding.ident:
                self._of_ident[finding.ident].append(number)

    def document(self, docname: str) -> list[Finding]:
        """Return the findings on one document."""
        numbers = set(self._of_document.get(docname, ()))
        for ruling in self._audit.by_document.get(docname, ()):
            numbers.update(self._of_ident.get(ruling.ident, ()))
        return [self._audit.findings[number] for number in sorted(numbers)]

    @property
    def library(self) -> list[Finding]:
        """The findings that are about no document: on sources, on the lock, on conf.py."""
        return [self._audit.findings[number] for number in self._of_document.get("", ())]


# -- shares -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole; ``look`` names how a chart draws it: "good", "fair", "bad", "open"."""

    name: str
    count: int
    look: str


def coverage(rulings: Sequence[Ruling]) -> tuple[Part, ...]:
    """Return how many statements are factual and cited, factual and not, or exempt."""
    factual = [ruling for ruling in rulings if ruling.factual]
    cited = sum(ruling.cited for ruling in factual)
    return (
        Part("Factual, with a source", cited, "good"),
        Part("Factual, without a source", len(factual) - cited, "bad"),
        Part("Not factual: marked, or a question or pointer", len(rulings) - len(factual), "open"),
    )


def corroboration(rulings: Sequence[Ruling], policy: Policy) -> tuple[Part, ...]:
    """Return on how many independent origins the factual statements with a source rest."""
    wanted = max(2, policy.min_outlets)
    counts: Counter[str] = Counter(_support(r, wanted) for r in rulings if r.factual and r.cited)
    parts = [
        Part(f"{_word(wanted)} or more independent origins", counts["several"], "good"),
        Part(f"{_word(wanted)} or more cited, not all looked up", counts["assumed"], "open"),
        Part(f"More than one origin, fewer than {_word(wanted).lower()}", counts["few"], "thin"),
        Part("One origin", counts["one"], "fair"),
        Part("None: no origin has all of it", counts["none"], "bad"),
    ]
    return tuple(p for p in parts if p.look != "thin" or wanted > 2)


def _support(ruling: Ruling, wanted: int) -> str:
    if ruling.corroboration >= wanted:
        return "assumed" if ruling.assumed else "several"
    if ruling.corroboration > 1:
        return "few"
    return "one" if ruling.corroboration == 1 else "none"


def _word(number: int) -> str:
    words = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
    return words[number - 2] if number - 2 < len(words) else str(number)


def percent(part: int, whole: int) -> str:
    """Return a share in words: neither 0 % for something nor 100 % for less than all of it."""
    if not whole or part in (0, whole):
        return "100 %" if whole and part else "0 %"
    return f"{min(99, max(1, round(100 * part / whole)))} %"


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """The totals of one briefing; ``open_findings`` counts errors, warnings and notes."""

    document: Document
    coverage: tuple[Part, ...]
    corroboration: tuple[Part, ...]
    open_findings: tuple[int, int, int]
    waived: int

    @property
    def factual(self) -> int:
        """The factual statements."""
        return self.coverage[0].count + self.coverage[1].count

    @property
    def statements(self) -> int:
        """All statements."""
        return sum(part.count for part in self.coverage)


def briefing_rows(audit: Audit, findings: FindingsOf) -> list[BriefingRow]:
    """Return the totals of each briefing, those with the worst findings first."""
    rows = [_briefing_row(document, audit, findings) for document in audit.documents]
    worst = [tuple(-number for number in row.open_findings[:2]) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: (worst[n], n))
    return [rows[n] for n in order]


def _briefing_row(document: Document, audit: Audit, findings: FindingsOf) -> BriefingRow:
    rulings = audit.by_document.get(document.docname, ())
    found = findings.document(document.docname)
    counts = Counter(f.severity for f in found if f.waived is None)
    return BriefingRow(
        document,
        coverage(rulings),
        corroboration(rulings, audit.policy),
        (counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.NOTE]),
        sum(f.waived is not None for f in found),
    )


# -- sources x briefings ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many statements of each briefing cite each source: a row a source, the most cited first.

    ``left_out`` sources that are cited less have no row.
    """

    keys: tuple[str, ...]
    docnames: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    left_out: int = 0

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.keys) * len(self.docnames)


def matrix(audit: Audit, most: int) -> Matrix:
    """Return the matrix of the sources that are cited, of so many at most."""
    docnames = tuple(document.docname for document in audit.documents)
    columns = [_citing(audit.by_document.get(name, ()), audit) for name in docnames]
    totals: Counter[str] = Counter()
    for column in columns:
        totals.update(column)
    keys = tuple(sorted(totals, key=lambda key: (-totals[key], key))[:most])
    counts = tuple(tuple(c[key] for c in columns) for key in keys)
    return Matrix(keys, docnames, counts, len(totals) - len(keys))


def _citing(rulings: Iterable[Ruling], audit: Audit) -> Counter[str]:
    return Counter(key for r in rulings for key in r.statement.keys if key in audit.library.sources)


# -- outlets ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutletRow:
    """One origin, or several that are one source's together: what is cited of it, what rests on it.

    ``cited`` counts the factual statements that cite it, ``alone`` those that rest on it and on
    nobody else. ``others`` are the outlets that printed what it reported first.
    """

    names: tuple[str, ...]
    sources: int
    cited: int
    alone: int
    others: tuple[str, ...] = ()


def outlet_rows(rulings: Iterable[Ruling], audit: Audit) -> list[OutletRow]:
    """Return how much rests on each origin, the one that carries most alone first."""
    names = OutletNames(audit.policy.outlets, audit.policy.independence)
    shown = {names.identity(outlet.name): outlet.name for outlet in audit.policy.outlets}
    cited: Counter[tuple[str, ...]] = Counter()
    alone: Counter[tuple[str, ...]] = Counter()
    of_source: dict[tuple[str, ...], dict[str, Source]] = defaultdict(dict)

    def group(origins: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({shown.setdefault(names.identity(o), o) for o in origins}))

    for ruling in rulings:
        if not (ruling.factual and ruling.cited):
            continue
        for source in ruling.sources:
            of_source[_group_of(source, group)][source.key] = source
        cited.update({_group_of(source, group) for source in ruling.sources})
        if ruling.corroboration == 1:
            alone[group(ruling.rests_on)] += 1
    rows = [
        OutletRow(g, len(of_source[g]), cited[g], alone[g], _others(g, of_source[g], names))
        for g in {*cited, *alone}
    ]
    return sorted(rows, key=lambda row: (-row.alone, -row.cited, row.names))


def _group_of(source: Source, group: Callable[[Iterable[str]], tuple[str, ...]]) -> tuple[str, ...]:
    return group(source.origins) if source.outlet else ()


def _others(
    group: tuple[str, ...], sources: dict[str, Source], names: OutletNames
) -> tuple[str, ...]:
    own = {names.identity(name) for name in group}
    found = {s.outlet for s in sources.values() if s.outlet and names.identity(s.outlet) not in own}
    return tuple(sorted(found))


# -- what was not checked -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A statement with parts that were not looked up, and for each reason the parts."""

    ruling: Ruling
    reasons: tuple[tuple[str, tuple[str, ...]], ...]


def unlooked(rulings: Iterable[Ruling]) -> list[Unlooked]:
    """Return the statements of which a part is only assumed to be in a cited source."""
    return [Unlooked(r, _reasons(r)) for r in rulings if r.assumed]


def _reasons(ruling: Ruling) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for part in ruling.comparisons:
        if part.type not in ("quotation", "value"):
            continue
        for verdict in part.verdicts:
            if verdict.carried is None:
                found.setdefault(_why(verdict.key, verdict.how), {})[part.part] = None
    return tuple((why, tuple(parts)) for why, parts in found.items())


def _why(key: str, how: str) -> str:
    if how == "unresolved":
        return f"{key} has a relative date and nothing to reckon it from"
    return f"neither text nor lock record of {key}"


def textless(audit: Audit, keys: Iterable[str]) -> list[str]:
    """Return those of the keys, each once, of which neither text nor record is at hand."""
    known = audit.library.sources.keys() - audit.texts.keys()
    return sorted({key for key in keys if key in known})


def exempt_by_kind(rulings: Iterable[Ruling]) -> list[tuple[str, list[Ruling]]]:
    """Return the exempt statements by kind, the author's marks first."""
    found: dict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        if not ruling.factual:
            found[ruling.kind].append(ruling)
    order = [*KINDS, *sorted(found.keys() - set(KINDS))]
    return [(kind, found[kind]) for kind in order if kind in found]
