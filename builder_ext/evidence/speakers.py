"""Who is said to have said a quotation, and whether the source lets them say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from builder_ext.evidence.capitals import Name, Run, capital_runs, composed, name_from
from builder_ext.evidence.gazetteer import ADJECTIVES, CALENDAR, COMMON, TITLES, is_belonging
from builder_ext.evidence.names import ArticleNames, NameTable, carries, name_keys
from builder_ext.evidence.spelling import plain
from builder_ext.statements.kinds import outside_quotations as _unquoted
from builder_ext.statements.parts import quoted_spans

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
_SAYS = re.compile(rf"\b{_VERB}\b")
_ADVERBS = re.compile(
    r"(?:\s(?:has|have|had|also|later|then|once|first|only|too|both|himself|herself|itself|themselves|would"
    r"|does|did|do|not|never|again|now|still|reportedly|publicly|privately|repeatedly|[a-z]{3,14}ly))+$"
)
_OF = re.compile(r"\s(?:of|from|at|for|with|in)\s(?:the\s|The\s)?$")
_CREDIT = re.compile(r"\b(?:[Aa]ccording\sto|[Ii]n\sthe\swords\sof)\s(?:the\s|The\s)?$")
_BY = re.compile(r"\bby\s(?:the\s|The\s)?$")
_CLAUSE = re.compile(r";|\.\s|(?:,\s?|\s)(?:and|but|while|whereas|yet|though)\s")
_CLAUSE_END = re.compile(r"[;“\"]|(?<=[a-z]{4})\.\s|\.$")
_AFTER = re.compile(r"[\s,.\"”’»'—–-]*")
_VIA = re.compile(
    r",?\s(?:as\s(?:\w+\s)?(?:by|in|to)|(?:quoted|cited|reported)\s(?:by|in)|according\sto|in\s(?:an?|the|his|her)\b"
    r"|speaking|quoted|via|told|on\s)"
)
_PRONOUN = re.compile(r"\b(?:he|she|they|who|it|we|I)\b", re.IGNORECASE)
_CONTINUES = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Tt]he\s[a-z]+(?:\s[a-z]+){{0,3}})\s(?:\w+\s){{0,2}}?{_VERB}\b"
    rf"|\b{_VERB}\s(?:he|she|they|it|the\s[a-z]+)\b"
)
_OFFICE = re.compile(rf"\b[Tt]he\s((?:\w+\s){{1,3}})(?:\w+\s){{0,2}}?{_VERB}\b")
_MAX_BACK = 3
_ANY, _SUBJECT = 400, 160
"""How far from a quotation its verb, and from a verb its subject, is looked for; in code points."""


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
    return next((run.text for run in runs if _is_name(run)), None)


def _locate(quotation: str, sentence: str) -> tuple[int, int] | None:
    """The offsets of a quotation's words where it stands in quotation marks in the sentence."""
    wanted = " ".join(quotation.split())
    for start, end in quoted_spans(sentence):
        if " ".join(sentence[start:end].split()) == wanted:
            return start, end
    return None


def _has_verb(sentence: str, start: int) -> bool:
    part = _own_part(sentence, start)
    return bool(_SAYS.search(part) or re.search(r"[Aa]ccording\sto\s|:\W*$", part))


def _own_part(sentence: str, start: int) -> str:
    """What of the sentence before a quotation is about it, other quotations blanked."""
    kept = list(sentence[:start])
    last = 0
    for begin, end in quoted_spans(sentence):
        if end < start:
            kept[begin:end] = "x" * (end - begin)
            last = end + 1
    between = "".join(kept[last:])
    if last and not re.search(r"[A-Z]|\b(?:he|she|they)\b", between) and not _SAYS.search(between):
        # “…” and “…”: one speaker.
        return "".join(kept)[-_ANY:].rstrip('"“‘«„')
    cut = max((m.end() for m in _CLAUSE.finditer(between)), default=0) if last else 0
    return between[cut:][-_ANY:].rstrip('"“‘«„')


def _before(text: str) -> str | None:
    """The subject of the last verb of saying, or whom "according to" names."""
    verbs = list(_SAYS.finditer(text))
    for verb in reversed(verbs):
        if _is_passive(text, verb):
            return _following(text[verb.end() :])
        subject = _subject(text[: verb.start()])
        if subject is not None:
            # "As The Harbor Post reported": it passes on what somebody else has said.
            passes_on = re.search(
                rf"\b[Aa]s\s(?:the\s|The\s)?{re.escape(subject)}$", _bare(text, verb)
            )
            return None if passes_on else subject or None
    return _credited(text) or _colon(text)


def _bare(text: str, verb: re.Match[str]) -> str:
    """What stands before a verb, adverbs aside."""
    return _ADVERBS.sub("", text[max(0, verb.start() - _SUBJECT) : verb.start()].rstrip())


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
            if _is_name(run) and re.search(r"\bby\b[^,;]{0,60}$", text[: run.start])
            else None
        )
    return None


