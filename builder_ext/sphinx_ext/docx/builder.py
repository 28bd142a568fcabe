"""The Sphinx builder `briefdocx`: HTML of our own documents, made into Word files by pandoc."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import _
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from builder_ext.clock import fixed_time
from builder_ext.files import write_whole
from builder_ext.model import Front
from builder_ext.reports.escape import printable
from builder_ext.sphinx_ext import pages
from builder_ext.sphinx_ext.docx.office import Cover, DocxError, Office
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.printing import file_name, together
from builder_ext.sphinx_ext.styles import long_date
from builder_ext.sphinx_ext.verify import checked_names

logger = logging.getLogger(__name__)

_PICTURES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}
"""What Word shows; a drawing (SVG) it may not."""
_MOST_BYTES = 20_000_000
_STYLED = {
    "briefcheck-box": "Briefcheck Box",
    "briefcheck-judgment": "Briefcheck Judgment",
    "briefcheck-mark": "Briefcheck Mark",
}
_BOX_TITLE = re.compile(
    r'<p class="(?:[^"]*\s)?(?:admonition-title|briefcheck-box-title)">'
    r"([^<\n]*+(?:<(?!/?p\b)[^<\n]*+)*+)</p>"
)
_STYLED_TAG = re.compile(r'<(?:div|span|aside)\s(?:[^<>]*\s)?class="([^"]*)"')


class _Pages(StandaloneHTMLBuilder):
    """Renders trees as HTML, and writes nothing.

    It is not the builder of the run: themes would write their files for it.
    """

    copysource = False
    search = False

    def get_theme_config(self) -> tuple[str, dict[str, Any]]:
        """Return a theme that brings no extension of its own along."""
        return "basic", {}

    def html(self, node: nodes.Node) -> str:
        """Return the HTML of a resolved tree."""
        self.secnumbers, self.fignumbers = {}, {}  # type: ignore[assignment]
        # Not render_partial: its transforms of docutils know no node of Sphinx's own.
        tree = new_document("<part>", self._settings)
        tree.append(node)
        for download in list(tree.findall(addnodes.download_reference)):
            # A file that is not in the Word file is no link there.
            download.replace_self(download.children)
        visitor = cast(HTML5Translator, self.create_translator(tree, self))
        tree.walkabout(visitor)
        return "".join(visitor.fragment)


class BriefDocxBuilder(Builder):
    """Writes Word files; pandoc reads no file and no address for it (``--sandbox``)."""

    name = "briefdocx"
    format = "docx"
    epilog = "The Word files are in %(outdir)s."
    supported_image_types: ClassVar[list[str]] = ["image/png", "image/jpeg", "image/gif"]
    supported_remote_images = True
    """Nothing is downloaded: a remote picture shows as its alternative text."""

    def init(self) -> None:
        """Start pandoc's keeper, or end the build in one sentence."""
        with _in_one_sentence():
            self.office = Office()
        self.pages = _Pages(self._app, self.env)
        self.pages.init()

    def get_outdated_docs(self) -> str:
        """All: what a page shows depends on all findings."""
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document within the file."""
        return f"#{_prefix(docname)}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the address of a document from another one in the same file."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare the translator."""
        self.config.html_permalinks = False
        self.pages.prepare_writing(docnames)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the project's file and one of each checked document."""
        trees = {name: self._resolved(name) for name in sorted(self.env.found_docs)}
        _one_name_a_section(trees)
        project = file_name(self.config.project)
        checked = sorted(set(checked_names(self._app)) & trees.keys())
        if project in checked:
            with _in_one_sentence():
                both = f"the project and its document {project!r} would both be {project}.docx"
                raise DocxError(both)
        for name in (project, *checked):
            in_file = list(self._reading_order(trees)) if name == project else [name]
            parts = [trees[docname].deepcopy() for docname in in_file]
            cover = self._project_cover() if name == project else self._cover(name)
            tail = self._appendix() if name == project else _sources(parts, trees.values())
            self._write(name, cover, parts, tail)

    def _reading_order(self, trees: dict[str, nodes.document]) -> Iterator[str]:
        """Yield the documents as the contents name them; the start page comes first."""
        order = [self.config.root_doc]
        for name in order:
            order += [n for n in self.env.toctree_includes.get(name, ()) if n not in order]
        yield from (name for name in order if name in trees)

    def _resolved(self, docname: str) -> nodes.document:
        tree = self.env.get_and_resolve_doctree(docname, self)
        for toctree in list(tree.findall(addnodes.toctree)):
            toctree.parent.remove(toctree)
        for contents in list(tree.findall(addnodes.compact_paragraph)):
            if contents.parent is not None and contents.get("toctree"):
                contents.parent.remove(contents)
        for note in tree.findall(nodes.footnote):
            # Word numbers its footnotes by itself.
            note.children = [child for child in note.children if not isinstance(child, nodes.label)]
        for picture in list(tree.findall(nodes.image)):
            self._embed(picture)
        _own_names(tree, _prefix(docname))
        return tree

    def _embed(self, picture: nodes.image) -> None:
        """Put a picture of the source folder into the tree, words in the place of any other."""
        file = (Path(self.srcdir) / picture["uri"]).resolve()
        kind = _PICTURES.get(file.suffix.lower())
        inside = file.is_relative_to(Path(self.srcdir).resolve()) and file.is_file()
        if kind and inside and file.stat().st_size <= _MOST_BYTES:
            data = base64.b64encode(file.read_bytes()).decode("ascii")
            picture["uri"] = f"data:image/{kind};base64,{data}"
            picture["candidates"] = {"*": picture["uri"]}
            return
        logger.warning("picture not shown in Word: %s", printable(picture["uri"]), location=picture)
        words = picture.get("alt") or Path(picture["uri"]).name
        inline = isinstance(picture.parent, nodes.TextElement)
        shown = nodes.inline("", f"[{words}]")
        picture.replace_self(shown if inline else nodes.paragraph("", "", shown))

    def _write(
        self,
        name: str,
        cover: Cover,
        parts: Sequence[nodes.document],
        tail: Sequence[nodes.Element],
    ) -> None:
        elements = [child for part in parts for child in part.children] + list(tail)
        body = "".join(map(self.pages.html, elements))
        with _in_one_sentence():
            word = self.office.make(_for_word(body), cover)
        write_whole(Path(self.outdir) / f"{name}.docx", word)

    def _appendix(self) -> list[nodes.section]:
        sections = pages.appendix_sections(self._app)
        if not sections:
            return []
        return [_section(_("Appendix: audit"), sections)]

    # Covers

    def _project_cover(self) -> Cover:
        documents = facts_of(self.env).documents
        front = together([documents[name].front for name in sorted(documents)])
        author = str(self.config.author)
        known = author not in ("", "Author name not set", "unknown")
        return Cover(
            title=printable(self.config.project),
            authors=(printable(author),) if known else (),
            date=printable(str(self.config.today or "")),
            classification=printable(front.classification),
            distribution=printable(front.distribution),
            status=front.status,
            contents=True,
            language=self.config.language or "en",
            modified=fixed_time(),
        )

    def _cover(self, docname: str) -> Cover:
        document = facts_of(self.env).documents.get(docname)
        front = document.front if document else Front()
        return Cover(
            title="",  # the heading of the briefing says it
            authors=tuple(map(printable, front.authors)),
            date=printable(long_date(front.date) or front.date),
            classification=printable(front.classification),
            distribution=printable(front.distribution),
            status=printable(front.status),
            summary=printable(front.summary),
            keywords=tuple(map(printable, front.keywords)),
            name=printable(document.title if document else docname),
            language=self.config.language or "en",
            modified=fixed_time(),
        )


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """End the run with exit status 2 and one sentence: for an exception Sphinx prints a report."""
    try:
        yield
    except DocxError as error:
        print(f"briefdocx: {printable(str(error))}", file=sys.stderr)
        raise SystemExit(2) from None


