"""A file or page becomes the text of a source, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from builder_ext.patterns import late
from builder_ext.sources.decoding import TextError, decode
from builder_ext.sources.fetching import Download, FetchError, fetch

FILE_LIMIT = 50_000_000
"""Bytes: a PDF holds pictures, so that its text may be far below the limit of a snapshot."""

_HTML_START = late(rb"\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!doctype\s+html\b|<html\b)", re.IGNORECASE)
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
}
_HTML_ENDINGS = (".html", ".htm", ".xhtml")
_FILE_NAME = late(r"\.(?:docx?|odt|rtf|pdf|indd|qxd|tex|pages)\Z|\AMicrosoft Word\b", re.I)
_MISSING = "; run: pip install 'briefcheck[sources]'"
_SHORT = 60
"""Words: a page with fewer is more often a notice than an article."""


class IntakeError(Exception):
    """A source cannot be read; the message is the rest of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A source's text, and what the file or page says of itself; unknown is None or empty.

    ``text`` is as it was read (plain text) or one paragraph a line, blank lines between (HTML,
    PDF).  ``kind`` is "text", "html" or "pdf", ``place`` the file's name or the address, and
    ``notes`` are sentences for whoever reads it in.
    """

    text: str
    kind: str
    place: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    date: str | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def read_url(url: str, get: Callable[[str], Download] = fetch) -> Page:
    """Return the page at an http or https address; raises IntakeError."""
    try:
        found = get(url)
    except FetchError as error:
        raise IntakeError(str(error)) from None
    kind = _KINDS.get(found.media_type) or _kind(found.data, "")
    return _read(found.data, kind, url, found.charset, found.url)


def read_file(path: Path) -> Page:
    """Return the text of a file: plain text, HTML or PDF, told by its first bytes and its ending.

    Raises IntakeError.
    """
    try:
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise IntakeError(f"cannot be read: {error.strerror}") from None
    if len(data) > FILE_LIMIT:
        raise IntakeError(f"is larger than {FILE_LIMIT:,} bytes")
    return _read(data, _kind(data, path.suffix), path.name, None, None)


def _kind(data: bytes, ending: str) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    start = data[:1024].removeprefix(b"\xef\xbb\xbf")
    is_html = ending.lower() in _HTML_ENDINGS or _HTML_START.match(start)
    return "html" if is_html else "text"


def _read(data: bytes, kind: str, place: str, charset: str | None, url: str | None) -> Page:
    page = _READERS[kind](data, place, charset, url)
    if not page.text.strip():
        raise IntakeError("holds no text")
    return page


# -- plain text ---------------------------------------------------------------------------------


def _read_text(data: bytes, place: str, charset: str | None, url: str | None) -> Page:
    text, note = _decoded(data, charset)
    return Page(text, "text", place, url=url, notes=(note,) if note else ())


def _decoded(data: bytes, charset: str | None, in_html: bool = False) -> tuple[str, str]:
    try:
        return decode(data, charset, in_html)
    except TextError as error:
        raise IntakeError(str(error)) from None


# -- HTML ---------------------------------------------------------------------------------------


def _read_html(data: bytes, place: str, charset: str | None, url: str | None) -> Page:
    html, note = _decoded(data, charset, in_html=True)
    found = _main_text(html)
    text = "\n\n".join(line.strip() for line in (found.text or "").splitlines() if line.strip())
    return Page(
        text,
        "html",
        place,
        title=_line(found.title),
        authors=_names(found.author),
        outlet=_line(found.sitename),
        date=found.date or None,
        url=_own_address(found.url, url),
        notes=tuple(filter(None, (note, _too_short(text)))),
    )


@cache
def _quiet_trafilatura() -> Callable[..., object]:
    import logging

    try:
        import trafilatura
    except ImportError:
        raise IntakeError("is HTML, and trafilatura is missing" + _MISSING) from None
    # They tell of each oddity in a page; what matters to the reader is whether a text was found.
    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    extract: Callable[..., object] = trafilatura.bare_extraction
    return extract


@dataclass(frozen=True, slots=True)
class _Found:
    text: str | None
    title: str | None
    author: str | None
    sitename: str | None
    date: str | None
    url: str | None


def _main_text(html: str) -> _Found:
    """Return what trafilatura finds in a page.

    A paragraph that is missing would refute a true quotation, a line too many does no harm: recall
    is favoured.  Only dates that the page declares are taken: a guessed one resolves weekdays
    wrongly.
    """
    extract = _quiet_trafilatura()
    try:
        found = extract(
            html,
            favor_recall=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # a parser's bug on a strange page stops nothing else
        raise IntakeError(f"cannot be read as HTML ({type(error).__name__})") from None
    if found is None:
        raise IntakeError("holds no article's text")
    return _Found(*(getattr(found, name) for name in _Found.__slots__))


def _own_address(declared: str | None, fetched: str | None) -> str | None:
    """Return the address that a page gives as its own, unless another host's was fetched."""
    if not declared or not declared.startswith(("http://", "https://")):
        return fetched
    if fetched and _host(declared) != _host(fetched):
        return fetched
    return declared


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name for part in (text or "").split(";") if (name := " ".join(part.split())))


def _too_short(text: str) -> str:
    words = len(text.split())
    if words >= _SHORT:
        return ""
    return f"only {words} words were found: is the article behind a login, or made by a script?"


# -- PDF ----------------------------------------------------------------------------------------


def _read_pdf(data: bytes, place: str, charset: str | None, url: str | None) -> Page:
    from builder_ext.sources.pdf import PdfError, read_pdf

    try:
        pdf = read_pdf(data)
    except PdfError as error:
        raise IntakeError(str(error)) from None
    title = _line(pdf.title)
    return Page(
        pdf.text,
        "pdf",
        place,
        title=None if title and _FILE_NAME.search(title) else title,
        authors=_names(pdf.author),
        url=url,
        notes=pdf.notes,
    )


_READERS: dict[str, Callable[[bytes, str, str | None, str | None], Page]] = {
    "text": _read_text,
    "html": _read_html,
    "pdf": _read_pdf,
}
