"""Changes the code in small ways, one at a time, and asks whether a test notices.

``python tests/mutants.py builder_ext/statements/sentences.py`` or ``make mutants MODULE=…``.  What is
changed, and how, is mutmut's choice.  Running is ours: mutmut leaves out decorated functions, so all
rules and whatever is cached, and what stands outside of functions, so all patterns and tables.

Tests are collected once.  Each is run once to see which lines it reaches.  For each mutant a process is
forked, the code of the changed function is exchanged in it, and the tests that reach the changed line
are run, quick ones first, until one fails.  A mutant that takes far longer than they did is noticed too.
"""

from __future__ import annotations

import argparse
import ast
import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import coverage
import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "_build/mutants"
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["briefcheck-mutants"]


@dataclass
class Mutant:
    """One change: the whole file with it, the line where it begins, and what came of it."""

    number: int
    line: int
    diff: str
    source: str
    status: str = ""
    tests: list[str] = field(default_factory=list)


# --- what is changed


def mutants_of(path: Path, sample: int, seed: int) -> tuple[int, list[Mutant]]:
    """Return how many mutants a file has, and a sample of them in the file's order; 0 takes all."""
    source = path.read_text("utf-8")
    changes = list(_changes(path.name, source))
    drawn = list(range(len(changes)))
    if sample and sample < len(changes):
        drawn = sorted(random.Random(f"{seed} {path.name}").sample(drawn, sample))
    made = [(number, changes[number](source)) for number in drawn]
    found = (_mutant(number, source, changed) for number, changed in made)
    return len(changes), [mutant for mutant in found if mutant]


def _changes(name: str, source: str) -> Iterator[Callable[[str], str]]:
    """Yield what makes each mutant of the file's text."""
    import libcst
    from libcst.metadata import WhitespaceInclusivePositionProvider
    from mutmut.mutation import file_mutation
    from mutmut.mutation.mutators import mutation_operators
    from mutmut.mutation.pragma_handling import get_ignored_lines

    class Visitor(file_mutation.MutationVisitor):
        def _skip_node_and_children(self, node: libcst.CSTNode) -> bool:
            if isinstance(node, libcst.FunctionDef) and node.decorators:
                return node.name.value in file_mutation.NEVER_MUTATE_FUNCTION_NAMES
            return bool(super()._skip_node_and_children(node))

    wrapper = libcst.MetadataWrapper(libcst.parse_module(source))
    visitor = Visitor(mutation_operators, get_ignored_lines(name, source, wrapper, None))
    wrapper.visit(visitor)
    places = wrapper.resolve(WhitespaceInclusivePositionProvider)
    starts = [0, *(n + 1 for n, char in enumerate(source) if char == "\n")]
    for change in visitor.mutations:
        place = places[change.original_node]
        start = starts[place.start.line - 1] + place.start.column
        end = starts[place.end.line - 1] + place.end.column
        code = wrapper.module.code_for_node(change.mutated_node)
        yield lambda text, s=start, e=end, code=code: text[:s] + code + text[e:]


def _mutant(number: int, source: str, changed: str) -> Mutant | None:
    """Return a mutant, None where nothing that runs is changed or the change is no Python."""
    try:
        if _bare(source) == _bare(changed):
            return None
    except SyntaxError:
        return None
    start = next(
        n for n, (old, new) in enumerate(zip(source, f"{changed}\0", strict=False)) if old != new
    )
    line = source.count("\n", 0, start) + 1
    return Mutant(number, line, _told(source, changed, start), changed)


def _told(source: str, changed: str, start: int) -> str:
    """Return what is changed, with a few words beside it."""
    same = 0
    while same < min(len(source), len(changed)) - start and source[-1 - same] == changed[-1 - same]:
        same += 1
    old, new = (
        " ".join(text[max(0, start - 30) : max(len(text) - same, start) + 30].split())
        for text in (source, changed)
    )
    return f"  - {old[:300]}\n  + {new[:300]}"


