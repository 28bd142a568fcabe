"""A damaged environment is dropped, and all is read again where the code of conf.py is another.

The hash of the kept environment tells of damage and of mixed-up files; against somebody who writes both it is
no help, and whoever writes the environment runs code anyway: it is a pickle.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger

from builder_ext.files import write_whole
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.domain import facts_of

logger = getLogger(__name__)

NOTE_NAME = "briefcheck-environment.blake2"
"""The hash of Sphinx's environment, beside it."""


def setup(app: Sphinx) -> None:
    """Drop a damaged environment, which Sphinx has not loaded yet, and connect to the events."""
    _drop_another(app)
    app.connect("env-get-outdated", on_env_get_outdated)
    app.connect("build-finished", on_build_finished)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Return all documents where conf.py does something else than before."""
    if is_idle(app.config):
        return ()
    facts = facts_of(env)
    known = sorted(env.all_docs.keys() & env.found_docs)
    before, facts.data["conf"] = facts.data["conf"], _program_of(Path(app.confdir) / "conf.py")
    if before != facts.data["conf"]:
        return known
    return ()


def on_build_finished(app: Sphinx, _exception: Exception | None) -> None:
    """Note the hash of the environment, where this build has written one."""
    file = _environment(app)
    if _stat(file) != getattr(app, "_briefcheck_environment", None):
        with suppress(OSError):
            write_whole(_note(app), _hash_of(file) + "\n")


def _drop_another(app: Sphinx) -> None:
    file = _environment(app)
    if file.is_file():
        try:
            noted = _note(app).read_text("ascii").strip()
        except (OSError, ValueError):
            noted = ""
        if noted != _hash_of(file):
            logger.info("what was kept is not what the last build wrote; all is read again")
            with suppress(OSError):
                file.unlink()
    app._briefcheck_environment = _stat(file)  # type: ignore[attr-defined]


def _program_of(conf: Path) -> str:
    """Return a hash of what a conf.py does besides setting values, which Sphinx compares."""
    try:
        tree = ast.parse(conf.read_bytes())
    except (OSError, ValueError, SyntaxError):
        return _hash_of(conf)
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    done = [ast.dump(line) for line in tree.body if not _is_setting(line, used)]
    return hashlib.blake2b("\n".join(done).encode("utf-8", "surrogatepass")).hexdigest()


def _is_setting(line: ast.stmt, used: set[str]) -> bool:
    """Whether a line gives a plain value to a name that no other line makes use of."""
    if not isinstance(line, ast.Assign):
        return False
    try:
        ast.literal_eval(line.value)
    except (ValueError, TypeError):
        return False
    return all(isinstance(to, ast.Name) and to.id not in used for to in line.targets)


def _environment(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "environment.pickle"


def _note(app: Sphinx) -> Path:
    return Path(app.doctreedir) / NOTE_NAME


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _hash_of(path: Path) -> str:
    """Return a hash of a file's bytes, "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except (OSError, ValueError):
        return ""
