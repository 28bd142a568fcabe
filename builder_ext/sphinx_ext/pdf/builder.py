"""The Sphinx builder `briefpdf`: one PDF of the project, and one of each checked document."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, NoReturn

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.i18n import format_date
from sphinx.util.matching import Matcher

from builder_ext.clock import fixed_time
from builder_ext.files import write_whole
from builder_ext.model import Front
from builder_ext.reports import printable
from builder_ext.sphinx_ext.config import document_path
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.pdf.press import FONT_TYPES, PdfError, Press, require_typst
from builder_ext.sphinx_ext.pdf.text import SCRIPT_LANGUAGES, breakable, one_line
from builder_ext.sphinx_ext.pdf.translator import (
    Translator,
    address,
    placed_names,
    plain_words,
    turned,
)
from builder_ext.sphinx_ext.printing import file_name, is_draft, together

logger = logging.getLogger(__name__)

_STATUS_WORDS = {"draft": "Draft", "review": "Under review", "final": "Final"}
_WATERMARK = "DRAFT"
# So many headings stand on the cover; more have a page of their own.
_CONTENTS_ON_COVER = 18
_CONTENTS_DEPTH = 2
_NAMED_AT_MOST = 8
_LONGEST_FIELD = 800


def matching_documents(app: Sphinx) -> list[str]:
    """Names of the documents that `briefcheck_documents` matches, sorted."""
    matches = Matcher(app.config.briefcheck_documents)
    return sorted(name for name in app.env.found_docs if matches(name))


def front_of(app: Sphinx, docname: str) -> Front:
    """What a document's front matter says; empty where Briefcheck did not read it."""
    if "briefcheck" not in app.env.domains:
        return Front()
    document = facts_of(app.env).documents.get(docname)
    return document.front if document else Front()


