"""Directives that read files, run code or write another language, guarded in every markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Raw
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include, TabularColumns
from sphinx.directives.patches import CSVTable

from builder_ext.sphinx_ext.safety.files import why_refused
from builder_ext.sphinx_ext.safety.refusals import is_safe_mode, refuse

_EVALUATED = "ifconfig"
"""Evaluates its argument as Python, where conf.py loads `sphinx.ext.ifconfig`."""


def setup(app: Sphinx) -> None:
    """Put guarded directives in the place of their own."""
    for name, guarded in _GUARDED.items():
        app.add_directive(name, guarded, override=True)
    # By then all extensions have registered what they have.
    app.connect("builder-inited", on_builder_inited)


def on_builder_inited(app: Sphinx) -> None:
    """Guard a directive that another extension brings."""
    found = directives._directives.get(_EVALUATED)
    if found is not None and not issubclass(found, _Guarded):
        guarded = type(
            "GuardedIfconfig", (_Guarded, found), {"refused": "it runs what is written there"}
        )
        app.add_directive(_EVALUATED, guarded, override=True)


class _Guarded(Directive):
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
        yield from (why_refused(env, str(file)) for file in self._files())

    def _files(self) -> Iterator[str]:
        """Yield the names of the files that it would read."""
        return iter(())


class GuardedRaw(_Guarded, Raw):  # type: ignore[misc]
    """``{raw}``, which nobody checks."""

    refused = "what it holds would go into the page as it is; write it in Markdown"


class GuardedColumns(_Guarded, TabularColumns):
    """``{tabularcolumns}``, whose argument is raw LaTeX."""

    refused = "what it holds would go into LaTeX as it is"


class GuardedInclude(_Guarded, Include):
    """``{include}`` of what lies below the source folder."""

    def _reasons(self, env: Any) -> Iterator[str]:
        yield from super()._reasons(env)
        if "parser" in self.options:
            yield "a file is read by the parser that conf.py gives its kind"

    def _files(self) -> Iterator[str]:
        yield self.arguments[0]


class GuardedLiteralInclude(_Guarded, LiteralInclude):
    """``{literalinclude}`` of what lies below the source folder."""

    def _files(self) -> Iterator[str]:
        yield self.arguments[0]
        if "diff" in self.options:
            yield self.options["diff"]


class GuardedTable(_Guarded, CSVTable):
    """``{csv-table}`` of what is written there, or lies below the source folder."""

    def _reasons(self, env: Any) -> Iterator[str]:
        yield from super()._reasons(env)
        if "url" in self.options:
            yield "nothing is fetched while a document is read"

    def _files(self) -> Iterator[str]:
        if "file" in self.options:
            yield self.options["file"]


_GUARDED: dict[str, type[Directive]] = {
    "raw": GuardedRaw,
    "tabularcolumns": GuardedColumns,
    "include": GuardedInclude,
    "literalinclude": GuardedLiteralInclude,
    "csv-table": GuardedTable,
}
