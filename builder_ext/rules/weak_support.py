"""An entailment plug-in finds little support for a statement in what it cites."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Place, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE, scope="case")
def weak_support(case: Case) -> Iterator[Issue]:
    """The configured entailment plug-in scores every cited source of a statement low.

    **Why.** Words, figures and names can all be in a source that says something else. A plug-in of
    the entry point group `briefcheck.entailment`, somebody's model, can look at that. It is off
    unless `briefcheck_entailment` names one, and a *note* unless `briefcheck_severity` makes it more.
    A model's word is an opinion: a low score is a reason to read, a high one no proof.

    **Example.** `briefcheck_entailment = {"plugin": "some-model", "below": 0.3}`, and a statement whose
    passages score 0.1.

    **Instead.** Read the passage; correct the statement or the citation, or waive the finding.
    """
    entailment = case.evidence.entailment
    if entailment is None:
        return
    for ruling in case.rulings:
        if ruling.cited and (ruling.factual or ruling.marked):
            yield from _of(ruling, case)
    if entailment.failure:
        yield Issue(f"the entailment plug-in {entailment.failure}", place=Place("conf.py"))


def _of(ruling: Ruling, case: Case) -> Iterator[Issue]:
    entailment = case.evidence.entailment
    assert entailment is not None
    scores = [entailment.score(ruling.statement, source) for source in ruling.sources]
    known = [score for score in scores if score is not None]
    below = case.policy.entailment_below
    if known and len(known) == len(scores) and max(score.score for score in known) < below:
        told = ", ".join(f"{score.key} {score.score:.2f}" for score in known)
        yield Issue(
            f"little support by {entailment.identity}: {told} (below {below:g})", ruling=ruling
        )
