"""One ``{sourced}`` covers more than one block."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.misplaced_mark import case_mishaps
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="case")
def blanket_citation(case: Case) -> Iterator[Issue]:
    """A `{sourced}` directive holds more than one block.

    **Why.** It says that every sentence in it comes from its sources. Over one paragraph, list,
    table or block quote a reader can check that; over half a page it is a blanket.

    **Example.**

    ```markdown
    :::{sourced} rivera2020{para. 3}
    The base was hit.

    Nobody was hurt.
    :::
    ```

    **Instead.** One `{sourced}` a block, or citations in the sentences.
    """
    return case_mishaps("blanket-citation", case)
