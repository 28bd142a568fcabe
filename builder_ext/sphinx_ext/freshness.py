"""What has to be read again though its files are no newer than what was made of them.

Sphinx goes by times.  A text that came back from an archive, or was changed while the clock stood wrong,
is older than what was read of it; and a page that a killed build left behind is newer than its source.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from builder_ext.files import read_regular
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.domain import facts_of


def setup(app: Sphinx) -> None:
    """Connect to the events of every build."""
    app.connect("env-get-outdated", on_get_outdated)
    # After the last of ours that reads.
    app.connect("env-updated", on_env_updated, priority=950)
    app.connect("build-finished", on_build_finished, priority=950)


def on_get_outdated(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> Iterable[str]:
    """Name what is not as it was when it was read; all, where the last build came to no end."""
    if is_idle(app.config):
        return []
    mark = _mark(app)
    if mark.exists():
        return sorted(env.found_docs)
    if _reads_trees(app):
        mark.touch()
    return [name for name in sorted(env.found_docs) if _is_another(app, env, name)]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Keep what the documents are known by that have been read."""
    facts = facts_of(env)
    for name in sorted(env.all_docs.keys() - facts.contents.keys()):
        facts.contents[name] = _contents(env, name)
        facts.trees[name] = _tree(app, name)
    return []


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Take the mark away: all that was to be written is."""
    if exception is None and app.statuscode != 2:
        _mark(app).unlink(missing_ok=True)


def _mark(app: Sphinx) -> Path:
    """Return the file that is there while a build writes, and after it where it came to no end."""
    return Path(app.outdir) / ".briefcheck-unfinished"


def _reads_trees(app: Sphinx) -> bool:
    """Return whether pages are made; the check itself reads no trees, and writes its reports whole."""
    return app.builder.name != "briefcheck"


def _is_another(app: Sphinx, env: BuildEnvironment, name: str) -> bool:
    facts = facts_of(env)
    if name not in facts.contents:
        return False
    if facts.contents[name] != _contents(env, name):
        return True
    return _reads_trees(app) and facts.trees[name] != _tree(app, name)


def _contents(env: BuildEnvironment, name: str) -> str:
    """Return a hash of a document with what it includes; pictures and the like are not read."""
    found = hashlib.blake2b(digest_size=16)
    included = (Path(env.srcdir) / file for file in env.dependencies.get(name, ()))
    for path in (Path(env.doc2path(name)), *sorted(included)):
        if str(path) in env.images or _name(env, path) in env.images:
            continue
        try:
            found.update(hashlib.blake2b(read_regular(path), digest_size=16).digest())
        except OSError:
            found.update(b"-")
    return found.hexdigest()


def _name(env: BuildEnvironment, path: Path) -> str:
    return path.relative_to(env.srcdir).as_posix() if path.is_relative_to(env.srcdir) else ""


def _tree(app: Sphinx, name: str) -> int:
    """Return a checksum of a document's tree as it is on the disk, 0 where there is none."""
    try:
        return zlib.crc32((Path(app.doctreedir) / f"{name}.doctree").read_bytes())
    except OSError:
        return 0
