"""What a command prints: escaped, aligned, coloured where somebody looks on."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from builder_ext.reports import printable

_STYLES = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32"}
_MANY = 3
"""How many sources are read in without a word on how far it is."""


class CommandError(Exception):
    """A command could not run: its message is one line, the exit status 2."""


def say(text: str, style: str = "") -> None:
    """Print a line on the standard output, what others wrote in it made harmless."""
    print(paint(printable(text), style, sys.stdout), flush=True)


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


def table(rows: Sequence[Sequence[str]], styles: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a table, columns aligned; the first row is its head."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for number, (row, style) in enumerate(zip(cells, styles, strict=True)):
        padded = (cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True))
        line = "  ".join(padded).rstrip()
        yield paint(line, "bold" if number == 0 else style, sys.stdout)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in ("W", "F")
        else 1
        for char in text
    )


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
