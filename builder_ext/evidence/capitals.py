"""Proper names as runs of capitalised words, cut out of one sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from builder_ext.evidence.gazetteer import (
    ADJECTIVES,
    CALENDAR,
    CAPITAL_ABBREVIATIONS,
    COMMON,
    COUNTRIES,
    GENERIC,
    NICKNAMES,
    PHRASES,
    STATE_PHRASES,
    STATES,
    SUFFIXES,
    SURNAMES_TOO,
    TITLES,
    is_belonging,
)
from builder_ext.evidence.spelling import key, plain
from builder_ext.patterns import late
from builder_ext.statements.kinds import outside_quotations

_TOKEN = late(
    r"(?:[^\W\d_]\.){2,}|(?:Mc|Mac|O['’])?[^\W_]+(?:(?:['’ʼ`´‘.&‐‑-]|['’ʼ`´‘][‐‑-])[^\W_]+)*"
)
_GAP = late(r"[ \t\n\u00a0\u202f]{1,3}")
_DOTTED_GAP = late(r"\.[ \t\n\u00a0\u202f]{1,3}")
_OPENS = late(r"(?:^|[.!?:;|…•–—][\"'”’»)\]]*\s*|[(\[“\"‘«„*_]\s*|^[-\s]*)$")
_PARTICLES = frozenset(
    "de la del di da dos das van von der den ter bin ibn bint al el ul ud du des le y".split()
)
_LINKS = frozenset("of for".split())
_NEVER_LAST = SUFFIXES | CALENDAR | _PARTICLES | _LINKS
_MONIKER = late(r"^(?:al|el|as|ash|an|ad|ar|d|l|o)[-‐'’](?=[^\W\d_])")
_SAYING = frozenset(
    """said says wrote writes told tells is was has had did does will would could can may might must also
    then later first never once still now himself herself itself and who which whose""".split()
)
_IRREGULAR = frozenset(
    """went came took gave made got began became grew held kept left led let lost met paid ran saw
    sent shot spoke stood struck thought won withdrew fell flew fought found felt drew drove chose
    broke brought built bought
    put sat sold spent taught threw understood wore joined""".split()
)
_PLAIN_ENDINGS = tuple(
    "ing ed ly ion ment ness ity ism ance ence ure ship age ery acy dom hood".split()
)
_SINGULAR = frozenset("is was has does".split())
_REPORTING = frozenset(
    """reports report writes write says say tells tell claims claim argues argue states state notes note
    warns warn describes describe calls call adds add quotes quote denies deny confirms confirm
    believes believe suggests suggest sees places gives names puts speaks holds counts cites""".split()
)
_APPOSITION = late(r",\s(?:who|whose|whom|which|the|a|an)")
_MAX_WORD = 60
_MAX_RUN = 12
"""A longer run of capitals is a list or a headline; its end is looked at by itself."""
_PLACING = frozenset(
    "in at near from to outside inside around of through across toward towards into".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word as written, with its offsets and its plain form."""

    text: str
    plain: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is: "Tarsa", "al-Amin", "O'Dell"."""
        bare = _MONIKER.sub("", self.text)
        return bare[:1].isupper()

    @property
    def is_initial(self) -> bool:
        """Whether it is one letter, or letters with stops that are no country's abbreviation."""
        return len(self.plain) == 1 or (
            "." in self.text and len(self.plain) <= 3 and self.text not in CAPITAL_ABBREVIATIONS
        )


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name of a sentence.

    ``words`` are its words as keys, ranks aside, a country of several words as one; ``own`` those of
    them that distinguish it.  ``is_person`` says that it looks like given name and family name;
    ``opens`` that it begins a sentence, so that its first
    word may be a common one; ``placed`` that a preposition of place stands before it.
    """

    text: str
    words: tuple[str, ...]
    own: tuple[str, ...]
    start: int
    is_person: bool = False
    opens: bool = False
    placed: bool = False

    @property
    def initials(self) -> str:
        """The first letters of its words, as its acronym would have them."""
        return "".join(word[0] for word in self.words)

    def without_opening(self) -> Name | None:
        """Return the name without a first word that may be a common one ("Supports Amin")."""
        first = self.words[0]
        common = first.endswith(("s", *_PLAIN_ENDINGS)) and first not in NICKNAMES
        if not (self.opens and common and len(self.words) > 1 and self.own[1:]):
            return None
        own = tuple(word for word in self.own if word != first)
        person = self.is_person and len(own) > 1
        return replace(self, words=self.words[1:], own=own, is_person=person, opens=False)


def composed(text: str) -> str:
    """Return a text with its accents composed: a combining mark would part a word."""
    return unicodedata.normalize("NFC", text)


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the words of a text with their offsets; overlong ones are no words.

    Of "Tarsa-based" only the capitalised part is kept, as what it says is no name.
    """
    for match in _TOKEN.finditer(text):
        if match.end() - match.start() <= _MAX_WORD:
            word = _head(match.group())
            yield Token(word, plain(word), match.start(), match.start() + len(word))


