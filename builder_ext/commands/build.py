"""``briefcheck build html|pdf|docx|all``: writes what readers get, with all checks."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder_ext.commands.project import add_option, project_of
from builder_ext.commands.terminal import complain, say

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject

_BUILDERS = {"html": "html", "pdf": "briefpdf", "docx": "briefdocx"}


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "build", help="write web site, PDF or Word files, with all checks"
    )
    parser.add_argument("what", choices=[*_BUILDERS, "all"], metavar="html|pdf|docx|all")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the result (default: _build)"
    )
    parser.add_argument("--open", action="store_true", help="open the result when it is written")
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, and return the worst exit status: 1 for findings, 2 where it could not run."""
    project = project_of(options)
    out = options.out or project.root / "_build"
    wanted = list(_BUILDERS) if options.what == "all" else [options.what]
    statuses = {name: _build(project, name, out) for name in wanted}
    if options.open:
        for name in (name for name, status in statuses.items() if status != 2):
            _open(_result(name, out / name))
    return max(statuses.values())


def _result(name: str, folder: Path) -> Path:
    """Return what a reader opens: the site's first page, the one file, or the folder of several."""
    first = folder / "index.html"
    found = [first] if first.is_file() else list(folder.rglob(f"*.{name}"))
    return found[0] if len(found) == 1 else folder


def _open(path: Path) -> None:
    if not webbrowser.open(path.resolve().as_uri()):
        complain(f"briefcheck: no program opens {path}")


def _build(project: SphinxProject, name: str, out: Path) -> int:
    from builder_ext.sphinx_ext.session import CannotRunError, build_project

    try:
        status: int = build_project(project.root, _BUILDERS[name], out / name, out / "doctrees")
    except CannotRunError as error:
        extra = "; pip install 'briefcheck[html]'" if "no theme named 'furo'" in str(error) else ""
        complain(f"briefcheck: {error}{extra}")
        return 2
    except SystemExit as ended:
        # What could not run has been said, in one line.
        status = ended.code if isinstance(ended.code, int) else 2
    if status != 2:
        say(f"{name}: {out / name}")
    return status
