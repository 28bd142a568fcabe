"""Whether an article says of itself that it comes from elsewhere, and from whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from builder_ext.patterns import late
from builder_ext.sources.outlets import fold_outlet

_ENDS = 5
"""Paragraphs at the head and at the tail that may speak of the article itself."""
_LOOKED_AT = 1500
"""Letters of such a paragraph's start and end that are looked at."""
_LEAD, _PROSE, _SENTENCE = 2, 12, 5
"""Paragraphs at the head that tell whose story it is; one of fewer words is a headline or byline,
unless it ends as a sentence does and has as many words as the last number says."""
_OFTEN, _OFTEN_WITH_CREDIT = 3, 2
"""Mentions of one outlet as the one that was told so, and of no other, that make an article its own;
the second where the article also ends in the names of reporters."""

_WORD = (
    r"(?:[\w-]+\.(?:com|org|net|me|info|news|ru|ir|uk|de|fr|tv)(?!\w)|[A-Z][\w’'&-]*(?:\.(?=\w))?)"
)
_NAME = (
    rf"(?<![\w’'&.-])(?P<name>(?:[Tt]he\s)?{_WORD}(?:\s(?:(?:of|for|and|de|in)\s)?{_WORD}){{0,5}})"
)
_WIRE = (
    r"(?P<name>Reuters|AP|(?:The\s)?Associated\sPress|AFP|Agence\sFrance-Presse|UPI|dpa|DPA|Xinhua"
    r"|TASS|Interfax|EFE|ANSA|Kyodo|PTI|IANS|ANI|Bloomberg)"
)
_START = r"(?:^|[.!?…:;—–()\[\]*_|/”\"-]\s*)"
_SELF = (
    r"(?:this|the(?:\sfollowing)?)\s(?:article|story|report|piece|essay|column|post|interview|text"
    r"|commentary|analysis)\s(?:(?:was|is|has|been|had|also|has\sbeen)\s){0,3}"
)
_AGAIN = r"(?:re-?print|re-?publish|cross-?post|syndicat|re-?post)ed"
_REPRODUCED = r"(?:re-?produced|re-?production)"
_PERMISSION = r"(?:\s(?:here\s)?(?:with|by)\s(?:[\w’']+\s){0,4}?permission)"
_FIRST = (
    r"(?:originally|first|previously|initially)\s(?:published|appeared|printed|posted|ran|aired)"
)
_FROM = r"(?:\s(?:in|by|on|at|from|with|of|to|courtesy\sof))+:?"


