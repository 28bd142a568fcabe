"""The paragraph of a text that comes nearest to a statement, and how much of the statement it has."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from functools import cached_property

from builder_ext.evidence.texts import ArticleText, fold_word
from builder_ext.patterns import late

_K1, _B = 1.2, 0.75
"""The usual constants of BM25 (Robertson and Zaragoza 2009); not fitted to anything here."""
_PREFIX, _PREFIX_WEIGHT = 4, 0.5
"""Words that begin with the same four letters count for half: Iran and Iranian, escalate and
escalation, protest and protesters."""
_FIGURE_WEIGHT = 2.0
"""A figure is said on purpose, and has no synonym."""
_ELSEWHERE_WEIGHT = 0.3
"""What a word counts that the text has, but not in the passage."""
_ABSENT_WEIGHT = 0.5
"""What a word counts that is nowhere in the text: the writer's own word for a thing, as a rule."""
CONTENT_FLOOR = 0.25
CONTENT_FLOOR_WITHOUT_A_NAME = 0.5
"""The coverage under which a statement's words are not in the text, and where the text also lacks a
name that another cited text has (both measured by benchmarks/padded.py)."""
_LONGEST = 40
"""Letters that are looked at: what is longer is no word of a language."""

_TOKEN = late(r"[^\W_]+(?:[’'ʼ`´‘][^\W_]+)*")
_WRAP_HYPHEN = late(r"(?<=[^\W\d_])[-\u2010]\n\s*(?=[^\W\d_])")
_THOUSANDS = late(r",(?<=\d,)(?=\d{3}(?!\d))")
_UNITED_STATES = late(r"\bU\.\s?S\.(?:\s?A\.)?|\bUnited\sStates\b|\bUSA?\b|\bAmericans?\b")
_ORDINAL = late(r"^(\d+)(?:st|nd|rd|th)$")
_STOP = frozenset(
    """a an the of in on at to for from by with as into about over under up out off and or but nor if
    so than then is are was were be been being am has have had do does did can could will would may
    might shall should must not no it its he his him she her they their them we our us i my you your
    this that these those which who whom whose what when where while there here also such s t
    """.split()
)
_MONTHS = """january february march april may june july august september october november
    december""".split()
