"""The room that knows Sphinx and docutils: it collects facts, logs findings, shows marks."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

import builder_ext
from builder_ext.sphinx_ext import (
    audit,
    bibliography,
    builder,
    circles,
    collect,
    config,
    directives,
    docx,
    domain,
    editor,
    endings,
    freshness,
    kept,
    marks,
    masthead,
    memory,
    pages,
    parser,
    safety,
    titles,
    unreadable,
    verify,
)
from builder_ext.sphinx_ext.pdf import PdfHooks, setup_pdf


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx; each module says what it adds in its own ``setup``."""
    _read_markdown(app)
    app.setup_extension("sphinxcontrib.bibtex")
    for module in (
        config,
        endings,
        freshness,
        memory,
        domain,
        kept,
        bibliography,
        parser,
        safety,
        directives,
        collect,
        titles,
        unreadable,
        circles,
        verify,
        marks,
        masthead,
        audit,
        builder,
        docx,
        editor,
    ):
        module.setup(app)
    setup_pdf(app, PdfHooks(verify.checked_names, pages.appendix_sections))
    return {
        "version": builder_ext.__version__,
        "env_version": domain.FACTS_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _read_markdown(app: Sphinx) -> None:
    """Let MyST read Markdown, unless the project has another reader: two are an error to Sphinx."""
    if ".md" not in app.registry.source_suffix:
        app.setup_extension("myst_nb" if "myst_nb" in app.config.extensions else "myst_parser")
