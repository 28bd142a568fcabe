"""Room 2: blocks of prose become statements, with place, kind and citations."""

from builder_ext.statements.blocks import Block, FootnoteReference, LiteralMark, Marker, MarkSpan
from builder_ext.statements.places import Piece, SourceText
from builder_ext.statements.reading import BlockReading, read_statements

__all__ = [
    "Block",
    "BlockReading",
    "FootnoteReference",
    "LiteralMark",
    "MarkSpan",
    "Marker",
    "Piece",
    "SourceText",
    "read_statements",
]
