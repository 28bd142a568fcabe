"""A heading says a number or quotes words that its section does not bear out."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.evidence.headings import unsupported_parts
from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule


@rule(Severity.NOTE, scope="case")
def unsupported_heading(case: Case) -> Iterator[Issue]:
    """A heading's value or quotation is in no cited statement of its section.

    **Why.** Headings are read first and cited never: what they say has to stand, with its source,
    in the text under them. A section includes its subsections; the title speaks for all.

    **Example.**

    ```markdown
    ## 52 dead in the raids

    The raids killed 25 fighters {cite:p}`rivera2020,okafor2020`.
    ```

    **Instead.** Let the heading say what the section says.
    """
    for document in case.documents:
        cited = [r.statement for r in case.rulings_of[document.docname] if r.cited]
        for section in document.sections:
            for part in unsupported_parts(section, cited):
                yield Issue(
                    f"the heading's {part!r} is in no cited statement of its section",
                    place=section.place,
                    docname=document.docname,
                )
