"""Proper names of a statement looked up in a source, in whatever spelling it has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from builder_ext.evidence.capitals import (
    Name,
    Token,
    capital_runs,
    composed,
    joins,
    names_in,
    tokens_of,
)
from builder_ext.evidence.gazetteer import (
    CALENDAR,
    COMMON,
    COUNTRIES,
    GENERIC,
    PHRASES,
    SAME_BODY,
    SEATS,
    STATES,
    TITLES,
    is_belonging,
)
from builder_ext.evidence.spelling import (
    key,
    one_edit_apart,
    plain,
    root,
    same_given_name,
    skeleton,
)
from builder_ext.patterns import late
from builder_ext.statements.kinds import outside_quotations

_REPORTS = (
    r"(?:said|says|say|stated|states|reported|reports|wrote|writes|told|tells|claimed|claims"
    r"|argued|argues|announced|announces|declared|declares|confirmed|confirms|denied|denies"
    r"|warned|warns|alleged|alleges|admitted|admits|acknowledged|acknowledges|added|adds"
    r"|insisted|insists|testified|testifies|revealed|reveals|disclosed|discloses|vowed|vows"
    r"|asserted|asserts|noted|notes|described|describes|called|calls|tweeted|tweets|maintained"
    r"|maintains|conceded|concedes|stressed|stresses|explained|explains|threatened|pledged)"
)
_AUXILIARY = r"(?:(?:has|have|had|also|later|then|publicly|privately|repeatedly)\s){0,4}"
_SAYS_NEXT = late(rf"(?:,[^,;]{{1,60}},)?\s{_AUXILIARY}{_REPORTS}\b")
_SAID_BY = late(
    rf"\b(?:{_REPORTS}(?:\sby)?|[Aa]ccording\sto)\s(?:the\s|The\s)?(?:[A-Z]\w{{1,20}}\.?\s){{0,3}}$"
)
_MAX_ACRONYM = 8
_FAMILY_PREFIXES = frozenset("abdul abdel abd abu bin ibn bint ben mac mc o de la van von".split())


def proper_names(text: str) -> tuple[str, ...]:
    """Return the proper names of a sentence outside of its quotations, each once, in order."""
    return names_of(text)


def names_of(text: str) -> tuple[str, ...]:
    """Return the names that `compare_names` compares, as written and without ranks, in order."""
    return tuple(name.text for name in names_in(text))


def reporting_with_name(text: str) -> str | None:
    """Return the name in "Name said …" or "according to Name", None where there is none."""
    bare = outside_quotations(composed(text))
    for run in capital_runs(bare):
        said = _SAYS_NEXT.match(bare, run.end) or _SAID_BY.search(
            bare[max(0, run.start - 90) : run.start]
        )
        if said and any(plain(word) not in COMMON for word in run.text.split()):
            return run.text
    return None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """One name of a statement beside one source.

    ``near`` is a name of the source, as written, that differs by a letter or a romanisation;
    ``paragraphs`` count from 1 and hold the name, or the near one; empty where the bibliography's
    entry holds it.
    """

    name: str
    carried: bool
    near: str = ""
    paragraphs: tuple[int, ...] = ()


class NameTable:
    """The spellings of ``briefcheck_names``: those of one group name the same.

    A group's family name, the last word of a spelling, stands for it where no other group has it.
    """

    def __init__(self, spellings: Mapping[str, Sequence[str]]) -> None:
        self._groups: list[tuple[tuple[str, ...], ...]] = []
        self._spelled: dict[tuple[str, ...], int] = {}
        self._families: dict[str, set[int]] = {}
        for number, (name, others) in enumerate(spellings.items()):
            group = tuple(keys for spelling in (name, *others) if (keys := name_keys(spelling)))
            self._groups.append(group)
            for keys in group:
                self._spelled.setdefault(keys, number)
                self._families.setdefault(family_of(keys), set()).add(number)
        self._longest = max(map(len, self._spelled), default=0)

    def spellings(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Yield all spellings, as keys, of each group that words spell, in whole or in part."""
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                number = self._spelled.get(tuple(words[start:end]))
                if number is not None:
                    yield from self._groups[number]

    def families(self, family: str) -> frozenset[str]:
        """Return the other spellings of a family name; none where two groups share it."""
        numbers = self._families.get(family, set())
        if len(numbers) != 1 or family in GENERIC:
            return frozenset()
        return frozenset(family_of(keys) for keys in self._groups[min(numbers)]) - {family}

    def givens(self, family: str) -> frozenset[str]:
        """Return the given names, in every spelling, of the one group with a family name."""
        numbers = self._families.get(family, set())
        if len(numbers) != 1:
            return frozenset()
        return frozenset(keys[0] for keys in self._groups[min(numbers)] if len(keys) > 1)


