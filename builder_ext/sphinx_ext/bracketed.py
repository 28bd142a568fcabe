"""``[@key, para. 4; @other]``, as Pandoc and Quarto have it, becomes the role that says the same.

A rule of the Markdown parser makes the token of ``{cite:p}``: what comes after it knows no brackets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from myst_parser.config.main import (
    MdParserConfig,
    TopmatterReadError,
    merge_file_level,
    read_topmatter,
)
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning
from sphinx.application import Sphinx
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


def setup(app: Sphinx) -> None:
    """Read citations in brackets, once it is known what conf.py says of them."""
    # After the values have been checked.
    app.connect("config-inited", on_config_inited, priority=600)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Put our parser in the place of MyST's; the parser of another extension stays."""
    registered = app.registry.get_source_parsers().get("markdown")
    if are_read(config) and registered is MystParser:
        app.add_source_parser(BracketParser, override=True)


def are_read(config: Config) -> bool:
    """Return whether citations in brackets are read in this project."""
    return bool(config.briefcheck_bracketed_citations) and not is_idle(config)


class BracketParser(MystParser):  # type: ignore[misc]
    """MyST's parser with one rule more."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Read a document into its tree."""
        parser = create_md_parser(_settings(inputstring, document), SphinxRenderer)
        env = document.settings.env
        add_rule(parser, None if is_checked(env, env.docname) else partial(_is_cited, env))
        parser.options["document"] = document
        parser.render(inputstring)


def _settings(text: str, document: nodes.document) -> MdParserConfig:
    """Return MyST's settings for a document: conf.py's, and those of its front matter."""

    def warn(kind: MystWarnings, message: str) -> None:
        create_warning(document, message, kind, line=1, append_to=document)

    settings = document.settings.env.myst_config
    try:
        own = read_topmatter(text)
    except TopmatterReadError:
        # The renderer says so.
        return settings
    return merge_file_level(settings, own, warn) if own else settings


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
