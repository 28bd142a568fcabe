"""``briefcheck watch``: the web site, built and shown anew whenever something is saved."""

from __future__ import annotations

import argparse
import re
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from builder_ext.commands.project import add_option, project_of
from builder_ext.commands.terminal import CommandError, say

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject

_HOST = "127.0.0.1"
_PORT = 8000
_LEFT_BESIDE = r"/__pycache__(/|$)|~$|\.sw[a-z]$|/\.#|/4913$"
"""What editors and Python leave beside what somebody writes."""


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "watch", help="build the web site, and again when something is saved", allow_abbrev=False
    )
    parser.add_argument(
        "--port", type=_port, default=_PORT, metavar="N", help=f"default: {_PORT}; 0 for any"
    )
    parser.add_argument("--open", action="store_true", help="open the web site in the browser")
    add_option(parser)
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number up to 65535 is wanted")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Build, serve and watch until somebody stops it."""
    project = project_of(options)
    try:
        from sphinx_autobuild.__main__ import main
    except ImportError:
        raise CommandError(
            "watching needs sphinx-autobuild: pip install 'briefcheck[watch]'"
        ) from None
    port = _free(options.port)
    try:
        (project.root / "_build" / "html").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    say(f"Watching {project.root}; findings are told here, Ctrl+C ends it.")
    main(_arguments(project, port, options.open))
    return 0


def _arguments(project: SphinxProject, port: int, opens: bool) -> Sequence[str]:
    out = project.root / "_build"
    outside = [path.parent for path, _ in project.bibliographies if path.is_file()]
    watched = {str(at) for at in outside if not at.is_relative_to(project.root)}
    return [
        *("--host", _HOST, "--port", str(port), "--re-ignore", _LEFT_BESIDE),
        *("--ignore", str(out)),
        *(word for folder in sorted(watched) for word in ("--watch", folder)),
        *(["--open-browser"] if opens else []),
        # Findings are told and the pages written: to the server such a build is a good one.
        *("-q", "-b", "html", "-D", "briefcheck_fail_on=never", "-d", str(out / "doctrees")),
        *(str(project.root), str(out / "html")),
    ]


def _free(port: int) -> int:
    """Return a port that is free: the one asked for, any for 0; raises CommandError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise CommandError(f"port {port}: {error.strerror}; name another --port") from None
        return int(probe.getsockname()[1])
