"""An assessment stands where nothing cited supports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder_ext.model import Document, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE, scope="case")
def baseless_assessment(case: Case) -> Iterator[Issue]:
    """An assessment has no cited statement in its section, nor in one that it links to.

    **Why.** A judgment is worth what it rests on, and the reader should find that near it. A
    section includes its subsections. Key judgments that stand before the first cited statement
    rest on the whole document. Said once for a marked block.

    **Example.**

    ```markdown
    ## Outlook

    [We judge that the truce will not hold.]{.assessment}
    ```

    **Instead.** Give the facts in the section, or link to where they are:
    `[We judge, from the [chronology](#chronology), that …]{.assessment}`.
    """
    for document in case.documents:
        rulings = case.rulings_of[document.docname]
        seen: set[int] = set()
        first = next((n for n, r in enumerate(rulings) if r.cited), None)
        for n, ruling in enumerate(rulings):
            if ruling.kind != "assessment" or ruling.statement.marked_block in seen:
                continue
            early = first is None or n < first
            if (first is None) if early else not _based(ruling, rulings, document):
                seen.add(ruling.statement.marked_block)
                yield Issue(_message(first is None), ruling=ruling, sources=())


def _based(ruling: Ruling, rulings: Sequence[Ruling], document: Document) -> bool:
    own = ruling.statement.section
    linked = {s.path for s in document.sections if set(s.names) & set(ruling.statement.links)}
    return any(
        other.cited and _within(other.statement.section, path)
        for other in rulings
        for path in (own, *linked)
    )


def _within(section: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    return section[: len(outer)] == outer


def _message(empty: bool) -> str:
    where = "this document" if empty else "its section, nor one that it links to,"
    return (
        f"the assessment rests on nothing: {where} has no cited statement; "
        "add the facts, or link to the section that has them"
    )
