"""Every noun of Briefcheck as a frozen record; standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, is_dataclass
from enum import IntEnum
from typing import Any

MARKS = ("assessment", "assumption", "recommendation", "gap", "about")
"""The author's five marks (SPEC 2), in the order in which they are documented."""


class Severity(IntEnum):
    """How bad a finding is; ``OFF`` is a rule that is switched off."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as configuration, messages and reports write it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: lines and columns (in code points) count from 1."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited key with what stands before and after it in the role.

    ``place`` is set where the key is written away from the statement (``{sourced}``, a footnote).
    ``own`` is False for a citation that covers the statement from outside of its sentence.
    """

    key: str
    locator: str = ""
    prefix: str = ""
    textual: bool = False
    own: bool = True
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class BadCitation:
    """A citation role whose content cannot be read, such as ``a1,,b2``."""

    target: str
    why: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """The author's word that a rule's finding on a statement is accepted, and why."""

    rule: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, table row or block quote, and the facts read off it.

    ``text`` has neither citations nor waivers and its white space is folded.  ``mark`` is one of
    `MARKS` or empty; ``part_marked`` says that a mark covers only a part of it.  ``quotations`` are
    the words between quotation marks (three words or more), ``values`` the numbers, dates and
    amounts.  ``covered_by`` says in words what cites it when no citation stands in it.
    ``block`` is the number of its block, ``marked_block`` tells apart the blocks that one mark covers.
    ``section`` is the path of section numbers from the top of the document.  A block quote has its
    ``attribution`` line and the sentence that introduces it (``lead_in``).
    """

    docname: str
    place: Place
    text: str
    shape: str = "sentence"
    mark: str = ""
    part_marked: bool = False
    confidence: str = ""
    quotations: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    asks: bool = False
    points: bool = False
    citations: tuple[Citation, ...] = ()
    bad_citations: tuple[BadCitation, ...] = ()
    covered_by: str = ""
    items_only: bool = False
    waivers: tuple[Waiver, ...] = ()
    block: int = 0
    marked_block: int = 0
    section: tuple[int, ...] = (0,)
    links: tuple[str, ...] = ()
    attribution: str = ""
    lead_in: str = ""
    shown: str = ""

    @property
    def display(self) -> str:
        """The text for people, with the keys of the citations that are words of the sentence."""
        return self.shown or self.text

    @property
    def keys(self) -> tuple[str, ...]:
        """The cited keys, each once, in order."""
        return tuple(dict.fromkeys(citation.key for citation in self.citations))


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that the reader of a document saw and that a rule reports as it is.

    ``rule`` names the rule, ``detail`` the sentence of the message; ``grave`` makes it an error.
    """

    rule: str
    place: Place
    detail: str
    keys: tuple[str, ...] = ()
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its path of numbers, the names by which a link can reach it, and its heading.

    ``place`` is None where it has no heading: what stands before the first one.
    """

    path: tuple[int, ...]
    names: tuple[str, ...]
    heading: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Front:
    """What a document's front matter says of it; empty where it says nothing.

    ``date`` is "2020-03-21", "2020-03" or "2020" where it is as it should be; ``status`` "draft",
    "review" or "final".  ``classification`` says how confidential it is, ``distribution`` who may have it.
    """

    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    classification: str = ""
    distribution: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """All that was read off one document; findings are computed from it, never stored."""

    docname: str
    path: str
    checked: bool = True
    title: str = ""
    statements: tuple[Statement, ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    loose: tuple[Citation, ...] = ()
    loose_bad: tuple[BadCitation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    sections: tuple[Section, ...] = ()
    front: Front = Front()


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the bibliography.

    ``outlet`` is None where the entry names none; ``origins`` holds who reported it first, empty
    where neither origin nor outlet is given.  ``fields`` are the entry's fields as plain text,
    ``raw_fields`` as written in BibTeX; ``field_lines`` give a field's line in the file.
    """

    key: str
    place: Place
    entry_type: str = "misc"
    title: str | None = None
    outlet: str | None = None
    origins: tuple[str, ...] = ()
    reprinted: bool = False
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    doi: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    raw_fields: tuple[tuple[str, str], ...] = ()
    field_lines: tuple[tuple[str, int], ...] = ()

    @property
    def origin(self) -> str | None:
        """The origins as one line of text, None where there is none."""
        return " and ".join(self.origins) or None

    @property
    def newsrooms(self) -> tuple[str, ...]:
        """All who stand behind it by the entry: its origins, and its outlet where it names one."""
        return (*self.origins, self.outlet) if self.outlet else self.origins

    def field(self, name: str) -> str | None:
        """The plain text of a field, None where the entry has no such field."""
        return dict(self.fields).get(name)

    def line_of(self, name: str) -> int:
        """The line of a field in the .bib file, the entry's own where it is absent."""
        return dict(self.field_lines).get(name, self.place.line)