def _bare(source: str) -> str:
    """Return a file's tree without what only guards against our own mistakes: ``zip(…, strict=True)``."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [word for word in node.keywords if word.arg != "strict"]
    return ast.dump(tree)


# --- how it is put in place of what is imported


Functions = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions_in(tree: ast.Module | ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the outer functions and methods in order."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    for node in tree.body:
        if isinstance(node, Functions):
            found.append(node)
        elif isinstance(node, ast.ClassDef):
            found += functions_in(node)
    return found


def first_line(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])


class Imported:
    """A module as it is imported, and what it takes to change it in place."""

    def __init__(self, module: ModuleType, caches: Sequence[Any]) -> None:
        self.caches = caches
        self.module, self.file = module, str(module.__file__)
        self.tree = ast.parse(Path(self.file).read_text("utf-8"))
        self.functions: dict[tuple[str, int], list[FunctionType]] = {}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__code__.co_filename == self.file:
                where = thing.__code__.co_name, thing.__code__.co_firstlineno
                self.functions.setdefault(where, []).append(thing)

    def change(self, source: str) -> bool:
        """Exchange what differs; whether that could be done."""
        for cached in self.caches:
            cached.cache_clear()
        tree = ast.parse(source)
        pairs = zip(functions_in(self.tree), functions_in(tree), strict=True)
        for before, after in pairs:
            if ast.dump(before) != ast.dump(after):
                return self._change_function(before, after)
        return self._change_names(tree)

    def _change_function(self, before: Any, after: Any) -> bool:
        found = self.functions.get((before.name, first_line(before)), [])
        after.decorator_list = []
        compiled = compile(ast.Module([after], []), self.file, "exec", _flags(self.module))
        names: dict[str, Any] = {}
        with contextlib.suppress(NameError):
            exec(compiled, {**vars(self.module)}, names)
        made = names.get(after.name)
        for function in found:
            if made is None or len(function.__code__.co_freevars) != len(made.__code__.co_freevars):
                return False
            function.__code__ = made.__code__
            function.__defaults__, function.__kwdefaults__ = made.__defaults__, made.__kwdefaults__
        return bool(found)

    def _change_names(self, tree: ast.Module) -> bool:
        """Set the module's names anew from the changed line on, wherever they were imported to."""
        first = next(
            n
            for n, (before, after) in enumerate(zip(self.tree.body, tree.body, strict=True))
            if ast.dump(before) != ast.dump(after)
        )
        if not isinstance(tree.body[first], (ast.Assign, ast.AnnAssign)):
            return False
        assigned = [n for n in tree.body[first:] if isinstance(n, (ast.Assign, ast.AnnAssign))]
        before = dict(vars(self.module))
        compiled = compile(ast.Module(list(assigned), []), self.file, "exec", _flags(self.module))
        exec(compiled, vars(self.module))
        new = {k: v for k, v in vars(self.module).items() if before.get(k) is not v}
        for name, other in list(sys.modules.items()):
            if name.partition(".")[0] in ("builder_ext", "tests"):
                for key, value in new.items():
                    if key in before and vars(other).get(key) is before[key]:
                        setattr(other, key, value)
        return True


def _is_ours(thing: object) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("builder_ext")


def _flags(module: ModuleType) -> int:
    return int(module.annotations.compiler_flag) if hasattr(module, "annotations") else 0


def span_of(tree: ast.Module, line: int) -> tuple[int, int]:
    """Return the first and last line of the smallest statement at a line, without its body."""
    best = (line, line)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body else node.end_lineno or line
            if node.lineno >= best[0] or best[0] == line:
                best = node.lineno, max(end, node.lineno)
    return best


# --- which tests notice


@dataclass
class Reach:
    """Which lines of which file a test runs, and how many seconds it takes."""

    lines: dict[str, frozenset[int]]
    seconds: float
    passed: bool


class Runner:
    """A plug-in of pytest that runs mutants in place of the tests."""

    def __init__(self, paths: Sequence[Path], sample: int, jobs: int, only: Sequence[int]) -> None:
        self.paths, self.sample, self.jobs, self.only = paths, sample, jobs, only
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for path in self.paths:
            importlib.import_module(_name(path))
        self.items, self.caches = session.items, _caches()
        self.reach = self._look()
        for item, one in zip(self.items, self.reach, strict=True):
            if not one.passed:
                print(f"left out, as it fails without any change: {item.nodeid}", file=sys.stderr)
                one.lines.clear()
        # What is frozen is found no more.
        known = [Imported(sys.modules[_name(path)], self.caches) for path in self.paths]
        gc.freeze()
        for path, imported in zip(self.paths, known, strict=True):
            self.imported = imported
            self._run(path)
        return True

    def _run(self, path: Path) -> None:
        began = time.monotonic()
        total, mutants = mutants_of(path, 0 if self.only else self.sample, CONFIG["seed"])
        mutants = [m for m in mutants if not self.only or m.number in self.only]
        running: dict[int, Mutant] = {}
        for mutant in mutants:
            while len(running) >= self.jobs:
                _reap(running)
            if chosen := self._chosen(mutant):
                running[self._start(mutant, chosen)] = mutant
            else:
                mutant.status = "no test"
        while running:
            _reap(running)
        _tell(path, total, mutants, time.monotonic() - began, keep=not self.only)

    def _look(self) -> list[Reach]:
        """Run each test in a process of its own, so that nothing here is used up."""
        with tempfile.TemporaryFile() as file:
            pid = os.fork()
            if not pid:
                _quiet()
                pickle.dump(self._reaches(), file)
                file.flush()
                os._exit(0)
            os.waitpid(pid, 0)
            file.seek(0)
            return pickle.load(file)

    def _reaches(self) -> list[Reach]:
        """Run the tests one after the other, none on what an earlier one left in memory."""
        files = [str(path) for path in self.paths]
        measured = coverage.Coverage(data_file=None, include=files, config_file=False)
        told = []
        for number, item in enumerate(self.items):
            for cached in self.caches:
                cached.cache_clear()
            self.failed, began = False, time.process_time()
            measured.start()
            measured.switch_context(str(number))
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            measured.stop()
            told.append((time.process_time() - began, not self.failed))
        lines: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for file in files:
            for line, numbers in measured.get_data().contexts_by_lineno(file).items():
                for number in numbers:
                    lines[number][file].add(line)
        return [
            Reach({file: frozenset(found) for file, found in lines[str(n)].items()}, *one)
            for n, one in enumerate(told)
        ]

    def _chosen(self, mutant: Mutant) -> list[int]:
        """Return the tests that reach a mutant, quick ones first; outside of functions all of its file."""
        tree, file = self.imported.tree, self.imported.file
        first, last = span_of(tree, mutant.line)
        inside = any(
            first_line(f) <= mutant.line <= (f.end_lineno or 0) for f in functions_in(tree)
        )
        wanted = set(range(first, last + 1))
        run = [(n, one.lines[file]) for n, one in enumerate(self.reach) if file in one.lines]
        fit = [n for n, lines in run if not inside or lines & wanted]
        return sorted(fit, key=lambda n: self.reach[n].seconds)

    def _limit(self, chosen: Sequence[int]) -> int:
        """Seconds of the processor that a mutant gets."""
        usual = sum(self.reach[n].seconds for n in chosen)
        return int(CONFIG["patience"] * usual + 5)

    def _start(self, mutant: Mutant, chosen: Sequence[int]) -> int:
        limit = self._limit(chosen)
        pid = os.fork()
        if pid:
            return pid
        _quiet()
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 2))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        signal.alarm(20 * limit)
        try:
            if not self.imported.change(mutant.source):
                os._exit(2)
            self.failed = False
            for number in chosen:
                item = self.items[number]
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
                if self.failed:
                    break
        except BaseException:
            self.failed = True  # It could not even be imported so.
        os._exit(int(self.failed))


