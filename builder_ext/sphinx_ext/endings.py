"""How a build ends that cannot write: with a line, the status 2 and no half of a page.

Sphinx prints a traceback where a full disk ends it, and where a page is cut off it warns and goes on.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from builder_ext.reports import printable
from builder_ext.sphinx_ext.config import is_idle

_WRITERS = ("sphinx.sphinx.builders", "sphinx.sphinx.util.parallel")
"""Loggers below these names tell of pages that could not be written; the second for other processes."""


def setup(app: Sphinx) -> None:
    """Guard the build once there is a builder."""
    app.connect("builder-inited", on_builder_inited, priority=100)
    app.connect("build-finished", on_build_finished, priority=900)


def on_builder_inited(app: Sphinx) -> None:
    """Watch what Sphinx says of its writing, and what ends it."""
    if is_idle(app.config):
        return
    app.build = _guarded(app, app.build)  # type: ignore[method-assign]
    app._briefcheck_unwritten = Unwritten(Path(app.outdir))  # type: ignore[attr-defined]
    for logger in _loggers():
        for before in [f for f in logger.filters if isinstance(f, Unwritten)]:
            logger.removeFilter(before)
        logger.addFilter(app._briefcheck_unwritten)  # type: ignore[attr-defined]


def _loggers() -> list[logging.Logger]:
    return [
        logging.getLogger(name)
        for name in list(logging.root.manager.loggerDict)
        if name.startswith(_WRITERS)
    ]


def _guarded(app: Sphinx, build: Callable[..., None]) -> Callable[..., None]:
    def guarded(*arguments: Any, **named: Any) -> None:
        try:
            build(*arguments, **named)
        except OSError as error:
            print(printable(f"briefcheck: {told(error, Path(app.outdir))}"), file=sys.stderr)
            raise SystemExit(2) from None

    return guarded


def told(error: OSError, folder: Path) -> str:
    """Return what a file could not be used for; of one that was being written Python keeps no name."""
    return f"{error.filename or f'something below {folder}'}: {error.strerror or error}"


class Unwritten(logging.Filter):
    """Keeps the pages that could not be written whole, and takes away what there is of them."""

    def __init__(self, outdir: Path) -> None:
        super().__init__()
        self.outdir = outdir
        self.found: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Note a page; every message is let through."""
        if any(isinstance(one, OSError) for one in _arguments(record)):
            paths = (Path(str(one)) for one in _arguments(record) if not isinstance(one, OSError))
            pages = [path for path in paths if path.is_relative_to(self.outdir)]
            record.briefcheck_unwritten = [str(page) for page in pages]
            for page in pages:
                with suppress(OSError):
                    page.unlink()
        # Of another process: its arguments are gone, what was kept of them is not.
        self.found += getattr(record, "briefcheck_unwritten", [])
        return True


def _arguments(record: logging.LogRecord) -> tuple[Any, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def on_build_finished(app: Sphinx, _exception: Exception | None) -> None:
    """Fail where a page is missing."""
    unwritten = getattr(app, "_briefcheck_unwritten", None)
    if unwritten is not None and unwritten.found:
        app.statuscode = 2
