"""What earlier builds computed, under a hash of all that it was computed from.

Nothing is kept but tuples, strings and numbers, and nothing is found under a hash whose words, texts,
entries, settings or program are others: what is remembered is what would be computed again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

Packed = tuple[Any, ...]
"""Tuples of tuples, strings, numbers and None."""


class Memory:
    """A store of facts for one build: those of earlier builds, and those that this one makes.

    ``context`` is what all facts depend on besides: settings, the lock.  ``used`` are the facts that
    this build asked for: what is to be kept.
    """

    def __init__(self, kept: Mapping[bytes, Packed] | None = None, context: str = "") -> None:
        self._kept = self._before = kept or {}
        whole = f"{program()}\0{context}".encode("utf-8", "surrogatepass")
        self._context = hashlib.blake2b(whole, digest_size=16).hexdigest()
        self.used: dict[bytes, Packed] = {}

    @property
    def remembers(self) -> bool:
        """Whether earlier builds have left anything."""
        return bool(self._kept)

    @property
    def has_news(self) -> bool:
        """Whether this build asked for anything that earlier ones had not found."""
        return not self.used.keys() <= self._before.keys()

    def recall(self, *about: object) -> Packed | None:
        """Return what is known of something, None where nothing is."""
        name = self._name(about)
        found = self.used.get(name) or self._kept.get(name)
        if found is not None:
            self.used[name] = found
        return found

    def learn(self, facts: Mapping[bytes, Packed]) -> None:
        """Take over what another process made of the same program and context."""
        self._kept = {**self._kept, **facts}

    def keep(self, fact: Packed, *about: object) -> None:
        """Remember what was found out of something; an empty tuple is no fact."""
        if fact:
            self.used[self._name(about)] = fact

    def once(self, make: Callable[[], Packed], *about: object) -> Packed:
        """Return what is known of something, else what is made now and kept: a tuple of one."""
        found = self.recall(*about)
        if found is None or len(found) != 1:
            found = make()
            self.keep(found, *about)
        return found

    def _name(self, about: tuple[object, ...]) -> bytes:
        material = f"{self._context}\0{about!r}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(material, digest_size=16).digest()


@cache
def program() -> str:
    """Return a hash of the program, and of what it stands on: another one may come to other results."""
    folder = Path(__file__).parents[1]
    found = hashlib.blake2b(digest_size=16)
    for room in ("evidence", "sources", "statements"):
        for path in sorted((folder / room).glob("*.py")):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    found.update((folder / "model.py").read_bytes())
    below = [version(name) for name in ("rapidfuzz", "bibtexparser", "pylatexenc")]
    found.update(repr((sys.version_info[:2], unidata_version, below)).encode())
    return found.hexdigest()
