"""Room 1: the bibliography files become a Library."""

from builder_ext.sources.bibliography import read_library
from builder_ext.sources.outlets import OutletNames

__all__ = ["OutletNames", "read_library"]
