"""The lock lacks records that a document needs, or has some that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Place, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE, scope="case")
def unlocked_evidence(case: Case) -> Iterator[Issue]:
    """`references.lock` lacks records that statements need, or has records that none needs.

    **Why.** Who has no snapshots, CI above all, sees what the lock records and nothing else. Said
    once a document. A *note*, and an *error* where `briefcheck_locked` is set.

    **Example.** A number was changed in a briefing, and the lock not written since.

    **Instead.** `briefcheck sources lock`, and commit `references.lock` with the briefing.
    """
    at_least = Severity.ERROR if case.policy.locked else None
    for document in case.documents:
        lacking = [r for r in case.rulings_of[document.docname] if any(case.unrecorded(r))]
        if lacking:
            yield Issue(
                _lacking(lacking, case),
                place=lacking[0].statement.place,
                sources=(),
                docname=document.docname,
                at_least=at_least,
            )
    left = case.left_over
    if left:
        yield Issue(
            f"the lock has {_count(len(left), 'record')} that no statement needs; "
            "run `briefcheck sources lock`",
            place=Place(case.lock_path),
            sources=tuple(sorted({name[2] for name in left})),
            at_least=at_least,
        )


def _lacking(rulings: list[Ruling], case: Case) -> str:
    example = "" if case.lock.path else " (there is no lock yet)"
    return (
        f"the evidence of {_count(len(rulings), 'statement')} is not in the lock{example}; "
        "run `briefcheck sources lock` where the texts are at hand"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