@dataclass(frozen=True)
class PdfHooks:
    """What the builder asks the rest of Briefcheck.

    `checked_documents` names the documents that get a PDF of their own; `appendix_sections` gives the
    sections set under "Appendix: audit" in the project's PDF (none: no appendix); `front_of` what the
    front matter of a document says.
    """

    checked_documents: Callable[[Sphinx], Iterable[str]] = matching_documents
    appendix_sections: Callable[[Sphinx], list[nodes.section]] | None = None
    front_of: Callable[[Sphinx, str], Front] = front_of


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
        try:
            require_typst()
        except PdfError as error:
            _stop(error)
        self.doctrees: dict[str, nodes.document] = {}
        self.citations: dict[str, nodes.citation] = {}
        # Pictures that were looked at: a warning for each once, not once a PDF.
        self._seen: set[str] = set()

    def get_outdated_docs(self) -> str:
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return address(docname).removesuffix("#")

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    # Writing

    def write_documents(self, docnames: Set[str]) -> None:
        try:
            pdfs = self._print()
        except PdfError as error:
            _stop(error)
        for name, pdf in pdfs.items():
            write_whole(Path(self.outdir) / f"{name}.pdf", pdf)

    def _print(self) -> dict[str, bytes]:
        """All the PDFs, before any is written: what fails leaves no half of a set."""
        fonts = self._more_fonts()
        self._resolve()
        with TemporaryDirectory(prefix="briefpdf-") as folder:
            self.press = Press(Path(folder), fonts)
            manuscripts = dict(self._manuscripts())
            lacking = self._lacking_characters(manuscripts.values())
            return {
                name: self.press.print(manuscripts[name] | {"lacking": lacking}, name, fixed_time())
                for name in status_iterator(
                    manuscripts, "typesetting... ", "darkgreen", len(manuscripts)
                )
            }

    def _manuscripts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        project = file_name(self.config.project)
        checked = self._checked()
        if project in checked:
            raise PdfError(f"the project and its document {project!r} would both be {project}.pdf")
        yield project, self._project()
        for docname in checked:
            yield docname, self._briefing(docname)

    def _checked(self) -> list[str]:
        return sorted(set(self.hooks.checked_documents(self._app)) & self.doctrees.keys())

    def _more_fonts(self) -> list[str]:
        given = self.config.briefcheck_pdf_fonts
        if isinstance(given, str) or not all(isinstance(folder, str) for folder in given):
            raise PdfError(f"briefcheck_pdf_fonts must be a list of folders, not {given!r}")
        folders = [Path(self.confdir) / folder for folder in given]
        for folder in folders:
            if not folder.is_dir():
                raise PdfError(f"briefcheck_pdf_fonts: there is no folder {folder}")
            if not any(path.suffix.lower() in FONT_TYPES for path in folder.rglob("*")):
                kinds = ", ".join(sorted(FONT_TYPES))
                raise PdfError(f"briefcheck_pdf_fonts: no font ({kinds}) is in {folder}")
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
        front = together([self._front(name) for name in sorted(translator.included)])
        return self._manuscript(translator, body, self.config.project, front, chapters=True)

    def _briefing(self, docname: str) -> dict[str, Any]:
        translator = self._new_translator()
        front = self._front(docname)
        title = front.title or plain_words(self.env.titles[docname]) or docname
        body = translator.briefing(docname, one_line(title))
        body += translator.loose(self._sources(translator.included))
        others = [self._front(name) for name in sorted(translator.included - {docname})]
        marked = together([front, *others])
        front = replace(front, status=marked.status or front.status)
        front = replace(front, classification=marked.classification)
        front = replace(front, distribution=marked.distribution)
        return self._manuscript(translator, body, title, front, chapters=False)

    def _front(self, docname: str) -> Front:
        return self.hooks.front_of(self._app, docname)

    def _new_translator(self) -> Translator:
        script = self.config.language if self.config.language in SCRIPT_LANGUAGES else ""
        numbered = self._checked() if self.config.briefcheck_pdf_numbered else ()
        numbers = self.env.toc_secnumbers
        return Translator(self.doctrees, self._picture, numbers, script, numbered)

    def _manuscript(
        self,
        translator: Translator,
        body: list[Any],
        title: str,
        front: Front,
        chapters: bool,
    ) -> dict[str, Any]:
        series = "" if chapters else one_line(self.config.project)
        body = turned(body)
        placed = set(placed_names(body))
        labels = {name: at for name, at in translator.labels.items() if at in placed}
        authors = [one_line(author) for author in front.authors] or self._author()
        return {
            "title": one_line(title)[:_LONGEST_FIELD],
            "cover_title": _for_cover(title),
            "series": series,
            "authors": authors,
            "description": one_line(front.summary) or series,
            "keywords": [one_line(word) for word in front.keywords],
            "facts": self._facts(front, authors),
            "classification": one_line(front.classification),
            "distribution": _for_cover(front.distribution),
            "watermark": _WATERMARK if is_draft(front) else "",
            "imprint": one_line(" · ".join(filter(None, [self._date(front), self._version()]))),
            "chapters": chapters,
            "contents": _contents(body, chapters),
            "dated": fixed_time() is not None,
            "words": {"contents": _("Contents"), "distribution": _("Distribution")},
            "labels": labels,
            "body": body,
        } | _language_and_region(self.config.language)

    def _facts(self, front: Front, authors: list[str]) -> list[tuple[str, str]]:
        """What stands on the cover below the title: name and value."""
        facts = [
            (_("Date"), self._date(front)),
            (_("Author") if len(authors) == 1 else _("Authors"), ", ".join(authors)),
            (_("Status"), _(_STATUS_WORDS.get(front.status.casefold(), front.status))),
            (_("Version"), str(self.config.release or self.config.version)),
            (_("Classification"), front.classification),
        ]
        return [(one_line(name), _for_cover(value)) for name, value in facts if value]

    def _lacking_characters(self, manuscripts: Iterable[dict[str, Any]]) -> str:
        """The characters that no font has, for a class of a regular expression; warns of them once."""
        characters = {sign for manuscript in manuscripts for sign in _characters(manuscript)}
        lacking = self.press.unprintable(characters)
        if not lacking:
            return ""
        named = [f"{sign} (U+{ord(sign):04X})" for sign in lacking[:_NAMED_AT_MOST]]
        if more := len(lacking) - len(named):
            named.append(f"{more} more")
        logger.warning(
            "no font has %s, in %s: the PDF shows their numbers instead; put a font that has them into "
            'a folder beside conf.py and name it there: briefcheck_pdf_fonts = ["fonts"]',
            ", ".join(named),
            ", ".join(self._documents_with(set(lacking))) or self.config.project,
            type="briefpdf",
            subtype="font",
        )
        return "".join(f"\\x{{{ord(sign):x}}}" for sign in lacking)

    def _documents_with(self, signs: set[str]) -> list[str]:
        held = (
            document_path(self.env, name)
            for name, doctree in self.doctrees.items()
            if signs & {*doctree.astext(), *"".join(_front_words(self._front(name)))}
        )
        return sorted(held)

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
        return [_section(_("Sources cited"), [*elsewhere.values()])] if elsewhere else []

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

    def _author(self) -> list[str]:
        author = one_line(str(self.config.author))
        return [] if author in {"", "Author name not set", "unknown"} else [author]

    def _date(self, front: Front) -> str:
        """The briefing's own date in words, else the day of the build."""
        if front.date:
            return date_in_words(front.date, self.config.language)
        if self.config.today:
            return str(self.config.today)
        if self.config.today_fmt:
            return format_date(self.config.today_fmt, language=self.config.language)
        return date_in_words(format_date("%Y-%m-%d", language="en"), self.config.language)

    def _version(self) -> str:
        version = self.config.release or self.config.version
        return f"{_('Version')} {version}" if version else ""


