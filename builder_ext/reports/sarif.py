"""``report.sarif``: the findings in SARIF 2.1.0, as code scanning shows them at their lines.

Limits of the format, and of its readers:

- Its paths start at the root of the repository; a file outside of it has a URI without a base,
  which viewers list and can't open.
- Braces stand in messages as they are. Section 3.11.5 doubles them, viewers show the text of a
  message without arguments unchanged, and ours hold markup that people copy.
- ``[text](target)`` in a message would be a link, also where a document's author wrote it: the two
  brackets are parted by a blank.
- A fingerprint knows a statement by its words: one that is reworded is a new result.
- A finding has no end column: its region ends with its last line.
- What is known from a baseline is a result as well, with the ``baselineState`` "unchanged"; what
  has vanished since is none.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from builder_ext.model import Audit, Finding, Place, Severity
from builder_ext.reports.baseline import identity
from builder_ext.reports.escape import json_text, printable, without_controls
from builder_ext.rules import Rule, all_rules
from builder_ext.version import __version__

SCHEMA_URI = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
"""The name that code scanning services give to the root of the checked out repository."""

_WHY = re.compile(r"^\*\*Why\.\*\*\s+(.+?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:/")


def to_sarif(audit: Audit, prefix: str = "") -> str:
    """Return the findings of an audit as a SARIF log with one run.

    ``prefix`` is the path of the Sphinx source folder from the root of the repository, with ``/``:
    "" or "docs/".
    """
    rules = list(all_rules())
    run = {
        "tool": {"driver": _driver(rules)},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": _results(audit, rules, prefix),
    }
    return json_text({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]})


def _driver(rules: list[Rule]) -> dict[str, Any]:
    return {
        "name": "briefcheck",
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in rules],
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _why(rule)},
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        "defaultConfiguration": {"level": _level(rule.severity)},
    }


def _why(rule: Rule) -> str:
    match = _WHY.search(rule.documentation)
    return " ".join(match.group(1).split()) if match else rule.summary


def _level(severity: Severity) -> str:
    return "none" if severity is Severity.OFF else severity.word


def _results(audit: Audit, rules: list[Rule], prefix: str) -> list[dict[str, Any]]:
    index = {rule.name: number for number, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    return [_result(finding, index, prefix, seen) for finding in audit.findings]


def _result(
    finding: Finding, index: dict[str, int], prefix: str, seen: Counter[str]
) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": finding.rule}
    if finding.rule in index:
        result["ruleIndex"] = index[finding.rule]
    return {
        **result,
        "level": _level(finding.severity),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": _location(finding.place, prefix)}],
        "partialFingerprints": {"briefcheckFinding/v1": _fingerprint(finding, seen)},
        # Section 3.27.23: all the results of a run have them, or none.
        "suppressions": _suppressions(finding),
        **_baseline_state(finding),
        "properties": {"statement": finding.statement, "sources": finding.sources},
    }


def _message(finding: Finding) -> str:
    return printable(finding.message).replace("](", "] (")


def _location(place: Place, prefix: str) -> dict[str, Any]:
    return {
        "artifactLocation": _artifact(posixpath.normpath(posixpath.join(prefix, place.path))),
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": max(place.line, place.end_line),
        },
    }


def _bytes(path: str) -> bytes:
    """Return the bytes of a file's name, which need not be UTF-8."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogatepass")


def _artifact(path: str) -> dict[str, str]:
    uri = quote(_bytes(path), safe="/")
    if path.startswith("/") or _DRIVE.match(path):
        return {"uri": f"file:///{uri.lstrip('/')}"}
    if path == ".." or path.startswith("../"):
        return {"uri": uri}
    return {"uri": uri, "uriBaseId": ROOT}


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return a hash that no move to other lines changes, and its ordinal among its equals."""
    rule, statement, keys = identity(finding)
    about = (statement,) if statement else (finding.place.path, finding.message)
    material = "\0".join((rule, *map(without_controls, about), *sorted(keys)))
    digest = hashlib.sha256(material.encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _baseline_state(finding: Finding) -> dict[str, str]:
    if finding.baseline is None:
        return {}
    return {"baselineState": "unchanged" if finding.baseline else "new"}


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    if finding.waived is None:
        return []
    return [{"kind": "inSource", "justification": printable(finding.waived)}]
