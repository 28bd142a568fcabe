"""The locator names a paragraph that does not hold what is cited."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.locators import paragraphs_of
from builder_ext.model import Comparison, Ruling, Severity, Verdict
from builder_ext.rules.registry import Case, rule
from builder_ext.rules.wording import named


@rule(Severity.WARNING)
def wrong_locator(ruling: Ruling, case: Case) -> Iterator[str]:
    """The cited paragraph does not hold the quotation or value, and another one does.

    **Why.** Who follows the citation looks there first. Paragraphs are the non-blank lines of the
    snapshot, counted from 1. A date that the text gives elsewhere, as its context, is not asked for
    in the cited paragraph as long as that holds another part of the statement.

    **Example.** The words are in the ninth paragraph:

    ```markdown
    The envoy called it "a plain error of judgment" {cite:p}`rivera2020{para. 4}`.
    ```

    **Instead.** `` {cite:p}`rivera2020{para. 9}` ``
    """
    for key in ruling.statement.keys:
        located = _located(ruling, key)
        if located:
            yield from _wrong(ruling, key, located)


def _located(ruling: Ruling, key: str) -> frozenset[int]:
    """Return the paragraphs given for a key; none where one of its citations gives none."""
    given = [paragraphs_of(c.locator) for c in ruling.statement.citations if c.key == key]
    return frozenset().union(*given) if all(given) else frozenset()


def _wrong(ruling: Ruling, key: str, located: frozenset[int]) -> Iterator[str]:
    held = [
        (part, v) for part in ruling.comparisons for v in part.verdicts if _placed(part, v, key)
    ]
    missing = [(part, v) for part, v in held if not located & set(v.paragraphs)]
    anything_there = len(missing) < len(held)
    for part, verdict in missing:
        if not (anything_there and _is_context(part)):
            where = ", ".join(f"¶ {number}" for number in verdict.paragraphs[:4])
            yield (
                f"{named(part)} is not in ¶ {_listed(located)} of {key} but in {where}; "
                f"correct the locator: {key}{{para. {verdict.paragraphs[0]}}}"
            )


def _placed(part: Comparison, verdict: Verdict, key: str) -> bool:
    return (
        part.type in ("quotation", "value")
        and verdict.key == key
        and verdict.carried is True
        and bool(verdict.paragraphs)
    )


def _is_context(part: Comparison) -> bool:
    return part.type == "value"


def _listed(numbers: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
