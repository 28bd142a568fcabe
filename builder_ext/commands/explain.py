"""``briefcheck explain FILE:LINE``: which source carries which part of a statement, and where."""

from __future__ import annotations

import argparse
import re
from functools import partial
from pathlib import Path
from typing import Any

from builder_ext.commands.project import project_of
from builder_ext.commands.session import session_of
from builder_ext.commands.terminal import CommandError
from builder_ext.model import Ruling
from builder_ext.reports.explain import Texts, explain, rulings_at
from builder_ext.rules import Case


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "explain", help="which source carries which part of a statement, and where"
    )
    parser.add_argument("place", metavar="FILE:LINE", help="a line of a briefing")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what is known of the statements on a line."""
    file, line = _place(options.place)
    options.project = file.parent
    project = project_of(options)
    session = session_of(project)
    try:
        path = file.resolve().relative_to(session.srcdir.resolve()).as_posix()
    except ValueError:
        raise CommandError(f"{file} is not in the project {project.root}") from None
    found = rulings_at(session.audit, path, line)
    if not found:
        raise CommandError(f"{path}:{line} has no statement{_why(session.case, path)}")
    case = session.case
    texts = Texts(partial(_passage, case), partial(_best, case), partial(_nearest, case))
    for number, ruling in enumerate(found):
        shown = explain(ruling, session.audit, texts)
        print(("\n" if number else "") + shown, end="")
    return 0


def _place(given: str) -> tuple[Path, int]:
    match = re.fullmatch(r"(?P<file>.+?):(?P<line>\d{1,9})(?::\d+)?", given)
    if match is None:
        raise CommandError(f"{given!r} is no FILE:LINE, for instance briefings/a.md:12")
    file = Path(match["file"])
    if not file.is_file():
        raise CommandError(f"there is no file {file}")
    return file, int(match["line"])


def _why(case: Case, path: str) -> str:
    read = {ruling.statement.place.path for ruling in case.rulings}
    return "" if path in read else ": it is no checked document"


def _passage(case: Case, key: str, number: int) -> str:
    article = case.articles.get(key)
    if article is None or not 1 <= number <= len(article.text.paragraphs):
        return ""
    return article.text.paragraphs[number - 1]


def _best(case: Case, ruling: Ruling, key: str) -> int | None:
    article = case.articles.get(key)
    return article.passages.best(ruling.statement.text) if article else None


def _nearest(case: Case, ruling: Ruling) -> tuple[str, int] | None:
    hit = case.nearest_in_library(ruling)
    return (hit.key, hit.paragraph) if hit else None
