"""A quotation rests on translations alone."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.language import is_translation
from builder_ext.model import Ruling, Severity
from builder_ext.rules.registry import Case, rule


@rule(Severity.WARNING)
def translated_quotation(ruling: Ruling, case: Case) -> Iterator[str]:
    """A quotation's only carriers are translations.

    **Why.** The words in quotation marks are then a translator's, or a machine's, and not the
    speaker's. A source counts as a translation where its entry has `translator` or `origlanguage`,
    or where its `langid` or `language` is not the briefing's.

    **Example.** `sato2020` has `translator = {machine translation}`:

    ```markdown
    He said that "the bridge will not be given up" {cite:p}`sato2020`.
    ```

    **Instead.** Paraphrase without quotation marks, or cite the original.
    """
    for part in ruling.comparisons:
        if part.type != "quotation":
            continue
        carriers = {v.key for v in part.verdicts if v.carried is not False}
        sources = [source for source in ruling.sources if source.key in carriers]
        if sources and all(is_translation(source, case.language) for source in sources):
            keys = ", ".join(source.key for source in sources)
            yield f"the quotation's only source is a translation ({keys}): paraphrase, or cite the original"
