"""Directives that read files, run code or write another language, guarded in every markup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Raw
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include, TabularColumns
from sphinx.directives.patches import CSVTable

from builder_ext.sphinx_ext.safety.files import why_include_refused, why_refused
from builder_ext.sphinx_ext.safety.refusals import is_safe_mode, refuse


def setup(app: Sphinx) -> None:
    """Put guarded directives in the place of their own."""
    for name, guarded in _GUARDED.items():
        app.add_directive(name, guarded, override=True)
    # By then all extensions have registered what they have.
    app.connect("builder-inited", on_builder_inited)


def on_builder_inited(app: Sphinx) -> None:
    """Guard directives that other extensions bring."""
    for name, guard in _OTHERS.items():
        found = directives._directives.get(name)
        if found is not None and not issubclass(found, Guarded):
            app.add_directive(name, type(f"Guarded_{name}", (guard, found), {}), override=True)


class Guarded(Directive):
    """A directive that asks before it runs; ``refused`` says why it never may."""

    refused = ""

    def run(self) -> list[nodes.Node]:
        """Return nothing where it is refused, else what the directive returns."""
        env = self.state.document.settings.env
        why = next(filter(None, self._reasons(env)), "") if is_safe_mode(env.config) else ""
        if not why:
            made: list[nodes.Node] = super().run()
            return made
        file, line = self.state_machine.get_source_and_line(self.lineno)
        seek = self.arguments[0] if self.arguments else self.name
        refuse(env, f"`{{{self.name}}}` is refused: {why}", file, line or self.lineno, seek)
        return []

    def _reasons(self, env: Any) -> Iterator[str]:
        yield self.refused
        yield from (self._why(env, str(file)) for file in self._files())

    def _why(self, env: Any, file: str) -> str:
        return why_refused(env, file)

    def _files(self) -> Iterator[str]:
        """Yield the names of the files that it would read."""
        return iter(())


class GuardedRaw(Guarded, Raw):  # type: ignore[misc]
    """``{raw}``, which nobody checks."""

    refused = "what it holds would go into the page as it is; write it in Markdown"


class GuardedColumns(Guarded, TabularColumns):
    """``{tabularcolumns}``, whose argument is raw LaTeX."""

    refused = "what it holds would go into LaTeX as it is"


class GuardedInclude(Guarded, Include):
    """``{include}`` of what lies below the source folder."""

    def _reasons(self, env: Any) -> Iterator[str]:
        yield from super()._reasons(env)
        if "parser" in self.options:
            yield "a file is read by the parser that conf.py gives its kind"

    def _why(self, env: Any, file: str) -> str:
        return why_include_refused(env, file)

    def _files(self) -> Iterator[str]:
        yield self.arguments[0]


class GuardedLiteralInclude(Guarded, LiteralInclude):
    """``{literalinclude}`` of what lies below the source folder."""

    def _files(self) -> Iterator[str]:
        yield self.arguments[0]
        if "diff" in self.options:
            yield self.options["diff"]


class GuardedTable(Guarded, CSVTable):
    """``{csv-table}`` of what is written there, or lies below the source folder."""

    def run(self) -> list[nodes.Node]:
        """Return the table; an absolute name begins at the source folder and nowhere else."""
        env, name = self.state.document.settings.env, self.options.get("file", "")
        if is_safe_mode(env.config) and Path(name).is_absolute() and not why_refused(env, name):
            self.options["file"] = os.path.relpath(env.relfn2path(name)[1], self._folder())
        return super().run()

    def _folder(self) -> Path:
        """Return the folder at which docutils begins."""
        env = self.state.document.settings.env
        source = self.state.document.current_source or env.doc2path(env.docname)
        return Path(os.path.abspath(source)).parent  # noqa: PTH100 - as docutils does

    def _reasons(self, env: Any) -> Iterator[str]:
        yield from super()._reasons(env)
        if "url" in self.options:
            yield "nothing is fetched while a document is read"

    def _why(self, env: Any, file: str) -> str:
        return why_refused(env, file, self._folder())

    def _files(self) -> Iterator[str]:
        if "file" in self.options:
            yield self.options["file"]


class GuardedCondition(Guarded):
    """``{ifconfig}``, which evaluates its argument as Python."""

    refused = "it runs what is written there"


class GuardedGraph(Guarded):
    """``{graphviz}``, whose argument is a file."""

    def _files(self) -> Iterator[str]:
        yield from self.arguments[:1]


_OTHERS: dict[str, type[Guarded]] = {"ifconfig": GuardedCondition, "graphviz": GuardedGraph}
_GUARDED: dict[str, type[Directive]] = {
    "raw": GuardedRaw,
    "tabularcolumns": GuardedColumns,
    "include": GuardedInclude,
    "literalinclude": GuardedLiteralInclude,
    "csv-table": GuardedTable,
}