def _head(word: str) -> str:
    if "-" not in word or not word[0].isupper():
        return word
    head, *tail = word.split("-")
    return (
        head if len(head) > 1 and all(part.islower() and len(part) > 3 for part in tail) else word
    )


def joins(text: str, left: Token, right: Token) -> bool:
    """Return whether nothing but space, or the stop of an abbreviation, parts two words."""
    gap = text[left.end : right.start]
    if _GAP.fullmatch(gap):
        return True
    short = left.is_initial or left.plain in TITLES or left.plain in ("st", "ft", "mt")
    return short and _DOTTED_GAP.fullmatch(gap) is not None


@lru_cache(maxsize=16384)
def names_in(text: str) -> tuple[Name, ...]:
    """Return the proper names of a sentence outside of its quotations, each once, in order.

    Left out is what may be no name: a common word that opens the sentence, days and months, words
    for a people, plain nouns of offices and places, and every word of a sentence in capitals or in
    headline case.
    """
    kept = outside_quotations(composed(text))
    tokens = list(tokens_of(kept))
    if _is_headline(kept, tokens):
        return ()
    found: dict[tuple[str, ...], Name] = {}
    for run in _runs(kept, tokens):
        name = _name(kept, tokens, run)
        if name is not None and not _only_places(kept, name):
            found.setdefault(name.words, name)
    return tuple(_without_own_acronyms(list(found.values())))


