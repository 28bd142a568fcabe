"""The audit as pages of the web site: all briefings on one, and a page for each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger

from builder_ext.files import write_whole
from builder_ext.model import Audit
from builder_ext.reports.audit_passages import PassageFinder
from builder_ext.sphinx_ext.audit.page import body_of, title_of
from builder_ext.sphinx_ext.audit.view import Material, View
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.marks import AUDIT_PAGE, audit_page
from builder_ext.sphinx_ext.verify import audit_of
from builder_ext.version import __version__

__all__ = ["audit_page", "setup"]

logger = getLogger(__name__)

_MARK = b'class="bca'
"""What stands in every page of the audit, and in no other."""


def setup(app: Sphinx) -> None:
    """Register the pages of the HTML builders."""
    app.connect("html-collect-pages", on_html_collect_pages)
    app.connect("html-page-context", on_html_page_context)
    # After the audit has been made (800).
    app.connect("env-updated", on_env_updated, priority=860)
    app.connect("build-finished", on_build_finished)


def published_audit(app: Sphinx) -> Audit | None:
    """Return the audit where it is to be published."""
    return audit_of(app.env) if app.config.briefcheck_publish == "audit" else None


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page of all briefings, and that of each."""
    audit = published_audit(app)
    if audit is None:
        return
    case = facts_of(app.env).case  # type: ignore[attr-defined]
    finder = PassageFinder(case, getattr(app.config, "briefcheck_excerpts", 25))
    material = Material(audit, finder, app.builder.get_relative_uri)
    views = [View(material, AUDIT_PAGE)]
    views += [View(material, audit_page(d.docname), d.docname) for d in audit.documents]
    for view in views:
        if view.page in app.env.found_docs:
            logger.warning("the document %r stands where its audit page would", view.page)
        else:
            yield view.page, _context(view), "page.html"


def _context(view: View) -> dict[str, Any]:
    up = [{"link": view.to(AUDIT_PAGE), "title": "Audit"}] if view.docname else []
    return {
        "title": title_of(view),
        "body": str(body_of(view)),
        "parents": up,
        "briefcheck_audit": True,
    }


def on_html_page_context(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.Node | None
) -> None:
    """Give the audit's pages, and only them, their style sheet and script."""
    if context.get("briefcheck_audit"):
        app.add_css_file("briefcheck-audit.css")
        app.add_js_file("briefcheck-audit.js", loading_method="defer")


# -- the pages are written again when what they show has changed --------------------------------


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Have a page written where the audit has changed: Sphinx ends a build without any early."""
    audit = published_audit(app)
    if audit is None or app.builder.format != "html":
        return []
    app._briefcheck_audit_digest = digest = _digest(app, audit)  # type: ignore[attr-defined]
    file = _digest_file(app)
    known = file.read_text("utf-8") if file.is_file() else ""
    # Until all pages are written; a build that is cut off leaves none.
    file.unlink(missing_ok=True)
    return [] if known == digest else [app.config.root_doc]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remember what the pages show, and take away those that are not published any more."""
    if exception is None and app.builder.format == "html":
        _take_away_old(app, published_audit(app))
    digest = getattr(app, "_briefcheck_audit_digest", None)
    if exception is None and digest is not None:
        write_whole(_digest_file(app), digest)


def _take_away_old(app: Sphinx, audit: Audit | None) -> None:
    """Remove the audit's pages of an earlier build: waivers, with their reasons, stand in them."""
    names = [AUDIT_PAGE, *(audit_page(d.docname) for d in audit.documents)] if audit else []
    out = Path(app.outdir)
    kept = {out / app.builder.get_target_uri(name) for name in names}
    kept |= {path / "index.html" for path in kept}
    documents = {out / app.builder.get_target_uri(name) for name in app.env.found_docs}
    documents |= {path / "index.html" for path in documents}
    pages = {out / f"{AUDIT_PAGE}.html", *(out / AUDIT_PAGE).rglob("*.html")} - kept - documents
    for page in sorted(pages):
        if page.is_file() and not page.is_symlink() and _MARK in page.read_bytes():
            page.unlink()


def _digest(app: Sphinx, audit: Audit) -> str:
    shown = repr(
        (
            __version__,
            getattr(app.config, "briefcheck_excerpts", 25),
            [(d.docname, d.path, d.title) for d in audit.documents],
            audit.rulings,
            audit.findings,
            audit.library.sources,
            sorted(audit.texts.items()),
            audit.policy.min_outlets,
            audit.policy.outlets,
        )
    )
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def _digest_file(app: Sphinx) -> Path:
    name = hashlib.sha256(f"{app.builder.name}\0{app.outdir}".encode()).hexdigest()[:12]
    return Path(app.doctreedir) / f"briefcheck-audit-{name}.txt"
