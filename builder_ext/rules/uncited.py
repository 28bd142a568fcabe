"""A factual statement has no citation."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.names import proper_names
from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule
from builder_ext.rules.wording import short


@rule(Severity.ERROR)
def uncited(ruling: Ruling, case: Case) -> Iterator[str]:
    """A factual statement has no citation.

    **Why.** A reader can check only what names its source. Every sentence, table row and block
    quote counts for itself: a citation in the sentence before does not reach it.

    **Example.**

    ```markdown
    Rockets hit the base on 27 December. One contractor died {cite:p}`rivera2020`.
    ```

    The first sentence is uncited.

    **Instead.** Cite the source inside of the sentence, or right after its full stop:
    `` Rockets hit the base on 27 December {cite:p}`rivera2020{para. 3}`. `` A judgment of your own
    is no fact: mark it, `[We judge that …]{.assessment}`.
    """
    if ruling.factual and not ruling.cited and not _reported_as_unknown(ruling, case):
        yield f"no source is cited{_checkable(ruling)}; {_suggestion(ruling, case) or _advice(ruling)}"


def _reported_as_unknown(ruling: Ruling, case: Case) -> bool:
    """Whether another rule stands for it: `broken-bibliography`, or `unknown-source` if that is on."""
    statement = ruling.statement
    if case.library.broken_keys & set(statement.keys):
        return True
    is_on = case.policy.severity.get("unknown-source") is not Severity.OFF
    return is_on and bool(statement.citations or statement.bad_citations)


def _checkable(ruling: Ruling) -> str:
    statement = ruling.statement
    parts = [f"the value {value!r}" for value in statement.values[:2]]
    parts += [f"the quotation “{short(quoted)}”" for quoted in statement.quotations[:1]]
    parts += [f"the name {name!r}" for name in proper_names(statement.text)[:1] if len(parts) < 2]
    return " for " + ", ".join(parts) if parts else ""


def _suggestion(ruling: Ruling, case: Case) -> str:
    """Return the nearest passage of the library with a citation that is ready to be pasted."""
    if ruling.statement.part_marked or ruling.statement.text.endswith(":"):
        return ""
    hit = case.nearest_in_library(ruling)
    if hit is None:
        return ""
    ready = f"{{cite:p}}`{hit.key}{{para. {hit.paragraph}}}`"
    return f"the nearest passage is {hit.key} ¶ {hit.paragraph}: if it says so, {ready}"


def _advice(ruling: Ruling) -> str:
    if ruling.statement.part_marked:
        return "the mark covers only a part of the sentence: mark all of it, or cite"
    if ruling.statement.shape == "row":
        return "cite in a cell of the row or in the caption: {cite:p}`key{para. 4}`"
    if ruling.statement.text.endswith(":"):
        return "cite in it, or in every item of the list that it leads in"
    return (
        "cite in the sentence: {cite:p}`key{para. 4}`; "
        "what is no fact is marked: {.assessment}, {.gap}, {.about}"
    )
