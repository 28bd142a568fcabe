"""A source is never cited."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE, scope="case")
def unused_source(case: Case) -> Iterator[Issue]:
    """An entry of the bibliography is never cited.

    **Why.** It may be a leftover, or a source that the briefing forgot to weigh.

    **Example.** `@article{okafor2020, ...}`, and no document cites `okafor2020`.

    **Instead.** Cite it, remove it, or switch the rule off for a library that many share:
    `briefcheck_severity = {"unused-source": "off"}`.
    """
    for source in case.library.sources.values():
        if source.key not in case.cited_keys:
            yield Issue(f"{source.key!r} is never cited", place=source.place, sources=(source.key,))
