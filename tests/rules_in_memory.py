"""Statements, sources and texts in, findings out: no build, no process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from builder_ext.evidence.articles import Articles
from builder_ext.evidence.entailment import Entailment
from builder_ext.evidence.library import Evidence
from builder_ext.model import Citation, Document, Finding, Library, Place, Policy, Source, Statement
from builder_ext.rules import check
from builder_ext.sources.lock import Lock
from builder_ext.sources.snapshots import Snapshots
from builder_ext.statements.parts import quotations, values


def source(key: str, name: str = "", **facts) -> Source:
    """Make an entry; its outlet is the key with a capital where none is given."""
    name = name or key.title()
    about = {"title": "A title", "outlet": name, "origins": (name,), "date": "2031-03-06", **facts}
    return Source(key, Place("r.bib", 3), **about)


def said(text: str, *cited: str, line: int = 3, doc: str = "a", **facts) -> Statement:
    citations = tuple(Citation(*key.split("@", 1)) for key in cited)
    return Statement(
        doc,
        Place(f"{doc}.md", line),
        text,
        citations=citations,
        quotations=quotations(text),
        values=values(text),
        **facts,
    )


def audit(tmp_path: Path, *statements: Statement, texts: Mapping[str, str] = {}, **facts):
    """Check statements against sources; each key of ``texts`` has a snapshot."""
    sources = facts.pop("sources", ())
    for key, text in texts.items():
        (tmp_path / f"{key}.txt").write_text(text, "utf-8")
    names = dict.fromkeys((*texts, *(c.key for s in statements for c in s.citations)))
    known = {key: source(key) for key in names} | {one.key: one for one in sources}
    missing = facts.pop("missing", ())
    library = Library({key: one for key, one in known.items() if key not in missing})
    documents = facts.pop("documents", None) or [
        Document(doc, f"{doc}.md", statements=tuple(s for s in statements if s.docname == doc))
        for doc in dict.fromkeys(s.docname for s in statements)
    ]
    articles = Articles(library, Snapshots(tmp_path))
    lock = facts.pop("lock", Lock())
    plug_in = facts.pop("plug_in", None)
    entailment = Entailment(plug_in, "model 1", lock, articles) if plug_in else None
    evidence = Evidence(articles, lock, entailment=entailment)
    return check(documents, library, Policy(**facts), (), evidence)


def about(rule: str, result) -> list[Finding]:
    return [f for f in result.findings if f.rule == rule]


def messages(rule: str, result) -> list[str]:
    return [f.message for f in about(rule, result)]