def _prefix(docname: str) -> str:
    """Return what the names within a document begin with in a file of several documents."""
    return f"{nodes.make_id(docname.replace('/', '-'))}--"


def _own_names(tree: nodes.document, prefix: str) -> None:
    """Tell a document's names from those of the others in the file, and mend the links to them."""
    for node in tree.findall(nodes.Element):
        node["ids"] = [prefix + name for name in node["ids"]]
        for attribute in ("refid", "backrefs"):
            value = node.get(attribute)
            if isinstance(value, str):
                node[attribute] = prefix + value
            elif value:
                node[attribute] = [prefix + name for name in value]
        uri = node.get("refuri", "")
        if uri.startswith("#"):
            node["refuri"] = "#" + uri[1:].replace("#", "")


def _one_name_a_section(trees: Mapping[str, nodes.document]) -> None:
    """Leave each section its first name; links to another, or to the document, lead there."""
    first: dict[str, str] = {}
    for docname, tree in trees.items():
        for section in tree.findall(nodes.section):
            names = section["ids"]
            first.setdefault(_prefix(docname), names[0])
            first.update((name, names[0]) for name in names[1:])
            section["ids"] = names[:1]
    for tree in trees.values():
        for link in tree.findall(nodes.reference):
            uri, refid = link.get("refuri", ""), link.get("refid", "")
            if uri.startswith("#") and uri[1:] in first:
                link["refuri"] = f"#{first[uri[1:]]}"
            if refid in first:
                link["refid"] = first[refid]


def _sources(
    parts: Iterable[nodes.document], trees: Iterable[nodes.document]
) -> list[nodes.section]:
    """Return the section of the bibliography's entries that the parts cite and do not hold."""
    parts = list(parts)
    held = {name for part in parts for n in part.findall(nodes.citation) for name in n["ids"]}
    cited = {
        ref["refuri"][1:]
        for part in parts
        for ref in part.findall(nodes.reference)
        if ref.get("refuri", "").startswith("#")
    }
    entries = [
        entry.deepcopy()
        for tree in trees
        for entry in tree.findall(nodes.citation)
        if cited & set(entry["ids"]) and not held & set(entry["ids"])
    ]
    return [_section(_("Sources"), entries)] if entries else []


def _section(title: str, content: Iterable[nodes.Node]) -> nodes.section:
    name = f"briefcheck-{nodes.make_id(title)}"
    return nodes.section("", nodes.title("", title), *content, ids=[name])


def _for_word(html: str) -> str:
    """Return HTML with what pandoc makes footnotes and styled paragraphs of."""
    html = html.replace('role="doc-noteref"', 'epub:type="noteref"')
    html = html.replace('role="doc-footnote"', 'epub:type="footnote"')
    html = _BOX_TITLE.sub(r"<p><strong>\1</strong></p>", html)
    return _STYLED_TAG.sub(_with_style, html)


def _with_style(tag: re.Match[str]) -> str:
    style = next((s for name, s in _STYLED.items() if name in tag[1].split()), None)
    return f'{tag[0]} custom-style="{style}"' if style else tag[0]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder."""
    app.add_builder(BriefDocxBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
