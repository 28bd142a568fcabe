"""Two outlets may be one: their names are nearly the same, or their sources share something."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from builder_ext.model import Severity, Source
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.outlets import fold_outlet

_GENERIC = re.compile(
    r"\b(?:news|online|com|org|net|website|web|site|magazine|newspaper|media|agency|digital|edition"
    r"|international|project|the)\b"
)
_SHARED_HOSTS = (
    "archive.org",
    "archive.ph",
    "archive.today",
    "doi.org",
    "youtube.com",
    "twitter.com",
    "x.com",
    "facebook.com",
    "t.me",
    "medium.com",
    "substack.com",
)


@rule(Severity.NOTE, scope="case")
def similar_outlet(case: Case) -> Iterator[Issue]:
    """Two outlets' names are nearly the same, or two independent sources share author or host.

    **Why.** "Harbor Post" and "The Harbour Post" count as two outlets until somebody says that
    they are one. The same author, or the same web host, under two outlets' names often means a
    reprint whose `origpublisher` is missing.

    **Example.**

    ```bibtex
    @article{rivera2020, journaltitle = {The Harbor Post}}
    @article{okafor2020, journaltitle = {Harbour Post}}
    ```

    **Instead.** Write the name in one way, or tell the project that both mean one outlet:
    `briefcheck_outlets = {"The Harbor Post": {"aliases": ["Harbour Post"]}}`. For a reprint, name
    its origin in `origpublisher`.
    """
    sources = list(case.library.sources.values())
    yield from _similar_names(sources, case)
    yield from _shared(_by_author(sources), "author", case)
    yield from _shared(_by_host(sources), "web host", case)


def _similar_names(sources: Iterable[Source], case: Case) -> Iterator[Issue]:
    first: dict[str, tuple[str, Source]] = {}
    for source in sources:
        for name in dict.fromkeys([*([source.outlet] if source.outlet else []), *source.origins]):
            first.setdefault(case.names.identity(name), (name, source))
    for (one, a), (other, b) in _near_pairs(list(first.values())):
        yield Issue(
            f"the outlets {one!r} and {other!r} are counted as two; if they are one, "
            "write its name in one way or add an alias to briefcheck_outlets",
            place=b.place,
            sources=(a.key, b.key),
        )


def _near_pairs(
    named: list[tuple[str, Source]],
) -> Iterator[tuple[tuple[str, Source], tuple[str, Source]]]:
    folded = [(fold_outlet(name), _core(name), (name, source)) for name, source in named]
    by_length: dict[int, list[int]] = defaultdict(list)
    for n, (name, _, _) in enumerate(folded):
        by_length[len(name)].append(n)
    cores: dict[str, list[int]] = defaultdict(list)
    for n, (_, core, _) in enumerate(folded):
        cores[core].append(n)
    pairs = {pair for group in cores.values() for pair in combinations(group, 2)}
    for n, (name, _, _) in enumerate(folded):
        for length in range(len(name), len(name) + 3):
            pairs.update(
                (min(n, m), max(n, m))
                for m in by_length.get(length, ())
                if m != n and _nearly(name, folded[m][0])
            )
    for a, b in sorted(pairs):
        yield folded[a][2], folded[b][2]


def _core(name: str) -> str:
    folded = fold_outlet(name)
    return " ".join(_GENERIC.sub(" ", folded).split()) or folded


def _nearly(a: str, b: str) -> bool:
    """At most one edit in eight letters, and no other number: "Channel 4" is not "Channel 5"."""
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    allowed = min(2, max(len(a), len(b)) // 8)
    return allowed > 0 and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _by_author(sources: Iterable[Source]) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for author in dict.fromkeys(source.authors):
            if len(author.split()) > 1:
                groups[author].append(source)
    return groups


def _by_host(sources: Iterable[Source]) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        host = _host(source.url or "")
        if host:
            groups[host].append(source)
    return groups


def _host(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if any(host == h or host.endswith("." + h) for h in _SHARED_HOSTS) else host


def _shared(groups: dict[str, list[Source]], what: str, case: Case) -> Iterator[Issue]:
    """Yield one issue a group, at its first source that is independent of an earlier one."""
    for shared, sources in sorted(groups.items()):
        kinds = {case.names.origin_set(source): source for source in reversed(sources)}
        kinds.pop(frozenset(), None)
        distinct = sorted(kinds.values(), key=lambda source: source.place)
        if len(distinct) > 1 and case.names.corroboration(distinct) > 1:
            listed = ", ".join(f"{s.key} ({s.origin})" for s in distinct[:4])
            more = f" and {len(distinct) - 4} more" if len(distinct) > 4 else ""
            yield Issue(
                f"sources of different outlets share the {what} {shared}: {listed}{more}; "
                "if one reprints the other, name the origin in origpublisher",
                place=distinct[1].place,
                sources=tuple(s.key for s in distinct),
            )
