"""Pages that list themselves, by way of others: the entry is left out, and is a finding.

Sphinx goes round and round on them.
"""

from __future__ import annotations

from collections.abc import Iterator

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from builder_ext.model import Mishap, Place
from builder_ext.sphinx_ext.config import document_path, is_idle
from builder_ext.sphinx_ext.domain import facts_of

_CUT = "briefcheck_circles"
"""Attribute of the environment: what pages listed before something was left out."""


def setup(app: Sphinx) -> None:
    """Connect to what comes before anybody goes through the lists, in every build."""
    app.connect("env-before-read-docs", on_before_reading, priority=50)
    app.connect("env-updated", on_env_updated, priority=50)


def on_before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Put back what was left out: other pages may have changed."""
    for docname, listed in getattr(env, _CUT, {}).items():
        if docname in env.toctree_includes and docname not in docnames:
            env.toctree_includes[docname] = listed
    setattr(env, _CUT, {})


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Leave out what leads back to a page above."""
    if is_idle(app.config):
        return
    includes, cut = env.toctree_includes, {}
    for docname, child in list(_circles(includes, env.config.root_doc)):
        cut.setdefault(docname, includes[docname])
        includes[docname] = [name for name in includes[docname] if name != child]
        facts = facts_of(env)
        facts.unread = (*facts.unread, _mishap(env, docname, child))  # type: ignore[attr-defined]
    setattr(env, _CUT, cut)


def _circles(includes: dict[str, list[str]], root: str) -> Iterator[tuple[str, str]]:
    """Yield each page and what it lists that stands above it, or is it."""
    done: set[str] = set()
    for first in (root, *sorted(includes)):
        if first in done:
            continue
        path = [(first, iter(includes.get(first, ())))]
        above = {first: None}
        while path:
            docname, children = path[-1]
            child = next(children, None)
            if child is None:
                done.add(docname)
                above.popitem()
                path.pop()
            elif child in above:
                yield docname, child
            elif child not in done:
                above[child] = None
                path.append((child, iter(includes.get(child, ()))))


def _mishap(env: BuildEnvironment, docname: str, child: str) -> Mishap:
    lists = env.get_doctree(docname).findall(addnodes.toctree)
    line = next((node.line for node in lists if child in node["includefiles"]), None)
    place = Place(document_path(env, docname), line or 1, 1)
    why = f"this table of contents lists {child!r}, which has this page below it; the entry is left out"
    return Mishap("unread-text", place, why)
