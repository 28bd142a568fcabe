"""A waiver waives nothing."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Document, Ruling, Severity, Waiver
from builder_ext.rules.engine import may_waive, source_waiver, split_keys
from builder_ext.rules.policy import nearest, rule_names
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="waivers")
def unused_waiver(case: Case) -> Iterator[Issue]:
    """A waiver waives nothing, has no reason, or names no rule.

    **Why.** A waiver is a promise to the reader that somebody looked and had a reason. One that
    no longer waives anything hides the next fault of that kind.

    **Example.**

    ```markdown
    The envoy left {cite:p}`rivera2020,okafor2020`. {waive}`single-outlet: only Rivera was there`
    ```

    **Instead.** Remove it, or give a rule and a reason: `` {waive}`rule: reason` ``. For sources:
    `briefcheck_waivers = {"incomplete-source": {"rivera2020": "the print edition has no date"}}`.
    """
    for document in case.documents:
        yield from _in_document(document, case)
    yield from _configured(case)


def _in_document(document: Document, case: Case) -> Iterator[Issue]:
    fired = {(f.ident, f.rule) for f in case.findings if f.waived is not None}
    for ruling in case.rulings_of[document.docname]:
        for waiver in ruling.statement.waivers:
            fault = _fault(waiver, case) or _idle(waiver, ruling, fired)
            if fault:
                yield Issue(fault, place=waiver.place, docname=document.docname)
    for waiver in document.waivers:
        yield Issue(
            "the waiver stands at no statement; put it into the sentence that it is for",
            place=waiver.place,
            docname=document.docname,
        )


def _fault(waiver: Waiver, case: Case) -> str | None:
    if waiver.rule not in rule_names():
        hint = nearest(waiver.rule, rule_names())
        return f"the waiver names no rule: {waiver.rule!r}{hint}; write {{waive}}`rule: reason`"
    if not waiver.reason:
        return (
            f"the waiver of {waiver.rule!r} has no reason; write {{waive}}`{waiver.rule}: reason`"
        )
    if not may_waive(waiver.rule, case.policy):
        return f"{waiver.rule!r} cannot be waived; mend what it reports"
    return None


def _idle(waiver: Waiver, ruling: Ruling, fired: set[tuple[str, str]]) -> str | None:
    if (ruling.ident, waiver.rule) in fired:
        return None
    return f"the waiver of {waiver.rule!r} waives nothing here; remove it"


def _configured(case: Case) -> Iterator[Issue]:
    waived = {(f.rule, tuple(sorted(f.sources))) for f in case.findings if f.waived is not None}
    for name, by_keys in case.policy.waivers.items():
        for listed in by_keys:
            keys = tuple(sorted(split_keys(listed)))
            if (name, keys) not in waived or not source_waiver(name, keys, case.policy):
                yield Issue(
                    f"briefcheck_waivers[{name!r}][{listed!r}] waives nothing; remove it",
                    sources=keys,
                )
