"""How the documentation of Briefcheck is built; the page of rules comes from their docstrings."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from builder_ext.rules import all_rules
from builder_ext.rules.registry import NEVER_WAIVABLE
from builder_ext.version import __version__

project = "Briefcheck"
author = "The Briefcheck team"
copyright = "2026, The Briefcheck team"
version = release = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 2
exclude_patterns = ["broken/**"]
html_theme = "furo"
html_title = "Briefcheck"


class RulesDirective(SphinxDirective):
    """Writes a section for each rule from its docstring."""

    def run(self) -> list[nodes.Node]:
        """Return the sections, in the order of the names."""
        text: list[str] = []
        for rule in all_rules():
            waivable = "no" if rule.name in NEVER_WAIVABLE else "yes"
            text += [
                f"({rule.name})=",
                f"## {rule.name}",
                "",
                f"*Default: {rule.severity.word}. Can be waived: {waivable}.*",
                "",
                *rule.documentation.splitlines(),
                "",
            ]
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("rules-from-docstrings", RulesDirective)
