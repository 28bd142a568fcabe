"""A build that reads a share of the documents, and one that takes over what others have read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from builder_ext.reports.selection import files_of
from builder_ext.reports.shard import Shard, ShardError, Share
from builder_ext.sphinx_ext.bibliography import is_checked, key_prefixes
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
    """Return what a build has read and found of its share."""
    facts, srcdir = facts_of(app.env), Path(app.srcdir)
    documents = tuple(
        document
        for name, document in sorted(facts.documents.items())
        if name in app.env.found_docs and (share.has(name) or not document.checked)
    )
    paths = frozenset().union(*map(files_of, documents)) if documents else frozenset()
    files = {path: _sha256(srcdir / path) for path in paths}
    return Shard(share, documents, key_prefixes(app.env), files, facts.data["memory"])


def take_over(app: Sphinx, whole: Shard, missing: list[str]) -> None:
    """Have a build read nothing, and take what the shards have read.

    What none of them has read is ``missing`` then.  Raises ShardError where a file has changed since.
    """
    for path, sha256 in sorted(whole.files.items()):
        if _sha256(Path(app.srcdir) / path) != sha256:
            raise ShardError(
                f"{path} is not the file that the shards were made of; run all of them again"
            )

    def on_before_reading(_app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        facts = facts_of(env)
        known = {document.docname: document for document in whole.documents}
        missing.extend(name for name in docnames if name not in known)
        there = {*docnames, *env.all_docs}
        facts.data["documents"] = {n: d for n, d in known.items() if n in there}
        facts.data["memory"] = dict(whole.facts)
        facts.prefixes = whole.prefixes
        # Sphinx builds nothing without the first page.
        docnames[:] = [name for name in docnames if name == app.config.root_doc]

    app.connect("env-before-read-docs", on_before_reading, priority=_AFTER_UNREAD)


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
