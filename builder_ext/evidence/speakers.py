"""Who is said to have said a quotation, and whether the source lets them say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from builder_ext.evidence.capitals import Name, Run, capital_runs, composed, name_from
from builder_ext.evidence.gazetteer import COMMON, COUNTRIES, GENERIC, SEATS, STATES, TITLES
from builder_ext.evidence.names import ArticleNames, NameTable, carries, name_keys
from builder_ext.evidence.sayers import (
    ADVERBS,
    SAYS,
    SUBJECT,
    Sayer,
    described,
    first_name,
    is_name,
    sayers_of,
    subject_of,
)
from builder_ext.evidence.spelling import plain
from builder_ext.evidence.verbatim import stands_in
from builder_ext.patterns import late
from builder_ext.statements.kinds import outside_quotations as _unquoted
from builder_ext.statements.parts import quoted_spans

_CREDIT = late(r"\b(?:[Aa]ccording\sto|[Ii]n\sthe\swords\sof)\s(?:the\s|The\s)?$")
_BY = late(r"\bby\s(?:the\s|The\s)?$")
_CLAUSE = late(r";|\.\s|(?:,\s?|\s)(?:and|but|while|whereas|yet|though)\s")
_CLAUSE_END = late(r"[;“\"]|(?<=[a-z]{4})\.\s|\.$")
_AFTER = late(r"[\s,.\"”’»'—–-]*")
_VIA = late(
    r",?\s(?:as\s(?:\w+\s)?(?:by|in|to)|(?:quoted|cited|reported)\s(?:by|in)|according\sto|in\s(?:an?|the|his|her)\b"
    r"|speaking|quoted|via|told|on\s)"
)
_PRONOUN = late(r"\b(?:he|she|they|who|it|we|I)\b", re.IGNORECASE)
_OFFICE = late(rf"\b[Tt]he\s((?:\w+\s){{1,3}})(?:\w+\s){{0,2}}?{SAYS.pattern[2:-2]}\b")
_MAX_BACK, _MAX_AHEAD = 8, 3
"""How many paragraphs of a speech are gone back or on over to the name of who gives it."""
_MAX_HELD = 20
"""How many places of one paragraph are looked at for who is "the harbor master"."""
_ANY = 400
"""How far from a quotation its verb is looked for; in code points."""

_PUT = late(
    r"(?:,\s[^,;:]{1,80},)?\s(?:(?:has|had|later|then|once|also|[a-z]{3,14}ly)\s){0,2}"
    r"(?:put|was|is|had\s(?:this|only|harsh|sharp|strong|few|no|words)|has\s(?:this|only)|puts|did\snot"
    r"|minced|left\sno\sdoubt|made|gave|offered|summed|chose|used|went\s(?:on|further)|began|begins|opened"
    r"|continued|continues|concluded|ended|struck|sounded|drew|spelled|laid|set\sout|took|hit\sback|shot\sback"
    r"|fired\sback|lashed|did|kept|turned|could|would)\b"
)
"""What follows the name of somebody whose words come after a colon, though no verb says so."""
_HEARD = late(
    r"\b(?:was|is|been)\s(?:\w+\s)?(?:told|sent|asked|given|handed|accused|warned|shown|quoted|reminded"
    r"|greeted|described|met|informed)\b|\b(?:took|gave)\s(?:an?\s|the\s)?(?:call|letter|note|copy)\b"
)
"""What is said of somebody to whom the words come."""
_FAMILY_IN_S = late(r"(?:[^s]s|.*(?:nes|rres|yes|mes|pes|lves|ndes|is|ss|us|as|os|ys|ns|ws))$")
_KIN = (
    r"(?:office|lawyers?|attorneys?|solicitors?|aides?|spokes\w+|camp|campaign|team|staff|wife|husband"
    r"|widow(?:er)?|sons?|daughters?|mother|father|parents|brothers?|sisters?|friends?|family|colleagues?"
    r"|deputy|deputies|assistants?|secretary|advis[eo]rs?|envoys?|predecessor|successor|opponents?|rivals?"
    r"|critics|supporters?|allies|ally|boss|neighbou?rs?|representatives?|party|government|administration"
    r"|ministry|company|biographer)"
)
_PLACES = COUNTRIES.keys() | SEATS.keys() | STATES.keys()
_RANKS = rf"(?:(?:{'|'.join(sorted(TITLES))})\.?\s){{0,3}}"
_TOLD = late(
    r"(?<![”\"»])(?<![”\"»],)\s(?:(?:told|tells|telling|assured|informed|interviewed|accused)"
    r"|(?:interviews?|conversation|call|meeting|letter|spoke|speaking|talking|said|wrote|writing|e-?mail|message)"
    rf"\s(?:with|to))\s(?:the\s)?(?i:{_RANKS})(?=[A-Z])"
)
_KIN_OF = late(rf"\b{_KIN}\s(?:for|of|to)\s(?i:{_RANKS})(?=[A-Z])")
_KIN_AFTER = late(rf"(?:[’']s?)?\s(?:[\w-]+\s){{0,3}}?{_KIN}\b")
_ALSO = late(r"\sand\s(?=[A-Z])")
_DOCUMENTS = frozenset(
    """statement letter report email e-mail memo memorandum post message document book filing lawsuit
    complaint note text speech article tweet transcript diary announcement release essay column notice
    petition account testimony affidavit leaflet cable caption thread interview recording""".split()
)
_BODIES = frozenset(
    """ministry office department government company board council court agency union party army police
    commission committee bureau authority parliament bank association foundation institute navy
    administration embassy university group firm organisation organization charity club""".split()
)
_REPLIES = late(
    r"\b(?:disagree[ds]?|denie[sd]|deny|objected|objects|replie[sd]|answered|answers|responded|countered|retorted"
    r"|dismissed|rejected|contradicted|disputed|disputes|shook|listened|heard|protested|refused)\b"
)
_HOLDER_AFTER = late(r",?\s(?:(?:of|in|at|for)\s(?:the\s)?[\w\s]{1,30},\s)?")
_HOLDER_BEFORE = late(r",\s(?:(?:the|an?|its|their|[\w’']+[’']s)\s)?(?:[\w-]+\s){0,3}")
_SUBJECT_OPENS = late(
    r"(?:^|[.!?][”\"»’)]*\s+|[”\"»]\s+)(?:(?:On|In|At|By|After|Before|But|And|Yet|When|As|Then|Later|Still|Now)\b"
    r"[^.!?,“\"]{0,40}?,?\s)?$"
)
_GOES_ON = late(r",?\s[a-z]|,\s")
_PRONOUN_OPENS = late(r"(?:^|[.!?][”\"»’)]*\s+|[”\"»]\s+)(?:He|She|They)\b")
_OPENS = ('"', "“", "‘", "«", "„", "'")


def speaker_of(
    quotation: str, sentence: str, lead_in: str = "", attribution: str = ""
) -> str | None:
    """Return the named person or body to whom a sentence gives a quotation.

    None where it is given to nobody, to two together, or without a name ("he", "officials").  A
    block quote has an ``attribution`` line or the sentence that leads in to it.
    """
    if attribution.strip():
        return _attributed(composed(attribution))
    sentence = composed(sentence)
    found = _locate(composed(quotation), sentence)
    if found is None:
        return _before(composed(lead_in)) if lead_in else None
    start, end = found
    return (
        _before(_own_part(sentence, start))
        if _has_verb(sentence, start)
        else _after(sentence[end : end + _ANY])
    )


def _attributed(text: str) -> str | None:
    """The first name of "— Ana Rivera, the harbor master, to The Meridian"."""
    text = text.lstrip(" —–-―~*_(")
    via = _VIA.search(text)
    runs = capital_runs(text[: via.start()] if via else text)
    return next((run.text for run in runs if is_name(run)), None)


def _locate(quotation: str, sentence: str) -> tuple[int, int] | None:
    """The offsets of a quotation's words where it stands in quotation marks in the sentence."""
    wanted = " ".join(quotation.split())
    for start, end in quoted_spans(sentence):
        if " ".join(sentence[start:end].split()) == wanted:
            return start, end
    return None


