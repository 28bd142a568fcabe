"""The words are in the cited source, and somebody else says them there."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule


@rule(Severity.WARNING)
def misattributed_speaker(ruling: Ruling, case: Case) -> Iterator[str]:
    """The quoted words are in the cited source, but the named speaker is not in that paragraph.

    **Why.** Right words in the wrong mouth are as wrong as wrong words. Where the source's paragraph
    goes on with "he said", the paragraphs before it count; an article's author may be the speaker.

    **Example.** The article has: *"We were never asked," the harbor master said.*

    ```markdown
    The mayor, Ilsa Brandt, said: "We were never asked" {cite:p}`rivera2020{para. 4}`.
    ```

    **Instead.** Name the one who says it in the source.
    """
    for part in ruling.comparisons:
        if part.type == "speaker" and part.refuted:
            verdict = part.verdicts[0]
            speaker = part.part.partition(": ")[0]
            where = f" ¶ {verdict.paragraphs[0]}" if verdict.paragraphs else ""
            yield (
                f"{speaker} is not named where {verdict.key}{where} has these words; "
                "name who says them there"
            )
