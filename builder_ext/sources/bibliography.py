"""Bibliography files become a Library; what cannot be parsed is named, the rest is used."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bibtexparser import model as bib
from bibtexparser.entrypoint import parse_string

from builder_ext.files import read_regular
from builder_ext.model import BrokenEntry, Library, Place, RepeatedKey, Source
from builder_ext.patterns import late
from builder_ext.sources.fields import (
    MONTH_MACROS,
    address,
    evaluate,
    evaluate_macro,
    fold_key,
    iso_date,
    name_list,
    person,
    plain,
    plain_url,
    shorten,
    split_names,
    standard_names,
)

# The library logs each fault that it also returns; we report those as findings.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

OUTLET_FIELDS = ("journaltitle", "journal", "organization", "institution", "publisher")
"""The fields that name the outlet, the first that is there wins (SPEC 1)."""

_VERBATIM = ("url", "doi", "file", "eprint")
_PEOPLE = ("author", "editor", "translator")
_ALIASES = {"school": "institution", "annote": "annotation"}
"""BibTeX's names of fields, and biblatex's for the same."""
_TAG = late(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_KEY = late(r"@\s*+(?!string|preamble|comment)\w*+\s*+[{(]\s*+([^\s,{}()=]+)", re.IGNORECASE)
_LOST_ENTRY = late(
    r"^[ \t]*(?:[A-Za-z]+[ \t]*\{[ \t]*[^\s,{}]+[ \t]*,|@[ \t]*(?!comment)\w+)",
    re.M | re.IGNORECASE,
)
_LOST_FIELD = late(r"^[ \t]*[A-Za-z]+[ \t]*=[ \t]*[{\"]", re.M)
_CLOSING_LINE = late(r"^[ \t]*[})].*$", re.M)
_UNSEEN_KEY = late(r"[\s,{}\"#%'()=~\\]")
_REASONS = (
    ('Unexpected block start.*closing `"`', "a quotation mark is not closed before the next entry"),
    ("Unexpected block start", "a brace is not closed before the next entry"),
    ("Unexpectedly reached end of file", "a brace or a quotation mark is never closed"),
    ("Expected comma after entry key", "a comma is missing after its key"),
    ("Expected a `=`", "a field has no ="),
    ("Expected either a `,`", "a comma or a closing brace is missing after a field"),
)
"""What the parser says, and what a person who has to mend the file wants to know."""


@dataclass
class _Reading:
    """What has been read so far; the only mutable thing in this room."""

    sources: dict[str, Source] = field(default_factory=dict)
    folded: dict[str, Source] = field(default_factory=dict)
    broken: list[BrokenEntry] = field(default_factory=list)
    repeated: list[RepeatedKey] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=lambda: dict(MONTH_MACROS))
    in_remains: bool = False

    @property
    def size(self) -> int:
        """How many entries, sound or not, have been met."""
        return len(self.sources) + len(self.broken) + len(self.repeated)


def read_library(files: Iterable[tuple[Path, str]]) -> Library:
    """Return the Library of .bib files, given as pairs of a file and its path for messages.

    Never raises: a missing, unreadable or malformed file is a `BrokenEntry` with its line.
    """
    reading = _Reading()
    for file, path in files:
        _read_file(file, path, reading)
    return Library(reading.sources, tuple(reading.broken), tuple(reading.repeated))


def _read_file(file: Path, path: str, reading: _Reading) -> None:
    try:
        data = read_regular(file)
    except OSError as error:
        reading.broken.append(
            BrokenEntry(Place(path), f"the file cannot be read: {error.strerror}")
        )
        return
    text, fault = _decode(data, path)
    if fault:
        reading.broken.append(fault)
    blocks, before = parse_string(text, parse_stack=[]).blocks, reading.size
    for block in blocks:
        _read_block(block, path, reading)
        failed = type(block) is bib.ParsingFailedBlock
        reading.in_remains = failed or (
            reading.in_remains and isinstance(block, bib.ExplicitComment)
        )
    # A file of nothing but macros is fine: others use them.
    idle = all(isinstance(block, bib.ImplicitComment) for block in blocks)
    if idle and reading.size == before and not fault:
        reading.broken.append(BrokenEntry(Place(path), "the file holds no entry"))


def _decode(data: bytes, path: str) -> tuple[str, BrokenEntry | None]:
    encoding = _utf_16(data)
    if encoding:
        fault = BrokenEntry(Place(path), "the file is UTF-16; save it as UTF-8")
        return _newlines(data.decode(encoding, errors="replace")), fault
    try:
        text, at = data.decode("utf-8-sig"), data.find(b"\0")
    except UnicodeDecodeError as error:
        text, at = data.decode("utf-8-sig", errors="replace"), error.start
    return _newlines(text), _fault_at(data, at, path)


def _utf_16(data: bytes) -> str:
    """Return the name of the two-byte encoding that data is in, empty where it is in none."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    first, second = (data[at::2].count(0) > len(data) // 4 for at in (0, 1))
    if first == second:
        return ""
    return "utf-16-be" if first else "utf-16-le"


