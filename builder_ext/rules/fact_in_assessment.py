"""A marked sentence holds something that a source would have to carry."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.names import reporting_with_name
from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule
from builder_ext.statements.kinds import fold_title


@rule(Severity.WARNING)
def fact_in_assessment(ruling: Ruling, case: Case) -> Iterator[str]:
    """An exempt mark holds a value, a quotation or a reported saying, without a citation.

    **Why.** A mark says "this is our judgment". Numbers, dates, quotations and what somebody said
    are not: under the mark they would escape the check. Under `about`, which speaks of the
    document itself, only a quotation counts. A stated probability ("60–70 percent") is part of
    an assessment.

    **Example.**

    ```markdown
    [We judge that the 25 deaths made a reply certain.]{.assessment}
    ```

    **Instead.** Cite the fact where it stands, or move it into a cited sentence of its own:
    `` [We judge that the 25 deaths {cite:p}`rivera2020` made a reply certain.]{.assessment} ``
    """
    statement = ruling.statement
    if not ruling.marked or statement.citations or statement.bad_citations:
        return
    held = _held(ruling, case)
    if held:
        yield (
            f"the mark {ruling.kind!r} holds {held} without a citation; "
            "cite it, or move it into a cited sentence of its own"
        )


def _held(ruling: Ruling, case: Case) -> str | None:
    quoted = [q for q in ruling.statement.quotations if fold_title(q) not in case.titles]
    if quoted:
        return f"the quotation “{quoted[0]}”"
    if ruling.kind == "about":
        return None
    if ruling.statement.values:
        return f"the value {ruling.statement.values[0]!r}"
    name = reporting_with_name(ruling.statement.text)
    return f"what {name} is reported to have said" if name else None
