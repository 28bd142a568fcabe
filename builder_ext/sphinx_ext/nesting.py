"""What the Markdown parser leaves out is said: markup too deep to be read, unknown roles and directives.

Markdown-it leaves out what is nested deeper than its limit (20 levels, so ten lists) without a word,
and Python ends a reading that calls itself too often.
"""

from __future__ import annotations

from collections.abc import Callable

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.warnings_ import MystWarnings

LEVELS = 80
"""Levels of Markdown that are read: a list has two, a quotation one."""
DEPTH = 100
"""Levels of a document's tree: deeper ones make builders call themselves more often than Python lets them."""
_LOSSES = (
    MystWarnings.UNKNOWN_ROLE,
    MystWarnings.UNKNOWN_DIRECTIVE,
    MystWarnings.DIRECTIVE_PARSING,
)
TOO_DEEP = "The markup is nested too deeply to be read"


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
        words = nodes.paragraph("", f"{message} [myst.{MystWarnings(subtype).value}]")
        place = {"source": self.document["source"], "line": line}
        note = nodes.system_message("", words, type="WARNING", level=2, **place)
        if append_to is not None:
            append_to.append(note)
        return note

    def render_too_deep(self, token: SyntaxTreeNode) -> None:
        """Leave an error in the place of what is nested too deep."""
        self.current_node.append(self.reporter.error(TOO_DEEP, line=token_line(token, 1)))


def limit_levels(parser: MarkdownIt) -> None:
    """Have a parser say what it leaves out."""
    parser.options["maxNesting"] = LEVELS + 20
    first = parser.block.ruler.get_all_rules()[0]
    parser.block.ruler.before(first, "too_deep", _too_deep)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.level < LEVELS:
        return False
    token = state.push("too_deep", "", 0)
    token.map = [start, end]
    state.line = end
    return True


def read_within_limits(document: nodes.document, read: Callable[[], None]) -> None:
    """Read a document; a tree that is too deep for what comes after is emptied, and says so."""
    try:
        read()
    except RecursionError:
        _empty(document)
    if _depth(document) > DEPTH:
        _empty(document)


def _depth(document: nodes.document) -> int:
    depth, level = 0, [document]
    while level:
        depth += 1
        level = [c for n in level for c in n.children if isinstance(c, nodes.Element)]
    return depth


def _empty(document: nodes.document) -> None:
    """Make a document as it was before it was read, but for an error."""
    env, source = document.settings.env, document.get("source")
    env.events.emit("env-purge-doc", env, env.docname)
    env.clear_doc(env.docname)
    document.__init__(document.settings, document.reporter, source=source)  # type: ignore[misc]
    # MyST sets it when it has read all.
    document.settings.myst_footnote_sort = False
    document.append(document.reporter.error(TOO_DEEP, source=source, line=1))
