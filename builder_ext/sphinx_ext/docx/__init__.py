"""The Word files: one of the project, and one of each briefing."""

from builder_ext.sphinx_ext.docx.builder import setup

__all__ = ["setup"]
