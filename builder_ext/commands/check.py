"""``briefcheck check [PATHS]``: what sphinx-build -b briefcheck finds, shown as somebody wants it."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from builder_ext.commands.links import rule_link
from builder_ext.commands.session import session_of
from builder_ext.commands.terminal import CommandError, colours, complain, print_data
from builder_ext.files import read_regular, write_whole
from builder_ext.model import Audit, Severity
from builder_ext.reports.baseline import BaselineError, Recorded, compare, read_baseline
from builder_ext.reports.console import Look, to_concise, to_console
from builder_ext.reports.counts import count_line, fails_at, statistics
from builder_ext.reports.github import to_github
from builder_ext.reports.json_report import to_json
from builder_ext.reports.junit import to_junit
from builder_ext.reports.markdown import to_markdown
from builder_ext.reports.sarif import to_sarif
from builder_ext.reports.selection import (
    Selection,
    choose,
    files_of,
    library_files,
    narrow,
    narrow_recorded,
)
from builder_ext.reports.shard import ShardError, Share, read_share
from builder_ext.reports.snippet import lines_of
from builder_ext.rules.policy import nearest, rule_names

if TYPE_CHECKING:
    from builder_ext.sphinx_ext.session import Session

FORMATS = ("text", "concise", "json", "sarif", "github", "junit", "markdown")
_LEVELS = ("error", "warning", "note", "never")
_VANISHED = 20
"""So many vanished findings are listed; of more only the number is told."""


def add_parser(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "check", help="check briefings, and say what is wrong with them", allow_abbrev=False
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="files or folders to report on"
    )
    add_report_options(parser)
    parser.add_argument(
        "--shard", metavar="I/N", help="check the I-th of N parts; briefcheck merge joins them"
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="earlier report.json: what it has won't fail"
    )
    _add_rules(parser, "--select", "report these rules only")
    _add_rules(parser, "--ignore", "do not report these rules")
    parser.add_argument("--statistics", action="store_true", help="count findings by rule")
    parser.set_defaults(run=run)


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of a report, by whatever command it is made."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--fail-on", choices=_LEVELS, help="lowest severity that fails, instead of conf.py's"
    )
    parser.add_argument("--exit-zero", action="store_true", help="findings do not fail")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write to a file instead")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def _add_rules(parser: argparse.ArgumentParser, name: str, words: str) -> None:
    parser.add_argument(name, action="append", default=[], metavar="RULES", help=words)


def run(options: argparse.Namespace) -> int:
    """Check, report, and return 1 where a finding is as bad as the level allows none to be."""
    rules = _rules(options)
    # Before the check: the baseline may be the report that the check writes anew.
    baseline = _baseline(options.baseline) if options.baseline else None
    session = _session(options.paths, _share(options))
    audit, vanished = session.audit, None
    if baseline is not None:
        audit, vanished = compare(audit, baseline)
    selection = _selection(options.paths, session, rules)
    audit = narrow(audit, selection)
    if vanished is not None:
        vanished = narrow_recorded(vanished, selection)
        _tell_vanished(vanished)
    return report_on(options, audit, session, vanished)


def report_on(
    options: argparse.Namespace,
    audit: Audit,
    session: Session,
    vanished: tuple[Recorded, ...] | None = None,
) -> int:
    """Report, and return 1 where a finding is as bad as the level allows none to be."""
    limit = _limit(options.fail_on, audit)
    _report(options, audit, session, vanished, limit)
    if options.exit_zero:
        return 0
    return int(any(fails_at(finding, limit) for finding in audit.findings))


def _share(options: argparse.Namespace) -> Share | None:
    """Return the share that is asked for; what is reported of it later is the merge's to choose."""
    if options.shard is None:
        return None
    chosen = [f"--{name}" for name in ("baseline", "select", "ignore") if getattr(options, name)]
    if options.paths or chosen:
        what = chosen[0] if chosen else "PATH"
        raise CommandError(
            f"--shard takes a share of all documents, by all rules: leave {what} out"
        )
    try:
        return read_share(options.shard)
    except ShardError as error:
        raise CommandError(f"--shard: {error}") from None


def _limit(given: str | None, audit: Audit) -> Severity | None:
    if given is None:
        return audit.policy.fail_on
    return None if given == "never" else Severity[given.upper()]


def _baseline(path: Path) -> Any:
    try:
        return read_baseline(path)
    except BaselineError as error:
        raise CommandError(str(error)) from None


# --- what is reported


