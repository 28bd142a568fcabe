"""Makes the pictures of README and documentation from the shipped briefings.

    python docs/pictures.py [FOLDER]

It builds the web site and the PDF in a temporary folder, takes pictures of a page with an open card, of
the audit, of two pages of the PDF, and of what the build prints for the broken briefing, and writes them to
FOLDER, by default ``docs/images``. It wants Chromium, poppler's pdftoppm and the packages of the extra
``test``. Texts of the sources that are at hand show in the card, a few words each.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WIDE = {"width": 1280, "height": 800}
BRIEFING = "briefings/road-to-the-strike"
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 22px 26px; background: #16191d; color: #d7dce2; width: 1120px;
  font: 14px/1.55 "DejaVu Sans Mono", monospace; white-space: pre-wrap; }}
.e {{ color: #ff8b85; }} .w {{ color: #f2c063; }} .p {{ color: #8fc1ff; }} .r {{ color: #93a1ad; }}
</style><body>{body}</body>"""


def main() -> int:
    """Make all pictures; returns 2 where a program is missing."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    missing = [name for name in ("chromium", "pdftoppm") if not shutil.which(name)]
    if missing:
        print(f"missing: {', '.join(missing)}", file=sys.stderr)
        return 2
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        out = Path(folder)
        for builder in ("html", "briefpdf"):
            sphinx("-b", builder, "-d", out / "d", ROOT, out / builder)
        with browser() as chromium:
            card(chromium, out / "html", target / "page.png")
            audit(chromium, out / "html", target / "audit.png")
            terminal(chromium, target / "findings.png", out)
            sheet(chromium, out / "briefpdf", target / "pdf.png", out)
    return 0


def sphinx(*arguments: object) -> None:
    """Run a build that has to end well."""
    command = [sys.executable, "-m", "sphinx", "-q", *map(str, arguments)]
    subprocess.run(command, check=True, env={**os.environ, "NO_COLOR": "1"})


@contextmanager
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        launched = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield launched
        launched.close()


def card(chromium: Any, site: Path, picture: Path) -> None:
    """A page of a briefing with the card of a citation open."""
    page = chromium.new_page(viewport=WIDE)
    page.goto((site / f"{BRIEFING}.html").as_uri())
    page.locator("#from-the-rockets-to-the-killing").scroll_into_view_if_needed()
    citation = page.locator("#the-attack-near-kirkuk a[aria-controls]").nth(1)
    citation.scroll_into_view_if_needed()
    citation.click()
    page.wait_for_timeout(400)
    page.screenshot(path=str(picture))
    page.close()


def audit(chromium: Any, site: Path, picture: Path) -> None:
    """The top of the audit page."""
    page = chromium.new_page(viewport=WIDE)
    page.goto((site / "audit.html").as_uri())
    page.screenshot(path=str(picture))
    page.close()


def terminal(chromium: Any, picture: Path, work: Path) -> None:
    """What the build prints for the broken briefing, as a terminal shows it."""
    said = (ROOT / "docs" / "broken" / "output.txt").read_text(encoding="utf-8")
    body = "\n".join(map(coloured, said.splitlines()))
    file = work / "terminal.html"
    file.write_text(TERMINAL.format(body=body), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1180, "height": 200})
    page.goto(file.as_uri())
    page.screenshot(path=str(picture), full_page=True)
    page.close()


def coloured(line: str) -> str:
    """A line of the build's output in colours."""
    line = html.escape(line)
    line = re.sub(r"^(\S+:\d+):", r'<span class="p">\1</span>:', line)
    line = line.replace("ERROR", '<span class="e">ERROR</span>')
    line = line.replace("WARNING", '<span class="w">WARNING</span>')
    return re.sub(r"(\[briefcheck\.[\w-]+\])$", r'<span class="r">\1</span>', line)


def sheet(chromium: Any, pdf: Path, picture: Path, work: Path) -> None:
    """The first three pages of a briefing's PDF, side by side."""
    source, stem = pdf / f"{BRIEFING}.pdf", work / "sheet"
    subprocess.run(
        ["pdftoppm", "-r", "80", "-f", "1", "-l", "3", "-png", str(source), str(stem)], check=True
    )
    pages = "".join(
        f'<img src="{found.as_uri()}" style="height: 760px; margin: 20px; box-shadow: 0 0 8px #999">'
        for found in sorted(work.glob("sheet-*.png"))
    )
    file = work / "sheet.html"
    style = "margin: 0; background: #e5e7ea; white-space: nowrap; width: max-content"
    file.write_text(f'<!doctype html><body style="{style}">{pages}</body>', encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1740, "height": 800})
    page.goto(file.as_uri())
    page.screenshot(path=str(picture))
    page.close()


if __name__ == "__main__":
    raise SystemExit(main())
