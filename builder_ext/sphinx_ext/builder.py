"""``sphinx-build -b briefcheck``: checks, renders nothing, writes the reports."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util.logging import getLogger

from builder_ext.files import write_whole
from builder_ext.model import Audit, Library, Policy
from builder_ext.reports import (
    outlet_lines,
    summarise,
    summary_line,
    to_json,
    to_sarif,
    to_text,
)
from builder_ext.sphinx_ext.verify import audit_of

logger = getLogger(__name__)


class BriefcheckBuilder(Builder):
    """Writes report.json, report.sarif and report.txt, and ends with a summary."""

    name = "briefcheck"
    format = "report"
    epilog = "The reports are in %(outdir)s."
    allow_parallel = True

    def get_outdated_docs(self) -> Iterator[str]:
        """No page is written, so none is out of date; what changed is read all the same."""
        yield from ()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Pages have no address here."""
        return ""

    def write_doctree(self, docname: str, doctree: nodes.document, **_more: Any) -> None:
        """Keep what was read on the disk only: no page is going to be written."""
        super().write_doctree(docname, doctree, _cache=False)

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Nothing to prepare."""

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is rendered."""

    def finish(self) -> None:
        """Write the reports, report.json last: where it is, all of them are."""
        audit = audit_of(self.env)
        if audit is None:
            logger.info("briefcheck_documents is empty: nothing is checked")
            audit = Audit((), (), (), Library(), Policy())
        out = Path(self.outdir)
        write_whole(out / "report.txt", to_text(audit))
        write_whole(out / "report.sarif", to_sarif(audit, prefix_of(Path(self._app.srcdir))))
        write_whole(out / "report.json", to_json(audit))
        self._say(audit)

    def _say(self, audit: Audit) -> None:
        summary = summarise(audit)
        for line in outlet_lines(summary):
            logger.info("%s", line)
        logger.info("%s", summary_line(summary))


def prefix_of(srcdir: Path) -> str:
    """Return the path from the repository's root to the source folder, with ``/`` at its end."""
    srcdir = srcdir.resolve()
    for folder in (srcdir, *srcdir.parents):
        if (folder / ".git").exists():
            relative = srcdir.relative_to(folder).as_posix()
            return "" if relative == "." else f"{relative}/"
    return ""


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(BriefcheckBuilder)
