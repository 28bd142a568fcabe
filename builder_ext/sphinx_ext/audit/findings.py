"""The table of findings with its filter, and the waived ones with their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from builder_ext.model import Finding
from builder_ext.reports.audit_passages import Passage
from builder_ext.reports.audit_view import by_risk, waived
from builder_ext.rules import all_rules
from builder_ext.sources.fields import show_key
from builder_ext.sphinx_ext.audit.markup import Cell, Content, Head, join, table, tag
from builder_ext.sphinx_ext.audit.view import View
from builder_ext.sphinx_ext.marks import audit_page

SHOWN = 200
"""How many findings the page of all briefings lists; each briefing's own page has all of its own."""
_SENTENCE = 600
"""How many characters of a statement are shown: a table's row can be long."""
_SEVERITIES = ("error", "warning", "note")


def findings_section(view: View) -> Iterator[Content]:
    """Yield the findings, those first that mislead a reader most."""
    ordered = by_risk(view.findings)
    if not ordered:
        yield tag("p", "Nothing is open.")
        return
    shown = ordered if view.docname else ordered[:SHOWN]
    yield tag("p", _introduction(shown, ordered))
    yield _filter(view, shown)
    yield _table(view, shown, "Findings, the riskiest first", "bca-findings")
    if len(shown) < len(ordered):
        yield from _left_out(view, frozenset(map(id, shown)))


def _introduction(shown: Sequence[Finding], ordered: Sequence[Finding]) -> str:
    counts = Counter(f.severity.word for f in ordered)
    told = ", ".join(_count(counts[word], word) for word in _SEVERITIES if counts[word])
    order = "First what misleads a reader most: altered words, then what has no source, then \
figures and names that no source has, then what rests on one outlet. Notes come last."
    if len(shown) == len(ordered):
        return f"{told}. {order}"
    return (
        f"{told}. {order} These are the {len(shown)} riskiest of {len(ordered)}; "
        "each briefing’s own page has all of its own."
    )


def _left_out(view: View, shown: frozenset[int]) -> Iterator[Content]:
    """Yield the findings on the library that are not among the riskiest: no other page has them."""
    library = [f for f in by_risk(view.material.findings.library) if id(f) not in shown]
    if library:
        yield tag("h3", "More findings on the library")
        yield _table(view, library[: 5 * SHOWN], "More findings on the library", "bca-findings")
    if len(library) > 5 * SHOWN:
        yield tag("p", f"{len(library) - 5 * SHOWN} more are in the report’s text.")


def _table(view: View, found: Iterable[Finding], label: str, css: str) -> Markup:
    heads = (
        Head("Risk", "number", "bca-what"),
        Head("Line, statement and what is wrong", "number", "bca-said"),
        Head("What the source has", "text", "bca-has"),
    )
    body = tag("tbody", (_row(view, f, n) for n, f in enumerate(found)))
    head = tag(
        "thead",
        tag("tr", (tag("th", h.name, scope="col", class_=h.css, data_sort=h.sort) for h in heads)),
    )
    return tag(
        "table",
        tag("caption", label),
        head,
        body,
        class_=f"bca-table {css}",
        data_bca_sortable=True,
    )


def _row(view: View, finding: Finding, order: int) -> Markup:
    passages = view.material.finder.passages(finding, view.ruling_of(finding))
    severity = finding.severity.word
    return tag(
        "tr",
        tag(
            "th",
            tag("span", severity, class_="bca-severity"),
            tag("span", finding.rule, class_="bca-rule"),
            scope="row",
            data_value=order,
        ),
        tag(
            "td",
            _what(view, finding),
            data_value=view.material.places[finding.place],
        ),
        tag(
            "td",
            [_passage(p) for p in passages],
            class_=None if passages else "bca-empty",
            data_value=passages[0].key if passages else "",
        ),
        "\n",
        data_severity=severity,
        data_rule=finding.rule,
        data_doc=finding.docname or None,
    )


