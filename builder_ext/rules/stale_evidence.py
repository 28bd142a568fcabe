"""A record of the lock contradicts the text at hand."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR)
def stale_evidence(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A record in `references.lock` contradicts the text at hand.

    **Why.** The text decides; a record that says otherwise would mislead everybody who has no
    text. It was made from another text, or edited by hand.

    **Example.** The lock records a number as carried, and the snapshot does not have it.

    **Instead.** Run `briefcheck sources lock`, and look at what it changes.
    """
    wrong = list(dict.fromkeys(case.contradicted(ruling)))
    if wrong:
        named = ", ".join(f"{part!r} in {key}" for part, key in wrong[:3])
        yield Issue(
            f"the lock contradicts the text: {named}; run `briefcheck sources lock`",
            sources=tuple(dict.fromkeys(key for _, key in wrong)),
        )
