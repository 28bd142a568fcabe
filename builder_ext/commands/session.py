"""A check of the project, run for a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder_ext.commands.terminal import CommandError

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject
    from builder_ext.sphinx_ext.session import Session


def session_of(project: SphinxProject) -> Session:
    """Read and check the project; raises CommandError where it cannot be."""
    from builder_ext.sphinx_ext.session import CannotRunError, check_project

    try:
        return check_project(project.root)
    except CannotRunError as error:
        raise CommandError(str(error)) from None
