"""``python -m fuzz``: all targets and the laws, for a given time; with a target's name that one.

What breaks a promise is kept under ``_build/fuzz``, and so is what the fuzzer has learned.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from fuzz.harness import HERE, LONGEST, TARGETS, Check, check_of, corpus, within_time

INSTRUMENTED = [
    "bibtexparser",
    "builder_ext.sources",
    "builder_ext.statements",
    *(f"builder_ext.evidence.{name}" for name in ("texts", "wording", "verbatim", "negations")),
    *(f"builder_ext.evidence.{name}" for name in ("quotes", "quoted", "differences")),
    "builder_ext.reports.baseline",
    "builder_ext.sphinx_ext.front_matter",
]
"""What the fuzzer looks into; all of the package would take longer to prepare than a short run lasts."""
HANGS = 60
"""Seconds after which an input is taken to hang."""
FORKS = multiprocessing.get_context("fork")
"""Every target has a process of its own, which the fuzzer ends."""
Result = tuple[bool, str]


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"laws, or targets: {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=240, help="for all together")
    parser.add_argument("--jobs", type=int, default=2, help="how many run at a time")
    parser.add_argument(
        "--kept", type=Path, default=Path("_build", "fuzz"), help="the folder for it"
    )
    given = parser.parse_args(arguments)
    names = given.names or ["laws", *TARGETS]
    unknown = sorted({*names} - {"laws", *TARGETS})
    if unknown:
        parser.error(f"no target {', '.join(unknown)}")
    if names != ["laws"] and not find_spec("atheris"):
        parser.error("atheris is not installed: pip install -e '.[fuzz]', on Linux")
    given.kept.mkdir(parents=True, exist_ok=True)
    share = max(given.seconds // -(-len(names) // given.jobs), 1)
    return int(not all(run_all(jobs_of(names, given.kept), share, given.jobs)))


def jobs_of(names: Sequence[str], kept: Path) -> list[Callable[[int], Result]]:
    """Return what runs each of the targets, or the laws, for some seconds."""
    checks = imported([name for name in names if name != "laws"])
    return [
        partial(run_target, name, checks[name], kept) if name in checks else partial(run_laws, kept)
        for name in names
    ]


def imported(names: Sequence[str]) -> dict[str, Check]:
    """Import targets, and what they test, so that the fuzzer sees where an input leads."""
    if not names:
        return {}
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        return {name: check_of(name) for name in names}


def run_all(jobs: Sequence[Callable[[int], Result]], seconds: int, number: int) -> list[bool]:
    """Run jobs side by side, say what came of each, and return whether all was well."""
    with ThreadPoolExecutor(number) as pool:
        return [said(result) for result in pool.map(lambda job: job(seconds), jobs)]


def said(result: Result) -> bool:
    """Print a line, and return whether all was well."""
    well, line = result
    print(line, flush=True)
    return well


def run_target(name: str, check: Check, kept: Path, seconds: int) -> Result:
    """Have a process of its own fuzz one target, and return what came of it."""
    log = kept / f"{name}.log"
    process = FORKS.Process(target=fuzz_here, args=(name, check, kept, seconds, log))
    process.start()
    process.join()
    text = log.read_text("utf-8", errors="replace")
    runs = re.findall(r"stat::number_of_executed_units: (\d+)", text)
    well = process.exitcode == 0 and bool(runs)
    return well, f"{name:13} {told(seconds, runs)}; {'nothing found' if well else fault(text, log)}"


def told(seconds: int, runs: Sequence[str]) -> str:
    """Return for how long something ran, and how often."""
    return f"{seconds} s, {int(runs[-1]):,} inputs" if runs else f"{seconds} s at most"


def fault(text: str, log: Path) -> str:
    """Return where what was found can be read."""
    kept = re.findall(r"Test unit written to (\S+)", text)
    return f"FOUND: {kept[-1]}, see {log}" if kept else f"FAILED: see {log}"


def fuzz_here(name: str, check: Check, kept: Path, seconds: int, log: Path) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris

    with log.open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    # What is read when first used counts for no input.
    for path in corpus(name):
        check(path.read_bytes())
    learned, found = kept / "corpus" / name, kept / name
    learned.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST,
        "timeout": HANGS,
        "artifact_prefix": f"{found}{os.sep}",
        "dict": HERE / "words" / f"{name}.txt",
        "print_final_stats": 1,
    }
    words = [f"-{option}={value}" for option, value in options.items()]
    words += [str(learned), str(HERE / "corpus" / name)]
    atheris.Setup([sys.argv[0], *words], within_time(check))
    atheris.Fuzz()


def run_laws(kept: Path, seconds: int) -> Result:
    """Try the laws on new examples until the time is over."""
    until, rounds = time.monotonic() + seconds, 0
    while rounds == 0 or time.monotonic() < until:
        rounds += 1
        if not try_laws(kept / "laws.log", time.time_ns() % 2**32):
            return False, f"{'laws':13} round {rounds}; FOUND: see {kept / 'laws.log'}"
    return True, f"{'laws':13} {seconds} s, {rounds} rounds; nothing found"


def try_laws(log: Path, seed: int) -> bool:
    """Try the laws on the examples of one seed, which the log begins with."""
    words = [sys.executable, "-m", "pytest", "tests/laws", f"--hypothesis-seed={seed}"]
    with log.open("wb") as output:
        output.write(f"BRIEFCHECK_LAWS=1 {' '.join(words[1:])}\n".encode())
        output.flush()
        environ = {**os.environ, "BRIEFCHECK_LAWS": "1"}
        done = subprocess.run(words, env=environ, stdout=output, stderr=output, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
