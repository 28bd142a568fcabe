"""``briefcheck explain``: which source carries which part of a statement, and where.

Limits of the format: passages are shown where the texts are at hand, and cut at about 200 characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from builder_ext.model import Audit, Comparison, Ruling, Verdict
from builder_ext.reports.escape import printable
from builder_ext.reports.text import cut

Passage = Callable[[str, int], str]
"""The text of a key's paragraph, empty where no text is at hand."""
Best = Callable[[Ruling, str], int | None]
"""The number of the paragraph of a key's text that is nearest to a statement."""
Nearest = Callable[[Ruling], tuple[str, int] | None]
"""The key and paragraph of the passage nearest to a statement in the whole library."""


@dataclass(frozen=True)
class Texts:
    """What explaining wants of the texts at hand."""

    passage: Passage
    best: Best
    nearest: Nearest


def rulings_at(audit: Audit, path: str, line: int) -> list[Ruling]:
    """Return the statements that stand on a line of a file, by place."""
    return [
        ruling
        for ruling in audit.rulings
        if ruling.statement.place.path == path
        and ruling.statement.place.line
        <= line
        <= max(ruling.statement.place.line, ruling.statement.place.end_line)
    ]


def explain(ruling: Ruling, audit: Audit, texts: Texts) -> str:
    """Return what is known of one statement, in lines for a terminal."""
    return "\n".join(printable(line) for line in _lines(ruling, audit, texts)) + "\n"


def _lines(ruling: Ruling, audit: Audit, texts: Texts) -> Iterator[str]:
    place = ruling.statement.place
    yield f"{place.path}:{place.line}:{place.column}"
    yield f"  {ruling.statement.text}"
    yield f"  {ruling.kind}: {ruling.reason}"
    if ruling.statement.citations:
        yield f"  {_rests(ruling)}"
    for source in ruling.sources:
        yield from _of_source(ruling, source.key, audit, texts)
    near = None if ruling.sources else texts.nearest(ruling)
    if near is not None:
        yield f"  nearest passage of the library: {near[0]} ¶ {near[1]}"
        yield f"    {_shown(texts.passage(*near))}"
        yield f"    ready to cite: {{cite:p}}`{near[0]}{{para. {near[1]}}}`"
    for finding in audit.findings:
        if finding.ident == ruling.ident:
            waived = f" (waived: {finding.waived})" if finding.waived is not None else ""
            yield f"  {finding.severity.word} {finding.rule}: {finding.message}{waived}"


def _rests(ruling: Ruling) -> str:
    basis = "what the texts carry" if ruling.basis == "parts" else "its keys: no quotation or value"
    assumed = ", some of it not looked up" if ruling.assumed else ""
    count = ruling.corroboration
    word = "origin" if count == 1 else "origins"
    who = f" ({' and '.join(ruling.rests_on)})" if count == 1 else ""
    return f"rests on {count} independent {word}{who}, by {basis}{assumed}"


def _of_source(ruling: Ruling, key: str, audit: Audit, texts: Texts) -> Iterator[str]:
    source = audit.library.sources[key]
    text = audit.texts.get(key)
    state = {None: "no text, no record", "snapshot": "text at hand", "lock": "by the lock"}
    yield f"  {key} ({source.origin or 'no outlet'}; {state[text.seen if text else None]})"
    told = [(part, v) for part in ruling.comparisons for v in part.verdicts if v.key == key]
    for part, verdict in told:
        if part.type == "words" and verdict.carried is not False:
            continue  # To have the words is not to say so.
        yield f"    {_verdict(part, verdict)}"
    shown = {v.paragraphs[0] for part, v in told if part.type != "name" and v.paragraphs}
    best = texts.best(ruling, key)
    for number in sorted(shown | ({best} if best else set())):
        words = texts.passage(key, number)
        if words:
            nearest = " (nearest passage)" if number == best else ""
            yield f"      ¶ {number}{nearest}: {_shown(words)}"


def _verdict(part: Comparison, verdict: Verdict) -> str:
    where = ", ".join(f"¶ {number}" for number in verdict.paragraphs[:4])
    if part.type == "words":
        return f"- {part.part}: little of them{f', nearest {where}' if where else ''}"
    if verdict.carried:
        return f"+ {part.type} {part.part!r}: {where or 'in the entry'}"
    if verdict.carried is None:
        return f"? {part.type} {part.part!r}: {verdict.how}"
    detail = f" {verdict.detail}" if verdict.detail else ""
    near = f", nearest {where}" if where else ""
    return f"- {part.type} {part.part!r}: {verdict.how or 'absent'}{near}{detail}"


def _shown(text: str) -> str:
    return cut(text, 200)
