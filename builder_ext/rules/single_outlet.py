"""A cited statement rests on fewer independent outlets than the project asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder_ext.model import Comparison, Ruling, Severity, Source
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING)
def single_outlet(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A cited statement rests on fewer independent outlets than `briefcheck_min_outlets` (2).

    **Why.** What one outlet alone reports may be true, and may be its mistake. Outlets are counted
    by origin: a reprint, a translation or a wire copy counts as the outlet that reported first
    (`origpublisher`), so two keys can be one origin. It is a *note* where the sentence says whose
    report it is: names the only origin or its author as reporting it, or cites with `{cite:t}`.
    Where texts or the lock are at hand, a source counts for a statement only if it has each of its
    quotations, numbers and dates: a second key that does not say it does not help. A statement
    without any of these counts by its keys; a *note* names the key whose text has few of its words.

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
    if ruling.corroboration < wanted and not _another_rule_stands_for_it(ruling, case):
        severity = Severity.NOTE if _attributed(ruling, case) else None
        padded = ruling.weakest is not None
        yield Issue(_message(ruling, case, severity), severity=severity, padded=padded)
    elif _is_padded(ruling, case):
        yield Issue(_of_thin(ruling), sources=ruling.thin, severity=Severity.NOTE, padded=True)


def _another_rule_stands_for_it(ruling: Ruling, case: Case) -> bool:
    """Whether nothing carries a part, and the rule on such a part is on."""
    return any(
        part.refuted and case.severity_of(rule_name) is not Severity.OFF
        for part in ruling.comparisons
        for type_, rule_name in (("quotation", "misquote"), ("value", "unsupported-value"))
        if part.type == type_
    )


def _is_padded(ruling: Ruling, case: Case) -> bool:
    """Whether too few outlets are left without the texts that have little of the statement."""
    left = [source for source in ruling.sources if source.key not in ruling.thin]
    return bool(ruling.thin) and case.names.corroboration(left) < case.policy.min_outlets


def _of_thin(ruling: Ruling) -> str:
    keys = " and ".join(ruling.thin)
    have, them = ("have", "they say") if len(ruling.thin) > 1 else ("has", "it says")
    others = ", ".join(s.key for s in ruling.sources if s.key not in ruling.thin)
    return (
        f"{keys} {have} little of this, {others} more; see whether {them} so, or leave the key out"
    )


def _attributed(ruling: Ruling, case: Case) -> bool:
    """Whether the sentence says whose report it is: the only origin that carries it."""
    if ruling.corroboration != 1:
        return False
    keys, said = {source.key for source in ruling.carriers}, ruling.statement
    textual = any(c.textual and c.own and c.key in keys for c in said.citations)
    return textual or any(case.naming.credits_origin(said, source) for source in ruling.carriers)


def _message(ruling: Ruling, case: Case, lowered: Severity | None) -> str:
    told = (
        "; the sentence says so"
        if lowered
        else "; cite another outlet that says so, or name it in the sentence"
    )
    if ruling.weakest is not None:
        return _of_part(ruling, ruling.weakest, case) + told
    wanted, who = case.policy.min_outlets, " and ".join(ruling.origins)
    if ruling.corroboration == 0:
        keys = ", ".join(source.key for source in ruling.sources)
        return f"no cited source names its outlet ({keys}), so none counts; add the outlet to the entry"
    if ruling.corroboration > 1:
        return (
            f"rests on {ruling.corroboration} independent outlets ({who}); {wanted} are asked for"
        )
    return f"rests on one outlet, {who}{_why_one(ruling.sources)}{told}"


def _why_one(sources: Sequence[Source]) -> str:
    """Return why several sources are one outlet; empty for a single one."""
    nameless = [source.key for source in sources if not source.outlet]
    named = len(sources) - len(nameless)
    same = f"its {named} sources have one origin" if named > 1 else ""
    lacking = f"no outlet is given for {', '.join(nameless)}" if nameless else ""
    why = "; ".join(part for part in (same, lacking) if part)
    return f" ({why})" if why else ""


def _of_part(ruling: Ruling, weakest: Comparison, case: Case) -> str:
    cited = case.names.corroboration(ruling.sources)
    who = " and ".join(ruling.rests_on) if ruling.carriers else ""
    part = f"“{weakest.part}”" if weakest.type == "quotation" else repr(weakest.part)
    without = ", ".join(v.key for v in weakest.verdicts if v.carried is False)
    unseen = ", ".join(v.key for v in weakest.verdicts if v.carried is None)
    if unseen:
        return (
            f"cites {cited} outlets, but {part} is not in {without}, and {unseen} was not looked up"
        )
    has = f"only {who} has {part}" if who else f"none has {part}"
    return f"cites {cited} outlets, but {has} (not in {without})"
