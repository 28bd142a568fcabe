"""A bibliography file, or an entry in it, cannot be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from builder_ext.model import Severity
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.fields import shorten, show_key


@rule(Severity.ERROR, scope="case")
def broken_bibliography(case: Case) -> Iterator[Issue]:
    """An entry or a file of the bibliography cannot be parsed.

    **Why.** What cannot be read cannot be cited. Each broken entry is named with its line; all
    others stay usable.

    **Example.**

    ```bibtex
    @article{rivera2020,
      title = {Night train},
      journaltitle = {The Harbor Post
    }
    ```

    **Instead.** Close every brace, part the fields by commas, give each field once, and save the
    file as UTF-8.
    """
    for broken in case.library.broken:
        entry = f"the entry {show_key(shorten(broken.key))!r}" if broken.key else "the bibliography"
        yield Issue(
            f"{entry} cannot be read: {broken.why}",
            place=broken.place,
            sources=(broken.key,) if broken.key else (),
        )
