"""What the checks cost: a checked build beside the same build of the stock stack, as a ratio.

    python benchmarks/build.py [--briefings 60] [--sources 300] [--builder dummy] [--runs 3]

Writes an invented project with the generator that stands beside the checkout
(``../shared/tools/gen_corpus.py``), builds it with Sphinx, MyST and sphinxcontrib-bibtex alone, with
Briefcheck but without the sources' texts, and with them, one after the other, and prints the median of
the CPU seconds and their ratios.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
GENERATOR = ROOT.parent / "shared" / "tools" / "gen_corpus.py"
STUBS = '''
def setup(app):
    """The markup that the stock stack lacks, as empty words and plain boxes."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives

    class Box(Directive):
        has_content, optional_arguments, final_argument_whitespace = True, 1, True
        option_spec = {"confidence": directives.unchanged, "likelihood": directives.unchanged}

        def run(self):
            box = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

    for name in ("sourced", "assessment", "assumption", "recommendation", "gap", "about"):
        app.add_directive(name, Box)
    app.add_role("waive", lambda *_args, **_more: ([], []))
'''


def main() -> int:
    """Run the benchmark; returns 2 where the generator is missing."""
    options = _options()
    if not GENERATOR.is_file():
        print(f"the corpus generator is not beside this checkout: {GENERATOR}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        projects = _projects(Path(folder), options)
        times: dict[str, list[float]] = {name: [] for name in projects}
        for _ in range(options.runs):
            for name, project in projects.items():
                times[name].append(_build(project, options.builder))
    _print(times, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--briefings", type=int, default=60)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--builder", default="dummy")
    parser.add_argument("--runs", type=int, default=3)
    return parser.parse_args()


def _projects(folder: Path, options: argparse.Namespace) -> dict[str, Path]:
    checked, stock, textless = (folder / name for name in ("checked", "stock", "textless"))
    sizes = ["--briefings", str(options.briefings), "--sources", str(options.sources)]
    command = [sys.executable, str(GENERATOR), str(checked), *sizes, "--faults", "0"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    write_stock(checked, stock)
    shutil.copytree(checked, textless, ignore=shutil.ignore_patterns("sources"))
    return {"stock": stock, "without texts": textless, "with texts": checked}


def write_stock(checked: Path, stock: Path) -> None:
    """Write a project's files for the stock stack, which lacks our markup, and does not read texts."""
    shutil.copytree(checked, stock)
    conf = (stock / "conf.py").read_text(encoding="utf-8")
    conf = re.sub(r",\s*\"builder_ext\"", "", conf) + 'exclude_patterns += ["briefings/sources"]\n'
    (stock / "conf.py").write_text(conf + STUBS, encoding="utf-8")


def _build(project: Path, builder: str) -> float:
    """Return the CPU seconds of a build with nothing cached."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = project.parent / "out"
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", builder, str(project), str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, check=False, capture_output=True, env=environment)
    shutil.rmtree(out, ignore_errors=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _print(times: dict[str, list[float]], options: argparse.Namespace) -> None:
    packages = ("sphinx", "myst-parser", "sphinxcontrib-bibtex", "bibtexparser")
    print(", ".join(f"{name} {version(name)}" for name in packages))
    print(f"{options.briefings} briefings x {options.sources} sources, -b {options.builder}")
    stock, textless, checked = (median(found) for found in times.values())
    print(f"stock stack {stock:.1f} s CPU")
    print(f"without texts {textless:.1f} s: {textless / stock:.2f} of the stock stack")
    print(
        f"with texts {checked:.1f} s: {checked / stock:.2f} of it, {checked / textless:.2f} of that without"
    )


if __name__ == "__main__":
    raise SystemExit(main())
