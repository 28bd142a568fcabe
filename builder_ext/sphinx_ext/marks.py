"""What the reader sees: a word at a statement's end, and the box on how it was checked."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from builder_ext.clock import today
from builder_ext.files import write_whole
from builder_ext.model import Audit, Ruling, Severity
from builder_ext.sphinx_ext import cards
from builder_ext.sphinx_ext.bibliography import shown_sources
from builder_ext.sphinx_ext.collect import briefing_end, statement_end
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.directives import TITLES
from builder_ext.sphinx_ext.styles import long_date
from builder_ext.sphinx_ext.verify import audit_of

AUDIT_PAGE = "audit"
"""The name of the audit page, beside the documents."""


def audit_page(docname: str) -> str:
    """Return the name of the audit page of one briefing."""
    return f"{AUDIT_PAGE}/{docname}"


class checked_mark(nodes.inline):  # noqa: N801
    """A few words at the end of a statement; ``title`` says more where the medium can."""


def setup(app: Sphinx) -> None:
    """Register the events, the node and the style sheet, and the cards of the citations."""
    cards.setup(app)
    app.add_node(checked_mark, html=(_visit_html, _depart_html))
    app.connect("doctree-resolved", on_doctree_resolved)
    # After the audit has been made (800).
    app.connect("env-updated", on_env_updated, priority=850)
    app.connect("build-finished", on_build_finished)
    # After the values have been checked.
    app.connect("config-inited", on_config_inited, priority=600)


def _visit_html(translator: Any, node: checked_mark) -> None:
    translator.body.append(translator.starttag(node, "span", "", title=node["title"]))


def _depart_html(translator: Any, node: checked_mark) -> None:
    translator.body.append("</span>")


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Let Sphinx copy our style sheets, and load the one that all pages want."""
    if is_idle(config):
        return
    app.add_css_file("briefcheck.css")
    static = str(Path(__file__).with_name("static"))
    if static not in config.html_static_path:
        config.html_static_path = [*config.html_static_path, static]


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the ends of statements and documents by what the reader sees."""
    audit = audit_of(app.env)
    shown = audit if app.config.briefcheck_publish != "none" else None
    for end in list(doctree.findall(statement_end)):
        end.replace_self(statement_marks(app, shown, end) if shown else [])
    for box_end in list(doctree.findall(briefing_end)):
        box_end.replace_self([how_checked(app, shown, box_end["docname"])] if shown else [])


def statement_marks(app: Sphinx, audit: Audit, end: statement_end) -> list[nodes.Node]:
    """Return the nodes at the end of one statement: none, or a blank and its words."""
    rulings = audit.by_document.get(end["docname"], ())
    if end["number"] >= len(rulings):
        return []
    ruling = rulings[end["number"]]
    boxed = any("briefcheck-judgment" in up.get("classes", ()) for up in _ancestors(end))
    words = (
        []
        if boxed or not _ends_marked_block(ruling, end["number"], rulings)
        else [(f"briefcheck-{ruling.kind}", TITLES[ruling.kind].lower(), ruling.reason)]
    )
    if ruling.factual and not ruling.cited:
        words.append(("briefcheck-uncited", "no source", "No source of the library is cited"))
    if rests_on_one(ruling, audit):
        who = " and ".join(ruling.rests_on)
        words.append(("briefcheck-single-outlet", "one outlet", f"Rests on one outlet: {who}"))
    made: list[nodes.Node] = [
        nodes.inline("", "", ids=[anchor(ruling)], classes=["briefcheck-end"])
    ]
    for css, text, title in words:
        shown = text if app.builder.format in ("html", "pdf") else f"[{text}]"
        made += [
            nodes.Text(" "),
            checked_mark("", shown, classes=["briefcheck-mark", css], title=title),
        ]
    return made


def anchor(ruling: Ruling) -> str:
    """Return the id by which a page's statement is linked to."""
    return f"statement-{ruling.ident}"


def rests_on_one(ruling: Ruling, audit: Audit) -> bool:
    """Return whether a cited statement rests on one independent origin."""
    return ruling.cited and ruling.corroboration == 1 and (ruling.factual or ruling.marked)


def _ends_marked_block(ruling: Ruling, number: int, rulings: Sequence[Ruling]) -> bool:
    """Whether a marked statement is the last of its block with this mark: it is said once."""
    if not ruling.marked:
        return False
    after = rulings[number + 1] if number + 1 < len(rulings) else None
    return (
        after is None
        or after.statement.block != ruling.statement.block
        or (after.kind != ruling.kind)
    )


