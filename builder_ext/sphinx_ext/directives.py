"""The markup of our own: ``{sourced}``, ``{assessment}`` and its like, ``{waive}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole

from builder_ext.model import MARKS, BadCitation, Citation
from builder_ext.sphinx_ext.bibliography import read_target
from builder_ext.sphinx_ext.bracketed import are_read
from builder_ext.statements.brackets import read_bracket

TITLES = {
    "assessment": "Assessment",
    "assumption": "Assumption",
    "recommendation": "Recommendation",
    "gap": "Gap in knowledge",
    "about": "About this document",
}
_LEVELS = ("low", "moderate", "high")
_LIKELIHOODS = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even chance",
    "likely",
    "very likely",
    "almost certain",
)


class waiver(nodes.Invisible, nodes.Inline, nodes.TextElement):  # noqa: N801
    """Where an author waived a rule; prints nothing."""


class sourced(nodes.General, nodes.Element):  # noqa: N801
    """The blocks that one ``{sourced}`` covers; its ``citations`` cover every statement in it."""


class WaiveRole(SphinxRole):
    """``{waive}`rule: reason` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a node that prints nothing and keeps rule and reason."""
        name, _, reason = self.text.partition(":")
        return [waiver("", rule=name.strip(), reason=" ".join(reason.split()))], []


class SourcedDirective(SphinxDirective):
    """``:::{sourced} key1, {see}key2{para. 4}``: its sources carry every statement in it."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the content, with the citation at its end."""
        target = " ".join(self.arguments[0].split())
        bracket = read_bracket(target) if are_read(self.config) else None
        target = bracket.content if bracket else target
        read = read_target(target)
        node = sourced("", citations=() if isinstance(read, BadCitation) else tuple(read))
        if isinstance(read, BadCitation):
            node["bad"] = read
        self.set_source_info(node)
        node += self.parse_content_to_nodes(allow_section_headings=False)
        self._show_citation(node, target, read)
        return [node]

    def _show_citation(
        self, node: sourced, target: str, read: list[Citation] | BadCitation
    ) -> None:
        if isinstance(read, BadCitation):
            return
        shown, _ = self.parse_inline(f"{{cite:p}}`{target}`")
        for reference in shown:
            if isinstance(reference, nodes.Element):
                reference["briefcheck_shown"] = True
        last = _last_paragraph(node)
        if last is None:
            node += nodes.paragraph(
                "",
                "",
                *shown,
                classes=["briefcheck-sources"],
                briefcheck_shown=True,
                briefcheck_own=True,
            )
        else:
            last += [nodes.Text(" "), *shown]


def _last_paragraph(node: nodes.Element) -> nodes.Element | None:
    """Return the paragraph at the very end, None where a table or something else ends it."""
    blocks = [
        child
        for child in node.children
        if isinstance(child, nodes.Element)
        and not isinstance(child, (nodes.comment, nodes.target, nodes.system_message))
    ]
    if not blocks:
        return None
    last = blocks[-1]
    if isinstance(last, (nodes.paragraph, nodes.attribution)):
        return last
    if isinstance(
        last, (nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.block_quote)
    ):
        return _last_paragraph(last)
    return None


class MarkDirective(SphinxDirective):
    """``:::{assessment}`` and the other marks around one or more blocks."""

    has_content = True
    required_arguments = 0
    option_spec: ClassVar[dict[str, Any]] = {
        "confidence": lambda word: directives.choice(word, _LEVELS),
        "likelihood": lambda word: directives.choice(word, _LIKELIHOODS),
    }

    def run(self) -> list[nodes.Node]:
        """Return a box with the mark's title and, where given, likelihood and confidence."""
        node = nodes.container(
            "",
            classes=["briefcheck-judgment", f"briefcheck-{self.name}"],
            briefcheck_mark=self.name,
            briefcheck_confidence=self.options.get("confidence", ""),
        )
        self.set_source_info(node)
        node += _own_line(self._title(), "briefcheck-judgment-title")
        node += self.parse_content_to_nodes(allow_section_headings=False)
        for name in ("likelihood", "confidence"):
            if name in self.options:
                text = f"{name.capitalize()}: {self.options[name]}."
                node += _own_line(text, f"briefcheck-{name}")
        return [node]

    def _title(self) -> str:
        return TITLES[self.name]


def _own_line(text: str, name: str) -> nodes.paragraph:
    """Return a line that we print and nobody wrote; no document can set the attribute."""
    return nodes.paragraph("", text, classes=[name], briefcheck_own=True)


def role_names(env: BuildEnvironment) -> set[str]:
    """Return what roles may be called in a document."""
    return {*roles._roles, *roles._role_registry, *_of_domains(env, "roles")}


def directive_names(env: BuildEnvironment) -> set[str]:
    """Return what directives may be called in a document."""
    ready = {*directives._directives, *directives._directive_registry}
    return {*ready, *_of_domains(env, "directives")}


def _of_domains(env: BuildEnvironment, kind: str) -> Iterator[str]:
    for domain in env.domains.sorted():
        for name in getattr(domain, kind):
            yield (
                name
                if domain.name in ("std", env.config.primary_domain)
                else f"{domain.name}:{name}"
            )


def setup(app: Sphinx) -> None:
    """Register the directives and the role."""
    app.add_node(waiver)
    app.add_node(sourced)
    for mark in MARKS:
        app.add_directive(mark, MarkDirective)
    app.add_directive("sourced", SourcedDirective)
    app.add_role("waive", WaiveRole())
