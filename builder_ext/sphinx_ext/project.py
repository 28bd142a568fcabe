"""What the command line needs to know of a project: its conf.py, read the way Sphinx does."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags


class ProjectError(Exception):
    """There is no project, or its conf.py cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class SphinxProject:
    """A project's folder, its bibliography files (path and name for messages) and snapshots."""

    root: Path
    bibliographies: tuple[tuple[Path, str], ...]
    snapshots: Path

    @property
    def snapshots_name(self) -> str:
        """The folder of the snapshots as messages name it."""
        return _name(self.snapshots, self.root)


def find_project(start: Path) -> SphinxProject:
    """Return the project of the nearest conf.py at or above a folder; raises ProjectError."""
    folder = start.resolve()
    if not folder.is_dir():
        raise ProjectError(f"{start} is not a folder")
    root = next((at for at in (folder, *folder.parents) if (at / "conf.py").is_file()), None)
    if root is None:
        raise ProjectError(f"there is no conf.py in {start} or above it; name the --project")
    return _read(root)


def _read(root: Path) -> SphinxProject:
    values, conf = _values(root), root / "conf.py"
    files = values.get("bibtex_bibfiles")
    folder = values.get("briefcheck_snapshots", "briefings/sources")
    if files is not None and not _are_words(files):
        raise ProjectError(f"{conf}: bibtex_bibfiles must be a list of files, not {files!r}")
    if not isinstance(folder, str) or not folder.strip():
        raise ProjectError(f"{conf}: briefcheck_snapshots must be a folder's path, not {folder!r}")
    named = files if files is not None else ["references.bib"]
    paths = [root / file for file in named]
    return SphinxProject(root, tuple((path, _name(path, root)) for path in paths), root / folder)


def _values(root: Path) -> dict[str, Any]:
    # What conf.py prints does not belong into the output of a command.
    with contextlib.redirect_stdout(sys.stderr):
        try:
            config = Config.read(root, overrides={}, tags=Tags())
        except ConfigError as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            # Sphinx puts a whole traceback into the message: its last line says what happened.
            why = f"{lines[0]} {lines[-1]}" if len(lines) > 1 else "".join(lines)
            raise ProjectError(f"{root / 'conf.py'}: {why}") from None
    return config._raw_config


def _are_words(values: Any) -> bool:
    return isinstance(values, (list, tuple)) and all(isinstance(value, str) for value in values)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
