"""The cards that citations open on HTML pages: the source, and the words of it that carry the statement.

Each citation is tied to the statement that it stands in, by the marks that `collect` left at their ends.
What the cards say stands at the end of the page, in a ``<template>``; without script a citation is a
link to the bibliography.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinxcontrib.bibtex.domain import BibtexDomain

from builder_ext.model import Audit, Ruling, Source
from builder_ext.rules import Case
from builder_ext.sphinx_ext import card_words as words
from builder_ext.sphinx_ext.bibliography import library_of
from builder_ext.sphinx_ext.card_html import (
    STORE,
    CardStore,
    passage_html,
    sentences_html,
    source_html,
)
from builder_ext.sphinx_ext.collect import statement_end
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.styles import SourceStyle
from builder_ext.sphinx_ext.verify import audit_of, shows_cards
from builder_ext.version import __version__

SCRIPT = "briefcheck.js"
_PART_RANK = {"quotation": 2, "value": 1}


class cited_link(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A citation's link, with the number of its card."""


class card_store(nodes.Invisible, nodes.Element):  # noqa: N801
    """The cards of a page, as HTML that is complete."""


def setup(app: Sphinx) -> None:
    """Register the nodes and the events."""
    app.add_node(cited_link, html=(_visit_link, _depart_link))
    app.add_node(card_store, html=(_visit_store, _depart_store))
    app.add_node(nodes.citation, override=True, html=(_visit_entry, _depart_entry))
    app.connect("builder-inited", on_builder_inited)
    # Before the marks (500) take the ends of the statements out.
    app.connect("doctree-resolved", on_doctree_resolved, priority=450)
    app.connect("html-page-context", on_html_page_context)


def _visit_link(translator: Any, node: cited_link) -> None:
    translator.body.append(f'<span data-briefcheck-card="{node["card"]}">')


def _depart_link(translator: Any, node: cited_link) -> None:
    translator.body.append("</span>")


def _visit_store(translator: Any, node: card_store) -> None:
    translator.body.append(node["html"])


def _depart_store(translator: Any, node: card_store) -> None:
    """Nothing is left to write."""


def _visit_entry(translator: Any, node: nodes.citation) -> None:
    """Write an entry of a bibliography as what its list must hold.

    docutils gives it the role of a ``doc-biblioentry``, which is deprecated and no ``listitem``.
    """
    type(translator).visit_citation(translator, node)
    if not translator.builder.embedded and not is_idle(translator.config):
        old, new = 'role="doc-biblioentry"', 'role="listitem"'
        translator.body[-1] = translator.body[-1].replace(old, new)


def _depart_entry(translator: Any, node: nodes.citation) -> None:
    type(translator).depart_citation(translator, node)


def on_builder_inited(app: Sphinx) -> None:
    """Tell the bibliography's style which language needs no mention."""
    SourceStyle.language = app.config.language or "en"


def card_facts(app: Sphinx, audit: Audit, rulings: Sequence[Ruling]) -> Iterator[object]:
    """Yield what the cards of a page show beside what its marks and its bibliography do."""
    yield __version__, app.config.briefcheck_excerpts, app.config.language
    for ruling in rulings:
        yield ruling.statement.confidence, ruling.comparisons, ruling.weakest
        yield tuple((c.key, c.locator) for c in ruling.statement.citations)
    for key in sorted({key for ruling in rulings for key in ruling.statement.keys}):
        yield key, audit.texts.get(key)


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the citations of a page their cards, and its bibliography what its sources are."""
    audit, case = audit_of(app.env), getattr(facts_of(app.env), "case", None)
    if not shows_cards(app) or audit is None or case is None:
        return
    _annotate(app.env, doctree, docname)
    writer = _Writer(app, audit, case)
    for place in list(_Reading(app, doctree, audit).places()):
        number = writer.write(place)
        if number is not None:
            _wrap(place.link, number)
    if html := writer.html:
        doctree += card_store("", html=html)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script on pages that have cards."""
    if f'<template id="{STORE}">' in context.get("body", ""):
        app.add_js_file(SCRIPT, loading_method="defer")


