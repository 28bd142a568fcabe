"""The parts of a statement beside its cited sources: their texts, or what the lock records."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from builder_ext.evidence.articles import Article, Articles, entry_text, entry_words
from builder_ext.evidence.conflicts import conflicting
from builder_ext.evidence.memory import Memory, Packed
from builder_ext.evidence.names import NameTable, compare_names, names_of
from builder_ext.evidence.passages import Passages, has_content
from builder_ext.evidence.quotes import match_quotation
from builder_ext.evidence.search import PassageSearch
from builder_ext.evidence.speakers import speaker_of, speaks_in
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.values import ArticleValues, compare_values
from builder_ext.evidence.verbatim import sure_words
from builder_ext.model import Comparison, Library, Place, Policy, Source, Statement, Verdict
from builder_ext.patterns import late
from builder_ext.sources.lock import Lock, hash_entry, hash_part, hash_statement
from builder_ext.statements.kinds import own_quotations
from builder_ext.statements.parts import quoted_spans, values

COUNTED = ("quotation", "value")
"""The types of parts that corroboration is computed from (SPEC 4)."""
_ELLIPSIS = late(r"(?:(?<!\s)\s++)?(?:[\[(]\s*+)?(?:…|\.\s?\.\s?\.)\s*+(?:[\])]\s*+)?")
_LEAST_PIECE = 2
"""Words that a piece of a spliced quotation has at least."""
WORDS = "its words"
"""What stands as the part where a statement is compared as a whole."""
_ASKED = 4
"""So many words of a quotation are looked up in the index of the library."""
_DEPENDS = ("library",)
"""Stands in memory where a comparison depends on more than the statement and its sources."""
_NAMED = 3
"""How many paragraphs are kept of those that have a name: it may stand in all of them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a statement and its type, as in `Comparison`."""

    text: str
    type: str


Judge = Callable[[Article], Verdict]
ColumnJudge = Callable[[Article, Sequence[str]], list[Verdict]]


class Comparer:
    """Compares statements with the articles at hand, and with the lock where there is none."""

    def __init__(
        self,
        library: Library,
        articles: Articles,
        lock: Lock,
        policy: Policy,
        search: PassageSearch | None = None,
        memory: Memory | None = None,
    ) -> None:
        self._search = search
        self._memory = memory or Memory()
        self._states: dict[str, str] = {}
        self._library = library
        self._articles = articles
        self._lock = lock if policy.evidence == "any" else Lock()
        self._table = NameTable(policy.names)
        self._spellings = policy.names
        self._entry_values: dict[str, ArticleValues] = {}
        self._entry_texts: dict[str, ArticleText] = {}

    def values_of_entry(self, source: Source) -> ArticleValues:
        """Return what an entry says by itself, read once."""
        if source.key not in self._entry_values:
            read = ArticleValues((), source.date, entry_words(source))
            self._entry_values[source.key] = read
        return self._entry_values[source.key]

    def text_of_entry(self, source: Source) -> ArticleText:
        """Return an entry's own words as a text, made once."""
        if source.key not in self._entry_texts:
            self._entry_texts[source.key] = entry_text(source)
        return self._entry_texts[source.key]

    def compare(
        self, statement: Statement, sources: Sequence[Source], titles: frozenset[str]
    ) -> tuple[Comparison, ...]:
        """Return the comparisons of a statement's quotations, values, names and speakers.

        What an earlier build found of the same words, entries and texts is found again.
        """
        if not sources:
            return ()
        quotes = own_quotations(statement, titles)
        said = statement.text, statement.shape, statement.values, statement.items_only
        who = statement.lead_in, statement.attribution
        about: Packed = (
            "compared",
            said,
            who,
            quotes,
            [self.state_of(source) for source in sources],
        )
        known = self._memory.recall(*about)
        if known == _DEPENDS and self._search is not None:
            known = self._memory.recall(*about, self._search.state, self._recorded)
        if known is not None and known != _DEPENDS:
            with suppress(TypeError, ValueError, IndexError):
                return tuple(map(_unpacked, known[0]))
        found = self._compared(statement, sources, quotes)
        if any(one.type == "quotation" and one.refuted for one in found):
            # Where else it stands changes with any text of the library.
            self._memory.keep(_DEPENDS, *about)
            about = (*about, self._search.state if self._search else "", self._recorded)
        self._memory.keep((tuple(map(_packed, found)),), *about)
        return found

    @cached_property
    def _recorded(self) -> list[tuple[str, str]]:
        """The sources that the lock has records of, each with the hash of its entry."""
        keys = sorted({name[2] for name in self._lock.evidence})
        return [(key, hash_entry(s)) for key in keys if (s := self._library.get(key)) is not None]

    def state_of(self, source: Source) -> str:
        """Return a hash of a source's entry and text."""
        if source.key not in self._states:
            article = self._articles.get(source.key)
            text = article.snapshot.sha256 if article else ""
            entry = repr(replace(source, place=Place(""), field_lines=()))
            whole = f"{entry}\0{text}".encode("utf-8", "surrogatepass")
            self._states[source.key] = hashlib.blake2b(whole, digest_size=16).hexdigest()
        return self._states[source.key]

    def _compared(
        self, statement: Statement, sources: Sequence[Source], quotes: Sequence[str]
    ) -> tuple[Comparison, ...]:
        one = _Comparing(statement, sources, self)
        found = [one.quotation(quoted) for quoted in quotes]
        found += one.values(_values_outside(statement, quotes))
        found += one.names(names_of(statement.text))
        found += one.speakers(comparison for comparison in found if comparison.type == "quotation")
        if not any(comparison.type in COUNTED for comparison in found):
            found += one.words(found)
        return tuple(found)

    def may_hold(self, quotation: str) -> Iterable[str]:
        """Return the keys of the library that may hold a quotation, or have a record of one."""
        words = sure_words(quotation)[:_ASKED]
        if self._search is None or not words:
            return self._library.sources
        holding = self._search.holding(words) | {name[2] for name in self._lock.evidence}
        return [key for key in self._library.sources if key in holding]

    def needed(
        self, statement: Statement, comparison: Comparison
    ) -> Iterator[tuple[tuple[str, str, str], Verdict]]:
        """Yield the name of the lock's record for each verdict of a comparison, and the verdict."""
        hashed = hash_statement(statement), self.hash_of(comparison.part, comparison.type)
        for verdict in (*comparison.verdicts, *comparison.elsewhere):
            if verdict.seen != "entry":
                yield (*hashed, verdict.key), verdict

    def hash_of(self, part: str, type_: str) -> str:
        """Return a part's hash; that of a name changes with its configured spellings."""
        if type_ in ("name", "speaker"):
            return hash_part(type_, part, *self._spelled(part))
        return hash_part(type_, part)

    def _spelled(self, part: str) -> list[str]:
        groups = ((name, *others) for name, others in self._spellings.items())
        folded = part.casefold()
        return sorted(
            spelling
            for group in groups
            if any(word.casefold() in folded for name in group for word in name.split())
            for spelling in group
        )


