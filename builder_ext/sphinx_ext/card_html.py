"""The HTML of the cards: each source and each statement once, however often it is cited.

All of it stands in one ``<template>``, which shows nothing.  `static/briefcheck.js` puts a card together
from what ``data-s`` (the source) and ``data-t`` (the statement) number.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from builder_ext.evidence.excerpts import Excerpt
from builder_ext.evidence.language import language_code
from builder_ext.model import Source
from builder_ext.reports import printable
from builder_ext.sphinx_ext import card_words as words

STORE = "briefcheck-cards"
"""The id of the template that holds the cards of a page."""
_LINKS = ("http://", "https://")
_FRAME = (
    '<div id="briefcheck-card" class="briefcheck-card" role="dialog" tabindex="-1" hidden'
    ' aria-labelledby="briefcheck-card-title"><div class="bc-body"></div>'
    '<p class="bc-foot"><a class="bc-list" data-note="In the footnote">In the bibliography</a></p>'
    '<button type="button" class="bc-close" aria-label="Close">'
    '<span aria-hidden="true">×</span></button></div>'
)


def text(words: str) -> str:
    """Return text that others wrote as HTML: escaped, without control characters, on one line."""
    return escape(printable(words))


def paragraph(name: str, content: str, more: str = "") -> str:
    """Return a paragraph with text, nothing where there is none."""
    return f'<p class="bc-{name}"{more}>{text(content)}</p>' if content else ""


class CardStore:
    """The cards of one page as they are collected; equal ones are kept once."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, int]] = {"s": {}, "t": {}, "c": {}}

    def add(self, source: str, statement: str, passage: str) -> int:
        """Keep a card, and return its number."""
        s, t = self._kept("s", source), self._kept("t", statement)
        return self._kept("c", f' data-s="{s}" data-t="{t}">{passage}')

    def _kept(self, part: str, html: str) -> int:
        known = self._parts[part]
        return known.setdefault(html, len(known))

    @property
    def html(self) -> str:
        """The template with all cards, empty where there are none."""
        if not self._parts["c"]:
            return ""
        sources = "".join(f'<div class="bc-s">{html}</div>\n' for html in self._parts["s"])
        statements = "".join(f'<div class="bc-t">{html}</div>\n' for html in self._parts["t"])
        cards = "".join(f'<div class="bc-c"{html}</div>\n' for html in self._parts["c"])
        return f'<template id="{STORE}">{_FRAME}\n{sources}{statements}{cards}</template>\n'


def source_html(source: Source, language: str) -> str:
    """Return what a card says of a source."""
    kinds = "".join(f"<li>{text(kind)}</li>" for kind in words.kinds(source, language))
    link = source.url if source.url and source.url.startswith(_LINKS) else ""
    return (
        paragraph("title", words.title_of(source), _in_language(source, language))
        + paragraph("by", words.byline(source))
        + paragraph("by", words.origin_line(source))
        + (f'<ul class="bc-kinds">{kinds}</ul>' if kinds else "")
        + paragraph("note", words.note(source))
        + (f'<a href="{text(link)}" rel="noreferrer">Read the source</a>' if link else "")
    )


def passage_html(source: Source, language: str, excerpt: Excerpt, place: str) -> str:
    """Return a passage of a source, with where it stands above it."""
    about = _in_language(source, language)
    return paragraph("place", place) + f"<blockquote{about}><p>{_marked(excerpt)}</p></blockquote>"


def _marked(excerpt: Excerpt) -> str:
    shown = "".join(
        f"<mark>{text(piece)}</mark>" if marked else text(piece) for piece, marked in excerpt.pieces
    )
    return f"{'' if excerpt.opens else '… '}{shown}{'' if excerpt.ends else ' …'}"


def sentences_html(sentences: Iterable[tuple[str, str]]) -> str:
    """Return sentences, each with the name of its class."""
    return "".join(paragraph(name, sentence) for name, sentence in sentences)


def _in_language(source: Source, page: str) -> str:
    """Return the attributes of words in another language than the page's."""
    given = source.field("langid") or source.field("language") or ""
    code = language_code(given) if given else ""
    known = len(code) in (2, 3) and code.isascii() and code.isalpha()
    return f' lang="{code}" dir="auto"' if known and code != language_code(page) else ""
