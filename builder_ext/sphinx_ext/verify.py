"""Runs the rules when all is read, logs what they find, and sets the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger
from sphinx.util.parallel import ParallelTasks, parallel_available

from builder_ext.evidence.library import Evidence, LibrarySearch
from builder_ext.evidence.memory import Packed
from builder_ext.model import (
    Audit,
    Citation,
    Document,
    Finding,
    Library,
    Mishap,
    Policy,
    Severity,
    Statement,
)
from builder_ext.rules import Case, conclude, examine
from builder_ext.sphinx_ext.bibliography import key_prefixes, library_of, plain_key
from builder_ext.sphinx_ext.config import checked_documents, document_path, policy_of, stop
from builder_ext.sphinx_ext.domain import cited_keys, facts_of
from builder_ext.sphinx_ext.evidence import evidence_of
from builder_ext.sphinx_ext.memory import at_rest
from builder_ext.sphinx_ext.unreadable import unread_of

logger = getLogger(__name__)

_FEWEST = 10
"""For fewer documents a process of their own takes longer than it saves."""
UNCHECKED_BUILDERS = frozenset({"gettext", "linkcheck", "doctest", "coverage"})
"""Builders that neither render nor check documents: findings don't change their exit status."""


def setup(app: Sphinx) -> None:
    """Connect to the event that comes in every build, cached ones too."""
    # After sphinxcontrib-bibtex (500), which formats its entries on the same event.
    app.connect("env-updated", on_env_updated, priority=800)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Compute the findings of this build from the stored facts."""
    if not app.config.briefcheck_documents:
        return []
    library, prefixes = library_of(env), facts_of(env).prefixes
    prefixes = key_prefixes(env) if prefixes is None else prefixes
    documents = [_without_prefixes(d, prefixes, library) for d in _checked(app, env)]
    others = cited_keys(d for d in facts_of(env).documents.values() if not d.checked)
    keys = {plain_key(key, prefixes, library.sources) for key in others}
    policy = policy_of(app.config)
    with at_rest():
        evidence = evidence_of(app, library, policy)
        if parallel_available and app.parallel > 1:
            _compare_side_by_side(app, documents, library, policy, evidence)
        noted = (*unread_of(env), *_noted_elsewhere(env))
        case = examine(documents, library, policy, keys, evidence, noted)
        _cut_excerpts(app, case)
        audit = conclude(case)
    facts_of(env).case, facts_of(env).audit = case, audit  # type: ignore[attr-defined]
    _log(app, audit)
    if app.builder.name not in UNCHECKED_BUILDERS and fails(audit):
        app.statuscode = 1
    if not evidence.memory.has_news:
        return []
    facts_of(env).data["memory"] = evidence.memory.used
    # Sphinx keeps what it knows only where a document is another one than before.
    return [document.docname for document in documents[:1]]


def shows_cards(app: Sphinx) -> bool:
    """Return whether this build's pages are read in a browser, and show what was checked."""
    browsed = app.builder.format == "html" and not getattr(app.builder, "embedded", False)
    return browsed and app.config.briefcheck_publish != "none"


def _compare_side_by_side(
    app: Sphinx,
    documents: Sequence[Document],
    library: Library,
    policy: Policy,
    evidence: Evidence,
) -> None:
    """Have several processes compare a share of the documents each; what they found is remembered."""

    def compare(share: Sequence[Document]) -> dict[bytes, Packed]:
        _cut_excerpts(app, examine(share, library, policy, (), evidence))
        return evidence.memory.used

    def learn(_share: Sequence[Document], found: dict[bytes, Packed]) -> None:
        evidence.memory.learn(found)

    number = min(app.parallel, len(documents) // _FEWEST)
    if number > 1:
        if isinstance(evidence.search, LibrarySearch):
            evidence.search.try_server()
        tasks = ParallelTasks(number)
        for first in range(number):
            tasks.add_task(compare, documents[first::number], learn)
        tasks.join()


def _cut_excerpts(app: Sphinx, case: Case) -> None:
    """Look up what the cards of the pages will show, so that later builds need not."""
    limit = int(app.config.briefcheck_excerpts)
    if shows_cards(app) and limit:
        for ruling in case.rulings:
            for source in ruling.sources:
                case.excerpt(ruling, source.key, limit)


def audit_of(env: BuildEnvironment) -> Audit | None:
    """Return this build's audit, None where nothing is checked."""
    return getattr(facts_of(env), "audit", None)


def fails(audit: Audit) -> bool:
    """Return whether a finding that nobody waived is as bad as the policy allows none to be."""
    limit = audit.policy.fail_on
    return limit is not None and any(
        f.waived is None and f.severity >= limit for f in audit.findings
    )


def _checked(app: Sphinx, env: BuildEnvironment) -> list[Document]:
    paths = {name: document_path(env, name) for name in env.found_docs}
    selection = checked_documents(app.config)
    unread = (mishap.place.path for mishap in unread_of(env))
    idle = selection.idle_patterns([*paths.values(), *unread])
    if idle:
        listed = ", ".join(repr(pattern) for pattern in idle)
        problem = (
            f"briefcheck_documents: {listed} matches no document, so nothing would be checked; "
            "correct the pattern, or set [] to switch checking off"
        )
        stop(app, [problem])
    return [d for name, d in sorted(facts_of(env).documents.items()) if d.checked and name in paths]


def _noted_elsewhere(env: BuildEnvironment) -> Iterator[Mishap]:
    """Yield what was noted of the documents whose statements are not checked."""
    for name, document in sorted(facts_of(env).documents.items()):
        if not document.checked and name in env.found_docs:
            yield from document.mishaps


def _without_prefixes(document: Document, prefixes: tuple[str, ...], library: Library) -> Document:
    """Return a document that cites the keys as the bibliography files have them."""
    if not prefixes:
        return document

    def bare(citation: Citation) -> Citation:
        return replace(citation, key=plain_key(citation.key, prefixes, library.sources))

    def cured(statement: Statement) -> Statement:
        return replace(statement, citations=tuple(bare(c) for c in statement.citations))

    return replace(
        document,
        statements=tuple(cured(s) for s in document.statements),
        loose=tuple(bare(c) for c in document.loose),
    )


def _log(app: Sphinx, audit: Audit) -> None:
    for finding in audit.findings:
        if finding.waived is None:
            _log_finding(app, finding)


def _log_finding(app: Sphinx, finding: Finding) -> None:
    file = Path(app.srcdir) / finding.place.path
    location = shown_path(f"{file}:{finding.place.line}")
    about = {"location": location, "type": "briefcheck", "subtype": finding.rule}
    if finding.severity is Severity.ERROR:
        logger.error("%s", printable(finding.message), **about)  # type: ignore[arg-type]
    elif finding.severity is Severity.WARNING:
        logger.warning("%s", printable(finding.message), **about)  # type: ignore[arg-type]
    else:
        logger.info(
            "%s: NOTE: %s [briefcheck.%s]", location, printable(finding.message), finding.rule
        )


def shown_path(path: str) -> str:
    """Return a path as a terminal may show it."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in path)


def printable(text: str) -> str:
    """Return a text on one line without control characters, and never beginning with ``::``."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return " " + kept if kept.startswith("::") else kept


def checked_names(app: Sphinx) -> list[str]:
    """Return the names of the checked documents, sorted."""
    return sorted(d.docname for d in facts_of(app.env).documents.values() if d.checked)
