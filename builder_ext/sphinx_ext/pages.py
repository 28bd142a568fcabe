"""The audit as sections without HTML: the appendix of the PDF and of the Word file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from docutils import nodes
from sphinx.application import Sphinx

from builder_ext.model import MARKS, Audit, Finding, Ruling, Severity, Source, TextFact
from builder_ext.reports import summarise
from builder_ext.reports.audit_view import by_risk
from builder_ext.sources.fields import show_key
from builder_ext.sphinx_ext.directives import TITLES
from builder_ext.sphinx_ext.marks import anchor, rests_on_one
from builder_ext.sphinx_ext.styles import long_date
from builder_ext.sphinx_ext.verify import audit_of, printable

Cell = str | nodes.Node | Sequence[nodes.Node]
Link = Callable[[str, str], str]
"""Gives the address of a statement from its document's name and its anchor."""


def appendix_sections(app: Sphinx) -> list[nodes.section]:
    """Return the sections of the PDF's appendix, none where the audit is not published."""
    audit = audit_of(app.env)
    if audit is None or app.config.briefcheck_publish != "audit":
        return []

    def link(docname: str, name: str) -> str:
        return f"{app.builder.get_target_uri(docname)}#{name}"

    return audit_sections(audit, link)


def audit_sections(audit: Audit, link: Link) -> list[nodes.section]:
    """Return the audit as sections: totals, findings, waivers, documents, outlets, sources, limits."""
    return [
        _section("In short", _totals(audit)),
        _section("Findings", _findings(audit, link)),
        _section("Waivers", _waivers(audit, link)),
        _section("Coverage of each briefing", _coverage(audit)),
        _section("What rests on whom", _outlets(audit)),
        _section("Sources", _sources(audit)),
        _section("Exempt statements", _exempt(audit, link)),
        _section("What was not checked", _not_checked(audit, link)),
    ]


def _section(title: str, content: Iterable[nodes.Node]) -> nodes.section:
    name = "audit-" + nodes.make_id(title)
    return nodes.section("", nodes.title("", title), *content, ids=[name], names=[name])


def _p(*parts: str | nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *(nodes.Text(p) if isinstance(p, str) else p for p in parts))


def _totals(audit: Audit) -> Iterator[nodes.Node]:
    summary = summarise(audit)
    exempt = sum(summary.exempt.values())
    rows: list[list[Cell]] = [
        ["Briefings", str(summary.documents)],
        ["Statements", str(summary.statements)],
        ["… factual", str(summary.factual)],
        ["… marked by the author, questions, pointers", str(exempt)],
        ["Factual and cited", _share(summary.cited, summary.factual)],
        [
            f"… with {summary.wanted_origins} or more independent origins",
            _share(summary.several_origins, summary.factual),
        ],
        [
            "… of these, compared with the texts or holding nothing to compare",
            _share(summary.corroborated, summary.factual),
        ],
        [
            "Open findings",
            ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for word, n in summary.findings.items()),
        ],
        ["Waived findings", str(summary.waived)],
    ]
    yield _table(["What", "How many"], rows, [70, 30])
    yield _p(
        "Checked is not true. A cited statement names a source of the library; whether the "
        "source is right, the audit cannot tell."
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.0%})" if whole else str(part)


def _findings(audit: Audit, link: Link) -> Iterator[nodes.Node]:
    worse = _open(audit, Severity.WARNING, Severity.ERROR)
    if not worse:
        yield _p("No error and no warning.")
    else:
        yield _finding_table(worse, audit, link)
    counts = Counter(f.rule for f in _open(audit, Severity.NOTE))
    if counts:
        listed = ", ".join(f"{n} × {rule}" for rule, n in sorted(counts.items()))
        yield _p(f"Notes: {listed}. The report of `sphinx-build -b briefcheck` lists them.")


def _open(audit: Audit, *severities: Severity) -> list[Finding]:
    """Return the findings that nobody waived, those first that mislead a reader most."""
    return by_risk(f for f in audit.findings if f.severity in severities)


def _finding_table(found: Iterable[Finding], audit: Audit, link: Link) -> nodes.Node:
    rows: list[list[Cell]] = [
        [
            f.severity.word,
            f.rule,
            _where(f, audit, link),
            _statement(f.shown or f.statement),
            printable(f.published),
        ]
        for f in found
    ]
    return _table(
        ["Severity", "Rule", "Place", "Statement", "What is wrong"], rows, [9, 14, 17, 30, 30]
    )


def _where(finding: Finding, audit: Audit, link: Link) -> Cell:
    text = f"{finding.place.path}:{finding.place.line}"
    ruling = next(
        (r for r in audit.by_document.get(finding.docname, ()) if r.ident == finding.ident), None
    )
    return _to(text, ruling, link) if ruling else text


def _to(text: str, ruling: Ruling, link: Link) -> nodes.Node:
    uri = link(ruling.statement.docname, anchor(ruling))
    return nodes.reference("", text, internal=True, refuri=uri)


