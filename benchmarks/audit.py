"""How heavy the audit's pages are: bytes, time to build, first paint, sorting and filtering.

    python benchmarks/audit.py GENERATOR [--briefings 125] [--sources 300] [--statements 40]

GENERATOR is a script with ``generate(out, briefings=, sources=, statements=, faults=, snapshots=)``
that writes a synthetic project. The browser is the system's Chromium, driven by playwright.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

_TIMES = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  return [paint ? paint.startTime : NaN, page.domInteractive, page.loadEventEnd];
}"""
_SORT = """async () => {
  const start = performance.now();
  document.querySelector(".bca-findings .bca-sort").click();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""
_FILTER = """async () => {
  const form = document.querySelector(".bca-filter"), start = performance.now();
  form.elements.words.value = "harbor";
  form.requestSubmit();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - start;
}"""


def main() -> None:
    """Generate, build, and print a line for each page that was looked at."""
    options = _options()
    with TemporaryDirectory() as folder:
        source, out = Path(folder) / "source", Path(folder) / "out"
        _generate(options, source)
        started = time.perf_counter()
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(out)]
        subprocess.run(command, check=False, capture_output=True)
        print(f"build {time.perf_counter() - started:.1f} s")
        pages = sorted((out / "audit").rglob("*.html"), key=lambda p: -p.stat().st_size)
        _measure([out / "audit.html", *pages[:1]], out)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", type=Path)
    parser.add_argument("--briefings", type=int, default=125)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--statements", type=int, default=40)
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--no-snapshots", action="store_true")
    return parser.parse_args()


def _generate(options: argparse.Namespace, source: Path) -> None:
    made = _generator(options.generator).generate(
        source,
        briefings=options.briefings,
        sources=options.sources,
        statements=options.statements,
        faults=options.faults,
        snapshots=not options.no_snapshots,
    )
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\nbriefcheck_publish = "audit"\nhtml_theme = "furo"\n')
    print(f"{sum(made['statements'].values())} statements in {options.briefings} briefings")


def _generator(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("generator", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _measure(pages: list[Path], out: Path) -> None:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for page in pages:
            tab = browser.new_page(viewport={"width": 1280, "height": 900})
            tab.goto(page.as_uri(), wait_until="load")
            paint, interactive, loaded = tab.evaluate(_TIMES)
            rows = tab.locator(".bca-findings tbody tr").count()
            print(
                f"{page.relative_to(out)}: {page.stat().st_size / 1e6:.2f} MB, {rows} findings, "
                f"first paint {paint:.0f} ms, interactive {interactive:.0f} ms, loaded {loaded:.0f} ms, "
                f"sort {tab.evaluate(_SORT):.0f} ms, filter {tab.evaluate(_FILTER):.0f} ms"
            )
            tab.close()
        browser.close()


if __name__ == "__main__":
    main()
