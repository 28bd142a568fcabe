"""A build that reads a share of the documents, and one that takes over what others have read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from builder_ext.evidence.memory import program
from builder_ext.model import Document
from builder_ext.reports.selection import files_of
from builder_ext.reports.shard import Shard, ShardError, Share
from builder_ext.sphinx_ext.bibliography import (
    bibliography_files,
    is_checked,
    key_prefixes,
    relative,
)
from builder_ext.sphinx_ext.config import document_path
from builder_ext.sphinx_ext.domain import facts_of

_AFTER_UNREAD = 200
"""After it is noted what cannot be read at all (100)."""


def read_only(app: Sphinx, share: Share) -> None:
    """Have a build read the checked documents of a share, and all others, which are few.

    These hold bibliographies, with prefixes for keys, and what they cite counts as used.  Sphinx reads
    nothing without the first page.
    """

    def on_before_reading(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        root = app.config.root_doc
        docnames[:] = [
            name
            for name in docnames
            if share.has(name) or name == root or not is_checked(env, name)
        ]

    app.connect("env-before-read-docs", on_before_reading, priority=_AFTER_UNREAD)


def shard_of(app: Sphinx, share: Share) -> Shard:
    """Return what a build has read and found of its share.

    Raises ShardError where a document includes a file from outside of the project.
    """
    facts = facts_of(app.env)
    documents = tuple(
        document
        for name, document in sorted(facts.documents.items())
        if name in app.env.found_docs and (share.has(name) or not document.checked)
    )
    paths = {path for document in documents for path in _read_from(app, document)}
    files = {path: _sha256(_inside(app, path)) for path in paths}
    return Shard(
        share, documents, key_prefixes(app.env), _made_of(app), files, facts.data["memory"]
    )


def take_over(app: Sphinx, whole: Shard, missing: list[str]) -> None:
    """Have a build take what the shards have read, and read only what could not be read there.

    What none of them has read is ``missing`` then.  Raises ShardError where a file has changed since.
    """
    here = _made_of(app)
    changed = [name for name, hashed in sorted(whole.made_of.items()) if here.get(name) != hashed]
    changed += sorted(here.keys() - whole.made_of.keys())
    changed += [
        path
        for path, sha256 in sorted(whole.files.items())
        if _sha256(_inside(app, path)) != sha256
    ]
    if changed:
        raise ShardError(f"{changed[0]} is not what the shards were made of; run all of them again")

    def on_before_reading(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        facts = facts_of(env)
        known = {
            document.docname: document
            for document in whole.documents
            if document.docname in env.found_docs
            and document.path == document_path(env, document.docname)
            and document.checked == is_checked(env, document.docname)
        }
        missing.extend(name for name in docnames if name not in known)
        there = {*docnames, *env.all_docs}
        facts.data["documents"] = {n: d for n, d in known.items() if n in there}
        facts.data["memory"] = dict(whole.facts)
        facts.prefixes = whole.prefixes
        # Sphinx builds nothing without the first page.  What a shard could not read, such as a file that
        # was not there to be included, may be there now.
        docnames[:] = [
            name
            for name in docnames
            if name == app.config.root_doc or (name in known and known[name].mishaps)
        ]

    app.connect("env-before-read-docs", on_before_reading, priority=_AFTER_UNREAD)


def _made_of(app: Sphinx) -> dict[str, str]:
    """Return hashes of what decides how documents are read."""
    bibliography = [_sha256(path) for path in bibliography_files(app)]
    versions = [version(name) for name in ("sphinx", "myst-parser", "sphinxcontrib-bibtex")]
    return {
        "conf.py": _sha256(Path(app.confdir) / "conf.py"),
        "the bibliography": hashlib.sha256(repr(bibliography).encode()).hexdigest(),
        "the program": hashlib.sha256(repr((program(), versions)).encode()).hexdigest(),
    }


def _read_from(app: Sphinx, document: Document) -> Iterator[str]:
    """Yield the paths of all files that a document was read from."""
    yield from files_of(document)
    for name in app.env.dependencies.get(document.docname, ()):
        yield relative(app, Path(app.srcdir) / name)


def _inside(app: Sphinx, path: str) -> Path:
    """Return a file of the project; raises ShardError for any other one."""
    srcdir = Path(app.srcdir).resolve()
    try:
        file = (srcdir / path).resolve()
        inside = file.is_relative_to(srcdir) and not Path(path).is_absolute()
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside:
        raise ShardError(
            f"{path!r:.80} is outside of the project: nobody can tell if it has changed"
        )
    return file


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except (OSError, ValueError):
        return ""