class _Comparing:
    """One statement beside its sources."""

    def __init__(self, statement: Statement, sources: Sequence[Source], by: Comparer) -> None:
        self.statement, self.sources, self.by = statement, sources, by
        self.hashed: str | None = None

    def quotation(self, quoted: str) -> Comparison:
        part = _Part(quoted, "quotation")
        made = Comparison(quoted, "quotation", self._verdicts(part, lambda a: _quoted(quoted, a)))
        if not made.refuted:
            return made
        made = replace(made, elsewhere=self._elsewhere(part))
        return made if made.elsewhere else replace(made, verdicts=self._sewn(made))

    def _sewn(self, made: Comparison) -> tuple[Verdict, ...]:
        """Return the verdicts, "spliced" where each piece of a quotation is in another cited text."""
        pieces = [piece.strip() for piece in _ELLIPSIS.split(made.part)]
        articles = [a for s in self.sources if (a := self.by._articles.get(s.key)) is not None]
        if len(articles) < 2 or min(len(piece.split()) for piece in pieces) < _LEAST_PIECE:
            return made.verdicts
        held = [{a.source.key: n for a in articles if (n := a.quoted_in(p))} for p in pieces]
        if len(pieces) < 2 or not all(held):
            return made.verdicts
        return tuple(
            replace(v, how="spliced", paragraphs=numbers, detail="")
            if (numbers := next((h[v.key] for h in held if v.key in h), ()))
            else v
            for v in made.verdicts
        )

    def _elsewhere(self, part: _Part) -> tuple[Verdict, ...]:
        """Return the verdicts of other sources that hold a quotation word for word."""
        cited = {source.key for source in self.sources}
        others = [key for key in self.by.may_hold(part.text) if key not in cited]
        found = [v for key in others if (v := self._other(key, part)) is not None]
        return tuple(found)

    def _other(self, key: str, part: _Part) -> Verdict | None:
        article = self.by._articles.get(key)
        if article is None:
            recorded = self._recorded(self.by._library.sources[key], part)
            return recorded if recorded and recorded.carried else None
        paragraphs = article.quoted_in(part.text)
        return Verdict(key, True, "elsewhere", paragraphs, "snapshot") if paragraphs else None

    def values(self, found: Sequence[str]) -> list[Comparison]:
        """Compare the values of the statement."""
        return self._with_conflicts(self._all_at_once("value", found, self._values_in))

    def _values_in(self, article: Article, found: Sequence[str]) -> list[Verdict]:
        matches = compare_values(self.statement.text, found, article.values)
        return [
            Verdict(article.source.key, m.carried, _why(m.carried), m.paragraphs, "snapshot")
            for m in matches
        ]

    def _all_at_once(
        self, type_: str, found: Sequence[str], judge: ColumnJudge
    ) -> list[Comparison]:
        """Compare all parts of a type with one source at a time."""
        if not found:
            return []
        parts = [_Part(text, type_) for text in found]
        columns = [
            judge(article, found)
            if (article := self.by._articles.get(source.key)) is not None
            else [self._without_text(source, part) for part in parts]
            for source in self.sources
        ]
        return [
            Comparison(part.text, type_, tuple(column[n] for column in columns))
            for n, part in enumerate(parts)
        ]

    def _with_conflicts(self, made: list[Comparison]) -> list[Comparison]:
        """Say of which sources the best passage gives another value than a carrier's."""
        for n, comparison in enumerate(made):
            carriers = [v for v in comparison.verdicts if v.carried and v.seen == "snapshot"]
            if carriers and any(v.carried is False for v in comparison.verdicts):
                judged = (self._conflict(comparison.part, v, carriers) for v in comparison.verdicts)
                made[n] = replace(comparison, verdicts=tuple(judged))
        return made

    def _conflict(self, value: str, verdict: Verdict, carriers: Sequence[Verdict]) -> Verdict:
        other = self.by._articles.get(verdict.key)
        if verdict.carried is not False or other is None:
            return verdict
        for carrier in carriers:
            article = self.by._articles.get(carrier.key)
            if article is not None and (
                found := conflicting(self.statement.text, value, article, other)
            ):
                return replace(
                    verdict, how="differs", paragraphs=(found.paragraph,), detail=found.value
                )
        return verdict

    def names(self, found: Sequence[str]) -> list[Comparison]:
        """Compare the names of the statement."""
        return self._all_at_once("name", found, self._names_in)

    def _names_in(self, article: Article, found: Sequence[str]) -> list[Verdict]:
        key, stands = article.source.key, [article.verbatim.name(name) for name in found]
        if all(stands):
            return [Verdict(key, True, "", where[:_NAMED], "snapshot") for where in stands]
        matches = compare_names(self.statement.text, article.names, self.by._table)
        return [
            Verdict(
                key,
                m.carried,
                "" if m.carried else "near" if m.near else "absent",
                (where or m.paragraphs)[:_NAMED],
                "snapshot",
                m.near,
            )
            for m, where in zip(matches, stands, strict=True)
        ]

    def speakers(self, quotations: Iterable[Comparison]) -> Iterator[Comparison]:
        """Compare who is said to have said a quotation with the paragraphs that hold it."""
        for comparison in quotations:
            held = [v for v in comparison.verdicts if v.carried and v.seen != "entry"]
            said = self.statement
            name = speaker_of(comparison.part, said.text, said.lead_in, said.attribution)
            if name and held:
                yield self._speaker(name, comparison.part, held)

    def _speaker(self, name: str, quoted: str, held: Sequence[Verdict]) -> Comparison:
        part = _Part(f"{name}: {quoted}", "speaker")
        verdicts = (
            self._speaks(name, verdict, article)
            if (article := self.by._articles.get(verdict.key))
            else self._without_text(self._source(verdict.key), part)
            for verdict in held
        )
        return Comparison(part.text, "speaker", tuple(verdicts))

    def words(self, names: Sequence[Comparison]) -> Iterator[Comparison]:
        """Compare the statement's words with each text, where there are several to tell apart."""
        if len(self.sources) > 1 and not self.statement.items_only:
            part = _Part(WORDS, "words")
            credited = [w for s in self.sources for w in (*s.newsrooms, *s.authors)]
            lacking = _lacking(names, credited)
            verdicts = tuple(self._words_in(s, part, credited, lacking) for s in self.sources)
            if any(verdict.carried is not None for verdict in verdicts):
                yield Comparison(part.text, part.type, verdicts)

    def _words_in(
        self, source: Source, part: _Part, credited: Sequence[str], lacking: frozenset[str]
    ) -> Verdict:
        article = self.by._articles.get(source.key)
        if article is None:
            return self._recorded(source, part) or Verdict(source.key, None, "unseen")
        said, nameless = self.statement.text, source.key in lacking
        enough = (
            _speaks_of(source, said)
            or has_content(said, article.passages, credited, nameless)
            or has_content(said, Passages(article.entry), credited, nameless)
        )
        best = article.passages.best(said)
        where = (best,) if best else ()
        return Verdict(source.key, enough, "" if enough else "thin", where, "snapshot")

    def _speaks(self, name: str, verdict: Verdict, article: Article) -> Verdict:
        source, paragraphs = article.source, article.text.paragraphs
        heard = not verdict.paragraphs or any(
            speaks_in(name, paragraphs, n, source.authors, source.newsrooms, self.by._table)
            for n in verdict.paragraphs
        )
        how = "" if heard else "absent"
        return Verdict(verdict.key, heard, how, verdict.paragraphs, "snapshot")

    def _source(self, key: str) -> Source:
        return next(source for source in self.sources if source.key == key)

    def _verdicts(self, part: _Part, judge: Judge) -> tuple[Verdict, ...]:
        return tuple(
            judge(article)
            if (article := self.by._articles.get(source.key)) is not None
            else self._without_text(source, part)
            for source in self.sources
        )

    def _without_text(self, source: Source, part: _Part) -> Verdict:
        """Return the recorded verdict, else what the entry's own words tell, else that nobody can."""
        recorded = self._recorded(source, part)
        if recorded is not None:
            return recorded
        if self._in_entry(source, part):
            return Verdict(source.key, True, "", (), "entry")
        return Verdict(source.key, None, "unseen")

    def _recorded(self, source: Source, part: _Part) -> Verdict | None:
        if not self.by._lock.sources:
            return None
        self.hashed = self.hashed or hash_statement(self.statement)
        return self.by._lock.verdict(self.hashed, self.by.hash_of(part.text, part.type), source)

    def _in_entry(self, source: Source, part: _Part) -> bool:
        if part.type == "quotation":
            return match_quotation(part.text, self.by.text_of_entry(source)).how == "exact"
        if part.type == "value":
            entry = self.by.values_of_entry(source)
            return compare_values(self.statement.text, (part.text,), entry)[0].carried is True
        return False


