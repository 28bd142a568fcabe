"""Briefcheck: every factual statement of a briefing is cited, and does not rest on one outlet.

The way of the data::

    references.bib ---------> Library --+
                                        +--> rules --> Finding --> Audit --> reports, warnings,
    doctree --> Block --> Statement ----+                                    marks, audit page

Facts are stored, findings are computed anew in every build.  Only `sphinx_ext` knows Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder_ext.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    # Imported late: the core is used without Sphinx.
    from builder_ext.sphinx_ext import setup as setup_extension

    registered: dict[str, Any] = setup_extension(app)
    return registered
