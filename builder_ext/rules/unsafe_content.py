"""Something would reach out of the project, and was refused."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def unsafe_content(case: Case) -> Iterator[Issue]:
    """A snapshot is a symbolic link, or lies behind one: it is refused.

    **Why.** A link can lead out of the project, to a file that nobody meant to compare with or to
    show. What was refused is not read; the statements that cite it are `unchecked`.

    **Example.** `briefings/sources/rivera2020.txt` is a link to a file in somebody's home folder.

    **Instead.** Copy the text: `briefcheck sources add FILE --key rivera2020 --force`.
    """
    for problem in case.articles.problems:
        if problem.kind == "symlink":
            yield Issue(
                f"the text of {problem.key} is refused: {problem.why}",
                place=case.library.sources[problem.key].place,
                sources=(problem.key,),
            )
