"""Spellings of a name's word that mean the same: keys, roots and skeletons."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from builder_ext.evidence.gazetteer import CAPITAL_ABBREVIATIONS, COUNTRIES, NICKNAMES, STATES
from builder_ext.patterns import late

_POSSESSIVE = late(r"['’ʼ`´‘]s?$")
_NOT_LETTERS = late(r"[^\w]+")
_ARTICLE = late(r"^(?:al|el|as|ash|an|ad|ar)[-‐](?=\w)", re.IGNORECASE)
_SUFFIXES = "ian ism ist ite ish ese ic er an is n i e".split()
_MIN_ROOT = 4
_MIN_EDITED = 5
"""One edit in a shorter name makes another name (Iran, Iraq)."""
_FOLDS = (
    ("kh", "h"), ("gh", "g"), ("dh", "d"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ow", "u"),
    ("ee", "i"), ("ei", "i"), ("ai", "i"), ("ey", "i"), ("ay", "i"), ("ck", "k"), ("q", "k"),
    ("c", "k"), ("y", "i"), ("e", "i"), ("o", "u"), ("w", "v"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """Return the form in which two spellings of one word are equal.

    Case, accents, apostrophes, full stops, hyphens, a possessive and an Arabic article aside; a
    country's people become the country, and "U.S." the United States.
    """
    bare = _POSSESSIVE.sub("", word)
    if bare in CAPITAL_ABBREVIATIONS:
        return CAPITAL_ABBREVIATIONS[bare]
    folded = plain(_ARTICLE.sub("", bare))
    singular = folded[:-1] if folded.endswith("s") else folded
    return COUNTRIES.get(folded) or COUNTRIES.get(singular) or folded


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """Return a word without case, accents, possessive, apostrophes and other marks."""
    bare = _POSSESSIVE.sub("", word)
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = letters.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l")
    return _NOT_LETTERS.sub("", folded).replace("_", "")


@lru_cache(maxsize=65536)
def root(form: str) -> str:
    """Return a key without the ending of a plural, an inhabitant or an adjective."""
    if form.endswith("s") and len(form) > _MIN_ROOT:
        form = form[:-1]
    for suffix in _SUFFIXES:
        if form.endswith(suffix) and len(form) - len(suffix) >= _MIN_ROOT:
            return form[: -len(suffix)]
    return form


@lru_cache(maxsize=65536)
def skeleton(form: str) -> str:
    """Return what the usual romanisations of one Arabic or Persian word share.

    q and k, ou and u, kh and h, e and i, o and u are one letter; doubled letters are single.
    """
    for spelled, folded in _FOLDS:
        form = form.replace(spelled, folded)
    return re.sub(r"(.)\1+", r"\1", form)


def one_edit_apart(left: str, right: str) -> bool:
    """Return whether two keys are a slip or a romanisation apart: one letter, or one skeleton."""
    if min(len(left), len(right)) < _MIN_EDITED or left in _KNOWN or right in _KNOWN:
        return False
    if OSA.distance(left, right, score_cutoff=1) <= 1:
        return True
    ours, theirs = skeleton(left), skeleton(right)
    if min(len(ours), len(theirs)) < _MIN_EDITED - 1:
        return ours == theirs and left[0] == right[0]
    return ours == theirs or (
        min(len(ours), len(theirs)) > _MIN_EDITED
        and OSA.distance(ours, theirs, score_cutoff=1) <= 1
    )


_KNOWN = frozenset((*COUNTRIES.values(), *STATES))


def same_given_name(left: str, right: str) -> bool:
    """Return whether two given names may be one person's: equal, an initial, or a short form."""
    if left == right or not left or not right:
        return True
    if 1 in (len(left), len(right)):
        return left[0] == right[0]
    if NICKNAMES.get(left, left) == NICKNAMES.get(right, right):
        return True
    return min(len(left), len(right)) >= 3 and (left.startswith(right) or right.startswith(left))
