"""The sources' texts as they were read: one file a key, looked at with care and never outside."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from builder_ext.patterns import late

_ENDING = ".txt"
_UNSAFE = late(rb"[^A-Za-z0-9._-]|\A\.")
_DEVICE = late(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)
_LONGEST_NAME = 255
"""Bytes in a file's name: the limit of ext4, APFS, NTFS and most others."""
# A pipe that nobody writes to would be waited for, a link be followed; Windows has neither flag.
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source's text: ``sha256`` (hexadecimal) and ``size`` are those of the file's bytes."""

    key: str
    sha256: str
    size: int
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotProblem:
    """Why the file of a key is there and its text is not used.

    ``kind`` is "symlink", "not-a-file", "too-large", "unreadable", "binary", "encoding", "empty"
    or "name"; ``why`` is the rest of a sentence that begins with the file's name.
    """

    key: str
    path: Path
    why: str
    kind: str


class _UnusableError(Exception):
    """Raised inside of this module with a kind and the words for it."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


def safe_name(key: str) -> str:
    """Return the file name of a key's snapshot (SPEC 1).

    It may be too long for a file system or reserved on Windows: `name_problem` says so.  Keys that
    differ in case alone get names that do too: the bibliography has only the first of such keys.
    """
    data = key.encode("utf-8", "surrogatepass")
    return _UNSAFE.sub(_percent, data).decode() + _ENDING


def _percent(match: re.Match[bytes]) -> bytes:
    return f"%{match[0][0]:02X}".encode()


def key_of(name: str) -> str | None:
    """Return the key whose snapshot has this file name, None for a name that no key has."""
    stem = name.removesuffix(_ENDING)
    try:
        key = unquote_to_bytes(stem).decode("utf-8", "surrogatepass")
    except UnicodeError:
        return None
    return key if key and safe_name(key) == name else None


def name_problem(key: str, windows: bool = os.name == "nt") -> str | None:
    """Return why a key can have no snapshot file, None where it can."""
    if not key:
        return "has no key"
    if len(safe_name(key)) > _LONGEST_NAME:
        return f"has a name of more than {_LONGEST_NAME} bytes: give the source a shorter key"
    if windows and _DEVICE.match(key):
        return "has a name that Windows keeps for a device: give the source another key"
    return None


class Snapshots:
    """The folder of the snapshots; every call looks at the disk anew.

    ``limit`` is the size in bytes up to which a file is read.  ``root`` is the project's folder: no
    folder from there on down to the snapshots may be a symbolic link, and without it not the folder
    itself.
    """

    def __init__(self, folder: Path, limit: int = _LIMIT, root: Path | None = None) -> None:
        self.folder = folder
        self._limit = limit
        self._between = tuple(_folders(folder, root))

    def path(self, key: str) -> Path:
        """Return where a key's snapshot is, or would be."""
        return self.folder / safe_name(key)

    def read(self, key: str) -> Snapshot | SnapshotProblem | None:
        """Return the text of a key, None where there is no file; never raises."""
        try:
            data = self._bytes(key)
            if data is None:
                return None
            return Snapshot(key, hashlib.sha256(data).hexdigest(), len(data), _decoded(data))
        except _UnusableError as fault:
            return SnapshotProblem(key, self.path(key), fault.why, fault.kind)

    def digest(self, key: str) -> str | SnapshotProblem | None:
        """Return the sha256 of a key's file, None where there is none; its text isn't looked at."""
        try:
            data = self._bytes(key)
        except _UnusableError as fault:
            return SnapshotProblem(key, self.path(key), fault.why, fault.kind)
        return None if data is None else hashlib.sha256(data).hexdigest()

    def keys(self) -> tuple[str, ...]:
        """Return the keys that have a file, usable or not, sorted."""
        return tuple(sorted(key for name in self._names() if (key := key_of(name)) is not None))

    def strangers(self) -> tuple[str, ...]:
        """Return the names of files that no key has, sorted; hidden ones are left aside."""
        found = (n for n in self._names() if key_of(n) is None and not n.startswith("."))
        return tuple(sorted(found))

    def folder_problem(self) -> str | None:
        """Return why the folder itself cannot be used, None where it can or is not there."""
        try:
            self._check_folders()
        except _UnusableError as fault:
            return fault.why
        return None

    def _names(self) -> list[str]:
        if self.folder_problem():
            return []
        try:
            return os.listdir(self.folder)  # noqa: PTH208 - names are wanted, not paths
        except OSError:
            return []

    def _bytes(self, key: str) -> bytes | None:
        if problem := name_problem(key):
            raise _UnusableError("name", problem)
        try:
            self._check_folders()
            return _read_regular(self.path(key), self._limit)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _UnusableError("unreadable", f"cannot be read: {error.strerror}") from None

    def _check_folders(self) -> None:
        for folder in self._between:
            mode = _mode(folder)
            if mode is not None and stat.S_ISLNK(mode):
                raise _UnusableError("symlink", f"is behind a symbolic link, {folder.name}")
            if mode is not None and not stat.S_ISDIR(mode):
                raise _UnusableError("not-a-file", f"cannot be there: {folder.name} is no folder")


def _folders(folder: Path, root: Path | None) -> Iterator[Path]:
    """Yield the folders from the project's, itself left out, down to that of the snapshots."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow the links
    above = Path(os.path.abspath(root)) if root else here.parent  # noqa: PTH100
    inside = here.parts[len(above.parts) :] if here.is_relative_to(above) else here.parts[-1:]
    at = Path(*here.parts[: len(here.parts) - len(inside)])
    for part in inside:
        at /= part
        yield at


def _mode(path: Path) -> int | None:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _UnusableError("unreadable", f"cannot be read: {error.strerror}") from None


def _read_regular(path: Path, limit: int) -> bytes:
    _must_be_regular(path.lstat(), limit)
    try:
        handle = os.open(path, _OPEN)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise _UnusableError("symlink", "is a symbolic link") from None
        raise
    with os.fdopen(handle, "rb") as file:
        # Again: what was looked at need not be what was opened.
        _must_be_regular(os.fstat(handle), limit)
        data = file.read(limit + 1)
    _must_fit(len(data), limit)
    return data


def _must_be_regular(status: os.stat_result, limit: int) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _UnusableError("symlink", "is a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        raise _UnusableError("not-a-file", "is not a regular file")
    _must_fit(status.st_size, limit)


def _must_fit(size: int, limit: int) -> None:
    if size > limit:
        raise _UnusableError("too-large", f"is larger than {limit:,} bytes")


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _UnusableError("encoding", "is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise _UnusableError("binary", "holds a NUL byte: it is not a text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in the object: with a byte order mark, error.start is not an offset in data.
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        why = f"is not UTF-8: byte 0x{byte:02X} in line {line}; save it as UTF-8"
        raise _UnusableError("encoding", why) from None
    if not text.strip():
        # A text that holds nothing would refute every quotation.
        raise _UnusableError("empty", "is empty")
    return text
