"""Where the sentences of a block of prose begin and end.

Three steps: pair the quotation marks and the brackets, list the stops that white space follows, and
ask of each stop, from the word before it and the word after it, whether it ends a sentence. A stop
inside a pair, or inside a protected span, ends nothing.

In doubt a stop ends a sentence: a boundary too many shows up as a finding, a boundary too few hides
an uncited sentence. A stop without white space after it ends nothing ("example.com"), nor does a
colon. All offsets count characters of the text as given.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from builder_ext.patterns import late
from builder_ext.statements import abbreviations as words
from builder_ext.statements.pairs import brackets, quotations

Span = tuple[int, int]

_STOPS = ".!?…‽⁇⁈⁉‼؟۔।॥።။។։"
_WIDE_STOPS = "。！？｡"  # no white space follows these
_INVISIBLE = "\u200b-\u200f\u2060-\u2069\ufeff\u00ad"
_CLOSERS = "\"'”’“‘»›«‹＂″)\\]}）】」』》〉" + _INVISIBLE
_OPENERS = "\"'“‘„‚”’«‹»›＂(\\[{（【「『《〈¿¡*_–—‒―−\\-" + _INVISIBLE
# A reference may stand between the stop and the white space: "it.[1]", "it.²", "ended.12". U+FFFC
# stands for an object in plain text, such as a citation.
_REFERENCE = r"\[\w{1,3}\]|[⁰¹²³⁴-⁹*†‡§\ufffc]|(?<=[^\W\d_]{3}\.)\d{1,3}(?=\s|\Z)"
_LOOK_BACK = 48  # characters; longer than any abbreviation and the word before it
_LOOK_AHEAD = 200  # characters; longer than a remark in brackets mostly is
_SHORT_BRACKET = 500  # characters; a longer pair is taken for a mistake

_CANDIDATE = late(
    rf"(?P<wide>(?:[{_STOPS}](?<![{_STOPS}]{{2}})[{_STOPS}]*+)?+[{_WIDE_STOPS}][{_STOPS}{_WIDE_STOPS}]*+[{_CLOSERS}]*+)"
    rf"|(?P<mark>[{_STOPS}](?<![{_STOPS}]{{2}})[{_STOPS}]*+)(?:{_REFERENCE}|[{_CLOSERS}])*+"
    r"(?P<more>(?:\s++[.!?](?=\s|\Z))*+)(?=\s|\Z)"  # ". . ."
)
_LEAD = late(rf"(?:[{_OPENERS}…]|\.\.++|\s)*+")
_WORD = late(r"[^\W\d_]*+(?:[’'][^\W\d_]++)*+")
_SECOND_WORD = late(r"(?:[’']s)?\s+([^\W\d_]*)")
_DETACHED = late(rf"\s++(?=([{_CLOSERS}])(?:\s|\Z))")
_ALPHANUMERIC = late(r"[^\W_]")
_SEPARATOR = late(r"[\s/–—\-(\[,]")
_LOWER_CASE_NAME = late(r"[a-z]{1,3}[A-Z]|[a-z]{2}-[A-Z]|https?:|www\.")
_CONSONANTS = late(r"[b-df-hj-np-tv-xz]+")
_INITIALS = late(r"(?:[^\W\d_]\.-?)+[^\W\d_]|Ph\.D|[A-Z]\.(?:Sc|Phil|Ed|Eng|Tech|Litt|Mus|Div|Th)")
_NUMBER = late(r"[\d$€£#]|[IVXLC]{2,}\b|[IVXLC][,.;)]")
_ANSWERED = late(r"\b(?:said|says?|saying|votes?|voted|is|was|answer\w*)\s\Z")
_PREPOSITION = late(
    r"\W*(?:about|after|around|at|before|by|from|in|on|since|until)\s(?:about\s|early\s|late\s)?"
    r"(?:\d[\d:.]*\s)?",
    re.IGNORECASE,
)
_SPEAKER = late(
    rf"\s+(?:[^\W\d_][\w.’'-]{{0,30}}\s+){{1,4}}?(?:{'|'.join(sorted(words.SPEECH))})\b"
)
_WIDE_SPEAKER = late(
    r"[^。！？「『《“\s]{0,12}?(?:說|说|道|問|问|稱|称|答|写|寫|表示|指出|と|って)"
)
_ENUMERATOR = late(
    rf"(?:[{_OPENERS}]|\s)*"
    rf"(?:(?:(?:{'|'.join(sorted(words.LABELS))})\.?\s+)?\d{{1,2}}(?:\.\d{{1,3}})*"
    r"|[^\W\d_]|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3}))",
    re.IGNORECASE,
)


def split_sentences(text: str, protected: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Half-open offsets of the sentences of one block of prose, in order, white space left out.

    `text` is plain text; a newline in it is white space. `protected` are spans, in any order,
    inside which no sentence ends. Every character other than white space is in one sentence.
    """
    first = _CANDIDATE.search(text)
    if first is None or first.end() >= len(text.rstrip()):
        # Nothing comes after the first stop.
        return tuple(_trimmed(text, [(0, len(text))]))
    return tuple(_joined(text, _trimmed(text, _Splitter(text, protected).sentences())))


