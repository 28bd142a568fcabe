"""A quotation is in no cited source."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Comparison, Ruling, Severity, Verdict
from builder_ext.rules.registry import Case, Issue, rule

_ORDER = ("altered", "spliced", "absent")


@rule(Severity.ERROR)
def misquote(ruling: Ruling, case: Case) -> Iterator[Issue]:
    """A quotation is not word for word in any cited source.

    **Why.** Quotation marks promise the speaker's own words. The message says which it is:
    *altered* (nearly the words of a source, with what differs), *spliced* (words of several places
    put together without an ellipsis, or out of order), *misattributed* (word for word in another
    source of the library, which is named), or *absent* (in none). Case, punctuation and typography
    do not matter; an ellipsis stands for words left out, a bracket for at most six words, and
    neither may hide or add a "not".

    **Example.**

    ```markdown
    The envoy called it "a plain mistake of judgment" {cite:p}`rivera2020`.
    ```

    where the article has "a plain error of judgment".

    **Instead.** Quote the words as they stand, cite the source that has them, or take away the
    quotation marks and paraphrase.
    """
    for part in ruling.comparisons:
        if part.type == "quotation" and part.refuted:
            yield Issue(
                _message(part),
                at_least=case.severity_of("single-outlet"),
                wordless=_message(part, wordless=True),
            )


def _message(part: Comparison, wordless: bool = False) -> str:
    quoted = f"“{_short(part.part)}”"
    if part.elsewhere:
        return f"{quoted} is misattributed: {_places(part.elsewhere)}; cite that source"
    nearest = min(part.verdicts, key=lambda v: _ORDER.index(v.how or "absent"))
    if nearest.how == "altered":
        place = f"the nearest words are in ¶ {_first(nearest)}"
        said = place if wordless else nearest.detail or place
        return f"{quoted} is altered: not word for word in {nearest.key}: {said}"
    if nearest.how == "spliced":
        return (
            f"{quoted} is spliced: its pieces stand apart in {_spliced(part)}, not in this order or "
            "near; quote them apart"
        )
    keys = ", ".join(verdict.key for verdict in part.verdicts)
    return f"{quoted} is absent: not in {keys}; quote what is there, or paraphrase"


def _spliced(part: Comparison) -> str:
    return " and ".join(verdict.key for verdict in part.verdicts if verdict.how == "spliced")


def _places(verdicts: tuple[Verdict, ...]) -> str:
    return "its words are in " + ", ".join(
        f"{verdict.key} ¶ {_first(verdict)}" for verdict in verdicts[:3]
    )


def _first(verdict: Verdict) -> str:
    return str(verdict.paragraphs[0]) if verdict.paragraphs else "?"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:58].rsplit(" ", 1)[0] + " …"