def _packed(comparison: Comparison) -> Packed:
    """Return a comparison as tuples, which take a third of the time to be read from a file."""
    verdicts, elsewhere = (
        tuple((v.key, v.carried, v.how, v.paragraphs, v.seen, v.detail) for v in found)
        for found in (comparison.verdicts, comparison.elsewhere)
    )
    return comparison.part, comparison.type, verdicts, elsewhere


def _unpacked(packed: Packed) -> Comparison:
    part, type_, verdicts, elsewhere = packed
    return Comparison(
        part, type_, tuple(Verdict(*v) for v in verdicts), tuple(Verdict(*v) for v in elsewhere)
    )


def _quoted(quoted: str, article: Article) -> Verdict:
    """Return the verdict of one article on a quotation."""
    key, match = article.source.key, article.match(quoted)
    if match.how == "exact":
        return Verdict(key, True, "", match.paragraphs, "snapshot")
    if match_quotation(quoted, article.entry).how == "exact":
        return Verdict(key, True, "", (), "snapshot")
    return Verdict(key, False, match.how, match.paragraphs, "snapshot", match.difference)


def _speaks_of(source: Source, said: str) -> bool:
    """Whether a statement names a source's outlet or author: nobody pads with what they speak of."""
    folded = said.casefold()
    families = (name.split()[-1] for name in source.authors if name.split())
    bare = (name.removeprefix("The ") for name in (*source.newsrooms, *families))
    return any(re.search(rf"\b{re.escape(name.casefold())}\b", folded) for name in bare)


