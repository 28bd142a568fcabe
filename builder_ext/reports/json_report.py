"""``report.json``, schema 1: everything that an audit found, for other programs.

Fields may be added, never changed. A part's ``carried_by`` and ``not_carried_by`` name the sources of
which that is known; ``unseen`` those that nobody could look at, ``unresolved`` those whose dates can't
be reckoned. Limits of the format: a finding that is not about one statement, such as one on a source
or on an unknown key, has an empty ``statement``.

Where an earlier report was compared with, each finding has ``baseline``, ``summary.baseline`` counts
the known ones among ``summary.findings``, and ``vanished`` lists what only the earlier report has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from builder_ext.model import Audit, Comparison, Finding, Place, Ruling, Source, TextFact
from builder_ext.reports.baseline import Recorded
from builder_ext.reports.escape import json_lines, printable
from builder_ext.reports.shard import Shard, shard_data
from builder_ext.reports.summary import summarise
from builder_ext.sources.addresses import is_safe
from builder_ext.version import __version__

SCHEMA = 1
_PASSAGES = 5
"""How many paragraphs of a source are listed for a part: a year may stand in all of them."""


def to_json(
    audit: Audit, vanished: Iterable[Recorded] | None = None, shard: Shard | None = None
) -> str:
    """Return the audit as report.json: the same bytes for the same input, a statement a line.

    ``vanished`` is what only an earlier report has, None where none was compared with; ``shard`` is
    what a later merge needs of a share of the documents.
    """
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "briefcheck", "version": __version__},
        "summary": _summary(audit),
        "statements": map(_statement, audit.rulings),
        "findings": map(_finding, audit.findings),
        "sources": _sources(audit),
    }
    if vanished is not None:
        known = sum(f.baseline is True and f.waived is None for f in audit.findings)
        report["summary"]["baseline"] = known
        report["vanished"] = [asdict(recorded) for recorded in vanished]
    if shard is not None:
        report["shard"] = shard_data(shard)
    return json_lines(report)


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
        "evidence": [_part(part) for part in ruling.comparisons if part.type != "words"],
        "thin": ruling.thin,
    }


def _part(part: Comparison) -> dict[str, Any]:
    told = part.verdicts
    return {
        "part": part.part,
        "type": part.type,
        "carried_by": part.carriers,
        "not_carried_by": [v.key for v in told if v.carried is False],
        "unseen": [v.key for v in told if v.how == "unseen"],
        "unresolved": [v.key for v in told if v.how == "unresolved"],
        "elsewhere": [v.key for v in part.elsewhere],
        "from": _from(part),
        "passages": [
            {"key": v.key, "paragraph": number}
            for v in told
            if v.carried
            for number in v.paragraphs[:_PASSAGES]
        ],
    }


def _from(part: Comparison) -> str | None:
    """Return on what the weakest verdict rests: "lock", "snapshot", "entry", or nothing."""
    seen = {verdict.seen for verdict in part.verdicts}
    return next((name for name in ("lock", "snapshot", "entry") if name in seen), None)


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
        **({} if finding.baseline is None else {"baseline": finding.baseline}),
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
    return [_source(source, audit) for source in ordered]


def source_fields(source: Source) -> dict[str, Any]:
    """Return what every list of sources gives of an entry."""
    return {
        "key": source.key,
        "path": source.place.path,
        "line": source.place.line,
        "title": source.title,
        "outlet": source.outlet,
        "origin": source.origin,
        "date": source.date,
        "url": source.url if is_safe(source.url or "") else None,
    }


def _source(source: Source, audit: Audit) -> dict[str, Any]:
    return {
        **source_fields(source),
        "snapshot": _snapshot(audit.texts.get(source.key)),
        "cited_by": audit.cited_by.get(source.key, 0),
    }


def _snapshot(text: TextFact | None) -> dict[str, Any]:
    if text is None:
        return {"sha256": None, "checked": False, "from": None, "read": None}
    at_hand = text.seen == "snapshot"
    return {
        "sha256": text.sha256,
        "checked": at_hand,
        "from": text.seen,
        "read": text.read or None,
    }
