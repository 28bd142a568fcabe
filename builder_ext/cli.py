"""The command ``briefcheck``: its parser, and how a run ends (SPEC 8)."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import NoReturn

from builder_ext.commands.terminal import CommandError, complain
from builder_ext.version import __version__

_COMMANDS = ("init", "check", "merge", "rules", "explain", "sources", "build", "watch")
"""Each is a module with ``add_parser(subparsers)``, which sets ``run``: from the options to the exit
status."""


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the command line."""

    def error(self, message: str) -> NoReturn:
        complain(f"{self.prog}: {message}; see {self.prog} --help")
        raise SystemExit(2)


def build_parser(commands: Iterable[str] = _COMMANDS) -> argparse.ArgumentParser:
    """Return the parser with these commands; the modules of others are not imported."""
    parser = _Parser(
        prog="briefcheck",
        description="Checks that a briefing's facts are cited.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"briefcheck {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands:
        import_module(f"builder_ext.commands.{command}").add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status: 0 fine, 1 findings, 2 it could not run."""
    _tolerate_any_text()
    words = sys.argv[1:] if arguments is None else list(arguments)
    asked = words[:1] if words[:1] and words[0] in _COMMANDS else _COMMANDS
    options = build_parser(asked).parse_args(words)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except CommandError as error:
        complain(f"briefcheck: {error}")
        return 2
    except KeyboardInterrupt:
        complain("briefcheck: stopped")
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as error:  # a fault of ours is told in one line too
        complain(f"briefcheck: it failed by a fault of its own: {type(error).__name__}: {error}")
        return 2
    return status


def _tolerate_any_text() -> None:
    """Keep an old terminal's encoding from stopping a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    raise SystemExit(main())
