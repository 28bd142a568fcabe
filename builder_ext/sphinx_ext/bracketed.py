"""``[@key, para. 4; @other]``, as Pandoc and Quarto have it, becomes the role that says the same.

A rule of the Markdown parser makes the token of ``{cite:p}``: what comes after it knows no brackets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from builder_ext.model import BadCitation
from builder_ext.sphinx_ext.bibliography import (
    is_checked,
    key_prefixes,
    library_of,
    plain_key,
    read_target,
)
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.statements.brackets import Bracket, read_bracket


def are_read(config: Config) -> bool:
    """Return whether citations in brackets are read in this project."""
    return bool(config.briefcheck_bracketed_citations) and not is_idle(config)


def read_brackets(parser: MarkdownIt, env: BuildEnvironment) -> None:
    """Have the parser of the current document read citations in brackets."""
    add_rule(parser, None if is_checked(env, env.docname) else partial(_is_cited, env))


def _is_cited(env: BuildEnvironment, bracket: Bracket) -> bool:
    """Return whether a bracket of a page that is not checked cites something: most are words there."""
    read = read_target(bracket.content) if not bracket.why else ()
    library, prefixes = library_of(env), key_prefixes(env)
    return not isinstance(read, BadCitation) and any(
        library.get(plain_key(citation.key, prefixes, library.sources)) for citation in read
    )


def add_rule(parser: MarkdownIt, wanted: Callable[[Bracket], bool] | None = None) -> None:
    """Have a parser read citations in brackets, all or those wanted, where it reads roles."""
    if "myst_role" in parser.get_active_rules()["inline"]:
        # Links, footnotes and marked spans begin with a bracket as well, and come first.
        rules = parser.inline.ruler.get_all_rules()
        before = "span" if "span" in rules else "footnote_ref"
        rule = partial(bracketed_citation, wanted=wanted)
        parser.inline.ruler.after(before, "bracketed_citation", rule)


def bracketed_citation(
    state: StateInline, silent: bool, wanted: Callable[[Bracket], bool] | None = None
) -> bool:
    """Read one citation in brackets; what is none is left to the other rules."""
    start = state.pos
    # A link or a span that looks for its end steps over the signs of a citation one by one.
    if silent or state.src[start] != "[" or state.src.find("@", start, state.posMax) < 0:
        return False
    if start and state.src[start - 1] == "^":
        return False
    end = state.md.helpers.parseLinkLabel(state, start)
    bracket = read_bracket(state.src[start : end + 1]) if end > start else None
    if bracket is None or (wanted is not None and not wanted(bracket)):
        return False
    token = state.push("myst_role", "", 0)
    token.meta = {"name": bracket.role}
    token.content = bracket.content
    state.pos = end + 1
    return True
