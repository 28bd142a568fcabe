"""Which files a document may bring in: those below the source folder, links followed."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path, PurePath

from sphinx.environment import BuildEnvironment

from builder_ext.sphinx_ext.safety.refusals import shown

_STANDARD = re.compile(r"<[\w-]+\.txt>")
"""Names of files that come with docutils, such as `<isonum.txt>`."""
_ACTIVE = frozenset(".htm .html .xhtml .xht .shtml .mht .mhtml .svg .svgz .xml .xsl .xslt".split())
_RUNS = re.compile(
    rb"<\s*script|\bon[a-z]+\s*=|javascript:|<\s*foreignObject|<!ENTITY", re.IGNORECASE
)


def why_include_refused(env: BuildEnvironment, name: str) -> str:
    """Return why a file to be included is refused, empty where it may be."""
    if name.startswith("<") and name.endswith(">"):
        return (
            "" if _STANDARD.fullmatch(name) else f"`{shown(name)}` is none of docutils' own files"
        )
    return why_refused(env, name)


def why_download_refused(env: BuildEnvironment, name: str) -> str:
    """Return why a file for readers is refused: a browser must not run it as a page of the site."""
    if PurePath(name).suffix.lower() in _ACTIVE:
        return f"a browser would run `{shown(name)}`; put it into an archive"
    return why_refused(env, name)


def why_picture_refused(env: BuildEnvironment, name: str) -> str:
    """Return why a picture is refused: a drawing can hold a program."""
    why = why_refused(env, name)
    if not why and PurePath(name).suffix.lower() in (".svg", ".svgz"):
        with contextlib.suppress(OSError):
            if _RUNS.search(Path(env.relfn2path(name)[1]).read_bytes()):
                return f"`{shown(name)}` holds a program"
    return why


def why_refused(env: BuildEnvironment, name: str, folder: Path | None = None) -> str:
    """Return why a file named in the current document is refused, empty where it may be read.

    A relative name begins at ``folder`` where that is given, at the document's own else.  Hidden files
    are refused too: ``.git`` and ``.env`` hold what nobody means to publish.
    """
    said = shown(name)
    try:
        named = "".join(part.strip() for part in name.splitlines())
        file = Path(env.relfn2path(named)[1])
        if folder is not None and not Path(named).is_absolute():
            file = folder / named
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
