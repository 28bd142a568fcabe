"""Hands findings to esbonio, the language server for Sphinx, each with the range of its statement.

Of a line in Sphinx's log esbonio makes a diagnostic of the whole line, without a rule.  Where an
extension runs in esbonio, ``app.esbonio.diagnostics`` has what it will publish, by file: the
findings take the place of their log lines there.  Without esbonio this module does nothing.

Limits: columns are counted in UTF-16, as every editor knows it; one that has agreed with esbonio on
something else shows them shifted behind letters that are not ASCII.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from builder_ext.files import read_text
from builder_ext.model import Finding, Severity
from builder_ext.reports.snippet import end_of, lines_of
from builder_ext.sphinx_ext.config import document_path
from builder_ext.sphinx_ext.domain import texts_of
from builder_ext.sphinx_ext.verify import audit_of, printable

_LEVELS = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}
"""Severities as the Language Server Protocol numbers them."""


@dataclass(frozen=True)
class Position:
    """A place between two characters: both count from 0, the second in UTF-16."""

    line: int
    character: int


@dataclass(frozen=True)
class Range:
    """From one position up to another."""

    start: Position
    end: Position


@dataclass(frozen=True)
class Diagnostic:
    """A finding as the Language Server Protocol has it."""

    range: Range
    message: str
    severity: int
    code: str
    source: str = "briefcheck"


def setup(app: Sphinx) -> None:
    """Connect to the events of a build, where it is esbonio that builds."""
    if not hasattr(getattr(app, "esbonio", None), "diagnostics"):
        return
    # After esbonio has put in what is not saved yet (0), before others change it (500).
    app.connect("source-read", on_source_read, priority=100)
    # After the log is written, before esbonio keeps what it will publish (900).
    app.connect("build-finished", on_build_finished, priority=850)


def on_source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    """Remember a document's text as the editor has it."""
    texts_of(app.env)[document_path(app.env, docname)] = "\n".join(
        lines_of(source[0].removeprefix("\ufeff"))
    )


def on_build_finished(app: Sphinx, _exception: Exception | None) -> None:
    """Put this build's findings in the place of the last one's, and of their lines in the log."""
    audit = audit_of(app.env) if app.env else None
    findings = [f for f in audit.findings if f.waived is None] if audit else []
    shown: dict[Any, set[Any]] = app.esbonio.diagnostics  # type: ignore[attr-defined]
    _take_out(shown, {printable(finding.message) for finding in findings})
    for path, diagnostic in _diagnostics(app, findings):
        shown.setdefault(_address(app, path), set()).add(diagnostic)


def _take_out(shown: dict[Any, set[Any]], messages: set[str]) -> None:
    """Take out the findings of an earlier build, and what esbonio has made of log lines."""
    for diagnostics in shown.values():
        for one in list(diagnostics):
            # Sphinx adds the rule to the message of a log line.
            words = str(one.message).rpartition(" [briefcheck.")[0] or one.message
            if isinstance(one, Diagnostic) or words in messages:
                diagnostics.remove(one)


def _diagnostics(app: Sphinx, findings: Iterable[Finding]) -> Iterable[tuple[str, Diagnostic]]:
    lines: dict[str, list[str]] = {}
    for finding in findings:
        path = finding.place.path
        if path not in lines:
            lines[path] = lines_of(_text(app, path))
        level = _LEVELS[finding.severity]
        where = range_of(finding, lines[path])
        yield path, Diagnostic(where, printable(finding.message), level, finding.rule)


def _text(app: Sphinx, path: str) -> str:
    """Return the text of a document as it was read, of any other file as it is saved."""
    typed = texts_of(app.env).get(path)
    if typed is not None:
        return typed
    try:
        return read_text(Path(app.srcdir) / path)
    except (OSError, ValueError):
        return ""


def range_of(finding: Finding, lines: Sequence[str]) -> Range:
    """Return where a finding's statement stands, or the rest of its line where it has none."""
    place = finding.place
    if not 1 <= place.line <= len(lines):
        line = max(place.line - 1, 0)
        return Range(Position(line, 0), Position(line, 0))
    last = max(place.line, place.end_line)
    number, stop = end_of(lines[place.line - 1 : last], place, finding.statement)
    first = place.line - 1
    start = _position(lines, first, place.column - 1)
    return Range(start, _position(lines, first + number, stop))


def _position(lines: Sequence[str], line: int, column: int) -> Position:
    before = lines[line][:column].encode("utf-16-le", "surrogatepass")
    return Position(line, len(before) // 2)


def _address(app: Sphinx, path: str) -> Any:
    from sphinx_agent.types import Uri  # type: ignore[import-not-found]

    return Uri.for_file(os.path.normpath(Path(app.srcdir) / path))
