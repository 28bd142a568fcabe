"""A number, date or amount is in no cited source."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING)
def unsupported_value(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A number, date, percentage or amount of money is in no cited source.

    **Why.** Figures are what gets repeated, and what is mistyped most easily. They are compared in a
    normal form: `Dec. 27` and `27 December 2019`, `five` and `5`, `$1.5 bn` and `1.5 billion dollars`
    are the same. A source's "on Friday" is resolved by the date of its entry. What can't be resolved
    is `unchecked`, and not a fault.

    **Example.** The article says that 25 fighters died:

    ```markdown
    The raids killed 52 fighters {cite:p}`rivera2020{para. 9}`.
    ```

    **Instead.** Give the figure of the source, or cite the source that has yours.
    """
    for part in ruling.comparisons:
        if part.type == "value" and part.refuted:
            keys = ", ".join(verdict.key for verdict in part.verdicts)
            hint = case.nearest_passage(ruling, part.verdicts[0].key)
            yield Issue(
                f"{part.part!r} is not in {keys}{hint}; give the source's figure, or cite one that has it",
                at_least=case.severity_of("single-outlet"),
            )
