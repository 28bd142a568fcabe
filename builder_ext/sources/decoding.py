"""The bytes of a text or page become characters, the way browsers do it."""

from __future__ import annotations

import codecs
import re

from builder_ext.patterns import late

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = late(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.I)
_META_WITHIN = 4096
# Encodings of text alone: Python's also knows ones that unpack, or take time without bounds.
_TEXT = late(
    r"utf-8|utf-16(?:-[lb]e)?|ascii|iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|gb\w+|hz|big5\w*"
    r"|euc_\w+|shift_jis\w*|iso2022_\w+|tis-620|johab"
)
_LATIN = ("ascii", "iso8859-1")


class TextError(Exception):
    """Bytes are no text; the message is the rest of a sentence that begins with the file's name."""


def decode(data: bytes, charset: str | None = None, in_html: bool = False) -> tuple[str, str]:
    """Return the text of bytes, and a note for the reader where its encoding was guessed.

    In the order of the WHATWG's Encoding Standard: byte order mark, the server's word (``charset``),
    the page's own, else UTF-8, else windows-1252.  Raises TextError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data.removeprefix(mark), encoding), ""
    declared = known(charset) or (_declared_in(data) if in_html else None)
    if declared:
        return _text(data, declared), ""
    try:
        return _text(data, "utf-8", "strict"), ""
    except UnicodeDecodeError:
        return _text(data, "cp1252"), "it is not UTF-8 and was read as windows-1252"


def known(charset: str | None) -> str | None:
    """Return Python's name of a declared encoding of text, None for any other."""
    try:
        name = codecs.lookup((charset or "").strip()).name
    except (LookupError, ValueError):
        return None
    if name in _LATIN:
        return "cp1252"
    return name if _TEXT.fullmatch(name) else None


def _declared_in(data: bytes) -> str | None:
    match = _META.search(data, 0, _META_WITHIN)
    name = known(match[1].decode("ascii", "replace")) if match else None
    # What could be read so far is ASCII, so it cannot be UTF-16, whatever it says.
    return "utf-8" if name and name.startswith("utf-16") else name


def _text(data: bytes, encoding: str, errors: str = "replace") -> str:
    try:
        text = data.decode(encoding, errors)
    except UnicodeDecodeError:
        raise
    except (LookupError, ValueError):
        raise TextError(f"cannot be read as {encoding}") from None
    if "\0" in text:
        raise TextError("is neither text nor HTML nor PDF: it holds NUL bytes")
    return text
