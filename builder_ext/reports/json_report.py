"""``report.json``, schema 1: everything that an audit found, for other programs.

Fields may be added, never changed. Limits of the format: ``evidence`` is empty, ``basis`` is
"keys" and no snapshot is checked, because this version compares no texts; a finding that is not
about one statement, such as one on a source or on an unknown key, has an empty ``statement``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from builder_ext.model import Audit, Finding, Place, Ruling, Source
from builder_ext.reports.escape import json_text, printable, without_controls
from builder_ext.reports.summary import summarise
from builder_ext.version import __version__

SCHEMA = 1


def to_json(audit: Audit) -> str:
    """Return the audit as report.json: the same bytes for the same input."""
    return json_text(
        {
            "schema": SCHEMA,
            "tool": {"name": "briefcheck", "version": __version__},
            "summary": _summary(audit),
            "statements": [_statement(ruling) for ruling in audit.rulings],
            "findings": [_finding(finding) for finding in audit.findings],
            "sources": _sources(audit),
        }
    )


def identity(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    """Return what makes two findings the same, as report.json has it: rule, statement, sources."""
    keys = tuple(without_controls(key) for key in finding.sources)
    return finding.rule, without_controls(finding.statement), keys


def _summary(audit: Audit) -> dict[str, Any]:
    totals = asdict(summarise(audit))
    alone = [{"origin": name, "statements": count} for name, count in totals.pop("alone")]
    return {**totals, "alone": alone}


def _statement(ruling: Ruling) -> dict[str, Any]:
    statement = ruling.statement
    return {
        "id": ruling.ident,
        **_place(statement.place),
        "text": statement.text,
        "kind": ruling.kind,
        "reason": ruling.reason,
        "citations": [{"key": c.key, "locator": c.locator} for c in statement.citations],
        "covered_by": statement.covered_by or None,
        "origins": ruling.origins,
        "corroboration": ruling.corroboration,
        "basis": ruling.basis,
        "assumed": ruling.assumed,
        "evidence": [],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.word,
        **_place(finding.place),
        "statement": finding.statement,
        "statement_id": finding.ident or None,
        "sources": finding.sources,
        "message": printable(finding.message),
        "waived": finding.waived,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": max(place.line, place.end_line),
    }


def _sources(audit: Audit) -> list[dict[str, Any]]:
    ordered = sorted(audit.library.sources.values(), key=lambda source: (source.place, source.key))
    return [_source(source, audit.cited_by) for source in ordered]


def _source(source: Source, cited_by: Mapping[str, int]) -> dict[str, Any]:
    return {
        "key": source.key,
        "path": source.place.path,
        "line": source.place.line,
        "title": source.title,
        "outlet": source.outlet,
        "origin": source.origin,
        "date": source.date,
        "url": source.url,
        "snapshot": {"sha256": None, "checked": False},
        "cited_by": cited_by.get(source.key, 0),
    }