def _ancestors(node: nodes.Node) -> Iterable[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node  # type: ignore[misc]


def how_checked(app: Sphinx, audit: Audit, docname: str) -> nodes.Element:
    """Return the box at the end of a briefing that says how it was checked, and what that means."""
    rulings = audit.by_document.get(docname, ())
    box = nodes.container("", classes=["briefcheck-box"])
    box += nodes.paragraph("", "How this briefing was checked", classes=["briefcheck-box-title"])
    told = [f"Checked on {long_date(today())}.", *_what_was_found(rulings, audit, docname)]
    box += nodes.paragraph("", " ".join(told))
    limits = nodes.paragraph("", " ".join(_limits(rulings)))
    # A single page has no pages beside it.
    has_pages = app.builder.format == "html" and app.builder.name != "singlehtml"
    if app.config.briefcheck_publish == "audit" and has_pages:
        uri = app.builder.get_relative_uri(docname, audit_page(docname))
        limits += [
            nodes.Text(" "),
            nodes.reference("", "See its audit, line by line.", internal=True, refuri=uri),
        ]
    box += limits
    return box


def _what_was_found(rulings: Sequence[Ruling], audit: Audit, docname: str) -> Iterable[str]:
    factual = [r for r in rulings if r.factual]
    cited = [r for r in factual if r.cited]
    alone = sum(r.corroboration == 1 for r in cited)
    several = sum(r.corroboration > 1 and not r.assumed for r in cited)
    assumed = sum(r.corroboration > 1 and r.assumed for r in cited)
    none = len(cited) - several - alone - assumed
    yield (
        f"Briefcheck read it sentence by sentence: {_count(len(rulings), 'statement')}, "
        f"{len(factual)} of them factual."
    )
    told = [
        f"{several} with two or more outlets behind {'it' if several == 1 else 'them'}",
        f"{alone} with one",
        f"{none} of which no outlet has all" if none else "",
        f"{assumed} with two or more that were not all looked up" if assumed else "",
    ]
    yield (
        f"{_all(len(cited), len(factual))} {'cites' if len(cited) == 1 else 'cite'} a source of the "
        f"library: {', '.join(part for part in told if part)}."
    )
    marked = Counter(r.kind for r in rulings if r.marked)
    if marked:
        named = ", ".join(f"{n} as {_plural(kind, n)}" for kind, n in sorted(marked.items()))
        yield f"Not facts, and marked so: {named}."
    yield from _open(audit, docname)


def _open(audit: Audit, docname: str) -> Iterable[str]:
    found = [f for f in audit.findings if f.docname == docname]
    waived = sum(f.waived is not None for f in found)
    counts = Counter(f.severity for f in found if f.waived is None)
    bad = [_count(counts[s], s.word) for s in (Severity.ERROR, Severity.WARNING) if counts[s]]
    if bad:
        yield f"Still open: {' and '.join(bad)}."
    if waived:
        yield f"{_count(waived, 'finding')} {'was' if waived == 1 else 'were'} waived, with a reason."


def _limits(rulings: Sequence[Ruling]) -> Iterable[str]:
    yield "Checked is not true: it means that each fact names where it comes from."
    assumed = sum(r.assumed for r in rulings)
    if assumed:
        yield (
            f"The quotations, numbers and dates of {_count(assumed, 'statement')} could not be looked "
            "up in the texts of all their sources."
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _all(part: int, whole: int) -> str:
    return f"All {whole}" if part == whole and whole > 1 else f"{part} of these"


def _plural(kind: str, number: int) -> str:
    words = {"about": "about the document itself", "gap": "a gap in knowledge"}
    if kind == "gap" and number > 1:
        return "gaps in knowledge"
    return (
        words.get(kind, f"an {kind}" if kind[0] in "a" else f"a {kind}")
        if (number == 1 or kind == "about")
        else f"{kind}s"
    )


# -- pages are written again when what they show has changed ------------------------------------


def shown_digest(app: Sphinx, audit: Audit | None, docname: str, sources: object) -> str:
    """Return a hash of all that a page shows of the audit and of the bibliography.

    It holds when the document was read: the builder itself compares the page with one file only.
    """
    facts: list[object] = [app.env.all_docs.get(docname), sources, app.config.briefcheck_publish]
    rulings = audit.by_document.get(docname) if audit else None
    if audit and rulings is not None and app.config.briefcheck_publish != "none":
        facts.append(today())
        facts += [
            (r.ident, r.kind, r.reason, r.rests_on, r.corroboration, r.cited, r.assumed)
            for r in rulings
        ]
        facts += cards.card_facts(app, audit, rulings)
        found = (f for f in audit.findings if f.docname == docname)
        facts += [(f.rule, f.severity.word, f.waived) for f in found]
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the documents whose pages show something else than when they were last written."""
    audit, sources = audit_of(env), shown_sources(env)
    new = {name: shown_digest(app, audit, name, sources.get(name)) for name in env.found_docs}
    old = _read_digests(app)
    app._briefcheck_digests = new  # type: ignore[attr-defined]
    # What is written from now on may be cut off: then all of it is written again.
    _digest_file(app).unlink(missing_ok=True)
    return [name for name, value in new.items() if old.get(name) != value]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remember what the written pages show; after a failure all of them are written again."""
    digests = getattr(app, "_briefcheck_digests", None)
    if exception is None and digests is not None:
        write_whole(_digest_file(app), json.dumps(digests, sort_keys=True, indent=0) + "\n")


def _read_digests(app: Sphinx) -> dict[str, str]:
    try:
        read = json.loads(_digest_file(app).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _digest_file(app: Sphinx) -> Path:
    name = hashlib.sha256(f"{app.builder.name}\0{app.outdir}".encode()).hexdigest()[:12]
    return Path(app.doctreedir) / f"briefcheck-shown-{name}.json"
