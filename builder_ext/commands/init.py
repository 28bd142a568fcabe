"""``briefcheck init DIR``: a small project that checks and builds at once."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from builder_ext.commands.terminal import CommandError, say
from builder_ext.files import write_whole

_FILES = {
    ".github/workflows/briefcheck.yml": "workflow.yml",
    ".gitignore": "gitignore",
    "README.md": "README.md",
    "briefings/sources/lind2031.txt": "lind2031.txt",
    "briefings/sources/rivera2031.txt": "rivera2031.txt",
    "briefings/tarsa.md": "tarsa.md",
    "index.md": "index.md",
    "references.bib": "references.bib",
    "references.lock": "references.lock",
    "requirements.txt": "requirements.txt",
    # Last: only with it is the folder a project.
    "conf.py": "conf.py.in",
}
"""Path in the project to name in the package, where a dot in front could get lost."""


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "init",
        help="make a small project that checks and builds at once",
        description="Writes settings, a first briefing, its sources and a workflow for CI into a "
        "folder. Nothing that is there is overwritten.",
    )
    parser.add_argument("folder", metavar="DIR", help="folder of the project; . for this one")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the project, or nothing; say what was made and what comes next."""
    if not options.folder.strip():
        raise CommandError("init: the name of the folder is empty")
    folder = Path(options.folder)
    try:
        _refuse(folder)
        _write(folder, _contents(title_of(folder)))
    except OSError as error:
        raise CommandError(f"cannot write to {folder}: {error.strerror or error}") from None
    _tell(folder)
    return 0


# --- where it goes


def _refuse(folder: Path) -> None:
    """Raise CommandError where a file would be replaced, or land in another place."""
    try:
        str(folder.absolute()).encode("utf-8")
    except UnicodeEncodeError:
        raise CommandError(
            f"{folder}: the name is not UTF-8, which reports are written in"
        ) from None
    # The nearest above that is there may be a link to a folder, as /tmp is on some systems.
    above = next(at for at in Path(os.path.abspath(folder)).parents if os.path.lexists(at))  # noqa: PTH100
    if not above.is_dir():
        raise CommandError(f"{above} is not a folder")
    for at in (folder, *(folder / name for name in _folders())):
        if at.is_symlink():
            raise CommandError(f"{at} is a link; name the folder itself")
        if os.path.lexists(at) and not at.is_dir():
            raise CommandError(f"{at} is not a folder")
    taken = [name for name in _FILES if os.path.lexists(folder / name)]
    if taken:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise CommandError(f"{folder / taken[0]} is already there{more}; nothing was written")


def _folders() -> list[str]:
    """Return the folders of the project's files, a folder before those in it."""
    parents = {str(parent) for name in _FILES for parent in Path(name).parents}
    return sorted(parents - {"."})


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    """Write the files; where one fails, take away what was made."""
    absolute = folder.absolute()
    wanted = (*reversed(absolute.parents), absolute, *(absolute / name for name in _folders()))
    made = [at for at in wanted if not at.exists()]
    try:
        for name, text in contents.items():
            write_whole(absolute / name, text)
            made.append(absolute / name)
    except BaseException:
        for at in reversed(made):
            with contextlib.suppress(OSError):
                at.rmdir() if at.is_dir() else at.unlink()
        raise


# --- what is in it


def _contents(title: str) -> dict[str, str]:
    starter = files("builder_ext.commands") / "starter"
    contents = {name: (starter / kept).read_text(encoding="utf-8") for name, kept in _FILES.items()}
    # Without the extra "html" there is a plainer theme, and the project builds all the same.
    theme = "furo" if find_spec("furo") else "alabaster"
    conf = contents["conf.py"].replace("@THEME@", theme)
    # A JSON string without invisible characters is a Python string too.
    contents["conf.py"] = conf.replace("@TITLE@", json.dumps(title, ensure_ascii=False))
    return contents


def title_of(folder: Path) -> str:
    """Return a folder's name as a title: visible characters, blanks for dashes, no HTML."""
    name = folder.resolve().name
    shown = "".join(char if char.isprintable() and char not in "-_<>" else " " for char in name)
    title = " ".join(shown.split())
    return title[:1].upper() + title[1:] or "Briefings"


# --- what is said


def _tell(folder: Path) -> None:
    say(f"made in {folder}:")
    for name in _FILES:
        say(f"  {name}")
    say("next:")
    for command in _next(folder):
        say(f"  {command}")


def _next(folder: Path) -> Iterator[str]:
    check, build = ["briefcheck", "check"], ["briefcheck", "build", "html"]
    if folder != Path():
        # "./" keeps a name with a dash in front from being read as an option.
        shown = f"./{folder}" if str(folder).startswith("-") else str(folder)
        check, build = [*check, shown], [*build, "--project", shown]
    for command in (check, build):
        yield subprocess.list2cmdline(command) if os.name == "nt" else shlex.join(command)
