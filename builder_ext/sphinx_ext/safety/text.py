"""Control characters of a document are in no page."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from builder_ext.reports.escape import fit
from builder_ext.sphinx_ext.config import is_idle

_WORDED = ("alt", "title", "reftitle", "explanation")
"""Attributes that pages show."""


def setup(app: Sphinx) -> None:
    """Connect after the statements have been read, before Sphinx collects titles (500)."""
    app.connect("doctree-read", on_doctree_read, priority=100)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Make every text of a document fit for a page."""
    if is_idle(app.config):
        return
    for text in list(doctree.findall(nodes.Text)):
        if (words := fit(text)) != text:
            text.parent.replace(text, nodes.Text(words))
    for node in doctree.findall(nodes.Element):
        for name in _WORDED:
            if isinstance(node.get(name), str):
                node[name] = fit(node[name])
