"""A sentence credits the outlet that reprinted a report, not the one that made it."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity, Source
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING)
def credits_reprint(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """The sentence names as reporting it only the outlet that reprinted it.

    **Why.** A reprint did not find out what it prints. Crediting it hides whose word the reader
    is asked to trust, and makes one report look like two.

    **Example.** Of an entry with `journaltitle = {Lakeside Mirror}` and
    `origpublisher = {The Harbor Post}`:

    ```markdown
    The Lakeside Mirror reported that the envoy left in secret {cite:p}`rivera2020`.
    ```

    **Instead.** Name the origin, alone or too: "The Harbor Post reported …".
    """
    said = ruling.statement
    for source in ruling.sources:
        if not _reprint(source, case) or not case.naming.credits_outlet(said, source):
            continue
        copies = (one for one in ruling.sources if one.origins == source.origins)
        if not any(case.naming.credits_origin(said, one) for one in copies):
            yield Issue(_message(source), sources=(source.key,))


def _reprint(source: Source, case: Case) -> bool:
    if source.outlet is None or not source.reprinted:
        return False
    own = case.names.identity(source.outlet)
    return all(case.names.identity(origin) != own for origin in source.origins)


def _message(source: Source) -> str:
    return (
        f"{source.outlet} reprinted this; first reported by {source.origin}: "
        f"name {source.origin} as reporting it"
    )
