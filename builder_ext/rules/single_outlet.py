"""A cited statement rests on fewer independent outlets than the project asks for."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING)
def single_outlet(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A cited statement rests on fewer independent outlets than `briefcheck_min_outlets` (2).

    **Why.** What one outlet alone reports may be true, and may be its mistake. Outlets are counted
    by origin: a reprint, a translation or a wire copy counts as the outlet that reported first
    (`origpublisher`), so two keys can be one origin. It is a *note* where the sentence says whose
    report it is: names the only origin or its author as reporting it, or cites with `{cite:t}`.

    **Example.**

    ```markdown
    The envoy left in secret {cite:p}`rivera2020`.
    ```

    **Instead.** Cite a source of another origin that says so too, or tell the reader:
    `` The Harbor Post reports that the envoy left in secret {cite:p}`rivera2020`. ``
    """
    statement, wanted = ruling.statement, case.policy.min_outlets
    if not ruling.cited or statement.items_only or not (ruling.factual or ruling.marked):
        return
    if case.library.broken_keys & set(statement.keys):
        return  # What the broken entry would add is not known; its fault is reported there.
    if ruling.corroboration < wanted:
        severity = Severity.NOTE if _attributed(ruling, case) else None
        yield Issue(_message(ruling, case, severity is not None), severity=severity)


def _attributed(ruling: Ruling, case: Case) -> bool:
    if ruling.corroboration != 1:
        return False
    textual = any(c.textual and c.own for c in ruling.statement.citations)
    said = ruling.statement
    return textual or any(case.naming.credits_origin(said, s) for s in ruling.sources)


def _message(ruling: Ruling, case: Case, attributed: bool) -> str:
    wanted = case.policy.min_outlets
    if ruling.corroboration == 0:
        keys = ", ".join(source.key for source in ruling.sources)
        return f"no cited source names its outlet ({keys}), so none counts; add the outlet to the entry"
    who = " and ".join(ruling.origins)
    if ruling.corroboration > 1:
        return (
            f"rests on {ruling.corroboration} independent outlets ({who}); {wanted} are asked for"
        )
    told = (
        ", and says so"
        if attributed
        else "; cite another outlet that says so, or name it in the sentence"
    )
    several = len(ruling.sources) > 1
    reprint = f": its {len(ruling.sources)} sources have one origin" if several else ""
    return f"rests on one outlet, {who}{reprint}{told}"
