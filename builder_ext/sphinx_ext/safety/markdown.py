"""MyST without what would let a document set options, run templates or leave Markdown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.misc import Include
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.parsers.directives import MarkupError, parse_directive_text
from myst_parser.warnings_ import MystWarnings
from sphinx.environment import BuildEnvironment

from builder_ext.sphinx_ext.nesting import CheckedRenderer
from builder_ext.sphinx_ext.safety.directives import Guarded
from builder_ext.sphinx_ext.safety.files import why_include_refused, why_refused
from builder_ext.sphinx_ext.safety.refusals import refuse, shown

_SETTINGS = frozenset({"myst", "mystnb", "html_meta", "substitutions", "file_format"})
"""Fields of front matter that MyST takes as settings."""
_OURS = "briefcheck"
_FILE_OPTIONS = ("file", "url")
_NAME = re.compile(r"[\w-]+")


def refuse_settings(env: BuildEnvironment, text: str) -> None:
    """Refuse the fields of a document's front matter that are settings: none of them is used."""
    for name, line in _fields(text):
        if _is_setting(name):
            detail = f"the front matter sets `{shown(name)}`, which only conf.py may; set it there"
            refuse(env, detail, None, line)


def _is_setting(name: str) -> bool:
    return name in _SETTINGS or name.lower().startswith(_OURS)


def _fields(text: str) -> Iterator[tuple[str, int]]:
    """Yield each field's name and line, as MyST finds them."""
    lines = text.splitlines()
    if not text.startswith("---"):
        return
    ends = (n for n, line in enumerate(lines) if n and line.startswith(("---", "...")))
    block = "\n".join(lines[1 : next(ends, len(lines))])
    try:
        tree = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        # MyST uses nothing of it then, and the rule front-matter says so.
        return
    if isinstance(tree, yaml.MappingNode):
        for key, _ in tree.value:
            yield str(key.value), key.start_mark.line + 2


class SafeRenderer(CheckedRenderer):
    """Renders Markdown that nobody vouches for."""

    def dict_to_fm_field_list(
        self, data: dict[str, Any], *args: Any, **more: Any
    ) -> nodes.field_list:
        """Return the fields of the front matter that are no settings."""
        left = {name: value for name, value in data.items() if not _is_setting(str(name))}
        fields: nodes.field_list = super().dict_to_fm_field_list(left, *args, **more)
        return fields

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Refuse another language, which has its own ways to insert files and HTML."""
        self._refuse(
            "`{eval-rst}` is refused, since it can bring in HTML and files; write it in Markdown",
            token,
            "eval-rst",
        )

    def render_substitution(self, token: SyntaxTreeNode, inline: bool) -> None:
        """Put in what conf.py has under a name; a template is not run."""
        name = token.content.strip()
        if name in self.md_config.substitutions:
            self._substitute(name, token_line(token, 0), inline)
        elif _NAME.fullmatch(name):
            self._leave(token, f"conf.py has no substitution {name!r}", inline)
        else:
            said = shown(f"{{{{{token.content}}}}}")
            self._refuse(
                f"`{said}` is refused: a substitution is a name of conf.py's, and no template",
                token,
                token.content,
            )

    def _substitute(self, name: str, line: int, inline: bool) -> None:
        under = getattr(self.document, "sub_references", set())
        if name in under:
            said = f"circular substitution reference: {name}"
            self.create_warning(
                said, MystWarnings.SUBSTITUTION, line=line, append_to=self.current_node
            )
            return
        self.document.sub_references = under | {name}
        try:
            self.nested_render_text(str(self.md_config.substitutions[name]), line, inline=inline)
        finally:
            self.document.sub_references = under

    def _leave(self, token: SyntaxTreeNode, why: str, inline: bool) -> None:
        """Leave a substitution as the text that it is."""
        line = token_line(token, 0)
        self.create_warning(why, MystWarnings.SUBSTITUTION, line=line)
        text = nodes.Text(f"{{{{{token.content}}}}}")
        if not inline:
            whole = nodes.paragraph("", "", text)
            self.add_line_and_source_path(whole, token)
            self.current_node.append(whole)
        else:
            self.current_node.append(text)

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *args: Any, **more: Any
    ) -> list[nodes.Element]:
        """Run a directive, unless a file that it would read lies outside."""
        found, _ = directives.directive(name, self.language_module_rst, self.document)
        if found is not None and (
            why := self._why_refused(found, name, first_line, content, position)
        ):
            self._note(f"`{{{name}}}` is refused: {why}", position, first_line or name)
            return []
        with self._within(found, first_line) as again:
            if again:
                return [self.reporter.error(f"{again} includes itself", line=position)]
            result: list[nodes.Element] = super().run_directive(
                name, first_line, content, position, *args, **more
            )
        return result

    @contextmanager
    def _within(self, found: type[Directive] | None, name: str) -> Iterator[str]:
        """Keep which files are being included; give the name of one that includes itself."""
        if found is None or not issubclass(found, Include):
            yield ""
            return
        above: tuple[str, ...] = self.md_env.setdefault("including", ())
        file = self.sphinx_env.relfn2path(name.strip())[1]
        if file in (os.fspath(self.sphinx_env.doc2path(self.sphinx_env.docname)), *above):
            yield name.strip()
            return
        self.md_env["including"] = (*above, file)
        try:
            yield ""
        finally:
            self.md_env["including"] = above

    def _why_refused(
        self, found: type[Directive], name: str, first_line: str, content: str, line: int
    ) -> str:
        """Return why the files of a directive are refused, empty where they are not."""
        options = found.option_spec or {}
        if issubclass(found, Guarded) and not issubclass(found, Include):
            # It looks for itself.
            return ""
        if not issubclass(found, Include) and not any(one in options for one in _FILE_OPTIONS):
            return ""
        try:
            parsed = parse_directive_text(found, first_line, content, line=None)
        except MarkupError:
            # It will not run.
            return ""
        if "url" in parsed.options:
            return "nothing is fetched while a document is read"
        files = [parsed.options["file"]] if "file" in parsed.options else []
        whys = [why_refused(self.sphinx_env, str(file)) for file in files]
        if issubclass(found, Include):
            whys += [why_include_refused(self.sphinx_env, name) for name in parsed.arguments[:1]]
        return next(filter(None, whys), "")

    def _refuse(self, detail: str, token: SyntaxTreeNode, seek: str) -> None:
        self._note(detail, token_line(token, 0), seek)

    def _note(self, detail: str, line: int, seek: str) -> None:
        refuse(self.sphinx_env, detail, self.document["source"], line, seek)
