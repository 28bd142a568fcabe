"""The passage of the whole library that comes nearest to a statement, over an index that is kept."""

from __future__ import annotations

import hashlib
import heapq
import sqlite3
import unicodedata
import zlib
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Protocol, TypeVar

from builder_ext.evidence.memory import program
from builder_ext.evidence.overlap import fingerprint, shared_pairs
from builder_ext.evidence.passages import presence, terms_of, weight_of, with_prefixes
from builder_ext.patterns import late

INDEX_VERSION = 2
"""Raised when tables, terms or fingerprints change: an index of another version is made anew."""
_PIECED = late(
    r"(?<![^\W_])[^\W_]+(?:(?:[-‐‑\u00ad\u200b-\u200d\u2060]\s*|\.|[·_'’`´ʼ‘*]+)[^\W_]+)+"
)
"""Letters with something between them that other writers leave out."""
_JOINT = late(r"[-‐‑\u00ad\u200b-\u200d\u2060.·_'’`´ʼ‘*](?<=[^\W_].)(?:(?<!\.)|(?=[^\W_]))")
"""What begins such a joint: quicker to look for than words."""
_PARTING = late(r"[\W_]+")
FIT = 0.5
"""The share of a statement's words, weighed by idf, that a passage must have to be named at all."""
_ROWS, _WORDS, _CANDIDATES = 2000, 64, 40
"""The rarest words of a statement that stand in so many passages together, and no more than so many
words, give candidates; so many of these are scored."""
_WAIT = 5.0
"""Seconds to wait for another process before an index in memory is made."""
_ATTEMPTS = 3
"""Answers that another process may spoil by changing the index, before one in memory is made."""
_UNUSABLE = frozenset(
    (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
     sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_AUTH)
)  # fmt: skip
"""What is wrong with the place or the moment, and not with the index."""
Found = TypeVar("Found")
_TABLES = (
    "CREATE TABLE texts (sha TEXT PRIMARY KEY, first INTEGER, count INTEGER, print BLOB)",
    "CREATE TABLE pairs (one TEXT, other TEXT, share REAL, PRIMARY KEY (one, other))",
    "CREATE VIRTUAL TABLE passages USING fts5(terms, detail=none, columnsize=0, tokenize='ascii')",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(passages, row)",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage (paragraph counted from 1) and its score, 0 to 1: how much of a statement it has."""

    key: str
    paragraph: int
    score: float


@dataclass(frozen=True, slots=True)
class LibraryText:
    """A text of the library; ``paragraphs`` is called only where the index does not know the hash."""

    key: str
    sha256: str
    paragraphs: Callable[[], Sequence[str]]


class PassageSearch(Protocol):
    """What finds passages in the whole library; a larger engine may stand in for ours.

    ``state`` is a hash of all keys and texts: what is found changes with it alone.
    """

    state: str

    def nearest(self, statement: str, limit: int = 3) -> tuple[Hit, ...]:
        """Return the nearest passages, best first, one a text; empty where nothing fits."""

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """Return the keys of the texts that have all of some words, in whatever form."""


def state_of(texts: Iterable[LibraryText]) -> str:
    """Return a hash of the keys and hashes of some texts."""
    material = "\n".join(f"{text.key}\0{text.sha256}" for text in texts)
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()


def open_search(path: Path | None, texts: Iterable[LibraryText]) -> PassageSearch:
    """Return a search over the texts, kept in the file ``path`` where that can be done.

    Without the full-text module of SQLite it scans instead. It belongs to one process: open it
    after a fork.
    """
    known = tuple(texts)
    return LibrarySearch(path, known) if _has_full_text() else Scan(known)


class SearchError(Exception):
    """An engine cannot be asked; the message is one sentence."""


class Indexed(ABC):
    """What all engines do alike: which passages they look at, and how these are ranked."""

    def __init__(self, texts: Iterable[LibraryText]) -> None:
        self._texts = tuple(texts)
        self.state = state_of(self._texts)
        self._keys: dict[str, list[str]] = {}
        for text in self._texts:
            self._keys.setdefault(text.sha256, []).append(text.key)
        self._note(())

    @abstractmethod
    def _count(self, word: str) -> int:
        """Return in how many passages a word stands."""

    @abstractmethod
    def _rows(self, word: str) -> Iterable[int]:
        """Return the passages in which a word stands."""

    @abstractmethod
    def _terms(self, rows: Sequence[int]) -> Iterable[tuple[int, Sequence[str]]]:
        """Return the words of some passages."""

    def _note(self, spans: Iterable[tuple[int, int, str]]) -> None:
        """Note which passages the texts have: the first one, their number, the text's hash."""
        self._spans = list(spans)
        self._held: dict[str, int] = {}
        self._size = sum(count for _, count, _ in self._spans)

    def _holders(self, word: str) -> int:
        """Return in how many passages a word stands; to count those of a frequent word takes long."""
        if word not in self._held:
            self._held[word] = self._count(word)
        return self._held[word]

    def _nearest(self, words: Sequence[str], limit: int) -> tuple[Hit, ...]:
        holders = {word: self._holders(word) for word in words}
        weights = {word: weight_of(word, held, self._size) for word, held in holders.items()}
        candidates = self._candidates(holders, weights)
        scores = ((_share(weights, terms), row) for row, terms in self._terms(candidates))
        return _best_of_each(self._hits(scores), limit)

    def _candidates(
        self, holders: Mapping[str, int], weights: Mapping[str, float]
    ) -> Sequence[int]:
        """Return the passages that have most of the rare words' weight."""
        found: dict[int, float] = defaultdict(float)
        for word in _rare(holders):
            for row in self._rows(word):
                found[row] += weights[word]
        return heapq.nsmallest(_CANDIDATES, found, key=lambda row: (-found[row], row))

    def _holding(self, words: Sequence[str]) -> tuple[str, ...]:
        left = frozenset(self._keys)
        for word in sorted(words, key=lambda word: (self._holders(word), word)):
            left &= {span[2] for row in self._rows(word) if (span := self._span_of(row))}
            if not left:
                break
        return tuple(key for sha in left for key in self._keys[sha])

    def _span_of(self, row: int) -> tuple[int, int, str] | None:
        """Return the text that a passage is of."""
        span = self._spans[bisect_right(self._spans, (row, inf, "")) - 1] if self._spans else None
        return span if span and span[0] <= row < span[0] + span[1] else None

    def _hits(self, scores: Iterable[tuple[float, int]]) -> Iterator[Hit]:
        for score, row in scores:
            if span := self._span_of(row):  # pragma: no branch - unless another process drops it
                for key in self._keys.get(span[2], ()):
                    yield Hit(key, row - span[0] + 1, score)


class LibrarySearch(Indexed):
    """Passages of the library in an SQLite full-text index, brought up to date when it is opened.

    Changed and new texts are added and others dropped in one transaction, so that a kill leaves the
    index as it was. A damaged file is made anew; where the file is locked, or its place cannot be
    written, the index is in memory. What is wrong with that too raises SearchError.
    """

    def __init__(self, path: Path | None, texts: Iterable[LibraryText]) -> None:
        super().__init__(texts)
        self._path = path
        self._base = self._open()

    def __enter__(self) -> LibrarySearch:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def nearest(self, statement: str, limit: int = 3) -> tuple[Hit, ...]:
        """Return the nearest passages, best first, one a text; empty where none has half of it."""
        words = dict.fromkeys(tokens_of(statement))
        return self._safely(lambda: self._nearest(tuple(words), limit)) if words else ()

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """Return the keys of the texts that have all of some words, in whatever form."""
        asked = tuple(dict.fromkeys(token for word in words for token in tokens_of(word)))
        return frozenset(self._safely(lambda: self._holding(asked)))

    def shared_pairs(self) -> list[tuple[str, str, float]]:
        """Return the pairs of keys whose texts share a fifth, as `overlap.shared_pairs` has them.

        What was found is kept: the cost grows with the texts that are new.
        """
        same = [(a, b, 1.0) for keys in self._keys.values() for a in keys for b in keys if a < b]
        found = self._safely(self._kept_pairs)
        crossed = [
            (min(a, b), max(a, b), share)
            for one, other, share in found
            for a in self._keys.get(one, ())
            for b in self._keys.get(other, ())
        ]
        return sorted(same + crossed)

    def _safely(self, ask: Callable[[], Sequence[Found]]) -> tuple[Found, ...]:
        try:
            for _ in range(_ATTEMPTS):
                self._keep_up()
                answer = tuple(ask())
                # Another process may have dropped our texts while we were asking.
                if self._seen == _data_version(self._base):
                    return answer
            self._leave_for(self._connect(None))
        except sqlite3.Error as error:
            self._leave_for(self._open(anew=not _is_unusable(error)))
        try:
            return tuple(ask())
        except sqlite3.Error as error:
            raise SearchError(f"the index of the library cannot be read: {error}") from None

    def _leave_for(self, base: sqlite3.Connection) -> None:
        self.close()
        self._base = base

    def _open(self, anew: bool = False) -> sqlite3.Connection:
        """Return the index of the file, made anew where it is damaged, else one in memory."""
        if self._path is not None:
            for damaged in (anew, True):
                try:
                    return self._connect(self._path, damaged)
                except OSError:
                    break
                except sqlite3.Error as error:
                    if _is_unusable(error):
                        break
        return self._connect(None)

    def _connect(self, path: Path | None, damaged: bool = False) -> sqlite3.Connection:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if damaged:
                _discard(path)
        base = sqlite3.connect(path or ":memory:", timeout=_WAIT, isolation_level=None)
        try:
            base.execute("PRAGMA synchronous = NORMAL")
            self._update(base)
        except BaseException:
            base.close()
            raise
        return base

    def _keep_up(self) -> None:
        """Bring our texts back where another process has changed the index since."""
        if self._seen != _data_version(self._base):
            self._update(self._base)

    def _update(self, base: sqlite3.Connection) -> None:
        self._seen = _data_version(base)
        if _version(base) != _made_by() or _known(base) != self._keys.keys():
            with _transaction(base):
                # Another process may have been faster: what it did is seen only from here on.
                if _version(base) != _made_by():
                    _make_tables(base)
                _bring_in_line(base, {text.sha256: text for text in self._texts})
        self._note(
            base.execute(
                "SELECT first, count, sha FROM texts WHERE count ORDER BY first"
            ).fetchall()
        )

    def _count(self, word: str) -> int:
        rows = self._base.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,))
        return int(next(iter(rows), (0,))[0])

    def _rows(self, word: str) -> Iterable[int]:
        ask = "SELECT rowid FROM passages WHERE passages MATCH ?"
        return [row for (row,) in self._base.execute(ask, (f'"{word}"',))]

    def _terms(self, rows: Sequence[int]) -> Iterable[tuple[int, Sequence[str]]]:
        ask = "SELECT terms FROM passages WHERE rowid = ?"
        return [(n, terms.split()) for n in rows for (terms,) in self._base.execute(ask, (n,))]

    def _kept_pairs(self) -> list[tuple[str, str, float]]:
        """Return the pairs of hashes of texts; those of new texts are looked for and kept."""
        base = self._base
        bare = {sha for (sha,) in base.execute("SELECT sha FROM texts WHERE print IS NULL")}
        new = [text for text in self._texts if text.sha256 in bare]
        if new:
            with _transaction(base):
                for text in new:
                    row = (fingerprint(paragraphs_of(text) or ()), text.sha256)
                    base.execute("UPDATE texts SET print = ? WHERE sha = ?", row)
                ask = "SELECT sha, print FROM texts WHERE print IS NOT NULL"
                found = shared_pairs(dict(base.execute(ask)), changed=bare)
                base.executemany("INSERT OR REPLACE INTO pairs VALUES (?, ?, ?)", found)
        return list(base.execute("SELECT one, other, share FROM pairs"))


