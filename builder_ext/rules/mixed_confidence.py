"""Likelihood and confidence are mixed in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule
from builder_ext.rules.unmarked_assessment import speaks_as_judge
from builder_ext.statements.kinds import outside_quotations

_LIKELIHOOD = re.compile(
    r"\b(?:(?:very |highly |most |more |less |un)?likely|(?:very |highly )?unlikely|likelihood"
    r"|(?:very |highly )?(?:im)?probabl[ey]|almost certain(?:ly)?|nearly certain(?:ly)?"
    r"|(?:roughly )?even (?:chance|odds)|remote chance|almost no chance)\b",
    re.IGNORECASE,
)
_CONFIDENCE = re.compile(
    r"\b(?:(?:high|moderate|medium|low|great|some|little|full) (?:degree of )?confidence"
    r"|confidence is (?:high|moderate|medium|low)|(?:highly |fairly |less )?confident)\b",
    re.IGNORECASE,
)


@rule(Severity.NOTE)
def mixed_confidence(ruling: Ruling, case: Case) -> Iterator[str]:
    """One assessment sentence holds words of likelihood and words of confidence.

    **Why.** How likely something is and how sure the analyst is of that are two things. In one
    sentence readers take them for one (ICD 203, the US intelligence community's analytic
    standards, asks to keep them apart).

    **Example.**

    ```markdown
    [We judge with high confidence that a strike is likely.]{.assessment}
    ```

    **Instead.** Two sentences: "A strike is likely. Our confidence in this is high." Or the
    directive's option: `:::{assessment}` with `:confidence: high`.
    """
    text = outside_quotations(ruling.statement.text)
    if ruling.kind != "assessment" and not speaks_as_judge(text):
        return
    likely, sure = _LIKELIHOOD.search(text), _CONFIDENCE.search(text)
    if likely and sure:
        yield (
            f"{likely.group()!r} (likelihood) and {sure.group()!r} (confidence) stand in one "
            "sentence; say how sure you are in a sentence of its own"
        )