def _trimmed(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans without the white space at their ends, the empty ones left out."""
    for start, end in spans:
        piece = text[start:end]
        if piece and not piece.isspace():
            yield end - len(piece.lstrip()), start + len(piece.rstrip())


def _joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, one without a letter or digit joined to the one before it."""
    last: Span | None = None
    for span in spans:
        if last and not _ALPHANUMERIC.search(text, *span):
            last = (last[0], span[1])
            continue
        if last:
            yield last
        last = span
    if last:  # pragma: no branch - only texts with a stop come here, so there is a sentence
        yield last


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The union of the spans, in order, the empty ones left out."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _Splitter:
    """Goes through the stops of one text, from left to right."""

    def __init__(self, text: str, protected: Sequence[Span]) -> None:
        quotes = quotations(text)
        short = [pair for pair in brackets(text) if pair.end - pair.start <= _SHORT_BRACKET]
        self.text = text
        self.brackets = short
        self.opened_at = {pair.end: pair.start for pair in (*quotes, *short)}
        self.closed = _merged([*quotes, *protected])
        self.closed_starts = [start for start, _ in self.closed]
        self.seen_brackets = 0
        self.inside_until = 0  # the end of the brackets that opened in the middle of a sentence
        self._begin_at(0)

    def _begin_at(self, offset: int) -> None:
        """Begin a sentence at the offset, white space included."""
        lead = _LEAD.match(self.text, offset)
        first = _ALPHANUMERIC.search(self.text, offset)
        self.begin = offset
        self.lead_end = lead.end() if lead else offset
        self.first_word = first.start() if first else len(self.text)

    def sentences(self) -> Iterator[Span]:
        """The sentences, with the white space before them."""
        for match in _CANDIDATE.finditer(self.text):
            end = self._with_detached_closers(match.end())
            if end > self.begin and self._ends_at(match, end):
                yield self.begin, end
                self._begin_at(end)
        yield self.begin, len(self.text)

    def _with_detached_closers(self, end: int) -> int:
        """The end after closing marks that stand alone: `that. " Then`."""
        while match := _DETACHED.match(self.text, end):
            if match[1] not in ")]}”»" and match.end() + 1 not in self.opened_at:
                break
            end = match.end() + 1
        return end

    def _ends_at(self, match: re.Match[str], end: int) -> bool:
        if match.start() <= self.first_word or self._is_closed(end):
            return False
        if match["wide"]:
            return not self._opens_sentence(end) or not _WIDE_SPEAKER.match(self.text, end)
        if self._is_enumerator(match.start()) or self._is_attributed(match, end):
            return False
        return _ends_sentence(_stop(self.text, self.begin, match, end))

    def _is_closed(self, end: int) -> bool:
        """Whether a quotation, a protected span or a bracket goes on at the end."""
        self._see_brackets(end)
        index = bisect_left(self.closed_starts, end) - 1
        return end < self.inside_until or (index >= 0 and end < self.closed[index][1])

    def _see_brackets(self, end: int) -> None:
        """Note the brackets up to the end, other than those around whole sentences."""
        while self.seen_brackets < len(self.brackets):
            pair = self.brackets[self.seen_brackets]
            if pair.start >= end:
                break
            self.seen_brackets += 1
            if pair.start >= self.lead_end:
                self.inside_until = max(self.inside_until, pair.end)

    def _is_enumerator(self, stop: int) -> bool:
        """Whether the sentence so far is "1" or "(a" or "Section 2"."""
        return stop - self.begin < 32 and bool(_ENUMERATOR.fullmatch(self.text, self.begin, stop))

    def _opens_sentence(self, end: int) -> bool:
        """Whether the quotation or bracket that ends here opened at the sentence's start."""
        return self.opened_at.get(end, self.lead_end) < self.lead_end

    def _is_attributed(self, match: re.Match[str], end: int) -> bool:
        """Whether the speaker of the question at the sentence's start follows: “Why?” Roe asked."""
        if match["mark"][-1] not in "?!" or not self._opens_sentence(end):
            return False
        first = self.text[end : end + _LOOK_AHEAD].split(maxsplit=1)[:1]
        begins = bool(first) and first[0].lower() in words.STARTERS - {"i", "mr", "mrs", "ms"}
        return not begins and bool(_SPEAKER.match(self.text, end))


def _is_small(letter: str) -> bool:
    """Whether a letter is lower case where a capital could stand; Georgian writes no capitals."""
    return letter.islower() and letter != letter.title()


class _Stop(NamedTuple):
    """A stop, and what its neighbours say."""

    mark: str  # "." or "?!" or "...", without white space
    closers: str  # quotation marks, brackets and references right after it
    word: str  # before it, from the last blank, hyphen or slash on: "U.S", "Ky", "2019"
    before: str  # what precedes the word, at most _LOOK_BACK characters
    lead: str  # opening marks, dashes and dots before the next word
    next_word: str  # letters only; empty before a digit or a symbol
    rest: str  # what follows, from the next word on, at most _LOOK_AHEAD characters

    @property
    def key(self) -> str:
        return self.word.lower()

    @property
    def next_key(self) -> str:
        return self.next_word.lower().replace("’", "'").removesuffix("'s")

    @property
    def second_word(self) -> str:
        """The word after the next one; empty where something other than a blank is between."""
        found = _SECOND_WORD.match(self.rest, len(self.next_word))
        return found[1] if found else ""

    @property
    def before_lower_case(self) -> bool:
        """Whether lower case follows, other than an address or a name such as iPhone or al-Asad."""
        return _is_small(self.next_word[:1]) and not _LOWER_CASE_NAME.match(self.rest)

    @property
    def before_capital(self) -> bool:
        """Whether a letter follows that is not lower case; Arabic and Chinese have no case."""
        return bool(self.next_word) and not _is_small(self.next_word[0])

    @property
    def before_number(self) -> bool:
        return self.rest[:1].isdigit()

    @property
    def before_starter(self) -> bool:
        """Whether a word with a capital follows that begins sentences, and seldom names."""
        if not self.before_capital or re.match(r"\w+-|[^\W\d_]\.", self.rest):
            return False
        return self.next_key in words.STARTERS or bool(re.match(r"\w{3,}ly,\s", self.rest))

    @property
    def is_abbreviation(self) -> bool:
        """Whether the word is one that may carry a stop inside a sentence."""
        return (
            (len(self.word) == 1 and self.word.isalpha())
            or "." in self.word
            or self.word in words.STATES
            or self.key in _ABBREVIATIONS
        )


_ABBREVIATIONS = (
    words.TITLES
    | words.LEADING
    | words.NUMBERED
    | words.UNITS
    | words.MONTHS
    | words.WEEKDAYS
    | words.OPEN_ENDED
    | words.MID_SENTENCE
)


def _stop(text: str, begin: int, match: re.Match[str], end: int) -> _Stop:
    """The stop that was matched in the sentence from `begin` on, with its closers up to `end`."""
    before = text[max(begin, match.start() - _LOOK_BACK) : match.start()]
    cut = max((found.end() for found in _SEPARATOR.finditer(before)), default=0)
    # The stop of an abbreviation stands inside the marks that close after it: "(R-Ky.)".
    closed = before[-1:] in ('"', "'", "”", "’", "“", "»", ")", "]")
    lead = _LEAD.match(text, end)
    rest = text[lead.end() : lead.end() + _LOOK_AHEAD] if lead else ""
    word = _WORD.match(rest)
    return _Stop(
        mark="".join((match["mark"] + match["more"]).split()),
        closers=text[match.end("mark") : end],
        word="" if closed else before[cut:].lstrip("\"'“”‘’„«»‹›*_"),
        before=before[:cut],
        lead=lead[0].strip() if lead else "",
        next_word=word[0] if word else "",
        rest=rest,
    )


def _ends_sentence(stop: _Stop) -> bool:
    """Whether the stop ends a sentence, if nothing is open there."""
    if not stop.rest or stop.mark[-1] not in ".!?…":
        return True
    if not stop.lead and stop.rest[0] in ",;:":
        return False
    if stop.mark == ".":
        return _period_ends(stop)
    if stop.before_lower_case:
        return stop.mark[-1] == "?" and not stop.closers
    return not _is_exclaimed_name(stop)


def _is_exclaimed_name(stop: _Stop) -> bool:
    """Whether the mark belongs to a name: "Yahoo! News"."""
    return stop.mark == "!" and stop.key in words.EXCLAIMED and not stop.before_starter


def _period_ends(stop: _Stop) -> bool:
    """What the first rule says that knows the case; after a whole word a period ends a sentence."""
    for rule in _PERIOD_RULES:
        verdict = rule(stop)
        if verdict is not None:
            return verdict
    return True


def _before_lower_case(stop: _Stop) -> bool | None:
    """Before lower case only a whole word ends a sentence, with no mark closing after it."""
    if not stop.before_lower_case:
        return None
    if stop.closers.strip("*_"):
        return False
    return not stop.is_abbreviation and not _CONSONANTS.fullmatch(stop.key)


def _bracketed(stop: _Stop) -> bool | None:
    """An abbreviation ends a sentence before a bracket that holds a sentence: "et al. (2019)"."""
    if not stop.lead.startswith(("(", "[")) or not stop.is_abbreviation:
        return None
    return bool(re.match(r"[^()\[\]]*[.!?]['\"”’]?[)\]]", stop.rest))


def _dateline(stop: _Stop) -> bool | None:
    """A place in capitals before a dash does not end a sentence: "HOUSTON, Tex. — Officials"."""
    return False if stop.before.isupper() and re.search("[–—―-]", stop.lead) else None


def _state(stop: _Stop) -> bool | None:
    """A state after its city ends a sentence: inside one a comma would follow."""
    if stop.word in words.STATES and stop.before.rstrip().endswith(",") and not stop.closers:
        return stop.before_capital or stop.before_number
    return None


def _title(stop: _Stop) -> bool | None:
    """A title does not end a sentence: "Gen. He Weidong"; a name may: "Hun Sen. On"."""
    if not stop.word[:1].isupper() or stop.key not in words.TITLES:
        return None
    is_name = stop.key in words.ALSO_NAMES and re.search(r"\b[A-Z]\w+\s\Z", stop.before)
    return bool(is_name) and stop.before_starter


def _leading(stop: _Stop) -> bool | None:
    """What must be followed does not end a sentence: "Iran v. The Hague"."""
    return False if stop.key in words.LEADING else None


def _dated(stop: _Stop) -> bool | None:
    """A month or a weekday ends a sentence unless the date goes on: "Jan. 3", "Fri. Jan. 3"."""
    if not stop.word[:1].isupper() or stop.key not in words.MONTHS | words.WEEKDAYS:
        return None
    goes_on = stop.before_number or stop.next_key in words.MONTHS
    return not goes_on and not _opens_sentence(stop)


def _numbered(stop: _Stop) -> bool | None:
    """What numbers belong to ends no sentence before one: "No. 2"; but "voted no. 25 left"."""
    if stop.key not in words.NUMBERED or stop.closers or stop.lead:
        return None
    if not _NUMBER.match(stop.rest):
        return None
    return stop.word == "no" and bool(_ANSWERED.search(stop.before))


def _measured(stop: _Stop) -> bool | None:
    """A unit ends no sentence before a number, "6 ft. 2 in.", and is no initial: "2 m. Males"."""
    if not re.search(r"\d\s\Z", stop.before):
        return None
    if stop.key in words.UNITS and stop.before_number:
        return False
    return True if re.fullmatch("[a-zCFKMB]", stop.word) else None


def _clock(stop: _Stop) -> bool | None:
    """The time of day ends a sentence unless its zone or its day follows: "4 a.m. Iran time"."""
    if stop.key not in ("a.m", "p.m") or not re.search(r"\d\s*\Z", stop.before):
        return None
    in_zone = stop.next_key in words.ZONES or stop.second_word.lower() == "time"
    goes_on = in_zone or re.match(r"\d{1,2}\s[A-Z][a-z]+", stop.rest)
    return not goes_on and not _opens_sentence(stop)


def _opens_sentence(stop: _Stop) -> bool:
    """Whether the sentence so far is a time, and its subject may follow: "At 4 a.m. Oslo woke"."""
    return bool(_PREPOSITION.fullmatch(stop.before)) and not stop.before_starter


def _initial(stop: _Stop) -> bool | None:
    """An initial ends a sentence before a word that is no name: "Plan B. The", "35.2° N. Iran"."""
    if len(stop.word) != 1 or not stop.word.isalpha():
        return None
    is_first = stop.word == "I" and re.search(r"\b(?:War|[a-z]+)\s\Z", stop.before)
    return stop.before.rstrip().endswith("°") or bool(is_first) or stop.before_starter


def _open_ended(stop: _Stop) -> bool | None:
    """What may stand inside a name ends a sentence only where a new one is seen to begin."""
    is_open_ended = stop.key in words.OPEN_ENDED or stop.word in words.STATES
    if not is_open_ended and not _INITIALS.fullmatch(stop.word):
        return None
    return any(
        (
            stop.before_starter,
            _begins_with_quotation(stop),
            _begins_with_number(stop),
            _follows_company(stop),
            _begins_clause(stop),
        )
    )


def _begins_with_quotation(stop: _Stop) -> bool:
    quoted = re.search("[\"“”„«‘']", stop.closers + stop.lead)
    return bool(quoted) and (stop.before_capital or stop.before_number)


def _begins_with_number(stop: _Stop) -> bool:
    """Whether a number that counts something follows: "in the U.S. 25 people"."""
    if stop.lead or stop.closers:
        return False
    return bool(re.match(r"\d(?:[\d,.]*\d)?\s[a-z]", stop.rest))


def _follows_company(stop: _Stop) -> bool:
    """Whether the company's name is complete, and none of its officers or products follows."""
    if stop.key not in words.COMPANIES or stop.closers or stop.lead or not stop.before_capital:
        return False
    is_part = stop.next_key in words.OFFICERS | words.OPEN_ENDED
    return not is_part and not re.match(r"\w*[\d-]", stop.rest)


def _begins_clause(stop: _Stop) -> bool:
    """Whether a name and its verb follow: "to the U.S. Iran said"; not "the U.S. Army said"."""
    if stop.lead or not stop.before_capital or not _is_body(stop):
        return False
    if re.match(r"(?:U\.[SNK]|E\.U)\.", stop.rest):
        return True
    verb = stop.second_word
    is_verb = verb in words.VERBS or (len(verb) > 3 and verb.endswith("ed"))
    return is_verb and stop.next_key not in words.INSTITUTIONS and len(stop.before.split()) > 2


def _is_body(stop: _Stop) -> bool:
    """Whether the word is a place, a company or an agency, not a saint or somebody's initials."""
    if stop.key in ("st", "ste", "mt", "mts", "ft"):
        return False
    is_agency = stop.before.endswith(("the ", "The "))
    return "." not in stop.word or stop.key in words.PLACES or is_agency


_PERIOD_RULES = (
    _before_lower_case,
    _bracketed,
    _dateline,
    _state,
    _title,
    _leading,
    _dated,
    _numbered,
    _measured,
    _clock,
    _initial,
    _open_ended,
)
