"""sphinxcontrib-bibtex, fed by our own reader: a broken entry or citation stops nothing."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from pybtex.database import BibliographyData, Entry, InvalidNameString, Person
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import getLogger
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.foot_roles import FootCiteRole
from sphinxcontrib.bibtex.roles import CiteRole

from builder_ext.model import BadCitation, Citation, Library, Source
from builder_ext.sources import read_library
from builder_ext.sources.fields import iso_date, name_list, show_key
from builder_ext.sphinx_ext.config import checked_documents
from builder_ext.sphinx_ext.domain import cited_keys, facts_of
from builder_ext.sphinx_ext.styles import register_styles

logger = getLogger(__name__)

GENERATED = "briefcheck_generated"
"""Attribute of footnotes that nobody wrote: bibliography entries that {footcite} makes."""
_TEXTUAL = re.compile(r"^(?:c?ts?|c?authors?)$")


def setup(app: Sphinx) -> None:
    """Replace the citation roles and the domain by ones that survive bad input."""
    register_styles()
    app.add_domain(CheckedBibtexDomain, override=True)
    app.add_domain(CheckedFootDomain, override=True)
    app.add_role("cite", CheckedCiteRole(), override=True)
    app.add_role("footcite", CheckedFootCiteRole(), override=True)
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
    repeated = {again.key for again in library.repeated if again.key != again.first}
    usable = [s for s in library.sources.values() if s.key not in repeated]
    entries = {source.key: _entry(source) for source in usable}
    by_path: dict[str, dict[str, None]] = {}
    for source in usable:
        by_path.setdefault(source.place.path, {})[source.key] = None
    files = {path: BibFile(get_mtime(path), by_path.get(relative(app, path), {})) for path in paths}
    return BibData(app.config.bibtex_encoding, files, BibliographyData(entries))


def _entry(source: Source) -> Entry:
    fields = {n: v for n, v in source.raw_fields if n not in ("author", "editor")}
    # Stock styles know BibTeX's names of these fields only.
    if "journal" not in fields and "journaltitle" in fields:
        fields["journal"] = fields["journaltitle"]
    if "year" not in fields and (date := iso_date(fields)):
        fields["year"] = date[:4]
    raw = dict(source.raw_fields)
    persons = {role: _persons(raw[role]) for role in ("author", "editor") if raw.get(role)}
    return Entry(source.entry_type, fields=fields, persons=persons)


def _persons(names: str) -> list[Person]:
    return [_person(name) for name in re.split(r"\s+and\s+(?![^{]*\})", names.strip()) if name]


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
    """Return the documents to read again because an entry that they show has changed."""
    facts = facts_of(env)
    new = {source.key: digest(source) for source in library_of(env).sources.values()}
    old, facts.data["digests"] = facts.digests, new
    keys = {key for key in new.keys() | old.keys() if new.get(key) != old.get(key)}
    if not keys:
        return []
    citing = cast(BibtexDomain, env.get_domain("cite"))
    listing = {bibliography.docname for bibliography in citing.bibliographies}
    prefixes = key_prefixes(env)
    return listing | {
        name
        for name, document in facts.documents.items()
        if any(plain_key(key, prefixes) in keys or key in keys for key in cited_keys([document]))
    }


def key_prefixes(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the ``:keyprefix:`` options of all bibliographies, the longest first."""
    citing = cast(BibtexDomain, env.get_domain("cite"))
    prefixes = {bibliography.keyprefix for bibliography in citing.bibliographies.values()}
    return tuple(sorted(prefixes - {""}, key=len, reverse=True))


def plain_key(key: str, prefixes: Iterable[str]) -> str:
    """Return a cited key without the prefix of its bibliography."""
    return next((key[len(p) :] for p in prefixes if key.startswith(p)), key)


def read_target(target: str, textual: bool = False) -> list[Citation] | BadCitation:
    """Return the citations of a role's content, or why it cannot be read."""
    try:
        parsed = list(parse_citation_targets(target))
    except (ValueError, RecursionError):
        return BadCitation(target, _why_unreadable(target))
    return [Citation(t.key, t.post.strip(), t.pre.strip(), textual) for t in parsed]


def _why_unreadable(target: str) -> str:
    if not target.strip():
        return "it is empty"
    if target.count("{") != target.count("}"):
        return "a brace is not closed"
    if re.search(r",\s*(?:,|$)", target) or target.lstrip().startswith(","):
        return "a key is missing at a comma"
    return "keys are parted by commas, and have no blanks"


