"""The lock file has lines that are no records."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Place, Severity
from builder_ext.rules.registry import Case, Issue, rule

_MOST = 20
"""So many broken lines are named; of more only the number is told."""


@rule(Severity.ERROR, scope="case")
def broken_lock(case: Case) -> Iterator[Issue]:
    """A line of `references.lock` is no record, or contradicts another one.

    **Why.** A lock that was merged by hand, or cut off, no longer says what was found. The records
    that can be read are used.

    **Example.** Two branches each wrote the lock, and the marks of the merge were left in it.

    **Instead.** Run `briefcheck sources lock` where the texts are at hand.
    """
    problems = case.lock.problems
    shown = problems[:_MOST]
    for number, problem in enumerate(shown, start=1):
        more = len(problems) - len(shown) if number == len(shown) else 0
        others = f", and {more} more lines" if more else ""
        yield Issue(
            f"line {problem.line} {problem.why}{others}",
            place=Place(case.lock_path, problem.line, 1, problem.line),
        )