def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name's words, articles and marks aside."""
    tokens = list(tokens_of(name))
    return tuple(k for token in tokens if token.plain != "the" and (k := key(token.text)))


def family_of(words: Sequence[str]) -> str:
    """Return the family name: the last word, with what belongs before it ("Abdul Mahdi")."""
    if len(words) > 1 and words[-2] in _FAMILY_PREFIXES:
        return words[-2] + words[-1]
    return words[-1]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of an article: its key, its plain form, its paragraph, and how it stands there."""

    text: str
    key: str
    plain: str
    paragraph: int
    capital: bool
    joined: bool


class ArticleNames:
    """The words of one source's text and of its entry, indexed by the forms that names take.

    The entry's words count as paragraph 0.
    """

    def __init__(self, paragraphs: Sequence[str], entry: str = "") -> None:
        texts = (entry, *paragraphs)
        self._words = [w for number, text in enumerate(texts) for w in _read(text, number)]
        self._keys = [w.key for w in self._words]
        self._at: dict[str, list[int]] = {}
        for at, word in enumerate(self._words):
            self._index(at, word)
        self._lower = {word.plain for word in self._words if not word.capital}

    def _index(self, at: int, word: _Word) -> None:
        self._at.setdefault(word.key, []).append(at)
        if word.plain != word.key:
            self._at.setdefault(word.plain, []).append(at)
        if "-" in word.text:
            for part in word.text.split("-"):
                self._at.setdefault(key(part), []).append(at)
        if word.joined:
            before = self._words[at - 1]
            self._at.setdefault(before.plain + word.plain, []).append(at)
            country = PHRASES.get((before.plain, word.plain))
            if country:
                self._at.setdefault(country, []).append(at)

    @cached_property
    def _roots(self) -> dict[str, list[int]]:
        roots: dict[str, list[int]] = {}
        for word, places in self._at.items():
            roots.setdefault(root(word), []).extend(places)
        return roots

    @cached_property
    def _near(self) -> dict[str, list[int]]:
        """Capitalised words by themselves, their skeletons, and both with one letter left out."""
        found: dict[str, list[int]] = {}
        for form, places in self._at.items():
            capital = [at for at in places if self._words[at].capital]
            if capital and form not in COMMON | CALENDAR and len(form) <= 30:
                for variant in _variants(form):
                    found.setdefault(variant, []).append(capital[0])
        return found

    @cached_property
    def _acronyms(self) -> dict[str, int]:
        """The initials of every run of capitalised words, and where it begins."""
        found: dict[str, int] = {}
        for at, word in enumerate(self._words):
            if word.capital and word.plain:
                for initials in self._initials(at):
                    found.setdefault(initials, at)
        return found

    def _initials(self, start: int) -> Iterator[str]:
        letters = full = self._words[start].plain[0]
        for at in range(start + 1, min(start + 2 * _MAX_ACRONYM, len(self._words))):
            word = self._words[at]
            if not word.joined or not word.plain or len(letters) == _MAX_ACRONYM:
                return
            if not word.capital and word.plain not in ("of", "for", "the", "and", "on", "in"):
                return
            full += word.plain[0]
            if word.capital:
                letters += word.plain[0]
                yield letters
                yield full

    def places(self, word: str) -> list[int]:
        """Return where a word stands, in this or a related form: "Houthi", "Houthis"."""
        places = self._at.get(word)
        if places is None and len(word) > 3:
            places = self._roots.get(root(word))
        return places or []

    def sequence(self, words: Sequence[str]) -> list[int]:
        """Return where words stand one after another, as indices of the last."""
        if len(words) == 1:
            return self._at.get(words[0], [])
        wanted = list(words)
        return [
            at + len(wanted) - 1
            for at in self._at.get(wanted[0], [])
            if self._keys[at : at + len(wanted)] == wanted
        ] or self._at.get("".join(wanted), [])

    def spelled_out(self, acronym: str) -> list[int]:
        """Return where capitals begin whose initials are the acronym."""
        at = self._acronyms.get(acronym)
        return [] if at is None else [at]

    def capitalised(self, places: Iterable[int]) -> list[int]:
        """Return those places whose word has a capital."""
        return [at for at in places if self._words[at].capital]

    def before(self, at: int) -> tuple[str, ...]:
        """Return the capitalised words joined before a place that may be given names."""
        found: list[str] = []
        while len(found) < 3 and at > 0 and self._words[at].joined:
            at -= 1
            word = self._words[at]
            if not word.capital or not self._may_be_given(word):
                break
            found.append(word.key)
        return tuple(reversed(found))

    def _may_be_given(self, word: _Word) -> bool:
        if word.plain in COMMON or word.plain in TITLES or word.plain in GENERIC:
            return False
        return not (word.key in COUNTRIES or is_belonging(word.plain) or "'s" in word.text)

    def stands_alone(self, at: int) -> bool:
        """Return whether no capitalised word follows: a given name that is used by itself."""
        if at + 1 >= len(self._words):
            return True
        after = self._words[at + 1]
        return not (after.joined and after.capital)

    def is_lower(self, word: str) -> bool:
        """Return whether a word is also written without a capital."""
        return word in self._lower

    def nearest(self, word: str) -> list[int]:
        """Return where a capitalised word stands that is one edit or a romanisation away."""
        found = (at for variant in _variants(word) for at in self._near.get(variant, ()))
        return [
            at
            for at in dict.fromkeys(found)
            if any(one_edit_apart(word, form) for form in self._forms(at))
        ]

    def _forms(self, at: int) -> Iterator[str]:
        word = self._words[at]
        yield word.key
        if word.joined:
            yield self._words[at - 1].plain + word.plain

    def shown(self, at: int) -> str:
        """Return a name as the text has it, given names included."""
        first = at - len(self.before(at))
        return " ".join(word.text for word in self._words[first : at + 1])

    def paragraphs(self, places: Iterable[int]) -> tuple[int, ...]:
        """Return the paragraphs of places, without the entry."""
        return tuple(sorted({self._words[at].paragraph for at in places} - {0}))


def _read(text: str, number: int) -> Iterator[_Word]:
    text = composed(text)
    last: Token | None = None
    for token in tokens_of(text):
        joined = last is not None and joins(text, last, token)
        yield _Word(token.text, key(token.text), token.plain, number, token.is_capital, joined)
        last = token


@lru_cache(maxsize=65536)
def _variants(form: str) -> frozenset[str]:
    """A form and its skeleton, each also with any one letter left out."""
    return frozenset(
        variant
        for word in (form, skeleton(form))
        for variant in (word, *(word[:n] + word[n + 1 :] for n in range(len(word))))
    )


def compare_names(statement: str, article: ArticleNames, table: NameTable) -> tuple[NameMatch, ...]:
    """Return for each name of `names_of` whether an article carries it, in the same order."""
    return tuple(_compare(name, article, table) for name in names_in(statement))


def carries(article: ArticleNames, name: Name, table: NameTable) -> tuple[int, ...] | None:
    """Return the paragraphs of an article that hold a name, None where it isn't carried."""
    places = _carrying(name, article, table)
    return article.paragraphs(places) if places else None


