"""Whether two sources give different values for what a statement says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from builder_ext.evidence.article_values import (
    ArticleValues,
    Key,
    Readings,
    keys_of,
    read_value,
)
from builder_ext.evidence.dates import DateMention, Parts
from builder_ext.evidence.numbers import Amount
from builder_ext.evidence.passages import Passages, terms_of
from builder_ext.statements.sentences import split_sentences

_PASSAGES = 3
"""So many of the best passages are looked at."""
_LEAST_SHARE, _LEAST_TERMS, _LEAST_WEIGHT = 0.4, 2, 1.3
"""A sentence is about the statement's event if it has so much of its words beside the values: so many
and a third of them, of such a share of their weight, and so much of it (a word of one paragraph
weighs 1).  Set on the articles of the shipped briefings: over all statements and all pairs of articles
it finds the known conflicts and no other."""


class Valued(Protocol):
    """A source's text with its values, and its paragraphs ready to be ranked."""

    @property
    def values(self) -> ArticleValues: ...

    @property
    def passages(self) -> Passages: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Another value that a source gives, as written there, and its paragraph (from 1)."""

    value: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One sentence of an article that is about the statement's event."""

    paragraph: int
    start: int
    end: int


def conflicting(statement: str, value: str, carrier: Valued, other: Valued) -> Difference | None:
    """Return what another source gives in place of a value that one source carries.

    Both must have a sentence about the same event, by its words.  The other's must give just one date,
    percentage or sum, or one number of the same thing, which the value rules out and the carrier's
    passage does not have.  None where the sources can both be right.
    """
    asked = read_value(value)
    words = _words_beside(statement)
    if len(words) < _LEAST_TERMS:
        return None
    holding = _about(words, statement, carrier)
    if not any(_holds(carrier.values, sentence, asked) for sentence in holding):
        return None
    beside = {sentence.paragraph for sentence in holding}
    for sentence in _about(words, statement, other):
        found = _differing(statement, value, sentence, other.values)
        if found and not beside & _where(found, carrier.values):
            return Difference(found.text, sentence.paragraph)
    return None


def _words_beside(statement: str) -> frozenset[str]:
    """Return the terms of a statement that are in no value."""
    read = read_value(statement)
    kept = list(statement)
    spans = [(a.start, a.end) for a in read.amounts] + [(d.start, d.end) for d in read.dates]
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return frozenset(terms_of("".join(kept)))


def _about(words: frozenset[str], statement: str, article: Valued) -> list[_Sentence]:
    """Return the sentences about the statement's event, the nearest first."""
    found: list[tuple[float, _Sentence]] = []
    needed = max(_LEAST_WEIGHT, _LEAST_SHARE * article.passages.weigh(words))
    for paragraph, _ in article.passages.rank(statement, _PASSAGES):
        text = article.values.paragraphs[paragraph - 1]
        for start, end in split_sentences(text):
            shared = words.intersection(terms_of(text[start:end]))
            weight = article.passages.weigh(shared)
            if len(shared) >= max(_LEAST_TERMS, len(words) / 3) and weight >= needed:
                found.append((weight, _Sentence(paragraph, start, end)))
    most = max((weight for weight, _ in found), default=0)
    return [sentence for weight, sentence in found if weight == most]


def _holds(article: ArticleValues, sentence: _Sentence, asked: Readings) -> bool:
    """Whether a sentence gives the value."""
    if asked.dates:
        wanted = [mention.parts for mention in asked.dates]
        said = [parts for _, means in _dates_in(article, sentence) for parts in means]
        return any(_agrees(one, two) and _as_exact(one, two) for one in wanted for two in said)
    forms = {form for amount in asked.amounts for form in amount.forms}
    return any(forms.intersection(amount.forms) for amount in _amounts_in(article, sentence))


@dataclass(frozen=True, slots=True)
class _Other:
    """What a source gives in place of the value: its words, and the keys it is found by."""

    text: str
    dates: frozenset[Parts] = frozenset()
    keys: tuple[Key, ...] = ()


def _where(found: _Other, article: ArticleValues) -> set[int]:
    """Return the paragraphs of an article that have it too."""
    dated = (article.dated(parts) for parts in found.dates)
    counted = (article.where(key) for key in found.keys)
    return set().union(*dated, *counted)


def _differing(
    statement: str, value: str, sentence: _Sentence, article: ArticleValues
) -> _Other | None:
    asked = read_value(value)
    text = article.paragraphs[sentence.paragraph - 1]
    if asked.dates:
        given = _other_date(asked.dates, _dates_in(article, sentence))
        return _Other(text[given[0].start : given[0].end], given[1]) if given else None
    amount = _other_amount(statement, value, asked.amounts, text, _amounts_in(article, sentence))
    return _Other(text[amount.start : amount.end], keys=tuple(keys_of(amount))) if amount else None


def _dates_in(
    article: ArticleValues, sentence: _Sentence
) -> list[tuple[DateMention, frozenset[Parts]]]:
    return [
        (mention, means)
        for mention, means in article.dates.get(sentence.paragraph, ())
        if sentence.start <= mention.start < sentence.end
    ]


def _amounts_in(article: ArticleValues, sentence: _Sentence) -> list[Amount]:
    return [
        amount
        for amount in article.amounts.get(sentence.paragraph, ())
        if sentence.start <= amount.start < sentence.end
    ]


# Dates


def _other_date(
    asked: Sequence[DateMention], given: Sequence[tuple[DateMention, frozenset[Parts]]]
) -> tuple[DateMention, frozenset[Parts]] | None:
    """Return the one date of a sentence, with what it may mean, if the asked cannot be it."""
    if len(given) != 1 or len(asked) != 1:
        return None
    (mention, means), wanted = given[0], asked[0]
    if not means or wanted.step or wanted.weekday is not None or mention.weekday is not None:
        return None
    return None if any(_agrees(asked[0].parts, parts) for parts in means) else given[0]


def _agrees(one: Parts, two: Parts) -> bool:
    """Whether two dates can be the same: what both give is equal."""
    return all(a is None or b is None or a == b for a, b in zip(one, two, strict=True))


def _as_exact(asked: Parts, given: Parts) -> bool:
    return all(a is None or b is not None for a, b in zip(asked[1:], given[1:], strict=True))


# Amounts


def _other_amount(
    statement: str, value: str, asked: Sequence[Amount], text: str, given: Sequence[Amount]
) -> Amount | None:
    """Return the one amount of a sentence that is of the same thing and another number."""
    if len(asked) != 1 or asked[0].number is None:
        return None
    unit = asked[0].unit
    if unit:
        alike = [amount for amount in given if amount.unit == unit]
    else:
        place = statement.find(value)
        thing = _thing(statement, place + asked[0].end) if place >= 0 else ""
        alike = [a for a in given if not a.unit and thing and _thing(text, a.end) == thing]
    if len(alike) != 1 or alike[0].number is None:
        return None
    return None if _is_near(asked[0].number, alike[0].number) else alike[0]


def _thing(text: str, end: int) -> str:
    """Return the first term after a number: what is counted."""
    if not text[end : end + 1].isspace():
        return ""
    return next(iter(terms_of(text[end : end + 30])), "")


def _is_near(one: Decimal, two: Decimal) -> bool:
    """Whether two numbers may be the same, one of them rounded."""
    return abs(one - two) * 20 <= max(abs(one), abs(two))