class Scan:
    """The same search without an index, for a Python whose SQLite cannot search texts."""

    def __init__(self, texts: Iterable[LibraryText]) -> None:
        self._texts = tuple(texts)
        self.state = state_of(self._texts)

    def nearest(self, statement: str, limit: int = 3) -> tuple[Hit, ...]:
        """Return the nearest passages, best first, one a text; empty where none has half of it."""
        words = tuple(dict.fromkeys(tokens_of(statement)))
        holders = Counter(word for _, terms in self._passages for word in words if word in terms)
        weights = {word: weight_of(word, holders[word], len(self._passages)) for word in words}
        hits = (Hit(key, n, _share(weights, terms)) for (key, n), terms in self._passages)
        return _best_of_each(hits, limit)

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """Return the keys of the texts that have all of some words, in whatever form."""
        asked = [token for word in words for token in tokens_of(word)]
        held: dict[str, set[str]] = defaultdict(set)
        for (key, _), terms in self._passages:
            held[key] |= terms
        return frozenset(key for key, terms in held.items() if terms.issuperset(asked))

    @cached_property
    def _passages(self) -> list[tuple[tuple[str, int], frozenset[str]]]:
        return [
            ((text.key, number), frozenset(indexed_of(paragraph)))
            for text in self._texts
            for number, paragraph in enumerate(paragraphs_of(text) or (), start=1)
        ]