def _compare(name: Name, article: ArticleNames, table: NameTable) -> NameMatch:
    places = _carrying(name, article, table)
    if places:
        return NameMatch(name.text, True, paragraphs=article.paragraphs(places))
    near = _nearest(name, article)
    if near is None:
        return NameMatch(name.text, False)
    return NameMatch(name.text, False, article.shown(near), article.paragraphs((near,)))


def _carrying(name: Name, article: ArticleNames, table: NameTable) -> list[int]:
    """The places that carry a name, empty where none does."""
    for spelling in table.spellings(name.words):
        if places := article.sequence(spelling):
            return places
    if places := article.sequence(name.words) or _same_body(name, article):
        return places
    if len(name.words) > 2 and (places := article.capitalised(article.places(name.initials))):
        return places
    if len(name.own) == 1 and name.text.isupper() and (places := article.spelled_out(name.own[0])):
        return places
    places = (_person if name.is_person else _body)(name, article, table)
    shorter = None if places else name.without_opening()
    return _carrying(shorter, article, table) if shorter else places


def _same_body(name: Name, article: ArticleNames) -> list[int]:
    for spellings in SAME_BODY:
        if name.words in spellings:
            for spelling in spellings:
                if places := article.sequence(spelling):
                    return places
    return []


def _person(name: Name, article: ArticleNames, table: NameTable) -> list[int]:
    """Family name there, and no other given name before it; or most of a longer name."""
    families = {name.own[-1], family_of(name.words)}
    families |= {other for family in set(families) for other in table.families(family)}
    places = [at for family in sorted(families) for at in article.places(family)]
    if places:
        known = frozenset().union(*(table.givens(family) for family in families))
        return places if _is_same_person(name, places, article, known) else []
    present = [places for word in name.own[:-1] if (places := article.places(word))]
    if len(name.own) > 2 and 2 * len(present) > len(name.own):
        return present[0]
    # "Saddam Hussein" is there where the text says "Saddam" throughout.
    mononyms = article.capitalised(article.places(name.own[0]))
    return mononyms if all(article.stands_alone(at) for at in mononyms) else []


