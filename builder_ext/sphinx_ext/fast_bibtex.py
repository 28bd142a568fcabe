"""sphinxcontrib-bibtex with an index: the same bytes, without its scans over all citations.

It stands on the package's own seams: pybtex's registry of plug-ins, and the public properties and
methods of its domain. Most of them only hand the package's own code a short list where it would go
through a long one. A version that nobody has compared with is left as it is.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from operator import is_
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pybtex.plugin
from docutils import nodes
from pybtex.backends.plaintext import Backend as PlainText
from pybtex.database import Entry
from sphinx.application import Sphinx
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.logging import getLogger
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation
from sphinxcontrib.bibtex.nodes import bibliography as bibliography_node
from sphinxcontrib.bibtex.roles import CitationRef
from sphinxcontrib.bibtex.transforms import BibliographyTransform

logger = getLogger(__name__)

KNOWN_VERSIONS = ("2.7.",)
"""The versions of sphinxcontrib-bibtex that pages were compared with."""
_REGISTERED: set[tuple[str, str]] = set()
"""The group and name of the plug-ins that no package need be searched for any more."""
_MOST_WRITTEN = 10_000
"""So many citations that are alike are kept."""
_CITED = ast.dump(ast.parse("cited"))
_CITED_HERE = ast.dump(ast.parse("docname in docnames"))
_PARTS_OF_STYLES = (
    ("pybtex.style.names", "default_name_style"),
    ("pybtex.style.labels", "default_label_style"),
    ("pybtex.style.sorting", "default_sorting_style"),
)


def make_ready(app: Sphinx) -> bool:
    """Return whether the domain can be indexed here, and set up what that needs."""
    installed = version("sphinxcontrib-bibtex")
    if not installed.startswith(KNOWN_VERSIONS):
        logger.warning(
            "sphinxcontrib-bibtex %s is not known here (known: %sx); citations are resolved its own "
            "way, which takes longer",
            installed,
            "x, ".join(KNOWN_VERSIONS),
            type="briefcheck",
            subtype="bibtex-version",
        )
        return False
    _register_once("pybtex.backends", "plaintext", PlainText)
    app.add_post_transform(BibliographyOnItsOwn)
    return True


def find_once(group: str, name: str) -> Any:
    """Return a plug-in of pybtex, and spare all later callers the search among all packages.

    Raises what ``pybtex.plugin.find_plugin`` raises.
    """
    found = pybtex.plugin.find_plugin(group, name)
    _register_once(group, name, found)
    return found


def _register_once(group: str, name: str, found: type) -> None:
    """Register a plug-in: that too looks through all packages, so once in a process is enough."""
    if (group, name) not in _REGISTERED:
        pybtex.plugin.register_plugin(group, name, found, force=True)
        _REGISTERED.add((group, name))


def style_named(name: str) -> Any:
    """Return a formatting style of pybtex; its names, labels and sorting are looked up once, too.

    Raises what ``pybtex.plugin.find_plugin`` raises.
    """
    style = find_once("pybtex.style.formatting", name)
    for group, attribute in _PARTS_OF_STYLES:
        part = getattr(style, attribute, None)
        if isinstance(part, str):
            find_once(group, part)
    return style


class _Keys:
    """Which documents cite which keys, of references that are only ever added to a list."""

    def __init__(self, references: list[CitationRef]) -> None:
        self.references = references
        self.by_key: dict[str, list[CitationRef]] = defaultdict(list)
        self.by_document: dict[str, list[CitationRef]] = defaultdict(list)
        self._read = 0

    def read_on(self) -> None:
        """Take in what has been added."""
        for reference in self.references[self._read :]:
            self.by_document[reference.docname].append(reference)
            for key in {target.key for target in reference.targets}:
                self.by_key[key].append(reference)
        self._read = len(self.references)

    def forget(self, docname: str, references: list[CitationRef]) -> None:
        """Leave out a document's references, which this list no longer has."""
        gone = self.by_document.pop(docname, [])
        for key in {target.key for reference in gone for target in reference.targets}:
            kept = [one for one in self.by_key.pop(key) if one.docname != docname]
            if kept:
                self.by_key[key] = kept
        self.references, self._read = references, len(references)


class _Tooltip:
    """A source's words in a tooltip, which each citation of it shows: they are put together once."""

    def __init__(self, entry: Any) -> None:
        self._entry = entry
        self._words: str | None = None

    @property
    def text(self) -> _Tooltip:
        """Itself, which the package asks to render."""
        return self

    def render(self, backend: Any) -> str:
        """Return the words."""
        if self._words is None:
            self._words = self._entry.text.render(backend)
        return self._words


def _with_tooltip(citation: Citation) -> Citation:
    tooltip = citation.tooltip_entry
    return citation if tooltip is None else citation._replace(tooltip_entry=_Tooltip(tooltip))


