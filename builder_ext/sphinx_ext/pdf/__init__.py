"""The builder `briefpdf`: doctrees -> boxes of strings -> one fixed typst program -> PDF.

translator.py makes the boxes, manuscript.typ sets them, press.py runs typst, builder.py is what Sphinx
sees. typst and the fonts are looked for only when the builder is used.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from builder_ext.sphinx_ext.pdf.builder import BriefPdfBuilder, PdfHooks

__all__ = ["PdfHooks", "setup_pdf"]


def setup_pdf(app: Sphinx, hooks: PdfHooks | None = None) -> None:
    """Registers the builder `briefpdf` and its configuration values."""
    namespace = {"hooks": hooks or PdfHooks()}
    app.add_builder(type("BriefPdfBuilder", (BriefPdfBuilder,), namespace))
    app.add_config_value("briefcheck_pdf_fonts", [], "", frozenset({list, tuple}))
    app.add_config_value("briefcheck_pdf_numbered", False, "", frozenset({bool}))