def _is_headline(text: str, tokens: Sequence[Token]) -> bool:
    """Whether capitals tell nothing: all longer words have one, or all letters are capitals."""
    longer = [token for token in tokens if len(token.plain) > 3 and token.plain.isalpha()]
    shouted = [token for token in longer if token.text.isupper()]
    if len(longer) >= 4 and len(shouted) > 0.7 * len(longer):
        return True
    small = any(not token.is_capital and token.plain not in COMMON for token in longer)
    return len(longer) >= 6 and not small and not text.rstrip().endswith(".")


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of tokens that stand together as one name."""
    at = 0
    while at < len(tokens):
        if not _may_name(tokens[at]):
            at += 1
            continue
        end = at + 1
        while end - at < _MAX_RUN and (following := _next_word(text, tokens, end)) is not None:
            end = following + 1
        yield at, end
        at = end


def _may_name(token: Token) -> bool:
    return token.is_capital and not any(c.isdigit() for c in token.text)


def _next_word(text: str, tokens: Sequence[Token], end: int) -> int | None:
    """The index of the word that carries the run on, over at most two connecting words."""
    last = tokens[end - 1]
    if _ends_run(last):
        return None
    for at in range(end, min(end + 3, len(tokens))):
        token = tokens[at]
        if not joins(text, tokens[at - 1], token):
            return None
        if _may_name(token):
            return at
        if token.plain in _PARTICLES and token.text.islower():
            continue
        link = token.plain in _LINKS or (token.plain == "the" and tokens[at - 1].plain in _LINKS)
        if not link or last.plain not in GENERIC:
            return None
    return None


def _ends_run(token: Token) -> bool:
    """A possessive ends a name ("Iran's Rouhani"), and so does "-backed"."""
    return token.text.endswith(("'s", "’s")) or token.plain in CALENDAR


def _name(text: str, tokens: Sequence[Token], run: tuple[int, int]) -> Name | None:
    start, end = run
    opens = _OPENS.search(text[max(0, tokens[start].start - 8) : tokens[start].start]) is not None
    begin = start
    while begin < end and (dropped := _drops(tokens[begin:end])):
        begin += dropped
    while end > begin and tokens[end - 1].plain in _NEVER_LAST:
        end -= 1
    kept = tokens[begin:end]
    if not kept or (opens and begin == start and not _is_sure(text, tokens, begin, end)):
        return None
    before = tokens[start - 1].plain if start else ""
    return _built(text, kept, before, opens and begin == start)


def _drops(tokens: Sequence[Token]) -> int:
    """How many words at the front of a run are no part of the name."""
    first, rest = tokens[0], tokens[1:]
    word = first.plain
    if rest and (word, rest[0].plain) in PHRASES:
        return 0
    if word in TITLES:
        return _office(tokens) if word not in GENERIC or rest else 0
    if (word in COMMON and word not in GENERIC) or word in CALENDAR or not first.is_capital:
        return 1
    # "Iranian General Amin": the people's name says of what kind he is.
    followed = len(rest) >= 2 or (len(rest) == 1 and rest[0].plain not in GENERIC)
    return int(followed and (is_belonging(word) or word in ADJECTIVES or word.endswith("ly")))


def _office(tokens: Sequence[Token]) -> int:
    """The length of a title: "Secretary of Defense" is one, and so is "President"."""
    at = 1
    while at < len(tokens) and tokens[at].plain in ("of", "for", "the"):
        at += 1
    return at + 1 if at > 1 and at < len(tokens) and tokens[at].plain in GENERIC else at


def _is_sure(text: str, tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether a run that opens a sentence names something: a lone word may be a common one."""
    token = tokens[begin]
    if (
        end - begin > 1
        or key(token.text) in COUNTRIES.values()
        or token.text.endswith(("'s", "’s"))
    ):
        return True
    if any(c.isupper() for c in token.text[1:]):
        return True
    after = tokens[end] if end < len(tokens) else None
    return after is not None and _acts(text, token, after)


def _acts(text: str, word: Token, after: Token) -> bool:
    """Whether what follows a word is said of somebody or something with a name."""
    verb = after.plain
    if _APPOSITION.fullmatch(text[word.end : after.start] + verb):
        return not word.plain.endswith("ly")
    if not joins(text, word, after) or not after.text.islower():
        return False
    singular = verb in _SINGULAR or (verb.endswith("s") and verb in _REPORTING)
    # "Clashes followed", but "Hamas says": a plural would have "say".
    if word.plain.endswith("s") or word.plain.endswith(_PLAIN_ENDINGS):
        return singular and not word.plain.endswith(_PLAIN_ENDINGS)
    return singular or verb in _SAYING or verb in _IRREGULAR | _REPORTING or verb.endswith("ed")


def _built(text: str, kept: Sequence[Token], before: str, opens: bool) -> Name | None:
    words = [token for token in kept if not _is_filling(token)]
    keys = [k for k in _merged(words) if k]
    person = _is_person(kept, keys, before)
    own = tuple(keys) if person else _distinguishing(words, keys)
    if not own:
        return None
    place = before in _PLACING
    return Name(_shown(text, kept), tuple(keys), own, kept[0].start, person, opens, place)