def _wrap(link: nodes.Element, number: int) -> None:
    holder = cited_link("", card=number)
    link.replace_self(holder)
    holder += link


def _annotate(env: BuildEnvironment, doctree: nodes.document, docname: str) -> None:
    """Print in a page's bibliography what the library's keepers say of each source."""
    citing, library = cast(BibtexDomain, env.get_domain("cite")), library_of(env)
    listed = {
        one.citation_id: one.entry.key
        for one in citing.citations
        if one.bibliography_key.docname == docname
    }
    for entry in doctree.findall(nodes.citation):
        source = next((library.get(listed[i]) for i in entry["ids"] if i in listed), None)
        if source is not None and (note := words.note(source)):
            entry.append(nodes.paragraph("", note, classes=["briefcheck-annotation"]))


# -- which statements a citation is about ----------------------------------------------------------


@dataclass(frozen=True)
class CitedPlace:
    """One link to a source, and the statements that it stands for; none in a heading."""

    link: nodes.Element
    key: str
    docname: str
    rulings: tuple[Ruling, ...] = ()
    locator: str = ""


class _Reading:
    """A page's citation links, and the ends of its statements, in the order of the page."""

    def __init__(self, app: Sphinx, doctree: nodes.document, audit: Audit) -> None:
        self._app, self._audit = app, audit
        self._library = library_of(app.env)
        self._at: dict[int, int] = {}
        self._ends: list[statement_end] = []
        self._links: list[nodes.Element] = []
        self._noted: dict[int, str] = {}
        self._callers: dict[str, list[nodes.Element]] = {}
        # The citations of each statement, by key, that no link has been tied to yet.
        self._left: dict[tuple[str, int], Counter[str]] = {}
        self._keys: dict[str, dict[str, str]] = {}
        for number, node in enumerate(doctree.findall(nodes.Element)):
            self._at[id(node)] = number
            self._take(node)
        self._places = [self._at[id(end)] for end in self._ends]

    def _take(self, node: nodes.Element) -> None:
        if isinstance(node, statement_end):
            self._ends.append(node)
        elif "briefcheck_cited" in node:
            self._noted |= self._footnote_keys(node)
        elif isinstance(node, (nodes.reference, nodes.footnote_reference)):
            self._links.append(node)
            self._callers.setdefault(node.get("refid", ""), []).append(node)

    def _footnote_keys(self, holder: nodes.Element) -> dict[int, str]:
        """Return the keys that the references of a ``{footcite}`` stand for."""
        keys = dict.fromkeys(c.key for c in holder["briefcheck_cited"])
        known = [key for key in keys if self._library.get(key) is not None]
        made = holder.findall(nodes.footnote_reference)
        return {id(node): key for node, key in zip(made, known, strict=False)}

    def places(self) -> Iterator[CitedPlace]:
        """Yield what each citation stands for, in checked documents."""
        for link in self._links:
            near = self._before(link) or self._after(link)
            if near is not None and (key := self._key(link, near["docname"])):
                yield self._place(link, key, near["docname"])

    def _key(self, link: nodes.Element, docname: str) -> str | None:
        """Return the key of the source that a link leads to, None for any other link."""
        if docname not in self._keys:
            self._keys[docname] = _keys_by_address(self._app, docname)
        address = link.get("refuri") or f"#{link.get('refid', '')}"
        return self._noted.get(id(link)) or self._keys[docname].get(address)

    def _place(self, link: nodes.Element, key: str, docname: str) -> CitedPlace:
        own = self._own(link, key)
        rulings = self._with_quote(own, key) if own is not None else self._covered(link, key)
        cited = (c for r in rulings for c in r.statement.citations if c.key == key)
        locators = dict.fromkeys(c.locator for c in cited if c.locator)
        return CitedPlace(link, key, docname, tuple(rulings), "; ".join(locators))

    def _before(self, link: nodes.Element) -> statement_end | None:
        number = bisect_left(self._places, self._at[id(link)])
        return self._ends[number - 1] if number else None

    def _after(self, link: nodes.Element) -> statement_end | None:
        number = bisect_left(self._places, self._at[id(link)])
        return self._ends[number] if number < len(self._ends) else None

    def _ruling(self, end: statement_end) -> Ruling | None:
        rulings = self._audit.by_document.get(end["docname"], ())
        return rulings[end["number"]] if end["number"] < len(rulings) else None

    def _own(self, link: nodes.Element, key: str) -> statement_end | None:
        """Return the end of the statement that a link stands in: the next of its block, else before.

        An end may stand behind the citation that is the subject of the next sentence, so each
        statement takes as many links as it has citations.
        """
        block, at = _block(link), self._at[id(link)]
        ends = list(block.findall(statement_end)) if block is not None else []
        after = [end for end in ends if self._at[id(end)] > at]
        before = [end for end in reversed(ends) if self._at[id(end)] < at]
        for end in (*after, *before):
            left = self._untied(end)
            if left[key]:
                left[key] -= 1
                return end
        return None

    def _untied(self, end: statement_end) -> Counter[str]:
        name = end["docname"], end["number"]
        if name not in self._left:
            ruling = self._ruling(end)
            cited = ruling.statement.citations if ruling else ()
            self._left[name] = Counter(c.key for c in cited if c.own)
        return self._left[name]

    def _with_quote(self, end: statement_end, key: str) -> list[Ruling]:
        """Return the statement that ends here, and the block quote that it introduces."""
        own = self._ruling(end)
        if own is None:
            return []
        rulings = self._audit.by_document[end["docname"]]
        beside = rulings[max(end["number"] - 1, 0) : end["number"] + 2]
        tied = (r for r in beside if r is not own and (_leads(r, own) or _leads(own, r)))
        return [own, *(r for r in tied if key in r.statement.keys)]

    def _covered(self, link: nodes.Element, key: str) -> list[Ruling]:
        """Return the statements that a citation covers from outside of them.

        What covers several of them is one citation with one place.
        """
        noted = _around(link, nodes.footnote) is not None
        for end in self._covering(link):
            ruling = self._ruling(end)
            cited = ruling.statement.citations if ruling else ()
            found = [c for c in cited if c.key == key and not c.own and (c.place or noted)]
            if ruling is not None and found:
                rulings = self._audit.by_document[end["docname"]] if found[0].place else ()
                return [r for r in rulings if found[0] in r.statement.citations] or [ruling]
        return []

    def _covering(self, link: nodes.Element) -> Iterator[statement_end]:
        """Yield the ends of statements that a citation may cover: see SPEC 3."""
        footnote, title = _around(link, nodes.footnote), _around(link, nodes.title)
        if footnote is not None:
            callers = (one for name in footnote["ids"] for one in self._callers.get(name, ()))
            found = [self._after(caller) for caller in callers]
        elif title is None:
            found = [self._before(link)]
        else:
            found = [self._after(link)] if isinstance(title.parent, nodes.table) else []
        yield from (end for end in found if end is not None)


