"""How a rule is written, and where all of them are found."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import builder_ext.rules
from builder_ext.evidence.articles import Articles
from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.corroboration import titles_of
from builder_ext.evidence.excerpts import Carrying, excerpt_of
from builder_ext.evidence.hints import Hint
from builder_ext.evidence.library import Evidence, hint_of, shared_texts
from builder_ext.evidence.memory import Packed
from builder_ext.evidence.naming import Naming
from builder_ext.evidence.search import Hit
from builder_ext.model import (
    Comparison,
    Document,
    Finding,
    Library,
    Mishap,
    Place,
    Policy,
    Ruling,
    Severity,
    Source,
    Verdict,
)
from builder_ext.sources.lock import EvidenceRecord, Lock
from builder_ext.sources.outlets import OutletNames
from builder_ext.sources.snapshots import SnapshotProblem


@dataclass(frozen=True, slots=True)
class Issue:
    """What a rule found: a message, and what differs from the rule's and the statement's own.

    A rule on statements may yield a plain string instead.  A rule on the case gives the ``ruling``
    where what it found concerns one statement, so that the statement's waivers reach it.
    ``severity`` lowers the configured one, ``at_least`` raises it.  ``padded`` and ``wordless`` as in
    `Finding`.
    """

    message: str
    severity: Severity | None = None
    place: Place | None = None
    sources: tuple[str, ...] | None = None
    docname: str = ""
    ruling: Ruling | None = None
    at_least: Severity | None = None
    padded: bool = False
    wordless: str = ""


@dataclass(frozen=True)
class Case:
    """All that a rule may look at."""

    documents: tuple[Document, ...]
    rulings: tuple[Ruling, ...]
    library: Library
    policy: Policy
    names: OutletNames
    comparer: Comparer
    evidence: Evidence = field(default_factory=Evidence)
    other_keys: frozenset[str] = frozenset()
    unread: tuple[Mishap, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def naming(self) -> Naming:
        """Who is named as reporting, under the configured spellings."""
        return Naming(self.names)

    @cached_property
    def cited_by(self) -> dict[str, int]:
        """How many statements cite each key; one that covers from outside counts as well."""
        counts: dict[str, int] = {}
        for ruling in self.rulings:
            for key in ruling.statement.keys:
                counts[key] = counts.get(key, 0) + 1
        return counts

    @cached_property
    def cited_keys(self) -> frozenset[str]:
        """Every key that is cited anywhere, in headings and unchecked documents too."""
        loose = {c.key for document in self.documents for c in document.loose}
        return frozenset(self.cited_by) | loose | self.other_keys

    @cached_property
    def rulings_of(self) -> dict[str, list[Ruling]]:
        """The rulings of each document by its name."""
        by_name: dict[str, list[Ruling]] = {document.docname: [] for document in self.documents}
        for ruling in self.rulings:
            by_name.setdefault(ruling.statement.docname, []).append(ruling)
        return by_name

    def severity_of(self, name: str) -> Severity:
        """The severity that the policy gives a rule."""
        return self.policy.severity.get(name, RULES[name].severity)

    @property
    def articles(self) -> Articles:
        """The sources' texts at hand."""
        return self.evidence.articles

    @property
    def lock(self) -> Lock:
        """The records of what the texts hold."""
        return self.evidence.lock

    @property
    def lock_path(self) -> str:
        """The path of the lock file as findings give it."""
        return self.evidence.lock_path

    @property
    def language(self) -> str:
        """The language code of the documents."""
        return self.evidence.language

    def nearest_passage(self, ruling: Ruling, key: str) -> str:
        """Return " (nearest: ¶ 9)" for the passage that a reader should look at, empty without a text."""
        article = self.articles.get(key)
        number = article.passages.best(ruling.statement.text) if article else None
        return f" (nearest passage: ¶ {number})" if number else ""

    def nearest_in_library(self, ruling: Ruling) -> Hit | None:
        """Return the passage of all texts at hand that is nearest to a statement, if one is near."""
        search, said = self.evidence.search, ruling.statement.text
        if search is None:
            return None

        def nearest() -> Packed:
            hits = search.nearest(said, 1)
            return ((hits[0].key, hits[0].paragraph, hits[0].score) if hits else (),)

        (known,) = self.evidence.memory.once(nearest, "nearest", said, search.state)
        return Hit(*known) if known else None

    def excerpt(self, ruling: Ruling, key: str, limit: int) -> Carrying | None:
        """Return at most ``limit`` words of a source for a statement, None where nothing comes near."""
        article = self.articles.get(key)
        if article is None:
            return None
        said = (
            ruling.statement.text,
            [c.locator for c in ruling.statement.citations if c.key == key],
        )
        found = [
            (part.part, part.type, v.carried, v.how, v.paragraphs, v.detail)
            for part in ruling.comparisons
            for v in part.verdicts
            if v.key == key
        ]
        state = self.comparer.state_of(article.source)

        def cut() -> Packed:
            made = excerpt_of(ruling, article, limit)
            return (made.pack() if made else (),)

        (known,) = self.evidence.memory.once(cut, "excerpt", limit, said, found, state)
        return Carrying.unpack(known) if known else None

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles of the library's sources, folded."""
        return titles_of(self.library)

    @cached_property
    def shared_texts(self) -> tuple[tuple[str, str, float], ...]:
        """The pairs of cited keys whose texts share a fifth or more, and how much."""
        return tuple(shared_texts(self.evidence, self.cited_keys & set(self.library.sources)))

    @cached_property
    def snapshot_problems(self) -> tuple[SnapshotProblem, ...]:
        """What is wrong with the texts of the library, whether anybody wanted them or not."""
        if not self.evidence.memory.remembers:
            # Each text is then read once, for this and for its hint.
            for source in self.library.sources.values():
                self.hint_of(source)
        return self.articles.examined(self.library.sources)

    def hint_of(self, source: Source) -> Hint | None:
        """Return where a source's text says that it comes from elsewhere."""
        return hint_of(self.evidence, source)

    def contradicted(self, ruling: Ruling) -> Iterator[tuple[str, str]]:
        """Yield the part and key of each record that says something else than the text."""
        if not self.lock.evidence:
            return
        for part, name, verdict in self._needed[id(ruling)]:
            record = self.lock.evidence.get(name)
            if record and verdict.seen == "snapshot" and _differ(record, verdict, part.type):
                yield part.part, verdict.key

    def unrecorded(self, ruling: Ruling) -> Iterator[str]:
        """Yield the keys whose record the lock lacks for a part of the statement."""
        if not self.lock.evidence:
            verdicts = (v for part in ruling.comparisons for v in (*part.verdicts, *part.elsewhere))
            yield from (verdict.key for verdict in verdicts if verdict.seen != "entry")
            return
        for _, name, verdict in self._needed[id(ruling)]:
            if name not in self.lock.evidence or verdict.key not in self._locked_keys:
                yield verdict.key

    @cached_property
    def left_over(self) -> tuple[tuple[str, str, str], ...]:
        """The names of the lock's records that no statement needs."""
        if not self.lock.evidence:
            return ()
        needed = {name for found in self._needed.values() for _, name, _ in found}
        return tuple(sorted(set(self.lock.evidence) - needed))

    @cached_property
    def _needed(self) -> dict[int, tuple[tuple[Comparison, tuple[str, str, str], Verdict], ...]]:
        """What each ruling (by its identity) asks of the lock: part, name of the record, verdict."""
        return {
            id(ruling): tuple(
                (part, name, verdict)
                for part in ruling.comparisons
                for name, verdict in self.comparer.needed(ruling.statement, part)
            )
            for ruling in self.rulings
        }

    @cached_property
    def _locked_keys(self) -> frozenset[str]:
        """The keys whose text the lock has, under the entry as it is."""
        return frozenset(s.key for s in self.library.sources.values() if self.lock.knows(s))