def is_textual(role: str) -> bool:
    """Return whether a role prints its source as a part of the sentence, as ``{cite:t}`` does."""
    return bool(_TEXTUAL.match(role))


def unreadable_node(bad: BadCitation) -> nodes.Element:
    """Return what the page shows for a citation that cannot be read."""
    text = f"[unreadable citation: {show_key(bad.target)}]"
    return nodes.inline(bad.target, text, classes=["briefcheck-unknown"], briefcheck_bad=bad)


def unknown_node(key: str) -> nodes.Element:
    """Return what the page shows for a key that is not in the bibliography."""
    return nodes.inline(key, f"[unknown source: {show_key(key)}]", classes=["briefcheck-unknown"])


def _is_checked(env: BuildEnvironment, docname: str) -> bool:
    path = env.doc2path(docname, base=False)
    return str(path) in checked_documents(env.config)


class CheckedCiteRole(CiteRole):  # type: ignore[misc]
    """``{cite}`` that turns what it cannot read into a finding."""

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference, or a stand-in where the target cannot be read."""
        target = self.target if is_ref else self.text
        read = read_target(target)
        if is_ref and not isinstance(read, BadCitation):
            result: tuple[list[nodes.Node], list[nodes.system_message]] = super().result_nodes(
                document, env, node, is_ref
            )
            return result
        bad = read if isinstance(read, BadCitation) else BadCitation(target, "it begins with !")
        if not _is_checked(env, env.docname):
            logger.warning(
                "the citation %r cannot be read: %s",
                bad.target,
                bad.why,
                location=(env.docname, self.lineno),
                type="briefcheck",
                subtype="unknown-source",
            )
        return [unreadable_node(bad)], []


class CheckedFootCiteRole(FootCiteRole):  # type: ignore[misc]
    """``{footcite}`` that reads locators, and remembers its keys on the reference."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the footnote references of the keys that are known."""
        target = self.text
        read = read_target(target)
        if isinstance(read, BadCitation):
            return [unreadable_node(read)], []
        citing = cast(BibtexDomain, self.env.get_domain("cite"))
        known = [c.key for c in read if c.key in citing.bibdata.data.entries]
        made: list[nodes.Node] = []
        if known or not _is_checked(self.env, self.env.docname):
            self.text = ",".join(known or [c.key for c in read])
            made, _ = super().run()
            for footnote in self.env.temp_data["bibtex_foot_bibliography"].children:
                footnote[GENERATED] = True
        made += [unknown_node(c.key) for c in read if c.key not in known]
        holder = nodes.inline(target, "", *made, briefcheck_cited=tuple(read))
        return [holder], []


class CheckedBibtexDomain(BibtexDomain):  # type: ignore[misc]
    """The citation domain; an unknown key in a checked document is our finding, not a warning."""

    roles = {name: CheckedCiteRole() for name in BibtexDomain.roles}  # noqa: RUF012

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
        if isinstance(read, BadCitation) or not _is_checked(env, node.get("refdoc", fromdocname)):
            return self._resolve(env, fromdocname, builder, typ, target, node, contnode)
        library, prefixes = library_of(env), key_prefixes(env)
        unknown = [c for c in read if library.get(plain_key(c.key, prefixes)) is None]
        if not unknown:
            return self._resolve(env, fromdocname, builder, typ, target, node, contnode)
        known = ",".join(_target(c) for c in read if c not in unknown)
        result = nodes.inline(target, "", classes=["bibtex-citation"])
        if known:
            result += self._resolve(env, fromdocname, builder, typ, known, node, contnode)
        for citation in unknown:
            result += [nodes.Text(" "), unknown_node(citation.key)][0 if result.children else 1 :]
        return result

    def _resolve(self, *arguments: Any) -> nodes.Element | None:
        resolved: nodes.Element | None = super().resolve_xref(*arguments)
        return resolved


class CheckedFootDomain(BibtexFootDomain):  # type: ignore[misc]
    """The footnote citation domain, with our role."""

    roles = {name: CheckedFootCiteRole() for name in BibtexFootDomain.roles}  # noqa: RUF012


def _target(citation: Citation) -> str:
    before = f"{{{citation.prefix}}}" if citation.prefix else ""
    after = f"{{{citation.locator}}}" if citation.locator else ""
    return f"{before}{citation.key}{after}"
