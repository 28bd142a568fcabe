"""Quotation matching: the first line is the quotation, the rest the source's text."""

from __future__ import annotations

from builder_ext.evidence.quotes import match_quotation, quoted_paragraphs
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.verbatim import Verbatim
from fuzz.harness import text_of

MARKUP = frozenset("[](){}.…")


def check(data: bytes) -> None:
    """Look a quotation up in a text, and some words of the text in itself."""
    quotation, _, rest = text_of(data).partition("\n")
    article = ArticleText(rest)
    found = quoted_paragraphs(quotation, article)
    match = match_quotation(quotation, article)
    assert (match.how == "exact") == bool(found)
    assert match.how in {"exact", "altered", "spliced", "absent"}
    assert bool(match.paragraphs) == (match.how != "absent")
    assert all(1 <= number <= len(article.paragraphs) for number in match.paragraphs)
    assert match.difference.isprintable()
    assert not match.difference or match.how in {"altered", "spliced"}
    assert_cheap_look_agrees(quotation, article, found)
    assert_own_words_are_there(article)


def assert_cheap_look_agrees(quotation: str, article: ArticleText, found: tuple[int, ...]) -> None:
    """Assert that what is found letter for letter is what the thorough look finds."""
    look = Verbatim(article.paragraphs)
    assert look.quotation(quotation) in ((), found)
    assert look.may_hold(quotation) or not found


def assert_own_words_are_there(article: ArticleText) -> None:
    """Assert that a text holds each run of five of its own words, as they are written.

    A number may be cut in two by where a run ends, so what has numbers is left out.
    """
    for number, paragraph in enumerate(article.paragraphs, start=1):
        words = [] if any(map(str.isnumeric, paragraph)) else paragraph.split()
        for first in range(0, min(len(words) - 4, 40), 5):
            written = " ".join(words[first : first + 5])
            if sum(map(str.isalpha, written)) > 9 and not set(paragraph) & MARKUP:
                assert number in quoted_paragraphs(written, article), written
