"""The words that deny, in the normal form of `wording`."""

from __future__ import annotations

from collections.abc import Iterable

_NEGATIONS = frozenset(
    """not no never none nobody nothing nowhere neither nor without cannot hardly scarcely barely
    rarely seldom nicht kein keine keinen keinem keiner nie niemals ohne jamais aucun aucune sans
    nunca jamás ningún ninguna nadie не ни нет никогда без никто ничего لا لم لن ليس ليست غير بدون
    نه نیست لیس לא אין בלי 不 没 沒 無 无 非 未""".split()
)
_CONTRACTED = frozenset(
    f"{verb}nt"
    for verb in (
        *"""is are was were do does did has have had wo would ca could should must
    might need ai sha ought dare""".split(),
        "",
    )
)
"""Negations as their normal form has them, without the apostrophe: "didnt", and "nt" alone."""


def negates(word: str) -> bool:
    """Return whether a word denies: "not", "never", "isnt"."""
    return word in _NEGATIONS or word in _CONTRACTED


def first_negation(words: Iterable[str]) -> str:
    """Return the first negation among words as one spells it, empty for none."""
    word = next((word for word in words if negates(word)), "")
    return f"{word[:-2]}n't" if word in _CONTRACTED else word
