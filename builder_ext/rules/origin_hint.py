"""A source's own text says that it comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="case")
def origin_hint(case: Case) -> Iterator[Issue]:
    """A snapshot says that it comes from elsewhere, and its entry names no `origpublisher`.

    **Why.** "Reprinted with permission from …" or "according to the …" at the head of a text tells
    that another outlet reported first: without `origpublisher` the copy would count as an outlet of
    its own. A *note* where the source is not cited.

    **Example.** The text ends: *This article first appeared in The Harbor Post.*

    **Instead.** `origpublisher = {The Harbor Post}` in the entry. Where the outlet is the origin all
    the same, `origpublisher` may repeat it.
    """
    for source in case.library.sources.values():
        if source.field("origpublisher"):
            continue
        found = case.hint_of(source)
        if found is not None:
            words = f" (“{found.words}”)" if found.words else ""
            yield Issue(
                f"the text of {source.key} says in ¶ {found.paragraph} that it comes from elsewhere{words}; "
                "name who reported first: origpublisher = {…}",
                severity=None if source.key in case.cited_keys else Severity.NOTE,
                place=source.place,
                sources=(source.key,),
            )
