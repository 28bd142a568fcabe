"""Findings as a JUnit XML file, which Jenkins, GitLab and others show as tests.

Limits of the format: it knows passed, failed and skipped. A finding at or above the level that fails
is a failed test case; one below, a waived one and one of a baseline are skipped, with the reason as
the message. Without findings there is one passed case, since some readers reject an empty file.
What XML can't hold is written out (``<U+001B>``) or left out.
"""

from __future__ import annotations

import posixpath
from xml.etree import ElementTree as ET

from builder_ext.model import Audit, Finding, Severity
from builder_ext.patterns import late
from builder_ext.reports.counts import fails_at
from builder_ext.reports.escape import printable

_NO_XML = late(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(audit: Audit, limit: Severity | None, prefix: str = "") -> str:
    """Return the findings as one test suite; ``limit`` is the lowest severity that fails.

    ``prefix`` is the path of the Sphinx source folder from the root of the repository.
    """
    failures = sum(fails_at(finding, limit) for finding in audit.findings)
    counts = {
        "tests": str(max(1, len(audit.findings))),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(len(audit.findings) - failures),
    }
    root = ET.Element("testsuites", {"name": "briefcheck", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "briefcheck", **counts})
    for finding in audit.findings:
        suite.append(_case(finding, limit, prefix))
    if not audit.findings:
        ET.SubElement(suite, "testcase", {"classname": "briefcheck", "name": "no findings"})
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(finding: Finding, limit: Severity | None, prefix: str) -> ET.Element:
    place = finding.place
    where = f"{place.path}:{place.line}:{place.column}"
    names = {
        "classname": _clean(place.path),
        "name": _clean(f"{finding.rule} {where}"),
        "file": _clean(posixpath.normpath(posixpath.join(prefix, place.path))),
        "line": str(place.line),
    }
    case = ET.Element("testcase", names)
    message = f"{finding.severity.word} {finding.rule}: {finding.message}"
    if fails_at(finding, limit):
        about = {"type": _clean(finding.rule), "message": _clean(message)}
        ET.SubElement(case, "failure", about).text = _clean(f"{where}: {finding.statement}")
    else:
        ET.SubElement(case, "skipped", {"message": _clean(f"{_why_not(finding)}{message}")})
    return case


def _why_not(finding: Finding) -> str:
    if finding.waived is not None:
        return f"waived ({finding.waived}): "
    return "known from the baseline: " if finding.baseline else ""


def _clean(text: str) -> str:
    return _NO_XML.sub("", printable(text))
