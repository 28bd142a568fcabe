"""A sentence speaks as a judgment and is not marked as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule
from builder_ext.statements.kinds import outside_quotations

_JUDGES = re.compile(
    r"\b(?:[Ww]e|[Oo]ur (?:analysts|team|desk)|[Tt]he authors? of this \w+|[Tt]his (?:briefing|paper|note))"
    r"\s(?:also\s|therefore\s|still\s|further\s|do not\s|cannot\s|can\s|now\s)?"
    r"(?:assess|judge|believe|think|consider|estimate|expect|suspect|doubt|conclude|assume)(?:es|s)?\b"
    r"|\b[Ii]n our (?:own )?(?:view|judge?ment|assessment|opinion|estimate|estimation)\b"
    r"|\b[Oo]ur (?:own )?(?:view|judge?ment|assessment|opinion|estimate) is\b"
    r"|\b[Ii]t is our (?:own )?(?:view|judge?ment|assessment|opinion)\b"
)


@rule(Severity.NOTE)
def unmarked_assessment(ruling: Ruling, case: Case) -> Iterator[str]:
    """A sentence says "we assess", "we judge", "in our view" … and has no mark.

    **Why.** Readers must see where facts end and judgment begins; the mark is what shows them.

    **Example.**

    ```markdown
    We judge that the truce will not hold {cite:p}`rivera2020`.
    ```

    **Instead.** `[We judge that the truce will not hold.]{.assessment}`
    """
    found = speaks_as_judge(ruling.statement.text)
    if found and not ruling.marked:
        yield f"{found!r} speaks as a judgment; mark the sentence: [ … ]{{.assessment}}"


def speaks_as_judge(text: str) -> str | None:
    """Return the words with which a text judges in its own name, None where it does not."""
    match = _JUDGES.search(outside_quotations(text))
    return match.group() if match else None
