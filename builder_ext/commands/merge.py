"""``briefcheck merge REPORT...``: the reports of all shards of a check become the report of the whole."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from builder_ext.commands.check import add_report_options, report_on
from builder_ext.commands.project import add_option, project_of
from builder_ext.commands.terminal import CommandError
from builder_ext.reports.shard import Shard, ShardError, read_shard


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "merge", help="join the reports of check --shard, and run the rules over all of them"
    )
    parser.add_argument(
        "reports", nargs="+", type=Path, metavar="REPORT", help="what --format json wrote"
    )
    add_report_options(parser)
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Join, report, and return 1 where a finding is as bad as the level allows none to be."""
    if options.output and options.output.resolve() in [p.resolve() for p in options.reports]:
        raise CommandError(f"--output {options.output} is one of the reports that are merged")
    shards = [_read(path) for path in options.reports]
    project = project_of(options)
    # Late: Sphinx takes a moment, and --help doesn't need it.
    from builder_ext.sphinx_ext.session import CannotRunError, merge_shards

    try:
        # What conf.py prints does not belong into a report.
        with contextlib.redirect_stdout(sys.stderr):
            session = merge_shards(project.root, shards)
    except (ShardError, CannotRunError) as error:
        raise CommandError(str(error)) from None
    return report_on(options, session.audit, session)


def _read(path: Path) -> Shard:
    try:
        return read_shard(json.loads(path.read_bytes()))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise CommandError(f"{path} is no JSON") from None
    except ShardError as error:
        raise CommandError(f"{path}: {error}") from None
