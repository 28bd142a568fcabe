"""``briefcheck sources add``: a file or page becomes a snapshot and an entry."""

from __future__ import annotations

import argparse
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from builder_ext.commands.project import add_option, project_of, shelf_of
from builder_ext.commands.terminal import CommandError, Progress, complain, say
from builder_ext.sources.entries import (
    OUTLET_FIELD,
    Entry,
    date_problem,
    derived_key,
    key_problem,
    same_text,
    slug,
)
from builder_ext.sources.intake import IntakeError, Page, read_file, read_url
from builder_ext.sources.shelf import Added, Shelf, ShelfError

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.project import SphinxProject

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_ABOUT_ONE = ("key", "title", "author", "url", "date")
_DETAILS = ("title", "author", "outlet", "date")


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "add",
        help="read a file or web page in",
        description="Saves the text of a source (plain text, HTML, PDF) as its snapshot, and writes "
        "its entry into the bibliography with what it says of itself. Options overrule that.",
    )
    parser.add_argument("sources", nargs="+", metavar="FILE|URL")
    parser.add_argument("--key", help="else made of author or outlet and year, or the file's name")
    parser.add_argument("--outlet", help="who published it")
    parser.add_argument(
        "--origin", action="append", help="who reported it first, if not the outlet; repeatable"
    )
    parser.add_argument("--date", help="as 2020-03-19, 2020-03 or 2020")
    parser.add_argument("--title")
    parser.add_argument("--author", action="append", help="repeatable")
    parser.add_argument("--url", help="its address")
    parser.add_argument("--type", choices=tuple(OUTLET_FIELD), help="of the entry")
    parser.add_argument("--force", action="store_true", help="replace a snapshot that is there")
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read the sources in, one after the other; one that fails does not stop the next."""
    _check(options)
    project = project_of(options)
    shelf, progress = shelf_of(project), Progress(len(options.sources))
    failed = False
    for number, name in enumerate(options.sources, start=1):
        progress.begin(number, name)
        try:
            lines = _add(name, options, shelf, project)
        except CommandError as error:
            failed = True
            progress.clear()
            complain(f"briefcheck: {error}")
            continue
        progress.clear()
        for line in lines:
            say(line)
    return 2 if failed else 0


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be meant before anything is read; raises CommandError."""
    several = len(options.sources) > 1
    given = [f"--{name}" for name in _ABOUT_ONE if getattr(options, name) is not None]
    if several and given:
        raise CommandError(f"{' and '.join(given)} can be given for one source only")
    problems = (
        options.key is not None and key_problem(options.key),
        options.date is not None and date_problem(options.date),
        options.url is not None and _url_problem(options.url),
    )
    if problem := next(filter(None, problems), None):
        raise CommandError(problem)


def _url_problem(url: str) -> str | None:
    return None if _WEB.match(url) else f"--url {url!r} is neither http nor https"


def _add(name: str, options: argparse.Namespace, shelf: Shelf, project: SphinxProject) -> list[str]:
    """Read one source in and return the lines that say so; raises CommandError."""
    try:
        page = _read(name)
        entry = _entry(page, options)
        entry = replace(entry, key=options.key or _free_key(entry, page, shelf))
        added = shelf.add(entry, _text(page), options.force)
    except IntakeError as error:
        raise CommandError(f"{name} {error}") from None
    except ShelfError as error:
        raise CommandError(f"{name}: {error}") from None
    return list(_told(added, entry, page, project, options))


def _read(name: str) -> Page:
    if _WEB.match(name):
        return read_url(name)
    if _SCHEME.match(name):
        raise IntakeError("is neither a file nor an address of http or https")
    return read_file(Path(name))


def _text(page: Page) -> str:
    """Return what is saved: text that was read from a page ends with a line end."""
    text = page.text.encode("utf-8", "replace").decode()
    return text if page.kind == "text" else text.rstrip() + "\n"


def _entry(page: Page, options: argparse.Namespace) -> Entry:
    """Return what the options and, where they are silent, the page say."""
    url = options.url or page.url
    return Entry(
        key="",
        type=options.type or ("online" if url else "article"),
        title=options.title or page.title,
        authors=tuple(filter(None, options.author or page.authors)),
        outlet=options.outlet or page.outlet,
        origins=tuple(filter(None, options.origin or ())),
        date=options.date or page.date,
        url=url,
        urldate=datetime.date.today().isoformat() if url else None,
    )


