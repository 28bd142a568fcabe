"""A check of the project, run for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder_ext.commands.terminal import CommandError, patience

if TYPE_CHECKING:
    from builder_ext.reports.shard import Share
    from builder_ext.sphinx_ext.project import SphinxProject
    from builder_ext.sphinx_ext.session import Session


def session_of(project: SphinxProject, share: Share | None = None) -> Session:
    """Read and check the project, or a share of it; raises CommandError where it cannot be.

    A terminal is told how far it is.
    """
    from builder_ext.reports.shard import ShardError
    from builder_ext.sphinx_ext.session import CannotRunError, check_project

    try:
        with patience("checking") as waiting:
            return check_project(project.root, waiting.reached, share)
    except (CannotRunError, ShardError) as error:
        raise CommandError(str(error)) from None