def _reap(running: dict[int, Mutant]) -> None:
    pid, ended = os.wait()
    if pid in running:
        code = os.waitstatus_to_exitcode(ended)
        running.pop(pid).status = {0: "survived", 1: "killed", 2: "left out"}.get(code, "timeout")


def _name(path: Path) -> str:
    """Return the name of a file's module."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def _caches() -> list[Any]:
    return [
        t for t in gc.get_objects() if isinstance(t, functools._lru_cache_wrapper) and _is_ours(t)
    ]


def _quiet() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


# --- what came of it


def _tell(path: Path, total: int, mutants: Sequence[Mutant], seconds: float, keep: bool) -> None:
    """Print the mutants of a module that no test notices, and how many there are of each kind."""
    name, counts = path.relative_to(ROOT).as_posix(), Counter(m.status for m in mutants)
    for mutant in mutants:
        if mutant.status in ("survived", "no test"):
            print(f"\n{name}:{mutant.line} #{mutant.number} {mutant.status}\n{mutant.diff}")
    caught = counts["killed"] + counts["timeout"]
    tried = caught + counts["survived"] + counts["no test"]
    share = 100 * caught / tried if tried else 100
    print(
        f"\n{name}: {total} mutants, {tried} tried, {caught} killed ({share:.0f} %), "
        f"{tried - caught} survived; {counts['left out']} left out; {seconds:.0f} s",
        flush=True,
    )
    if keep:
        RESULTS.mkdir(parents=True, exist_ok=True)
        kept = [{**asdict(mutant), "source": None} for mutant in mutants]
        told = {"module": name, "mutants": total, "results": kept}
        (RESULTS / f"{name.replace('/', '.')}.json").write_text(json.dumps(told, indent=1), "utf-8")


def modules(named: Sequence[str]) -> Iterator[Path]:
    """Yield the files that are named, or all of the three rooms."""
    for name in named or CONFIG["modules"]:
        path = ROOT / name
        yield from sorted(path.glob("*.py")) if path.is_dir() else [path]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--sample", type=int, default=CONFIG["sample"], help="0 takes all")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", type=int, nargs="*", default=(), help="numbers of mutants")
    given = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    os.chdir(ROOT)
    # No test may fail for being slow, and a mutant meets the same examples in every run.
    hypothesis.settings.register_profile(
        "mutants", max_examples=25, deadline=None, derandomize=True, database=None
    )
    hypothesis.settings.load_profile("mutants")
    if "BRIEFCHECK_RECORDED" not in os.environ:
        os.environ["BRIEFCHECK_RECORDED"] = str(_recorded())
    paths = list(modules(given.modules))
    runner = Runner(paths, given.sample, given.jobs, given.only)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--capture=no", "--no-header"]
    sys.exit(
        pytest.main([*options, "-k", f"not ({CONFIG['leave_out']})", *CONFIG["tests"]], [runner])
    )


def _recorded() -> Path:
    """Have the prose cases read by Sphinx before anything is changed."""
    folder = Path(tempfile.mkdtemp(prefix="recorded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pid = os.fork()
    if not pid:
        os.environ["BRIEFCHECK_RECORDED"] = str(folder)
        cases = importlib.import_module("test_recorded_cases")
        cases.prose_cases()
        cases.cases_with_texts()
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit("the prose cases cannot be read")
    return folder


if __name__ == "__main__":
    main()
