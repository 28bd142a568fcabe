"""Who says something in a text: the subjects of its verbs of saying."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from builder_ext.evidence.capitals import Run, capital_runs, composed, name_from
from builder_ext.evidence.gazetteer import ADJECTIVES, CALENDAR, COMMON, TITLES, is_belonging
from builder_ext.evidence.spelling import plain
from builder_ext.patterns import late
from builder_ext.statements.kinds import outside_quotations

_VERB = (
    r"(?:said|says|say|stated|states|told|tells|wrote|writes|tweeted|tweets|posted|claimed|claims|argued|argues"
    r"|announced|announces|declared|declares|confirmed|confirms|denied|denies|warned|warns|alleged|alleges"
    r"|admitted|admits|acknowledged|acknowledges|added|adds|insisted|insists|testified|testifies|revealed"
    r"|reveals|disclosed|discloses|vowed|vows|asserted|asserts|noted|notes|described|describes|called|calls"
    r"|maintained|maintains|conceded|concedes|stressed|stresses|explained|explains|threatened|threatens"
    r"|pledged|pledges|promised|promises|replied|replies|answered|answers|responded|responds|commented|comments"
    r"|remarked|remarks|complained|complains|asked|asks|recalled|recalls|observed|observes|concluded|concludes"
    r"|predicted|predicts|demanded|demands|urged|urges|suggested|suggests|spoke|speaks|referred|refers"
    r"|boasted|boasts|joked|jokes|quipped|cautioned|cautions|accused|accuses|blamed|blames|dismissed|dismisses"
    r"|denounced|denounces|condemned|condemns|praised|praises|contended|contends|emphasized|emphasizes"
    r"|emphasised|emphasises|reiterated|reiterates|reported|reports|believes|believed|labeled|labelled"
    r"|characterized|characterised|hailed|lamented|laments|labels|proclaimed|proclaims|swore|swears|quotes|quoted|cites|cited)"
)
SAYS = late(rf"\b{_VERB}\b")
SUBJECT = 160
"""How far from a verb its subject is looked for; in code points."""

_MAX_SAID = 100
"""How many verbs of saying of one paragraph are looked at."""

_SURE = frozenset(
    """said says told tells wrote writes added adds asked asks replied answered insisted insists argued argues
    recalled recalls explained explains tweeted admitted admits warned warns claimed claims noted
    declared announced confirmed remarked responded acknowledged conceded joked quipped""".split()
)
"""Verbs that are hardly anything else: a subject without a name is taken from these only."""
_TELLING = frozenset("told tells asked asks urged urges accused blamed threatened assured".split())
ADVERBS = late(
    r"(?:\s(?:has|have|had|also|later|then|once|first|only|too|both|himself|herself|itself|themselves|would"
    r"|does|did|do|not|never|again|now|still|reportedly|publicly|privately|repeatedly|[a-z]{3,14}ly)){1,20}$"
)
_OF = late(r"\s(?:of|from|at|for|with|in)\s(?:the\s|The\s)?$")
_MARK = r"[”\"»’']"
_INVERTED = late(rf"{_MARK},?\s*$")
_PRONOUN_ENDS = late(r"\b(?:he|she|they|it|we|I)$", re.IGNORECASE)
_PRONOUN_FIRST = late(r"\s(?:he|she|they|it|we|I)\b")
_CREDITS = late(r"\b(?:[Aa]ccording\sto|[Ii]n\sthe\swords\sof)(?=\s)")
_DASH = late(rf"(?:^|{_MARK})\s*[—–―-]{{1,2}}\s*(?=\w)")
_LABEL = late(r"\s*(?P<name>[^\s:.,;“\"][^:.,;“\"\n]{1,40}):(?=\s)")
_BOUNDARY = late(
    r"[.;:,—–”“\"»«()!?]|\b(?:that|and|but|when|as|while|because|if|where|though|before|after)\b"
)
_DETERMINER = late(
    r"(?<![\w’'])(?P<which>[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Ss]ome|[Ss]everal|[Mm]any|[Tt]wo|[Tt]hree|[Ff]our|[Ss]omeone|[Ss]omebody"
    r"|[Ff]ive|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Bb]oth|[Nn]o)\s"
)
_PREPOSITION = late(r"\b(?:of|in|at|on|from|to|with|for|by|near|by|into|about|under|over)\s$")
_PLURAL = late(
    r"(?:\w+\s){0,3}\w*(?:ers|ors|ials|ists|ents|ants|ics|ians|ats|men|women|people|police)(?:\s|$)"
)
_WHOSE = late(r"\w[’']s?\s(?:[\w-]+\s){0,3}[a-z][\w-]*$")
_DESCRIBED = late(r"\s(?:(?:the|an?)\s)?(?:[a-z][\w’'-]*\s){1,6}$")
_PLACED = late(r"\s(?:of|in|at|on|from|to|with|for|by|near|that|who|and|but|as|was|is|had)\s")
_PLACED_AT = late(r"\s(?:of|in|at|on|from|with|for|who|near|to|close)\s")
_REMARKED = late(r"\s(?:the|an?|his|her|their)\s[^,.;:]{1,60},\s")


@dataclass(frozen=True, slots=True)
class Sayer:
    """Who says something in a paragraph, and where.

    ``text`` is the name, or the words after the article of one that has none; ``label`` a name
    before a colon at the start ("Rivera: …").
    """

    kind: str
    """``name``, ``label``, ``pronoun``, ``the`` or ``a``: the last two for one without a name."""
    text: str
    start: int

    @property
    def role(self) -> str:
        """The words that say what one without a name is: "harbor master" in "harbor master of Tarsa"."""
        return " ".join(_PLACED_AT.split(self.text, maxsplit=1)[0].split()[-2:])

    @property
    def head(self) -> str:
        """The last word of the role: "master"."""
        return plain(self.role.rpartition(" ")[2])


@lru_cache(maxsize=4096)
def sayers_of(paragraph: str) -> tuple[Sayer, ...]:
    """Return who says something in a paragraph, outside of its quotations, in order."""
    bare = outside_quotations(composed(paragraph))
    return tuple(sorted(_all(bare), key=lambda sayer: sayer.start))


def _all(bare: str) -> Iterator[Sayer]:
    label = _LABEL.match(bare)
    if label and (name := _whole_name(label["name"])):
        yield Sayer("label", name, label.start("name"))
    for dash in islice(_DASH.finditer(bare), _MAX_SAID):
        run = next(capital_runs(bare[dash.end() : dash.end() + 80]), None)
        if run is not None and run.start == 0 and is_name(run):
            yield Sayer("name", run.text, dash.end())
    for verb in islice(SAYS.finditer(bare), _MAX_SAID):
        sayer = _of_verb(bare, verb)
        if sayer is not None:
            yield sayer
    for credit in islice(_CREDITS.finditer(bare), _MAX_SAID):
        sayer = _following(bare[credit.end() : credit.end() + SUBJECT], credit.start())
        if sayer is not None:
            yield sayer


def _whole_name(text: str) -> str:
    runs = list(capital_runs(text))
    return runs[0].text if len(runs) == 1 and runs[0].end == len(text) and is_name(runs[0]) else ""


def _of_verb(bare: str, verb: re.Match[str]) -> Sayer | None:
    near = bare[max(0, verb.start() - SUBJECT) : verb.start()]
    at = verb.start()
    before = ADVERBS.sub("", " " + near.rstrip())
    if _PRONOUN_ENDS.search(before):
        return Sayer("pronoun", "", at)
    if _INVERTED.search(near):
        if verb.group() in _TELLING - {"asked", "asks"}:
            return None
        return _following(bare[verb.end() : verb.end() + SUBJECT], at)
    if name := subject_of(near):
        return Sayer("name", name, at)
    last = _last_run(before)
    if last is not None and is_name(last) and _is_joint(before, last):
        return Sayer("name", last.text, at)
    return _nameless(before, at) if verb.group() in _SURE else None


def _following(after: str, at: int) -> Sayer | None:
    """Who comes after a verb or "according to"."""
    if _PRONOUN_FIRST.match(after):
        return Sayer("pronoun", "", at)
    if name := first_name(after) or described(after):
        return Sayer("name", name, at)
    which = _DETERMINER.match(after.lstrip())
    words = re.split(r"[.;:,—–”“\"()]", after.lstrip(), maxsplit=1)[0]
    if which:
        return _role(which["which"], words[which.end() :], at)
    return Sayer("a", words, at) if _PLURAL.match(words) else None


def described(after: str) -> str | None:
    """Return the name in "said harbor master Ana Rivera", "said the harbor master, Ana Rivera"."""
    for run in capital_runs(after):
        before = after[: run.start]
        whole = _DESCRIBED.fullmatch(before) and not _PLACED.search(before)
        apart = _REMARKED.fullmatch(before) and name_from(run.text).is_person
        if is_name(run) and (whole or apart):
            return run.text
        if not re.search(r"\b(?:of|at|for|in|from)\s(?:the\s)?$", before):
            return None
    return None


def _nameless(before: str, at: int) -> Sayer | None:
    """Who has no name and stands before a verb: "a sailor of the port"."""
    before = _without_remark(before) if before.endswith(",") else before
    cut = max((m.end() for m in _BOUNDARY.finditer(before)), default=0)
    clause = before[cut:].strip()
    for which in _DETERMINER.finditer(clause):
        if not _PREPOSITION.search(clause[: which.start()]):
            return _role(which["which"], clause[which.end() :], at)
    whose = _WHOSE.search(clause)
    return Sayer("a", clause, at) if whose or _PLURAL.match(clause) else None


def _role(which: str, words: str, at: int) -> Sayer | None:
    kind = "the" if which.lower() in ("the", "both") else "a"
    return Sayer(kind, words.strip(), at) if words.strip() else None


def subject_of(text: str) -> str | None:
    """The name that ends a text, a remark between commas aside.

    Empty for a subject without a name; None where the verb has no subject here.
    """
    whole = text = ADVERBS.sub("", " " + text.rstrip())
    if text.endswith((" who", " which")):
        text = text.rpartition(" ")[0].rstrip(" ,")
    elif text.endswith(","):
        text = _without_remark(text)
    text = text.rstrip(" ,")
    run = _last_run(text)
    if run is not None and (place := _OF.search(text[: run.start])):
        # "Ana Rivera of the Harbor Board said": she did, and not the board.
        text = text[: place.start()]
        run = _last_run(text)
    if run is not None and is_name(run) and not _is_joint(text, run):
        return run.text
    return _set_apart(whole) or ("" if text.strip() else None)


def _set_apart(text: str) -> str:
    """The name between commas in "the harbor master, Ana Rivera,"; empty where there is none."""
    head, comma, aside = text.rstrip(" ,").rpartition(",")
    runs = list(capital_runs(aside))
    whole = len(runs) == 1 and runs[0].end == len(aside) and not aside[: runs[0].start].strip()
    role = re.search(
        r"(?:^|[\s“”\"])(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|\w+[’']s?)\s[^,.;:]{1,60}$", head
    )
    person = whole and name_from(runs[0].text).is_person
    return runs[0].text if text.endswith(",") and comma and role and person else ""


def _last_run(text: str) -> Run | None:
    """The run of capitalised words that ends a text."""
    return next((run for run in capital_runs(text) if run.end == len(text)), None)


def _without_remark(text: str) -> str:
    """Cut "Ana Rivera, the harbor master of Tarsa, a port," to "Ana Rivera"."""
    parts = text.rstrip(",").split(",")
    while len(parts) > 1:
        parts.pop()
        ends = ",".join(parts)
        last = parts[-1].strip()
        if last[:1].isupper() or len(parts) == 1:
            return ends
    return text


def _is_joint(text: str, run: Run) -> bool:
    """Whether somebody else speaks too: "Rivera and Amin said"."""
    return (
        re.search(r"(?:[A-Z]\S{0,39}|,)\s(?:and|or)\s(?:the\s)?$", text[: run.start][-40:])
        is not None
    )


def first_name(text: str) -> str | None:
    """The name that a text begins with, an article and ranks aside."""
    for run in capital_runs(text):
        before = text[: run.start].split()
        ranked = all(plain(word) in TITLES or plain(word) in ("the", "of", "us") for word in before)
        joint = re.match(r"\sand\s(?:the\s)?[A-Z]", text[run.end :])
        return run.text if ranked and is_name(run) and not joint else None
    return None


def is_name(run: Run) -> bool:
    """Return whether a run of capitals names somebody: ranks, days, a people do not."""
    words = [plain(word) for word in run.text.split()]
    idle = COMMON | CALENDAR | TITLES | ADJECTIVES
    return any(word not in idle and not is_belonging(word) and len(word) > 1 for word in words)
