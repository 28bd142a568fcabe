"""Control characters of a document are in no page, and its text gives no commands to logs."""

from __future__ import annotations

import logging
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from builder_ext.reports.escape import fit, printable
from builder_ext.sphinx_ext.config import is_idle

_WORDED = ("alt", "title", "reftitle", "explanation")
"""Attributes that pages show."""


def setup(app: Sphinx) -> None:
    """Connect before a text is read, and before Sphinx collects titles (500)."""
    # After an editor has put in what is not saved yet (0, 100).
    app.connect("source-read", on_source_read, priority=150)
    app.connect("include-read", on_include_read)
    app.connect("doctree-read", on_doctree_read, priority=100)
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(_plain)


def on_source_read(app: Sphinx, _docname: str, source: list[str]) -> None:
    """Take out of a document what no page can hold: it would reach attributes and indexes too."""
    if not is_idle(app.config):
        source[0] = fit(source[0])


def on_include_read(app: Sphinx, _path: Path, _docname: str, source: list[str]) -> None:
    """Take it out of an included text."""
    if not is_idle(app.config):
        source[0] = fit(source[0])


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Make every text of a document fit for a page: one may be written as an entity."""
    if is_idle(app.config):
        return
    for text in list(doctree.findall(nodes.Text)):
        if (words := fit(text)) != text:
            text.parent.replace(text, nodes.Text(words))
    for node in doctree.findall(nodes.Element):
        for name in _WORDED:
            if isinstance(node.get(name), str):
                node[name] = fit(node[name])


def _plain(record: logging.LogRecord) -> bool:
    """Make a warning of Sphinx, which may quote a document, fit for terminals and CI logs."""
    if record.levelno >= logging.WARNING:
        said = logging.LogRecord.getMessage(record)
        plain = "\n".join(printable(line) for line in said.split("\n"))
        if plain != said:
            record.msg, record.args = plain, ()
    return True