class _Saying:
    """A pattern, and words of which one is in every text that it fits: a cheap look before it.

    ``last`` is how many letters at the end of a text the pattern can fit in at most, 0 for all.
    """

    def __init__(self, tells: str, pattern: str, last: int = 0) -> None:
        self.tells, self._last = tuple(tells.split()), last
        self._pattern = late(pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place that the pattern fits."""
        return self._pattern.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return where the pattern fits."""
        return self._pattern.finditer(text, max(0, len(text) - self._last) if self._last else 0)

    def may_fit(self, folded: str) -> bool:
        """Return whether a case-folded text has one of the words."""
        for tell in self.tells:
            if tell in folded:
                return True
        return not self.tells


_SAYS_SO = (
    _Saying(
        "produc",
        rf"(?i:(?:{_START}|\b{_SELF}){_REPRODUCED}(?:{_PERMISSION}{_FROM}|\s(?:from|(?:by\s)?courtesy\sof):?))"
        rf"\s{_NAME}",
    ),
    _Saying(
        "produc",
        rf"(?i:(?:{_START}|\b{_SELF}){_REPRODUCED}{_PERMISSION})(?!\s(?:in|by|from|of)\s)(?P<name>)",
    ),
    _Saying(
        "print publish post syndicat",
        rf"(?i:(?:{_START}|\b{_SELF}){_AGAIN}{_PERMISSION}?{_FROM})\s{_NAME}",
    ),
    _Saying(
        "print publish post syndicat",
        rf"(?i:(?:{_START}|\b{_SELF}){_AGAIN}{_PERMISSION})(?!\s(?:in|by|from|of)\s)(?P<name>)",
    ),
    _Saying(
        "originally first previously initially",
        rf"(?i:(?:{_START}|\b{_SELF}){_FIRST}{_FROM})\s{_NAME}",
    ),
    _Saying(
        "taken adapted provided supplied",
        rf"(?i:\b{_SELF}(?:taken|adapted|provided|supplied){_FROM})\s{_NAME}",
    ),
    _Saying("(", rf"(?:^|^[^()]{{1,60}})\({_WIRE}\)\s?[-—–:]"),
    _Saying(
        "( /",
        rf"^[A-Z][A-Z’'.\s-]{{2,40}}[,/]\s?(?:[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}}\s?)?[/(]\s?{_WIRE}\b",
    ),
)
"""What is said of the article, whoever is named."""
_SAYS_SO_OF_OUTLET = (
    _Saying(
        "courtesy syndicated source via original",
        rf"(?i:{_START}(?:courtesy\sof|syndicated\s(?:by|from)|source:|via:?|original\s\w+:))\s{_NAME}",
    ),
    _Saying(
        "translated",
        rf"(?i:(?:{_START}|\b{_SELF})translated\s(?:by\s[\w\s.]{{1,40}}?\s)?from\s"
        rf"(?:(?:the\s)?\w+\s(?:\w+\s)?(?:of|in)\s)?){_NAME}",
    ),
    _Saying(
        "copyright © (c)",
        rf"(?i:copyright(?:\s(?:©|\(c\)))?|©|\(c\))\s(?:\d{{4}}(?:[-–]\d{{4}})?,?\s)?(?i:by\s)?{_NAME}",
    ),
    _Saying("by", rf"^By\s[^|,]{{3,60}}[|,]\s?{_NAME}"),
)
"""What is said of the article where an outlet is named; else it may be of a picture or a person."""
_SIGNED = (_Saying("", rf"(?:(?:^|\s)[-—–/(\[]{{1,2}}\s?|/){_WIRE}[)\]]?\.?$", last=40),)
_PICTURE = late(r"\b(?:photo\w*|picture\w*|images?|getty|caption|file|video)\b", re.IGNORECASE)
_CREDIT = late(
    r"\b(?:additional|further)\sreporting\s(?:by|from)\b|\bcontributed\s(?:reporting|to\sthis)\b"
    r"|\breported\sfrom\b",
    re.IGNORECASE,
)
_REPORTED = (
    _Saying(
        "according",
        rf"\b[Aa]ccording\sto\s(?:(?:a\s|an\s)?(?:reports?|story|article|dispatch)\s(?:in|by|from)\s)?{_NAME}",
    ),
    _Saying("reported revealed published", rf"\b(?:reported|revealed|published)\sby\s{_NAME}"),
    _Saying(
        "report reveal",
        rf"{_NAME}\s(?:has\s|had\s|first\s|also\s)?(?:reported|reports|revealed|reveals)\b",
    ),
)
_TOLD = (
    _Saying("told tell", rf"\b(?:told|tells|telling)\s{_NAME}"),
    _Saying(
        "said says confirmed explained spoke",
        rf"\b(?:said|says|confirmed|explained|spoke)\b[^.;:]{{0,60}}\sto\s{_NAME}",
    ),
)
_CREDITING = (*_REPORTED, *_TOLD)
_OUTLET = late(
    r"\b(?:Times|Post|Journal|Herald|Tribune|News|Guardian|Telegraph|Gazette|Chronicle|Observer|Wire"
    r"|Courier|Daily|Weekly|Review|Press|Magazine|Radio|Television|TV|News\sAgency|Reuters|AFP|AP"
    r"|UPI|dpa|DPA|BBC|CNN|NBC|CBS|ABC|NPR|PBS|MSNBC|Bloomberg|Politico|Axios|Vox|Slate|Salon"
    r"|Atlantic|Economist|Newsweek|Haaretz|Jazeera|Arabiya|Mayadeen|Monitor|Spiegel|Monde|Figaro"
    r"|País|Zeitung|Intercept|Grayzone|Bellingcat|ProPublica|Independent|Sputnik|TASS|Xinhua|EFE"
    r"|Interfax|ANSA|Kyodo|Agence\sFrance-Presse|RT|BuzzFeed|Forbes|Nikkei|Beast|National\sInterest"
    r"|Dispatch|Ledger|Mirror|Standard|Examiner|Inquirer|Star|Globe|Sentinel|Digest|Lantern"
    r"|Bulletin|(?<!Rights\s)(?<!hood\s)(?<!UN\s)Watch|Online|Reporter|Courant|Argus|Advertiser|Insider"
    r"|(?<=\w\s)Today|Broadcasting(?:\s(?:Corporation|Company|Service|Network))?)$"
    r"|^[Tt]he\s(?:.*\s)?(?:Mail|Sun|Echo|(?<!Congressional\s)Record"
    r"|(?<!Federal\s)(?<!National\s)(?<!Land\s)(?<!Electoral\s)Register)$|^The\s\w.*\sReport$"
    r"|\.(?:com|org|net|me|info|news|ru|ir|uk|de|fr|tv)$"
)
_PERSON = late(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lord|Lady|Gen|Sen|Gov|Rep|Capt|Col|Mayor)\b")
_DATE = late(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)"
    r"(?:[a-z]*)\b"
)
_OWN_REPORTING = late(
    r"\b(?:told|tells)\s(?:us|me|this\s(?:reporter|newspaper|magazine|site))\b"
    r"|\binterview\swith\s(?:us|me)\b|\bI\s(?:asked|spoke|interviewed)\b"
)
_WIRE_NAMES = {"ap": "associated press", "afp": "agence france presse"}


