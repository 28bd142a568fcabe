"""A run in the nursery is what a process of its own is, as far as a test can tell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nursery
import pytest
from project import Project, two_at_a_time

pytestmark = pytest.mark.skipif(not nursery.is_open(), reason="all processes are real ones")

FINDINGS = "The envoy left with 25 guards.\n\nNobody was hurt {cite:p}`rivera2020`."
SPHINX = ("-m", "sphinx", "-q", "-b", "briefcheck", "-d", "../trees", ".", "../out")


def real(words, *, cwd, timeout=60, **environ):
    return subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env={**os.environ, **environ},
        timeout=timeout,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def forked(words, *, cwd, timeout=60, **environ):
    return nursery.run(
        [sys.executable, *words], cwd=cwd, env={**os.environ, **environ}, timeout=timeout
    )


def both(folder, words, extra="", **environ):
    """Run a command on equal projects in one place, forked and real, and return what both came to."""
    came_to = []
    for run in (forked, real):
        project = Project(folder / "project").configure(extra, exclude_patterns=["_build"])
        project.briefing(FINDINGS)
        done = run(words, cwd=project.source, **environ)
        files = {p.name: p.read_bytes() for p in (folder / "project").rglob("report.*")}
        # Sphinx names a file of its own after a crash.
        said = re.sub(r"sphinx-err-\w+", "", done.stderr)
        came_to.append((done.returncode, done.stdout, said, files))
        (folder / "project").rename(folder / run.__name__)
    return came_to


def test_a_project_with_findings(tmp_path):
    run, process = both(tmp_path, SPHINX)
    assert run == process
    assert (run[0], len(run[3])) == (1, 3)
    assert "[briefcheck.uncited]" in run[2]


def test_the_command_and_a_report_of_it_in_many_letters(tmp_path):
    run, process = both(tmp_path, ("-m", "builder_ext", "check"), "print('Zoë')")
    assert run == process
    assert "25 guards" in run[1]
    assert "Zoë\n" in run[2]


def test_what_is_typed_wrong(tmp_path):
    run, process = both(tmp_path, ("-m", "builder_ext", "chek", "\udcff"))
    assert run == process
    assert (run[0], run[1], run[2].count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("crash", "status", "said"),
    [
        ("1 / 0", 2, "ZeroDivisionError: division by zero\n"),
        ("class Stop(BaseException): ...\nraise Stop", 1, '"<frozen runpy>", line'),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", -9, ""),
        ("import atexit, os\natexit.register(print, 'last')", 1, "uncited"),
    ],
)
def test_a_crash(tmp_path, crash, status, said):
    run, process = both(tmp_path, SPHINX, crash)
    assert run == process
    assert run[0] == status
    assert said in run[2]


WAITING = """
import os, pathlib, time
print("so far", flush=True)
pathlib.Path("pid").write_text(str(os.getpid()))
time.sleep(60)
"""


def test_a_run_that_takes_too_long_is_killed(tmp_path):
    project = Project(tmp_path).configure(WAITING)
    for _ in range(2):
        forked(("-m", "sphinx", "--version"), cwd=project.source)  # Both nurseries are awake.

    def late(run, words):
        with pytest.raises(subprocess.TimeoutExpired) as raised:
            run(words, cwd=project.source, timeout=2)
        with pytest.raises(ProcessLookupError):
            os.kill(int((project.source / "pid").read_text("utf-8")), 0)
        return raised.value.timeout, raised.value.output, raised.value.stderr

    assert late(forked, SPHINX) == late(real, ("-c", WAITING)) == (2, b"so far\n", None)


ABOUT = """
import gc, json, locale, os, random, signal, sys, threading, warnings
def stream(name):
    one = getattr(sys, name)
    kind = (one.name, one.mode, one.encoding, one.errors, one.newlines, one.isatty())
    return *kind, one.line_buffering, one.write_through, one is getattr(sys, f"__{name}__")
