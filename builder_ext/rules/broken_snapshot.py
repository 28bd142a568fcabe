"""A source's text is there and cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def broken_snapshot(case: Case) -> Iterator[Issue]:
    """A snapshot cannot be read: it is not UTF-8, too large, or no plain file.

    **Why.** A text that is there and is not read would look as if it had been checked. The
    statements that cite it are `unchecked`.

    **Example.** A PDF was saved as `briefings/sources/rivera2020.txt`.

    **Instead.** Save the text itself, as UTF-8: `briefcheck sources add FILE --key rivera2020 --force`.
    """
    for problem in case.snapshot_problems:
        if problem.kind == "symlink":
            continue  # The rule unsafe-content says so.
        source = case.library.sources[problem.key]
        yield Issue(
            f"the text of {problem.key} is not read: {problem.why}",
            place=source.place,
            sources=(problem.key,),
        )
