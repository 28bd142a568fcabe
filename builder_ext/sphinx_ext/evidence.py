"""Where a project keeps its texts and its lock, and how both come to a build."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from builder_ext.evidence.articles import Articles
from builder_ext.evidence.entailment import Entailment, PlugInError, load
from builder_ext.evidence.library import Evidence, LibrarySearch
from builder_ext.evidence.memory import Memory
from builder_ext.files import read_regular
from builder_ext.model import Library, Policy
from builder_ext.reports.escape import printable
from builder_ext.sources.lock import LOCK_NAME, Lock, read_lock
from builder_ext.sources.snapshots import Snapshots
from builder_ext.sphinx_ext.bibliography import bibliography_files, relative
from builder_ext.sphinx_ext.domain import facts_of

logger = getLogger(__name__)

INDEX_NAME = "briefcheck-passages.sqlite"
"""The index of the library's passages, beside what Sphinx has read."""


def evidence_of(app: Sphinx, library: Library, policy: Policy) -> Evidence:
    """Return the evidence of this build: snapshots at hand, and the lock."""
    path = lock_path(app)
    folder = Path(app.srcdir) / app.config.briefcheck_snapshots
    articles = Articles(library, Snapshots(folder, root=Path(app.srcdir)))
    lock = read_lock(path)
    return Evidence(
        articles,
        lock,
        relative(app, path),
        app.config.language or "en",
        search=LibrarySearch(
            library,
            articles,
            Path(app.doctreedir) / INDEX_NAME,
            getattr(app, "_briefcheck_search", ""),
            _tell_of_search,
        ),
        entailment=_entailment(policy.entailment, lock, articles),
        memory=Memory(facts_of(app.env).data["memory"], repr(_settings(path, policy))),
    )


def _tell_of_search(problem: str) -> None:
    logger.warning(
        "briefcheck_search: %s; the index on this machine stands in for it",
        printable(problem),
        type="briefcheck",
        subtype="search",
    )


def _settings(lock: Path, policy: Policy) -> tuple[object, ...]:
    """Return what comparisons follow from besides words, entries and texts."""
    try:
        locked = hashlib.sha256(read_regular(lock)).hexdigest()
    except OSError:
        locked = ""
    return sorted(policy.names.items()), policy.evidence, locked


def _entailment(name: str, lock: Lock, articles: Articles) -> Entailment | None:
    """Return the configured plug-in; one that can't be loaded is named in a finding."""
    if not name:
        return None
    try:
        function, identity = load(name)
    except PlugInError as error:
        return Entailment(None, name, lock, articles, str(error))
    return Entailment(function, identity, lock, articles)


def lock_path(app: Sphinx) -> Path:
    """Return the path of the lock: beside the first bibliography."""
    files = bibliography_files(app)
    folder = files[0].parent if files else Path(app.confdir).resolve()
    return folder / LOCK_NAME
