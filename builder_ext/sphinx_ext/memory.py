"""How often Python looks for cycles while Sphinx builds: seldom, and not at all at the very end.

A build makes millions of small things, nearly all of which stay until it ends.  Looking through them
again and again took a tenth of a build's time, and taking them apart one by one when the process was
about to end anyway another tenth.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

SELDOM = (100_000, 20, 50)
"""Objects made between two searches, and how many of those there are to one among older objects.

Python's own 700, 10, 10 are for programs that forget what they make; with these a build of 2,700
statements takes 7 % more memory.
"""


def setup(app: Sphinx) -> None:
    """Search seldom from now on, when Sphinx is about to load what it knows, to the end of the build.

    Where it cannot even begin to build, it stays at that.
    """
    search_seldom(app)
    app.connect("env-before-read-docs", on_before_reading, priority=1)
    app.connect("build-finished", on_build_finished, priority=999)
    _leave_all_at_the_end()


@cache
def _leave_all_at_the_end() -> None:
    # The system takes back all of a process's memory at once.
    atexit.register(gc.freeze)


def on_before_reading(app: Sphinx, _env: BuildEnvironment, _docnames: list[str]) -> None:
    """Search seldom again, in a process that builds more than once."""
    search_seldom(app)


def search_seldom(app: Sphinx) -> None:
    """Set what is seldom, unless the process was told to search less than it would by itself."""
    usual = gc.get_threshold()
    if 0 < usual[0] < SELDOM[0]:
        app._briefcheck_threshold = usual  # type: ignore[attr-defined]
        gc.set_threshold(*SELDOM)


@contextmanager
def at_rest() -> Iterator[None]:
    """Let nothing be searched while the texts are taken apart: a quarter of the time that took.

    What is there by then stays until the build ends: no later search goes through it for each page.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()


def on_build_finished(app: Sphinx, _exception: Exception | None) -> None:
    """Search as before, and through everything, in a process that does more than one build."""
    gc.unfreeze()
    usual: Any = getattr(app, "_briefcheck_threshold", None)
    if usual is not None:
        gc.set_threshold(*usual)
