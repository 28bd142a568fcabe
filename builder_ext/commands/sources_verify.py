"""``briefcheck sources verify``: are the snapshots the texts that the lock was written from?"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from builder_ext.commands.project import add_option, project_of, shelf_of
from builder_ext.commands.terminal import CommandError, say
from builder_ext.sources.fields import show_key
from builder_ext.sources.inventory import differences, tally
from builder_ext.sources.lock import LOCK_NAME, Lock, read_lock

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject

_STYLES = {"changed": "red", "unreadable": "red"}


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("verify", help="compare the snapshots with references.lock")
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print each difference; the exit status is 1 where there is one."""
    project = project_of(options)
    lock, shelf = _lock_of(project), shelf_of(project)
    if fault := shelf.snapshots.folder_problem():
        raise CommandError(f"{project.snapshots_name} {fault}")
    found = differences(lock, shelf.library, shelf.snapshots)
    for problem in lock.problems:
        say(f"{LOCK_NAME}:{problem.line}: {problem.why}", "red")
    for one in found:
        say(f"{one.kind}: {show_key(one.key)}: {one.why}", _STYLES.get(one.kind, "yellow"))
    counts = ", ".join(f"{number} {kind}" for kind, number in tally(found))
    same = len(lock.sources) - sum(one.key in lock.sources for one in found)
    say(f"{same} as the lock has them" + (f", {counts}" if counts else ""))
    return 1 if found or lock.problems else 0


def _lock_of(project: SphinxProject) -> Lock:
    if not project.bibliographies:
        raise CommandError("the project has no bibliography: set bibtex_bibfiles in conf.py")
    lock = read_lock(project.bibliographies[0][0].parent / LOCK_NAME)
    if lock.path is None:
        raise CommandError(f"there is no {LOCK_NAME}; write it with: briefcheck sources lock")
    if lock.problems and not lock.sources:
        raise CommandError(f"{LOCK_NAME} cannot be used: {lock.problems[0].why}")
    return lock