def _subject(text: str) -> str | None:
    """The name that ends a text, a remark between commas aside.

    Empty for a subject without a name; None where the verb has no subject here.
    """
    text = _ADVERBS.sub("", " " + text.rstrip())
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
    if run is not None and _is_name(run) and not _is_joint(text, run):
        return run.text
    return "" if text.strip() else None


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
        re.search(r"(?:[A-Z]\S*|,)\s(?:and|or)\s(?:the\s)?$", text[: run.start][-40:]) is not None
    )


def _credited(text: str) -> str | None:
    for run in capital_runs(text):
        if _is_name(run) and _CREDIT.search(text[: run.start][-40:]):
            return run.text
    return None


def _colon(text: str) -> str | None:
    """The name in "Rivera: “…”"."""
    head, colon, _ = text.rstrip().rpartition(":")
    if not colon:
        return None
    runs = list(capital_runs(head))
    whole = len(runs) == 1 and runs[0].end == len(head) and len(head.split()) <= 5
    return runs[0].text if whole and _is_name(runs[0]) else None


def _after(text: str) -> str | None:
    """The name in "…,” Rivera said", "…,” said Rivera", "…,” according to Rivera"."""
    start = _AFTER.match(text)
    rest = text[start.end() :] if start else text
    clause = _CLAUSE_END.split(rest, maxsplit=1)[0]
    verb = _SAYS.search(clause)
    credit = re.match(r"according\sto\s|in\sthe\swords\sof\s", clause)
    if credit or (verb and verb.start() == 0):
        begin = credit.end() if credit else verb.end() if verb else 0
        return _first_name(clause[begin:])
    if verb is None or _PRONOUN.match(clause):
        return None
    return _subject(clause[: verb.start()]) or None


def _first_name(text: str) -> str | None:
    """The name that a text begins with, an article and ranks aside."""
    for run in capital_runs(text):
        before = text[: run.start].split()
        ranked = all(plain(word) in TITLES or plain(word) in ("the", "of", "us") for word in before)
        joint = re.match(r"\sand\s(?:the\s)?[A-Z]", text[run.end :])
        return run.text if ranked and _is_name(run) and not joint else None
    return None


def _is_name(run: Run) -> bool:
    words = [plain(word) for word in run.text.split()]
    idle = COMMON | CALENDAR | TITLES | ADJECTIVES
    return any(word not in idle and not is_belonging(word) and len(word) > 1 for word in words)


def speaks_in(
    speaker: str,
    paragraphs: Sequence[str],
    number: int,
    authors: Sequence[str],
    outlets: Sequence[str],
    table: NameTable,
) -> bool:
    """Return whether a source can be read as giving the words of a paragraph to a speaker.

    ``number`` counts from 1.  The speaker is named in the paragraph, or is author or outlet of the
    article; or the paragraph names no other speaker and stands next to one that names this one, or
    goes on with "he said" or without saying who speaks.
    """
    if not 1 <= number <= len(paragraphs) or _is_source(speaker, authors, outlets):
        return True
    name = name_from(speaker)
    if not name.words or _named(name, paragraphs[number - 1], table):
        return True
    if _introduced(name, paragraphs, number, table) or _by_office(name, paragraphs, number, table):
        return True
    if _other_speaker(paragraphs[number - 1], name, table):
        return False
    beside = paragraphs[max(0, number - 2) : number + 1]
    return any(_named(name, text, table) for text in beside) or _goes_on(
        name, paragraphs, number, table
    )


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
    return carries(_words_of(paragraph), name, table) is not None


def _introduced(name: Name, paragraphs: Sequence[str], number: int, table: NameTable) -> bool:
    """Whether the paragraph before ends in a colon and names the speaker."""
    before = paragraphs[number - 2] if number > 1 else ""
    return before.rstrip().endswith(":") and _named(name, before, table)


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


def _other_speaker(paragraph: str, name: Name, table: NameTable) -> bool:
    """Whether somebody else is named as saying something in a paragraph."""
    return any(not _named(name, said, table) for said in _speakers(paragraph))


@lru_cache(maxsize=4096)
def _speakers(paragraph: str) -> tuple[str, ...]:
    return tuple(_named_speakers(composed(paragraph)))


def _named_speakers(text: str) -> Iterator[str]:
    bare = _unquoted(text)
    for verb in _SAYS.finditer(bare):
        near = bare[max(0, verb.start() - _SUBJECT) : verb.start()]
        found = _subject(near) or _first_name(bare[verb.end() : verb.end() + 60])
        if found:
            yield found


def _goes_on(name: Name, paragraphs: Sequence[str], number: int, table: NameTable) -> bool:
    """Whether the paragraphs before go on with one speaker, back to where this one is named."""
    for at in range(number - 1, max(0, number - 1 - _MAX_BACK), -1):
        if not _continues(paragraphs[at]):
            return False
        if _named(name, paragraphs[at - 1], table):
            return True
        if _other_speaker(paragraphs[at - 1], name, table):
            return False
    return False


def _continues(paragraph: str) -> bool:
    """Whether a paragraph says "he said", or is nothing but the words of somebody."""
    opens = paragraph.lstrip()[:1] in ('"', "“", "‘", "«", "„", "'")
    return opens or _CONTINUES.search(paragraph) is not None
