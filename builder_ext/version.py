"""The version, apart from the package so that the core need not import it."""

__version__ = "0.1.0"
