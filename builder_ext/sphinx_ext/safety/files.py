"""Which files a document may bring in: those below the source folder, links followed."""

from __future__ import annotations

import os
from pathlib import Path

from sphinx.environment import BuildEnvironment

from builder_ext.sphinx_ext.safety.refusals import shown


def why_refused(env: BuildEnvironment, name: str) -> str:
    """Return why a file named in the current document is refused, empty where it may be read.

    Hidden files are refused too: ``.git`` and ``.env`` hold what nobody means to publish.
    """
    said = shown(name)
    try:
        file = Path(env.relfn2path("".join(part.strip() for part in name.splitlines()))[1])
        real, root = Path(os.path.realpath(file)), Path(os.path.realpath(env.srcdir))
        # An absolute name begins at the source folder for Sphinx, not for everything that reads files.
        if not real.is_relative_to(root) or (not real.exists() and _is_elsewhere(name)):
            return f"`{said}` lies outside of the source folder; put a copy into it"
        if any(part.startswith(".") for part in real.relative_to(root).parts):
            return f"`{said}` is hidden, or lies in a hidden folder"
        if real.exists() and not real.is_file():
            return f"`{said}` is no file"
    except (OSError, ValueError, RuntimeError):
        # Too long a name, a circle of links, a NUL.
        return f"`{said}` is no name of a file"
    return ""


def _is_elsewhere(name: str) -> bool:
    return Path(name).is_absolute() and os.path.lexists(name)
