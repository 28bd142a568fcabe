"""Files are written whole or not at all: `builder_ext.files`, under the name of this room."""

from builder_ext.files import write_whole

__all__ = ["write_whole"]
