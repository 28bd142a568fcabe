"""A new source comes into the project: its snapshot and its entry, both or neither."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from builder_ext.files import write_whole
from builder_ext.model import Library, Place, Source
from builder_ext.sources.bibliography import read_library
from builder_ext.sources.entries import Entry, bibtex, escape_url, held
from builder_ext.sources.fields import fold_key, show_key
from builder_ext.sources.snapshots import Snapshots

TEXT_LIMIT = 5_000_000


class ShelfError(Exception):
    """Nothing was written; the message is a whole sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a source; ``source`` is the entry that was there and was left as it is.

    ``snapshot`` is "written", "replaced" or "same": the very text was there.
    """

    key: str
    path: Path
    snapshot: str
    source: Source | None = None


@dataclass(frozen=True)
class Shelf:
    """The project's bibliography files, the first of which is written to, and its snapshots."""

    bibliographies: Sequence[tuple[Path, str]]
    snapshots: Snapshots

    @cached_property
    def library(self) -> Library:
        """The entries as they are; a file that is not there yet is no fault."""
        return read_library(pair for pair in self.bibliographies if pair[0].exists())

    def taken(self, key: str) -> bool:
        """Return whether an entry, sound or not, or a snapshot has this key or one like it."""
        return self._like(key) is not None or os.path.lexists(self.snapshots.path(key))

    def holds(self, key: str, text: str) -> bool:
        """Return whether the snapshot of a key is this very text."""
        try:
            return self.snapshots.path(key).read_bytes() == text.encode()
        except OSError:
            return False

    def add(self, entry: Entry, text: str, force: bool = False) -> Added:
        """Write the snapshot, and the entry where the key has none; raises ShelfError."""
        source = self._entry_of(entry.key)
        data = text.encode()
        if len(data) > TEXT_LIMIT:
            raise ShelfError(f"the text is larger than {TEXT_LIMIT:,} bytes")
        fate = self._fate(entry.key, text, force)
        content = None if source else self._with(entry)
        before = self._save(entry.key, data, fate)
        if content is not None:
            self._append(content, entry.key, before)
        return Added(entry.key, self.snapshots.path(entry.key), fate, source)

    def _entry_of(self, key: str) -> Source | None:
        """Return the key's entry; raises where it is broken, or another key is all but the same."""
        like = self._like(key)
        if like is None:
            return self.library.get(key)
        other, place = like
        if key in self.library.broken_keys:
            where = f"{place.path}, line {place.line}"
            raise ShelfError(f"the entry of {key!r} cannot be read ({where}); mend it first")
        if other != key:
            raise ShelfError(
                f"the key {key!r} is all but the same as {show_key(other)!r}; give another --key"
            )
        return self.library.get(key)

    def _like(self, key: str) -> tuple[str, Place] | None:
        if source := self.library.get(key):
            return source.key, source.place
        broken = [(entry.key, entry.place) for entry in self.library.broken if entry.key]
        sound = [(source.key, source.place) for source in self.library.sources.values()]
        return next((pair for pair in broken + sound if fold_key(pair[0]) == fold_key(key)), None)

    def _fate(self, key: str, text: str, force: bool) -> str:
        if problem := self.snapshots.folder_problem():
            raise ShelfError(f"the snapshot {problem}")
        path = self.snapshots.path(key)
        if not os.path.lexists(path):
            return "written"
        if not path.is_symlink() and self.holds(key, text):
            return "same"
        if not force:
            raise ShelfError(f"{path.name} is there, with another text; --force replaces it")
        if not path.is_symlink() and not path.is_file():
            raise ShelfError(f"{path.name} is no file, and cannot be replaced")
        return "replaced"

    def _with(self, entry: Entry) -> bytes:
        """Return the first bibliography with the entry at its end; raises where it would be lost."""
        if not self.bibliographies:
            raise ShelfError("the project has no bibliography: set bibtex_bibfiles in conf.py")
        file, name = self.bibliographies[0]
        try:
            content = with_entry(file.read_bytes() if file.exists() else b"", entry)
        except OSError as error:
            raise ShelfError(f"{name} cannot be read: {error.strerror}") from None
        before, after = self.library, _read(content, name)
        found = after.get(entry.key)
        if found is None or not says_the_same(found, entry):
            faults = [
                f"line {b.place.line}: {b.why}" for b in before.broken if b.place.path == name
            ]
            why = f" ({faults[-1]}); mend it first" if faults else ""
            raise ShelfError(f"{name} cannot take the entry of {entry.key!r}{why}")
        return content

    def _save(self, key: str, data: bytes, fate: str) -> bytes | None:
        """Write the snapshot, and return the bytes that it replaces."""
        path = self.snapshots.path(key)
        try:
            before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
            if fate != "same":
                write_whole(path, data)
        except OSError as error:
            raise ShelfError(f"{path.name} cannot be written: {error.strerror}") from None
        return before

    def _append(self, content: bytes, key: str, before: bytes | None) -> None:
        file, name = self.bibliographies[0]
        try:
            # The file itself, where a link leads to it.
            write_whole(file.resolve(), content)
        except BaseException as error:
            self._undo(key, before)
            if not isinstance(error, OSError):
                raise
            raise ShelfError(f"{name} cannot be written: {error.strerror}") from None
        vars(self).pop("library", None)

    def _undo(self, key: str, before: bytes | None) -> None:
        path = self.snapshots.path(key)
        if before is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, before)


def with_entry(content: bytes, entry: Entry) -> bytes:
    """Return a .bib file's bytes with an entry after a blank line at its end, its line ends kept."""
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    written = bibtex(entry).encode().replace(b"\n", newline)
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        return content.rstrip() + written
    return content.rstrip() + newline * 2 + written


def says_the_same(source: Source, entry: Entry) -> bool:
    """Return whether what was read back is what was to be written."""
    outlet = held(entry.outlet or "") or None
    origins = tuple(held(name) for name in entry.origins) or ((outlet,) if outlet else ())
    url = escape_url(entry.url or "") or None
    wanted = (entry.type, held(entry.title or "") or None, outlet, entry.date, url, origins)
    found = (source.entry_type, source.title, source.outlet, source.date, source.url)
    same_people = len(source.authors) == len(entry.authors)
    return (*found, source.origins) == wanted and same_people


def _read(content: bytes, name: str) -> Library:
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.bib"
        draft.write_bytes(content)
        return read_library([(draft, name)])
