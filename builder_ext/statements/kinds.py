"""Of what kind a statement is, and the words on a page that tell."""

from __future__ import annotations

import re

from builder_ext.model import Statement
from builder_ext.patterns import late
from builder_ext.statements.parts import judged_values, quotations, quoted_spans, values

_OWN = r"(?:briefing|document|report|paper|note|brief|page|section|chapter|appendix|annex|box|memo)"
_EXHIBIT = r"(?:table|figure|chart|map|timeline|chronology|list|box|diagram|matrix|graph)"
_SCOPE_VERB = (
    r"(?:covers?(?! up\b)|describes?|sets? out|summari[sz]es?|outlines?|explains?|lists?|presents?|reviews?"
    r"|compares?|discusses?|examines?|looks? at|deals? with|begins? with|starts? with|ends? with"
    r"|concludes? with|follows?|traces?|introduces?|is (?:about|organi[sz]ed|divided|structured"
    r"|arranged)|has (?:two|three|four|five|six|seven|several) (?:parts|sections)|draws? on"
    r"|gives?|shows?|turns? to|does not (?:cover|discuss|describe))"
).replace(" ", r"\s")
_POINTER = late(
    rf"""^[(\[]?(?:
      (?:this|the\s(?:present|following|next|last|first|second|third|previous))\s{_OWN}\s
        (?:also\s|then\s|first\s|only\s|briefly\s)?{_SCOPE_VERB}\b
    | the\s{_EXHIBIT}\s(?:below|above|that\sfollows|opposite|overleaf)\s(?:also\s)?{_SCOPE_VERB}\b
    | (?:the\s)?(?:next|following)\s{_EXHIBIT}\s{_SCOPE_VERB}\b
    | (?:the\s)?(?:full\s|complete\s|detailed\s)?(?:{_EXHIBIT}|sources?|details?|references?)\s
        (?:(?:is|are)\s(?:(?:given|listed|shown|found|set\sout)\s)?(?:below|above|overleaf)\b
        |(?:is|are)\s(?:given|listed|shown|found|set\sout)\s(?:in|at|on)\b
        |follows?(?:\sbelow)?[.)]*$)
    | (?:for\s[^.;:]{{1,60}}?,?\s)?(?:please\s)?see\s(?:also:?\s)?(?:the\s|our\s)?
        (?:{_OWN}s?|{_EXHIBIT}s?|sections?|sources|bibliography|references|notes?|footnotes?
          |below|above|next|following|previous|last|first|audit|key\sjudgments)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SHOWS_A_CLAIM = late(
    r"\b(?:shows?|explains?|lists?|gives?|describes?|sets? out|presents?)\b"
    r"(?:\s(?:why|who|whom|whose|whether|when|where)\b"
    r"|\s(?!what\b|how\b)(?:the\s|a\s|an\s)?(?:\w+\s){1,4}?(?:is|was|were|has|had|will|stole|took|killed|lied|ordered"
    r"|attacked|struck|broke|fired|paid|knew|said|lost|won|sold|shot|bought|planned|started)\s"
    r"(?:the|a|an|his|her|its|their|to|for|by|on|in|at|that|no|\w+)\b)",
    re.IGNORECASE,
)
_SEE_CLAUSE = late(r"\bsee\b.*\b(?:how|why|what|who|whom|when|where|whether)\b", re.IGNORECASE)
_CLAIM_INSIDE = late(
    r"\b(?:because|after which|whereby)\b|\b(?:shows?|explains?|describes?|sets? out|outlines?"
    r"|summari[sz]es?|lists?|presents?|reviews?|gives?|fact|claim|report|evidence|view)\sthat\b",
    re.IGNORECASE,
)
_PARTICIPLE_CLAIM = late(
    r",\s*(?:and|but|which|who|where|when|after|before|while)\b|[;—–]|(?<!also):\s", re.IGNORECASE
)


def asks(text: str) -> bool:
    """Return whether a sentence ends in a question mark, closing quotes and brackets aside."""
    return text.rstrip(" \"'”’»)]*_").endswith(("?", "？", "؟"))


def points(text: str) -> bool:
    """Return whether a sentence says nothing but where in the document something stands."""
    if _SHOWS_A_CLAIM.search(text):
        return False
    if not _POINTER.match(text) or _CLAIM_INSIDE.search(text) or _SEE_CLAUSE.search(text):
        return False
    return not _PARTICIPLE_CLAIM.search(text)


_MARK_REASONS = {
    "assessment": "marked as an assessment",
    "assumption": "marked as an assumption",
    "recommendation": "marked as a recommendation",
    "gap": "marked as a gap in knowledge",
    "about": "marked as being about the document itself",
}


def decide_kind(statement: Statement, titles: frozenset[str]) -> tuple[str, str]:
    """Return the kind of a statement (SPEC 2) and the reason in words.

    ``titles`` are the folded titles of the library: a source's title in quotation marks is no
    quotation.
    """
    if statement.mark:
        return statement.mark, _MARK_REASONS[statement.mark]
    holds = checkable(statement, titles)
    if statement.asks and not holds:
        return "question", "ends in a question mark and holds no value or quotation"
    if statement.points and not holds:
        return "pointer", "points to a part of the document and holds no value or quotation"
    if statement.part_marked:
        return "factual", "the mark covers only a part of the sentence"
    return "factual", _why_factual(statement, holds)


def _why_factual(statement: Statement, holds: bool) -> str:
    if statement.asks and holds:
        return "a question that holds a value or a quotation"
    if statement.points and holds:
        return "a pointer that holds a value or a quotation"
    return "nothing exempts it"


def checkable(statement: Statement, titles: frozenset[str]) -> bool:
    """Return whether a statement holds a value or a quotation that a source could carry."""
    return bool(statement.values or own_quotations(statement, titles))


def own_quotations(statement: Statement, titles: frozenset[str]) -> tuple[str, ...]:
    """Return the quotations of a statement that are not the title of a source."""
    return tuple(q for q in statement.quotations if fold_title(q) not in titles)


def fold_title(title: str) -> str:
    """Return the form in which a title quoted in a sentence equals the one in the bibliography."""
    return " ".join(re.findall(r"\w+", title.casefold()))


def read_parts(text: str, mark: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the quotations and the values of a statement's text under its mark."""
    found = judged_values(text) if mark == "assessment" else values(text)
    return quotations(text), found


def outside_quotations(text: str) -> str:
    """Return a text with what stands between quotation marks blanked out."""
    kept = list(text)
    for start, end in quoted_spans(text):
        kept[start:end] = " " * (end - start)
    return "".join(kept)