_MONTH = {m[:n]: m for m in _MONTHS for n in (3, 4)} | {m: m for m in _MONTHS}
_NUMBER = {
    word: str(number)
    for number, word in enumerate(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty""".split(),
        start=2,
    )
} | {"dozen": "12", "thirty": "30", "forty": "40", "fifty": "50"}
_ENDING = late(r"(?:ations?|ings?|edly|ed|ely|ly|ments?|ers?|es|s)$")


def terms_of(text: str) -> list[str]:
    """Return the words by which passages are compared, in order: stems without function words.

    A number word is its figure, a month's abbreviation the month, America the United States.
    """
    if "\n" in text:
        text = _WRAP_HYPHEN.sub("", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    if "U" in text or "America" in text:
        text = _UNITED_STATES.sub(" Usstate ", text)
    return [term for word in _TOKEN.findall(text) if (term := _TERMS[word])]


class _Terms(dict[str, str]):
    """The terms of the words that were met, as many as there are words in a few languages."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_TERMS:
            self.clear()
        found = self[word] = _term(word[:_LONGEST])
        return found


_MOST_TERMS = 1 << 17
_TERMS = _Terms()


def _term(word: str) -> str:
    form = fold_word(word)
    if word[0].isupper() and form in _MONTH:
        return _MONTH[form]
    if form in _STOP:
        return ""
    if word[-2:-1] in "'’":
        form = form.removesuffix("s")
    return _NUMBER.get(form) or _ORDINAL.sub(r"\1", _stem(form))


def _stem(form: str) -> str:
    """Take an English ending off; measured, a full stemmer finds no more passages than this."""
    if len(form) > 4 and form.endswith(("ies", "ied")):
        return form[:-3] + "y"
    if len(form) < 4 or form.endswith("ss") or form[0].isdecimal():
        return form
    ending = _ENDING.search(form, 4 if len(form) > 4 else 3)
    stem = form[: ending.start()] if ending else form
    if len(stem) > 4 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem.rstrip("e") if len(stem) > 4 else stem


def prefix_of(term: str) -> str:
    """Return what a term shares with its relatives, marked so that it is no term itself."""
    return "^" + term[:_PREFIX]


class Passages:
    """The paragraphs of a text (counted from 1), ready to be ranked by BM25 for many statements."""

    def __init__(self, paragraphs: ArticleText | Sequence[str]) -> None:
        texts = paragraphs.paragraphs if isinstance(paragraphs, ArticleText) else paragraphs
        self._texts = tuple(texts)

    def rank(self, statement: str, limit: int = 3) -> tuple[tuple[int, float], ...]:
        """Return (paragraph, score) of the nearest paragraphs, best first; empty where none fits."""
        scores: dict[int, float] = defaultdict(float)
        for term, weight in _weighted(terms_of(statement)).items():
            for paragraph, score in self._postings.get(term, ()):
                scores[paragraph] += weight * score
        return tuple(sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit])

    def best(self, statement: str) -> int | None:
        """Return the nearest paragraph, None where none shares a word with the statement."""
        return next((paragraph for paragraph, _ in self.rank(statement, 1)), None)

    def coverage(self, statement: str, aside: frozenset[str] = frozenset()) -> float:
        """Return the share, 0 to 1, of a statement's words that one of its best passages has.

        Words weigh by idf. A word of another ending counts for half, one elsewhere in the text for
        0.3. ``aside`` are terms that do not count; 1 where nothing is left.
        """
        words = [term for term in dict.fromkeys(terms_of(statement)) if term not in aside]
        whole = sum(map(self._weight, words))
        if not whole:
            return 1.0
        places = [place for place, _ in self.rank(statement, 3)]
        return max((self._covered(words, place) / whole for place in places), default=0.0)

    def weigh(self, terms: Iterable[str]) -> float:
        """Return what terms weigh together: one that a single passage has weighs 1, by idf."""
        rare = idf(1, len(self._texts))
        return sum(
            self._weight(term) / rare if term in self._postings else _ABSENT_WEIGHT
            for term in sorted(terms)
        )

    def _covered(self, words: Iterable[str], paragraph: int) -> float:
        here = self._found[paragraph - 1]
        elsewhere = {word: _ELSEWHERE_WEIGHT * (word in self._postings) for word in words}
        return sum(
            self._weight(word) * max(presence(word, here), less) for word, less in elsewhere.items()
        )

    def _weight(self, word: str) -> float:
        return weight_of(word, len(self._postings.get(word, ())), len(self._texts))

    @cached_property
    def _found(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(with_prefixes(terms)) for terms in self._terms)

    @cached_property
    def _terms(self) -> tuple[list[str], ...]:
        return tuple(terms_of(text) for text in self._texts)

    @cached_property
    def _postings(self) -> dict[str, list[tuple[int, float]]]:
        """For each term and prefix the paragraphs that have it, with the BM25 score it gives."""
        mean = sum(map(len, self._terms)) / max(len(self._terms), 1) or 1
        found: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, terms in enumerate(self._terms, start=1):
            room = _K1 * (1 - _B + _B * len(terms) / mean)
            for term, count in Counter(with_prefixes(terms)).items():
                found[term].append((number, count * (_K1 + 1) / (count + room)))
        return {
            term: [(number, score * idf(len(places), len(self._terms))) for number, score in places]
            for term, places in found.items()
        }


def has_content(
    statement: str, passages: Passages, aside: Iterable[str] = (), lacks_a_name: bool = False
) -> bool:
    """Return whether a text seems to have what a statement without value or quotation says.

    ``aside`` are texts whose words do not count: names of outlets and authors ("according to The
    Harbor Post").  A text that lacks a name of the statement must have more of its other words.
    """
    floor = CONTENT_FLOOR_WITHOUT_A_NAME if lacks_a_name else CONTENT_FLOOR
    return coverage_of(statement, passages, aside) >= floor


def coverage_of(statement: str, passages: Passages, aside: Iterable[str] = ()) -> float:
    """Return how much, 0 to 1, of a statement's words a text has, those that credit it aside."""
    ignored = frozenset(term for text in aside for term in terms_of(text))
    return passages.coverage(statement, ignored | _REPORTING)


def idf(holders: int, passages: int) -> float:
    """Return the weight of a term that so many of the passages hold; never negative."""
    return math.log(1 + (passages - holders + 0.5) / (holders + 0.5))


def weight_of(term: str, holders: int, passages: int) -> float:
    """Return what a term of a statement weighs: its idf, twice that for a figure."""
    return idf(holders, passages) * (_FIGURE_WEIGHT if term[0].isdecimal() else 1.0)


def presence(term: str, here: Set[str]) -> float:
    """Return 1 where a term is among a passage's terms and prefixes, a half for its prefix."""
    if term in here:
        return 1.0
    return _PREFIX_WEIGHT if prefix_of(term) in here else 0.0


def with_prefixes(terms: Iterable[str]) -> list[str]:
    """Return the terms and their prefixes."""
    terms = list(terms)
    return terms + [prefix_of(term) for term in terms]


def _weighted(terms: Iterable[str]) -> dict[str, float]:
    """Return each term and each prefix once, with its weight."""
    terms = list(terms)
    figures = {term: _FIGURE_WEIGHT if term[0].isdecimal() else 1.0 for term in terms}
    return figures | dict.fromkeys(map(prefix_of, terms), _PREFIX_WEIGHT)


_REPORTING = frozenset(terms_of("according reports reported says said tells told writes wrote"))
"""What credits a source, and is seldom in the source itself."""