def _has_verb(sentence: str, start: int) -> bool:
    part = _own_part(sentence, start)
    return bool(SAYS.search(part) or re.search(r"[Aa]ccording\sto\s|:\W*$", part))


def _own_part(sentence: str, start: int) -> str:
    """What of the sentence before a quotation is about it, other quotations blanked."""
    kept = list(sentence[:start])
    last = 0
    for begin, end in quoted_spans(sentence):
        if end < start:
            kept[begin:end] = "x" * (end - begin)
            last = end + 1
    between = "".join(kept[last:])
    if last and not re.search(r"[A-Z]|\b(?:he|she|they)\b", between) and not SAYS.search(between):
        # “…” and “…”: one speaker.
        return "".join(kept)[-_ANY:].rstrip('"“‘«„')
    cut = max((m.end() for m in _CLAUSE.finditer(between)), default=0) if last else 0
    return between[cut:][-_ANY:].rstrip('"“‘«„')


def _before(text: str) -> str | None:
    """The subject of the last verb of saying, or whom "according to" names."""
    verbs = [verb for verb in SAYS.finditer(text) if not text[: verb.start()].endswith("this to ")]
    for verb in reversed(verbs):
        if _is_passive(text, verb):
            return _following(text[verb.end() :])
        subject = subject_of(text[: verb.start()])
        if subject is not None:
            # "As The Harbor Post reported": it passes on what somebody else has said.
            passes_on = re.search(
                rf"\b[Aa]s\s(?:the\s|The\s)?{re.escape(subject)}$", _bare(text, verb)
            )
            return None if passes_on else subject or None
    return _credited(text) or _colon(text)


