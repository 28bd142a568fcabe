"""Evidence was wanted, and nothing at hand can give it."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.comparing import COUNTED
from builder_ext.model import Comparison, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.rules.wording import named


@rule(Severity.WARNING)
def unchecked(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A quotation, number or date could not be looked up in a cited source.

    **Why.** Not checked is not passed. There is no snapshot of the source's text, and no record in
    `references.lock` that somebody compared these very words with it; or the source gives a relative
    date ("last Friday") and its entry no date to reckon from. It is a *note*, and a *warning* for a
    quotation that no other cited source is known to hold. A statement that is unchecked is counted
    as corroborated in no total.

    **Example.** A quotation is edited in a clone that has no snapshots: its record no longer fits.

    **Instead.** Save the text (`briefcheck sources add FILE --key KEY`), and where it may not be
    passed on, record what it says: `briefcheck sources lock`.
    """
    parts = [part for part in ruling.comparisons if part.type in COUNTED]
    unseen = [p for p in parts if any(v.how == "unseen" for v in p.verdicts)]
    unresolved = [p for p in parts if any(v.how == "unresolved" for v in p.verdicts)]
    if unseen:
        severity = None if any(map(_unheard, unseen)) else Severity.NOTE
        yield Issue(_unseen(unseen, case), severity=severity)
    if unresolved:
        yield Issue(_unresolved(unresolved), severity=Severity.NOTE)


def _unheard(part: Comparison) -> bool:
    return part.type == "quotation" and not part.carriers


def _unseen(parts: list[Comparison], case: Case) -> str:
    keys = list(dict.fromkeys(v.key for p in parts for v in p.verdicts if v.how == "unseen"))
    listed = ", ".join(named(part) for part in parts[:3]) + (" …" if len(parts) > 3 else "")
    if case.policy.evidence == "snapshot":
        why = "no text is at hand"
    elif any(key in case.lock.sources for key in keys):
        why = "no text is at hand, and the lock has no record of these words"
    else:
        why = "neither text nor lock record is at hand"
    return f"not looked up in {', '.join(keys)}: {listed}; {why}"


def _unresolved(parts: list[Comparison]) -> str:
    listed = ", ".join(named(part) for part in parts[:3])
    keys = list(dict.fromkeys(v.key for p in parts for v in p.verdicts if v.how == "unresolved"))
    return f"cannot be told: {listed}: {', '.join(keys)} has a relative date and nothing to reckon it from"