def _distinguishing(words: Sequence[Token], keys: Sequence[str]) -> tuple[str, ...]:
    """The words that are no plain nouns; of three plain nouns and more, all of them."""
    belonging = {key(t.text) for t in words if is_belonging(t.plain) or t.plain in ADJECTIVES}
    own = tuple(k for k in keys if not _is_plain(k) and k not in belonging)
    if not own and len(keys) >= 3 and not belonging:
        return tuple(k for k in keys if k not in TITLES)
    return own


def _shown(text: str, kept: Sequence[Token]) -> str:
    shown = " ".join(text[kept[0].start : kept[-1].end].split())
    return re.sub(r"['’]s?$", "", shown)


def _is_filling(token: Token) -> bool:
    return token.plain in _LINKS or token.plain == "the" or not token.is_capital


def _is_plain(word: str) -> bool:
    return word in GENERIC or word in TITLES or word in COMMON or word in CALENDAR or len(word) == 1


def _merged(words: Sequence[Token]) -> list[str]:
    """The keys of words, those of a country of several words as one."""
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in (3, 2):
            country = PHRASES.get(tuple(t.plain for t in words[at : at + size]))
            if country:
                found.append(country)
                at += size
                break
        else:
            found.append(key(words[at].text))
            at += 1
    return found


def _is_person(kept: Sequence[Token], keys: Sequence[str], before: str) -> bool:
    """Whether a name looks like given name and family name ("Ana Rivera", "Ana Hill")."""
    linked = any(token.plain in _LINKS or token.plain == "the" for token in kept)
    if before == "the" or linked or not 2 <= len(keys) <= 5 or len(keys[-1]) == 1:
        return False
    given = [word for word in keys[:-1] if len(word) > 1]
    if any(_is_plain(word) or word in COUNTRIES for word in given):
        return False
    family = keys[-1]
    return family in SURNAMES_TOO or not (_is_plain(family) or family in COUNTRIES)


@dataclass(frozen=True, slots=True)
class Run:
    """Capitalised words that stand together, ranks aside, with their offsets in the text."""

    text: str
    start: int
    end: int


def capital_runs(text: str) -> Iterator[Run]:
    """Yield every run of capitalised words, plain ones ("Foreign Ministry") included."""
    tokens = list(tokens_of(text))
    for start, end in _runs(text, tokens):
        begin = start
        while begin < end and (dropped := _drops(tokens[begin:end])):
            begin += dropped
        if begin < end:
            kept = tokens[begin:end]
            yield Run(_shown(text, kept), kept[0].start, kept[-1].end)


def name_from(text: str) -> Name:
    """Return a name that is known to be one, such as a speaker's."""
    tokens = [token for token in tokens_of(composed(text)) if token.plain]
    begin = 0
    while begin < len(tokens) - 1 and (dropped := _drops(tokens[begin:])):
        begin += dropped
    kept = [token for token in tokens[begin:] if token.plain not in SUFFIXES] or tokens
    words = tuple(_merged([token for token in kept if not _is_filling(token)] or kept))
    own = tuple(word for word in words if word and not _is_plain(word)) or words
    return Name(text, words, own, 0, bool(words) and _is_person(kept, words, ""))


def _only_places(text: str, name: Name) -> bool:
    """Whether a state or country only says where the place before the comma is."""
    if not re.search(r"[^\W\d_]\.?,\s$", text[max(0, name.start - 4) : name.start]):
        return False
    before = re.search(r"([^\W\d_][\w.'’-]{0,39}),\s$", text[max(0, name.start - 40) : name.start])
    if before is None or not before.group(1)[0].isupper():
        return False
    if key(before.group(1)) in COUNTRIES:
        return False
    country = len(name.words) == 1 and name.words[0] in COUNTRIES.values()
    return country or name.words in STATE_PHRASES or name.words[0] in STATES


def _without_own_acronyms(names: Sequence[Name]) -> Iterator[Name]:
    """Leave out an acronym that another name of the sentence spells out."""
    spelled = {name.initials for name in names if len(name.words) > 1}
    for name in names:
        if not (len(name.words) == 1 and name.text.isupper() and name.words[0] in spelled):
            yield name
