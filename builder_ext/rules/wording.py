"""How messages name a part of a statement."""

from __future__ import annotations

from builder_ext.model import Comparison

WIDTH = 48
"""How many characters of a quotation a message shows."""


def named(part: Comparison) -> str:
    """Return a value in straight marks, a quotation in curled ones, cut at a word."""
    return repr(part.part) if part.type == "value" else f"“{short(part.part)}”"


def short(text: str) -> str:
    """Return the start of a text, ended at a word."""
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rsplit(" ", 1)[0] + " …"
