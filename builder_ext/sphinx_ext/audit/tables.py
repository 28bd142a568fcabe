"""The tables of an audit page: briefings, matrix, outlets, sources, and what was not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from builder_ext.model import Ruling, Source, TextFact
from builder_ext.reports.audit_view import (
    BriefingRow,
    Matrix,
    OutletRow,
    Part,
    briefing_rows,
    exempt_by_kind,
    matrix,
    outlet_rows,
    percent,
    textless,
    unlooked,
)
from builder_ext.sources.fields import show_key
from builder_ext.sphinx_ext.audit.charts import small_bar
from builder_ext.sphinx_ext.audit.findings import cut
from builder_ext.sphinx_ext.audit.markup import Cell, Content, Head, Row, table, tag
from builder_ext.sphinx_ext.audit.view import View
from builder_ext.sphinx_ext.directives import TITLES
from builder_ext.sphinx_ext.marks import audit_page
from builder_ext.sphinx_ext.styles import long_date

CELLS = 4000
"""With more cells than that the matrix is written as a list for each source."""
_HASH = 12
"""How many characters of a hash are shown: enough to tell texts apart."""


# -- briefings ----------------------------------------------------------------------------------

MOST_SOURCES = 500
"""Rows of a table of sources: a browser takes seconds for thousands."""


def briefings_section(view: View) -> Iterator[Content]:
    """Yield the totals of each briefing with a link to its own audit."""
    several = view.audit.documents and _several_head(view)
    heads = (
        Head("Briefing", "text"),
        Head("Statements", "number"),
        Head("Factual", "number"),
        Head("With a source", "number"),
        Head(several or "Two or more origins", "number"),
        Head("Errors", "number"),
        Head("Warnings", "number"),
        Head("Notes", "number"),
        Head("Waived", "number"),
    )
    rows = [_briefing(row, view) for row in briefing_rows(view.audit, view.material.findings)]
    yield tag(
        "p", "Those with the worst findings first. Each name leads to the briefing’s own audit."
    )
    yield table(heads, rows, "Coverage and corroboration of each briefing", "bca-briefings")


def _several_head(view: View) -> str:
    wanted = max(2, view.audit.policy.min_outlets)
    return "Two or more origins" if wanted == 2 else f"{wanted} or more origins"


def _briefing(row: BriefingRow, view: View) -> Row:
    docname = row.document.docname
    name = tag("a", view.material.titles[docname], href=view.to(audit_page(docname)))
    return (
        Cell(name, view.material.titles[docname]),
        str(row.statements),
        str(row.factual),
        _measured(row.coverage[:2], row.factual),
        _measured(row.corroboration, row.factual),
        *map(str, row.open_findings),
        str(row.waived),
    )


def _measured(parts: Sequence[Part], whole: int) -> Cell:
    count = parts[0].count
    share = count / whole if whole else 0
    return Cell([f"{count} ({percent(count, whole)})", small_bar(parts)], f"{share:.4f}")


# -- sources x briefings ------------------------------------------------------------------------


def matrix_section(view: View) -> Iterator[Content]:
    """Yield how many statements of each briefing cite each source."""
    found = matrix(view.audit, MOST_SOURCES)
    if not found.keys:
        yield tag("p", "No source is cited.")
        return
    yield tag("p", "How many statements of each briefing cite each source.")
    if found.left_out:
        yield tag("p", _left_out(found.left_out, "cited less"))
    yield _dense(found, view) if found.size <= CELLS else _sparse(found, view)


def _dense(found: Matrix, view: View) -> Markup:
    names = [view.material.titles[name] for name in found.docnames]
    columns = [
        Head(tag("a", title, href=view.to(audit_page(name))), "number")
        for name, title in zip(found.docnames, names, strict=True)
    ]
    heads = (Head("Source", "text"), *columns, Head("All", "number"))
    rows = [
        (_source_cell(key, view), *map(_heat, counts), Cell(str(sum(counts)), css=_TOTAL))
        for key, counts in zip(found.keys, found.counts, strict=True)
    ]
    totals = [sum(column) for column in zip(*found.counts, strict=True)]
    foot = ("All", *map(str, totals), str(sum(totals)))
    return table(heads, rows, "Sources and briefings", "bca-matrix", foot)


def _left_out(number: int, why: str) -> str:
    return (
        f"These are the {MOST_SOURCES:,} sources that most statements cite; {number:,} more are {why}, and "
        "each briefing’s own page has its own."
    )


_TOTAL = "bca-number bca-total"


def _heat(count: int) -> Cell:
    level = min(4, len(bin(count)) - 2) if count else 0
    return Cell(str(count), css=f"bca-number bca-heat-{level}")


def _sparse(found: Matrix, view: View) -> Markup:
    heads = (Head("Source", "text"), Head("All", "number"), Head("Statements in each briefing"))
    rows = [
        (_source_cell(key, view), str(sum(counts)), _listed(found.docnames, counts))
        for key, counts in zip(found.keys, found.counts, strict=True)
    ]
    return table(heads, rows, "Sources and briefings", "bca-matrix-list")


def _listed(names: Sequence[str], counts: Sequence[int]) -> str:
    pairs = [(count, name) for name, count in zip(names, counts, strict=True) if count]
    return ", ".join(f"{name}: {n}" for n, name in sorted(pairs, key=lambda p: (-p[0], p[1])))


def _source_cell(key: str, view: View) -> Cell:
    source = view.audit.library.sources[key]
    outlet = tag("span", source.outlet, class_="bca-outlet") if source.outlet else None
    return Cell([show_key(key), outlet], key)


# -- outlets ------------------------------------------------------------------------------------


def outlets_section(view: View) -> Iterator[Content]:
    """Yield how much rests on each origin."""
    rows = outlet_rows(view.rulings, view.audit)
    total = sum(r.factual and r.cited for r in view.rulings)
    if not rows:
        yield tag("p", "No factual statement has a source.")
        return
    yield tag(
        "p",
        "By who reported first: a reprint, a translation or a wire copy counts as its origin. Shares "
        f"are of the {total} factual statements with a source.",
    )
    heads = (
        Head("Reported first by", "text"),
        Head("Sources", "number"),
        Head("Statements that cite it", "number"),
        Head("Rest on it alone", "number"),
        Head("Printed by others"),
    )
    shown = [_outlet(row, total) for row in rows]
    yield table(heads, shown, "How much rests on each outlet", "bca-outlets")


def _outlet(row: OutletRow, total: int) -> Row:
    bars = [Part("", row.alone, "fair"), Part("", row.cited - row.alone, "good")]
    rest = Part("", max(0, total - row.cited), "rest")
    return (
        " and ".join(row.names) or "No outlet given",
        str(row.sources),
        Cell(f"{row.cited} ({percent(row.cited, total)})", row.cited),
        Cell([f"{row.alone} ({percent(row.alone, total)})", small_bar([*bars, rest])], row.alone),
        ", ".join(row.others) or "–",
    )


# -- sources ------------------------------------------------------------------------------------


def sources_section(view: View) -> Iterator[Content]:
    """Yield the sources with what is known of their texts."""
    counts = Counter(key for r in view.rulings for key in r.statement.keys)
    library = view.audit.library.sources
    sources = [s for s in library.values() if not view.docname or counts[s.key]]
    if not sources:
        yield tag("p", "None.")
        return
    yield tag(
        "p",
        "A text is compared itself where a snapshot of it was at hand; otherwise by what the lock "
        "records of it. The hash is the start of the text’s SHA-256.",
    )
    heads = (
        Head("Key", "text"),
        Head("Title", "text"),
        Head("Outlet", "text"),
        Head("Date", "text"),
        Head("Cited by", "number"),
        Head("Checked by", "text"),
        Head("Hash"),
        Head("Text read on", "text"),
    )
    if len(sources) > MOST_SOURCES:
        yield tag("p", _left_out(len(sources) - MOST_SOURCES, "cited less or not at all"))
        sources = sorted(sources, key=lambda source: -counts[source.key])[:MOST_SOURCES]
    rows = [_source(s, view.audit.texts.get(s.key), counts[s.key]) for s in sources]
    yield table(heads, rows, "Sources and their texts", "bca-sources")


def _source(source: Source, text: TextFact | None, cited: int) -> Row:
    hashed = tag("code", text.sha256[:_HASH]) if text else "–"
    return (
        show_key(source.key),
        _title(source),
        [source.outlet or "–", _first_in(source)],
        Cell(long_date(source.date or "") or "–", source.date or ""),
        str(cited),
        _checked_by(text, cited),
        hashed,
        Cell(long_date(text.read) if text and text.read else "–", text.read if text else ""),
    )


def _title(source: Source) -> Content:
    title = source.title or "–"
    safe = source.url and source.url.lower().startswith(("https://", "http://"))
    return tag("a", title, href=source.url, rel="noreferrer") if safe else title


def _first_in(source: Source) -> Content:
    if not source.reprinted or not source.origin:
        return None
    return tag("span", f"first in {source.origin}", class_="bca-outlet")


def _checked_by(text: TextFact | None, cited: int) -> str:
    if text is None:
        return "nothing: neither text nor record" if cited else "not cited"
    return "its text" if text.seen == "snapshot" else "the lock’s record"


# -- what was not checked -----------------------------------------------------------------------


def unchecked_section(view: View) -> Iterator[Content]:
    """Yield what was not checked, and why."""
    yield tag("ul", (tag("li", words) for words in _never_checked()))
    yield tag("h3", "Not looked up")
    yield from _unlooked(view)
    yield tag("h3", "Sources with neither text nor record")
    yield from _textless(view)
    yield tag("h3", "Exempt statements")
    yield from _exempt(view)


def _never_checked() -> Iterable[str]:
    yield "Whether a source is right, and whether it was read rightly."
    yield "Headings, code, formulas, pictures, comments, and the heads and captions of tables."


def _unlooked(view: View) -> Iterator[Content]:
    found = unlooked(view.rulings)
    if not found:
        yield tag(
            "p",
            "Every quotation, number and date of a cited statement was looked up in its sources.",
        )
        return
    yield tag(
        "p",
        f"{_statements(len(found))} with quotations, numbers or dates that could not be looked up in "
        "a cited source. Not checked is not passed.",
    )
    if view.docname:
        rows: list[Row] = [
            (
                Cell([view.to_statement(one.ruling)], number),
                cut(one.ruling.statement.display),
                [tag("p", f"{', '.join(parts)}: {why}") for why, parts in one.reasons],
            )
            for number, one in enumerate(found)
        ]
        heads = (Head("Line", "number", "bca-line"), Head("Statement"), Head("What, and why"))
        yield table(heads, rows, "Statements with parts that were not looked up", "bca-statements")
        return
    yield tag("p", "Each briefing’s own page lists its own.")
    reasons = Counter(why for one in found for why, _ in one.reasons)
    counted = [(why, str(n)) for why, n in sorted(reasons.items(), key=lambda i: (-i[1], i[0]))]
    heads = (Head("Why", "text"), Head("Statements", "number"))
    yield table(heads, counted, "Why parts were not looked up")


def _textless(view: View) -> Iterator[Content]:
    keys = textless(view.audit, (key for r in view.rulings for key in r.statement.keys))
    if keys:
        yield tag("p", ", ".join(map(show_key, keys)), ".")
    else:
        yield tag("p", "None: each cited source has a text at hand or a record in the lock.")


def _exempt(view: View) -> Iterator[Content]:
    kinds = exempt_by_kind(view.rulings)
    if not kinds:
        yield tag("p", "None: every statement is checked as a fact.")
    elif view.docname:
        yield _each_exempt(kinds, view)
    else:
        rows = [(_kind(kind), str(len(found)), _reason(found)) for kind, found in kinds]
        heads = (Head("Kind", "text"), Head("Statements", "number"), Head("Why it is exempt"))
        yield tag("p", "Each briefing’s own page lists its own.")
        yield table(heads, rows, "Exempt statements by kind")


def _each_exempt(kinds: Iterable[tuple[str, list[Ruling]]], view: View) -> Markup:
    rows = [
        (_kind(kind), view.to_statement(ruling), cut(ruling.statement.display), ruling.reason)
        for kind, found in kinds
        for ruling in found
    ]
    heads = (
        Head("Kind", "text"),
        Head("Line", css="bca-line"),
        Head("Statement"),
        Head("Why it is exempt"),
    )
    return table(heads, rows, "Exempt statements", "bca-statements")


def _kind(kind: str) -> str:
    return TITLES.get(kind, kind.capitalize())


def _reason(found: Sequence[Ruling]) -> str:
    reasons = sorted({ruling.reason for ruling in found})
    return reasons[0] if len(reasons) == 1 else f"{reasons[0]}, and others"


def _statements(number: int) -> str:
    return "1 statement" if number == 1 else f"{number} statements"
