"""A project read by Sphinx once; its statements and findings are made anew in this process.

So a prose case takes milliseconds, and what is changed in `statements`, `evidence` or `rules` while
this process runs is seen (`mutants.py` does that).
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nursery

from builder_ext.evidence.articles import Articles
from builder_ext.evidence.library import Evidence, LibrarySearch
from builder_ext.model import Audit, Document, Library, Policy
from builder_ext.rules import check
from builder_ext.sources.lock import Lock, read_lock
from builder_ext.sources.snapshots import Snapshots
from builder_ext.statements import Block, BlockReading, read_statements

RECORDING = """

def _record():
    import pickle
    from builder_ext.sphinx_ext import collect, verify

    read, examine, kept = collect.read_statements, verify.examine, {}

    def read_and_keep(docname, blocks):
        reading = read(docname, blocks)
        kept[docname] = list(blocks), reading
        return reading

    def examine_and_keep(documents, library, policy, keys, *more):
        with open("recorded.pickle", "wb") as file:
            pickle.dump((kept, list(documents), library, policy, sorted(keys)), file)
        return examine(documents, library, policy, keys, *more)

    collect.read_statements, verify.examine = read_and_keep, examine_and_keep

_record()
"""
"""What is added to a conf.py, so that a build keeps what its documents came to."""


@dataclass(frozen=True)
class Recorded:
    """The blocks and facts of a project's documents as Sphinx read them."""

    folder: Path
    blocks: dict[str, tuple[Sequence[Block], BlockReading]]
    documents: Sequence[Document]
    library: Library
    policy: Policy
    keys: Sequence[str]

    def read(self, path: str) -> Iterator[Document]:
        """Yield the documents below a path, their statements read from the blocks again."""
        for document in self.documents:
            if not document.path.startswith(path):
                continue
            blocks, before = self.blocks[document.docname]
            again = read_statements(document.docname, blocks)
            rest = [m for m in document.mishaps if m not in before.mishaps]
            yield replace(
                document,
                statements=again.statements,
                mishaps=tuple(dict.fromkeys((*rest, *again.mishaps))),
                loose=(*document.loose[: -len(before.loose) or None], *again.loose),
            )

    def check(self, path: str = "", lock: Lock | None = None) -> Audit:
        """Check the documents below a path with the texts; with a lock in their stead if one is given."""
        articles = Articles(self.library)
        if lock is None:
            snapshots = self.folder / "briefings/sources"
            articles = Articles(self.library, Snapshots(snapshots, root=self.folder))
        search = LibrarySearch(self.library, articles, None)
        evidence = Evidence(articles, lock or self.lock(), search=search)
        documents = list(self.read(path))
        return check(documents, self.library, self.policy, self.keys, evidence)

    def lock(self) -> Lock:
        """Read the project's lock."""
        return read_lock(self.folder / "references.lock")


def record(folder: Path, conf: str) -> Recorded:
    """Have Sphinx read the project of a folder, with this conf.py; it is read once a process."""
    if not (folder / "recorded.pickle").exists():
        (folder / "conf.py").write_text(conf + RECORDING, "utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "briefcheck", ".", "out"]
        done = nursery.run(command, cwd=folder, env=dict(os.environ))
        assert done.returncode in (0, 1), done.stderr
    return Recorded(folder, *pickle.loads((folder / "recorded.pickle").read_bytes()))
