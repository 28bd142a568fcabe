"""What a citation's card says in words: of the source, of the statement, of what was looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder_ext.evidence.locators import paragraphs_of
from builder_ext.model import Audit, Comparison, Ruling, Source, TextFact, Verdict
from builder_ext.sources.fields import shorten
from builder_ext.sphinx_ext.directives import TITLES
from builder_ext.sphinx_ext.styles import kinds_of, long_date

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
_COUNTED = ("quotation", "value")
_LONGEST = 300
_MOST_PARTS = 4


# -- the source -----------------------------------------------------------------------------------


def title_of(source: Source) -> str:
    """Return a source's title as its card gives it; its key where it has none."""
    return shorten(source.title, _LONGEST) if source.title else source.key


def byline(source: Source) -> str:
    """Return who wrote it, where it was published and when."""
    parts = (_authors(source.authors), source.outlet or "", long_date(source.date or ""))
    return " · ".join(shorten(part, _LONGEST) for part in parts if part)


def _authors(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{names[0]} et al."
    return listed(names)


def origin_line(source: Source) -> str:
    """Return who reported it first where that is not the outlet, else nothing."""
    if not source.reprinted or not source.origin or source.origin == source.outlet:
        return ""
    return f"First published by {shorten(source.origin, _LONGEST)}."


def kinds(source: Source, language: str) -> tuple[str, ...]:
    """Return what a source is, in a word or two each: news report, opinion, reprint, translation."""
    found: tuple[str, ...] = kinds_of(dict(source.fields), language, source.reprinted)
    return found


def note(source: Source) -> str:
    """Return what the library's keepers say of a source, as an annotated bibliography prints it."""
    return shorten(source.field("annotation") or source.field("annote") or "", _LONGEST)


# -- the statement --------------------------------------------------------------------------------


def judgment(ruling: Ruling) -> str:
    """Return what an author's mark says, with its confidence; nothing for a fact."""
    if not ruling.marked:
        return ""
    words = TITLES[ruling.kind]
    confidence = ruling.statement.confidence
    return f"{words}, {confidence} confidence." if confidence else f"{words}."


def corroboration(ruling: Ruling) -> str:
    """Return on how many independent outlets a statement rests, in words."""
    if not (ruling.factual or ruling.marked) or not ruling.cited:
        return ""
    number, who = ruling.corroboration, ruling.rests_on
    if number == 0:
        return _carried_by_none(ruling)
    named = f": {listed(who)}" if len(who) == number else ""
    unseen = " Not all of it could be looked up." if ruling.assumed else ""
    return f"The statement rests on {outlets(number)}{named}.{unseen}"


def _carried_by_none(ruling: Ruling) -> str:
    if ruling.weakest is not None:
        return f"No source cited here has {quoted(ruling.weakest.part)}."
    return "The source names no outlet, so it counts for none."


def lacking(ruling: Ruling) -> str:
    """Return what the other cited sources lack, where that is why they don't count."""
    weakest = ruling.weakest
    if not ruling.corroboration or weakest is None or weakest.type not in _COUNTED:
        return ""
    lacks = [v for v in weakest.verdicts if v.carried is False]
    if not lacks or any(verdict.how == "differs" for verdict in lacks):
        return ""
    return f"What else is cited does not have {quoted(weakest.part)}."


def outlets(number: int) -> str:
    """Return a number of outlets in words: "two outlets"."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} outlet{'' if number == 1 else 's'}"


def conflicts(ruling: Ruling, audit: Audit, shows_words: int) -> Iterator[str]:
    """Yield where the sources of a statement give different values, if that is a finding still."""
    differing = [
        (part, verdict, (part.carriers[0], verdict.key))
        for part in ruling.comparisons
        for verdict in part.verdicts
        if verdict.how == "differs" and part.carriers
    ]
    if differing:
        found = {
            tuple(f.sources)
            for f in audit.findings
            if f.rule == "source-conflict" and f.ident == ruling.ident and f.waived is None
        }
        for part, verdict, pair in differing:
            if pair in found:
                yield _conflict(part, pair, verdict, audit, shows_words)


def _conflict(
    part: Comparison, pair: tuple[str, str], verdict: Verdict, audit: Audit, shows_words: int
) -> str:
    one, other = (_reporter(audit, key) for key in pair)
    shown = 0 < len(verdict.detail.split()) <= shows_words
    value = quoted(verdict.detail) if shown else "another value"
    where = f" ({paragraphs(verdict.paragraphs)})" if verdict.paragraphs else ""
    return f"The sources differ: {one} has {quoted(part.part)}, {other} has {value}{where}."


def _reporter(audit: Audit, key: str) -> str:
    source = audit.library.get(key)
    return (source and (source.origin or source.outlet)) or key


# -- what was looked up ---------------------------------------------------------------------------


def looked_up(ruling: Ruling, key: str, text: TextFact | None, excerpt: bool) -> Iterator[str]:
    """Yield how a source was compared with a statement, and what came of it.

    ``excerpt`` says whether the source's own words are shown beside.
    """
    verdicts = [(c, v) for c in ruling.comparisons for v in c.verdicts if v.key == key]
    seen = [v for _, v in verdicts if v.seen in ("snapshot", "lock")]
    if not excerpt:
        yield _how_checked(bool(seen), bool(verdicts), text)
    counted = [(c, v) for c, v in verdicts if c.type in _COUNTED]
    holds = [(c, v) for c, v in counted if v.carried]
    lacks = [(c, v) for c, v in counted if v.carried is False]
    if holds and not excerpt:
        yield f"It has {_parts(holds)}."
    if lacks:
        yield f"It does not have {_parts(lacks, False)}."
    if any(c.type == "words" and v.carried is False for c, v in verdicts):
        yield "It has little of what the statement says."
    unseen = [(c, v) for c, v in counted if v.carried is None]
    if unseen and seen:
        yield f"It could not be told whether it has {_parts(unseen, False)}."


def _how_checked(seen: bool, asked: bool, text: TextFact | None) -> str:
    if seen:
        of = f"the text of {long_date(text.read)}" if text and text.read else "its text"
        return f"Checked against {of}, not shown."
    if asked:
        return "Not looked up: neither the text nor a record of it was at hand."
    if text is not None:
        return "Nothing to look up: the statement holds no quotation, number or name."
    return "Not looked up: the text was not at hand."


def _parts(found: Sequence[tuple[Comparison, Verdict]], places: bool = True) -> str:
    """Return parts of a statement with the paragraphs that have them."""
    words = [
        quoted(c.part) + (f" ({paragraphs(v.paragraphs[:3])})" if places and v.paragraphs else "")
        for c, v in found[:_MOST_PARTS]
    ]
    if len(found) > _MOST_PARTS:
        words.append(f"{len(found) - _MOST_PARTS} more")
    return listed(words)


def place(paragraph: int, carries: bool, locator: str) -> str:
    """Return the line above a passage: its paragraph, and what the citation names."""
    what = f"Paragraph {paragraph}" if carries else f"Nearest passage, paragraph {paragraph}"
    named = paragraphs_of(locator)
    if named == {paragraph}:
        return f"{what}, as cited"
    return f"{what}; cited: {locator}" if locator else what


def elsewhere(ruling: Ruling, key: str, paragraph: int) -> Iterator[str]:
    """Yield the parts that a source has in other paragraphs than the one that is shown."""
    for part in ruling.comparisons:
        for verdict in part.verdicts:
            counts = part.type in _COUNTED and verdict.key == key and verdict.carried
            if counts and verdict.paragraphs and paragraph not in verdict.paragraphs:
                yield f"It has {quoted(part.part)} as well, in {paragraphs(verdict.paragraphs[:3])}."


def covers(number: int, text: str) -> str:
    """Return which of several statements a citation's card is about."""
    return f"Covers {number} statements, among them {quoted(text.rstrip('.'))}."


def paragraphs(numbers: Sequence[int]) -> str:
    """Return paragraph numbers as a locator gives them."""
    return f"{'para.' if len(numbers) == 1 else 'paras.'} {', '.join(map(str, numbers))}"


def quoted(text: str) -> str:
    """Return words in quotation marks, shortened."""
    return f"“{shorten(text.strip('“”'), 80)}”"


def listed(words: Sequence[str]) -> str:
    """Return words as a list in prose."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
