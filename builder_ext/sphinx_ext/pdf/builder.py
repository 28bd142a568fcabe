"""The Sphinx builder `briefpdf`: one PDF of the project, and one of each checked document."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.i18n import format_date
from sphinx.util.matching import Matcher

from builder_ext.files import write_whole
from builder_ext.sphinx_ext.pdf.press import PdfError, Press, require_typst
from builder_ext.sphinx_ext.pdf.text import SCRIPT_LANGUAGES, one_line
from builder_ext.sphinx_ext.pdf.translator import Translator, address, plain_words

logger = logging.getLogger(__name__)


def matching_documents(app: Sphinx) -> list[str]:
    """Names of the documents that `briefcheck_documents` matches, sorted."""
    matches = Matcher(app.config.briefcheck_documents)
    return sorted(name for name in app.env.found_docs if matches(name))


@dataclass(frozen=True)
class PdfHooks:
    """What the builder asks the rest of Briefcheck.

    `checked_documents` names the documents that get a PDF of their own; `appendix_sections` gives the
    sections set under "Appendix: audit" in the project's PDF (none: no appendix).
    """

    checked_documents: Callable[[Sphinx], Iterable[str]] = matching_documents
    appendix_sections: Callable[[Sphinx], list[nodes.section]] | None = None


class BriefPdfBuilder(Builder):
    """Typesets with typst; registered by `setup_pdf`, which sets `hooks`."""

    name = "briefpdf"
    format = "pdf"
    epilog = "The PDF files are in %(outdir)s."
    hooks: ClassVar[PdfHooks] = PdfHooks()
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/webp",
        "image/gif",
    ]
    # Sphinx would download remote pictures otherwise; here they show as their alternative text.
    supported_remote_images = True
    supported_data_uri_images = False

    def init(self) -> None:
        require_typst()
        self.doctrees: dict[str, nodes.document] = {}
        self.citations: dict[str, nodes.citation] = {}
        # Characters and pictures that were looked at: a warning for each once, not once a PDF.
        self._seen: set[str] = set()

    def get_outdated_docs(self) -> str:
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return address(docname).removesuffix("#")

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    # Writing

    def write_documents(self, docnames: Set[str]) -> None:
        self._resolve()
        with TemporaryDirectory(prefix="briefpdf-") as folder:
            self.press = Press(Path(folder), self._more_fonts())
            for name, manuscript in self._manuscripts():
                pdf = self.press.print(manuscript, name, _epoch())
                write_whole(Path(self.outdir) / f"{name}.pdf", pdf)

    def _manuscripts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        project = nodes.make_id(self.config.project) or "project"
        checked = sorted(set(self.hooks.checked_documents(self._app)) & self.doctrees.keys())
        if project in checked:
            raise PdfError(f"the project and its document {project!r} would both be {project}.pdf")
        for name in status_iterator(
            [project, *checked], "typesetting... ", "darkgreen", len(checked) + 1
        ):
            yield name, self._project() if name == project else self._briefing(name)

    def _more_fonts(self) -> list[str]:
        folders = [Path(self.confdir) / folder for folder in self.config.briefcheck_pdf_fonts]
        if missing := next((folder for folder in folders if not folder.is_dir()), None):
            raise PdfError(f"briefcheck_pdf_fonts: there is no folder {missing}")
        return [str(folder) for folder in folders]

    def _resolve(self) -> None:
        """Resolves every document once: it is set in the project's PDF and in its own."""
        names = sorted(self.env.found_docs)
        for docname in status_iterator(names, "resolving... ", "darkgreen", len(names)):
            doctree = self.env.get_doctree(docname)
            self.env.apply_post_transforms(doctree, docname)
            self.post_process_images(doctree)
            self.doctrees[docname] = doctree
            for entry in doctree.findall(nodes.citation):
                self.citations.update({address(docname, key): entry for key in entry["ids"]})

    # Manuscripts

    def _project(self) -> dict[str, Any]:
        translator = self._new_translator()
        body = translator.project(self.config.root_doc)
        body += translator.loose(self._appendix())
        facts = [self._author(), self._date(), self._version()]
        return self._manuscript(translator, body, self.config.project, facts, cover=True)

    def _briefing(self, docname: str) -> dict[str, Any]:
        translator = self._new_translator()
        body = translator.briefing(docname)
        body += translator.loose(self._sources(translator.included))
        title = plain_words(self.env.titles[docname]) or docname
        facts = [" · ".join(filter(None, [self._author(), self._date(), self._version()]))]
        return self._manuscript(translator, body, title, facts, cover=False)

    def _new_translator(self) -> Translator:
        script = self.config.language if self.config.language in SCRIPT_LANGUAGES else ""
        return Translator(self.doctrees, self._picture, self.env.toc_secnumbers, script)

    def _manuscript(
        self,
        translator: Translator,
        body: list[Any],
        title: str,
        facts: list[str],
        cover: bool,
    ) -> dict[str, Any]:
        manuscript = {
            "title": one_line(title),
            "series": "" if cover else one_line(self.config.project),
            "authors": [author] if (author := self._author()) else [],
            "description": "" if cover else one_line(self.config.project),
            "facts": [one_line(fact) for fact in facts if fact],
            "imprint": one_line(" · ".join(filter(None, [self._date(), self._version()]))),
            "cover": cover,
            "dated": _epoch() is not None,
            "words": {"contents": _("Contents")},
            "labels": translator.labels,
            "body": body,
        } | _language_and_region(self.config.language)
        self._warn_of_missing_glyphs(manuscript, title)
        return manuscript

    def _warn_of_missing_glyphs(self, manuscript: dict[str, Any], title: str) -> None:
        characters = set(_characters(manuscript)) - self._seen
        self._seen |= characters
        if lacking := self.press.unprintable(characters):
            logger.warning(
                "%s: no font has %s; name a folder with one in briefcheck_pdf_fonts",
                title,
                ", ".join(f"{c} (U+{ord(c):04X})" for c in lacking),
                type="briefpdf",
                subtype="font",
            )

    def _appendix(self) -> list[nodes.Node]:
        hook = self.hooks.appendix_sections
        sections = hook(self._app) if hook else []
        return [_section(_("Appendix: audit"), sections)] if sections else []

    def _sources(self, included: set[str]) -> list[nodes.Node]:
        """Bibliography entries that the included documents cite and do not hold."""
        cited = {name for docname in included for name in _cited(self.doctrees[docname])}
        held = tuple(address(docname) for docname in included)
        elsewhere: dict[int, nodes.Node] = {}
        for name, entry in self.citations.items():
            if name in cited and not name.startswith(held):
                docname = name.removeprefix("%").partition("#")[0]
                copy = entry.deepcopy()
                elsewhere.setdefault(id(entry), addnodes.start_of_file("", copy, docname=docname))
        return [_section(_("Sources"), [*elsewhere.values()])] if elsewhere else []

    def _picture(self, node: nodes.image) -> str | None:
        source = (Path(self.srcdir) / node["uri"]).resolve()
        homes = (Path(self.srcdir).resolve(), Path(self.doctreedir).resolve() / "images")
        inside = any(source.is_relative_to(home) for home in homes)
        name = self.press.picture(source) if inside else None
        if name is None and node["uri"] not in self._seen:
            self._seen.add(node["uri"])
            logger.warning(
                "picture not shown: %s",
                node["uri"],
                location=node,
                type="briefpdf",
                subtype="image",
            )
        return name

    # Facts of the title page

    def _author(self) -> str:
        author = str(self.config.author)
        return "" if author in {"", "Author name not set", "unknown"} else author

    def _date(self) -> str:
        if self.config.today:
            return str(self.config.today)
        form = self.config.today_fmt or _("%b %d, %Y")
        return format_date(form, language=self.config.language)

    def _version(self) -> str:
        version = self.config.release or self.config.version
        return f"{_('Version')} {version}" if version else ""


def _epoch() -> int | None:
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(value) if value.isdecimal() else None


def _section(title: str, content: Sequence[nodes.Node]) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content)


def _cited(doctree: nodes.document) -> Iterator[str]:
    return (ref["refuri"] for ref in doctree.findall(nodes.reference) if "refuri" in ref)


def _language_and_region(code: str) -> dict[str, str | None]:
    """`pt_BR` -> typst's language and region; English for what typst can't take."""
    language, _sep, region = code.replace("-", "_").partition("_")
    known = language.isalpha() and language.isascii() and len(language) in {2, 3}
    takes_region = region.isalpha() and region.isascii() and len(region) == 2
    return {
        "lang": language.lower() if known else "en",
        "region": region.upper() if takes_region else None,
    }


def _characters(part: object) -> Iterator[str]:
    """Every character that the manuscript prints; names of places aside."""
    if isinstance(part, str):
        yield from part
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in {"labels", "ids", "label", "to", "url"}:
                yield from _characters(value)
    elif isinstance(part, list):
        for item in part:
            yield from _characters(item)