def _has_full_text() -> bool:
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.execute("CREATE VIRTUAL TABLE probe USING fts5(a)")
        except sqlite3.Error:  # pragma: no cover - an SQLite that was built without FTS5
            return False
        return True


def tokens_of(text: str) -> list[str]:
    """Return a text's terms without any character that the index could take for its own."""
    terms = terms_of(text)
    if "".join(terms).isalnum():
        return terms
    return [
        token
        for term in terms
        if (token := term if term.isalnum() else "".join(filter(str.isalnum, term)))
    ]


def indexed_of(paragraph: str) -> list[str]:
    """Return what is indexed of a paragraph: its terms, and those of words that it writes in pieces.

    Who looks for "email" finds "e-mail", "E‑MAIL" and a word that a line end parts.
    """
    plain = unicodedata.normalize("NFKC", paragraph)
    found = tokens_of(plain)
    for pieces in _pieced(plain):
        found += tokens_of(_PARTING.sub("", pieces))
    return found


def _pieced(text: str) -> Iterator[str]:
    """Yield what `_PIECED` finds, looked for from the joints."""
    joint = _JOINT.search(text)
    while joint is not None:
        start = end = joint.start()
        while start and text[start - 1].isalnum():
            start -= 1
        match = _PIECED.match(text, start)
        if match is not None:
            yield match.group()
            end = match.end()
        joint = _JOINT.search(text, max(end, joint.end()))


