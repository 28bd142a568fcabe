"""Whom a sentence names as having reported what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from builder_ext.model import Source, Statement
from builder_ext.sources.outlets import OutletNames

_VERB = (
    r"(?:report|writ|wrote|sa[iy]|said|stat|not|describ|argu|claim|alleg|assert|reveal|disclos"
    r"|detail|recount|quot|cit|publish|tell|told|add|explain|contend|maintain|suggest|observ"
    r"|warn|account|confirm|acknowledg|record|relat|mention|portray|characteri[sz]|depict|put"
    r"|dat|plac|attribut|list|summari[sz]|paraphras|conclud|call|name|speculat|interpret"
    r"|trac|link|credit|identif|learn|present|giv|gave|offer|ascrib|blam|count"
    r"|estimat|predict|expect|believ|see[s]?|saw|view|treat|dismiss|reject|question|judg|assess)"
    r"(?:e|es|s|ed|d|en|n|ing|ten|ting|ied|ies|y|t|ts|te|led|ling)?"
)
_NOUN = (
    r"(?:report|article|account|reporting|story|analysis|column|piece|investigation|dispatch"
    r"|essay|commentary|version|text|interview|source|chronology|narrative|review|survey"
    r"|description|reading|telling|words|view)s?"
)
_FILL = r"(?:[\w’'.-]+[ ,]+){0,4}?"
_BESIDES = r"(?:and\s(?:others|colleagues|(?:his|her|their|four|three|two)\s\w+)|et\sal\.)"
_ADVERB = (
    r"(?:has|had|have|also|first|then|later|itself|himself|herself|too|alone|only|again|now|still"
    r"|further|does|did|do|not|never|once|\w+ly)"
)


@cache
def _patterns(name: str) -> re.Pattern[str]:
    n = re.sub(r"\\?\s+", r"\\s+", re.escape(name))
    n = rf"(?<!\w){n}(?!\w)"
    own = rf"{n}(?:[’']s?)?"
    return re.compile(
        rf"""
          \b(?i:according\s+to|as\s+per|per)\s[^;:]{{0,80}}?{n}
        | {own}(?:,\s[^,.;:]{{1,90}},|\s{_BESIDES})?\s(?:{_ADVERB}\s){{0,3}}{_VERB}\b
        | {n}[’']s?\s(?:[\w’'-]+\s){{0,4}}?{_NOUN}\b
        | {n}\s{_NOUN}\b
        | \b{_VERB}\s(?:first\s)?(?:by|to|in|for|from|with)\s{_FILL}{n}
        | \b(?:told|tells|telling)\s(?:the\s|The\s)?{n}
        | \b{_NOUN}\s(?:by|in|of|from|with|for)\s{_FILL}{n}
        | \b(?:interviews?|interviewed|spoken|speaking|spoke)\s(?:with|by|to)\s{_FILL}{n}
        | \b(?:says|said|writes|wrote|reports|reported|argues|notes)\s(?:the\s|The\s)?{n}
        | (?:\bIn|\bin|\bFor|\bTo)\s(?:the\s|The\s)?{n}(?:[’']s?)?(?:,|\s{_NOUN})
        """,
        re.VERBOSE,
    )


class Naming:
    """Looks for the names of outlets and authors in reporting position, under all spellings."""

    def __init__(self, names: OutletNames) -> None:
        self._names = names

    def credits_origin(self, statement: Statement, source: Source) -> bool:
        """Return whether the sentence names the source's origin or an author as reporting it."""
        names = self._outlet_names(source.origins) | author_names(source.authors)
        return self._credits(statement, names)

    def credits_outlet(self, statement: Statement, source: Source) -> bool:
        """Return whether the sentence names the source's outlet as reporting it."""
        return source.outlet is not None and self._credits(
            statement, self._outlet_names((source.outlet,))
        )

    def _outlet_names(self, outlets: Iterable[str]) -> set[str]:
        spelled = {s for name in outlets for s in self._names.spellings(name)}
        return spelled | {s.removeprefix("The ") for s in spelled}

    def _credits(self, statement: Statement, names: set[str]) -> bool:
        """A block quote is credited in the sentence that introduces it, or under it as well."""
        text = _straight(f"{statement.text} {statement.lead_in}")
        under = _straight(statement.attribution)
        for name in sorted(map(_straight, names)):
            if name in under or (name in text and _patterns(name).search(text)):
                return True
        return False


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")


def author_names(authors: Iterable[str]) -> set[str]:
    """Return the names under which text mentions authors: in full, and by family name."""
    names: set[str] = set()
    for author in authors:
        words = author.split()
        names.update(name for name in (author, *words[-1:]) if name[:1].isalpha())
    return names