class _Listed:
    """Where each key is listed: the last place counts, in the order of the first ones."""

    def __init__(self, domain: BibtexDomain) -> None:
        self.citations = domain.data["citations"]
        self.size = len(self.citations)
        self.by_bibliography: dict[BibliographyKey, list[Citation]] = defaultdict(list)
        self._anywhere: dict[str, tuple[int, Citation]] = {}
        self._locally: dict[tuple[str, str], tuple[int, Citation]] = {}
        for number, citation in enumerate(self.citations):
            where = citation.bibliography_key
            self.by_bibliography[where].append(citation)
            if domain.bibliographies[where].list_ == "citation":
                linked = _with_tooltip(citation)
                first, _ = self._anywhere.get(citation.key, (number, None))
                self._anywhere[citation.key] = first, linked
                local = where.docname, citation.key
                first, _ = self._locally.get(local, (number, None))
                self._locally[local] = first, linked

    def matching(self, keys: Iterable[str], docname: str) -> list[Citation]:
        """Return the one place that each key is linked to from a document."""
        found = (
            self._locally.get((docname, key)) or self._anywhere.get(key)
            for key in dict.fromkeys(keys)
        )
        return [citation for _, citation in sorted(filter(None, found), key=lambda one: one[0])]


class IndexedBibtexDomain(BibtexDomain):  # type: ignore[misc]
    """The citation domain, which looks things up instead of going through all of them."""

    _shown: list[Citation] | None = None
    _references: list[CitationRef] | None = None
    _prefix: str | None = None
    _candidates: Container[str] | None = None
    _keys: _Keys | None = None
    _listed: _Listed | None = None
    _ranking: tuple[Sequence[str], dict[str, int]] | None = None
    _written_for: tuple[object, ...] = (None, None, None)
    _written: dict[object, nodes.Element] = {}  # noqa: RUF012

    @property
    def citations(self) -> list[Citation]:
        """Return the listed sources, or those that are being asked for."""
        return (
            cast("list[Citation]", self.data["citations"]) if self._shown is None else self._shown
        )

    @property
    def citation_refs(self) -> list[CitationRef]:
        """Return the references of the text, or those that are being asked for."""
        everything = cast("list[CitationRef]", self.data["citation_refs"])
        return everything if self._references is None else self._references

    @property
    def keys(self) -> _Keys:
        """The index of the references."""
        references = self.data["citation_refs"]
        if self._keys is None or self._keys.references is not references:
            self._keys = _Keys(references)
        self._keys.read_on()
        return self._keys

    @property
    def listed(self) -> _Listed:
        """The index of the listed sources."""
        citations = self.data["citations"]
        known = self._listed
        if known is None or known.citations is not citations or known.size != len(citations):
            known = self._listed = _Listed(self)
        return known

    @contextmanager
    def narrowed(
        self, shown: list[Citation], references: list[CitationRef] | None = None
    ) -> Iterator[None]:
        """Let the package's own code see these only."""
        self._shown, self._references = shown, references
        try:
            yield
        finally:
            self._shown = self._references = None

    def clear_doc(self, docname: str) -> None:
        """Forget a document; one that cites and lists nothing takes no time."""
        keys = self.keys
        if docname in keys.by_document or any(
            docname == one.docname for one in self.bibliographies
        ):
            super().clear_doc(docname)
            keys.forget(docname, self.data["citation_refs"])

    def env_updated(self) -> Iterable[str]:
        """List the sources anew."""
        self._ranking = self._listed = None
        return cast(Iterable[str], super().env_updated())

    def get_filtered_entries(
        self, bibliography_key: BibliographyKey
    ) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of a bibliography that pass its filter."""
        self._prefix = self.bibliographies[bibliography_key].keyprefix
        self._candidates = self._may_pass(bibliography_key)
        try:
            yield from super().get_filtered_entries(bibliography_key)
        finally:
            self._prefix = self._candidates = self._references = None

    def _may_pass(self, bibliography_key: BibliographyKey) -> Container[str] | None:
        """Return the keys that can pass the filter of a bibliography, where it is a usual one."""
        bibliography, keys = self.bibliographies[bibliography_key], self.keys
        asked = {bibliography.keyprefix + key for key in bibliography.keys}
        filtered = ast.dump(bibliography.filter_)
        if filtered == _CITED:
            return asked | keys.by_key.keys()
        if filtered == _CITED_HERE:
            cited = keys.by_document.get(bibliography_key.docname, [])
            return asked | {target.key for reference in cited for target in reference.targets}
        return None

    def get_entries(self, bibfiles: list[Path]) -> Iterator[Entry]:
        """Yield the entries of some files; to a filter, each with the references to it alone."""
        if self._prefix is None:
            yield from super().get_entries(bibfiles)
            return
        by_key, prefix, candidates = self.keys.by_key, self._prefix, self._candidates
        for entry in super().get_entries(bibfiles):
            key = prefix + entry.key
            if candidates is None or key in candidates:
                self._references = by_key.get(key, [])
                yield entry

    def get_sorted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str]
    ) -> Iterator[tuple[str, Entry]]:
        """Yield the entries of a bibliography: cited ones as they are cited, then the others."""
        entries = dict(self.get_filtered_entries(bibliography_key))
        rank = self._ranks(docnames)
        cited = sorted(entries.keys() & rank.keys(), key=rank.__getitem__)
        others = (key for key in entries if key not in rank)
        for key in (*cited, *others):
            yield key, entries[key]

    def _ranks(self, docnames: Sequence[str]) -> dict[str, int]:
        """Return the order in which keys are first cited by documents in this order."""
        if self._ranking is None or self._ranking[0] is not docnames:
            by_document = self.keys.by_document
            cited = (
                target.key
                for docname in docnames
                for reference in by_document.get(docname, ())
                for target in reference.targets
            )
            order = {key: number for number, key in enumerate(dict.fromkeys(cited))}
            self._ranking = docnames, order
        return self._ranking[1]

    def get_formatted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str], *more: Any
    ) -> Iterable[Any]:
        """Return the entries of a bibliography, written in its style."""
        style_named(self.bibliographies[bibliography_key].style)
        return cast(Iterable[Any], super().get_formatted_entries(bibliography_key, docnames, *more))

    def resolve_xref(
        self, env: Any, fromdocname: str, builder: Any, typ: str, target: str, *nodes_: Any
    ) -> nodes.Element | None:
        """Return the references to the keys of one citation; like ones are written once."""
        keys = [one.key for one in parse_citation_targets(target)]
        linked = self.listed.matching(keys, fromdocname)
        links = _links(builder, fromdocname, linked)
        # A citation of an unknown key is told of every time.
        alike = None
        if links is not None and {citation.key for citation in linked} == set(keys):
            alike = typ, target, *links.items()
        written = self._written_by(builder)
        if alike not in written:
            with self.narrowed(linked):
                made = super().resolve_xref(env, fromdocname, builder, typ, target, *nodes_)
            if alike is None or made is None:
                return cast("nodes.Element | None", made)
            written[alike] = made
        return cast("nodes.Element", written[alike].deepcopy())

    def _written_by(self, builder: Any) -> dict[object, nodes.Element]:
        """Return the references that this builder and style wrote, as long as all is as it was."""
        now = builder, self.reference_style, self.listed
        if len(self._written) > _MOST_WRITTEN or not all(map(is_, now, self._written_for)):
            self._written_for, self._written = now, {}
        return self._written

    def resolve_any_xref(
        self, env: Any, fromdocname: str, builder: Any, target: str, *nodes_: Any
    ) -> list[tuple[str, nodes.Element]]:
        """Return the references to the keys of an ``{any}`` role, if they are keys."""
        keys = [key.strip() for key in target.split(",")]
        with self.narrowed(self.listed.matching(keys, fromdocname)):
            found = super().resolve_any_xref(env, fromdocname, builder, target, *nodes_)
        return cast("list[tuple[str, nodes.Element]]", found)


def _links(builder: Any, docname: str, linked: Iterable[Citation]) -> dict[str, str] | None:
    """Return where a document's references to some sources lead; None where there are no addresses."""
    there = dict.fromkeys(citation.bibliography_key.docname for citation in linked)
    try:
        return {d: "" if d == docname else builder.get_relative_uri(docname, d) for d in there}
    except NoUri:
        return None


class BibliographyOnItsOwn(SphinxPostTransform):
    """Writes each bibliography out with its own sources and its document's references in sight."""

    default_priority = BibliographyTransform.default_priority - 1

    def run(self, **_more: Any) -> None:
        """Have the package's own transform write one bibliography after the other."""
        domain = self.env.get_domain("cite")
        assert isinstance(domain, IndexedBibtexDomain)
        for node in list(self.document.findall(bibliography_node)):
            where = BibliographyKey(docname=node["docname"], id_=node["ids"][0])
            shown = domain.listed.by_bibliography.get(where, [])
            references = domain.keys.by_document.get(where.docname, [])
            with domain.narrowed(shown, references):
                BibliographyTransform(self._alone(node)).run()

    def _alone(self, node: nodes.Element) -> Any:
        """Return the document as the transform needs it, with this bibliography only."""
        document = self.document
        return SimpleNamespace(
            settings=document.settings, reporter=document.reporter, findall=lambda _: iter([node])
        )
