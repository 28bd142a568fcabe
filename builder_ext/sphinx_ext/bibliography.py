"""sphinxcontrib-bibtex, fed by our own reader: a broken entry or citation stops nothing."""

from __future__ import annotations

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from docutils import nodes
from pybtex.database import BibliographyData, Entry, InvalidNameString, Person
from pybtex.exceptions import PybtexError
from pybtex.style.template import FieldIsMissing
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyDirective, BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.domain import Citation as Listed
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.foot_roles import FootCiteRole
from sphinxcontrib.bibtex.roles import CiteRole
from sphinxcontrib.bibtex.style.referencing import BaseReferenceStyle

from builder_ext.model import BadCitation, Citation, Library, Source
from builder_ext.reports.escape import fit
from builder_ext.sources import read_library
from builder_ext.sources.addresses import unsafe_fields, without_unsafe_links
from builder_ext.sources.fields import iso_date, name_list, shorten, show_key, split_names
from builder_ext.sphinx_ext.config import checked_documents, document_path, is_idle
from builder_ext.sphinx_ext.domain import cited_keys, facts_of
from builder_ext.sphinx_ext.fast_bibtex import IndexedBibtexDomain, make_ready, style_named
from builder_ext.sphinx_ext.styles import (
    CitationStyle,
    FootStyle,
    entry_for,
    is_style,
    name_of,
    register_styles,
    year_of,
)
from builder_ext.statements.brackets import read_bracket

logger = getLogger(__name__)
T = TypeVar("T")

GENERATED = "briefcheck_generated"
"""Attribute of footnotes that nobody wrote: bibliography entries that {footcite} makes."""
_TEXTUAL = re.compile(r"^(?:c?ts?|c?authors?)$")
_MOST_KEYS = 500
_MOST_WORDS = 12
"""Words before or after a key; they are printed, and no statement."""


def setup(app: Sphinx) -> None:
    """Replace the citation roles and the domain by ones that survive bad input."""
    register_styles()
    app.add_domain(FastBibtexDomain if make_ready(app) else CheckedBibtexDomain, override=True)
    app.add_domain(CheckedFootDomain, override=True)
    app.add_role("cite", CheckedCiteRole(), override=True)
    app.add_role("footcite", CheckedFootCiteRole(), override=True)
    app.add_directive("bibliography", CheckedBibliography, override=True)
    # sphinxcontrib-bibtex reads its files at priority 500: by then the data must be there.
    app.connect("builder-inited", on_builder_inited, priority=400)
    app.connect("env-get-outdated", on_env_get_outdated)


def on_builder_inited(app: Sphinx) -> None:
    """Read the bibliography, and hand what is sound in it to sphinxcontrib-bibtex."""
    paths = bibliography_files(app)
    library = read_library((path, relative(app, path)) for path in paths)
    facts = facts_of(app.env)
    facts.library = library  # type: ignore[attr-defined]
    citing = cast(BibtexDomain, app.env.get_domain("cite"))
    citing.data["bibdata"] = pybtex_data(library, paths, app)


def library_of(env: BuildEnvironment) -> Library:
    """Return the library of this build."""
    return getattr(facts_of(env), "library", Library())


def bibliography_files(app: Sphinx) -> list[Path]:
    """Return the configured files, resolved like sphinxcontrib-bibtex does."""
    configured = app.config.bibtex_bibfiles
    if configured is None:
        app.config.bibtex_bibfiles = configured = []
    return [(Path(app.confdir) / file).resolve() for file in configured]


def relative(app: Sphinx, path: Path) -> str:
    """Return a path relative to the source folder, with ``/``."""
    try:
        return path.relative_to(Path(app.srcdir).resolve()).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, Path(app.srcdir).resolve())).as_posix()


