"""One source stands in the bibliography twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from builder_ext.model import Library, Severity, Source
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.fields import bare_doi, show_apart

_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[0-9]+[a-z_]*/(https?:/.*)", re.IGNORECASE)
_FOLLOWS = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_[ce]id|igshid)=", re.IGNORECASE)


@rule(Severity.WARNING, scope="case")
def duplicate_source(case: Case) -> Iterator[Issue]:
    """Two keys have one url or doi, or a key is entered twice; said at the later entry.

    **Why.** One article under two keys looks like two sources. A key that is entered twice, also
    in another case or with characters that look alike, leaves open which entry is meant: the
    first is used.

    **Example.**

    ```bibtex
    @online{rivera2020, url = {https://harbor.example/night-train}}
    @online{rivera2020a, url = {http://www.harbor.example/night-train/}}
    ```

    **Instead.** Keep one entry, and cite its key.
    """
    yield from _repeated_keys(case.library)
    yield from _repeated_addresses(case.library)


def _repeated_keys(library: Library) -> Iterator[Issue]:
    for again in library.repeated:
        first = show_apart(again.first, again.key)
        alike = "" if again.key == again.first else f" and looks like {first!r}"
        where = f"{again.first_place.path}:{again.first_place.line}"
        yield Issue(
            f"the key {show_apart(again.key, again.first)!r} is entered again{alike} ({where}); "
            "keep one entry, the first is used",
            place=again.place,
            sources=tuple(dict.fromkeys((again.first, again.key))),
        )


def _repeated_addresses(library: Library) -> Iterator[Issue]:
    first: dict[tuple[str, str], str] = {}
    for source in library.sources.values():
        for what, address in _addresses(source):
            other = first.setdefault((what, address), source.key)
            if other != source.key:
                yield Issue(
                    f"{source.key!r} has the {what} of {other!r}; keep one of the two keys",
                    place=source.place,
                    sources=(other, source.key),
                )
                break


def _addresses(source: Source) -> Iterator[tuple[str, str]]:
    """Yield what a source is reached by; the url of a doi is that doi."""
    url, doi = fold_url(source.url or ""), bare_doi(source.doi or "")
    if not doi and url.startswith(("doi.org/", "dx.doi.org/")):
        url, doi = "", bare_doi(url)
    if doi:
        yield "doi", doi.lower()
    if url:
        yield "url", url


def fold_url(url: str) -> str:
    """Return what all addresses of one page share.

    No scheme, www, usual port, fragment, closing slash or words that only follow the reader; a copy
    in the Internet Archive has the address of what it copies.
    """
    archived = _ARCHIVED.match(url.strip())
    try:
        parts = urlsplit(archived.group(1) if archived else url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    asked = [part for part in parts.query.split("&") if part and not _FOLLOWS.match(part)]
    query = f"?{'&'.join(asked)}" if asked else ""
    page = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{host}{port}{unquote(parts.path).rstrip('/')}{query}{page}"
