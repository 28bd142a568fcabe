"""``briefcheck sources convert``: CSL-JSON becomes a bibliography."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from builder_ext.commands.terminal import CommandError, complain, print_data, say
from builder_ext.files import write_whole
from builder_ext.sources.csl import SIZE_LIMIT, Conversion, Remark, convert, read_items
from builder_ext.sources.csl_fields import CslError


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "convert",
        help="make a .bib file of CSL-JSON",
        description="Prints CSL-JSON, as Zotero, Mendeley and pandoc export it, as a bibliography "
        "for BibTeX, biblatex and Briefcheck, or writes it to a file.",
        allow_abbrev=False,
    )
    parser.add_argument("file", type=Path, metavar="FILE.json")
    parser.add_argument("--output", type=Path, metavar="FILE.bib", help="write to a file instead")
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Convert what can be converted, and return 1 where an item was left out."""
    name = str(options.file)
    if options.output is not None:
        _must_be_free(options.output, options.file, options.force)
    conversion = _conversion(options.file)
    for remark in conversion.remarks:
        _tell(name, remark)
    for remark in conversion.left_out:
        _tell(name, Remark(remark.number, f"left out: {remark.text}"))
    if not conversion.entries:
        raise CommandError(f"{name}: no item can be converted")
    if options.output is None:
        print_data(conversion.text)
    else:
        _write(options.output, conversion)
    return 1 if conversion.left_out else 0


def _must_be_free(output: Path, source: Path, force: bool) -> None:
    if not os.path.lexists(output):
        return
    if not force:
        raise CommandError(f"{output} is there; --force replaces it")
    if not output.is_symlink() and not output.is_file():
        raise CommandError(f"{output} is no file, and cannot be replaced")
    if source.exists() and output.exists() and output.samefile(source):
        raise CommandError(f"{output} is the file that is read")


def _conversion(path: Path) -> Conversion:
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
        return convert(read_items(data))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None
    except CslError as error:
        raise CommandError(f"{path} {error}") from None


def _tell(name: str, remark: Remark) -> None:
    complain(f"briefcheck: {name}, item {remark.number}: {remark.text}")


def _write(output: Path, conversion: Conversion) -> None:
    try:
        # The file itself, where a link leads to it.
        write_whole(output.resolve(), conversion.text)
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror}") from None
    number = len(conversion.entries)
    say(f"{output}: {number} {'source' if number == 1 else 'sources'}")
