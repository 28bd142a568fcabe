"""Titles without their citations, for tables of contents, covers and the name of a window."""

from __future__ import annotations

from typing import cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.domain import BibtexDomain

from builder_ext.sphinx_ext.bibliography import is_textual
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.styles import name_of


def setup(app: Sphinx) -> None:
    """Connect after Sphinx has collected the titles (500)."""
    app.connect("doctree-read", on_doctree_read, priority=900)


def on_doctree_read(app: Sphinx, _doctree: nodes.document) -> None:
    """Take the keys out of what Sphinx keeps of a document's titles: nobody reads them as words."""
    if is_idle(app.config):
        return
    env = app.env
    docname = env.current_document.docname
    for kept in (env.titles, env.longtitles, env.tocs):
        if docname in kept:
            for node in list(kept[docname].findall(nodes.inline)):
                if {"xref", "cite"} <= set(node["classes"]):
                    _replace(app, node)


def _replace(app: Sphinx, node: nodes.inline) -> None:
    """Put the name of its source in the place of a citation that is a word of the title."""
    parent = node.parent
    at = parent.index(node)
    roles = [name.removeprefix("cite-") for name in node["classes"]]
    bibdata = cast(BibtexDomain, app.env.get_domain("cite")).bibdata
    entry = bibdata.data.entries.get(node.astext()) if any(map(is_textual, roles)) else None
    if entry is not None:
        parent[at] = nodes.Text(name_of(entry))
        for file in bibdata.bibfiles:
            # The name is kept with the document, so it is read again where an entry may be another.
            app.env.note_dependency(str(file))
        return
    parent.remove(node)
    if at and isinstance(parent[at - 1], nodes.Text):
        parent[at - 1] = nodes.Text(str(parent[at - 1]).rstrip())
