"""Runs of Sphinx and Briefcheck for tests, forked from a process that has imported both.

Such a run has what ``python -m`` gives it: a process of its own, its arguments, folder,
environment, umask and standard files, and it ends with a status or by a signal.  It saves the
second that the imports take.  Where it would need another interpreter than the nursery's
(PYTHONPATH, a locale, ...), outside Linux, and with BRIEFCHECK_REAL_PROCESSES=1, it is a real one.

Two nurseries take turns: a hash seed cannot change in a running Python, and two builds that a test
compares must not agree only because both had the same.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, NoReturn

MODULES = ("sphinx", "builder_ext")
PROGRAMS = {"python": (), "briefcheck": ("-m", "builder_ext"), "sphinx-build": ("-m", "sphinx")}
REAL = b"real"
"""The answer to a run that needs an interpreter of its own."""
INTERPRETERS = ("PYTHON", "LC_", "LANG", "LD_")
"""How names of variables begin that an interpreter reads before its first line of Python."""


# --- in the tests


def run(
    command: Sequence[str | os.PathLike[str]],
    *,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: int | None = None,
    timeout: float | None = None,
    errors: str = "strict",
) -> subprocess.CompletedProcess[str]:
    """Do what ``subprocess.run`` does when it captures text; a run of a known module is forked."""
    words = [os.fspath(word) for word in command]
    environ = dict(os.environ if env is None else env)
    if is_open() and words[0] == sys.executable and is_known(words[1:]):
        with _standard_input(stdin) as file:
            told = _forked(words, cwd, environ, file, timeout)
        if told:
            status, *outputs = told
            texts = [_text(output, errors) for output in outputs]
            return subprocess.CompletedProcess(words, status, *texts)
    return subprocess.run(
        words,
        cwd=cwd,
        env=environ,
        stdin=stdin,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors=errors,
        timeout=timeout,
    )


def is_open() -> bool:
    """Whether runs are forked here."""
    return sys.platform == "linux" and not os.environ.get("BRIEFCHECK_REAL_PROCESSES")


def is_known(words: Sequence[str]) -> bool:
    """Whether the words after ``python`` run a module that is imported in a nursery."""
    return len(words) > 1 and words[0] == "-m" and words[1] in MODULES


def programs() -> Path:
    """The folder of ``python``, ``briefcheck`` and ``sphinx-build``, for the PATH of a shell."""
    return _nurseries.programs() if is_open() else Path(sys.executable).parent


class Nurseries:
    """The two nurseries of this process, each started when its turn first comes."""

    def __init__(self) -> None:
        self._environ = dict(os.environ)
        self._lock = threading.Lock()
        self._turns = itertools.count()
        self._doors: list[str] = []
        self._started: list[subprocess.Popen[bytes]] = []
        self._programs: Path | None = None

    def door(self) -> str:
        """The address of the nursery whose turn it is."""
        with self._lock:
            turn = next(self._turns) % 2
            if turn == len(self._doors):
                self._start()
            return self._doors[turn]

    def programs(self) -> Path:
        doors = [self.door(), self.door()]
        with self._lock:
            if not self._programs:
                self._programs = _write_programs(sorted(doors))
            return self._programs

    def _start(self) -> None:
        # It ends when the other end of its standard input is closed, so with us at the latest.
        folder = tempfile.mkdtemp(prefix="nursery-")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"{folder}/door")
            listening.listen(64)
            number = listening.fileno()
            self._started.append(
                subprocess.Popen(
                    [sys.executable, __file__, str(number)],
                    env=self._environ,
                    stdin=subprocess.PIPE,
                    pass_fds=[number],
                    start_new_session=True,
                )
            )
        self._doors.append(f"{folder}/door")
        if len(self._doors) == 1:
            atexit.register(self._end)

    def _end(self) -> None:
        for nursery in self._started:
            nursery.communicate(timeout=20)


_nurseries = Nurseries()


def _write_programs(doors: Sequence[str]) -> Path:
    """Write programs that have themselves run in a nursery."""
    folder = Path(doors[0]).parent
    for name in PROGRAMS:
        path = folder / name
        path.write_text(
            f"#!{sys.executable} -IS\n"
            f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
            f"import nursery\nnursery.stand_in({list(doors)!r}, {str(Path(sys.executable).parent)!r})\n",
            encoding="utf-8",
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


def stand_in(doors: Sequence[str], folder: str) -> NoReturn:
    """Be the program whose name this process has: what it does is done by a run in a nursery."""
    name = Path(sys.argv[0]).name
    words = [*PROGRAMS[name], *sys.argv[1:]]
    if is_open() and is_known(words):
        # A program is found in its folder, and so is what it imports.
        first = "" if name == "python" else folder
        door = doors[os.getpid() % 2]
        line = _asked(door, words, str(Path.cwd()), dict(os.environ), (0, 1, 2), first)
        with line, line.makefile("rb") as answer:
            told = answer.read()
        if told != REAL:
            _end(int(told))
    os.execv(f"{folder}/{name}", [f"{folder}/{name}", *sys.argv[1:]])


def _end(status: int) -> NoReturn:
    """End this process with a status, or by a signal where that is negative."""
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def _forked(
    words: Sequence[str],
    cwd: str | os.PathLike[str] | None,
    environ: Mapping[str, str],
    stdin: int,
    timeout: float | None,
) -> tuple[int, bytes, bytes] | None:
    """Run a module in a nursery; None means that it must be a real process."""
    folder = str(Path(cwd or ".").absolute())
    ends = [*os.pipe(), *os.pipe()]
    reading, writing = ends[::2], ends[1::2]
    try:
        with _asked(_nurseries.door(), words[1:], folder, environ, (stdin, *writing)) as line:
            _close(writing)
            (answer, *outputs), in_time = _read([line.fileno(), *reading], timeout)
            if not in_time:
                line.shutdown(socket.SHUT_WR)
                line.recv(16)  # It has been killed.
                so_far = [output or None for output in outputs]
                raise subprocess.TimeoutExpired(words, timeout or 0, *so_far)
    finally:
        _close(reading)
    if not answer:
        raise RuntimeError("the nursery has ended")
    return None if answer == REAL else (int(answer), *outputs)


def _asked(
    door: str,
    words: Sequence[str],
    cwd: str,
    environ: Mapping[str, str],
    files: Sequence[int],
    first: str = "",
) -> socket.socket:
    """Ask a nursery for a run; the answer comes on the line, and to hang up kills the run."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(door)
    wish = {
        "words": list(words),
        "cwd": cwd,
        "first": first,
        "environ": dict(environ),
        "umask": _umask(),
    }
    socket.send_fds(line, [b"?"], files)
    line.sendall(json.dumps(wish).encode() + b"\n")
    return line


