"""What PDF and Word files have in common: the name of the project's file, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docutils import nodes

from builder_ext.model import Front


def file_name(project: str) -> str:
    """Return the name, without ending, of the file that holds all documents of a project."""
    return nodes.make_id(re.sub("[‐-―]", "-", project)) or "project"


def together(fronts: Sequence[Front]) -> Front:
    """Return what several documents in one file make it: a draft if one is, as classified as all."""
    return Front(
        classification=" / ".join(_distinct(front.classification for front in fronts)),
        distribution=" / ".join(_distinct(front.distribution for front in fronts)),
        status="draft" if any(map(is_draft, fronts)) else "",
        keywords=_distinct(word for front in fronts for word in front.keywords),
    )


def is_draft(front: Front) -> bool:
    """Return whether a document is a draft; "Draft" is a finding, and a draft all the same."""
    return front.status.casefold() == "draft"


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
