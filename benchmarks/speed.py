"""What a checked build costs, as ratios of runs that are made beside it: CPU seconds, wall for -j.

    python benchmarks/speed.py [--part ratio|linear|incremental|parallel|startup|small|all]

Works on invented projects of the generator that stands beside the checkout
(``../shared/tools/gen_corpus.py``).  ``small`` is what CI runs: it fails where a ratio is twice what
it is known to be.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from build import GENERATOR, ROOT, write_stock

KNOWN_SMALL = 0.55
"""The ratio of a checked build to the stock one for 20 briefings of 100 sources, -b dummy."""
_LOSS = 2.0
_PACKAGES = ("sphinx", "myst-parser", "sphinxcontrib-bibtex", "bibtexparser")


@dataclass(frozen=True)
class Cost:
    """What a run took: seconds of the processor and of the clock."""

    cpu: float
    wall: float


def main() -> int:
    """Run the asked part; returns 1 on a gross loss, 2 where the generator is missing."""
    parts: dict[str, Callable[[Path], int]] = {
        "ratio": ratio,
        "linear": linear,
        "incremental": incremental,
        "parallel": parallel,
        "startup": startup,
        "small": small,
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=[*parts, "all"], default="all")
    asked = parser.parse_args().part
    if not GENERATOR.is_file():
        print(f"skipped: the corpus generator is not beside this checkout: {GENERATOR}")
        return 0 if asked == "small" else 2
    named = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    print(f"Python {sys.version.split()[0]}, {named}, {os.cpu_count()} cores")
    chosen = [name for name in parts if name != "small"] if asked == "all" else [asked]
    status = 0
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            status = max(status, parts[name](Path(folder)))
    return status


# -- parts ----------------------------------------------------------------------------------------


def ratio(folder: Path) -> int:
    """All checks on, beside the stock stack without any."""
    for briefings, sources, builders, runs in (
        (60, 300, ("dummy", "html"), 3),
        (200, 1000, ("dummy",), 1),
    ):
        checked, stock = _pair(folder / f"{briefings}", briefings, sources)
        for builder in builders:
            found = [(_clean(checked, builder), _clean(stock, builder)) for _ in range(runs)]
            ours, theirs = (median(pair[side].cpu for pair in found) for side in (0, 1))
            _tell(
                f"{briefings} x {sources}, -b {builder}: of the stock stack",
                ours / theirs,
                f"{ours:.1f} / {theirs:.1f} s",
            )
    return 0


def linear(folder: Path) -> int:
    """What a briefing costs in a small project and in a large one; and a library nobody uses."""
    few, many = _project(folder / "few", 40, 300), _project(folder / "many", 320, 300)
    one, two = _clean(few, "dummy").cpu, _clean(many, "dummy").cpu
    _tell("a briefing of 320, of one of 40", (two / 320) / (one / 40), f"{one:.1f}, {two:.1f} s")
    local = ["--bibliography", "local"]
    few, many = (
        _project(folder / "local-few", 40, 300, *local),
        _project(folder / "local-many", 160, 300, *local),
    )
    one, two = _clean(few, "dummy").cpu, _clean(many, "dummy").cpu
    _tell(
        "with a bibliography each, of 160, of one of 40",
        (two / 160) / (one / 40),
        f"{one:.1f}, {two:.1f} s",
    )
    active = ["--active", "300", "--faults", "0"]
    for name, more in (("without texts", ["--no-snapshots"]), ("with texts", [])):
        small_ = _project(folder / f"300 {name}", 100, 300, *active, *more)
        large = _project(folder / f"10000 {name}", 100, 10_000, *active, *more)
        one, two = _clean(small_, "dummy").cpu, _clean(large, "dummy").cpu
        _tell(f"100 briefings, 10,000 sources of 300, {name}", two / one, f"{one:.1f}, {two:.1f} s")
    return 0


def incremental(folder: Path) -> int:
    """A build after a change, of a build of everything."""
    project = _project(folder / "project", 100, 300)
    out = folder / "out"
    whole = _build(project, "html", out).cpu
    changes: dict[str, Callable[[], None]] = {
        "nothing changed": lambda: None,
        "one briefing": lambda: _edit(
            next(project.glob("briefings/*50.md")), "covers the closures", "covers all closures"
        ),
        "one entry": lambda: _edit(project / "references.bib", "title = {", "title = {New: "),
        "one text": lambda: _edit(
            sorted((project / "briefings/sources").glob("*.txt"))[9], "\n", "\nMore was said.\n"
        ),
    }
    for name, change in changes.items():
        change()
        cost = _build(project, "html", out).cpu
        _tell(f"100 x 300, -b html: {name}", cost / whole, f"{cost:.1f} / {whole:.1f} s")
    return 0


def parallel(folder: Path) -> int:
    """The wall time with two processes, of that with one."""
    project = _project(folder / "project", 200, 1000, "--faults", "0")
    for builder in ("dummy", "html"):
        one = _clean(project, builder).wall
        two = _clean(project, builder, "-j", "2").wall
        _tell(
            f"200 x 1000, -b {builder}: -j 2 of -j 1, wall", two / one, f"{two:.1f} / {one:.1f} s"
        )
    return 0


def startup(folder: Path) -> int:
    """``briefcheck check one.md`` when all is cached, beside the import of Sphinx."""
    project, stock = _pair(folder, 5, 30)
    check = ["-m", "builder_ext", "check", str(project / "briefings/b0001.md"), "--exit-zero"]
    idle = ["-m", "sphinx", "-q", "-b", "html", str(stock), str(folder / "out")]
    bare = ["-c", "import sphinx.application"]
    found = [[_run(words).cpu for words in (check, idle, bare)] for _ in range(6)][1:]
    ours, theirs, imported = (median(costs) for costs in zip(*found, strict=True))
    for name, cost in (("briefcheck check one.md", ours), ("stock build of nothing", theirs)):
        _tell(f"{name}, of importing Sphinx", cost / imported, f"{cost:.2f} / {imported:.2f} s")
    return 0


def small(folder: Path) -> int:
    """A short look for gross losses, for CI."""
    checked, stock = _pair(folder, 20, 100)
    found = [(_clean(checked, "dummy").cpu, _clean(stock, "dummy").cpu) for _ in range(3)]
    ours, theirs = (min(pair[side] for pair in found) for side in (0, 1))
    _tell("20 x 100, -b dummy: of the stock stack", ours / theirs, f"{ours:.1f} / {theirs:.1f} s")
    if ours / theirs <= _LOSS * KNOWN_SMALL:
        return 0
    print(f"that is more than {_LOSS:.0f} times the {KNOWN_SMALL} that it is known to be")
    return 1


# -- how ------------------------------------------------------------------------------------------


def _project(folder: Path, briefings: int, sources: int, *more: str) -> Path:
    sizes = ["--briefings", str(briefings), "--sources", str(sources), *more]
    command = [sys.executable, str(GENERATOR), str(folder), *sizes]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def _pair(folder: Path, briefings: int, sources: int) -> tuple[Path, Path]:
    """Return a project with all checks, and the same for the stock stack."""
    checked = _project(folder / "checked", briefings, sources, "--faults", "0")
    stock = folder / "stock"
    write_stock(checked, stock)
    return checked, stock


def _edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def _clean(project: Path, builder: str, *options: str) -> Cost:
    """Build with nothing cached, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as out:
        return _build(project, builder, Path(out), *options)


def _build(project: Path, builder: str, out: Path, *options: str) -> Cost:
    words = ["-m", "sphinx", "-q", "-b", builder, *options, str(project), str(out)]
    return _run(words)


def _run(words: Sequence[str]) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # With compiled modules, as users have them: a switch of this process would compile at each run.
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *words], check=False, capture_output=True, env=environment
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr.decode(errors="replace")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall)


def _tell(what: str, value: float, seconds: str) -> None:
    print(f"{value:6.2f}  {what}  ({seconds})", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
