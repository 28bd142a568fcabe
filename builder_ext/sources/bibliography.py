"""Bibliography files become a Library; what cannot be parsed is named, the rest is used."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bibtexparser import model as bib
from bibtexparser.entrypoint import parse_string

from builder_ext.model import BrokenEntry, Library, Place, RepeatedKey, Source
from builder_ext.sources.fields import (
    MONTH_MACROS,
    evaluate,
    fold_key,
    iso_date,
    name_list,
    person,
    plain,
    plain_url,
)

# The library logs each fault that it also returns; we report those as findings.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
logging.getLogger("bibtexparser").propagate = False

OUTLET_FIELDS = ("journaltitle", "journal", "organization", "institution", "publisher")
"""The fields that name the outlet, the first that is there wins (SPEC 1)."""

_VERBATIM = ("url", "doi", "file", "eprint")
_KEY = re.compile(r"@\s*[\w-]+\s*[{(]\s*([^\s,{}()=]+)")
_LOST_ENTRY = re.compile(
    r"^[ \t]*(?:[A-Za-z]+[ \t]*\{[ \t]*[^\s,{}]+[ \t]*,|[A-Za-z]+[ \t]*=[ \t]*[{\"]|@[ \t]*\w+)",
    re.M,
)
_UNSEEN_KEY = re.compile(r"[\s,{}\"#%'()=~\\]")


@dataclass
class _Reading:
    """What has been read so far; the only mutable thing in this room."""

    sources: dict[str, Source] = field(default_factory=dict)
    folded: dict[str, Source] = field(default_factory=dict)
    broken: list[BrokenEntry] = field(default_factory=list)
    repeated: list[RepeatedKey] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=lambda: dict(MONTH_MACROS))


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
        data = file.read_bytes()
    except OSError as error:
        reading.broken.append(
            BrokenEntry(Place(path), f"the file cannot be read: {error.strerror}")
        )
        return
    text, fault = _decode(data, path)
    if fault:
        reading.broken.append(fault)
    before = len(reading.sources) + len(reading.broken) + len(reading.repeated)
    for block in parse_string(text, parse_stack=[]).blocks:
        _read_block(block, path, reading)
    if len(reading.sources) + len(reading.broken) + len(reading.repeated) == before and not fault:
        reading.broken.append(BrokenEntry(Place(path), "the file holds no entry"))


def _decode(data: bytes, path: str) -> tuple[str, BrokenEntry | None]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        fault = BrokenEntry(Place(path), "the file is UTF-16; save it as UTF-8")
        return _newlines(data.decode("utf-16", errors="replace")), fault
    try:
        return _newlines(data.decode("utf-8-sig")), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = f"byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        text = data.decode("utf-8-sig", errors="replace")
        return _newlines(text), BrokenEntry(Place(path, line, 1, line), why)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _read_block(block: bib.Block, path: str, reading: _Reading) -> None:
    if isinstance(block, bib.Entry):
        _read_entry(block, path, reading)
    elif isinstance(block, bib.String):
        _read_macro(block, path, reading)
    elif isinstance(block, bib.DuplicateBlockKeyBlock):
        if block.ignore_error_block is not None:
            _read_block(block.ignore_error_block, path, reading)
    elif isinstance(block, bib.DuplicateFieldKeyBlock):
        names = " and ".join(sorted(block.duplicate_keys))
        _note_broken(block, path, f"field {names} is given twice", reading)
    elif isinstance(block, bib.ParsingFailedBlock):
        _note_broken(block, path, _reason(block), reading)
    elif isinstance(block, bib.ImplicitComment):
        _read_comment(block, path, reading)


def _read_macro(block: bib.String, path: str, reading: _Reading) -> None:
    try:
        reading.macros[block.key.lower()] = evaluate(block.value, reading.macros)
    except ValueError as error:
        _note_broken(block, path, f"@string {block.key}: {error}", reading)


def _reason(block: bib.ParsingFailedBlock) -> str:
    """Return the library's own words on what is wrong, without what the place already says."""
    words = str(getattr(block.error, "abort_reason", block.error)).strip()
    return words[:1].lower() + words[1:].rstrip(".")


def _read_comment(block: bib.ImplicitComment, path: str, reading: _Reading) -> None:
    """Text outside of entries is a comment in BibTeX, and where it looks like an entry a lost one."""
    match = _LOST_ENTRY.search(block.comment)
    if match and not (reading.broken and reading.broken[-1].place.line == _line(block)):
        line = _line(block) + block.comment.count("\n", 0, match.start())
        why = "text outside of any entry looks like an entry: is the @ or a brace missing?"
        reading.broken.append(BrokenEntry(Place(path, line, 1, line), why))


def _note_broken(block: bib.Block, path: str, why: str, reading: _Reading) -> None:
    match = _KEY.match(block.raw or "")
    place = Place(path, _line(block), 1, _line(block))
    reading.broken.append(BrokenEntry(place, why, match.group(1) if match else None))


def _line(block: bib.Block) -> int:
    # The library counts lines from 0.
    return (block.start_line or 0) + 1


def _read_entry(block: bib.Entry, path: str, reading: _Reading) -> None:
    key = block.key.strip()
    if not key or _UNSEEN_KEY.search(key):
        why = f"{key!r} cannot be cited: a key has no blanks, commas, braces" if key else "no key"
        _note_broken(block, path, why, reading)
        return
    try:
        raw_fields = dict(_values(block, reading))
    except ValueError as error:
        _note_broken(block, path, str(error), reading)
        return
    source = _source(key, block, path, raw_fields)
    first = reading.folded.setdefault(fold_key(key), source)
    if first is not source:
        reading.repeated.append(RepeatedKey(key, source.place, first.key, first.place))
    reading.sources.setdefault(key, source)


def _values(block: bib.Entry, reading: _Reading) -> Iterator[tuple[str, str]]:
    for item in block.fields:
        try:
            yield item.key.lower(), evaluate(item.value, reading.macros)
        except ValueError as error:
            raise ValueError(
                f"field {item.key} (line {(item.start_line or 0) + 1}): {error}"
            ) from None


def _source(key: str, block: bib.Entry, path: str, raw: dict[str, str]) -> Source:
    fields = {n: plain_url(v) if n in _VERBATIM else plain(v) for n, v in raw.items()}
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
        authors=tuple(person(name) for name in name_list(raw.get("author", ""))),
        date=iso_date(fields),
        url=fields.get("url") or None,
        doi=fields.get("doi") or None,
        fields=tuple(fields.items()),
        raw_fields=tuple(raw.items()),
        field_lines=tuple((f.key.lower(), (f.start_line or 0) + 1) for f in block.fields),
    )


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
