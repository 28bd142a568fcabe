"""What the targets share: how bytes become text, and how long an input may take."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
TARGETS = tuple(sorted(p.stem for p in (HERE / "targets").glob("[a-z]*.py")))
LONGEST = 4096
"""How many bytes an input has at most."""
SECONDS, SECONDS_A_BYTE = 2.0, 0.001
"""How long one may take, with every line counted by the fuzzer: a slow input is a finding."""

Check = Callable[[bytes], None]


class SlowInputError(AssertionError):
    """An input took longer than the length of its text allows."""


def check_of(target: str) -> Check:
    """Return what a target does with an input."""
    check: Check = import_module(f"fuzz.targets.{target}").check
    return check


def within_time(check: Check) -> Check:
    """Return a check that fails where it takes too much of the processor's time."""

    def timed(data: bytes) -> None:
        before = time.thread_time()
        check(data)
        spent = time.thread_time() - before
        if spent > SECONDS + SECONDS_A_BYTE * len(data):
            raise SlowInputError(f"{spent:.1f} s for {len(data)} bytes")

    return timed


def text_of(data: bytes) -> str:
    """Return an input as text, as a file of it would be read."""
    return data.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


def corpus(target: str) -> list[Path]:
    """Return the kept inputs of a target: our own texts, and what once broke a promise."""
    return sorted(path for path in (HERE / "corpus" / target).iterdir() if path.is_file())


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def file_of(data: bytes, name: str) -> Path:
    """Return a file that holds an input, until the next one is asked for."""
    path = Path(_folder().name, name)
    path.write_bytes(data)
    return path


def assert_spans(spans: Iterable[tuple[int, int]], text: str) -> None:
    """Assert that spans are in the text, in order, none of them empty, none over another."""
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text), (last, start, end, len(text))
        last = end