def _bare(text: str, verb: re.Match[str]) -> str:
    """What stands before a verb, adverbs aside."""
    return ADVERBS.sub("", text[max(0, verb.start() - SUBJECT) : verb.start()].rstrip())


def _is_passive(text: str, verb: re.Match[str]) -> bool:
    passive = re.search(
        r"\b(?:was|were|is|are|been|being)\s(?:\w+\s)?$", text[: verb.start()][-40:]
    )
    return passive is not None and re.match(r"\sby\s", text[verb.end() :]) is not None


def _following(text: str) -> str | None:
    """The name right after "by"."""
    for run in capital_runs(text):
        return (
            run.text
            if is_name(run) and re.search(r"\bby\b[^,;]{0,60}$", text[: run.start])
            else None
        )
    return None


def _credited(text: str) -> str | None:
    for run in capital_runs(text):
        if is_name(run) and _CREDIT.search(text[: run.start][-40:]):
            return run.text
    return None


def _colon(text: str) -> str | None:
    """The name in "Rivera: “…”", "Rivera put it plainly: “…”"."""
    head, colon, _ = text.rstrip().rpartition(":")
    if not colon:
        return None
    runs = list(capital_runs(head))
    whole = len(runs) == 1 and runs[0].end == len(head) and len(head.split()) <= 5
    return runs[0].text if whole and is_name(runs[0]) else _put(head)


def _put(head: str) -> str | None:
    """The person that a lead-in begins with, where it can be read as introducing their words."""
    start = re.match(r"\W*(?:As\s)?", head)
    text = head[start.end() :] if start else head
    run = next(capital_runs(text), None)
    if run is None or not _is_person(text, run) or SAYS.search(text.replace("this to say", "")):
        return None
    rest = text[run.end :]
    return run.text if _PUT.match(rest) and not _HEARD.search(rest) else None


def _is_person(text: str, run: Run) -> bool:
    """Whether a text begins with a person: ranks and a name, two names, or one that is no plural."""
    ranks = text[: run.start].split()
    if not is_name(run) or not all(plain(word) in TITLES for word in ranks):
        return False
    words = [plain(word) for word in run.text.split()]
    if re.match(r"[’']s?\s|s[’']\s", text[run.start + len(run.text) :]) or words[-1] in _PLACES:
        return False
    if ranks or name_from(run.text).is_person:
        return True
    lone = len(words) == 1 and words[0] not in COMMON | GENERIC and not run.text.isupper()
    return lone and (not words[0].endswith("s") or _FAMILY_IN_S.match(words[0]) is not None)


def _after(text: str) -> str | None:
    """The name in "…,” Rivera said", "…,” said Rivera", "…,” according to Rivera"."""
    start = _AFTER.match(text)
    rest = text[start.end() :] if start else text
    clause = _CLAUSE_END.split(rest, maxsplit=1)[0]
    verb = SAYS.search(clause)
    credit = re.match(r"according\sto\s|in\sthe\swords\sof\s", clause)
    if credit or (verb and verb.start() == 0):
        begin = credit.end() if credit else verb.end() if verb else 0
        return first_name(clause[begin:]) or described(clause[begin:])
    if verb is None or _PRONOUN.match(clause):
        return None
    return subject_of(clause[: verb.start()]) or None