def _rules(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the rules that are reported, None for all."""
    if not options.select and not options.ignore:
        return None
    selected = _listed("--select", options.select) or frozenset(rule_names())
    return selected - _listed("--ignore", options.ignore)


def _listed(option: str, given: Sequence[str]) -> frozenset[str]:
    names = [name.strip() for listed in given for name in listed.split(",")]
    for name in names:
        if name not in rule_names():
            raise CommandError(f"{option}: there is no rule {name!r}{nearest(name, rule_names())}")
    return frozenset(names)


def _session(paths: Sequence[Path], share: Share | None) -> Session:
    """Return the check of the project that all the paths are in, or of a share of it."""
    # Late: Sphinx takes a moment, and --help doesn't need it.
    from builder_ext.sphinx_ext.project import ProjectError, find_project

    roots: dict[Path, Path] = {}
    # What conf.py prints does not belong into a report.
    with contextlib.redirect_stdout(sys.stderr):
        for path in paths or (Path(),):
            try:
                project = find_project(_folder(path))
            except ProjectError as error:
                raise CommandError(str(error).partition("; name the --project")[0]) from None
            roots[project.root] = path
        if len(roots) > 1:
            listed = " and ".join(str(path) for path in list(roots.values())[:2])
            raise CommandError(f"{listed} are of two projects; check one at a time")
        return session_of(project, share)


def _folder(path: Path) -> Path:
    """Return the nearest folder at or above a path that is there."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - ".." is resolved before links are
    return next(at for at in (absolute, *absolute.parents) if at.is_dir())


def _selection(paths: Sequence[Path], session: Session, rules: frozenset[str] | None) -> Selection:
    srcdir, audit = session.srcdir.resolve(), session.audit
    known = frozenset().union(*map(files_of, audit.documents), library_files(audit))
    # What could not be read, or was refused, has been found as well.
    known |= {finding.place.path for finding in audit.findings}
    files, folders = [], []
    for path in paths:
        real = Path(os.path.realpath(path))
        if real == srcdir:
            return Selection(rules=rules)
        name = Path(os.path.relpath(real, srcdir)).as_posix()
        here = Path(os.path.relpath(path, session.srcdir)).as_posix()
        if here in known and path.exists():
            files.append(here)
        elif name in known and real.is_file():
            files.append(name)
        elif real.is_dir() and any(file.startswith(f"{name}/") for file in known):
            folders.append(f"{name}/")
        else:
            raise CommandError(_no_document(path, name, known, srcdir))
    if session.shard is not None:
        # What concerns the library can be said when all shards are there.
        files = [document.path for document in audit.documents]
    elif not paths:
        return Selection(rules=rules)
    return choose(audit, files, folders, rules)


def _no_document(path: Path, name: str, known: frozenset[str], srcdir: Path) -> str:
    if not path.exists():
        why = f"there is no file or folder {str(path)!r}"
    elif path.is_dir():
        why = f"the folder {str(path)!r} has no checked document"
    else:
        why = f"{str(path)!r} is no checked document of {srcdir / 'conf.py'}"
    folders = {str(parent) for file in known for parent in PurePosixPath(file).parents}
    return f"{why}{nearest(name, known | folders - {'.'})}"


# --- how it is reported


def _report(
    options: argparse.Namespace,
    audit: Audit,
    session: Session,
    vanished: tuple[Recorded, ...] | None,
    limit: Severity | None,
) -> None:
    from builder_ext.sphinx_ext.builder import prefix_of

    prefix = prefix_of(session.srcdir)
    writers: dict[str, Callable[[], str]] = {
        "text": lambda: to_console(audit, _look(options, session)),
        "concise": lambda: to_concise(audit, _look(options, session)),
        "json": lambda: to_json(audit, vanished, session.shard),
        "sarif": lambda: to_sarif(audit, prefix),
        "github": lambda: to_github(audit, prefix),
        "junit": lambda: to_junit(audit, limit, prefix),
        "markdown": lambda: to_markdown(audit, prefix),
    }
    for_people = options.format in ("text", "concise")
    counted = getattr(options, "statistics", False)
    if counted:
        _tell_statistics(audit, options, for_people)
    if not (counted and for_people):
        _write(options.output, writers[options.format](), for_people)
    if options.format == "concise" or options.output:
        complain(count_line(audit))
    if options.format == "github":
        _summarise_step(to_markdown(audit, prefix))


def _look(options: argparse.Namespace, session: Session) -> Look:
    paint = colours(None if options.output else sys.stdout, options.color)

    @cache
    def lines(path: str) -> Sequence[str]:
        return _lines(session.srcdir, path)

    link = rule_link(None if options.output else sys.stdout)
    return Look(paint, link, lines, lambda path: _shown(session.srcdir / path))


def _lines(srcdir: Path, path: str) -> Sequence[str]:
    """Return the lines of a file for quoting; none of what is no file, lies outside, or behind a link.

    A link in somebody's draft may lead to what no log should show.
    """
    if ".." in PurePosixPath(path).parts:
        return ()
    places = [srcdir / path, *(srcdir / parent for parent in PurePosixPath(path).parents)]
    if any(place.is_symlink() for place in places if place != srcdir):
        return ()
    try:
        return lines_of(read_regular(srcdir / path).decode("utf-8-sig", errors="replace"))
    except (OSError, ValueError):
        return ()


def _shown(path: Path) -> str:
    """Return a path as it can be opened from the working folder."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except (OSError, ValueError):  # another drive, or a working folder that is gone
        return path.as_posix()


def _write(output: Path | None, text: str, for_people: bool) -> None:
    if output is None:
        (sys.stdout.write if for_people else print_data)(text)
        return
    try:
        if output.exists() and not output.is_file():
            # A pipe or a device, which cannot be replaced.
            output.write_text(text, encoding="utf-8")
        else:
            write_whole(Path(os.path.realpath(output)), text)
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror or error}") from None


def _tell_statistics(audit: Audit, options: argparse.Namespace, for_people: bool) -> None:
    rows = [f"{number:>6}  {severity:<8} {rule}" for number, severity, rule in statistics(audit)]
    lines = [*rows, count_line(audit)]
    if for_people:
        _write(options.output, "".join(f"{line}\n" for line in lines), for_people)
    else:
        for line in lines:
            complain(line)


def _tell_vanished(vanished: Sequence[Recorded]) -> None:
    for one in vanished[:_VANISHED]:
        about = one.statement or ", ".join(one.sources) or one.message
        complain(f"vanished: {one.path}:{one.line}: {one.rule}: {about[:100]}")
    if len(vanished) > _VANISHED:
        complain(f"vanished: {len(vanished) - _VANISHED} more")


def _summarise_step(text: str) -> None:
    """Add to the summary that GitHub shows of a job's step."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8") as summary:
            summary.write(f"{text}\n")
    except OSError as error:
        complain(f"briefcheck: the step's summary was not written: {error.strerror or error}")
