"""A block holds nothing but citations."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.misplaced_mark import case_mishaps
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="case")
def stray_citation(case: Case) -> Iterator[Issue]:
    """A block of nothing but citations covers no statement.

    **Why.** A list of sources after a paragraph does not say which of them carries which
    sentence, so it counts for none.

    **Example.**

    ```markdown
    The base was hit. Nobody was hurt.

    {cite:p}`rivera2020,okafor2020`
    ```

    **Instead.** Put each citation into its sentence, or wrap the one paragraph in `{sourced}`.
    """
    return case_mishaps("stray-citation", case)