os.umask(mask := os.umask(0))
about = lambda: {
    "argv": sys.argv, "orig_argv": sys.orig_argv, "path": sys.path, "folder": os.getcwd(),
    "environ": dict(os.environ), "flags": str(sys.flags), "umask": mask,
    "files": [f for f in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{f}")],
    "input": os.fstat(0).st_rdev, "streams": [stream(n) for n in ("stdin", "stdout", "stderr")],
    "signals": [str(signal.getsignal(n)) for n in sorted(signal.valid_signals())],
    "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, ())), "bell": signal.set_wakeup_fd(-1),
    "locale": locale.setlocale(locale.LC_ALL), "threads": threading.active_count(),
    "main": (sys.modules["__main__"].__file__, sys.modules["__main__"].__spec__.name),
    "warnings": sorted(map(str, warnings.filters)), "name": __name__, "hook": str(sys.excepthook),
    "collector": (gc.isenabled(), gc.get_freeze_count(), gc.get_threshold()),
    "modules": sorted({n.partition(".")[0] for n in sys.modules} & {"nursery", "trafilatura"}),
    "chance": [random.random(), hash("a")], "parent": os.getppid(),
}
def setup(app):
    write = lambda app: json.dump(about(), open(os.environ["ABOUT"], "w"))
    app.connect("builder-inited", write)
"""


@pytest.fixture
def told(tmp_path):
    """What a run says of itself: ``told(run, variable=...)``."""
    project = Project(tmp_path / "p").configure(ABOUT, briefcheck_documents=[])

    def about(run, **environ):
        file = tmp_path / "about.json"
        done = run(SPHINX, cwd=project.source, ABOUT=str(file), **environ)
        assert done.returncode == 0, done.stderr
        return json.loads(file.read_text("utf-8"))

    return about


def test_a_run_is_told_and_left_what_a_process_is(told):
    before = os.umask(0o027)
    try:
        run, process = told(forked, ODD="\udcff\n"), told(real, ODD="\udcff\n")
    finally:
        os.umask(before)
    by_nature = ("chance", "parent")
    assert {k: v for k, v in run.items() if k not in by_nature} == {
        k: v for k, v in process.items() if k not in by_nature
    }
    assert run["umask"] == 0o027
    assert process["parent"] == os.getpid() != run["parent"]


def test_neither_chance_nor_the_hash_seed_is_that_of_the_run_before(told):
    (one, two, three) = (told(forked)["chance"] for _ in range(3))
    assert len({one[0], two[0], three[0]}) == 3
    assert one[1] != two[1]


@pytest.mark.parametrize(
    "environ",
    [{"PYTHONPATH": "/nowhere"}, {"TZ": "Asia/Tokyo", "LC_ALL": "C"}],
    ids=str,
)
def test_what_an_interpreter_reads_at_its_start_gets_an_interpreter(told, environ):
    about = told(forked, **environ)
    assert about["parent"] == os.getpid()
    assert environ.items() <= about["environ"].items()


def test_all_are_real_where_that_is_asked_for(told, monkeypatch):
    monkeypatch.setenv("BRIEFCHECK_REAL_PROCESSES", "1")
    assert told(forked)["parent"] == os.getpid()
    assert nursery.programs() == Path(sys.executable).parent


def test_a_shell_finds_programs_that_do_the_same(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["_build"]).briefing(FINDINGS)
    lines = {
        "briefcheck check --format json": 1,
        "python -m builder_ext check --format json | head -c 1": 0,
        "sphinx-build --version": 0,
        "python -c 'print(1)'; briefcheck chek; exit $?": 2,
    }

    def in_a_shell(line, folder):
        done = subprocess.run(
            line,
            shell=True,
            cwd=project.source,
            env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    for line, status in lines.items():
        folders = {"forked": nursery.programs(), "real": Path(sys.executable).parent}
        done = two_at_a_time(lambda name: in_a_shell(line, folders[name]), folders)  # noqa: B023
        assert done["forked"] == done["real"]
        assert done["real"][0] == status