def _fault_at(data: bytes, at: int, path: str) -> BrokenEntry | None:
    if at < 0:
        return None
    line = _newlines(data[:at].decode("utf-8", errors="replace")).count("\n") + 1
    why = f"byte 0x{data[at]:02X} is no text in UTF-8; save the file as UTF-8"
    return BrokenEntry(Place(path, line, 1, line), why)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _read_block(block: bib.Block, path: str, reading: _Reading) -> None:
    if isinstance(block, bib.Entry):
        _read_entry(block, path, reading)
    elif isinstance(block, bib.String):
        _read_macro(block, path, reading)
    elif isinstance(block, bib.DuplicateBlockKeyBlock):
        if block.ignore_error_block is not None:  # pragma: no branch - it always is there
            _read_block(block.ignore_error_block, path, reading)
    elif isinstance(block, bib.DuplicateFieldKeyBlock):
        names = shorten(" and ".join(sorted(block.duplicate_keys)))
        _note_broken(block, path, f"field {names} is given twice", reading)
    elif isinstance(block, bib.ParsingFailedBlock):
        _note_broken(block, path, _reason(block), reading)
    elif isinstance(block, bib.ImplicitComment):
        _read_comment(block, path, reading)


def _read_macro(block: bib.String, path: str, reading: _Reading) -> None:
    try:
        reading.macros[block.key.lower()] = evaluate_macro(block.value, reading.macros)
    except ValueError as error:
        _note_broken(block, path, f"@string {shorten(block.key)}: {error}", reading)


def _reason(block: bib.ParsingFailedBlock) -> str:
    words = str(getattr(block.error, "abort_reason", block.error)).strip()
    if _names_a_field(block.raw or ""):
        return "it has no key"
    return next((why for said, why in _REASONS if re.match(said, words)), words)


def _names_a_field(raw: str) -> bool:
    """Whether a field stands where the key should: ``@article{title = …``."""
    match = _KEY.match(raw)
    return match is not None and raw[match.end() :].lstrip().startswith("=")


def _read_comment(block: bib.ImplicitComment, path: str, reading: _Reading) -> None:
    """Text outside of entries is a comment in BibTeX, and where it looks like an entry a lost one."""
    text, start = block.comment, 0
    if reading.in_remains:
        # What is left of an entry that is broken has been reported with it.
        ends = [m for m in (_CLOSING_LINE.search(text), _LOST_ENTRY.search(text)) if m]
        start = min(
            (m.end() if m.re is _CLOSING_LINE else m.start() for m in ends), default=len(text)
        )
    found = list(_LOST_ENTRY.finditer(text, start)) or list(_LOST_FIELD.finditer(text, start))[:1]
    for match in found:
        line = _line(block) + text.count("\n", 0, match.start())
        why = "text outside of any entry looks like an entry: is the @ or a brace missing?"
        reading.broken.append(BrokenEntry(Place(path, line, 1, line), why))


def _note_broken(block: bib.Block, path: str, why: str, reading: _Reading) -> None:
    raw = block.raw or ""
    match = None if _names_a_field(raw) else _KEY.match(raw)
    place = Place(path, _line(block), 1, _line(block))
    reading.broken.append(BrokenEntry(place, why, match.group(1) if match else None))