def origins_of(sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the declared origins of sources, each once, in order; without an outlet none counts."""
    return tuple(dict.fromkeys(name for s in sources if s.outlet for name in s.origins))


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """A part of a bibliography that cannot be parsed; ``key`` is None where none could be read."""

    place: Place
    why: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A later entry whose key is already taken, as it is or in another case or Unicode form."""

    key: str
    place: Place
    first: str
    first_place: Place


@dataclass(frozen=True)
class Library:
    """The sources by key, in the order of the files, and what could not be read."""

    sources: dict[str, Source] = field(default_factory=dict)
    broken: tuple[BrokenEntry, ...] = ()
    repeated: tuple[RepeatedKey, ...] = ()

    @property
    def broken_keys(self) -> frozenset[str]:
        """The keys of entries that are there and cannot be parsed."""
        return frozenset(entry.key for entry in self.broken if entry.key)

    def get(self, key: str) -> Source | None:
        """The source of a key, None where the library has none."""
        return self.sources.get(key)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What conf.py says of an outlet: its other names, and who owns it."""

    name: str
    aliases: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True)
class Policy:
    """The configuration of the check, validated: one field for each ``briefcheck_*`` value."""

    severity: dict[str, Severity] = field(default_factory=dict)
    fail_on: Severity | None = Severity.ERROR
    waivable: frozenset[str] | None = None
    waivers: dict[str, dict[str, str]] = field(default_factory=dict)
    min_outlets: int = 2
    independence: str = "origin"
    outlets: tuple[Outlet, ...] = ()
    max_exempt: float | None = None
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: str = "any"
    locked: bool = False
    entailment: str = ""
    entailment_below: float = 0.5
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one cited source's text, or its record in the lock, says of one part of a statement.

    ``carried`` is None where nobody can tell: neither text nor record is there (``how`` is
    "unseen"), or a relative date cannot be resolved ("unresolved").  Otherwise ``how`` says for a
    quotation that is not carried "altered", "spliced" or "absent", for a name "near" or "absent".
    ``paragraphs`` count from 1: those that hold the part, or the nearest one; empty where the
    bibliography's entry carries it.  ``seen`` is "snapshot", "lock", "entry" or empty.  ``detail`` has
    words for a message, and only a text at hand can give it.
    """

    key: str
    carried: bool | None
    how: str = ""
    paragraphs: tuple[int, ...] = ()
    seen: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part of a statement beside its cited sources.

    ``type`` is "quotation", "value", "name", "speaker", or "words" for all of a statement that has
    neither quotation nor value.  ``verdicts`` has one for each cited source in order; ``elsewhere``
    those of other sources that hold a quotation which no cited one holds.
    """

    part: str
    type: str
    verdicts: tuple[Verdict, ...] = ()
    elsewhere: tuple[Verdict, ...] = ()

    @property
    def carriers(self) -> tuple[str, ...]:
        """The keys of the sources that are known to carry the part."""
        return tuple(v.key for v in self.verdicts if v.carried)

    @property
    def refuted(self) -> bool:
        """Whether every cited source was looked at, and none carries the part."""
        return bool(self.verdicts) and all(v.carried is False for v in self.verdicts)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A statement with what follows from library and policy: its kind, and what it rests on.

    ``origins`` are the declared origins of its known sources.  ``weakest`` is the part that fewer
    independent origins carry than are cited, None where there is none; ``carriers`` are the sources
    that carry it, all of them where it is None.  ``comparisons`` has its parts beside
    their texts; ``corroboration`` is computed from its quotations and values (``basis`` "parts"), or
    from the keys where it has none ("keys").  ``assumed`` says that a part was not looked up in a
    cited source, which is then taken to carry it.
    """

    ident: str
    statement: Statement
    kind: str
    reason: str
    sources: tuple[Source, ...] = ()
    unknown: tuple[Citation, ...] = ()
    origins: tuple[str, ...] = ()
    corroboration: int = 0
    basis: str = "keys"
    assumed: bool = False
    comparisons: tuple[Comparison, ...] = ()
    weakest: Comparison | None = None
    carriers: tuple[Source, ...] = ()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The declared origins of the sources that carry the statement's weakest part."""
        return origins_of(self.carriers or self.sources)

    @property
    def thin(self) -> tuple[str, ...]:
        """The keys whose texts have little of a statement that another cited source has more of."""
        words = [c for c in self.comparisons if c.type == "words" and not c.refuted]
        return tuple(v.key for c in words for v in c.verdicts if v.carried is False)

    @property
    def factual(self) -> bool:
        """Whether nothing exempts the statement."""
        return self.kind == "factual"

    @property
    def marked(self) -> bool:
        """Whether the author's own mark exempts it."""
        return self.kind in MARKS

    @property
    def cited(self) -> bool:
        """Whether at least one known source is cited."""
        return bool(self.sources)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's word on a statement or a source, with severity and place.

    ``shown`` is the statement for people where that differs from its text; ``padded`` says that a cited
    source lacks what it is cited for; ``wordless`` is the message without words of a source, where it
    has any: what is published; ``baseline`` whether an earlier report has it already, None where
    none was compared with.
    """

    rule: str
    severity: Severity
    place: Place
    message: str
    statement: str = ""
    ident: str = ""
    docname: str = ""
    sources: tuple[str, ...] = ()
    waived: str | None = None
    shown: str = ""
    padded: bool = False
    wordless: str = ""
    baseline: bool | None = None

    @property
    def published(self) -> str:
        """The message as pages show it, where a source's words are counted."""
        return self.wordless or self.message


@dataclass(frozen=True, slots=True)
class TextFact:
    """What is known of a source's text: its hash, its bytes, the day it was read if it is locked.

    ``seen`` is "snapshot" where the text is at hand, "lock" where only its record is.
    """

    sha256: str
    size: int
    read: str = ""
    seen: str = "snapshot"


@dataclass(frozen=True)
class Audit:
    """The result of a check: rulings and findings sorted by place, and the library they rest on.

    ``rulings`` has each statement once; ``by_document`` has those of each document in its order,
    so that a statement of an included file stands in several.  ``texts`` has what is known of the
    cited sources' texts.
    """

    documents: tuple[Document, ...]
    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]
    library: Library
    policy: Policy
    cited_by: dict[str, int] = field(default_factory=dict)
    by_document: dict[str, tuple[Ruling, ...]] = field(default_factory=dict)
    texts: dict[str, TextFact] = field(default_factory=dict)


def _as_values(noun: Any) -> tuple[type, tuple[Any, ...]]:
    """Return what a pickle keeps: a third of what dataclasses with slots do by themselves."""
    return type(noun), tuple(getattr(noun, name) for name in noun.__slots__)


for _noun in [noun for noun in vars().values() if hasattr(noun, "__slots__")]:
    if is_dataclass(_noun):
        setattr(_noun, "__reduce__", _as_values)  # noqa: B010 - to mypy, a method is no attribute
