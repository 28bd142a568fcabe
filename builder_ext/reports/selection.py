"""The part of an audit that somebody asked for: files or folders, and rules.

All is read and ruled on before: a selection changes what is reported, never what is found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from builder_ext.model import Audit, Document
from builder_ext.reports.baseline import Recorded


@dataclass(frozen=True, slots=True)
class Selection:
    """What is reported: ``files`` and what is below ``folders``, None for all; ``rules`` likewise.

    Paths are those of the report; a folder's ends with ``/``.
    """

    files: frozenset[str] | None = None
    folders: tuple[str, ...] = ()
    rules: frozenset[str] | None = None

    def has(self, rule: str, path: str) -> bool:
        """Return whether findings of a rule in a file are reported."""
        return (self.rules is None or rule in self.rules) and self.has_path(path)

    def has_path(self, path: str) -> bool:
        """Return whether what stands in a file is reported."""
        return self.files is None or path in self.files or path.startswith(self.folders)


def files_of(document: Document) -> frozenset[str]:
    """Return the paths of all files that a document was read from: its own, and what it includes."""
    places = [
        *(statement.place for statement in document.statements),
        *(mishap.place for mishap in document.mishaps),
        *(section.place for section in document.sections if section.place),
    ]
    return frozenset((document.path, *(place.path for place in places)))


def library_files(audit: Audit) -> frozenset[str]:
    """Return the paths of the bibliography's files."""
    library = audit.library
    places = [
        *(source.place for source in library.sources.values()),
        *(entry.place for entry in library.broken),
    ]
    return frozenset(place.path for place in places)


def choose(
    audit: Audit, files: Iterable[str], folders: Iterable[str], rules: frozenset[str] | None
) -> Selection:
    """Return the selection of files and folders, with what the chosen documents include."""
    given, below = set(files), tuple(folders)
    for document in audit.documents:
        if document.path in given or document.path.startswith(below):
            given |= files_of(document)
    return Selection(frozenset(given), below, rules)


def narrow(audit: Audit, selection: Selection) -> Audit:
    """Return the audit with nothing but what is selected; the library stays whole."""
    return replace(
        audit,
        documents=tuple(d for d in audit.documents if selection.has_path(d.path)),
        rulings=tuple(r for r in audit.rulings if selection.has_path(r.statement.place.path)),
        findings=tuple(f for f in audit.findings if selection.has(f.rule, f.place.path)),
    )


def narrow_recorded(recorded: Iterable[Recorded], selection: Selection) -> tuple[Recorded, ...]:
    """Return what is selected of an earlier report's findings."""
    return tuple(one for one in recorded if selection.has(one.rule, one.path))
