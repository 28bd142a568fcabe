"""A field of the front matter that cannot be used as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.misplaced_mark import case_mishaps
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="case")
def front_matter(case: Case) -> Iterator[Issue]:
    """A field of the front matter is misspelled, or not written as it has to be.

    **Why.** Cover, banner and watermark are made of it: a draft whose `status` is misspelled goes
    out without the word *draft*, a classified page without its classification. So it is an *error* for
    `classification`, `distribution` and `status`.

    **Example.**

    ```markdown
    ---
    date: 21/3/2020
    clasification: for official use only
    ---
    ```

    **Instead.** `title`, `date` (YYYY-MM-DD), `authors`, `classification`, `distribution`, `summary`,
    `keywords`, and `status` (draft, review or final).
    """
    return case_mishaps("front-matter", case)
