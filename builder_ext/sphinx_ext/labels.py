"""Tells a label, which is structure, from a sentence that stands in the place of one."""

from __future__ import annotations

import re

from builder_ext.patterns import late
from builder_ext.sphinx_ext.prose import DATE, FINITE
from builder_ext.statements.parts import quotations, values

_SENTENCE_WORDS = 4
_LABEL_WORDS = 15
_STOP = late(r"[.!?:…。！？؟।][\"'”’»)\]*_]*$")
_SHORTENED = late(
    r"(?:\b\w\.|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Mt|No|vol|ed|eds|al|etc|ca|est)\.)[)\]]*$"
)
_VERB = late(
    r"(?<!\bwho )(?<!\bthat )(?<!\bwhich )(?<!\bwhat )(?<!\bwhere )"
    r"\b(?:is|are|was|were|has|had|said|says|told(?! to\b)"
    r"|killed(?! (?:in|by|at|on)\b)|did|ordered|denied|admitted)\b",
    re.I,
)
"""A verb with a subject of its own: "Officer who was killed" names somebody, and claims nothing."""
_PAGES = late(r"\b(?:pp?|paras?|pages?|nos?|vols?|ch|sec)\b\.?\s*\d+(?:\s?[-–]\s?\d+)?", re.I)
_WORD = late(r"[\u3040-\u9fff]{1,2}|[^\W\u3040-\u9fff]+(?:[-'’.][^\W\u3040-\u9fff]+)*")
"""A word; in Chinese and Japanese, which have no blanks, two signs at most."""
_VERSION = late(r"v?\d+(?:[.-]\d+)*(?:[.+-]?[A-Za-z]{1,8}\.?\d*)?|[A-Za-z]{1,12}", re.ASCII)


def is_sentence(label: str) -> bool:
    """Return whether a term, a field's name, a signature is a sentence and no label.

    It quotes; or it has four or more words besides its values and numbers something, dates
    something that happened (a date alone may be a label), or ends as a sentence does; or it is
    longer than labels are. "Shahed-136", "27 December 2019", "Range (km)", "Phase 1" are labels.
    """
    words = _words(label)
    if quotations(label) or len(words) > _LABEL_WORDS:
        return True
    if len(words) < _SENTENCE_WORDS:
        return False
    if _ends(label) or _VERB.search(label):
        return True
    return len(_words_besides_values(label)) >= _SENTENCE_WORDS and _says_how_much(label)


def is_claim(attribution: str) -> bool:
    """Return whether an attribution says more than who said it where: it has a verb, or a number.

    A full stop alone says nothing here, nor do a quoted title, a date and pages.
    """
    if len(_words(attribution)) < _SENTENCE_WORDS:
        return False
    if _VERB.search(_unquoted(attribution)):
        return True
    number = values(DATE.sub(" ", _PAGES.sub(" ", attribution)))
    return bool(number) and (_ends(attribution) or bool(FINITE.search(attribution)))


def is_version(text: str) -> bool:
    """Return whether a text is the number or name of a version: ``3.1``, ``v2.0rc1``, ``next``."""
    return bool(_VERSION.fullmatch(text))


def _unquoted(text: str) -> str:
    for quoted in quotations(text):
        text = text.replace(quoted, " ")
    return text


def _says_how_much(label: str) -> bool:
    number = values(DATE.sub(" ", label))
    return bool(number) or bool(values(label) and FINITE.search(label))


def _ends(text: str) -> bool:
    return bool(_STOP.search(text.strip())) and not _SHORTENED.search(text.strip())


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _words_besides_values(text: str) -> list[str]:
    for value in values(text):
        text = text.replace(value, " ", 1)
    return [word for word in _words(text) if any(char.isalpha() for char in word)]


__all__ = ["is_claim", "is_sentence", "is_version"]
