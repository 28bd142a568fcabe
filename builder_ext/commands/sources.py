"""``briefcheck sources``: the commands on the project's library."""

from __future__ import annotations

from typing import Any

from builder_ext.commands import (
    sources_add,
    sources_convert,
    sources_list,
    sources_lock,
    sources_verify,
)

_COMMANDS = (sources_add, sources_convert, sources_list, sources_verify, sources_lock)


def add_parser(subparsers: Any) -> None:
    """Add the command with its own commands."""
    parser = subparsers.add_parser("sources", help="read sources in, list them, compare them")
    own = parser.add_subparsers(dest="sources_command", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_parser(own)
