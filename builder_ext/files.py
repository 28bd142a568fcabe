"""Files are written whole or not at all, and read as Sphinx reads them."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path


def read_text(path: Path) -> str:
    """Return a file's text: UTF-8, no byte order mark, a sign for what is none; raises OSError."""
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def read_regular(path: Path) -> bytes:
    """Return a file's bytes; raises OSError, also for what is no regular file.

    A pipe that nobody writes to would be waited for, and a device may never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    return path.read_bytes()


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that nobody ever sees a part of it; text becomes UTF-8."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own length would be too long beside one that is nearly.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