@dataclass(frozen=True, slots=True)
class Hint:
    """Words by which an article says that it comes from elsewhere.

    ``paragraph`` counts from 1; ``origin`` is the name that the words give, empty where none.
    """

    paragraph: int
    words: str
    origin: str = ""


def origin_hint(
    paragraphs: Sequence[str], own: Collection[str] = (), outlets: Collection[str] = ()
) -> Hint | None:
    """Return the first words that say that an article comes from elsewhere, None where none do.

    ``own`` are the names of its own outlet and origins: to be credited to these says nothing.
    ``outlets`` are further names that are outlets'; those of well-known ones, and names that end in
    Times, Post, News and so on, are known to be.
    """
    names = _Names(own, outlets)
    for hint in (*_said_of_itself(paragraphs, names), *_told_to_another(paragraphs, names)):
        return hint
    return None


class _Names:
    """Tells an article's own names from those of other outlets."""

    def __init__(self, own: Iterable[str], outlets: Iterable[str]) -> None:
        self._own = frozenset(map(_identity, own))
        self._outlets = frozenset(map(_identity, outlets))

    def is_foreign(self, name: str) -> bool:
        """Whether a name is none of the article's own, and no date."""
        dated = _DATE.match(name.removeprefix("the ")) and not _OUTLET.search(name)
        return _identity(name) not in self._own and not dated

    def is_foreign_outlet(self, name: str) -> bool:
        """Whether a name is another outlet's."""
        known = (bool(_OUTLET.search(name)) and not _PERSON.match(name)) or _identity(
            name
        ) in self._outlets
        return known and self.is_foreign(name)


def _identity(name: str) -> str:
    folded = fold_outlet(name)
    return _WIRE_NAMES.get(folded, folded)


