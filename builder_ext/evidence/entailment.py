"""The plug-in point for entailment: how well passages bear a statement out, by somebody's model.

A plug-in is an entry point of the group ``briefcheck.entailment``: a function
``score(statement: str, passages: Sequence[str]) -> float`` from 0 (no support) to 1.  None is used
unless ``briefcheck_entailment`` names it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from builder_ext.evidence.articles import Article, Articles
from builder_ext.model import Source, Statement
from builder_ext.sources.lock import Lock, ScoreRecord, hash_statement

GROUP = "briefcheck.entailment"
PASSAGES = 3
"""How many of a source's passages, the nearest first, are given to a plug-in."""

ScoreFunction = Callable[[str, Sequence[str]], float]


class PlugInError(Exception):
    """A plug-in cannot be loaded, or failed; the words say which and why."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a source bears a statement out, 0 to 1, by a plug-in or by what the lock keeps."""

    key: str
    score: float
    paragraphs: tuple[int, ...] = ()


def plug_in_names() -> list[str]:
    """Return the names of the plug-ins that are installed."""
    return sorted(point.name for point in entry_points(group=GROUP))


def load(name: str) -> tuple[ScoreFunction, str]:
    """Return a plug-in's function and its identity: its name and its distribution's version.

    Raises `PlugInError` where it is not installed or cannot be imported.
    """
    points = [point for point in entry_points(group=GROUP) if point.name == name]
    if not points:
        raise PlugInError(f"there is no entailment plug-in {name!r}")
    try:
        function = points[0].load()
    # A plug-in is somebody else's code: whatever it raises is its fault, and ours to name.
    except Exception as error:
        raise PlugInError(f"the entailment plug-in {name!r} cannot be loaded: {error}") from error
    if not callable(function):
        raise PlugInError(f"the entailment plug-in {name!r} is no function")
    return function, f"{name} {_version(points[0])}"


def _version(point: EntryPoint) -> str:
    return point.dist.version if point.dist else "?"


@dataclass
class Entailment:
    """Asks a plug-in for scores, and the lock first: the same question is asked once.

    ``function`` is None where the plug-in cannot be had; the lock's scores are used all the same.
    After a failure the plug-in is not asked again, and ``failure`` says why.
    """

    function: ScoreFunction | None
    identity: str
    lock: Lock
    articles: Articles
    failure: str = ""
    _asked: dict[str, float] = field(default_factory=dict)

    def score(self, statement: Statement, source: Source) -> Score | None:
        """Return the score of a source for a statement, None where nobody can give one."""
        article = self.articles.get(source.key)
        if article is None:
            record = self._record(statement, source)
            return Score(source.key, record.score) if record and self.lock.knows(source) else None
        numbers, passages = _nearest(statement, article)
        asked = _hash(self.identity, statement.text, *passages)
        record = self._record(statement, source)
        if record is not None and record.asked == asked:
            return Score(source.key, record.score, numbers)
        given = self._ask(statement.text, passages, asked)
        return None if given is None else Score(source.key, given, numbers)

    def record_of(self, statement: Statement, source: Source) -> ScoreRecord | None:
        """Return what the lock is to keep of a score, None where there is none."""
        score = self.score(statement, source)
        if score is None:
            return None
        article, before = self.articles.get(source.key), self._record(statement, source)
        if article is None:
            return before
        asked = _hash(self.identity, statement.text, *_nearest(statement, article)[1])
        name = hash_statement(statement)
        return ScoreRecord(name, source.key, _hash(self.identity), asked, round(score.score, 4))

    def _record(self, statement: Statement, source: Source) -> ScoreRecord | None:
        name = (hash_statement(statement), source.key, _hash(self.identity))
        return self.lock.scores.get(name)

    def _ask(self, statement: str, passages: Sequence[str], asked: str) -> float | None:
        if asked not in self._asked:
            if self.function is None or self.failure:
                return None
            try:
                given = float(self.function(statement, list(passages)))
            # See `load`.
            except Exception as error:
                self.failure = f"{self.identity} failed: {type(error).__name__}: {error}"
                return None
            if math.isnan(given) or not 0 <= given <= 1:
                self.failure = f"{self.identity} gave {given!r}, which is no score from 0 to 1"
                return None
            self._asked[asked] = round(given, 4)
        return self._asked[asked]


def _nearest(statement: Statement, article: Article) -> tuple[tuple[int, ...], tuple[str, ...]]:
    numbers = tuple(number for number, _ in article.passages.rank(statement.text, PASSAGES))
    return numbers, tuple(article.text.paragraphs[number - 1] for number in numbers)


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]
