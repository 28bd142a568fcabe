"""Addresses that links may have: what a browser would run, or read off the machine, is none of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator

from builder_ext.model import Source
from builder_ext.sources.fields import plain_url

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
"""What a link may begin with (SPEC 9); without any of these it is a relative one."""
UNSAFE_SCHEMES = frozenset({"javascript", "vbscript", "data", "file"})
"""What no link may begin with, whatever conf.py says: it runs, or reads off the machine."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_LINKED = re.compile(r"\\(?:href|url|nolinkurl)\s*\{([^{}]*)\}")
"""What LaTeX makes a link of."""
_ADDRESSES = ("url", "urlraw")


def scheme_of(address: str) -> str:
    """Return the scheme of an address as a browser reads it, in small letters; "" for a relative one.

    Browsers pass over tabs, line breaks and what stands before the first letter.
    """
    kept = "".join(c for c in address if not c.isspace() and unicodedata.category(c)[0] != "C")
    found = _SCHEME.match(kept)
    return found[1].lower() if found else ""


def is_safe(address: str, schemes: Container[str] = SAFE_SCHEMES) -> bool:
    """Return whether a link may have an address."""
    scheme = scheme_of(address)
    return not scheme or scheme in schemes


def unsafe_fields(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the name of each field of an entry that makes an unsafe link, and the address."""
    for name, value in source.raw_fields:
        given = [plain_url(value)] if name in _ADDRESSES else []
        given += [plain_url(found) for found in _LINKED.findall(value)]
        if unsafe := next((address for address in given if not is_safe(address)), ""):
            yield name, unsafe


def without_unsafe_links(name: str, value: str) -> str:
    """Return a field as written, without the addresses that no link may have."""
    if name in _ADDRESSES:
        return value if is_safe(plain_url(value)) else ""
    return _LINKED.sub(lambda found: found[0] if is_safe(plain_url(found[1])) else "", value)
