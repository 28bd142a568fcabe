"""Findings in an editor: a real esbonio checks while one types and saves."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from project import Project

PAGE = (Path(__file__).parents[1] / "docs" / "editors.md").read_text("utf-8")
(SETTINGS,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)
"""What the page on editors puts into pyproject.toml."""

UNCITED = """\
Nobody was hurt {cite:p}`rivera2020`.

It was 🚂 cold {cite:p}`rivera2020`. The envoy left without
guards. It rained {cite:p}`rivera2020`.
"""
CITED = UNCITED.replace("guards.", "guards {cite:p}`rivera2020`.")
RANGE = ((4, 37), (5, 7))
"""Where the envoy's sentence stands: from line 5 on, and the engine counts for two in UTF-16."""


class Editor:
    """As much of an editor as speaks to a language server: files that are open, and what is shown."""

    def __init__(self, project: Project) -> None:
        self.source = project.source
        self.messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self.versions: dict[str, int] = {}
        self.errors = project.root / "esbonio.txt"
        with self.errors.open("wb") as errors:
            self.server = subprocess.Popen(
                [sys.executable, "-m", "esbonio", "server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self.source,
                env={**os.environ, "XDG_CACHE_HOME": str(project.root / "cache")},
            )
        threading.Thread(target=self._listen, daemon=True).start()
        root = self.source.as_uri()
        self._send("initialize", {"processId": None, "rootUri": root, "capabilities": {}}, id=1)
        self._until(lambda message: message.get("id") == 1)
        self._send("initialized", {})

    def _send(self, method: str, params: Any, **more: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.server.stdin.flush()

    def _listen(self) -> None:
        stream = self.server.stdout
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            self.messages.put(json.loads(stream.read(length)))

    def _until(self, wanted: Any) -> dict[str, Any]:
        end = time.monotonic() + 60
        while (left := end - time.monotonic()) > 0:
            try:
                message = self.messages.get(timeout=left)
            except queue.Empty:
                break
            if wanted(message):
                return message
        raise AssertionError(self.errors.read_text("utf-8", "replace"))

    def _tell(self, what: str, name: str, about: dict[str, Any], **more: Any) -> None:
        document = {"uri": (self.source / name).as_uri(), **about}
        self._send(f"textDocument/did{what}", {"textDocument": document, **more})

    def open(self, name: str) -> None:
        """Open a file, and wait until esbonio has read the project's settings."""
        text = (self.source / name).read_text("utf-8")
        self._tell("Open", name, {"languageId": "markdown", "version": 1, "text": text})
        self.versions[name] = 1
        if len(self.versions) == 1:
            self._until(lambda message: message.get("method") == "sphinx/appCreated")

    def type(self, name: str, text: str) -> None:
        """Replace the text of an open file."""
        self.versions[name] += 1
        about = {"version": self.versions[name]}
        self._tell("Change", name, about, contentChanges=[{"text": text}])

    def save(self, name: str, text: str) -> None:
        """Replace the text of an open file, and save it."""
        self.type(name, text)
        (self.source / name).write_text(text, "utf-8")
        self._tell("Save", name, {})

    def shown(self, *names: str) -> list[list[dict[str, Any]]]:
        """Wait for the next build, and return what is shown in each file by its place."""
        listed: dict[str, Any] = {}
        while not set(names) <= set(listed):
            message = self._until(lambda m: m.get("method") == "textDocument/publishDiagnostics")
            path = os.path.relpath(message["params"]["uri"].removeprefix("file://"), self.source)
            listed[path] = message["params"]["diagnostics"]
        return [sorted(listed[name], key=lambda d: d["range"]["start"]["line"]) for name in names]


@pytest.fixture
def editor(tmp_path):
    """A project with two briefings, both open in an editor."""
    project = Project(tmp_path).configure(briefcheck_min_outlets=1)
    project.write("pyproject.toml", SETTINGS.replace("venv:.venv", f"venv:{sys.prefix}"))
    project.briefing(UNCITED).briefing("Nobody was hurt {cite:p}`okafor2020`.", "b")
    started = Editor(project)
    try:
        started.open("briefings/a.md")
        started.open("briefings/b.md")
        yield started
    finally:
        started.server.kill()
        started.server.wait()


def briefing(text, name="a"):
    return f"# Briefing {name}\n\n{text}\n"


def place(diagnostic):
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    return (start["line"], start["character"]), (end["line"], end["character"])


def test_findings_are_shown_under_their_statement_and_go_when_they_are_mended(editor):
    a, b, library = "briefings/a.md", "briefings/b.md", "references.bib"
    editor.save(a, briefing(UNCITED))
    (found,), unused = editor.shown(a, library)
    assert place(found) == RANGE
    assert (found["source"], found["code"], found["severity"]) == ("briefcheck", "uncited", 1)
    assert found["message"].startswith("no source is cited; cite in")
    assert [(d["code"], d["severity"]) for d in unused] == [("unused-source", 3)] * 4

    # Another document is read anew: what was found in this one is neither lost nor doubled.
    editor.save(b, briefing("Nobody was hurt.\n\nIt rained {cite:p}`haddad2020`.", "b"))
    (still,), (new,), unused = editor.shown(a, b, library)
    assert still == found
    assert (place(new), new["code"]) == (((2, 0), (2, 16)), "uncited")
    # The library is no document, and what is mended elsewhere goes there too.
    assert not any("haddad2020" in diagnostic["message"] for diagnostic in unused)

    # While one types, nothing being saved.
    editor.type(a, briefing(f"Nobody was hurt {{cite:p}}`okafor2020`.\n\n{UNCITED}"))
    (found,), _ = editor.shown(a, b)
    assert place(found) == ((RANGE[0][0] + 2, RANGE[0][1]), (RANGE[1][0] + 2, RANGE[1][1]))
    editor.type(a, briefing(CITED))
    assert editor.shown(a, b) == [[], [new]]
    editor.save(a, briefing(CITED))
    assert editor.shown(a, b) == [[], [new]]

    editor.save(a, briefing(f"It fell in May.\n\n{CITED}"))
    ((second,),) = editor.shown(a)
    assert (place(second), second["code"]) == (((2, 0), (2, 15)), "uncited")