def _umask() -> int:
    """The umask of this process; to ask the system for it is to set it, for other threads too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    return int(status.partition("Umask:")[2].split()[0], 8)


def _read(files: Sequence[int], timeout: float | None) -> tuple[list[bytes], bool]:
    """Read files, all at the same time, and whether their ends have been reached in time."""
    until = None if timeout is None else time.monotonic() + timeout
    read = {file: bytearray() for file in files}
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        in_time = True
        while in_time and selector.get_map():
            ready = selector.select(None if until is None else max(0, until - time.monotonic()))
            in_time = bool(ready)
            for key, _ in ready:
                data = os.read(key.fd, 65_536)
                read[key.fd] += data
                if not data:
                    selector.unregister(key.fd)
    return [bytes(data) for data in read.values()], in_time


def _close(files: list[int]) -> None:
    while files:
        os.close(files.pop())


def _text(data: bytes, errors: str) -> str:
    return data.decode("utf-8", errors).replace("\r\n", "\n").replace("\r", "\n")


@contextlib.contextmanager
def _standard_input(stdin: int | None) -> Iterator[int]:
    if stdin == subprocess.DEVNULL:
        with Path(os.devnull).open("rb") as file:
            yield file.fileno()
    else:
        yield 0 if stdin is None else stdin


# --- in a nursery


class Nursery:
    """Forks runs for whoever calls at a door, until its standard input is closed."""

    def __init__(self, door: socket.socket, fixed: Mapping[str, str | None]) -> None:
        self._door, self._fixed = door, fixed
        self._lines: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = socket.socketpair()

    def serve(self) -> tuple[dict[str, Any], list[int]]:
        """Return in a new process with what is to be run there and its standard files."""
        self._rope.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._rope.fileno())
        for file in (0, self._door, self._bell):
            self._selector.register(file, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == 0:
                    self._close_down()
                elif key.fileobj is self._bell:
                    self._bell.recv(4096)
                    self._reap()
                elif key.fileobj is self._door:
                    line, _address = self._door.accept()
                    if run := self._take(line):
                        return run
                elif key.data in self._lines:
                    # Whoever asked has hung up.
                    self._selector.unregister(key.fileobj)
                    os.killpg(key.data, signal.SIGKILL)

    def _take(self, line: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
        """Fork a run; return in the new process what it is to be."""
        wish, files = _heard(line)
        if wish is None or self._needs_an_interpreter(wish["environ"]):
            with contextlib.suppress(OSError), line:
                line.sendall(REAL)
        elif pid := os.fork():
            with contextlib.suppress(OSError):
                os.setpgid(pid, pid)
            self._lines[pid] = line
            self._selector.register(line, selectors.EVENT_READ, pid)
        else:
            os.setpgid(0, 0)
            line.close()
            self._leave()
            return wish, files
        _close(files)
        return None

    def _needs_an_interpreter(self, environ: Mapping[str, str]) -> bool:
        """Whether what Python or a module has read of the environment is not as it was then."""
        names = {name for name in environ if name.startswith(INTERPRETERS)}
        return any(environ.get(name) != self._fixed.get(name) for name in names | {*self._fixed})

    def _reap(self) -> None:
        """Say of every run that has ended how it did."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                with self._lines.pop(ended[0]) as line, contextlib.suppress(OSError, KeyError):
                    self._selector.unregister(line)
                    line.sendall(str(os.waitstatus_to_exitcode(ended[1])).encode())

    def _close_down(self) -> NoReturn:
        for pid in self._lines:
            os.killpg(pid, signal.SIGKILL)
        shutil.rmtree(Path(self._door.getsockname()).parent, ignore_errors=True)
        os._exit(0)

    def _leave(self) -> None:
        """Forget in a new process all that is the nursery's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for one in (self._door, self._bell, self._rope, *self._lines.values()):
            one.close()


def _heard(line: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Read what somebody asks for; None where he has hung up before he said it."""
    files: list[int] = []
    try:
        files += socket.recv_fds(line, 1, 3)[1]
        with line.makefile("rb") as asked:
            return json.loads(asked.readline()), files
    except (OSError, ValueError):
        return None, files


