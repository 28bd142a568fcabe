"""A part of a briefing was not read, so that nothing in it was checked."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.misplaced_mark import case_mishaps
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def unread_text(case: Case) -> Iterator[Issue]:
    """A part of a checked document was not read as text, so nothing in it was checked.

    **Why.** What nobody looked at must not pass. A directive with a mistyped name, an include that
    fails and a fence that is never closed make text vanish, or turn prose into code or into a
    judgment, without a word on the page. So does a briefing that cannot be opened, that is no UTF-8, or
    whose ending is not one that is read.

    **Example.**

    ```markdown
    ::: {asessment}
    The truce will not hold.

    ## What happened

    The base was hit.
    ```

    **Instead.** Correct the name, and close every fence with as many colons or backticks as opened
    it.
    """
    return case_mishaps("unread-text", case)
