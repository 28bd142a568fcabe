"""What makes a Word file of HTML: pandoc in its sandbox, and a look of our own."""

from __future__ import annotations

import io
import os
import subprocess
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_PATIENCE = 300
"""Seconds that one file may take."""
_LONGEST = 255
"""Letters of a property of a Word file."""
_READER = "html+epub_html_exts+native_divs+native_spans+tex_math_single_backslash"


class DocxError(Exception):
    """No Word file can be made; the message is one sentence."""


@dataclass(frozen=True)
class Cover:
    """What stands on a file besides its text; empty where there is nothing to say.

    ``name`` is the file's title where its first heading prints it; ``modified`` is in seconds since
    1970, None for now.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    classification: str = ""
    distribution: str = ""
    status: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    name: str = ""
    contents: bool = False
    language: str = "en"
    modified: int | None = None


class Office:
    """Makes Word files; raises DocxError where what it needs is not installed."""

    def __init__(self) -> None:
        try:
            self._pandoc = import_module("pypandoc").get_pandoc_path()
            self._docx = import_module("docx")
        except (ImportError, OSError):
            raise DocxError("Word files want the extra: pip install 'briefcheck[docx]'") from None

    def make(self, html: str, cover: Cover) -> bytes:
        """Return the Word file of a body of HTML."""
        with TemporaryDirectory(prefix="briefdocx-") as folder:
            look, out = Path(folder) / "look.docx", Path(folder) / "out.docx"
            look.write_bytes(self._look(cover))
            self._run(
                "--sandbox",
                "--from",
                _READER,
                "--to=docx",
                "--wrap=none",
                f"--reference-doc={look}",
                f"--output={out}",
                *_metadata(cover),
                *(("--toc", "--toc-depth=2") if cover.contents else ()),
                given=html.encode("utf-8", "replace"),
                modified=cover.modified,
            )
            return self._with_properties(out.read_bytes(), cover)

    def _with_properties(self, word: bytes, cover: Cover) -> bytes:
        from builder_ext.sphinx_ext.docx.look import mend

        document: Any = self._docx.Document(io.BytesIO(word))
        mend(document, cover.contents)
        told = document.core_properties
        told.title = _property(cover.name or cover.title)
        told.author = _property(", ".join(cover.authors))
        told.keywords = _property(", ".join(cover.keywords))
        told.comments = _property(cover.summary)
        told.language = _property(cover.language)
        told.content_status = _property(cover.status)
        kept = io.BytesIO()
        document.save(kept)
        return kept.getvalue()

    def _run(self, *arguments: str, given: bytes = b"", modified: int | None = None) -> bytes:
        environment = dict(os.environ)
        if modified is not None:
            environment["SOURCE_DATE_EPOCH"] = str(modified)
        try:
            done = subprocess.run(
                [self._pandoc, *arguments],
                input=given,
                capture_output=True,
                check=False,
                timeout=_PATIENCE,
                env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DocxError(f"pandoc could not make a Word file: {error}") from None
        if done.returncode:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:300]
            raise DocxError(f"pandoc could not make a Word file: {said}")
        return done.stdout

    def _look(self, cover: Cover) -> bytes:
        """Return pandoc's own model file with our styles, and the running head and foot."""
        from builder_ext.sphinx_ext.docx.look import dress

        model = self._run("--print-default-data-file=reference.docx")
        document: Any = self._docx.Document(io.BytesIO(model))
        dress(document, cover)
        kept = io.BytesIO()
        document.save(kept)
        return kept.getvalue()


def _property(text: str) -> str:
    """Return a text as long as Word lets a property be."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2].rsplit(' ', 1)[0]} …"


def _metadata(cover: Cover) -> list[str]:
    told = {"title": cover.title, "date": cover.date, "lang": cover.language}
    given = [f"--metadata={name}={value}" for name, value in told.items() if value]
    given += [f"--metadata=author={name}" for name in cover.authors]
    lines = [cover.classification, cover.distribution, _status(cover)]
    subtitle = " · ".join(line for line in lines if line)
    return [*given, f"--metadata=subtitle={subtitle}"] if subtitle else given


def _status(cover: Cover) -> str:
    return "" if cover.status in ("", "final") else cover.status.capitalize()
