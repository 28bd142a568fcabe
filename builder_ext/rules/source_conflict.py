"""Two cited sources give different values for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE)
def source_conflict(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """Two cited sources give different values for what the statement says.

    **Why.** Where sources disagree a reader should be told, and not be given one side as if both
    said so. The passage nearest to the statement has the statement's value in one source, and
    another value of the same sort in the other.

    **Example.** One article dates the flood to 3 March, the other to 5 March:

    ```markdown
    The flood came on 3 March {cite:p}`rivera2020,okafor2020`.
    ```

    **Instead.** Give both: "on 3 March by one account, on 5 March by another", each with its
    citation.
    """
    for part in ruling.comparisons:
        if part.type != "value":
            continue
        for verdict in part.verdicts:
            if verdict.how == "differs" and part.carriers:
                other = f" ({verdict.detail!r})" if verdict.detail else ""
                where = f" ¶ {verdict.paragraphs[0]}" if verdict.paragraphs else ""
                said = f"{part.carriers[0]} has {part.part!r}, {verdict.key}{where} another value"
                yield Issue(
                    f"{said}{other}; say that the sources differ",
                    sources=(part.carriers[0], verdict.key),
                    wordless=f"{said}; say that the sources differ",
                )
