"""Two sources that count as independent share their text."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.WARNING, scope="case")
def shared_text(case: Case) -> Iterator[Issue]:
    """Two cited sources of different origins share text: one is likely a reprint.

    **Why.** A reprint under another name makes one report look like two. A fifth or more of the
    smaller text's runs of five words is in the other; a copy that changes every fifth word is
    still found.

    **Example.** `harbor2020` and `valley2020` name different outlets, and have the same paragraphs.

    **Instead.** Name who reported first in the copy's entry, `origpublisher = {…}`: the two then count
    as one. Where they are independent all the same, say why:
    `briefcheck_waivers = {"shared-text": {"harbor2020, valley2020": "both print the agency's notice"}}`.
    """
    for one, other, share in case.shared_texts:
        first, second = case.library.sources[one], case.library.sources[other]
        if case.names.corroboration((first, second)) < 2:
            continue
        yield Issue(
            f"{one} and {other} share {share:.0%} of the shorter one's text, under different origins "
            f"({first.origin}; {second.origin}): one is likely a reprint; give its origpublisher",
            place=max(first.place, second.place),
            sources=(one, other),
        )
