"""The facts of each document, kept in Sphinx's environment between builds."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Set
from dataclasses import fields, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment

from builder_ext import model
from builder_ext.evidence.memory import program
from builder_ext.model import Document


def _shape_of_facts() -> int:
    """Return a number that changes with the stored records, and with what reads them off documents.

    What another version of the program, of Python or of a package below has read is dropped.
    """
    shapes = [
        f"{name}:{','.join(f.name for f in fields(noun))}"
        for name, noun in sorted(vars(model).items())
        if isinstance(noun, type) and is_dataclass(noun)
    ]
    rooms = sorted(Path(__file__).parent.rglob("*.py"))
    readers = [hashlib.blake2b(path.read_bytes()).hexdigest() for path in rooms]
    made_by = [f"{name}:{version(name)}" for name in _READERS]
    return zlib.crc32(";".join((*shapes, *readers, *made_by, program())).encode()) & 0x7FFFFFFF


_READERS = (
    "sphinx docutils myst-parser markdown-it-py mdit-py-plugins sphinxcontrib-bibtex pybtex".split()
)
FACTS_VERSION = _shape_of_facts()


class BriefcheckDomain(Domain):
    """Holds what was read off each document."""

    name = "briefcheck"
    label = "Briefcheck"
    data_version = FACTS_VERSION
    initial_data: dict[str, Any] = {  # noqa: RUF012
        "documents": {},
        "digests": {},
        "footnoted": set(),
        "memory": {},
        "contents": {},
        "trees": {},
        "conf": None,
    }

    prefixes: tuple[str, ...] | None = None
    """Those of keys where other machines have read the documents, else None."""

    @property
    def documents(self) -> dict[str, Document]:
        """The facts by document name."""
        return cast("dict[str, Document]", self.data["documents"])

    @property
    def digests(self) -> dict[str, str]:
        """The hash of each bibliography entry when the documents were last read."""
        return cast("dict[str, str]", self.data["digests"])

    @property
    def footnoted(self) -> set[str]:
        """The documents that print entries in footnotes."""
        return cast("set[str]", self.data["footnoted"])

    @property
    def contents(self) -> dict[str, str]:
        """The hash of each document with what it includes, as it was read."""
        return cast("dict[str, str]", self.data["contents"])

    @property
    def trees(self) -> dict[str, int]:
        """The checksum of each document's tree as it was written."""
        return cast("dict[str, int]", self.data["trees"])

    def clear_doc(self, docname: str) -> None:
        """Forget a document."""
        self.documents.pop(docname, None)
        self.contents.pop(docname, None)
        self.trees.pop(docname, None)
        self.footnoted.discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for docname in docnames:
            if docname in otherdata["documents"]:
                self.documents[docname] = otherdata["documents"][docname]
        self.footnoted.update(otherdata["footnoted"] & docnames)

    def resolve_any_xref(self, *_args: Any, **_kwargs: Any) -> list[Any]:
        """Nothing here can be linked to."""
        return []


def facts_of(env: BuildEnvironment) -> BriefcheckDomain:
    """Return the domain of an environment."""
    return cast(BriefcheckDomain, env.get_domain("briefcheck"))


def texts_of(env: BuildEnvironment) -> dict[str, str]:
    """Return the texts of documents as the editor had them when they were last read, by path.

    Line ends are ``\\n``, and there is no byte order mark.
    """
    texts: dict[str, str] = vars(facts_of(env)).setdefault("typed", {})
    return texts


def cited_keys(documents: Iterable[Document]) -> set[str]:
    """Return the keys that documents cite anywhere."""
    return {c.key for d in documents for c in d.loose} | {
        c.key for d in documents for s in d.statements for c in s.citations
    }


def setup(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(BriefcheckDomain)