def _statement(text: str) -> str:
    text = printable(text)
    return text if len(text) <= 160 else text[:159].rsplit(" ", 1)[0] + " …"


def _waivers(audit: Audit, link: Link) -> Iterator[nodes.Node]:
    waived = [f for f in audit.findings if f.waived is not None]
    if not waived:
        yield _p("None.")
        return
    rows: list[list[Cell]] = [
        [
            f.rule,
            _where(f, audit, link),
            _statement(f.shown or f.statement or ", ".join(f.sources)),
            printable(f.waived or ""),
        ]
        for f in waived
    ]
    yield _table(["Rule", "Place", "Statement", "Reason"], rows, [14, 18, 34, 34])


def _coverage(audit: Audit) -> Iterator[nodes.Node]:
    rows: list[list[Cell]] = []
    for document in audit.documents:
        rulings = audit.by_document[document.docname]
        factual = [r for r in rulings if r.factual]
        cited = [r for r in factual if r.cited]
        several = sum(r.corroboration > 1 for r in cited)
        rows.append(
            [
                document.title or document.path,
                str(len(rulings)),
                str(len(factual)),
                _share(len(cited), len(factual)),
                _share(several, len(factual)),
            ]
        )
    yield _table(
        ["Briefing", "Statements", "Factual", "Cited", "Two or more origins"],
        rows,
        [36, 14, 12, 18, 20],
    )


def _outlets(audit: Audit) -> Iterator[nodes.Node]:
    origins: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for ruling in audit.rulings:
        if ruling.factual and ruling.cited:
            origins.update(ruling.origins)
            if rests_on_one(ruling, audit):
                alone.update([" and ".join(ruling.rests_on)])
    total = sum(r.factual and r.cited for r in audit.rulings)
    rows: list[list[Cell]] = [
        [name, _share(count, total), _share(alone[name], total)]
        for name, count in sorted(origins.items(), key=lambda item: (-item[1], item[0]))
    ]
    yield _p("By origin: who reported first. A reprint or a translation counts as its origin.")
    yield _table(
        ["Origin", "Statements that cite it", "… that rest on it alone"], rows, [44, 28, 28]
    )


def _sources(audit: Audit) -> Iterator[nodes.Node]:
    rows: list[list[Cell]] = [
        [
            show_key(source.key),
            source.title or "–",
            source.outlet or "–",
            _origin(source),
            long_date(source.date or "") or "–",
            str(audit.cited_by.get(source.key, 0)),
            _text(audit.texts.get(source.key)),
        ]
        for source in audit.library.sources.values()
    ]
    yield _table(
        ["Key", "Title", "Outlet", "First in", "Date", "Cited by", "Text"],
        rows,
        [15, 23, 15, 13, 12, 8, 14],
    )


def _text(text: TextFact | None) -> str:
    """Return how a source was compared, the start of its text's hash, and the day it was read."""
    if text is None:
        return "–"
    seen = "text" if text.seen == "snapshot" else "lock"
    return " ".join(filter(None, (seen, text.sha256[:12], long_date(text.read))))


def _origin(source: Source) -> str:
    return (source.origin or "–") if source.reprinted else "the same"


def _exempt(audit: Audit, link: Link) -> Iterator[nodes.Node]:
    exempt = [r for r in audit.rulings if not r.factual]
    if not exempt:
        yield _p("None.")
        return
    order = (*MARKS, "question", "pointer")
    rows: list[list[Cell]] = [
        [
            TITLES.get(r.kind, r.kind.capitalize()),
            _to(f"{r.statement.place.path}:{r.statement.place.line}", r, link),
            _statement(r.statement.display),
            r.reason,
        ]
        for r in sorted(exempt, key=lambda r: (order.index(r.kind), r.statement.place))
    ]
    yield _table(["Kind", "Place", "Statement", "Why it is exempt"], rows, [16, 20, 40, 24])


def _not_checked(audit: Audit, link: Link) -> Iterator[nodes.Node]:
    assumed = [r for r in audit.rulings if r.assumed]
    items = [
        "Whether a source is right, and whether it was read rightly.",
        "Headings, code, formulas, pictures, comments, and the table heads and captions.",
    ]
    if assumed:
        items.insert(
            0,
            f"The quotations, numbers and dates of {len(assumed)} statements: they could not be "
            "looked up in the texts of all their sources. Not checked is not passed.",
        )
    yield nodes.bullet_list("", *(nodes.list_item("", _p(item)) for item in items))


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> nodes.table:
    group = nodes.tgroup(
        "", *(nodes.colspec("", colwidth=width) for width in widths), cols=len(widths)
    )
    group += nodes.thead("", _row(heads))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=["colwidths-given"])


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", _cell(cell)) for cell in cells))


def _cell(cell: Cell) -> nodes.paragraph:
    if isinstance(cell, str):
        return nodes.paragraph("", cell)
    return nodes.paragraph("", "", *([cell] if isinstance(cell, nodes.Node) else cell))