def _is_same_person(
    name: Name, places: Iterable[int], article: ArticleNames, known: frozenset[str]
) -> bool:
    """Whether a family name stands alone throughout, or once with a given name that agrees."""
    ours = [word for word in name.words[:-1] if word]
    if any(article.stands_alone(at) for word in ours for at in article.places(word)):
        return True
    others = [given for at in places if (given := article.before(at))]
    certain = [g for g in others if not any(article.is_lower(word) for word in g)]
    if not certain:
        return True
    return any(
        same_given_name(left, right) or (left in known and right in known)
        for given in others
        for right in given
        for left in ours
    )


def _body(name: Name, article: ArticleNames, table: NameTable) -> list[int]:
    """All distinguishing words are there."""
    found = [_word(word, name, article, table) for word in name.own]
    return min(found, key=len) if all(found) else []


def _word(word: str, name: Name, article: ArticleNames, table: NameTable) -> list[int]:
    if places := article.places(word):
        return places
    for other in (*sorted(table.families(word)), *_elsewhere_called(word, name)):
        if places := article.places(other):
            return places
    return []


def _elsewhere_called(word: str, name: Name) -> Iterator[str]:
    """Other words for a place: a seat of government for its country, and the other way round."""
    if word in SEATS and not name.placed:
        yield SEATS[word]
    if word in COUNTRIES:
        yield from (seat for seat, country in SEATS.items() if country == word)
    if word == "unitedstates":
        yield from sorted(set(STATES.values()))


def _nearest(name: Name, article: ArticleNames) -> int | None:
    for word in reversed(name.own):
        if word not in GENERIC and not article.places(word):
            near = article.nearest(word)
            return near[0] if near else None
    return _near_given(name, article)


def _near_given(name: Name, article: ArticleNames) -> int | None:
    """The place of the same family name with a given name that is nearly the same."""
    for at in article.places(name.own[-1]):
        if any(
            one_edit_apart(left, right) for right in article.before(at) for left in name.words[:-1]
        ):
            return at
    return None
