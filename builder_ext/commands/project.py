"""The project that a command works on, and its sources."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from builder_ext.commands.terminal import CommandError
from builder_ext.sources.shelf import Shelf
from builder_ext.sources.snapshots import Snapshots

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject


def add_option(parser: argparse.ArgumentParser) -> None:
    """Give a parser the option --project."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        type=Path,
        default=Path(),
        help="folder of the project; else the nearest conf.py at or above the working directory",
    )


def project_of(options: argparse.Namespace) -> SphinxProject:
    """Return the project that the options name; raises CommandError."""
    # Late: Sphinx takes a moment, and --help doesn't need it.
    from builder_ext.sphinx_ext.project import ProjectError, find_project

    try:
        return find_project(options.project)
    except ProjectError as error:
        raise CommandError(str(error)) from None


def shelf_of(project: SphinxProject) -> Shelf:
    """Return the project's sources."""
    return Shelf(project.bibliographies, Snapshots(project.snapshots, root=project.root))
