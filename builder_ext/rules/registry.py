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
from builder_ext.evidence.naming import Naming
from builder_ext.model import Document, Finding, Library, Place, Policy, Ruling, Severity
from builder_ext.sources.outlets import OutletNames


@dataclass(frozen=True, slots=True)
class Issue:
    """What a rule found: a message, and what differs from the rule's and the statement's own.

    A rule on statements may yield a plain string instead.  A rule on the case gives the ``ruling``
    where what it found concerns one statement, so that the statement's waivers reach it.
    """

    message: str
    severity: Severity | None = None
    place: Place | None = None
    sources: tuple[str, ...] | None = None
    docname: str = ""
    ruling: Ruling | None = None


@dataclass(frozen=True)
class Case:
    """All that a rule may look at."""

    documents: tuple[Document, ...]
    rulings: tuple[Ruling, ...]
    library: Library
    policy: Policy
    names: OutletNames
    other_keys: frozenset[str] = frozenset()
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
PLANNED = (
    "changed-snapshot",
    "misattributed-speaker",
    "misquote",
    "origin-hint",
    "shared-text",
    "source-conflict",
    "stale-evidence",
    "translated-quotation",
    "unchecked",
    "unlocked-evidence",
    "unsafe-content",
    "unsupported-heading",
    "unsupported-name",
    "unsupported-value",
    "wrong-locator",
)
"""Rules of the contract that need the sources' texts: configuration may name them already."""

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
