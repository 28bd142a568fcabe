"""A proper name is in no cited source."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Comparison, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING)
def unsupported_name(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A proper name is in no cited source.

    **Why.** A name that the source does not have is a slip, or a claim about somebody whom the
    source does not speak of. Possessives, accents, ranks and initials do not matter, a country and
    its people are the same ("Iran", "Iranian"), and `briefcheck_names` gives other spellings. It is
    a *note* where a name one edit away is in the source.

    **Example.** The article speaks of the harbor master, Ben Okafor:

    ```markdown
    Lina Haddad closed the pier {cite:p}`rivera2020`.
    ```

    **Instead.** Correct the name, cite the source that has it, or add the spelling:
    `briefcheck_names = {"Qassem Soleimani": ["Qassim Suleimani"]}`.
    """
    for part in ruling.comparisons:
        if part.type == "name" and part.refuted:
            keys = ", ".join(verdict.key for verdict in part.verdicts)
            near = any(verdict.how == "near" for verdict in part.verdicts)
            hint = _nearest(part) if near else "; correct it, or cite a source that has it"
            severity = Severity.NOTE if near else None
            said = f"the name {part.part!r} is not in {keys}"
            wordless = f"{said}{_nearest(part, wordless=True)}" if near else ""
            yield Issue(f"{said}{hint}", severity=severity, wordless=wordless)


def _nearest(part: Comparison, wordless: bool = False) -> str:
    found = (verdict.detail for verdict in part.verdicts if verdict.detail and not wordless)
    spelled = next(found, "")
    if not spelled:
        return ", which has one spelled nearly so; add the spelling to briefcheck_names"
    return f", which has {spelled!r}: if they are one, briefcheck_names = {{{part.part!r}: [{spelled!r}]}}"
