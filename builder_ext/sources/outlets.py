"""Which names mean one outlet, who owns it, and how many independent ones a set of sources has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from builder_ext.model import Outlet, Source


@cache
def fold_outlet(name: str) -> str:
    """Return an outlet's name as SPEC 1 compares it: no case, leading "The" or punctuation."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = "".join(
        c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " if not _joins(c) else ""
        for c in text
    )
    text = re.sub(r"\s+", " ", text).strip()
    return text.removeprefix("the ") or text


def _joins(char: str) -> bool:
    # "U.S. News" is "US News", "Ha'aretz" is "Haaretz"; a hyphen or slash parts words.
    return char in ".'’‘ʼ`´"


class OutletNames:
    """The configured names of outlets: aliases and owners, looked up by folded name."""

    def __init__(self, outlets: Sequence[Outlet] = (), independence: str = "origin") -> None:
        self._name: dict[str, str] = {}
        self._owner: dict[str, str] = {}
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._by_owner = independence == "owner"
        for outlet in outlets:
            self._add(outlet)

    def _add(self, outlet: Outlet) -> None:
        own = fold_outlet(outlet.name)
        self._aliases[own] = (outlet.name, *outlet.aliases)
        for name in self._aliases[own]:
            self._name[fold_outlet(name)] = own
        if outlet.owner:
            self._owner[own] = fold_outlet(outlet.owner)

    def identity(self, name: str) -> str:
        """Return what two names of one outlet share."""
        folded = fold_outlet(name)
        return self._name.get(folded, folded)

    def independent_identity(self, name: str) -> str:
        """Return what makes two origins dependent: the outlet, or its owner where that counts."""
        own = self.identity(name)
        return self._owner.get(own, own) if self._by_owner else own

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return the names under which text may mention an outlet, the given one first."""
        return tuple(dict.fromkeys((name, *self._aliases.get(self.identity(name), ()))))

    def origin_set(self, source: Source) -> frozenset[str]:
        """Return the identities of a source's origins; empty where it names no outlet."""
        if source.outlet is None:
            return frozenset()
        return frozenset(self.independent_identity(name) for name in source.origins)

    def corroboration(self, sources: Iterable[Source]) -> int:
        """Return how many of the sources are pairwise independent: their origins share nothing."""
        sets = {s for source in sources if (s := self.origin_set(source))}
        return _largest_disjoint(tuple(sorted(sets, key=lambda s: (len(s), sorted(s)))))


def _largest_disjoint(sets: tuple[frozenset[str], ...]) -> int:
    """Return the size of the largest family of disjoint sets; exact for the few of one sentence."""
    if not sets:
        return 0
    if all(len(s) == 1 for s in sets):
        return len(sets)
    if len(sets) > 16:
        return _greedy_disjoint(sets)
    first, rest = sets[0], sets[1:]
    without = tuple(s for s in rest if not s & first)
    taken = 1 + _largest_disjoint(without)
    # Leaving the first out can only help where it stands in the way of more than one other.
    return taken if len(without) == len(rest) else max(taken, _largest_disjoint(rest))


def _greedy_disjoint(sets: tuple[frozenset[str], ...]) -> int:
    used: set[str] = set()
    count = 0
    for names in sets:
        if not names & used:
            used |= names
            count += 1
    return count