def speaks_in(
    speaker: str,
    paragraphs: Sequence[str],
    number: int,
    authors: Sequence[str],
    outlets: Sequence[str],
    table: NameTable,
) -> bool:
    """Return whether a source can be read as giving the words of a paragraph to a speaker.

    ``number`` counts from 1.  The speaker is author or outlet of the article, or is named in the
    paragraph as more than the one who is told so or whose office says so; or holds the office that
    speaks there.  Else the paragraph has to leave it open who speaks, and goes on with the speech of
    paragraphs before that name the speaker; or is all quotation, and what follows says whose.
    """
    if not 1 <= number <= len(paragraphs) or _is_source(speaker, authors, outlets):
        return True
    name = name_from(speaker)
    return _Reading(name, tuple(paragraphs), table).gives(number - 1)


def _is_source(speaker: str, authors: Sequence[str], outlets: Sequence[str]) -> bool:
    """Whether the speaker is an author, by family name at least, or an outlet."""
    ours = name_keys(speaker)
    if not ours:
        return True
    writers = (keys for author in authors if (keys := name_keys(author)))
    if any(ours == keys or (ours[-1] == keys[-1] and _agree(ours, keys)) for keys in writers):
        return True
    return any(_is_part(ours, name_keys(outlet)) for outlet in outlets)


