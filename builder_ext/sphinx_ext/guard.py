"""A document that breaks its reading is emptied and says so; the others are read.

What reads it are directives, roles and transforms of many packages, and a document can bring any of
them to raise what nobody foresaw.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from docutils import nodes
from sphinx.errors import ExtensionError, SphinxError
from sphinx.parsers import RSTParser

from builder_ext.sphinx_ext.safety.refusals import shown

DEPTH = 100
"""Levels of a document's tree: deeper ones make builders call themselves more often than Python lets them."""
TOO_DEEP = "The markup is nested too deeply to be read"


class GuardedRstParser(RSTParser):  # type: ignore[misc]
    """Reads reStructuredText; a document that breaks the reading says so."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Read a document."""
        read_guarded(document, partial(super().parse, inputstring, document))


def read_guarded(document: nodes.document, read: Callable[[], None]) -> None:
    """Read a document, and see to its transforms; one that cannot be read is emptied, and says so."""
    try:
        read()
    except Exception as error:
        _empty(document, why_broken(error))
    if _depth(document) > DEPTH:
        _empty(document, TOO_DEEP)
    _guard_transforms(document)


def why_broken(error: Exception) -> str:
    """Return what is said of an error that ended a reading; what means the project is raised again."""
    if means_the_project(error):
        raise error
    if isinstance(error, RecursionError):
        return TOO_DEEP
    if isinstance(error, MemoryError):
        return "It could not be read: it asks for more memory than there is"
    return f"It could not be read: {type(error).__name__}: {shown(str(error))}"


def means_the_project(error: Exception) -> bool:
    """Return whether Sphinx says an error of its own; what it wraps is anybody's."""
    if isinstance(error, ExtensionError):
        return error.orig_exc is None
    return isinstance(error, SphinxError)


def _guard_transforms(document: nodes.document) -> None:
    """Have a document whose transforms fail emptied, and transformed anew."""
    transformer = document.transformer
    apply, all_ = transformer.apply_transforms, list(transformer.transforms)

    def apply_guarded() -> None:
        try:
            apply()
        except Exception as error:
            why = why_broken(error)
            transformer.transforms = list(all_)
            transformer.sorted = False
            _empty(document, why)
            apply()

    transformer.apply_transforms = apply_guarded  # type: ignore[method-assign]


def _depth(document: nodes.document) -> int:
    depth, level = 0, [document]
    while level:
        depth += 1
        level = [c for n in level for c in n.children if isinstance(c, nodes.Element)]
    return depth


def _empty(document: nodes.document, why: str) -> None:
    """Make a document as it was before it was read, but for an error."""
    env, source, transformer = document.settings.env, document.get("source"), document.transformer
    env.events.emit("env-purge-doc", env, env.docname)
    env.clear_doc(env.docname)
    document.__init__(document.settings, document.reporter, source=source)  # type: ignore[misc]
    document.transformer = transformer
    # What waits for nodes of the old tree has nothing to do any more.
    transformer.transforms = [one for one in transformer.transforms if one[2] is None]
    # MyST sets it when it has read all.
    document.settings.myst_footnote_sort = False
    document.append(document.reporter.error(why, source=source, line=1))
