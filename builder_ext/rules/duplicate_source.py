"""One source stands in the bibliography twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from builder_ext.model import Library, Severity
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.fields import show_key


@rule(Severity.WARNING, scope="case")
def duplicate_source(case: Case) -> Iterator[Issue]:
    """Two keys have one url or doi, or a key is entered twice; said at the later entry.

    **Why.** One article under two keys looks like two sources. A key that is entered twice, also
    in another case or with characters that look alike, leaves open which entry is meant: the
    first is used.

    **Example.**

    ```bibtex
    @online{rivera2020, url = {https://harbor.example/night-train}, ...}
    @online{rivera2020a, url = {http://www.harbor.example/night-train/}, ...}
    ```

    **Instead.** Keep one entry, and cite its key.
    """
    yield from _repeated_keys(case.library)
    yield from _repeated_addresses(case.library)


def _repeated_keys(library: Library) -> Iterator[Issue]:
    for again in library.repeated:
        alike = "" if again.key == again.first else f" and looks like {show_key(again.first)!r}"
        where = f"{again.first_place.path}:{again.first_place.line}"
        yield Issue(
            f"the key {show_key(again.key)!r} is entered again{alike} ({where}); "
            "keep one entry, the first is used",
            place=again.place,
            sources=tuple(dict.fromkeys((again.first, again.key))),
        )


def _repeated_addresses(library: Library) -> Iterator[Issue]:
    first: dict[str, str] = {}
    for source in library.sources.values():
        for what, address in (("url", _fold_url(source.url)), ("doi", _fold_doi(source.doi))):
            if address and first.setdefault(what + address, source.key) != source.key:
                other = first[what + address]
                yield Issue(
                    f"{source.key!r} has the {what} of {other!r}; keep one of the two keys",
                    place=source.place,
                    sources=(other, source.key),
                )
                break


def _fold_url(url: str | None) -> str:
    """Return what two addresses of one page share: no scheme, www, fragment or closing slash."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return (url or "").strip()
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _fold_doi(doi: str | None) -> str:
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", (doi or "").strip().lower())