def _rare(holders: Mapping[str, int]) -> list[str]:
    """Return the rarest words, as many as stay quick to look up; one at least."""
    taken: list[str] = []
    rows = 0
    for word, held in sorted(holders.items(), key=lambda item: (item[1], item[0])):
        rows += held
        if held and (not taken or (rows <= _ROWS and len(taken) < _WORDS)):
            taken.append(word)
    return taken


def _share(weights: Mapping[str, float], terms: Iterable[str]) -> float:
    """Return the share of a statement's weight that is found among a passage's terms."""
    here = frozenset(with_prefixes(terms))
    whole = sum(weights.values())
    found = sum(weight * presence(word, here) for word, weight in weights.items())
    return found / whole if whole else 0.0


def _best_of_each(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, hit.key, hit.paragraph)):
        if hit.score >= FIT:
            best.setdefault(hit.key, hit)
    return tuple(best.values())[:limit]


def _bring_in_line(base: sqlite3.Connection, texts: Mapping[str, LibraryText]) -> None:
    known = _known(base)
    for sha in known - texts.keys():
        ((first, count),) = base.execute("SELECT first, count FROM texts WHERE sha = ?", (sha,))
        rows = ((rowid,) for rowid in range(first, first + count))
        base.executemany("DELETE FROM passages WHERE rowid = ?", rows)
        base.execute("DELETE FROM texts WHERE sha = ?", (sha,))
        base.execute("DELETE FROM pairs WHERE one = ? OR other = ?", (sha, sha))
    ((free,),) = base.execute("SELECT coalesce(max(first + count), 1) FROM texts")
    for sha in sorted(texts.keys() - known):
        free += _add(base, texts[sha], free)


def _add(base: sqlite3.Connection, text: LibraryText, first: int) -> int:
    """Index a text and return how many passages it has; one that cannot be read is left out."""
    paragraphs = paragraphs_of(text)
    if paragraphs is None:
        return 0
    base.executemany(
        "INSERT INTO passages (rowid, terms) VALUES (?, ?)",
        ((n, " ".join(indexed_of(p))) for n, p in enumerate(paragraphs, start=first)),
    )
    row = (text.sha256, first, len(paragraphs))
    base.execute("INSERT INTO texts VALUES (?, ?, ?, NULL)", row)
    return len(paragraphs)


def paragraphs_of(text: LibraryText) -> Sequence[str] | None:
    """Return a text's paragraphs, None where it cannot be read."""
    try:
        return text.paragraphs()
    except OSError:
        return None


def _make_tables(base: sqlite3.Connection) -> None:
    kept = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN (%s)"
    names = ("vocabulary", "passages", "pairs", "texts")
    for (name,) in base.execute(kept % ",".join("?" * len(names)), names).fetchall():
        base.execute(f"DROP TABLE {name}")
    for table in _TABLES:
        base.execute(table)
    base.execute(f"PRAGMA user_version = {_made_by()}")


def _made_by() -> int:
    """Return a number of the program: the index of another one is made anew."""
    return zlib.crc32(f"{INDEX_VERSION} {program()}".encode()) & 0x7FFFFFFF


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


def _data_version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA data_version").fetchone()[0])


def _known(base: sqlite3.Connection) -> frozenset[str]:
    return frozenset(sha for (sha,) in base.execute("SELECT sha FROM texts"))


@contextmanager
def _transaction(base: sqlite3.Connection) -> Iterator[None]:
    base.execute("BEGIN IMMEDIATE")
    try:
        yield
        base.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        raise


def _is_unusable(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _UNUSABLE


def _discard(path: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
