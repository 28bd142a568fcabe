"""The index of the library's passages in PostgreSQL: one for all machines that check its briefings.

It gives the answers of the index that is kept in a file.  psycopg is an extra; its tables stand in the
schema that the address leads to, one for each library: ``?options=-csearch_path%3Dbriefcheck``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from builder_ext.evidence.search import (
    INDEX_VERSION,
    Hit,
    Indexed,
    LibraryText,
    SearchError,
    indexed_of,
    paragraphs_of,
    tokens_of,
)
from builder_ext.patterns import late

_PASSWORD = late(r"(?<=:)[^:@/]+(?=@)")
_LOCK = 0x6272_6965_6663
"""The number under which one of several processes changes the index at a time."""
_TABLES = (
    "CREATE TABLE briefcheck_index (version integer)",
    "CREATE TABLE briefcheck_texts (sha text PRIMARY KEY, first bigint, count integer)",
    "CREATE TABLE briefcheck_passages (id bigint PRIMARY KEY, terms tsvector NOT NULL)",
    "CREATE INDEX ON briefcheck_passages USING gin (terms)",
)


class PostgresSearch(Indexed):
    """Passages of the library in a PostgreSQL server, brought up to date when it is opened.

    What is wrong with the server, or with psycopg, raises SearchError.
    """

    def __init__(self, address: str, texts: Iterable[LibraryText]) -> None:
        super().__init__(texts)
        with _told(address):
            self._base = _connect(address)
            self._update()
        self._address = address

    def close(self) -> None:
        """Let go of the server."""
        self._base.close()

    def nearest(self, statement: str, limit: int = 3) -> tuple[Hit, ...]:
        """Return the nearest passages, best first, one a text; empty where none has half of it."""
        words = tuple(dict.fromkeys(tokens_of(statement)))
        with _told(self._address):
            return self._nearest(words, limit) if words else ()

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """Return the keys of the texts that have all of some words, in whatever form."""
        asked = tuple(dict.fromkeys(token for word in words for token in tokens_of(word)))
        with _told(self._address):
            return frozenset(self._holding(asked))

    def _update(self) -> None:
        with self._base.transaction():
            self._base.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            if self._version() != INDEX_VERSION:
                self._make_tables()
            self._bring_in_line()
        rows = self._base.execute(
            "SELECT first, count, sha FROM briefcheck_texts WHERE count > 0 ORDER BY first"
        )
        self._note(rows.fetchall())

    def _version(self) -> int:
        if not self._one("SELECT to_regclass('briefcheck_index') IS NOT NULL"):
            return 0
        return int(self._one("SELECT coalesce(max(version), 0) FROM briefcheck_index"))

    def _make_tables(self) -> None:
        self._base.execute(
            "DROP TABLE IF EXISTS briefcheck_index, briefcheck_texts, briefcheck_passages"
        )
        for table in _TABLES:
            self._base.execute(table)
        self._base.execute("INSERT INTO briefcheck_index VALUES (%s)", (INDEX_VERSION,))

    def _bring_in_line(self) -> None:
        texts = {text.sha256: text for text in self._texts}
        known = {sha for (sha,) in self._base.execute("SELECT sha FROM briefcheck_texts")}
        if gone := sorted(known - texts.keys()):
            self._base.execute(
                "DELETE FROM briefcheck_passages p USING briefcheck_texts t "
                "WHERE t.sha = ANY(%s) AND p.id >= t.first AND p.id < t.first + t.count",
                (gone,),
            )
            self._base.execute("DELETE FROM briefcheck_texts WHERE sha = ANY(%s)", (gone,))
        new = [texts[sha] for sha in sorted(texts.keys() - known)]
        free = int(self._one("SELECT coalesce(max(first + count), 1) FROM briefcheck_texts"))
        rows = list[tuple[str, int, int]]()
        with self._base.cursor() as cursor:
            with cursor.copy("COPY briefcheck_passages (id, terms) FROM STDIN") as copy:
                for text in new:
                    read = paragraphs_of(text)
                    for number, paragraph in enumerate(read or (), start=free):
                        copy.write_row((number, " ".join(sorted(set(indexed_of(paragraph))))))
                    if read is not None:
                        rows.append((text.sha256, free, len(read)))
                        free += len(read)
            cursor.executemany("INSERT INTO briefcheck_texts VALUES (%s, %s, %s)", rows)

    def _one(self, ask: str) -> Any:
        return self._base.execute(ask).fetchone()[0]

    def _count(self, word: str) -> int:
        ask = "SELECT count(*) FROM briefcheck_passages WHERE terms @@ %s::tsquery"
        return int(self._base.execute(ask, (word,)).fetchone()[0])

    def _rows(self, word: str) -> Iterable[int]:
        ask = "SELECT id FROM briefcheck_passages WHERE terms @@ %s::tsquery"
        return [row for (row,) in self._base.execute(ask, (word,))]

    def _terms(self, rows: Sequence[int]) -> Iterable[tuple[int, Sequence[str]]]:
        ask = "SELECT id, tsvector_to_array(terms) FROM briefcheck_passages WHERE id = ANY(%s)"
        return list(self._base.execute(ask, (list(rows),)))


def _connect(address: str) -> Any:
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise SearchError("psycopg is not installed: pip install briefcheck[postgres]") from None
    try:
        # A sign of the password that is not written as %XX makes a part of it the name of the host.
        sound = "@" not in str(conninfo_to_dict(address).get("host", ""))
    except (psycopg.Error, ValueError):
        sound = False
    if not sound:
        raise SearchError("the address cannot be read; in its password, signs are written as %40")
    return psycopg.connect(address, autocommit=True, connect_timeout=10)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Say in one sentence what is wrong with the server, without its address and password."""
    try:
        yield
    except SearchError:
        raise
    except Exception as error:
        if not type(error).__module__.startswith("psycopg"):
            raise
        why = " ".join(str(error).split())
        for secret in (address, *_PASSWORD.findall(address)):
            why = why.replace(secret, "***")
        raise SearchError(f"PostgreSQL: {why[:300]}") from None
