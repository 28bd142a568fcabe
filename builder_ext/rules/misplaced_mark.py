"""A mark took no effect."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def misplaced_mark(case: Case) -> Iterator[Issue]:
    """A mark stands on a heading or section, or took no effect.

    **Why.** An author who writes `{.assessment}` believes that the reader will see it. On a
    heading, at the end of a paragraph, above a figure, or misspelled, it does nothing: the text
    is shown and checked as fact.

    **Example.**

    ```markdown
    {.assessment}
    ## Outlook

    The truce will not hold. {.assessment}
    ```

    **Instead.** On a span, `[The truce will not hold.]{.assessment}`; on a line of its own right
    above a paragraph, list, table or block quote; or `:::{assessment}` around several blocks.
    """
    return case_mishaps("misplaced-mark", case)


def case_mishaps(name: str, case: Case) -> Iterator[Issue]:
    """Yield what the readers of the documents noted down for a rule."""
    for document in case.documents:
        for mishap in document.mishaps:
            if mishap.rule == name:
                yield Issue(
                    mishap.detail,
                    place=mishap.place,
                    sources=mishap.keys,
                    docname=document.docname,
                    at_least=Severity.ERROR if mishap.grave else None,
                )
    for mishap in case.unread:
        if mishap.rule == name:
            yield Issue(mishap.detail, place=mishap.place)
