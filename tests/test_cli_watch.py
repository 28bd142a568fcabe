"""``briefcheck watch``, ``build --open`` and what a terminal is told while it waits."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from project import Project

CLEAN = "The envoy left in May {cite:p}`rivera2020,haddad2020`."


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path).configure(exclude_patterns=["_build"]).briefing(CLEAN)


def until(found, seconds=60):
    """What ``found`` returns once that is something; the test fails where it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} seconds")


@contextmanager
def watching(project, *arguments):
    """A running ``briefcheck watch``, and the lines that it has printed so far."""
    command = [sys.executable, "-m", "builder_ext", "watch", "--port", "0", *arguments]
    process = subprocess.Popen(
        command,
        cwd=project.source,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=_collect, args=(process.stdout, lines), daemon=True)
    reader.start()
    try:
        yield process, lines
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)


def _collect(stream, lines):
    for line in stream:
        lines.append(line)


def test_what_is_saved_is_built_shown_and_checked_anew(project):
    with watching(project) as (process, lines):
        url = until(lambda: re.search(r"Serving on (http://127\.0\.0\.1:\d+)", "".join(lines)))[1]

        def page():
            try:
                with urlopen(f"{url}/briefings/a.html", timeout=5) as answer:
                    return answer.read().decode()
            except URLError:
                return ""

        assert "The envoy left in May" in until(page)
        assert "websocket-reload" in page(), "the page does not reload itself"
        assert "uncited" not in "".join(lines)
        project.briefing(f"{CLEAN}\n\nIt sank in June 2019.")
        until(lambda: "It sank in June 2019" in page())
        told = until(lambda: [line for line in lines if "briefcheck.uncited" in line])
        assert "briefings/a.md:5: " in told[0]
        # A finding is no failure of the build: the page is there and in step with the text.
        assert "no longer in sync" not in "".join(lines)
        project.briefing(f"{CLEAN}\n\nIt sank {{cite:p}}`rivera2020,haddad2020`.")
        until(lambda: "It sank" in page() and "June 2019" not in page())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) in (0, 130)
    assert "Traceback" not in "".join(lines)


def test_a_port_that_is_taken_is_said_in_one_line(project):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = project.briefcheck("watch", "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"briefcheck: port {port}: Address already in use; name another --port\n"
    )
    assert "is no port" in project.briefcheck("watch", "--port", "99999").stderr


def test_without_the_extra_the_command_says_what_to_install(project):
    (project.root / "sphinx_autobuild.py").write_text("raise ImportError\n", encoding="utf-8")
    done = project.briefcheck("watch", PYTHONPATH=str(project.root))
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'briefcheck[watch]'" in done.stderr


def test_the_result_is_opened_when_it_is_written(project):
    seen = project.root / "opened.txt"
    browser = project.root / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    done = project.briefcheck("build", "html", "--open", BROWSER=f"{browser} %s")
    assert done.returncode == 0, done.stderr
    first = (project.source / "_build/html/index.html").as_uri()
    assert until(lambda: seen.exists() and seen.read_text(encoding="utf-8")) == f"{first}\n"


SLOW = """
def setup(app):
    import time
    app.connect("source-read", lambda *_: time.sleep(0.9))
"""


def test_a_terminal_is_told_how_far_a_longer_check_is_and_nobody_else(project):
    project.configure(SLOW)
    for name in "bcd":
        project.briefing(CLEAN, name)
    assert project.briefcheck("check", "--format", "concise").stderr.count("\n") == 1
    for name in "abcd":
        project.briefing(f"{CLEAN} Again {{cite:p}}`rivera2020,haddad2020`.", name)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "builder_ext", "check", "--format", "concise"],
        cwd=project.source,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    told = b""
    try:
        while part := os.read(ours, 65536):
            told += part
    except OSError:
        pass
    assert "\x1b" not in process.communicate(timeout=60)[0].decode()
    bars = re.findall(r"checking ([━─]{24}) (\d)/4 (\d) s", told.decode())
    assert len({done for _, done, _ in bars}) >= 2, told.decode()
    assert all(bar.count("━") == 24 * int(done) // 4 for bar, done, _ in bars)
    # The bar is taken away before the last word.
    assert re.search(r"\r\x1b\[K[^\x1b]*notes?[^\x1b]*$", told.decode()), told.decode()