def imported() -> set[str]:
    """Import what nearly every run imports; return the variables that were looked at meanwhile."""
    import importlib
    import pkgutil

    looked_at: set[str] = set()
    get = os._Environ.__getitem__
    os._Environ.__getitem__ = lambda env, name: looked_at.add(name) or get(env, name)
    from sphinx.application import builtin_extensions

    import builder_ext

    names = [*builtin_extensions, *OFTEN.split()]
    for module in pkgutil.walk_packages(builder_ext.__path__, "builder_ext."):
        names.append(module.name)
    for name in names:
        if name not in NOT_HERE:
            # A run that imports it will say what is wrong with it.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    os._Environ.__getitem__ = get
    return looked_at


OFTEN = """
sphinx.cmd.build sphinx.ext.mathjax sphinx.util.math sphinx.builders.latex.transforms
docutils.languages.en docutils.parsers.rst.languages.en docutils.writers.html5_polyglot
docutils.parsers.rst.directives.admonitions docutils.parsers.rst.directives.body
docutils.parsers.rst.directives.html docutils.parsers.rst.directives.images
docutils.parsers.rst.directives.misc docutils.parsers.rst.directives.parts
docutils.parsers.rst.directives.references docutils.parsers.rst.directives.tables
myst_parser.parsers.sphinx_ myst_parser.sphinx_ext.main myst_parser.sphinx_ext.directives
myst_parser.sphinx_ext.mathjax myst_parser.sphinx_ext.myst_refs
sphinxcontrib.bibtex sphinxcontrib.bibtex.style.names.last bibtexparser
pybtex.backends.plaintext pybtex.database.input.bibtex pybtex.style.formatting.unsrt
pybtex.style.labels.alpha pybtex.style.names.plain pybtex.style.sorting.none
babel.dates babel.numbers jinja2.ext encodings.utf_8_sig encodings.unicode_escape
pygments.lexers.python pygments.lexers.markup pygments.formatters.html
furo typst fontpkg_amiri fontpkg_source_sans_3 fontpkg_source_serif_4 pypandoc
"""
NOT_HERE = ("builder_ext.__main__", "sphinx.builders.gettext")
"""The first ends a process that imports it, the second looks at SOURCE_DATE_EPOCH."""