def _differ(record: EvidenceRecord, verdict: Verdict, type_: str) -> bool:
    """Whether a record misleads: of a name it does not matter in which paragraphs it stands."""
    if (record.carried, record.how) != (verdict.carried, verdict.how):
        return True
    return type_ != "name" and record.paragraphs != verdict.paragraphs


@dataclass(frozen=True)
class Rule:
    """One rule: its name, default severity, and the function that yields what it finds.

    ``scope`` is "statement" (called with each ruling and the case) or "case" (called once);
    "waivers" is a "case" rule that runs when all others have.
    """

    name: str
    severity: Severity
    scope: str
    run: Callable[..., Iterable[Issue | str]]

    @property
    def documentation(self) -> str:
        """The docstring: what fires, why, an example, what to do."""
        return inspect.cleandoc(self.run.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first sentence of the documentation."""
        return self.documentation.split("\n\n", 1)[0].replace("\n", " ")


RULES: dict[str, Rule] = {}
NEVER_WAIVABLE = frozenset(
    {
        "misquote",
        "unknown-source",
        "broken-bibliography",
        "changed-snapshot",
        "stale-evidence",
        "unsafe-content",
    }
)
"""What no waiver waives unless ``briefcheck_waivable`` says so (SPEC 4)."""


def rule(severity: Severity, scope: str = "statement") -> Callable[[Callable[..., Any]], Rule]:
    """Make a rule of a function; its name with hyphens is the rule's, its docstring the docs."""

    def register(run: Callable[..., Any]) -> Rule:
        made = Rule(run.__name__.replace("_", "-"), severity, scope, run)
        RULES[made.name] = made
        return made

    return register


def all_rules() -> Iterator[Rule]:
    """Yield every rule by name; each module of this package that defines one is found by itself."""
    for module in pkgutil.iter_modules(builder_ext.rules.__path__):
        importlib.import_module(f"builder_ext.rules.{module.name}")
    yield from (RULES[name] for name in sorted(RULES))