def _lacking(names: Iterable[Comparison], credited: Iterable[str]) -> frozenset[str]:
    """Return the keys that lack a name which another has, the names of those credited aside."""
    aside = {word.casefold() for name in credited for word in name.split()}
    told = (
        name
        for name in names
        if name.carriers and not aside.issuperset(name.part.casefold().split())
    )
    return frozenset(v.key for name in told for v in name.verdicts if v.carried is False)


def _why(carried: bool | None) -> str:
    return {True: "", False: "absent", None: "unresolved"}[carried]


def _values_outside(statement: Statement, quotes: Sequence[str]) -> tuple[str, ...]:
    """Return the values that stand in no quotation of the statement: these are a part of it.

    What stands in square brackets within a quotation is the writer's own.
    """
    if not quotes or not statement.values:
        return tuple(dict.fromkeys(statement.values))
    if statement.shape == "quote" and quotes == (statement.text,):
        return ()
    left = Counter(values(_unquoted(statement.text, quotes)))
    return tuple(dict.fromkeys(value for value in statement.values if left[value]))


def _unquoted(text: str, quotes: Sequence[str]) -> str:
    kept = list(text)
    for start, end in quoted_spans(text):
        if text[start:end].strip() in quotes:
            inner = text[start:end]
            outside = _bracketed(inner)
            kept[start:end] = [
                c if inside else " " for c, inside in zip(inner, outside, strict=True)
            ]
    return "".join(kept)


def _bracketed(text: str) -> Iterator[bool]:
    depth = 0
    for char in text:
        depth = max(0, depth - (char == "]"))
        yield depth > 0
        depth += char == "["