def _what(view: View, finding: Finding) -> Iterator[Content]:
    title = view.material.titles.get(finding.docname)
    where: Content = view.to_finding(finding)
    if title and not view.docname:
        where = [where, " · ", title]
    yield tag("p", where, class_="bca-where")
    if finding.statement:
        yield tag("p", cut(finding.shown or finding.statement), class_="bca-statement")
    yield tag("p", finding.published, class_="bca-message")


def _passage(passage: Passage) -> Markup:
    name = tag(
        "cite",
        f"¶ {passage.paragraph} of {show_key(passage.key)}",
        None if passage.cited else " (not cited here)",
    )
    if passage.words is None:
        return tag("p", name, class_="bca-passage")
    words = [tag("mark", piece) if marked else piece for piece, marked in passage.words.pieces]
    before, after = not passage.words.opens, not passage.words.ends
    shown = [join("… " if before else None), words, join(" …" if after else None)]
    return tag("blockquote", tag("p", shown), tag("p", name), class_="bca-passage")


def cut(words: str) -> str:
    """Return a statement, the end of a long one left out."""
    if len(words) <= _SENTENCE:
        return words
    return words[: _SENTENCE - 2].rsplit(" ", 1)[0] + " …"


# -- the filter ---------------------------------------------------------------------------------


def _filter(view: View, shown: Sequence[Finding]) -> Markup:
    """Return the form that the script makes visible; without the script it would do nothing."""
    severities = Counter(f.severity.word for f in shown)
    rules = Counter(f.rule for f in shown)
    fields = [
        _field("Words", "words", "input", type="search", autocomplete="off"),
        _select("Severity", "severity", [(w, w, severities[w]) for w in _SEVERITIES]),
        _select("Rule", "rule", [(r, r, rules[r]) for r in sorted(rules)]),
    ]
    if not view.docname and len(view.audit.documents) > 1:
        documents = Counter(f.docname for f in shown if f.docname)
        options = [(d, view.material.titles.get(d, d), n) for d, n in sorted(documents.items())]
        fields.append(_select("Briefing", "doc", options))
    return tag(
        "form",
        fields,
        tag("button", "Show all", type="reset"),
        tag("output", class_="bca-count", aria_live="polite"),
        class_="bca-filter",
        role="search",
        aria_label="Filter the findings",
        hidden="hidden",
    )


def _select(label: str, name: str, options: Iterable[tuple[str, str, int]]) -> Markup:
    given = [tag("option", f"{word} ({n})", value=value) for value, word, n in options if n]
    return _field(label, name, "select", [tag("option", "all", value=""), given])


def _field(label: str, name: str, element: str, content: Content = None, **more: str) -> Markup:
    known = f"bca-{name}"
    return tag(
        "div",
        tag("label", label, for_=known),
        tag(element, content, id=known, name=name, **more),
        class_="bca-field",
    )


# -- waived findings, and what the rules mean ---------------------------------------------------


def waivers_section(view: View) -> Iterator[Content]:
    """Yield the waived findings with the reasons for which they were."""
    rows = [
        (
            Cell([f.rule], css="bca-rule"),
            [
                tag("p", view.to_finding(f), class_="bca-where"),
                tag("p", cut(f.shown or f.statement or ", ".join(map(show_key, f.sources)))),
            ],
            f.waived,
        )
        for f in waived(view.findings)
    ]
    if not rows:
        yield tag("p", "None.")
        return
    yield tag("p", "Findings that somebody accepted. They fail no build, and the reason is theirs.")
    heads = (Head("Rule", "text"), Head("Line and statement", "text"), Head("Reason"))
    yield table(heads, rows, "Waivers with their reasons", "bca-waivers")


def rules_section(view: View) -> Iterator[Content]:
    """Yield a sentence on each rule that found something."""
    found = {f.rule for f in view.findings}
    told = [(r.name, r.documentation.strip().split("\n\n")[0]) for r in all_rules()]
    yield tag(
        "dl",
        ([tag("dt", name), tag("dd", _plain(words))] for name, words in told if name in found),
        class_="bca-rules",
    )


def _plain(words: str) -> str:
    return " ".join(words.replace("`", "").replace("*", "").split())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def worst_of(view: View, docname: str, words: str) -> Markup:
    """Return a link to the audit of one briefing."""
    return tag("a", words, href=view.to(audit_page(docname)))
