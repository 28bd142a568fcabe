"""What ``briefcheck rules`` prints: the rules' documentation as plain text.

Limits of the format: emphasis is dropped, code keeps its words and loses its backticks, a block of
code is indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from builder_ext.reports.escape import json_text
from builder_ext.rules.registry import NEVER_WAIVABLE, Rule

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_FENCE = re.compile(r"`{3,}|~{3,}")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")


def rule_rows(rules: Iterable[Rule]) -> list[tuple[str, str, str, str]]:
    """Return name, default severity, whether it may be waived, and summary of each rule."""
    return [
        (one.name, one.severity.word, "yes" if _may_waive(one) else "no", plain(one.summary))
        for one in rules
    ]


def rule_page(one: Rule) -> str:
    """Return all that is documented of a rule."""
    waived = "may be waived" if _may_waive(one) else "may not be waived"
    head = f"{one.name} ({one.severity.word} by default, {waived})"
    return f"{head}\n\n{plain(one.documentation)}\n"


def rules_json(rules: Iterable[Rule]) -> str:
    """Return the rules as JSON, their documentation in Markdown."""
    return json_text([_fields(one) for one in rules])


def plain(markdown: str) -> str:
    """Return Markdown as plain text."""
    return "\n".join(_plain_lines(markdown))


def _plain_lines(markdown: str) -> Iterator[str]:
    fence, prose = "", list[str]()
    for line in markdown.split("\n"):
        match = _FENCE.match(line)
        if not fence and match:
            if prose:
                yield _prose("\n".join(prose))
            fence, prose = match[0], []
        elif fence and line.rstrip() == fence:
            fence = ""
        elif fence:
            yield f"    {line}".rstrip()
        else:
            prose.append(line)
    if prose:
        yield _prose("\n".join(prose))


def _prose(text: str) -> str:
    """Return text without emphasis and link targets; code is left alone but for its backticks."""
    parts, at = [], 0
    for match in _CODE.finditer(text):
        parts += [_unstyled(text[at : match.start()]), _code(match[2])]
        at = match.end()
    return "".join((*parts, _unstyled(text[at:])))


def _unstyled(text: str) -> str:
    return re.sub(r"\*+", "", _LINK.sub(r"\1", text))


def _code(text: str) -> str:
    # `` `x` `` has blanks that only keep the backticks apart.
    padded = text.startswith(" ") and text.endswith(" ") and text.strip()
    return text[1:-1] if padded else text


def _fields(one: Rule) -> dict[str, Any]:
    return {
        "name": one.name,
        "severity": one.severity.word,
        "waivable": _may_waive(one),
        "summary": one.summary,
        "documentation": one.documentation,
    }


def _may_waive(one: Rule) -> bool:
    return one.name not in NEVER_WAIVABLE
