"""One part of a check that several machines share, and the parts put together again.

Briefings don't depend on each other, the rules on the library do: a shard holds what was read off its
documents and found in the texts, and the rules run over all of it when the shards are merged.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from builder_ext.evidence.memory import Packed
from builder_ext.model import Document
from builder_ext.reports.records import from_data, to_data

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

    ``documents`` are those of its share, and all that are not checked.  ``files`` has the sha256 of
    each file that they were read from, by path.  ``facts`` are those of `Memory`.
    """

    share: Share
    documents: tuple[Document, ...]
    prefixes: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[bytes, Packed] = field(default_factory=dict)


def shard_data(shard: Shard) -> dict[str, Any]:
    """Return a shard as a report holds it."""
    facts = {name.hex(): fact for name, fact in sorted(shard.facts.items())}
    return {
        "number": shard.share.number,
        "of": shard.share.of,
        "prefixes": shard.prefixes,
        "files": dict(sorted(shard.files.items())),
        "documents": [to_data(document) for document in shard.documents],
        "facts": facts,
        # Who cuts or mends the file by hand shall hear of it here, and not of its consequences.
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
            {str(path): from_data(str, sha256) for path, sha256 in data["files"].items()},
            {bytes.fromhex(name): _packed(fact) for name, fact in data["facts"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ShardError(f"it is damaged, or another version wrote it ({error})") from None
    if data.get("sha256") != _hash(shard):
        raise ShardError("it was changed after it was written")
    return shard


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
    numbers = [shard.share.number for shard in shards]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise ShardError(f"shard {twice[0]}/{of} is given twice")
    if missing := sorted(set(range(1, of + 1)) - set(numbers)):
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
    return Shard(Share(1, 1), everything, tuple(prefixes), files, facts)


def _listed(numbers: Iterable[int], of: int) -> str:
    named = [f"{number}/{of}" for number in numbers]
    more = f" and {len(named) - 5} more" if len(named) > 5 else ""
    return f"{'shard' if len(named) == 1 else 'shards'} {', '.join(named[:5])}{more}"
