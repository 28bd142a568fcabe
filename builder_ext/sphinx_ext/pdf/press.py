"""A manuscript -> the bytes of a PDF, with typst, in a folder of its own, without network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.errors import SphinxError
from sphinx.util import logging

if TYPE_CHECKING:
    import typst

logger = logging.getLogger(__name__)

FONT_PACKAGES = ("fontpkg_source_serif_4", "fontpkg_source_sans_3", "fontpkg_amiri")
_PICTURE_TYPES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf"})
FONT_TYPES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
# Latin, Greek, Cyrillic: every text face here or its fallback has them.
_COMMON = range(0x20, 0x500)
_STANDARD = "ua-1"


class PdfError(SphinxError):
    """The PDF could not be made; the message is one line and says what to do."""

    category = "briefpdf"


def require_typst() -> None:
    """Raises PdfError unless typst and the fonts are installed."""
    missing = [name for name in ("typst", *FONT_PACKAGES) if find_spec(name) is None]
    if missing:
        names = ", ".join(name.replace("_", "-") for name in missing)
        raise PdfError(f'PDF needs {names}, not installed: pip install "briefcheck[pdf]"')


def font_folders() -> list[str]:
    """Folders of the installed font packages."""
    return [str(files(package).joinpath("files")) for package in FONT_PACKAGES]


class Press:
    """Sets manuscripts in one folder, which is all that typst may read."""

    def __init__(self, folder: Path, more_fonts: Sequence[str] = ()) -> None:
        self.folder = folder
        self.more_fonts = tuple(more_fonts)
        self._pictures: dict[Path, str | None] = {}

    @cached_property
    def fonts(self) -> typst.Fonts:
        """The fonts of the packages and of typst, never the machine's: same bytes everywhere."""
        import typst

        return typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=[*font_folders(), *self.more_fonts],
        )

    def print(self, manuscript: dict[str, Any], name: str, epoch: int | None) -> bytes:
        """The PDF of a manuscript, dated `epoch` (seconds, UTC) or not at all."""
        data = json.dumps(manuscript, ensure_ascii=False, check_circular=False)
        (self.folder / "manuscript.json").write_text(data, encoding="utf-8")
        program = files(__package__).joinpath("manuscript.typ").read_bytes()
        options = {"timestamp": 0 if epoch is None else epoch}
        try:
            return self._compile(program, pdf_standards=_STANDARD, **options)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        # typst's crashes ("PanicException") derive from BaseException.
        except BaseException as error:
            return self._print_plain(program, name, error, options)

    def _print_plain(
        self, program: bytes, name: str, error: BaseException, options: dict[str, Any]
    ) -> bytes:
        """The PDF without the promise of PDF/UA, where that was all that was wrong."""
        try:
            pdf = self._compile(program, **options)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as worse:
            raise PdfError(f"typst cannot set {name}: {_first_line(worse)}") from worse
        message = "%s.pdf is tagged, but not PDF/UA-1: %s"
        why = _first_line(error).removeprefix("PDF/UA-1 error: ")
        logger.warning(message, name, why, type="briefpdf", subtype="standard")
        return pdf

    def picture(self, source: Path) -> str | None:
        """The name under which typst finds a picture; None if there is none that it can read."""
        if source not in self._pictures:
            self._pictures[source] = self._take_picture(source)
        return self._pictures[source]

    def _take_picture(self, source: Path) -> str | None:
        kind = source.suffix.lower()
        if kind not in _PICTURE_TYPES or not source.is_file():
            return None
        name = f"picture-{len(self._pictures) + 1}{kind}"
        shutil.copyfile(source, self.folder / name)
        return name if self._can_set(f'#image("{name}")') else None

    def unprintable(self, characters: set[str]) -> list[str]:
        """The characters that no font here has, sorted."""
        rare = sorted(c for c in characters if ord(c) not in _COMMON and c.isprintable())
        return self._without_glyphs(rare)

    def _without_glyphs(self, characters: Sequence[str]) -> list[str]:
        if not characters or self._has_glyphs(characters):
            return []
        if len(characters) == 1:
            return list(characters)
        middle = len(characters) // 2
        return [
            c
            for half in (characters[:middle], characters[middle:])
            for c in self._without_glyphs(half)
        ]

    def _has_glyphs(self, characters: Sequence[str]) -> bool:
        # PDF/A forbids characters without a glyph, so typst refuses them.
        text = "".join(f"\\u{{{ord(c):x}}} " for c in characters)
        faces = '("Source Serif 4", "Amiri", "Libertinus Serif")'
        return self._can_set(f'#set text(font: {faces})\n#text("{text}")', pdf_standards="a-2b")

    def _can_set(self, program: str, **options: Any) -> bool:
        try:
            self._compile(program.encode(), **options)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:
            return False
        return True

    def _compile(self, program: bytes, **options: Any) -> bytes:
        import typst

        # No package is there, and none can be fetched.
        nowhere = str(self.folder / "no-packages")
        pdf, warnings = typst.compile_with_warnings(
            program,
            root=str(self.folder),
            font_paths=self.fonts,
            ignore_system_fonts=True,
            package_path=nowhere,
            package_cache_path=nowhere,
            format="pdf",
            **options,
        )
        for warning in warnings:
            logger.debug("typst: %s", warning.message)
        return cast(bytes, pdf)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
