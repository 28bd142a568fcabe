"""What a command prints: escaped, aligned, coloured where somebody looks on."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from builder_ext.reports.escape import printable, width

_STYLES = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32", "cyan": "36"}
_MANY = 3
"""How many sources are read in without a word on how far it is."""
_PATIENCE = 2
"""After so many seconds a terminal is told that something is going on."""
_REFRESH = 0.2
"""So many seconds pass between two looks at how far it is."""
_BAR = 24
"""The letters of a whole bar."""


class CommandError(Exception):
    """A command could not run: its message is one line, the exit status 2."""


def say(text: str, style: str = "") -> None:
    """Print a line on the standard output, what others wrote in it made harmless."""
    print(paint(printable(text), style, sys.stdout), flush=True)


def print_data(text: str) -> None:
    """Print what a program reads: in UTF-8, whatever the terminal's encoding is."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(text.encode("utf-8"))


def complain(text: str) -> None:
    """Print a line on the standard error."""
    print(printable(text), file=sys.stderr, flush=True)


def paint(text: str, style: str, stream: TextIO) -> str:
    """Return a text in a style, as it is where no terminal shows it or NO_COLOR is set."""
    if not style or not text or not is_colourful(stream):
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def is_colourful(stream: TextIO) -> bool:
    """Return whether a stream shows colours (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def colours(stream: TextIO | None, wanted: str) -> Callable[[str, str], str]:
    """Return what paints a text: "always", "never", or "auto" where the stream shows colours."""
    auto = stream is not None and is_colourful(stream)
    if wanted == "never" or (wanted == "auto" and not auto):
        return lambda text, _style: text
    return lambda text, style: f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def table(rows: Sequence[Sequence[str]], styles: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a table, columns aligned; the first row is its head."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for number, (row, style) in enumerate(zip(cells, styles, strict=True)):
        padded = (cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True))
        line = "  ".join(padded).rstrip()
        yield paint(line, "bold" if number == 0 else style, sys.stdout)


class Patience:
    """How far something is that takes long: told on a terminal, once it takes more than two seconds."""

    def __init__(self, words: str) -> None:
        self._words, self._done, self._total = words, 0, 0

    def reached(self, done: int, total: int) -> None:
        """Note how many of how many are done."""
        self._done, self._total = done, total

    def line(self, seconds: int) -> str:
        """Return a bar where it is known how far it is, and the seconds so far."""
        if self._done >= self._total:
            return f"{self._words} … {seconds} s"
        filled = _BAR * min(self._done, self._total) // self._total
        bar = "━" * filled + "─" * (_BAR - filled)
        return f"{self._words} {bar} {self._done}/{self._total} {seconds} s"


@contextmanager
def patience(words: str) -> Iterator[Patience]:
    """Say what takes so long, how far it is and since when, where it takes more than two seconds."""
    waiting = Patience(words)
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield waiting
        return
    stream, ended = sys.stderr, threading.Event()
    ticker = threading.Thread(target=_tick, args=(stream, ended, waiting), daemon=True)
    ticker.start()
    try:
        yield waiting
    finally:
        ended.set()
        ticker.join()


def _tick(stream: TextIO, ended: threading.Event, waiting: Patience) -> None:
    begin = time.monotonic()
    if ended.wait(_PATIENCE):
        return
    while True:
        seconds = int(time.monotonic() - begin)
        print(f"\r\x1b[K{waiting.line(seconds)}", end="", file=stream, flush=True)
        if ended.wait(_REFRESH):
            break
    print("\r\x1b[K", end="", file=stream, flush=True)


class Progress:
    """How far a longer job is: a line that renews itself on a terminal, plain lines elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def begin(self, number: int, name: str) -> None:
        """Say which one it is now, counted from 1."""
        if self._total <= _MANY:
            return
        line = f"[{number}/{self._total}] {printable(name)}"
        end, start = ("", "\r\x1b[K") if self._live else ("\n", "")
        print(start + line, end=end, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away, before others are printed."""
        if self._live and self._total > _MANY:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
