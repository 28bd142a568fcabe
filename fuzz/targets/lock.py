"""Reading a lock: what is read and written is read again the same, byte for byte."""

from __future__ import annotations

from dataclasses import replace

from builder_ext.sources.lock import Lock, read_lock, write_lock
from fuzz.harness import file_of


def check(data: bytes) -> None:
    """Read a lock, write what was read, and read that."""
    lock = read(data)
    lines = len(data.decode("utf-8-sig", errors="replace").splitlines())
    assert all(1 <= problem.line <= max(lines, 1) for problem in lock.problems)
    written = write_lock(lock)
    again = read(written.encode())
    assert not again.problems
    assert records(again) == records(lock)
    assert write_lock(again) == written


def read(data: bytes) -> Lock:
    """Return the lock of a file."""
    return read_lock(file_of(data, "references.lock"))


def records(lock: Lock) -> Lock:
    """Return a lock's records alone; shares and scores as exact as they are written."""
    return replace(
        lock,
        path=None,
        problems=(),
        shared={pair: round(share, 2) for pair, share in lock.shared.items()},
        scores={name: replace(s, score=round(s.score, 4)) for name, s in lock.scores.items()},
    )
