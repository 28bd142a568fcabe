"""What a web page shows of its front matter: who wrote it, when, for whom, and that it is a draft."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from builder_ext.model import Front
from builder_ext.reports.escape import printable
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.styles import long_date

_STATUS = {
    "draft": "Draft. Not for publication: statements may still change.",
    "review": "In review: statements may still change.",
}


def setup(app: Sphinx) -> None:
    """Register the events and the style sheet."""
    app.connect("doctree-resolved", on_doctree_resolved)
    app.connect("html-page-context", on_html_page_context)
    app.add_css_file("briefcheck-masthead.css")


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put banner and masthead around the title of a briefing's page."""
    front = _front(app, docname)
    title = next(iter(doctree.findall(nodes.title)), None)
    if front is None or title is None or app.builder.format != "html":
        return
    section = title.parent
    at = section.index(title)
    section[at + 1 : at + 1] = list(_below(front))
    section[at:at] = list(_above(front))


def on_html_page_context(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Tell search engines and link previews what the front matter says."""
    front = _front(app, pagename)
    if front is None:
        return
    told = {
        "description": front.summary,
        "keywords": ", ".join(front.keywords),
        "author": ", ".join(front.authors),
    }
    for name, content in told.items():
        if content:
            tag = f'<meta name="{name}" content="{escape(printable(content))}" />'
            context["metatags"] = f"{context.get('metatags', '')}\n  {tag}"


def _front(app: Sphinx, docname: str) -> Front | None:
    document = facts_of(app.env).documents.get(docname)
    return document.front if document and document.front != Front() else None


def _above(front: Front) -> Iterator[nodes.Node]:
    if front.classification:
        yield _line(front.classification, "briefcheck-classification")


def _below(front: Front) -> Iterator[nodes.Node]:
    parts = (_listed(front.authors), long_date(front.date) or front.date, front.distribution)
    shown = " · ".join(part for part in parts if part)
    if shown:
        yield _line(shown, "briefcheck-masthead")
    if front.status and front.status != "final":
        text = _STATUS.get(front.status, f"Status: {front.status}")
        yield _line(text, "briefcheck-status", f"briefcheck-{nodes.make_id(front.status)}")


def _line(text: str, *classes: str) -> nodes.paragraph:
    return nodes.paragraph("", printable(text), classes=list(classes))


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
