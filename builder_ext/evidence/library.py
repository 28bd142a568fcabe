"""All evidence at hand: texts, lock, and an index over the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from builder_ext.evidence.articles import Article, Articles
from builder_ext.evidence.entailment import Entailment
from builder_ext.evidence.hints import Hint, origin_hint
from builder_ext.evidence.memory import Memory, Packed
from builder_ext.evidence.overlap import fingerprint, shared_pairs
from builder_ext.evidence.search import (
    Hit,
    LibraryText,
    PassageSearch,
    Scan,
    SearchError,
    open_search,
    state_of,
)
from builder_ext.model import Library, Source
from builder_ext.sources.lock import LOCK_NAME, Lock

Found = TypeVar("Found")


@dataclass(frozen=True)
class Evidence:
    """What statements are compared with.

    ``language`` is the code of the documents' language, ``lock_path`` the lock's path as findings
    give it, ``search`` finds passages in the texts of the whole library where they are indexed,
    ``entailment`` asks a plug-in where one is configured, ``memory`` has what earlier builds found.
    """

    articles: Articles = field(default_factory=lambda: Articles(Library()))
    lock: Lock = field(default_factory=Lock)
    lock_path: str = LOCK_NAME
    language: str = "en"
    search: PassageSearch | None = None
    entailment: Entailment | None = None
    memory: Memory = field(default_factory=Memory)


class LibrarySearch:
    """The passages of all texts at hand, indexed when somebody first asks.

    ``path`` is where the index is kept between builds, None for nowhere; ``server`` the address of a
    server that keeps it instead, and ``tell`` is told in one sentence why that cannot be asked.
    """

    def __init__(
        self,
        library: Library,
        articles: Articles,
        path: Path | None,
        server: str = "",
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._library, self._articles, self._path = library, articles, path
        self._server, self._tell = server, tell

    def nearest(self, statement: str, limit: int = 3) -> tuple[Hit, ...]:
        """Return the nearest passages, best first, one a text; empty where nothing fits."""
        return self._answer(lambda search: search.nearest(statement, limit))

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """Return the keys of the texts that have all of some words, in whatever form."""
        asked = tuple(words)
        return self._answer(lambda search: search.holding(asked))

    def _answer(self, ask: Callable[[PassageSearch], Found]) -> Found:
        """Ask the server, if there is one; where it cannot be asked, say so once and do without."""
        if self._server:
            try:
                return ask(self._on_server)
            except SearchError as error:
                self._server = ""
                self._tell(str(error))
        try:
            return ask(self._index)
        except SearchError:
            return ask(Scan(self._texts))

    @cached_property
    def state(self) -> str:
        """A hash of all keys and texts."""
        return state_of(self._texts)

    def try_server(self) -> None:
        """Say here and now if there is a server that cannot be asked: other processes won't."""
        if self._server:
            self._answer(lambda search: search.state)
            if server := self.__dict__.pop("_on_server", None):
                # A connection is of one process.
                server.close()

    @cached_property
    def _on_server(self) -> PassageSearch:
        from builder_ext.evidence.postgres import PostgresSearch

        return PostgresSearch(self._server, self._texts)

    @cached_property
    def _index(self) -> PassageSearch:
        return open_search(self._path, self._texts)

    @cached_property
    def _texts(self) -> tuple[LibraryText, ...]:
        found = ((key, self._articles.digest(key)) for key in self._library.sources)
        return tuple(
            LibraryText(key, sha256, partial(self._paragraphs, key))
            for key, sha256 in found
            if sha256 is not None
        )

    def _paragraphs(self, key: str) -> Sequence[str]:
        article = self._articles.glance(key)
        return article.text.paragraphs if article else ()


def shared_texts(evidence: Evidence, keys: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs of sources that share text, from the texts where both are at hand."""
    wanted = frozenset(keys)
    read = {article.source.key: article for article in evidence.articles.read(sorted(wanted))}
    states = [(key, article.snapshot.sha256) for key, article in read.items()]
    (pairs,) = evidence.memory.once(lambda: (_pairs(read),), "shared", states)
    found = {(one, other): share for one, other, share in pairs}
    for (one, other), share in evidence.lock.shared.items():
        if {one, other} <= wanted and not {one, other} <= read.keys():
            found[one, other] = share
    yield from sorted((*pair, share) for pair, share in found.items())


def _pairs(articles: Mapping[str, Article]) -> Packed:
    prints = {key: fingerprint(article.text.paragraphs) for key, article in articles.items()}
    return tuple(shared_pairs(prints))


def _hint_in(article: Article, source: Source) -> Packed:
    hint = origin_hint(article.text.paragraphs, source.newsrooms)
    return (hint.paragraph, hint.words, hint.origin) if hint else ()


def hint_of(evidence: Evidence, source: Source) -> Hint | None:
    """Return where a source's text says that it comes from elsewhere, from the text or the lock."""
    # Where nothing is remembered the text is read once, and not for its hash alone.
    unread = not (evidence.memory.remembers or evidence.articles.has_seen(source.key))
    article = evidence.articles.glance(source.key) if unread else None
    about = "hint", evidence.articles.digest(source.key), source.newsrooms
    known = evidence.memory.recall(*about)
    if known is None and (article := article or evidence.articles.glance(source.key)) is not None:
        known = (_hint_in(article, source),)
        evidence.memory.keep(known, *about)
    if known is not None:
        return Hint(*known[0]) if known[0] else None
    paragraph = evidence.lock.hints.get(source.key)
    return Hint(paragraph, "", "") if paragraph else None