def _line(block: bib.Block) -> int:
    # The library counts lines from 0.
    return (block.start_line or 0) + 1


def _read_entry(block: bib.Entry, path: str, reading: _Reading) -> None:
    key = block.key.strip()
    try:
        _must_be_citable(key, block)
        raw_fields = _in_biblatex(dict(_values(block, reading)))
    except ValueError as error:
        _note_broken(block, path, str(error), reading)
        return
    source = _source(key, block, path, raw_fields)
    first = reading.folded.setdefault(fold_key(key), source)
    if first is source:
        reading.sources[key] = source
    else:
        reading.repeated.append(RepeatedKey(key, source.place, first.key, first.place))


def _must_be_citable(key: str, block: bib.Entry) -> None:
    if not block.entry_type:
        raise ValueError("it has no type, as in @article or @online")
    if not key:
        raise ValueError("it has no key")
    if _UNSEEN_KEY.search(key):
        raise ValueError(
            f"the key {shorten(key)!r} cannot be cited: keys have no blanks, quotes or brackets"
        )
    names = [item.key.lower() for item in block.fields]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"field {shorten(' and '.join(twice))} is given twice")


def _values(block: bib.Entry, reading: _Reading) -> Iterator[tuple[str, str]]:
    for item in block.fields:
        try:
            yield item.key.lower(), evaluate(item.value, reading.macros)
        except ValueError as error:
            raise ValueError(
                f"field {shorten(item.key)} (line {(item.start_line or 0) + 1}): {error}"
            ) from None


def _in_biblatex(raw: dict[str, str]) -> dict[str, str]:
    """Return an entry's fields as biblatex has them, where BibTeX or an export has another way."""
    for old, new in _ALIASES.items():
        if raw.get(old) and not raw.get(new):
            raw[new] = raw.pop(old)
    for name in _PEOPLE:
        if name in raw:
            raw[name] = standard_names(raw[name])
    for name in ("howpublished", "note"):
        if not raw.get("url") and (url := address(raw.get(name, ""))):
            raw["url"] = url
            del raw[name]
    return raw


def _source(key: str, block: bib.Entry, path: str, raw: dict[str, str]) -> Source:
    fields = {name: _field(name, value) for name, value in raw.items()}
    outlet_field = next((name for name in OUTLET_FIELDS if fields.get(name)), None)
    outlets = _outlets(outlet_field, raw)
    origins = name_list(raw.get("origpublisher", "")) or outlets
    line = _line(block)
    return Source(
        key=key,
        place=Place(path, line, 1, line + (block.raw or "").count("\n")),
        entry_type=block.entry_type.lower(),
        title=fields.get("title") or None,
        outlet=" and ".join(outlets) or None,
        origins=tuple(dict.fromkeys(origins)),
        reprinted=bool(raw.get("origpublisher")),
        authors=_authors(raw.get("author", "")),
        date=iso_date(fields),
        url=fields.get("url") or None,
        doi=fields.get("doi") or None,
        fields=tuple(fields.items()),
        raw_fields=tuple(raw.items()),
        field_lines=tuple((f.key.lower(), (f.start_line or 0) + 1) for f in block.fields),
    )


def _field(name: str, value: str) -> str:
    if name in _VERBATIM:
        return plain_url(value)
    # Zotero keeps notes in HTML.
    return _TAG.sub("", plain(value)) if name == "annotation" else plain(value)


def _authors(names: str) -> tuple[str, ...]:
    """Return the authors' names; BibTeX's last one, "others", is nobody's."""
    return tuple(text for name in split_names(names) if name != "others" and (text := person(name)))


def _outlets(name: str | None, raw: dict[str, str]) -> tuple[str, ...]:
    """Return the outlet's names; only the list fields of biblatex, or braced names, are split."""
    if name is None:
        return ()
    value = raw[name].strip()
    if name.startswith("journal") and not re.fullmatch(
        r"\{[^{}]*\}(?:\s+and\s+\{[^{}]*\})+", value
    ):
        return (plain(value),)
    return name_list(value)
