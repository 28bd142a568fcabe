"""How the documentation of Briefcheck is built.

The page of rules comes from their docstrings, the fields of report.json from its schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

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
html_static_path = ["static"]
html_css_files = ["docs.css"]
html_show_sphinx = False
html_copy_source = False


class RulesTableDirective(SphinxDirective):
    """Writes a table of all rules, with links to their sections."""

    def run(self) -> list[nodes.Node]:
        """Return the table, in the order of the names."""
        rows = (f"| [{r.name}](#{r.name}) | {r.severity.word} | {r.summary} |" for r in all_rules())
        head = ("| rule | default | fires when |", "|---|---|---|")
        return self.parse_text_to_nodes("\n".join((*head, *rows)))


class RulesDirective(SphinxDirective):
    """Writes a section for each rule from its docstring."""

    def run(self) -> list[nodes.Node]:
        """Return the sections, in the order of the names."""
        text: list[str] = []
        for rule in all_rules():
            waivable = "no" if rule.name in NEVER_WAIVABLE else "yes"
            text += [
                f"## {rule.name}",
                "",
                f"*Default: {rule.severity.word}. Can be waived: {waivable}.*",
                "",
                *rule.documentation.splitlines(),
                "",
            ]
        return self.parse_text_to_nodes("\n".join(text), allow_section_headings=True)


class ReportFieldsDirective(SphinxDirective):
    """Writes a table for each object of report.json from its schema."""

    def run(self) -> list[nodes.Node]:
        """Return the tables, the whole report first."""
        schema = json.loads(
            files("builder_ext.reports").joinpath("report.schema.json").read_text("utf-8")
        )
        text = "\n".join(report_fields(schema))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def report_fields(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a section and a table for each object of a schema."""
    owners = {"report": schema, **schema["$defs"]}
    for name, owner in owners.items():
        if "properties" not in owner:
            continue
        yield from (f"## `{name}`", "", owner["description"], "")
        yield from ("| field | value | meaning |", "|---|---|---|")
        for field, one in owner["properties"].items():
            left_out = "" if field in owner["required"] else " May be left out."
            yield f"| `{field}` | {value_in_words(one)} | {one['description']}{left_out} |"
        yield ""


def value_in_words(one: dict[str, Any]) -> str:
    """Return what a property may be, in words; other objects by a link."""
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        return SEVERITIES if name == "severity" else f"[{name}](#{name})"
    if "const" in one or "enum" in one:
        return ", ".join(f"`{json.dumps(word)}`" for word in one.get("enum", [one.get("const")]))
    if one["type"] == "array":
        inner = "list" if one["items"] == {"type": "array"} else value_in_words(one["items"])
        return "list of texts" if inner == "text" else f"list of {inner}"
    if one["type"] == "object" and "propertyNames" not in one:
        return "object"
    if one["type"] == "object":
        kinds = ", ".join(f"`{word}`" for word in one["propertyNames"]["enum"])
        return f"number for each of {kinds}"
    return VALUES[str(one["type"])]


VALUES = {
    "string": "text",
    "integer": "number",
    "boolean": "`true`, `false`",
    "['string', 'null']": "text or `null`",
}
SEVERITIES = '`"error"`, `"warning"`, `"note"`'


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("rules-table", RulesTableDirective)
    app.add_directive("rules-from-docstrings", RulesDirective)
    app.add_directive("report-fields", ReportFieldsDirective)