# -- keys ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A key that was made up, and whether it is the file's own name."""

    key: str
    is_name: bool


def _free_key(entry: Entry, page: Page, shelf: Shelf) -> str:
    """Return a key for a source that was given none, with a letter where another one has it."""
    wanted = next(filter(_is_sound, _candidates(entry, page, shelf)), None)
    if wanted is None:
        raise ShelfError("no key can be made of what it says of itself; give --key")
    if wanted.is_name and shelf.library.get(wanted.key):
        return wanted.key
    text = _text(page)
    for letter in chain([""], ascii_lowercase[1:]):
        key = wanted.key + letter
        if not shelf.taken(key) or shelf.holds(key, text) or _is_it(entry, key, shelf):
            return key
    raise ShelfError(f"every key from {wanted.key!r} to {key!r} is taken; give --key")


def _is_sound(wanted: _Wanted) -> bool:
    return not key_problem(wanted.key)


def _candidates(entry: Entry, page: Page, shelf: Shelf) -> Iterator[_Wanted]:
    stem = _stem(page)
    if shelf.library.get(stem):
        yield _Wanted(stem, True)
    year = (entry.date or "")[:4] or None
    for name in (*entry.authors[:1], _first_words(entry.outlet)):
        if key := derived_key(name, year):
            yield _Wanted(key, False)
    yield _Wanted(stem if not key_problem(stem) else slug(stem), True)


def _first_words(outlet: str | None) -> str:
    """Return an outlet's name as one word, its article left out."""
    return "".join((outlet or "").removeprefix("The ").split())


def _stem(page: Page) -> str:
    if not _WEB.match(page.place):
        return Path(page.place).stem
    path = urlsplit(page.url or page.place).path.rstrip("/")
    return Path(path).stem if path else ""


def _is_it(entry: Entry, key: str, shelf: Shelf) -> bool:
    """Return whether a key's entry is the source's own, still without a text."""
    source = shelf.library.get(key)
    if source is None or shelf.snapshots.path(key).exists():
        return False
    same_url = entry.url is not None and source.url == entry.url
    return same_url or same_text(source.title, entry.title)


# -- what is said -------------------------------------------------------------------------------


def _told(
    added: Added, entry: Entry, page: Page, project: SphinxProject, options: argparse.Namespace
) -> Iterator[str]:
    file = f"{project.snapshots_name}/{added.path.name}"
    words = f"{len(page.text.split()):,} words"
    yield f"{added.key}: {file} ({words}, {_FATES[added.snapshot]})"
    for note in page.notes:
        yield f"  note: {note}"
    bibliography = project.bibliographies[0][1]
    if added.source is not None:
        yield from _told_of_old(added, entry, options)
        return
    yield f"  its entry is in {bibliography}:"
    for name, value in _details(entry):
        if value:
            yield f"    {name}: {value}"
    missing = [name for name, value in _details(entry) if not value]
    if missing:
        yield f"  no {' and no '.join(missing)} found; give {_flags(missing)}, or add it there"


_FATES = {"written": "new", "replaced": "replaced", "same": "unchanged"}


def _told_of_old(added: Added, entry: Entry, options: argparse.Namespace) -> Iterator[str]:
    source = added.source
    assert source is not None
    yield f"  its entry is left as it is: {source.place.path}, line {source.place.line}"
    unused = [name for name in (*_DETAILS, "origin", "url", "type") if getattr(options, name)]
    if unused:
        yield f"  {_flags(unused)} changed nothing"
    if entry.title and source.title and not same_text(entry.title, source.title):
        yield f"  note: the text's title is {entry.title!r}, the entry's {source.title!r}"


def _details(entry: Entry) -> list[tuple[str, str]]:
    return [
        ("title", entry.title or ""),
        ("author", "; ".join(entry.authors)),
        ("outlet", entry.outlet or ""),
        ("date", entry.date or ""),
    ]


def _flags(names: list[str]) -> str:
    return ", ".join(f"--{name}" for name in names)
