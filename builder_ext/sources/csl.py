"""CSL-JSON, as Zotero, Mendeley and pandoc write it, becomes the entries of a .bib file."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from string import ascii_lowercase
from typing import Any

from builder_ext.patterns import late
from builder_ext.sources.csl_dates import date_of
from builder_ext.sources.csl_fields import (
    Converted,
    CslError,
    Item,
    entry_of,
    family_of,
    people,
    text_in,
    with_extra,
)
from builder_ext.sources.entries import entry_text, key_problem, slug
from builder_ext.sources.fields import fold_key

SIZE_LIMIT = 50_000_000
# Addresses, numbers and hashes that programs give: nobody can remember what they cite.
_OPAQUE = late(
    r".*://.*|\d+|\d+/[A-Z0-9]{8}|ITEM-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I | re.S
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of an item, counted from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """The entries that were made, and what is to be said of items; those left out have none."""

    entries: tuple[str, ...]
    remarks: tuple[Remark, ...]
    left_out: tuple[Remark, ...]

    @property
    def text(self) -> str:
        """All entries, a blank line between them."""
        return "\n".join(self.entries)


def read_items(data: bytes) -> list[Any]:
    """Return the items of a CSL-JSON file; raises CslError."""
    if len(data) > SIZE_LIMIT:
        raise CslError(f"is larger than {SIZE_LIMIT:,} bytes")
    try:
        # Numbers that are none, such as NaN, are as good as absent.
        found = json.loads(data.decode("utf-8-sig"), parse_constant=lambda _: None)
    except UnicodeDecodeError as error:
        raise CslError(f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02X}") from None
    except json.JSONDecodeError as error:
        raise CslError(f"is no JSON: line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError):
        raise CslError("is no JSON that can be read: a number or a nesting is too large") from None
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list):
        raise CslError("holds no list of items")
    if not items:
        raise CslError("holds no item")
    return items


def convert(items: Sequence[Any]) -> Conversion:
    """Return the entries of all items that can be converted."""
    sound: list[tuple[int, Item, Converted]] = []
    left_out = []
    for number, item in enumerate(items, start=1):
        try:
            if not isinstance(item, dict):
                raise CslError("it is no object")
            whole = with_extra(item)
            _own_key(whole)
            sound.append((number, whole, entry_of(whole)))
        except CslError as error:
            left_out.append(Remark(number, str(error)))
    keys = _Keys([item for _, item, _ in sound])
    entries, remarks = [], []
    for (number, item, made), key in zip(sound, keys.all, strict=True):
        entries.append(entry_text(made.type, key, made.fields))
        if (own := _own_key(item)) != key:
            remarks.append(Remark(number, f"{own} becomes {key}" if own else f"it becomes {key}"))
        remarks += [Remark(number, f"{key}: {text}") for text in made.remarks]
    return Conversion(tuple(entries), tuple(remarks), tuple(left_out))


# -- keys ---------------------------------------------------------------------------------------


def _own_key(item: Item) -> str:
    return text_in(item, "citation-key") or text_in(item, "id")


class _Keys:
    """A key for each item: its own where that can be cited, else one made of name and year."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._taken: set[str] = set()
        self._letters: dict[str, Iterator[str]] = {}
        # Own keys go first: no made one may be theirs.
        own = [self._take_own(_plain_key(_own_key(item))) for item in items]
        self.all = [key or self._free(item) for key, item in zip(own, items, strict=True)]

    def _take_own(self, key: str) -> str:
        return self._take(key) if key and fold_key(key) not in self._taken else ""

    def _take(self, key: str) -> str:
        self._taken.add(fold_key(key))
        return key

    def _free(self, item: Item) -> str:
        wanted = _plain_key(_own_key(item)) or _made_key(item)
        letters = self._letters.setdefault(wanted, _letters())
        free = (wanted + letter for letter in letters)
        return self._take(next(key for key in free if fold_key(key) not in self._taken))


def _letters() -> Iterator[str]:
    """Yield what tells apart keys that would be alike."""
    return chain([""], ascii_lowercase[1:], (f"-{number}" for number in count(27)))


def _plain_key(own: str) -> str:
    """Return a key as it can be cited, empty where nobody would want to."""
    if _OPAQUE.fullmatch(own):
        return ""
    key = unicodedata.normalize("NFC", own)
    key = "".join(char for char in key if char.isalnum() or char in "_-.:+/")
    key = re.sub(r"^[\W_]+", "", key)
    return key if key and not key_problem(key) else ""


def _made_key(item: Item) -> str:
    year = _year(item)
    keys = (letters + year for name in _called(item) if (letters := slug(name)))
    return next((key for key in keys if not key_problem(key)), f"source{year}")


def _called(item: Item) -> Iterator[str]:
    """Yield by what an item may be called, the best name first."""
    for role in ("author", "editor"):
        yield from (family_of(name) for name in people(item, role)[:1])
    for name in ("container-title", "publisher"):
        yield text_in(item, name).removeprefix("The ")
    words = (slug(word) for word in text_in(item, "title").split()[:12])
    yield next((word for word in words if len(word) > 3), "")


def _year(item: Item) -> str:
    return date_of(item.get("issued")).iso[:4]