def _keys_by_address(app: Sphinx, docname: str) -> dict[str, str]:
    """Return the keys of the addresses to which a document's citations link."""
    citing = cast(BibtexDomain, app.env.get_domain("cite"))
    found = {}
    for one in citing.citations:
        there = one.bibliography_key.docname
        page = "" if there == docname else app.builder.get_relative_uri(docname, there)
        found[f"{page}#{one.citation_id}"] = one.entry.key
    return found


def _around(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kind):
            return node
    return None


def _block(link: nodes.Element) -> nodes.Element | None:
    """Return the block that a link stands in; None for a heading, which has no statements."""
    for kind in (nodes.row, nodes.block_quote, nodes.line_block):
        if (found := _around(link, kind)) is not None:
            return found
    node = link.parent
    while isinstance(node, nodes.Inline):
        node = node.parent
    return None if isinstance(node, nodes.title) else node


def _leads(one: Ruling, other: Ruling) -> bool:
    """Whether a statement introduces a block quote."""
    quote = other.statement
    return quote.shape == "quote" and bool(quote.lead_in) and quote.lead_in == one.statement.text


# -- what the cards say ----------------------------------------------------------------------------


class _Writer:
    """Writes the cards of one page."""

    def __init__(self, app: Sphinx, audit: Audit, case: Case) -> None:
        self._audit, self._case = audit, case
        self._limit = int(app.config.briefcheck_excerpts)
        self._language = app.config.language or "en"
        self._store = CardStore()
        self._sources: dict[str, str] = {}
        self._statements: dict[int, str] = {}

    @property
    def html(self) -> str:
        """All cards, empty where there are none."""
        return self._store.html

    def write(self, place: CitedPlace) -> int | None:
        """Write the card of a citation, and return its number; None without a source."""
        source = self._audit.library.get(place.key)
        if source is None:
            return None
        ruling = max(place.rulings, key=partial(_telling, key=place.key), default=None)
        passage = sentences_html(self._cited(place.locator))
        statement = ""
        if ruling is not None:
            passage = self._passage(place, source, ruling)
            statement = self._statement_html(ruling)
        return self._store.add(self._source_html(source), statement, passage)

    def _source_html(self, source: Source) -> str:
        if source.key not in self._sources:
            self._sources[source.key] = source_html(source, self._language)
        return self._sources[source.key]

    def _statement_html(self, ruling: Ruling) -> str:
        # The audit keeps its rulings: no other one can be in the same place.
        if id(ruling) not in self._statements:
            self._statements[id(ruling)] = sentences_html(self._statement(ruling))
        return self._statements[id(ruling)]

    def _passage(self, place: CitedPlace, source: Source, ruling: Ruling) -> str:
        found = self._case.excerpt(ruling, place.key, self._limit) if self._limit else None
        said = [("covers", sentence) for sentence in self._covers(place, ruling)]
        shown = ""
        if found:
            line = words.place(found.paragraph, found.carries, place.locator)
            shown = passage_html(source, self._language, found.excerpt, line)
            also = words.elsewhere(ruling, place.key, found.paragraph)
            said += [("said", sentence) for sentence in also]
        else:
            said = [*self._cited(place.locator), *said]
        text = self._audit.texts.get(place.key)
        looked = words.looked_up(ruling, place.key, text, found is not None)
        return shown + sentences_html([*said, *(("said", sentence) for sentence in looked)])

    def _cited(self, locator: str) -> list[tuple[str, str]]:
        return [("place", f"Cited: {locator}")] if locator else []

    def _covers(self, place: CitedPlace, ruling: Ruling) -> Iterator[str]:
        if len(place.rulings) > 1:
            yield words.covers(len(place.rulings), ruling.statement.text)

    def _statement(self, ruling: Ruling) -> Iterator[tuple[str, str]]:
        yield "judgment", words.judgment(ruling)
        alone = ruling.corroboration == 1
        yield "alone" if alone else "outlets", words.corroboration(ruling)
        yield "more", words.lacking(ruling)
        for sentence in words.conflicts(ruling, self._audit, self._limit):
            yield "more", sentence


def _telling(ruling: Ruling, key: str) -> int:
    """Return how much of a statement can be shown in a source: a quotation above a value."""
    return max(
        (
            _PART_RANK.get(part.type, 0)
            for part in ruling.comparisons
            for verdict in part.verdicts
            if verdict.key == key and verdict.carried
        ),
        default=0,
    )
