"""What the Markdown parser leaves out is said: markup too deep to be read, unknown roles and directives.

Markdown-it leaves out what is nested deeper than its limit (20 levels, so ten lists) without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.warnings_ import MystWarnings

from builder_ext.patterns import late
from builder_ext.sphinx_ext.guard import TOO_DEEP, why_broken

LEVELS = 80
"""Levels of Markdown that are read: a list has two, a quotation one."""
_TEMPLATES = 10
_COLUMNS = late(r":?columns:\s*+0*+(\d+)")
_LOSSES = (
    MystWarnings.UNKNOWN_ROLE,
    MystWarnings.UNKNOWN_DIRECTIVE,
    MystWarnings.DIRECTIVE_PARSING,
    # Of two notes of one name MyST leaves out the second.
    "footnote",
)


class CheckedRenderer(SphinxRenderer):  # type: ignore[misc]
    """MyST's renderer that leaves a message in the tree where it leaves out anything."""

    def create_warning(
        self,
        message: str,
        subtype: MystWarnings | str,
        *,
        wtype: str | None = None,
        line: int | None = None,
        append_to: nodes.Element | None = None,
    ) -> nodes.system_message | None:
        """Warn; what is lost is noted though conf.py suppresses the warning: that hides lines only."""
        shown = super().create_warning(
            message, subtype, wtype=wtype, line=line, append_to=append_to
        )
        if shown is not None or subtype not in _LOSSES:
            return shown
        kind = subtype.value if isinstance(subtype, MystWarnings) else subtype
        words = nodes.paragraph("", f"{message} [{wtype or 'myst'}.{kind}]")
        place = {"source": self.document["source"], "line": line}
        note = nodes.system_message("", words, type="WARNING", level=2, **place)
        if append_to is not None:
            append_to.append(note)
        return note

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *args: Any, **more: Any
    ) -> list[nodes.Element]:
        """Run a directive; one that breaks leaves an error in its place."""
        if why := _why_endless(name, first_line, content):
            return [self.reporter.error(f"Directive '{name}': {why}", line=position)]
        errors: list[nodes.Element] = []
        with self._guarded(f"Directive '{name}'", position, errors):
            errors = super().run_directive(name, first_line, content, position, *args, **more)
        return errors

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Run a role; one that breaks leaves an error in its place."""
        errors: list[nodes.Element] = []
        if why := _why_endless(token.meta["name"], token.content, ""):
            said = f"Role '{token.meta['name']}': {why}"
            self.current_node.append(self.reporter.error(said, line=token_line(token, 1)))
            return
        with self._guarded(f"Role '{token.meta['name']}'", token_line(token, 1), errors):
            super().render_myst_role(token)
        self.current_node.extend(errors)

    @contextmanager
    def _guarded(self, what: str, line: int, errors: list[nodes.Element]) -> Iterator[None]:
        """Put an error into a list where what is run breaks, and go on where it began."""
        node, sections = self.current_node, dict(self._level_to_section)
        try:
            yield
        except RecursionError:
            # It may be any of those around it.
            raise
        except Exception as error:
            self.current_node, self._level_to_section = node, sections
            errors.append(self.reporter.error(f"{what}: {why_broken(error)}", line=line))

    def render_too_deep(self, token: SyntaxTreeNode) -> None:
        """Leave an error in the place of what is nested too deep."""
        self.current_node.append(self.reporter.error(TOO_DEEP, line=token_line(token, 1)))


def _why_endless(name: str, first_line: str, content: str) -> str:
    """Return why what is asked for would never be done, empty where it would."""
    if name.startswith("cpp:") and first_line.count("<") > _TEMPLATES:
        # Sphinx tries each sign as a bracket and as a comparison, and all of them together.
        return f"a name has more than {_TEMPLATES} signs '<', too many to be read"
    if name == "hlist" and (columns := _COLUMNS.search(content)) and len(columns[1]) > 2:
        return "a list with more than 99 columns is not made"
    return ""


def limit_levels(parser: MarkdownIt) -> None:
    """Have a parser say what it leaves out."""
    parser.options["maxNesting"] = LEVELS + 20
    first = parser.block.ruler.get_all_rules()[0]
    parser.block.ruler.before(first, "too_deep", _too_deep)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.level < LEVELS:
        return False
    token = state.push("too_deep", "", 0)
    state.line = _end_of_container(state, start, end)
    token.map = [start, state.line]
    return True


def _end_of_container(state: StateBlock, start: int, end: int) -> int:
    """Return the line that a list or footnote no longer holds: it is given all lines to the end."""
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return line
    return end
