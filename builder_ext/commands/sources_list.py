"""``briefcheck sources list``: every source, and what there is of its text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from builder_ext.commands.project import add_option, project_of, shelf_of
from builder_ext.commands.terminal import say, table
from builder_ext.model import BrokenEntry, Library, RepeatedKey
from builder_ext.reports.escape import json_text
from builder_ext.reports.json_report import source_fields
from builder_ext.sources.fields import show_key
from builder_ext.sources.inventory import Holding, Inventory, inventory
from builder_ext.sources.snapshots import Snapshot, safe_name

_HEAD = ("key", "outlet", "origin", "date", "snapshot")


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("list", help="list the sources and their snapshots")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the list; what is wrong with a source is said, and is no failure."""
    shelf = shelf_of(project_of(options))
    held = inventory(shelf.library, shelf.snapshots)
    fault = shelf.snapshots.folder_problem()
    if options.format == "json":
        sys.stdout.write(json_text(_as_data(shelf.library, held, fault)))
        return 0
    for line in table(
        [_HEAD, *(_row(holding) for holding in held.holdings)],
        ["bold", *(_style(holding) for holding in held.holdings)],
    ):
        print(line)
    for text in _remarks(shelf.library, held, fault):
        say(text, "yellow")
    return 0


def _row(holding: Holding) -> tuple[str, ...]:
    source = holding.source
    origin = source.origin if source.reprinted else None
    return (
        show_key(source.key),
        source.outlet or "-",
        origin or "-",
        source.date or "-",
        _state(holding),
    )


def _state(holding: Holding) -> str:
    snapshot = holding.snapshot
    if snapshot is None:
        return "no text"
    if isinstance(snapshot, Snapshot):
        return f"{snapshot.size:>9,} bytes  {snapshot.sha256[:12]}"
    return f"not used: {snapshot.why}"


def _style(holding: Holding) -> str:
    if holding.snapshot is None:
        return "dim"
    return "" if isinstance(holding.snapshot, Snapshot) else "red"


def _remarks(library: Library, held: Inventory, fault: str | None) -> Iterator[str]:
    if not library.sources:
        yield "the bibliography holds no source that can be read"
    if fault:
        yield f"the folder of the snapshots is not used: it {fault}"
    for broken in library.broken:
        yield _broken(broken)
    for repeated in library.repeated:
        yield _repeated(repeated)
    for key in held.orphans:
        yield f"{safe_name(key)}: no entry has the key {show_key(key)!r}"
    for name in held.strangers:
        yield f"{name}: not the name of a snapshot, so no source's text"


def _broken(entry: BrokenEntry) -> str:
    name = f"the entry {show_key(entry.key)!r}" if entry.key else "an entry"
    return f"{entry.place.path}:{entry.place.line}: {name} cannot be read: {entry.why}"


def _repeated(entry: RepeatedKey) -> str:
    where = f"{entry.place.path}:{entry.place.line}"
    return f"{where}: {show_key(entry.key)!r} is already in line {entry.first_place.line}"


def _as_data(library: Library, held: Inventory, fault: str | None) -> dict[str, Any]:
    return {
        "schema": 1,
        "sources": [_source_data(holding) for holding in held.holdings],
        "broken": [
            {"path": b.place.path, "line": b.place.line, "key": b.key, "message": b.why}
            for b in library.broken
        ],
        "repeated": [
            {"path": r.place.path, "line": r.place.line, "key": r.key} for r in library.repeated
        ],
        "orphans": list(held.orphans),
        "strangers": list(held.strangers),
        "folder_problem": fault,
    }


def _source_data(holding: Holding) -> dict[str, Any]:
    snapshot = holding.snapshot
    data = {**source_fields(holding.source), "snapshot": None, "problem": None}
    if isinstance(snapshot, Snapshot):
        data["snapshot"] = {"sha256": snapshot.sha256, "size": snapshot.size}
    elif snapshot is not None:
        data["problem"] = snapshot.why
    return data
