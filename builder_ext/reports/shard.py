"""One part of a check that several machines share, and the parts put together again.

Briefings don't depend on each other, the rules on the library do: a shard holds what was read off its
documents and found in the texts, and the rules run over all of it when the shards are merged.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from builder_ext.evidence.memory import Packed
from builder_ext.model import Document, Place
from builder_ext.reports.records import from_data, to_data

_MOST = 99_999
_ASKED = re.compile(r"(?P<number>[0-9]{1,5})/(?P<of>[0-9]{1,5})")


class ShardError(Exception):
    """The shards cannot be merged, or one cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the documents a run takes: ``number`` counts from 1 to ``of``."""

    number: int
    of: int

    def has(self, docname: str) -> bool:
        """Whether a document is in it; always the same one, whatever others there are."""
        return zlib.crc32(docname.encode("utf-8", "surrogatepass")) % self.of == self.number - 1


def read_share(text: str) -> Share:
    """Return the share that "3/16" asks for; raises ShardError."""
    match = _ASKED.fullmatch(text)
    share = Share(int(match["number"]), int(match["of"])) if match else Share(0, 0)
    if not 1 <= share.number <= share.of:
        raise ShardError(f"{text!r} is no shard: the third of sixteen is 3/16")
    return share


@dataclass(frozen=True)
class Shard:
    """What one machine read and found.

    ``documents`` are those of its share, and all that are not checked.  ``made_of`` has a hash of what
    decides how they are read, by its name for messages; ``files`` the sha256 of each file that they were
    read from, by path.  ``facts`` are those of `Memory`.
    """

    share: Share
    documents: tuple[Document, ...]
    prefixes: tuple[str, ...] = ()
    made_of: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[bytes, Packed] = field(default_factory=dict)


def shard_data(shard: Shard) -> dict[str, Any]:
    """Return a shard as a report holds it."""
    facts = {name.hex(): fact for name, fact in sorted(shard.facts.items())}
    return {
        "number": shard.share.number,
        "of": shard.share.of,
        "prefixes": shard.prefixes,
        "made_of": dict(sorted(shard.made_of.items())),
        "files": dict(sorted(shard.files.items())),
        "documents": [to_data(document) for document in shard.documents],
        "facts": facts,
        # Against accidents: a shard is as trustworthy as the machine that made it.
        "sha256": _hash(shard),
    }


def read_shard(report: Any) -> Shard:
    """Return the shard of a report that was read from JSON; raises ShardError."""
    data = report.get("shard") if isinstance(report, dict) else None
    if not isinstance(data, dict):
        raise ShardError("it is no report of a shard: check --shard 1/2 --format json writes one")
    try:
        shard = Shard(
            Share(from_data(int, data["number"]), from_data(int, data["of"])),
            tuple(from_data(Document, one) for one in data["documents"]),
            from_data(tuple[str, ...], data["prefixes"]),
            {str(name): from_data(str, hashed) for name, hashed in data["made_of"].items()},
            {str(path): from_data(str, sha256) for path, sha256 in data["files"].items()},
            {bytes.fromhex(name): _packed(fact) for name, fact in data["facts"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ShardError(f"it is damaged, or another version wrote it ({error})") from None
    if data.get("sha256") != _hash(shard):
        raise ShardError("it was changed after it was written")
    if not 1 <= shard.share.number <= shard.share.of <= _MOST:
        raise ShardError(f"there is no shard {shard.share.number}/{shard.share.of}")
    if strangers := {place.path for place in _places(shard.documents)} - shard.files.keys():
        raise ShardError(f"it speaks of {min(strangers)!r:.80}, which it was not made of")
    return shard


def _places(value: Any) -> Iterator[Place]:
    """Yield every place that nouns hold."""
    if isinstance(value, Place):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _places(item)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _places(getattr(value, one.name))


def _packed(fact: Any) -> Packed:
    made: Packed = _tuples(fact)
    if not isinstance(made, tuple):
        raise ValueError(f"{fact!r:.40} is no fact")
    return made


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _hash(shard: Shard) -> str:
    material = repr(
        (
            shard.share,
            shard.prefixes,
            sorted(shard.made_of.items()),
            sorted(shard.files.items()),
            shard.documents,
            sorted(shard.facts.items()),
        )
    )
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()


def join(shards: Sequence[Shard]) -> Shard:
    """Return all shards as one; raises ShardError where they are not exactly the shards of one check."""
    counts = {shard.share.of for shard in shards}
    if len(counts) != 1:
        listed = ", ".join(str(count) for count in sorted(counts))
        raise ShardError(f"they are shards of different checks: of {listed}")
    (of,) = counts
    made = [shard.made_of for shard in shards]
    if other := [name for name in made[0] if any(one.get(name) != made[0][name] for one in made)]:
        raise ShardError(f"they were made with different versions of {other[0]}")
    numbers = [shard.share.number for shard in shards]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise ShardError(f"shard {twice[0]}/{of} is given twice")
    if missing := sorted(set(range(1, of + 1)).difference(numbers)):
        raise ShardError(f"{_listed(missing, of)} {'is' if len(missing) == 1 else 'are'} missing")
    documents: dict[str, Document] = {}
    files: dict[str, str] = {}
    for shard in shards:
        for path, sha256 in shard.files.items():
            if files.setdefault(path, sha256) != sha256:
                raise ShardError(f"they were made of different texts of {path}")
        documents |= {document.docname: document for document in shard.documents}
    prefixes = sorted({p for s in shards for p in s.prefixes}, key=len, reverse=True)
    facts = {name: fact for shard in shards for name, fact in shard.facts.items()}
    everything = tuple(documents[name] for name in sorted(documents))
    return Shard(Share(1, 1), everything, tuple(prefixes), made[0], files, facts)


def _listed(numbers: Iterable[int], of: int) -> str:
    named = [f"{number}/{of}" for number in numbers]
    more = f" and {len(named) - 5} more" if len(named) > 5 else ""
    return f"{'shard' if len(named) == 1 else 'shards'} {', '.join(named[:5])}{more}"
