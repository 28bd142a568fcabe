"""The passage that an editor wants beside a finding: where it is, and a few of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from builder_ext.evidence.excerpts import Excerpt, excerpt_about, excerpt_of
from builder_ext.evidence.locators import paragraphs_of
from builder_ext.model import Comparison, Finding, Ruling, Verdict
from builder_ext.rules import Case

_TYPES = {
    "misquote": "quotation",
    "translated-quotation": "quotation",
    "unsupported-value": "value",
    "source-conflict": "value",
    "unsupported-name": "name",
    "misattributed-speaker": "speaker",
}
"""The type of the part that a rule's findings are about."""
_COUNTED = ("quotation", "value")
_WORST = ("altered", "spliced", "near", "differs", "absent", "")
_SHOWN = 2
"""How many passages stand beside one finding."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph of a source and the part of the statement that is looked for in it."""

    key: str
    paragraph: int
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A spot with its words, None where no text is at hand or none may be shown.

    ``cited`` is False for the passage of a source that the statement does not cite.
    """

    key: str
    paragraph: int
    words: Excerpt | None = None
    cited: bool = True


class PassageFinder:
    """Finds the passages of findings among the texts at hand; each finding's are found once."""

    def __init__(self, case: Case, limit: int) -> None:
        self._case, self._limit = case, limit
        self._known: dict[tuple[str, str, str], tuple[Passage, ...]] = {}

    def passages(self, finding: Finding, ruling: Ruling | None) -> tuple[Passage, ...]:
        """Return the passages to show beside a finding on a statement, the most telling first."""
        if ruling is None:
            return ()
        name = (finding.rule, ruling.ident, finding.message)
        if name not in self._known:
            self._known[name] = tuple(self._passages(finding, ruling))
        return self._known[name]

    def _passages(self, finding: Finding, ruling: Ruling) -> Iterator[Passage]:
        if finding.rule not in _TYPES and (told := list(self._carrying(ruling))):
            yield from told
            return
        keys = {source.key for source in ruling.sources}
        # One a source: its words are counted by the place where they are shown.
        first = {spot.key: spot for spot in reversed(list(self._spots(finding, ruling)))}
        for spot in [*reversed(first.values())][:_SHOWN]:
            words = self._words(spot, ruling.statement.text)
            yield Passage(spot.key, spot.paragraph, words, spot.key in keys)

    def _spots(self, finding: Finding, ruling: Ruling) -> Iterator[Spot]:
        found = list(spots_of(finding, ruling)) or list(located(ruling))
        if found:
            yield from found
        elif ruling.sources:
            yield from self._best(ruling, next(_focuses(finding, ruling), ""))
        elif hit := self._case.nearest_in_library(ruling):
            yield Spot(hit.key, hit.paragraph)

    def _carrying(self, ruling: Ruling) -> Iterator[Passage]:
        """Yield the passages that carry a statement best, as the citations' cards show them."""
        for source in (ruling.carriers or ruling.sources)[:_SHOWN]:
            article = self._case.articles.get(source.key)
            found = excerpt_of(ruling, article, max(self._limit, 1)) if article else None
            if found:
                yield Passage(source.key, found.paragraph, found.excerpt if self._limit else None)

    def _best(self, ruling: Ruling, focus: str) -> Iterator[Spot]:
        for source in ruling.carriers or ruling.sources:
            article = self._case.articles.get(source.key)
            number = article.passages.best(ruling.statement.text) if article else None
            if number:
                yield Spot(source.key, number, focus)
                return

    def _words(self, spot: Spot, statement: str) -> Excerpt | None:
        article = self._case.articles.get(spot.key)
        if article is None or not 0 < spot.paragraph <= len(article.text.paragraphs):
            return None
        paragraph = article.text.paragraphs[spot.paragraph - 1]
        return excerpt_about(paragraph, statement, spot.focus, self._limit)


def spots_of(finding: Finding, ruling: Ruling) -> Iterator[Spot]:
    """Yield the paragraphs that the comparisons name for what a finding is about."""
    if finding.rule in _TYPES:
        for part in _about(finding, ruling):
            yield from _of_fault(part)
    elif finding.rule == "single-outlet":
        yield from _of_carriers(ruling)


def located(ruling: Ruling) -> Iterator[Spot]:
    """Yield the paragraphs that the statement's own citations name."""
    known = {source.key for source in ruling.sources}
    for citation in ruling.statement.citations:
        for number in sorted(paragraphs_of(citation.locator))[:1]:
            if citation.key in known:
                yield Spot(citation.key, number)


def _about(finding: Finding, ruling: Ruling) -> list[Comparison]:
    """Return the parts of the rule's type, only those that the message names where it names any."""
    parts = [part for part in ruling.comparisons if part.type == _TYPES[finding.rule]]
    named = [part for part in parts if part.part[:40] in finding.message]
    return named or parts


def _focuses(finding: Finding, ruling: Ruling) -> Iterator[str]:
    if finding.rule in _TYPES:
        yield from (part.part for part in _about(finding, ruling))
    elif ruling.weakest is not None:
        yield ruling.weakest.part


def _of_fault(part: Comparison) -> Iterator[Spot]:
    """Yield where the words stand elsewhere, or the nearest place of a source without them."""
    yield from _spots(part.elsewhere, part.part)
    against = [v for v in part.verdicts if v.carried is False]
    yield from _spots(sorted(against, key=_by_fault), part.part)
    yield from _spots((v for v in part.verdicts if v.carried), part.part)


def _by_fault(verdict: Verdict) -> int:
    return _WORST.index(verdict.how) if verdict.how in _WORST else len(_WORST)


def _of_carriers(ruling: Ruling) -> Iterator[Spot]:
    """Yield where the only outlet has the weakest part, or any part where all are alike."""
    parts = [p for p in ruling.comparisons if p.type in _COUNTED]
    for part in [ruling.weakest] if ruling.weakest else parts:
        found = list(_spots((v for v in part.verdicts if v.carried), part.part))
        if found:
            yield found[0]
            return


def _spots(verdicts: Iterable[Verdict], focus: str) -> Iterator[Spot]:
    for verdict in verdicts:
        if verdict.paragraphs:
            yield Spot(verdict.key, verdict.paragraphs[0], focus)