def pybtex_data(library: Library, paths: Sequence[Path], app: Sphinx) -> BibData:
    """Return the library as sphinxcontrib-bibtex keeps it, marked as up to date."""
    sources = library.sources.values()
    safe = bool(app.config.briefcheck_safe) and not is_idle(app.config)
    entries = {source.key: _entry(source, safe) for source in sources}
    by_path: dict[str, dict[str, None]] = defaultdict(dict)
    for source in sources:
        by_path[source.place.path][source.key] = None
    files = {path: BibFile(get_mtime(path), by_path.get(relative(app, path), {})) for path in paths}
    return BibData(app.config.bibtex_encoding, files, BibliographyData(entries))


def _entry(source: Source, safe: bool) -> Entry:
    fields = {n: v for n, v in source.raw_fields if n not in ("author", "editor")}
    if safe:
        for name in {name for name, _ in unsafe_fields(source)} & fields.keys():
            fields[name] = without_unsafe_links(name, fields[name])
    # Stock styles know BibTeX's names of these fields only.
    if "journal" not in fields and "journaltitle" in fields:
        fields["journal"] = fields["journaltitle"]
    if "year" not in fields and (date := iso_date(fields)):
        fields["year"] = date[:4]
    fields = {name: fit(value) for name, value in fields.items()}
    raw = {name: fit(value) for name, value in source.raw_fields}
    persons = {role: _persons(raw[role]) for role in ("author", "editor") if raw.get(role)}
    return Entry(source.entry_type, fields=fields, persons=persons)


def _persons(names: str) -> list[Person]:
    return [_person(name) for name in split_names(names)]


def _person(name: str) -> Person:
    if name.startswith("{") and name.endswith("}"):
        return Person(last=name[1:-1])
    try:
        return Person(name)
    except InvalidNameString:
        return Person(last=" ".join(name_list(name)) or name)


def digest(source: Source) -> str:
    """Return a hash of an entry's content, its place aside."""
    material = repr((source.key, source.entry_type, source.raw_fields))
    return hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Return the documents to read again because an entry that they cite has come, gone or changed.

    A changed one has only those read again that print it in a footnote: other references are made when
    pages are written.  One with a bibliography is read again when the entries are other ones than before.
    """
    facts = facts_of(env)
    citing = cast(BibtexDomain, env.get_domain("cite"))
    new = {f"{path}\0": "" for path in citing.bibdata.bibfiles}
    new |= {f"{s.place.path}\0{s.key}": digest(s) for s in library_of(env).sources.values()}
    old, facts.data["digests"] = facts.digests, new
    other = {name for name in new.keys() | old.keys() if new.get(name) != old.get(name)}
    changed_keys = {name.partition("\0")[2] for name in other}
    moved_keys = {name.partition("\0")[2] for name in other & (new.keys() ^ old.keys())}
    listing = {key.docname for key in citing.bibliographies} if new.keys() != old.keys() else set()
    return listing | {
        name
        for name, document in facts.documents.items()
        if any(
            is_among(key, changed_keys if name in facts.footnoted else moved_keys, env)
            for key in cited_keys([document])
        )
    }


def is_among(key: str, keys: Container[str], env: BuildEnvironment) -> bool:
    """Return whether a cited key, with or without a prefix, is one of the keys."""
    return key in keys or plain_key(key, key_prefixes(env), keys) in keys


def shown_sources(env: BuildEnvironment) -> dict[str, list[object]]:
    """Return all that each page shows of the bibliography, by document; comparable and printable."""
    citing, library = cast(BibtexDomain, env.get_domain("cite")), library_of(env)
    content = {source.key: digest(source) for source in library.sources.values()}
    listed: dict[str, list[Listed]] = defaultdict(list)
    by_key: dict[tuple[str, str], Listed] = {}
    for one in citing.citations:
        docname = one.bibliography_key.docname
        listed[docname].append(one)
        if citing.bibliographies[one.bibliography_key].list_ == "citation":
            by_key[docname, one.key] = by_key["", one.key] = one
    shown: dict[str, list[object]] = defaultdict(list)
    for docname, document in facts_of(env).documents.items():
        for key in sorted(cited_keys([document])):
            found = by_key.get((docname, key)) or by_key.get(("", key))
            shown[docname].append((key, content.get(key), found and _shown(found, content)))
    for docname, ones in listed.items():
        shown[docname] += [_shown(one, content) for one in ones]
    return shown


def _shown(one: Listed, content: dict[str, str]) -> object:
    return (
        tuple(one.bibliography_key),
        one.citation_id,
        one.formatted_entry.label,
        content.get(one.entry.key),
    )


def key_prefixes(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the ``:keyprefix:`` options of all bibliographies, the longest first."""
    citing = cast(BibtexDomain, env.get_domain("cite"))
    prefixes = {bibliography.keyprefix for bibliography in citing.bibliographies.values()}
    return tuple(sorted(prefixes - {""}, key=len, reverse=True))


