"""How much text two sources share, found among thousands without comparing each with each."""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import accumulate, combinations, groupby
from math import floor, sqrt
from typing import TypeAlias

from builder_ext.evidence.texts import ArticleText, fold_word, words_of
from builder_ext.patterns import late

_WIDTH = 5
"""Words of a shingle (SPEC 4, ``shared-text``)."""
_SAMPLE = 4
"""One shingle in four, those of the lowest hashes, stands for a text when candidates are looked for."""
_SHORT = 150
"""Shingles of a text that is too short to be sampled: 30 shared ones are then never missed by
chance (0.75 to the power of 30 is 0.0002), fewer may be."""
_COMMON = 50
"""A shingle in more texts than this is boilerplate: it makes no candidates, and counts all the same."""
_SPREAD = 3.3
"""Standard deviations below its mean at which a sample is taken for chance (1 in 2,000)."""
_BYTES = 4
"""Bytes of one shingle's hash (CRC-32, the same in every process and on every machine)."""

_TOKEN = late(r"[^\W_]+(?:[’'ʼ`´‘][^\W_]+)*")

_HASHES = 1 << 8 * _BYTES
_MIX = 2_654_435_769
"""2**32 divided by the golden ratio, odd (Knuth's multiplicative hashing)."""

Shingle = tuple[str, ...]
Pair = tuple[str, str]
Hashes: TypeAlias = "array[int]"
"""Unsigned 32-bit numbers."""
_LONGEST = 64
"""Letters of a word that a hash looks at, so that no huge word is kept in a cache."""


def containment(one: ArticleText, other: ArticleText) -> float:
    """Return the share, 0 to 1, of the smaller text's 5-word shingles that are in the other.

    Exact, each shingle counted once. A text of fewer than five words shares nothing.
    """
    return _share(_shingles(one.forms), _shingles(other.forms))


def fingerprint(paragraphs: Sequence[str]) -> bytes:
    """Return the hashes of a text's shingles, four bytes each, sorted.

    The same bytes on every machine: they may be kept under the sha256 of the text. No text can be
    read off them, though a guessed one can be confirmed: they are for a cache, not for the lock.
    """
    kept = array("I", sorted(_hashes(_words(paragraphs))))
    if sys.byteorder == "big":  # pragma: no cover - another platform's
        kept.byteswap()
    return kept.tobytes()


def shared_pairs(
    prints: Mapping[str, bytes], threshold: float = 0.2, changed: Collection[str] | None = None
) -> list[tuple[str, str, float]]:
    """Return the pairs of keys whose texts share that much, as (key, key, share), sorted.

    ``prints`` are fingerprints; a share computed from them differs from the exact one by less
    than 0.001. With ``changed`` only pairs that one of these keys is in. Near linear in the number
    of texts; more than 50 reprints of one text may not all be paired.
    """
    hashes = {key: _read(prints[key]) for key in sorted(prints)}
    new = hashes.keys() if changed is None else hashes.keys() & set(changed)
    candidates = set(_sampled_candidates(hashes, new, threshold))
    candidates |= _short_candidates(hashes, new)
    shares = ((a, b, _share(set(hashes[a]), set(hashes[b]))) for a, b in sorted(candidates))
    return [(a, b, share) for a, b, share in shares if share >= threshold]


def _sampled_candidates(
    hashes: Mapping[str, Hashes], new: Set[str], threshold: float
) -> Iterator[Pair]:
    """Yield the pairs whose samples share what texts at the threshold do, but for bad luck."""
    found = Counter(_pairs({key: _sample(hashes[key]) for key in hashes}, new))
    for (one, other), count in found.items():
        mean = min(len(hashes[one]), len(hashes[other])) * threshold / _SAMPLE
        if count >= floor(mean - _SPREAD * sqrt(mean * (1 - 1 / _SAMPLE))):
            yield one, other


def _short_candidates(hashes: Mapping[str, Hashes], new: Set[str]) -> set[Pair]:
    """Return the pairs of a short text and any other that share a shingle at all."""
    short = {h for own in hashes.values() if len(own) < _SHORT for h in own}
    if not short:
        return set()
    pairs = _pairs({key: short.intersection(own) for key, own in hashes.items()}, new)
    return {(a, b) for a, b in pairs if min(len(hashes[a]), len(hashes[b])) < _SHORT}


def _pairs(hashes: Mapping[str, Iterable[int]], new: Set[str]) -> Iterator[Pair]:
    """Yield the pairs of keys that hold a hash, once for each hash that is no boilerplate."""
    keys = list(hashes)
    wanted = None if len(new) == len(keys) else {h for key in new for h in hashes[key]}
    # Sorted numbers take a quarter of the room of a dictionary of lists.
    entries = sorted(
        h * len(keys) + number
        for number, key in enumerate(keys)
        for h in hashes[key]
        if wanted is None or h in wanted
    )
    for _, group in groupby(entries, key=lambda entry: entry // len(keys)):
        holders = [keys[entry % len(keys)] for entry in group]
        if 1 < len(holders) <= _COMMON:
            yield from (p for p in combinations(holders, 2) if p[0] in new or p[1] in new)


def _read(data: bytes) -> Hashes:
    """Return a fingerprint's hashes; a damaged one is cut at its last whole hash."""
    hashes = array("I", data[: len(data) // _BYTES * _BYTES])
    if sys.byteorder == "big":  # pragma: no cover - another platform's
        hashes.byteswap()
    return hashes


def _hashes(words: Sequence[bytes]) -> set[int]:
    """Return the hashes of the shingles, each cut from the whole text with its words in a row."""
    ends = list(accumulate(map(len, words)))
    whole = b"".join(words)
    bounds = zip([0, *ends], ends[_WIDTH - 1 :], strict=False)
    # The bits of a CRC alone are no random sample: neighbouring shingles go in or out together.
    return {zlib.crc32(whole[start:end]) * _MIX % _HASHES for start, end in bounds}


def _sample(hashes: Hashes) -> Hashes:
    return hashes[: bisect_left(hashes, _HASHES // _SAMPLE)]


def _shingles(forms: Sequence[str]) -> set[Shingle]:
    return set(zip(*(forms[start:] for start in range(_WIDTH)), strict=False))


def _share(one: Set[Hashable], other: Set[Hashable]) -> float:
    smaller, larger = sorted((one, other), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def _words(paragraphs: Sequence[str]) -> list[bytes]:
    """Return the words in the normal form that `ArticleText` has, each with a blank after it."""
    words: list[bytes] = []
    for paragraph in paragraphs:
        if "\n" in paragraph:
            words += [_encoded(word.form) for word in words_of(paragraph)]
        else:
            words += [_folded(word[:_LONGEST]) for word in _TOKEN.findall(paragraph)]
    return words


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> bytes:
    return _encoded(fold_word(word))


def _encoded(form: str) -> bytes:
    return form[:_LONGEST].encode("utf-8", "surrogatepass") + b" "