def date_in_words(iso: str, language: str) -> str:
    """`2020-03-21` -> 21 March 2020, in the language; what is no such date as it is."""
    parts = iso.split("-")
    try:
        day = date(*[int(part) for part in [*parts, "1", "1"][:3]])
        locale = Locale.parse(language.replace("-", "_"))
    except UnknownLocaleError:
        locale = Locale("en")
    except (ValueError, TypeError):
        return iso
    if len(parts) == 1:
        return parts[0]
    if locale.language == "en":
        return babel_date(day, "d MMMM y" if len(parts) == 3 else "MMMM y", locale)
    if len(parts) == 2:
        return format_skeleton("yMMMM", day, locale=locale)
    return babel_date(day, "long", locale)


def _for_cover(field: str) -> str:
    """A field of the front matter in a form that no page is too narrow for."""
    return breakable(one_line(field)[:_LONGEST_FIELD])


def _front_words(front: Front) -> Iterator[str]:
    yield from (front.title, front.classification, front.distribution, *front.authors)


def _contents(body: Sequence[Any], chapters: bool) -> str:
    """Where the contents stand: on a page of its own, on the cover, or nowhere."""
    headings = sum(level <= _CONTENTS_DEPTH for level in _heading_levels(body))
    if chapters or headings > _CONTENTS_ON_COVER:
        return "page"
    return "cover" if headings > 1 else ""


def _heading_levels(boxes: Sequence[Any]) -> Iterator[int]:
    for box in boxes:
        if isinstance(box, dict):
            if box["k"] == "heading":
                yield box["level"]
            elif box["k"] in {"judgments", "group", "across"}:
                yield from _heading_levels(box.get("c", ()))


def _stop(error: PdfError) -> NoReturn:
    """Ends the run with exit status 2 and one line: Sphinx would print a traceback."""
    print(f"briefpdf: {printable(str(error))}", file=sys.stderr)
    raise SystemExit(2)


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
            if key not in {"labels", "ids", "label", "to", "url", "description", "keywords"}:
                yield from _characters(value)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from _characters(item)
