"""``briefcheck sources lock``: writes down what the texts hold, without a word of them."""

from __future__ import annotations

import argparse
from typing import Any

from builder_ext.clock import today
from builder_ext.commands.project import add_option, project_of
from builder_ext.commands.session import session_of
from builder_ext.commands.terminal import CommandError, say
from builder_ext.evidence.locking import lock_of
from builder_ext.files import write_whole
from builder_ext.sources.lock import LOCK_NAME, Lock, write_lock


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("lock", help="write references.lock from the texts at hand")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; the exit status is 1 where the lock would change",
    )
    add_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the lock, or compare it with what would be written."""
    session = session_of(project_of(options))
    case, path = session.case, session.lock_path
    for broken in case.library.broken[:1]:
        # What cannot be read now would be missing from the lock.
        place = f"{broken.place.path}:{broken.place.line}"
        raise CommandError(f"the bibliography is broken, mend it first: {place}: {broken.why}")
    made = lock_of(case.rulings, case.library, case.evidence, case.comparer, today())
    text = write_lock(made)
    try:
        before = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        before = ""
    except OSError as error:
        raise CommandError(f"{LOCK_NAME} cannot be read: {error.strerror}") from None
    if options.check:
        return _compare(before, text, session.locked_without_text())
    if before != text:
        try:
            write_whole(path, text)
        except OSError as error:
            raise CommandError(f"{LOCK_NAME} cannot be written: {error.strerror}") from None
    say(f"{LOCK_NAME}: {_told(made)}" + ("" if before != text else "; nothing has changed"))
    _warn(session.unseen_keys(), session.locked_without_text())
    return 0


def _compare(before: str, text: str, textless: list[str]) -> int:
    old, new = set(before.splitlines()), set(text.splitlines())
    if before != text:
        say(
            f"{LOCK_NAME} is out of date: {_count(len(new - old), 'line')} would be added, "
            f"{len(old - new)} taken away; run: briefcheck sources lock",
            "red",
        )
        return 1
    if textless:
        say(f"{_count(len(textless), 'source')} could not be compared: {_kept(textless)}", "red")
        return 1
    say(f"{LOCK_NAME} is what the texts give")
    return 0


def _told(lock: Lock) -> str:
    carried = sum(record.carried is True for record in lock.evidence.values())
    return (
        f"{_count(len(lock.sources), 'text')}, {_count(len(lock.evidence), 'record')}, "
        f"{carried} carried, {len(lock.evidence) - carried} not"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _kept(keys: list[str]) -> str:
    return f"no text at hand of {', '.join(keys)}, and what was recorded before cannot be verified"


def _warn(unseen: list[str], textless: list[str]) -> None:
    if unseen:
        listed = ", ".join(unseen)
        say(f"no text and no record: {listed}; what cites them stays unchecked", "yellow")
    if textless:
        say(f"{_kept(textless)}; it is kept as it was", "yellow")
