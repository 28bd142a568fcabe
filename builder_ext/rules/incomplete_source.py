"""A cited entry lacks what a reader needs to find and weigh it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder_ext.evidence.dates import publication_span
from builder_ext.model import Severity, Source
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.fields import shorten


@rule(Severity.WARNING, scope="case")
def incomplete_source(case: Case) -> Iterator[Issue]:
    """A cited entry lacks outlet, title, a date that can be read or, for `@online`, the url.

    **Why.** Without an outlet a source counts for nobody; without a date or title the reader
    cannot find it. An entry that is never cited may be as short as you like.

    **Example.**

    ```bibtex
    @article{rivera2020, author = {Rivera, Ana}, title = {Night train}}
    ```

    **Instead.** `journaltitle` (or `organization`, `institution`, `publisher`) for the outlet,
    `title` (supplied ones in square brackets), `date` as 2020-01-31 or as a range.
    """
    for source in case.library.sources.values():
        missing = _missing(source)
        if missing and source.key in case.cited_keys:
            yield Issue(
                f"{source.key!r} is cited and has no {_and(missing)}; "
                f"add {_and([_FIELD[what] for what in missing])}{_taken_for_outlet(source, missing)}",
                place=source.place,
                sources=(source.key,),
            )
        if source.key in case.cited_keys and not _can_be_read(source.date):
            yield Issue(
                f"the date {shorten(source.date or '')!r} of {source.key!r} cannot be read; "
                "write it as 2031-03-12, 2031-03 or 2031, a range with / between",
                place=source.place,
                sources=(source.key,),
            )


_SEASON_OR_DECADE = re.compile(r"-?\d{4}(?:-2[1-4])?[~?%]?|\d{2,3}[Xxu]{1,2}")
"""What biblatex knows as a date beside days, months and years of our era."""


def _can_be_read(date: str | None) -> bool:
    if not date or publication_span(date) is not None:
        return True
    return all(_SEASON_OR_DECADE.fullmatch(part) for part in date.split("/") if part)


_FIELD = {"outlet": "journaltitle or organization", "title": "title", "date": "date", "url": "url"}


_LIKE_OUTLETS = ("titleaddon", "booktitle", "howpublished", "eventtitle", "series")
"""Where reference managers put the name of a web site."""


def _taken_for_outlet(source: Source, missing: list[str]) -> str:
    """Return a word on the field that an exporter may have put the outlet into."""
    if "outlet" not in missing:
        return ""
    for name in _LIKE_OUTLETS:
        if value := source.field(name):
            return f" ({name} {shorten(value)!r} is not read as the outlet)"
    return ""


def _missing(source: Source) -> list[str]:
    has = {"outlet": source.outlet, "title": source.title, "date": source.date}
    if source.entry_type in ("online", "electronic", "www"):
        has["url"] = source.url
    return [name for name, value in has.items() if not value]


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
