"""What was refused in the document that is being read, each with its place."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from builder_ext.files import read_text
from builder_ext.model import Mishap, Place
from builder_ext.sources.fields import shorten
from builder_ext.sphinx_ext.config import document_path, is_idle
from builder_ext.sphinx_ext.domain import texts_of

RULE = "unsafe-content"
_KEPT, _FILES = "briefcheck_refused", "briefcheck_files"


class Written:
    """A file as it was written, in which what was refused is looked for from top to bottom."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self._cursors: dict[str, int] = {}

    def place(self, seek: Iterable[str], line: int) -> Place:
        """Return where one of the texts stands that was not asked for before.

        That is in the paragraph of a line, or below. The lines of inline markup and of nested
        directives are not quite exact.
        """
        last = len(self._starts) - 1
        near, here = self._starts[min(max(line - 2, 0), last)], self._starts[min(line - 1, last)]
        below = self.text.find("\n\n", here)
        firsts = [text.strip().split("\n", 1)[0] for text in seek]
        for end in (below if below >= 0 else len(self.text), len(self.text)):
            for text in filter(None, firsts):
                at = self.text.find(text, max(near, self._cursors.get(text, 0)), end)
                if at >= 0:
                    self._cursors[text] = at + 1
                    return self._place_of(at)
        return Place(self.path, line, 1, line)

    def _place_of(self, at: int) -> Place:
        line = bisect_right(self._starts, at)
        return Place(self.path, line, at - self._starts[line - 1] + 1, line)


def is_safe_mode(config: Config) -> bool:
    """Return whether documents are untrusted in this project; where nothing is checked all stays."""
    return bool(getattr(config, "briefcheck_safe", False)) and not is_idle(config)


def refuse(
    env: BuildEnvironment, detail: str, file: str | None, line: int | None, *seek: str
) -> None:
    """Note that something of the current document was refused.

    ``file`` is where it was written, None for the document's own; ``line`` near where, ``seek`` how its
    text may be written, the likeliest first.
    """
    place = _written(env, file).place(seek, max(line or 1, 1))
    refusals(env).append(Mishap(RULE, place, detail))


def refusals(env: BuildEnvironment) -> list[Mishap]:
    """Return what was refused so far in the document that is being read."""
    found: list[Mishap] = env.current_document.setdefault(_KEPT, [])  # type: ignore[assignment]
    return found


def shown(text: str) -> str:
    """Return a text for a message: on one line, and not long."""
    return shorten(text.strip())


def _written(env: BuildEnvironment, file: str | None) -> Written:
    files: dict[str, Written] = env.current_document.setdefault(_FILES, {})  # type: ignore[assignment]
    path = _path(env, file)
    if path not in files:
        files[path] = Written(path, _text(env, path))
    return files[path]


def _path(env: BuildEnvironment, file: str | None) -> str:
    """Return a file's path from the source folder; what is none stands in the document's own."""
    # Docutils names included files from the working folder.
    for folder in (Path(env.srcdir), Path.cwd()) if file else ():
        if (folder / str(file)).is_file():
            return Path(os.path.relpath(folder / str(file), env.srcdir)).as_posix()
    return document_path(env, env.docname)


def _text(env: BuildEnvironment, path: str) -> str:
    typed = texts_of(env).get(path)
    if typed is not None:
        return typed
    try:
        return read_text(Path(env.srcdir) / path).replace("\r\n", "\n").replace("\r", "\n")
    except OSError:
        return ""
