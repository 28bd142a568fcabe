"""The text of a PDF in paragraphs, and the title and author that its file names."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from builder_ext.patterns import late

_SECONDS = 60.0
_CHARACTERS = 5_000_000
_PAGE_NUMBER = late(r"(?:page\s++)?[-–—|]?\s*+\d{1,4}\s*+(?:[-–—|]|(?:of|/)\s*+\d{1,4})?", re.I)
_SENTENCE_END = late(r"[.!?:;…][\"'”’»)\]\d]{0,6}\Z")
_HYPHENS = "-\u2010\u00ad"
_FULL = 0.85
"""The share of a page's usual line up to which a line that ends a sentence ends a paragraph."""


class PdfError(Exception):
    """A PDF cannot be read; the message is the rest of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """One paragraph a line, blank lines between; title and author as the file's properties say."""

    text: str
    title: str | None
    author: str | None
    notes: tuple[str, ...] = ()


def read_pdf(data: bytes) -> PdfText:
    """Return the text of a PDF; raises PdfError, also for one that holds pictures of pages."""
    try:
        import pypdf
    except ImportError:
        raise PdfError(
            "is PDF, and pypdf is missing; run: pip install 'briefcheck[sources]'"
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _read(pypdf.PdfReader(io.BytesIO(data)))
    except PdfError:
        raise
    except Exception as error:  # damaged files make the library raise nearly everything
        raise PdfError(f"cannot be read as PDF ({type(error).__name__})") from None


def _read(reader: Any) -> PdfText:
    if reader.is_encrypted and not reader.decrypt(""):
        raise PdfError("is locked with a password")
    pages = list(_pages(reader))
    empty = sum(not page for page in pages)
    if empty == len(pages):
        raise PdfError("holds no text: a scan needs text recognition (OCR) first")
    note = f"{empty} of {len(pages)} pages hold no text: pictures, or scans"
    properties = reader.metadata or {}
    title, author = (_property(properties.get(name)) for name in ("/Title", "/Author"))
    return PdfText("\n\n".join(paragraphs(pages)), title, author, (note,) if empty else ())


def _property(value: object) -> str | None:
    return None if value is None else _clean(str(value)).strip() or None


def _pages(reader: Any) -> Iterator[list[str]]:
    """Yield the lines of each page, blank ones left out."""
    deadline, size = time.monotonic() + _SECONDS, 0
    for page in reader.pages:
        lines = [line.strip() for line in _clean(page.extract_text() or "").splitlines()]
        size += sum(map(len, lines))
        if size > _CHARACTERS:
            raise PdfError(f"holds more than {_CHARACTERS:,} characters of text")
        if time.monotonic() > deadline:
            raise PdfError(f"takes more than {_SECONDS:g} seconds to read")
        yield [line for line in lines if line]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def paragraphs(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the paragraphs of pages of lines: running heads gone, broken words and lines joined.

    A line ends a paragraph where it ends a sentence and is shorter than the page's usual line.
    """
    cleaned = _without_heads(pages)
    wholes = {word for page in cleaned for line in page for word in map(_bare, line.split())}
    found: list[list[str]] = [[]]
    for page in cleaned:
        usual = sorted(map(len, page))[int(len(page) * 0.75)] if page else 0
        for line in page:
            found[-1].append(line)
            if _SENTENCE_END.search(line) and len(line) < _FULL * usual:
                found.append([])
    return [_joined(lines, wholes) for lines in found if lines]


def _without_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Take off page numbers, and lines that stand at the edge of most pages."""
    edges = Counter(_shape(line) for page in pages for line in {*page[:1], *page[-1:]})
    often = max(3, len(pages) // 2 + 1)
    return [list(_body(page, {line for line, n in edges.items() if n >= often})) for page in pages]


def _body(page: Sequence[str], heads: set[str]) -> Iterator[str]:
    for number, line in enumerate(page):
        at_edge = number in (0, len(page) - 1)
        if not (at_edge and (_PAGE_NUMBER.fullmatch(line) or _shape(line) in heads)):
            yield line


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _joined(lines: Sequence[str], wholes: set[str]) -> str:
    pieces: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        rest = following.split()[0] if following else ""
        half = line.split()[-1]
        if not (rest[:1].islower() and half[-1] in _HYPHENS and half[-2:-1].isalpha()):
            pieces += (line, " ")
        elif _bare(f"{half[:-1]}-{rest}") in wholes:
            pieces.append(line)
        else:
            pieces.append(line[:-1])
    return "".join(pieces).strip()


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]\"'“”‘’«»").lower()
