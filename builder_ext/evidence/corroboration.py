"""Statements become rulings: kind, known sources, and how many independent origins carry them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from builder_ext.evidence.comparing import COUNTED, Comparer
from builder_ext.model import (
    Citation,
    Comparison,
    Document,
    Library,
    Ruling,
    Source,
    Statement,
    origins_of,
)
from builder_ext.sources.outlets import OutletNames
from builder_ext.statements.kinds import decide_kind, fold_title


def titles_of(library: Library) -> frozenset[str]:
    """Return the titles of a library's sources, folded: to name one is no quotation."""
    return frozenset(fold_title(s.title) for s in library.sources.values() if s.title)


def rule_on_statements(
    documents: Iterable[Document], library: Library, names: OutletNames, comparer: Comparer
) -> Iterator[Ruling]:
    """Yield the ruling of each statement of the checked documents, in their order.

    A statement that two documents include from one file is ruled on in each of them.
    """
    court = _Court(library, names, comparer)
    for document in documents:
        seen: Counter[tuple[str, str]] = Counter()
        for statement in document.statements:
            yield court.rule_on(identify(statement, seen), statement)


class _Court:
    """All that a ruling follows from besides the statement."""

    def __init__(self, library: Library, names: OutletNames, comparer: Comparer) -> None:
        self.library, self.names, self.comparer = library, names, comparer
        self.titles = titles_of(library)

    def rule_on(self, ident: str, statement: Statement) -> Ruling:
        kind, reason = decide_kind(statement, self.titles)
        sources = tuple(s for key in statement.keys if (s := self.library.get(key)))
        comparisons = self.comparer.compare(statement, sources, self.titles)
        parts = [c for c in comparisons if c.type in COUNTED]
        corroboration, weakest = weigh(sources, parts, self.names)
        return Ruling(
            ident=ident,
            statement=statement,
            kind=kind,
            reason=reason,
            sources=sources,
            unknown=_unknown(statement, self.library),
            origins=origins_of(sources),
            corroboration=corroboration,
            basis="parts" if parts else "keys",
            assumed=any(v.carried is None for c in parts for v in c.verdicts),
            comparisons=comparisons,
            weakest=weakest,
            carriers=carrying(sources, weakest) if weakest else sources,
        )


def weigh(
    sources: Sequence[Source], parts: Sequence[Comparison], names: OutletNames
) -> tuple[int, Comparison | None]:
    """Return the corroboration, and the part that it falls short of the cited origins for.

    It is the smallest number, over the parts, of independent origins that carry the part. Where
    nobody can tell whether a source carries a part it is taken to; never more than the independent
    origins cited, and without parts just these (SPEC 4).
    """
    fewest, weakest = names.corroboration(sources), None
    for part in parts:
        count = names.corroboration(carrying(sources, part))
        if count < fewest:
            fewest, weakest = count, part
    return fewest, weakest


def carrying(sources: Iterable[Source], part: Comparison) -> tuple[Source, ...]:
    """Return the sources that carry a part, or of which nobody can tell that they don't."""
    without = {verdict.key for verdict in part.verdicts if verdict.carried is False}
    return tuple(source for source in sources if source.key not in without)


def identify(statement: Statement, seen: Counter[tuple[str, str]]) -> str:
    """Return a statement's id: a hash of its path, its text and its ordinal among its equals."""
    where = (statement.place.path, statement.text)
    seen[where] += 1
    material = "\0".join((*where, str(seen[where])))
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _unknown(statement: Statement, library: Library) -> tuple[Citation, ...]:
    """Return the citations whose keys the bibliography lacks; a broken entry's key is in it."""
    missing = [c for c in statement.citations if library.get(c.key) is None]
    broken = library.broken_keys if missing else frozenset()
    return tuple({c.key: c for c in missing if c.key not in broken}.values())
