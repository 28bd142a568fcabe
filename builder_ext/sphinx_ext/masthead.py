"""What a web page shows of its front matter: who wrote it, when, for whom, and that it is a draft."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from builder_ext.model import Front
from builder_ext.reports.escape import printable
from builder_ext.sphinx_ext.config import is_idle
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
    # After the values have been checked, and after the style sheet of all pages.
    app.connect("config-inited", on_config_inited, priority=610)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Load the style sheet."""
    if not is_idle(config):
        app.add_css_file("briefcheck-masthead.css")


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put banner and masthead around the titles of the briefings on a page."""
    if app.builder.format == "html":
        _head(app, doctree, docname)
        # A single page holds many documents.
        for part in list(doctree.findall(addnodes.start_of_file)):
            _head(app, part, part["docname"])


def _head(app: Sphinx, document: nodes.Element, docname: str) -> None:
    front = _front(app, docname)
    if front is None:
        return
    section = next((node for node in document.children if isinstance(node, nodes.section)), None)
    title = section[0] if section is not None and len(section) else None
    if section is None or not isinstance(title, nodes.title):
        shown = [nodes.rubric("", printable(front.title))] if front.title else []
        document[0:0] = [*_above(front), *shown, *_below(front)]
        return
    section[1:1] = list(_below(front))
    section[0:0] = list(_above(front))


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
