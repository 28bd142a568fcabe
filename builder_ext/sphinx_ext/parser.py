"""Our parser of Markdown: MyST's, with citations in brackets, and in safe mode deaf to settings."""

from __future__ import annotations

from functools import partial

from docutils import nodes
from myst_parser.config.main import (
    MdParserConfig,
    TopmatterReadError,
    merge_file_level,
    read_topmatter,
)
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.parsers import RSTParser
from sphinx.util.logging import getLogger

from builder_ext.sphinx_ext.bracketed import are_read, read_brackets
from builder_ext.sphinx_ext.config import is_idle
from builder_ext.sphinx_ext.guard import GuardedRstParser, read_guarded
from builder_ext.sphinx_ext.nesting import CheckedRenderer, limit_levels
from builder_ext.sphinx_ext.safety.markdown import SafeRenderer, refuse_settings
from builder_ext.sphinx_ext.safety.refusals import is_safe_mode

logger = getLogger(__name__)


def setup(app: Sphinx) -> None:
    """Choose the parser once it is known what conf.py says."""
    # After the values have been checked.
    app.connect("config-inited", on_config_inited, priority=600)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Put our parsers in the place of MyST's and Sphinx's; the parser of another extension stays."""
    if app.registry.get_source_parsers().get("restructuredtext") is RSTParser and not is_idle(
        config
    ):
        app.add_source_parser(GuardedRstParser, override=True)
    registered = app.registry.get_source_parsers().get("markdown")
    if registered is MystParser and not is_idle(config):
        app.add_source_parser(BriefingParser, override=True)
    elif is_safe_mode(config) and registered not in (MystParser, BriefingParser, None):
        logger.warning(
            "Markdown is read by %s, which safe mode does not know: front matter, substitutions and "
            "{eval-rst} of a document can run commands; trust the documents, and say so: "
            "briefcheck_safe = False",
            f"{registered.__module__}.{registered.__name__}",
            type="briefcheck",
            subtype="safe",
        )


class BriefingParser(MystParser):  # type: ignore[misc]
    """Reads a document into its tree, and leaves out nothing without a word."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Read a document; in safe mode its front matter can't change how."""
        if is_safe_mode(document.settings.env.config):
            refuse_settings(document.settings.env, inputstring)
        read_guarded(document, partial(self._read, inputstring, document))

    def _read(self, text: str, document: nodes.document) -> None:
        env = document.settings.env
        safe = is_safe_mode(env.config)
        settings = env.myst_config if safe else _settings(text, document)
        parser = create_md_parser(settings, SafeRenderer if safe else CheckedRenderer)
        if are_read(env.config):
            read_brackets(parser, env)
        if safe:
            # What MyST would leave as text is read as a link, so that it can be refused as one.
            parser.validateLink = lambda _address: True
        limit_levels(parser)
        parser.options["document"] = document
        parser.render(text)


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
