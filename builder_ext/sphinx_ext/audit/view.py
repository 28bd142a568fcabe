"""What all parts of an audit page need: the audit, the passages, and addresses of other pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from builder_ext.model import Audit, Document, Finding, Place, Ruling
from builder_ext.reports.audit_passages import PassageFinder
from builder_ext.reports.audit_view import FindingsOf, risk
from builder_ext.sphinx_ext.audit.markup import tag
from builder_ext.sphinx_ext.marks import anchor

Address = Callable[[str, str], str]
"""Gives the address of a page (its name) as seen from another one."""


@dataclass(frozen=True)
class Material:
    """What all audit pages of a build are made of."""

    audit: Audit
    finder: PassageFinder
    address: Address

    @cached_property
    def findings(self) -> FindingsOf:
        """The findings by document."""
        return FindingsOf(self.audit)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each briefing is called; those of one title are told apart by their files."""
        documents = self.audit.documents
        shared = Counter(document.title for document in documents)
        return {d.docname: d.path if not d.title else _apart(d, shared[d.title]) for d in documents}

    @cached_property
    def rulings(self) -> dict[str, dict[str, Ruling]]:
        """The statements of each document by their ids."""
        return {
            name: {ruling.ident: ruling for ruling in rulings}
            for name, rulings in self.audit.by_document.items()
        }

    @cached_property
    def places(self) -> dict[Place, int]:
        """Where each place of a finding comes when all are in order."""
        return {place: n for n, place in enumerate(sorted({f.place for f in self.audit.findings}))}


def _apart(document: Document, namesakes: int) -> str:
    return f"{document.title} ({document.path})" if namesakes > 1 else document.title


@dataclass(frozen=True)
class View:
    """The material as one page shows it; ``docname`` is empty on the page of all briefings."""

    material: Material
    page: str
    docname: str = ""

    @property
    def audit(self) -> Audit:
        """The audit."""
        return self.material.audit

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The statements that the page is about."""
        if not self.docname:
            return self.audit.rulings
        return self.audit.by_document.get(self.docname, ())

    @property
    def findings(self) -> list[Finding]:
        """The findings that the page is about, the waived ones included."""
        if not self.docname:
            return list(self.audit.findings)
        return self.material.findings.document(self.docname)

    def ruling_of(self, finding: Finding) -> Ruling | None:
        """Return the statement that a finding is on."""
        rulings = self.material.rulings.get(self.docname or finding.docname, {})
        return rulings.get(finding.ident)

    def to(self, page: str) -> str:
        """Return the address of another page from this one."""
        return self.material.address(self.page, page).partition("#")[0]

    def to_finding(self, finding: Finding) -> Markup | str:
        """Return where a finding is, as a link to the line where there is a page with it."""
        shown = f"{finding.place.path}:{finding.place.line}"
        docname = self.docname or finding.docname
        if not docname:
            return shown
        ruling = self.ruling_of(finding)
        name = f"#{anchor(ruling)}" if ruling else ""
        return tag("a", shown, href=self.to(docname) + name)

    def to_statement(self, ruling: Ruling) -> Markup:
        """Return where a statement is, as a link to it."""
        place = ruling.statement.place
        docname = self.docname or ruling.statement.docname
        address = f"{self.to(docname)}#{anchor(ruling)}"
        return tag("a", f"{place.path}:{place.line}", href=address)

    def risk_of(self, finding: Finding) -> int:
        """Return a number by which findings are sorted by risk."""
        notes, rank = risk(finding)
        return 100 * notes + rank
