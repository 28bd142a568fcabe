"""More of the statements are exempt than the project allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder_ext.model import Place, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.ERROR, scope="case")
def too_many_exempt(case: Case) -> Iterator[Issue]:
    """The share of exempt statements is above `briefcheck_max_exempt`.

    **Why.** Marks are trusted. A briefing that is mostly marked is mostly unchecked; a team that
    wants a limit can set one. Said once, at the document with the highest share.

    **Example.** `briefcheck_max_exempt = 0.3`, and 40 of 100 statements are marked.

    **Instead.** Cite what can be cited, or raise the limit.
    """
    limit, total = case.policy.max_exempt, len(case.rulings)
    exempt = Counter(r.statement.docname for r in case.rulings if not r.factual)
    if limit is None or not total or sum(exempt.values()) <= limit * total:
        return
    sizes = Counter(r.statement.docname for r in case.rulings)
    worst = max(case.documents, key=lambda d: exempt[d.docname] / (sizes[d.docname] or 1))
    yield Issue(
        f"{sum(exempt.values())} of {total} statements are exempt, "
        f"{sum(exempt.values()) / total:.0%}; briefcheck_max_exempt allows {limit:.0%}",
        place=Place(worst.path),
        docname=worst.docname,
    )
