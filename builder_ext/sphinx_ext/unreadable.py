"""Documents that Sphinx passes over or would stop at: each is a finding, and the others are checked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.matching import Matcher, get_matching_files

from builder_ext.files import read_regular
from builder_ext.model import Mishap, Place
from builder_ext.sphinx_ext.config import checked_documents, document_path, is_idle
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.safety.refusals import RULE, is_safe_mode

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a name cannot be shown with: controls, line ends, turns of direction, bytes that are no UTF-8."""
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_BEHIND_A_LINK = (
    "the document is a symbolic link, or lies behind one, and is not read; put a copy in its place"
)


def setup(app: Sphinx) -> None:
    """Connect to the event before anything is read; it comes in every build."""
    app.connect("env-before-read-docs", on_before_reading, priority=100)


def on_before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Note what cannot be read, and keep Sphinx from trying to."""
    facts_of(env).unread = ()  # type: ignore[attr-defined]
    if is_idle(app.config):
        return
    found = [*_passed_over(app, env), *_badly_named(app, env, docnames)]
    for fault, docname in list(_linked(app, env)):
        found.append(fault)
        docnames[:] = [name for name in docnames if name != docname]
        _forget(app, env, docname)
    for docname in list(docnames):
        if fault := _undecodable(app, env, docname):
            found.append(fault)
            docnames.remove(docname)
            _forget(app, env, docname)
    facts_of(env).unread = tuple(found)  # type: ignore[attr-defined]


def unread_of(env: BuildEnvironment) -> tuple[Mishap, ...]:
    """Return what this build could not read."""
    unread: tuple[Mishap, ...] = getattr(facts_of(env), "unread", ())
    return unread


def _passed_over(app: Sphinx, env: BuildEnvironment) -> Iterator[Mishap]:
    """Yield the checked documents that are there and that Sphinx does not read."""
    config, selection = app.config, checked_documents(app.config)
    excluded = [*config.exclude_patterns, *config.templates_path, *app.builder.get_asset_paths()]
    for name in get_matching_files(app.srcdir, config.include_patterns, excluded):
        docname = env.project.path2doc(name)
        if name not in selection or docname in env.found_docs:
            continue
        if docname:
            if not os.access(Path(app.srcdir) / name, os.R_OK):
                yield _mishap(name, 1, "the file cannot be opened")
        elif Path(name).suffix.lower() in _MARKDOWN:
            known = ", ".join(sorted(config.source_suffix))
            yield _mishap(name, 1, f"the file has none of the endings that are read ({known})")


def _linked(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[Mishap, str]]:
    """Yield the documents that are symbolic links, or lie behind one, in safe mode."""
    if not is_safe_mode(app.config):
        return
    folders: dict[Path, bool] = {Path(): False}

    def is_linked(path: Path) -> bool:
        if path not in folders:
            folders[path] = (Path(app.srcdir) / path).is_symlink() or is_linked(path.parent)
        return folders[path]

    for docname in sorted(env.found_docs):
        name = document_path(env, docname)
        if is_linked(Path(name)):
            yield Mishap(RULE, Place(name), _BEHIND_A_LINK), docname


def _badly_named(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> Iterator[Mishap]:
    """Yield documents whose names no page, log or report can show; Sphinx does not try to read them.

    It passes over a name with a line end in it, and one that is no UTF-8 ends it.
    """
    endings = {*env.config.source_suffix, *_MARKDOWN}
    config = app.config
    excluded = Matcher([*config.exclude_patterns, *config.templates_path])
    for folder, folders, files in os.walk(app.srcdir):
        here = Path(os.path.relpath(folder, app.srcdir)).as_posix().removeprefix(".")
        names = {file: f"{here}/{file}".lstrip("/") for file in (*folders, *files)}
        folders[:] = [f for f in folders if not excluded(_UNSHOWN.sub("_", names[f]))]
        for file in files:
            name = names[file]
            if Path(file).suffix.lower() not in endings or not _UNSHOWN.search(name):
                continue
            if not excluded(_UNSHOWN.sub("_", name)):
                yield _mishap(name, 1, "the file's name is no text in UTF-8 or steers a terminal")
                _leave_out(app, env, name, docnames)


def _leave_out(app: Sphinx, env: BuildEnvironment, name: str, docnames: list[str]) -> None:
    docname = env.project.path2doc(name)
    if docname in env.found_docs:
        _forget(app, env, docname)
    if docname in docnames:
        docnames.remove(docname)


def _undecodable(app: Sphinx, env: BuildEnvironment, docname: str) -> Mishap | None:
    """Return what is wrong where a document is no UTF-8."""
    name = document_path(env, docname)
    try:
        data = read_regular(Path(env.doc2path(docname)))
        data.decode("utf-8-sig")
    except OSError as error:
        return _mishap(name, 1, f"the file cannot be opened: {error.strerror or error}")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _mishap(name, line, "the file is not UTF-8 from here on; save it as UTF-8")
    return None


def _mishap(name: str, line: int, why: str) -> Mishap:
    place = Place(Path(name).as_posix(), line, 1)
    return Mishap("unread-text", place, f"{why}; nothing in it is checked")


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Take a document out of the build, with what an earlier one knew of it."""
    app.events.emit("env-purge-doc", env, docname)
    env.clear_doc(docname)
    env.project.docnames.discard(docname)