# --- in a run


def begin(wish: Mapping[str, Any], files: list[int]) -> None:
    """Make this new process what Python is before its first line."""
    import random

    for number, file in enumerate(files):
        os.dup2(file, number)
    _close(files)
    os.umask(wish["umask"])
    os.chdir(wish["cwd"])
    os.environ.clear()
    os.environ.update(wish["environ"])
    random.seed()
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = _stream(number, getattr(sys, name))
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.path.insert(0, wish["first"] or str(Path.cwd()))
    sys.orig_argv[:] = [sys.executable, *wish["words"]]
    sys.argv = ["-m", *wish["words"][2:]]
    sys.modules["__main__"] = ModuleType("__main__")


def _stream(number: int, model: Any) -> Any:
    """Open a standard file as Python does it, with the encoding of another one."""
    import io

    unbuffered = model.write_through
    mode = "wb" if number else "rb"
    binary: Any = open(number, mode, 0 if unbuffered else -1, closefd=False)  # noqa: SIM115
    raw = binary if unbuffered else binary.raw
    raw.name = model.name
    stream = io.TextIOWrapper(
        binary,
        encoding=model.encoding,
        errors=model.errors,
        newline="\n",
        line_buffering=not unbuffered and (number == 2 or raw.isatty()),
        write_through=unbuffered,
    )
    stream.mode = mode[0]
    return stream


def go(module: str) -> NoReturn:
    """Run a module as ``python -m`` does, and end as Python does."""
    import runpy

    status = 0
    try:
        runpy._run_module_as_main(module)
    except SystemExit as end:
        status = _status(end.code)
    except BaseException as error:
        status = -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
        # Nobody need see that we have called it.
        below: TracebackType | None = error.__traceback__ and error.__traceback__.tb_next
        sys.excepthook(type(error), error.with_traceback(below), below)
    _finish(status)


def _status(code: object) -> int:
    if code is None or isinstance(code, int):
        return int(code or 0) & 0xFF
    print(code, file=sys.stderr)
    return 1


def _finish(status: int) -> NoReturn:
    """Do what Python does at its end, but for taking modules apart, which takes as long as a build."""
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream and not stream.closed:
                stream.flush()
        except Exception:
            status = 120
    _end(status)


def main() -> None:
    import gc
    import traceback

    sys.path.pop(0)
    door = socket.socket(fileno=int(sys.argv[1]))
    door.set_inheritable(False)
    looked_at = imported()
    names = {*looked_at, *(name for name in os.environ if name.startswith(INTERPRETERS))}
    gc.collect()
    wish, files = Nursery(door, {name: os.environ.get(name) for name in names}).serve()
    try:
        begin(wish, files)
        go(wish["words"][1])
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(70)


if __name__ == "__main__":
    main()
