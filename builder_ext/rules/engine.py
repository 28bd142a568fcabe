"""Runs the rules over the facts; findings are computed anew in every build, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from builder_ext.evidence.articles import Articles
from builder_ext.evidence.comparing import Comparer
from builder_ext.evidence.corroboration import rule_on_statements
from builder_ext.evidence.library import Evidence
from builder_ext.model import (
    Audit,
    Document,
    Finding,
    Library,
    Mishap,
    Place,
    Policy,
    Ruling,
    Severity,
    TextFact,
)
from builder_ext.rules.registry import NEVER_WAIVABLE, Case, Issue, Rule, all_rules
from builder_ext.sources.outlets import OutletNames


def check(
    documents: Sequence[Document],
    library: Library,
    policy: Policy,
    other_keys: Iterable[str] = (),
    evidence: Evidence | None = None,
) -> Audit:
    """Return the Audit of the checked documents against the library and its texts.

    ``other_keys`` are keys cited in documents that are not checked: these count as used.
    """
    return conclude(examine(documents, library, policy, other_keys, evidence))


def examine(
    documents: Sequence[Document],
    library: Library,
    policy: Policy,
    other_keys: Iterable[str] = (),
    evidence: Evidence | None = None,
    unread: Iterable[Mishap] = (),
) -> Case:
    """Return the case that the rules look at: every statement ruled on, no rule run yet.

    ``unread`` is what was noted of documents that are not checked, or could not be read.
    """
    ordered = tuple(sorted(documents, key=lambda document: document.path))
    names = OutletNames(policy.outlets, policy.independence)
    at_hand = evidence or Evidence(Articles(library))
    comparer = Comparer(
        library, at_hand.articles, at_hand.lock, policy, at_hand.search, at_hand.memory
    )
    rulings = tuple(rule_on_statements(ordered, library, names, comparer))
    keys = frozenset(other_keys)
    left = tuple(unread)
    return Case(ordered, rulings, library, policy, names, comparer, at_hand, keys, unread=left)


def conclude(case: Case) -> Audit:
    """Run the rules over a case."""
    rules = [r for r in all_rules() if severity_of(r, case.policy) is not Severity.OFF]
    for one in sorted(rules, key=lambda r: (r.scope == "waivers", r.name)):
        case.findings.extend(_findings(one, case))
    findings = _once(sorted(case.findings, key=_order))
    by_document = {name: tuple(found) for name, found in case.rulings_of.items()}
    once = _first_of_place(case.rulings)
    return Audit(
        case.documents,
        once,
        findings,
        case.library,
        case.policy,
        _counted(once),
        by_document,
        dict(_texts(case)),
    )


def _texts(case: Case) -> Iterator[tuple[str, TextFact]]:
    """Yield what is known of the text of each cited source."""
    for key in sorted(case.cited_keys & case.library.sources.keys()):
        article, read = case.articles.get(key), case.lock.sources.get(key)
        if article is not None:
            same = read is not None and read.sha256 == article.snapshot.sha256
            day = read.read if read and same else ""
            yield key, TextFact(article.snapshot.sha256, article.snapshot.size, day, "snapshot")
        elif read is not None:
            yield key, TextFact(read.sha256, read.size, read.read, "lock")


def _counted(rulings: Iterable[Ruling]) -> dict[str, int]:
    return dict(Counter(key for ruling in rulings for key in ruling.statement.keys))


def severity_of(one: Rule, policy: Policy) -> Severity:
    """Return the severity that the policy gives a rule."""
    return policy.severity.get(one.name, one.severity)


def may_waive(name: str, policy: Policy) -> bool:
    """Return whether the policy lets a rule's findings be waived."""
    if policy.waivable is None:
        return name not in NEVER_WAIVABLE
    return name in policy.waivable


def _findings(one: Rule, case: Case) -> Iterator[Finding]:
    if one.scope == "statement":
        for ruling in case.rulings:
            for issue in one.run(ruling, case):
                yield _on_statement(one, _as_issue(issue), ruling, case.policy)
    else:
        for issue in map(_as_issue, one.run(case)):
            if issue.ruling is not None:
                yield _on_statement(one, issue, issue.ruling, case.policy)
            else:
                yield _on_source(one, issue, case.policy)


def _as_issue(issue: Issue | str) -> Issue:
    return Issue(issue) if isinstance(issue, str) else issue


def _severity(one: Rule, issue: Issue, policy: Policy) -> Severity:
    """A configured severity holds for all findings but those that the rule lowers or raises."""
    configured = max(severity_of(one, policy), issue.at_least or Severity.OFF)
    if issue.severity is None or issue.severity > configured:
        return configured
    return issue.severity


def _on_statement(one: Rule, issue: Issue, ruling: Ruling, policy: Policy) -> Finding:
    statement = ruling.statement
    finding = Finding(
        rule=one.name,
        severity=_severity(one, issue, policy),
        place=issue.place or statement.place,
        message=issue.message,
        statement=statement.text,
        ident=ruling.ident,
        docname=statement.docname,
        sources=statement.keys if issue.sources is None else issue.sources,
        shown=statement.shown,
        padded=issue.padded,
        wordless=issue.wordless,
    )
    reasons = [w.reason for w in statement.waivers if w.rule == one.name and w.reason]
    if reasons and may_waive(one.name, policy):
        return replace(finding, waived=reasons[0])
    return finding


def _on_source(one: Rule, issue: Issue, policy: Policy) -> Finding:
    sources = issue.sources or ()
    finding = Finding(
        rule=one.name,
        severity=_severity(one, issue, policy),
        place=issue.place or Place("conf.py"),
        message=issue.message,
        docname=issue.docname,
        sources=sources,
    )
    reason = source_waiver(one.name, sources, policy)
    return replace(finding, waived=reason) if reason and may_waive(one.name, policy) else finding


def source_waiver(name: str, keys: Sequence[str], policy: Policy) -> str | None:
    """Return the reason for which ``briefcheck_waivers`` accepts a rule's finding on these keys."""
    for listed, reason in policy.waivers.get(name, {}).items():
        if keys and sorted(split_keys(listed)) == sorted(keys):
            return reason
    return None


def split_keys(listed: str) -> list[str]:
    """Return the keys of a comma-separated list."""
    return [key.strip() for key in listed.split(",") if key.strip()]


def _order(finding: Finding) -> tuple[Place, int, str, str, bool]:
    return (finding.place, -finding.severity, finding.rule, finding.message, finding.waived is None)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give what is found twice at one place once: an included file is read in each document."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.place, finding.message, finding.statement, finding.waived)
        seen.setdefault(key, finding)
    return tuple(seen.values())


def _first_of_place(rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
    """Give each statement once, sorted by place."""
    seen: dict[tuple[Place, str], Ruling] = {}
    for ruling in rulings:
        seen.setdefault((ruling.statement.place, ruling.statement.text), ruling)
    return tuple(seen[where] for where in sorted(seen))
