"""Statements become rulings: kind, known sources, and how many independent origins carry them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from builder_ext.model import Citation, Document, Library, Ruling, Source, Statement
from builder_ext.sources.outlets import OutletNames
from builder_ext.statements.kinds import checkable, decide_kind, fold_title


def rule_on_statements(
    documents: Iterable[Document], library: Library, names: OutletNames
) -> Iterator[Ruling]:
    """Yield the ruling of each statement of the checked documents, in their order.

    A statement that two documents include from one file is ruled on in each of them.
    """
    titles = frozenset(fold_title(s.title) for s in library.sources.values() if s.title)
    for document in documents:
        seen: Counter[tuple[str, str]] = Counter()
        for statement in document.statements:
            ident = identify(statement, seen)
            yield _rule_on(ident, statement, library, names, titles)


def identify(statement: Statement, seen: Counter[tuple[str, str]]) -> str:
    """Return a statement's id: a hash of its path, its text and its ordinal among its equals."""
    where = (statement.place.path, statement.text)
    seen[where] += 1
    material = "\0".join((*where, str(seen[where])))
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _rule_on(
    ident: str,
    statement: Statement,
    library: Library,
    names: OutletNames,
    titles: frozenset[str],
) -> Ruling:
    kind, reason = decide_kind(statement, titles)
    sources = tuple(s for key in statement.keys if (s := library.get(key)))
    holds = checkable(statement, titles)
    return Ruling(
        ident=ident,
        statement=statement,
        kind=kind,
        reason=reason,
        sources=sources,
        unknown=_unknown(statement, library),
        origins=origins_of(sources),
        corroboration=names.corroboration(sources),
        assumed=bool(sources) and holds,
    )


def _unknown(statement: Statement, library: Library) -> tuple[Citation, ...]:
    """Return the citations whose keys the bibliography lacks; a broken entry's key is in it."""
    missing = [c for c in statement.citations if library.get(c.key) is None]
    broken = library.broken_keys if missing else frozenset()
    return tuple({c.key: c for c in missing if c.key not in broken}.values())


def origins_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the declared origins of sources, each once, in order."""
    return tuple(
        dict.fromkeys(name for source in sources if source.outlet for name in source.origins)
    )
