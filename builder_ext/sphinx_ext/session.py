"""A check of a whole project, run for a command and not for pages."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TextIO

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from builder_ext.model import Audit
from builder_ext.reports.shard import Shard, ShardError, Share, join
from builder_ext.rules import Case
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.endings import told
from builder_ext.sphinx_ext.evidence import lock_path
from builder_ext.sphinx_ext.sharding import read_only, shard_of, take_over

WORK_FOLDER = "_build/briefcheck"
"""Where commands keep their reports and what Sphinx has read, below the project's folder."""


Progress = Callable[[int, int], None]
"""Is told how many of how many documents have been read."""


class CannotRunError(Exception):
    """The project cannot be read; the words are for the user, on one line."""


class Session:
    """A project as Sphinx has read it: the case and the audit of its checked documents."""

    def __init__(self, app: Sphinx, case: Case, audit: Audit, shard: Shard | None = None) -> None:
        self.case, self.audit, self.shard = case, audit, shard
        self.lock_path = lock_path(app)
        self.srcdir = Path(app.srcdir)

    def unseen_keys(self) -> list[str]:
        """Return the cited keys that something was to be looked up in, and nothing could be."""
        verdicts = (v for r in self.case.rulings for part in r.comparisons for v in part.verdicts)
        return sorted({verdict.key for verdict in verdicts if verdict.how == "unseen"})

    def locked_without_text(self) -> list[str]:
        """Return the keys that the lock has records of and whose text is not at hand."""
        case = self.case
        recorded = {name[2] for name in case.lock.evidence} | set(case.lock.sources)
        return sorted(key for key in recorded if case.articles.get(key) is None)


def check_project(
    folder: Path, progress: Progress | None = None, share: Share | None = None
) -> Session:
    """Read and check the project whose ``conf.py`` is in a folder, or a share of its documents.

    ``progress`` is told how far the reading is.
    Raises `CannotRunError` where there is nothing to check, and SystemExit where conf.py is wrong:
    what is wrong has then been said.
    """
    if share is None:
        return _session(folder, folder / WORK_FOLDER, progress)
    out = folder / WORK_FOLDER / f"shard-{share.number}-of-{share.of}"
    return _session(folder, out, progress, partial(read_only, share=share), share)


def merge_shards(folder: Path, shards: Sequence[Shard]) -> Session:
    """Return the check of a project whose documents other machines have read.

    Raises `ShardError` where the shards are not those of this project as it is, and what
    `check_project` raises.
    """
    out, missing = folder / WORK_FOLDER / "merged", list[str]()
    prepare = partial(take_over, whole=join(shards), missing=missing)
    session = _session(folder, out, None, prepare)
    if missing:
        raise ShardError(f"no shard has read {min(missing)}; run all of them again")
    return session


def _session(
    folder: Path,
    out: Path,
    progress: Progress | None,
    prepare: Callable[[Sphinx], None] | None = None,
    share: Share | None = None,
) -> Session:
    doctrees = out / "doctrees"
    app = _run(folder, "briefcheck", out, doctrees, io.StringIO(), progress, prepare)
    facts = facts_of(app.env)
    case, audit = getattr(facts, "case", None), getattr(facts, "audit", None)
    if case is None or audit is None:
        raise CannotRunError(f"{folder / 'conf.py'}: briefcheck_documents is empty")
    return Session(app, case, audit, shard_of(app, share) if share else None)


def build_project(folder: Path, builder: str, out: Path, doctrees: Path) -> int:
    """Run a Sphinx builder over a project, and return its exit status; warnings go to stderr.

    Raises `CannotRunError` where it cannot be built, and SystemExit where conf.py is wrong.
    """
    if not color_terminal():
        nocolor()
    app = _run(folder, builder, out, doctrees, sys.stderr, None)
    return int(app.statuscode)


def _run(
    folder: Path,
    builder: str,
    out: Path,
    doctrees: Path,
    warnings: TextIO,
    progress: Progress | None,
    prepare: Callable[[Sphinx], None] | None = None,
) -> Sphinx:
    """Build, and say in one line why it cannot be done: Sphinx would print a report."""
    try:
        with patch_docutils(folder), docutils_namespace():
            app = Sphinx(
                srcdir=folder,
                confdir=folder,
                outdir=out,
                doctreedir=doctrees,
                buildername=builder,
                status=None,
                warning=warnings,
            )
            if progress is not None:
                _follow(app, progress)
            if prepare is not None:
                prepare(app)
            app.build()
    except SphinxError as error:
        raise CannotRunError(_one_line(f"{folder / 'conf.py'}: {error}")) from error
    except OSError as error:
        raise CannotRunError(_one_line(told(error, out))) from error
    return app


def _follow(app: Sphinx, progress: Progress) -> None:
    """Tell how many of the documents that have to be read are read."""
    counts = {"done": 0, "total": 0}

    def on_found(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
        counts["total"] = len(names)

    def on_read(app: Sphinx, doctree: nodes.document) -> None:
        counts["done"] += 1
        progress(counts["done"], counts["total"])

    app.connect("env-before-read-docs", on_found, priority=900)
    app.connect("doctree-read", on_read, priority=900)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
