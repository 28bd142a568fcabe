"""A cited key is not in the bibliography, or a citation cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from builder_ext.model import BadCitation, Citation, Library, Place, Ruling, Severity
from builder_ext.rules.registry import Case, Issue, rule
from builder_ext.sources.fields import fold_key, shorten, show_apart, show_key


@rule(Severity.ERROR, scope="case")
def unknown_source(case: Case) -> Iterator[Issue]:
    """A cited key is not in the bibliography, or the citation cannot be read.

    **Why.** A mistyped key cites nothing. The key of an entry that cannot be parsed is in the
    bibliography: its fault is reported once, at the entry.

    **Example.**

    ```markdown
    The base was hit {cite:p}`rivera202`. It burned {cite:p}`rivera2020,,okafor2020`.
    ```

    **Instead.** Use a key of the bibliography; the message names the nearest ones. Several keys
    are parted by single commas, and what stands before or after one is in braces:
    `` {cite:p}`{see}rivera2020{para. 4},okafor2020` ``. In square brackets they are parted by
    semicolons: `[see @rivera2020, para. 4; @okafor2020]`.
    """
    for document in case.documents:
        for ruling in case.rulings_of[document.docname]:
            yield from _in_statement(ruling, case.library)
        for citation in document.loose:
            known = citation.key in case.library.broken_keys or case.library.get(citation.key)
            if not known:
                yield _placed(_unknown(citation, case.library), citation.place, document.docname)
        for bad in document.loose_bad:
            yield _placed(_unreadable(bad), bad.place, document.docname)


def _in_statement(ruling: Ruling, library: Library) -> Iterator[Issue]:
    """Yield what is wrong with a statement's citations; one of a footnote is reported there."""
    statement = ruling.statement
    unknown = {c.key: c for c in ruling.unknown if not statement.items_only}
    for citation in unknown.values():
        if citation.own or citation.place:
            issue = _unknown(citation, library)
            yield _in(ruling, issue, citation.place)
    for bad in statement.bad_citations:
        yield _in(ruling, _unreadable(bad), bad.place)


def _in(ruling: Ruling, issue: Issue, place: Place | None) -> Issue:
    """Put an issue at its statement, or at the directive that cites for several."""
    if place is None:
        return replace(issue, ruling=ruling)
    return _placed(issue, place, ruling.statement.docname)


def _placed(issue: Issue, place: Place | None, docname: str) -> Issue:
    return replace(issue, place=place, docname=docname)


def _unknown(citation: Citation, library: Library) -> Issue:
    key = shorten(citation.key)
    alike = [known for known in library.sources if fold_key(known) == fold_key(citation.key)]
    near = alike or nearest_keys(citation.key, library.sources)
    hint = _alike(alike[0], key) if alike else _nearest(near, key)
    shown = show_apart(key, near[0] if near else key)
    return Issue(f"{shown!r} is not in the bibliography; {hint}", sources=(citation.key,))


def _unreadable(bad: BadCitation) -> Issue:
    instead = (
        "[@key1; @key2] or [see @key, para. 4]"
        if bad.target.startswith("[")
        else "key1,key2 or {see}key{para. 4}"
    )
    message = (
        f"the citation {show_key(shorten(bad.target))!r} cannot be read: {bad.why}; write {instead}"
    )
    return Issue(message, sources=())


def _alike(known: str, key: str) -> str:
    return f"{show_apart(known, key)!r} looks like it, and differs in case or invisible characters"


def _nearest(near: Sequence[str], key: str) -> str:
    if not near:
        return "no key there is like it"
    return f"nearest: {', '.join(show_apart(known, key) for known in near)}"


def nearest_keys(key: str, known: Iterable[str]) -> list[str]:
    """Return at most three known keys that are spelled like the given one, the nearest first."""
    # Of three letters or fewer, some part is in almost every key.
    scorer = fuzz.WRatio if len(key) > 3 else fuzz.ratio
    found = process.extract(key, list(known), scorer=scorer, limit=3, score_cutoff=60)
    return [match[0] for match in found]
