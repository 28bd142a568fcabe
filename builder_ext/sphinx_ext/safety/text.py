"""Control characters of a document are in no page, and its text gives no commands to logs."""

from __future__ import annotations

import logging
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from builder_ext.reports.escape import fit, printable
from builder_ext.sphinx_ext.config import is_idle

_WORDED = frozenset(
    "alt title reftitle explanation caption rawcaption entries rawentries content _toc_name".split()
)
"""Attributes that pages and indexes show; no key of a citation is among them."""


def setup(app: Sphinx) -> None:
    """Register the transform for all documents, and guard the log."""
    app.add_transform(MakeFit)
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(_plain)


class MakeFit(SphinxTransform):
    """Makes every text of a document fit for a page.

    After statements have been collected (740), which reports show with what is invisible written out;
    before Sphinx keeps titles and entries of the index (850).
    """

    default_priority = 745

    def apply(self, **_kwargs: Any) -> None:
        """Go through the texts, and through the attributes that are shown."""
        if is_idle(self.config):
            return
        for text in list(self.document.findall(nodes.Text)):
            if (words := fit(text)) != text:
                text.parent.replace(text, nodes.Text(words))
        for node in self.document.findall(nodes.Element):
            for name in _WORDED & node.attributes.keys():
                node[name] = _fit(node[name])


def _fit(value: Any) -> Any:
    """Return a value with all texts in it made fit."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(_fit, value))
    return fit(value) if isinstance(value, str) else value


def _plain(record: logging.LogRecord) -> bool:
    """Make a warning of Sphinx, which may quote a document, fit for terminals and CI logs."""
    if record.levelno >= logging.WARNING:
        said = logging.LogRecord.getMessage(record)
        plain = "\n".join(printable(line) for line in said.split("\n"))
        if plain != said:
            record.msg, record.args = plain, ()
    return True