def _agree(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return len(ours) == 1 or len(theirs) == 1 or ours[0][:1] == theirs[0][:1]


def _is_part(left: Sequence[str], right: Sequence[str]) -> bool:
    return bool(right) and (set(left) <= set(right) or set(right) <= set(left))


@lru_cache(maxsize=4096)
def _words_of(paragraph: str) -> ArticleNames:
    return ArticleNames((paragraph,))


def _named(name: Name, paragraph: str, table: NameTable) -> bool:
    if stands_in(name.text, paragraph):
        return True
    return carries(_words_of(paragraph), name, table) is not None


@lru_cache(maxsize=4096)
def _families(paragraphs: tuple[str, ...]) -> frozenset[str]:
    """Return the family names of the people whom an article names in full."""
    runs = (run for text in paragraphs for run in capital_runs(composed(text)))
    return frozenset(plain(run.text.split()[-1]) for run in runs if name_from(run.text).is_person)


@lru_cache(maxsize=4096)
def _active(paragraph: str, told: bool, whose: bool) -> str:
    """Return a paragraph without its quotations.

    With ``told`` also without those who are only told something, who may speak in the next one.
    With ``whose`` also without those whose office, lawyer or family is spoken of.
    """
    text = _unquoted(composed(paragraph))
    kept = list(text)
    for start, end in _idle(text, told, whose):
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def _idle(text: str, told: bool, whose: bool) -> Iterator[tuple[int, int]]:
    runs = {run.start: run for run in capital_runs(text)}
    listening = _TOLD.finditer(text) if told else ()
    for before in (*listening, *(_KIN_OF.finditer(text) if whose else ())):
        run = runs.get(before.end())
        while run is not None:
            yield run.start, run.end
            also = _ALSO.match(text, run.end)
            run = runs.get(also.end()) if also else None
    for run in runs.values() if whose else ():
        end = run.start + len(run.text)
        if text[end : end + 1] in ("'", "’") and _KIN_AFTER.match(text, end):
            yield run.start, run.end


class _Reading:
    """An article, read for whether its words can be one speaker's."""

    def __init__(self, name: Name, paragraphs: tuple[str, ...], table: NameTable) -> None:
        self.name, self.paragraphs, self.table = name, paragraphs, table
        self.is_person = name.is_person or plain(name.text.split()[-1]) in self.families

    @property
    def families(self) -> frozenset[str]:
        """The family names of the article's people; most speakers can be told without."""
        return _families(self.paragraphs)

    def gives(self, at: int) -> bool:
        """Return whether the words of a paragraph, counted from 0, can be the speaker's."""
        if self._voiced(at, told=True) or self._named_freely(at):
            return True
        if self._is_introduced(at):
            return True
        if _by_office(self.name, self.paragraphs, at + 1, self.table) or self._by_role(at):
            return True
        if self._others(at):
            return False
        return self._goes_on(at) or self._is_credited_after(at)

    def _voiced(self, at: int, told: bool = False) -> bool:
        """Whether the speaker is named outside of quotations; with ``told`` not only as a listener."""
        return _named(self.name, _active(self.paragraphs[at], told, self.is_person), self.table)

    def _named_freely(self, at: int) -> bool:
        """Whether the speaker is named at all where nobody, or "she" later on, is said to speak."""
        text = self.paragraphs[at]
        if not _named(self.name, text, self.table):
            return False
        sayers = sayers_of(text)
        spoken = _unquoted(composed(text))
        family = self.name.text.split()[-1]
        after = spoken.find(family)
        return not sayers or (
            after >= 0 and any(s.kind == "pronoun" and s.start > after for s in sayers)
        )

    def _is_introduced(self, at: int) -> bool:
        """Whether the paragraph before ends in a colon and names the speaker."""
        colon = at > 0 and self.paragraphs[at - 1].rstrip().endswith(":")
        return colon and self._voiced(at - 1) and self._leads_on(at - 1, prose=False)

    def _by_role(self, at: int) -> bool:
        """Whether "the harbor master" speaks, and the article says elsewhere that the speaker is that."""
        roles = {sayer.role for sayer in sayers_of(self.paragraphs[at]) if sayer.kind == "the"}
        held = (holder for role in sorted(roles) for holder in _holders(role, self.paragraphs))
        return any(_named(self.name, holder, self.table) for holder in held)

    def is_ours(self, sayer: Sayer) -> bool:
        """Return whether somebody with a name who says something is the speaker."""
        return _named(self.name, sayer.text, self.table)

    def is_other(self, sayer: Sayer) -> bool:
        """Return whether somebody who says something is certainly not the speaker."""
        if sayer.kind == "name":
            return not self.is_ours(sayer)
        if sayer.kind == "label":
            known = name_from(sayer.text).is_person or plain(sayer.text) in self.families
            return known and not self.is_ours(sayer)
        return sayer.kind in ("the", "a") and self._is_other_role(sayer)

    def _is_other_role(self, sayer: Sayer) -> bool:
        """Whether "a sailor", "the master" is another: a known holder, a body, one just met."""
        if sayer.head in _DOCUMENTS:
            return False
        if sayer.kind == "a":
            return self.is_person or not sayer.head.startswith(("spokes", "official"))
        if sayer.head in _BODIES:
            return self.is_person
        holders = _holders(sayer.role, self.paragraphs)
        return bool(holders) and not any(_named(self.name, held, self.table) for held in holders)

    def _others(self, at: int) -> bool:
        """Whether the first who speaks in a paragraph, or whom its "he" is, is another."""
        text = self.paragraphs[at]
        sayers = [s for s in sayers_of(text) if s.kind != "label" or self.is_other(s)]
        if sayers and sayers[0].kind != "pronoun":
            return self.is_other(sayers[0])
        return self._other_subject(text, sayers[0].start if sayers else len(text))

    def _other_subject(self, text: str, before: int) -> bool:
        """Whether sentences of a paragraph are about another person, and none before about "her"."""
        bare = _unquoted(composed(text))[:before]
        about = _PRONOUN_OPENS.search(bare)
        bare = bare[: about.start()] if about else bare
        return any(
            self._is_subject(bare, run) and not _named(self.name, run.text, self.table)
            for run in capital_runs(bare)
        )

    def _is_subject(self, text: str, run: Run) -> bool:
        """Whether a person's name opens a sentence, and is what it is about."""
        if not _GOES_ON.match(text, run.end) or not is_name(run):
            return False
        known = name_from(run.text).is_person or plain(run.text) in self.families
        return known and _opens_sentence(text[max(0, run.start - SUBJECT) : run.start])

    def _goes_on(self, at: int) -> bool:
        """Whether the paragraphs before go on with one speaker, back to where this one is named."""
        own = self.paragraphs[at]
        prose = not sayers_of(own) and not any(quoted_spans(own))
        for back in range(at - 1, max(-1, at - 1 - _MAX_BACK), -1):
            text = self.paragraphs[back]
            if self._voiced(back):
                return self._leads_on(back, prose)
            if self._others(back) or not _is_speech(text):
                return False
        return False

    def _leads_on(self, back: int, prose: bool) -> bool:
        """Whether a paragraph that names the speaker leaves the word to this one."""
        sayers = sayers_of(self.paragraphs[back])
        last = next((s for s in reversed(sayers) if s.kind != "label" or self.is_other(s)), None)
        if self.paragraphs[back].rstrip().endswith(":") and last is not None:
            return not self.is_other(last)
        if prose:
            return any(s.kind in ("name", "label") and self.is_ours(s) for s in sayers)
        return True

    def _is_credited_after(self, at: int) -> bool:
        """Whether a paragraph that is all quotation is followed by the name of who is quoted."""
        before = self.paragraphs[at - 1] if at else ""
        if before.rstrip().endswith(":") or _is_unclosed(before):
            return False
        if not _is_all_quotation(self.paragraphs[at]):
            return self._is_line_of(at + 1)
        for ahead in range(at + 1, min(len(self.paragraphs), at + 1 + _MAX_AHEAD)):
            if not _is_all_quotation(self.paragraphs[ahead]):
                return self._is_line_of(ahead) or self._takes_credit(at, ahead)
        return False

    def _is_line_of(self, at: int) -> bool:
        """Whether a paragraph is no more than the speaker's name and office: "— Ana Rivera, mayor"."""
        text = self.paragraphs[at].strip() if at < len(self.paragraphs) else ""
        short = len(text.split()) <= 12 and not text.endswith((".", "!", "?", ":"))
        run = next(capital_runs(text), None)
        begins = run is not None and not re.search(r"[a-z]", text[: run.start])
        return bool(short and begins and run and _named(self.name, run.text, self.table))

    def _takes_credit(self, at: int, ahead: int) -> bool:
        """Whether the first who speaks after a quotation is the speaker, and does not answer it."""
        text = self.paragraphs[ahead]
        if not self._voiced(ahead) or _REPLIES.search(_unquoted(composed(text))):
            return False
        sayers = sayers_of(text)
        if sayers and not (sayers[0].kind in ("name", "label") and self.is_ours(sayers[0])):
            return False
        answered = at > 0 and any(map(self.is_other, sayers_of(self.paragraphs[at - 1])[-1:]))
        if answered and (not sayers or text.lstrip().startswith(_OPENS)):
            return _is_unclosed(self.paragraphs[at])
        return bool(sayers) or not self._other_subject(text, len(text))


def _is_all_quotation(paragraph: str) -> bool:
    """Whether a paragraph is in quotation marks and has no word outside of them."""
    bare = _unquoted(composed(paragraph))
    return paragraph.lstrip().startswith(_OPENS) and not re.search(r"\w", bare)


def _is_unclosed(paragraph: str) -> bool:
    """Whether a paragraph ends within a quotation, which the next one goes on with."""
    spans = list(quoted_spans(paragraph))
    return bool(spans) and spans[-1][1] == len(paragraph)


def _is_speech(paragraph: str) -> bool:
    """Whether a paragraph says "he said", or begins with the words of somebody."""
    return paragraph.lstrip().startswith(_OPENS) or any(
        sayer.kind in ("pronoun", "the") for sayer in sayers_of(paragraph)
    )


@lru_cache(maxsize=1024)
def _holders(role: str, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the people whom an article calls "the harbor master", where that one speaks."""
    if not role:  # pragma: no cover - who has no name has a role
        return ()
    pattern = re.compile(rf"\b{re.escape(role)}\b", re.IGNORECASE)
    found = (holder for text in paragraphs for holder in _holders_in(composed(text), pattern))
    return tuple(dict.fromkeys(found))


def _holders_in(text: str, role: re.Pattern[str]) -> Iterator[str]:
    for held in islice(role.finditer(text), _MAX_HELD):
        after = text[held.end() : held.end() + SUBJECT]
        before = text[max(0, held.start() - SUBJECT) : held.start()]
        people = (run for run in capital_runs(after) if name_from(run.text).is_person)
        named = next(people, None)
        if named and _HOLDER_AFTER.fullmatch(after[: named.start]):
            yield named.text
        for run in capital_runs(before):
            if name_from(run.text).is_person and _HOLDER_BEFORE.fullmatch(before, run.end):
                yield run.text


def _opens_sentence(head: str) -> bool:
    """Whether nothing but ranks, and words of when and where, stand between a stop and what follows."""
    words = head.split()
    while words and (plain(words[-1]) in TITLES or words[-1] in ("the", "The")):
        words.pop()
    return not words or _SUBJECT_OPENS.search(" ".join(words) + " ") is not None


def _by_office(name: Name, paragraphs: Sequence[str], number: int, table: NameTable) -> bool:
    """Whether the paragraph has "the president", and the text elsewhere "President" before the name."""
    text = _unquoted(paragraphs[number - 1])
    held = {plain(word) for match in _OFFICE.finditer(text) for word in match.group(1).split()}
    held &= TITLES
    if not held:
        return False
    family = re.compile(rf"\b(\w+)\.?\s(?:\w+\.?\s){{0,2}}{re.escape(name.text.split()[-1])}\b")
    return any(
        plain(match.group(1)) in held
        for paragraph in paragraphs
        if _named(name, paragraph, table)
        for match in family.finditer(paragraph)
    )
