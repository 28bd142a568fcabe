"""The pages of the audit: one of all briefings, and one of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup

from builder_ext.model import Severity
from builder_ext.reports.audit_view import corroboration, coverage, percent
from builder_ext.sphinx_ext.audit.charts import chart, shapes
from builder_ext.sphinx_ext.audit.findings import (
    findings_section,
    rules_section,
    waivers_section,
)
from builder_ext.sphinx_ext.audit.markup import Content, tag
from builder_ext.sphinx_ext.audit.tables import (
    briefings_section,
    matrix_section,
    outlets_section,
    sources_section,
    unchecked_section,
)
from builder_ext.sphinx_ext.audit.view import View
from builder_ext.sphinx_ext.marks import AUDIT_PAGE

Section = Callable[[View], Iterator[Content]]
_OF_ALL: tuple[tuple[str, str, Section], ...] = (
    ("findings", "Findings", findings_section),
    ("briefings", "Briefings", briefings_section),
    ("matrix", "Sources and briefings", matrix_section),
    ("outlets", "What rests on whom", outlets_section),
    ("waivers", "Waivers", waivers_section),
    ("not-checked", "What was not checked", unchecked_section),
    ("sources", "Sources and their texts", sources_section),
    ("rules", "What the rules mean", rules_section),
)
_OF_ONE = tuple(entry for entry in _OF_ALL if entry[0] not in ("briefings", "matrix"))


def title_of(view: View) -> str:
    """Return the title of an audit page."""
    return f"Audit: {view.material.titles[view.docname]}" if view.docname else "Audit"


def body_of(view: View) -> Markup:
    """Return the body of an audit page."""
    sections = _OF_ONE if view.docname else _OF_ALL
    if not view.findings:
        sections = tuple(entry for entry in sections if entry[0] != "rules")
    return tag(
        "div",
        shapes(),
        tag("h1", title_of(view)),
        _up(view),
        tag(
            "nav",
            tag("ul", (tag("li", tag("a", title, href=f"#{name}")) for name, title, _ in sections)),
            class_="bca-nav",
            aria_label="Parts of the audit",
        ),
        _totals(view),
        tag(
            "p",
            "Checked is not true: a cited statement names a source of the library, and what could be "
            "compared with its text was. Whether the source is right, the audit cannot tell.",
            class_="bca-lead",
        ),
        _charts(view),
        (_section(view, *entry) for entry in sections),
        class_="bca",
    )


def _section(view: View, name: str, title: str, content: Section) -> Markup:
    return tag("section", tag("h2", title), content(view), "\n", id=name)


def _up(view: View) -> Content:
    if not view.docname:
        return None
    return tag(
        "p",
        tag("a", "Read the briefing", href=view.to(view.docname)),
        " · ",
        tag("a", "Audit of all briefings", href=view.to(AUDIT_PAGE)),
        class_="bca-up",
    )


def _totals(view: View) -> Markup:
    return tag("dl", (_total(*one) for one in _numbers(view)), class_="bca-totals")


def _total(name: str, number: int, more: str = "") -> Markup:
    said = tag("span", more, class_="bca-more") if more else None
    return tag("div", tag("dt", name), tag("dd", str(number), said))


def _numbers(view: View) -> Iterator[tuple[str, int, str]]:
    """Yield the totals: what, how many, and what share that is."""
    cited, uncited, exempt = (part.count for part in coverage(view.rulings))
    several = corroboration(view.rulings, view.audit.policy)[0]
    found = [f for f in view.findings if f.waived is None]
    if not view.docname:
        yield "Briefings", len(view.audit.documents), ""
    yield "Statements", cited + uncited + exempt, ""
    yield "Factual", cited + uncited, ""
    yield "With a source", cited, percent(cited, cited + uncited)
    yield (
        several.name.replace("independent ", ""),
        several.count,
        percent(several.count, cited + uncited),
    )
    for severity, noun in _SEVERITIES:
        yield noun, sum(f.severity is severity for f in found), ""
    yield "Waived", len(view.findings) - len(found), ""
    yield "Not looked up", sum(ruling.assumed for ruling in view.rulings), ""


_SEVERITIES = (
    (Severity.ERROR, "Errors"),
    (Severity.WARNING, "Warnings"),
    (Severity.NOTE, "Notes"),
)


def _charts(view: View) -> Markup:
    return tag(
        "div",
        chart("coverage", "Coverage: all statements", coverage(view.rulings)),
        chart(
            "corroboration",
            "Corroboration: factual statements with a source",
            corroboration(view.rulings, view.audit.policy),
        ),
        class_="bca-charts",
    )
