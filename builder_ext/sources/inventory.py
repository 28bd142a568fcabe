"""Which sources have a text, which texts have no source, and whether they are those of the lock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder_ext.model import Library, Source
from builder_ext.sources.lock import Lock
from builder_ext.sources.snapshots import Snapshot, SnapshotProblem, Snapshots

DIFFERENCES = ("changed", "missing", "unlocked", "unreadable", "left over")
"""How a snapshot and the lock can differ: the kinds of `Difference`."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A source with its text, what is wrong with that, or None where there is none."""

    source: Source
    snapshot: Snapshot | SnapshotProblem | None


@dataclass(frozen=True, slots=True)
class Inventory:
    """The sources in the order of the bibliography; orphans are keys, strangers file names."""

    holdings: tuple[Holding, ...]
    orphans: tuple[str, ...]
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key whose snapshot is not what the lock says; ``kind`` is one of `DIFFERENCES`."""

    kind: str
    key: str
    why: str


def inventory(library: Library, snapshots: Snapshots) -> Inventory:
    """Return what the project holds.  An entry that cannot be read still owns its snapshot."""
    owned = {*library.sources, *library.broken_keys}
    return Inventory(
        tuple(Holding(s, snapshots.read(s.key)) for s in library.sources.values()),
        tuple(key for key in snapshots.keys() if key not in owned),  # noqa: SIM118
        snapshots.strangers(),
    )


def differences(lock: Lock, library: Library, snapshots: Snapshots) -> tuple[Difference, ...]:
    """Return each key whose snapshot is not what the lock says, sorted by key."""
    keys = {*lock.sources, *snapshots.keys()}
    owned = {*library.sources, *library.broken_keys}
    found = (_difference(key, lock, key in owned, snapshots) for key in sorted(keys))
    return tuple(difference for difference in found if difference)


def _difference(key: str, lock: Lock, owned: bool, snapshots: Snapshots) -> Difference | None:
    record, digest = lock.sources.get(key), snapshots.digest(key)
    if isinstance(digest, SnapshotProblem):
        return Difference("unreadable", key, f"{digest.path.name} {digest.why}")
    if record is None:
        return Difference("unlocked", key, "its snapshot has no record in the lock")
    if not owned:
        return Difference("left over", key, "the lock has a record, the bibliography no entry")
    if digest is None:
        return Difference("missing", key, "the lock has a record, and there is no snapshot")
    if digest != record.sha256:
        why = f"the snapshot is {digest[:12]}…, the lock says {record.sha256[:12]}…"
        return Difference("changed", key, why)
    return None


def tally(found: tuple[Difference, ...]) -> Iterator[tuple[str, int]]:
    """Yield each kind of difference that there is with its number."""
    for kind in DIFFERENCES:
        if count := sum(difference.kind == kind for difference in found):
            yield kind, count