def plain_key(key: str, prefixes: Iterable[str], known: Container[str] = ()) -> str:
    """Return a cited key without the prefix of its bibliography; a known key is whole."""
    if key in known:
        return key
    return next((key[len(p) :] for p in prefixes if key.startswith(p)), key)


def read_target(target: str, textual: bool = False) -> list[Citation] | BadCitation:
    """Return the citations of a role's content, or why it cannot be read."""
    bracket = read_bracket(target)
    if bracket and bracket.why:
        return BadCitation(target, bracket.why)
    try:
        # The limit comes first: the parser calls itself for every key.
        if target.count(",") > _MOST_KEYS * 4:
            raise ValueError(target)
        parsed = list(parse_citation_targets(fold(target)))
    except (ValueError, RecursionError):
        return BadCitation(target, _why_unreadable(target))
    if len(parsed) > _MOST_KEYS:
        return BadCitation(target, f"it has more than {_MOST_KEYS} keys")
    if any(len(words.split()) > _MOST_WORDS for t in parsed for words in (t.pre, t.post)):
        return BadCitation(
            target, f"words beside a key are not checked, {_MOST_WORDS} at most: say it in the text"
        )
    return [Citation(t.key, t.post.strip(), t.pre.strip(), textual) for t in parsed]


def fold(target: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(target.split())


def _why_unreadable(target: str) -> str:
    folded = fold(target)
    if not folded:
        return "it is empty"
    if folded.count("{") != folded.count("}"):
        return "a brace is not closed"
    if folded[0] == "," or folded[-1] == "," or re.search(", ?,", folded):
        return "a key is missing at a comma"
    if folded.count(",") >= _MOST_KEYS:
        return f"it has more than {_MOST_KEYS} keys"
    return "keys are parted by commas, and have no blanks"


def is_textual(role: str) -> bool:
    """Return whether a role prints its source as a part of the sentence, as ``{cite:t}`` does."""
    return bool(_TEXTUAL.match(role))


def unreadable_node(bad: BadCitation) -> nodes.Element:
    """Return what the page shows for a citation that cannot be read."""
    text = f"[unreadable citation: {show_key(shorten(bad.target))}]"
    return nodes.inline(bad.target, text, classes=["briefcheck-unknown"], briefcheck_bad=bad)


def unknown_node(key: str) -> nodes.Element:
    """Return what the page shows for a key that is not in the bibliography."""
    text = f"[unknown source: {show_key(shorten(key))}]"
    return nodes.inline(key, text, classes=["briefcheck-unknown"], briefcheck_unknown=True)


def is_checked(env: BuildEnvironment, docname: str) -> bool:
    """Return whether a document is one of those that are checked."""
    return document_path(env, docname) in checked_documents(env.config)


def _warn_unreadable(bad: BadCitation, env: BuildEnvironment, line: int) -> None:
    """Say in a document that is not checked what would be a finding in one that is."""
    if not is_checked(env, env.docname):
        logger.warning(
            "the citation '%s' cannot be read: %s",
            show_key(shorten(bad.target)),
            bad.why,
            location=(env.docname, line),
            type="briefcheck",
            subtype="unknown-source",
        )


class CheckedCiteRole(CiteRole):  # type: ignore[misc]
    """``{cite}`` that turns what it cannot read into a finding."""

    def __call__(
        self, name: str, rawtext: str, text: str, *about: Any, **more: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference; the white space is folded before Sphinx looks for ``title <key>``."""
        result: tuple[list[nodes.Node], list[nodes.system_message]] = super().__call__(
            name, rawtext, fold(text), *about, **more
        )
        return result

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, or a stand-in where the target cannot be read."""
        target = self.target if is_ref else self.text
        read = read_target(target) if is_ref else BadCitation(target, "it begins with !")
        if isinstance(read, BadCitation):
            _warn_unreadable(read, env, self.lineno)
            return [unreadable_node(read)], []
        result: tuple[list[nodes.Node], list[nodes.system_message]] = super().result_nodes(
            document, env, node, is_ref
        )
        return result


class CheckedFootCiteRole(FootCiteRole):  # type: ignore[misc]
    """``{footcite}`` that reads locators, and remembers its keys on the reference."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the footnote references of the keys that are known."""
        target = self.text
        read = read_target(target, is_textual(self.name.partition(":")[2]))
        if isinstance(read, BadCitation):
            _warn_unreadable(read, self.env, self.lineno)
            return [unreadable_node(read)], []
        library = library_of(self.env)
        idle, keys = is_idle(self.config), [citation.key for citation in read]
        if not idle:
            keys = list(dict.fromkeys(keys))
        unknown = [key for key in keys if library.get(key) is None]
        if not is_checked(self.env, self.env.docname):
            # There, sphinxcontrib-bibtex itself warns.
            unknown = []
        made = self._references([key for key in keys if key not in unknown])
        made += [unknown_node(key) for key in unknown]
        if idle:
            return made, []
        holder = nodes.inline(target, "", *made, briefcheck_cited=tuple(read))
        return [holder], []

    def _references(self, keys: Sequence[str]) -> list[nodes.Node]:
        if not keys:
            return []
        facts_of(self.env).footnoted.add(self.env.docname)
        self.text = ",".join(keys)
        citing = cast(BibtexDomain, self.env.get_domain("cite"))
        bibdata = citing.bibdata
        citing.data["bibdata"] = _writable(bibdata, keys, self.config.bibtex_default_style)
        foot = cast(BibtexFootDomain, self.env.get_domain("footcite"))
        try:
            made: list[nodes.Node] = _in_any_style(foot, FootStyle, super().run)[0]
        finally:
            citing.data["bibdata"] = bibdata
        for footnote in self.env.temp_data["bibtex_foot_bibliography"].children:
            footnote[GENERATED] = True
        return made


def _writable(bibdata: BibData, keys: Iterable[str], style: str) -> BibData:
    """Return the data with the entries of the keys only, each as the style can write it."""
    written = style_named(style)()
    found = [entry for key in keys if (entry := bibdata.data.entries.get(key))]
    entries = {entry.key: entry_for(written, entry) for entry in found}
    return bibdata._replace(data=BibliographyData(entries))


def _in_any_style(
    domain: BibtexDomain | BibtexFootDomain, ours: type[BaseReferenceStyle], write: Callable[[], T]
) -> T:
    """Write references; in our style where the configured one needs what a source lacks."""
    try:
        return write()
    except (FieldIsMissing, PybtexError, LookupError, AttributeError):
        configured, domain.reference_style = domain.reference_style, ours()
        try:
            return write()
        finally:
            domain.reference_style = configured


class CheckedBibliography(BibliographyDirective):  # type: ignore[misc]
    """``{bibliography}`` that is read again when its entries are others, not when a file is newer."""

    def run(self) -> Sequence[nodes.Node]:
        """Return the placeholder of the list."""
        style = self.options.get("style")
        if style and not is_style("bibtex_default_style", style):
            raise self.error(f"there is no style {shorten(style)!r} of bibliographies")
        made: Sequence[nodes.Node] = super().run()
        citing = cast(BibtexDomain, self.env.get_domain("cite"))
        files = {str(path) for path in citing.bibdata.bibfiles}
        kept = {path for path in self.env.dependencies[self.env.docname] if str(path) not in files}
        self.env.dependencies[self.env.docname] = kept
        return made


class CheckedBibtexDomain(BibtexDomain):  # type: ignore[misc]
    """The citation domain; an unknown key in a checked document is our finding, not a warning."""

    roles = {name: CheckedCiteRole() for name in BibtexDomain.roles}  # noqa: RUF012
    prefixes: tuple[str, ...] = ()

    def env_updated(self) -> Iterable[str]:
        """List the sources anew, in the order of a build by one process with nothing cached.

        A key that several bibliographies list is linked to the last of them.
        """
        ordered = sorted(self.bibliographies.items(), key=lambda item: item[0].docname)
        self.data["bibliographies"] = dict(ordered)
        self.prefixes = key_prefixes(self.env)
        return cast(Iterable[str], super().env_updated())

    def get_sorted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str]
    ) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of a bibliography, each as its style can write it."""
        style = style_named(self.bibliographies[bibliography_key].style)()
        for key, entry in super().get_sorted_entries(bibliography_key, docnames):
            yield key, entry_for(style, entry)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Any,
        typ: str,
        target: str,
        node: nodes.Element,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        """Return the references to all known keys, and a visible word for each unknown one."""
        read = read_target(target)
        assert not isinstance(read, BadCitation)
        if not self.bibliographies and is_checked(env, node.get("refdoc", fromdocname)):
            return self._unlisted(read)
        library, prefixes = library_of(env), self.prefixes
        unknown = [
            c.key for c in read if library.get(plain_key(c.key, prefixes, library.sources)) is None
        ]
        if not unknown or not is_checked(env, node.get("refdoc", fromdocname)):
            return self._resolve(env, fromdocname, builder, typ, fold(target), node, contnode)
        known = ",".join(_target(c) for c in read if c.key not in unknown)
        result = nodes.inline(target, "", classes=["bibtex-citation"])
        if known:
            result += self._resolve(env, fromdocname, builder, typ, known, node, contnode)
        for key in dict.fromkeys(unknown):
            result += [nodes.Text(" ")] if result.children else []
            result += unknown_node(key)
        return result

    def _unlisted(self, read: Sequence[Citation]) -> nodes.Element:
        """Return what a citation shows in a project that prints no bibliography to link to."""
        entries = self.bibdata.data.entries
        result = nodes.inline("", "", classes=["bibtex-citation"])
        for citation in read:
            entry = entries.get(citation.key)
            if entry is None:
                shown: nodes.Node = unknown_node(citation.key)
            else:
                parts = (citation.prefix, f"{name_of(entry)} {year_of(entry)}")
                label = " ".join(filter(None, parts))
                shown = nodes.Text(", ".join(filter(None, (label, citation.locator))))
            result += [nodes.Text("; " if result.children else "("), shown]
        result += nodes.Text(")")
        return result

    def _resolve(self, *arguments: Any) -> nodes.Element | None:
        return _in_any_style(self, CitationStyle, partial(super().resolve_xref, *arguments))


class FastBibtexDomain(CheckedBibtexDomain, IndexedBibtexDomain):
    """The same with an index, for the versions of sphinxcontrib-bibtex that it was tried with."""


class CheckedFootDomain(BibtexFootDomain):  # type: ignore[misc]
    """The footnote citation domain, with our role."""

    roles = {name: CheckedFootCiteRole() for name in BibtexFootDomain.roles}  # noqa: RUF012


def _target(citation: Citation) -> str:
    before = f"{{{citation.prefix}}}" if citation.prefix else ""
    after = f"{{{citation.locator}}}" if citation.locator else ""
    return f"{before}{citation.key}{after}"
