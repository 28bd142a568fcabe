"""``references.lock``: what was found in the sources' texts, without a word of them.

One record a line, fields parted by tabs, sorted: a changed statement changes its own lines only.

    source    KEY  SHA256  BYTES  READ  ENTRY          the text that was read, and the entry beside it
    hint      KEY  PARAGRAPH                           the text says that it comes from elsewhere
    shared    KEY  KEY  SHARE                          two texts share this much, 0 to 1
    evidence  STATEMENT  PART  TYPE  KEY  VERDICT  HOW  PARAGRAPHS
    score     STATEMENT  KEY  PLUGIN  ASKED  SCORE     what an entailment plug-in said, 0 to 1

STATEMENT, PART, ENTRY, PLUGIN and ASKED are hashes; VERDICT is "carried", "not carried" or "unresolved".
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import quote, unquote

from builder_ext.files import read_regular
from builder_ext.model import Source, Statement, Verdict

LOCK_NAME = "references.lock"
VERSION = 1
_HEAD = f"# briefcheck lock {VERSION}: written by `briefcheck sources lock`, not by hand\n"
_VERDICTS: Mapping[str, bool | None] = MappingProxyType(
    {"carried": True, "not carried": False, "unresolved": None}
)
_WORDS = {carried: word for word, carried in _VERDICTS.items()}
_TYPES = frozenset({"quotation", "value", "name", "speaker", "words"})
_HOWS = frozenset(
    {"", "absent", "altered", "spliced", "near", "differs", "elsewhere", "unresolved", "thin"}
)
_LIMIT = 100_000_000
_Name = TypeVar("_Name")
_Record = TypeVar("_Record")
_ENTRY_FIELDS = ("title", "subtitle", "translator", "origlanguage", "langid", "language")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The text that was read for a key: hash and length of the file, the day, the entry's hash."""

    key: str
    sha256: str
    size: int
    read: str
    entry: str


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """What the text of one key says of one part of a statement; see `Verdict`."""

    statement: str
    part: str
    type: str
    key: str
    carried: bool | None
    how: str = ""
    paragraphs: tuple[int, ...] = ()

    @property
    def name(self) -> tuple[str, str, str]:
        """What the record is looked up by: statement, part and key."""
        return self.statement, self.part, self.key


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """What an entailment plug-in said of a statement and a key; ``asked`` hashes all it was given."""

    statement: str
    key: str
    plug_in: str
    asked: str
    score: float

    @property
    def name(self) -> tuple[str, str, str]:
        """What the record is looked up by: statement, key and plug-in."""
        return self.statement, self.key, self.plug_in


@dataclass(frozen=True, slots=True)
class LockProblem:
    """A line of the lock that cannot be read, or the whole file (line 1)."""

    line: int
    why: str


@dataclass(frozen=True)
class Lock:
    """The records by what they are looked up by; ``path`` is None where there is no lock file."""

    path: Path | None = None
    sources: dict[str, SourceRecord] = field(default_factory=dict)
    evidence: dict[tuple[str, str, str], EvidenceRecord] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    shared: dict[tuple[str, str], float] = field(default_factory=dict)
    scores: dict[tuple[str, str, str], ScoreRecord] = field(default_factory=dict)
    problems: tuple[LockProblem, ...] = ()

    def verdict(self, statement: str, part: str, source: Source) -> Verdict | None:
        """Return what is recorded; None without a record, or where the entry has changed since."""
        read = self.sources.get(source.key)
        record = self.evidence.get((statement, part, source.key))
        if record is None or read is None or read.entry != hash_entry(source):
            return None
        return Verdict(source.key, record.carried, record.how, record.paragraphs, "lock")

    def knows(self, source: Source) -> bool:
        """Return whether the text of this source, under its entry as it is, has been read."""
        read = self.sources.get(source.key)
        return read is not None and read.entry == hash_entry(source)


def hash_statement(statement: Statement) -> str:
    """Return the hash under which a statement's records stand: its words and who is quoted."""
    return _hash(statement.text, statement.lead_in, statement.attribution)


def hash_part(kind: str, part: str, *context: str) -> str:
    """Return the hash of a part; the ``context`` is what its verdict depends on besides."""
    return _hash(kind, part, *context)


def hash_entry(source: Source) -> str:
    """Return the hash of what the comparison reads off a source's entry."""
    given = (source.field(name) or "" for name in _ENTRY_FIELDS)
    people = (*source.authors, "|", *source.origins, source.outlet or "", source.date or "")
    return _hash(*people, *given)