def _said_of_itself(paragraphs: Sequence[str], names: _Names) -> Iterator[Hint]:
    """Yield what head and tail say: reprinted from, first appeared in, (Reuters), copyright."""
    last = len(paragraphs) - _ENDS
    pieces = [
        (number, piece)
        for number, paragraph in enumerate(paragraphs, start=1)
        if number <= _ENDS or number > last
        for piece in _pieces(paragraph)
    ]
    whole = "\n".join(piece for _, piece in pieces).casefold()
    says_so, of_outlet = _fitting(_SAYS_SO, whole), _fitting(_SAYS_SO_OF_OUTLET, whole)
    for number, piece in pieces:
        folded = piece.casefold()
        yield from _found(says_so, piece, folded, number, names.is_foreign)
        found = [*_found(of_outlet, piece, folded, number, names.is_foreign_outlet)]
        if number > last:
            found += _found(_SIGNED, piece, folded, number, names.is_foreign)
        if found and not _PICTURE.search(piece):
            yield from found


def _fitting(sayings: tuple[_Saying, ...], whole: str) -> list[_Saying]:
    """Return those that a case-folded text has the words of."""
    there = {tell for tell in _tells_of(sayings) if tell in whole}
    return [s for s in sayings if not s.tells or not there.isdisjoint(s.tells)]


@cache
def _tells_of(sayings: tuple[_Saying, ...]) -> tuple[str, ...]:
    return tuple({tell: None for saying in sayings for tell in saying.tells})


def _told_to_another(paragraphs: Sequence[str], names: _Names) -> Iterator[Hint]:
    """Yield the first credit where an article credits one other outlet early on, or again and again.

    An article that credits several, or reports on its own as well, is an original that looked at the press.
    """
    whole = "\n".join(paragraphs).casefold()
    sayings = _fitting(_CREDITING, whole)
    credits = [
        hint
        for number, paragraph in enumerate(paragraphs, start=1)
        for hint in _found(
            sayings, paragraph, paragraph.casefold(), number, names.is_foreign_outlet
        )
    ]
    if len({_identity(hint.origin) for hint in credits}) != 1:
        return
    if any(_OWN_REPORTING.search(paragraph) for paragraph in paragraphs):
        return
    signed = any(_CREDIT.search(paragraph) for paragraph in paragraphs[-_ENDS:])
    if len(credits) >= (_OFTEN_WITH_CREDIT if signed else _OFTEN) or _leads(credits[0], paragraphs):
        yield credits[0]


def _leads(hint: Hint, paragraphs: Sequence[str]) -> bool:
    """Whether a credit stands in the lead, and says whose report it is."""
    prose = (n for n, text in enumerate(paragraphs, start=1) if len(text.split()) >= _PROSE)
    told = (n for n, text in enumerate(paragraphs, start=1) if _is_told(text))
    in_lead = hint.paragraph in (*islice(prose, _LEAD), *islice(told, _LEAD))
    return in_lead and any(pattern.search(hint.words) for pattern in _REPORTED)


def _is_told(paragraph: str) -> bool:
    """Whether a paragraph is of sentences, however short: a headline has no stop."""
    words = len(paragraph.split())
    return words >= _PROSE or (
        words >= _SENTENCE and paragraph.rstrip(' "”’»)').endswith((".", "!", "?"))
    )


def _found(
    sayings: Sequence[_Saying],
    text: str,
    folded: str,
    number: int,
    is_foreign: Callable[[str], bool],
) -> Iterator[Hint]:
    for saying in sayings:
        if not saying.may_fit(folded):
            continue
        for match in saying.finditer(text):
            name = match["name"].removeprefix("the ")
            if is_foreign(match["name"]):
                words = " ".join(match.group().split()).strip(" .—–-|*_")
                yield Hint(number, words, name)


def _pieces(paragraph: str) -> tuple[str, ...]:
    if len(paragraph) <= 2 * _LOOKED_AT:
        return (paragraph,)
    return paragraph[:_LOOKED_AT], paragraph[-_LOOKED_AT:]