def _hash(*words: str) -> str:
    folded = "\0".join(_fold(word) for word in words)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fold(text: str) -> str:
    """Take away what changes no finding: the Unicode form, curled quotes, line ends."""
    plain = unicodedata.normalize("NFC", text).translate(_STRAIGHT)
    return " ".join(plain.split())


_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')


def read_lock(path: Path) -> Lock:
    """Return the lock of a file; an absent file is an empty lock, an unreadable line a problem."""
    try:
        if path.stat().st_size > _LIMIT:
            return Lock(path, problems=(LockProblem(1, f"is larger than {_LIMIT} bytes"),))
        text = read_regular(path).decode("utf-8-sig")
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        return Lock(path, problems=(LockProblem(1, str(why)),))
    return _parse(path, text)


def _parse(path: Path, text: str) -> Lock:
    lock = Lock(path)
    problems = _of_version(text)
    # As editors count: other signs of Unicode that end a line don't end one here.
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            _take(lock, line.split("\t"))
        except (ValueError, KeyError, IndexError):
            problems.append(LockProblem(number, "is no record; write the lock anew"))
    return replace(lock, problems=tuple(problems))


def _of_version(text: str) -> list[LockProblem]:
    """Return what is wrong with the head of a lock; one without a head is taken for ours."""
    head = re.match(r"# briefcheck lock (\S+?):?(?:\s|$)", text)
    if head is None or head[1] == str(VERSION):
        return []
    return [LockProblem(1, f"is of version {head[1][:20]}, not {VERSION}; write the lock anew")]


def _take(lock: Lock, fields: list[str]) -> None:
    """Add one record; raises ValueError or KeyError where it isn't one, or contradicts another."""
    kind, values = fields[0], [unquote(value) for value in fields[1:]]
    if kind == "source":
        key, sha256, size, read, entry = values
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError(sha256)
        _add(lock.sources, key, SourceRecord(key, sha256, _count(size), read, entry))
    elif kind == "hint":
        key, paragraph = values
        _add(lock.hints, key, _count(paragraph))
    elif kind == "shared":
        one, other, share = values
        _add(lock.shared, (one, other), _fraction(share))
    elif kind == "score":
        statement, key, plug_in, asked, score = values
        scored = ScoreRecord(statement, key, plug_in, asked, _fraction(score))
        _add(lock.scores, scored.name, scored)
    elif kind == "evidence":
        record = _evidence(values)
        _add(lock.evidence, record.name, record)
    else:
        raise ValueError(kind)


def _add(records: dict[_Name, _Record], name: _Name, record: _Record) -> None:
    if records.setdefault(name, record) != record:
        raise ValueError("two records that differ")


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise ValueError(text)
    return int(text)


def _fraction(text: str) -> float:
    """Return a number from 0 to 1; "nan", which is equal to nothing, is none."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def _evidence(values: list[str]) -> EvidenceRecord:
    statement, part, type_, key, verdict, how, paragraphs = values
    if type_ not in _TYPES or how not in _HOWS:
        raise ValueError(how)
    numbers = tuple(_count(number) for number in paragraphs.split(",") if number)
    return EvidenceRecord(statement, part, type_, key, _VERDICTS[verdict], how, numbers)


def write_lock(lock: Lock) -> str:
    """Return the text of a lock file: the same bytes for the same records."""
    return _HEAD + "".join(sorted(_lines(lock)))


def _lines(lock: Lock) -> Iterator[str]:
    for read in lock.sources.values():
        yield _line("source", read.key, read.sha256, read.size, read.read, read.entry)
    for key, paragraph in lock.hints.items():
        yield _line("hint", key, paragraph)
    for (one, other), share in lock.shared.items():
        yield _line("shared", one, other, f"{share:.2f}")
    for said in lock.scores.values():
        yield _line("score", *said.name, said.asked, f"{said.score:.4f}")
    for record in lock.evidence.values():
        yield _line(
            "evidence",
            record.statement,
            record.part,
            record.type,
            record.key,
            _WORDS[record.carried],
            record.how,
            ",".join(map(str, record.paragraphs)),
        )


def _line(*fields: object) -> str:
    return "\t".join(_plain(str(value)) for value in fields) + "\n"


def _plain(value: str) -> str:
    """Write what a field may not hold, tabs and line ends above all, as ``%XX``."""
    return quote(value, safe=" ,.:;-_+/()[]'&=@!$*~")
