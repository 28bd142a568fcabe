"""A small project in a temporary folder, built by ``python -m sphinx`` in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import nursery

T = TypeVar("T")

SIX_SOURCES = """\
@article{rivera2020,
  author = {Rivera, Ana},
  title = {Night Train to the Border},
  journaltitle = {The Harbor Post},
  date = {2020-03-19},
  url = {https://harbor.example/night-train},
}
@article{okafor2020,
  author = {Okafor, Ben},
  title = {What the Envoy Knew},
  journaltitle = {Meridian Weekly},
  date = {2020-03-20},
}
@online{lindqvist2021,
  author = {Lindqvist, Eva},
  title = {A Base in the Hills},
  organization = {Northern Desk},
  date = {2021-01-04},
  url = {https://north.example/base},
}
@online{reprint2020,
  author = {Rivera, Ana},
  title = {Night Train to the Border},
  organization = {Valley Reader},
  origpublisher = {The Harbor Post},
  date = {2020-03-22},
  url = {https://valley.example/night-train},
}
@report{ministry2020,
  title = {[Statement on the Hill Base]},
  institution = {Ministry of Transport},
  date = {2020-04-01},
}
@article{haddad2020,
  author = {Haddad, Lina and Sato, Ken},
  title = {The Last Convoy},
  journaltitle = {Coast Daily},
  date = {2020-03-21},
}
"""
"""Six sources of five origins: the reprint's is The Harbor Post."""

_INDEX = "# Briefings\n\n```{toctree}\n:glob:\nbriefings/*\n```\n"
_LOG_LINE = re.compile(
    r"^(?P<path>[^:\n]+\.(?:md|bib|py|rst))(?::(?P<line>\d+))?: (?P<level>\w+): (?P<text>.*)$", re.M
)


@dataclass(frozen=True)
class Build:
    """What one run of Sphinx came to; ``seen`` has its log lines as (path, line, level, rule)."""

    status: int
    stdout: str
    stderr: str
    out: Path
    srcdir: Path

    @property
    def report(self) -> dict[str, Any]:
        """The contents of report.json."""
        return json.loads(self.report_bytes)

    @property
    def report_bytes(self) -> bytes:
        return (self.out / "report.json").read_bytes()

    @property
    def findings(self) -> list[tuple[str, str, int]]:
        """Rule, path and line of every finding that nobody waived, in the report's order."""
        return [
            (f["rule"], f["path"], f["line"])
            for f in self.report["findings"]
            if f["waived"] is None
        ]

    def about(self, rule: str) -> list[dict[str, Any]]:
        """The findings of one rule."""
        return [f for f in self.report["findings"] if f["rule"] == rule]

    @property
    def seen(self) -> list[tuple[str, int, str, str]]:
        lines = []
        for match in _LOG_LINE.finditer(self.stderr):
            path = os.path.relpath(match["path"], self.srcdir).replace(os.sep, "/")
            rule = re.search(r"\[([\w.-]+)\]\s*$", match["text"])
            lines.append((path, int(match["line"] or 0), match["level"], rule[1] if rule else ""))
        return lines

    def page(self, name: str) -> str:
        """The text of a file that was written."""
        return (self.out / name).read_text(encoding="utf-8")

    def text_of(self, name: str) -> str:
        """The words of an HTML page's body, white space folded."""
        body = self.page(name).partition('<div class="body"')[2] or self.page(name)
        words = re.sub(r"<[^>]+>", "", body)
        for name_, char in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", '"'),
            ("&#39;", "'"),
            ("&#x27;", "'"),
            ("&amp;", "&"),
        ):
            words = words.replace(name_, char)
        return re.sub(r"\s+", " ", words)

    def must_be_clean(self) -> Build:
        """Assert that nothing went wrong but findings: no traceback, no crash."""
        assert "Traceback" not in self.stderr, self.stderr
        assert "xception" not in self.stderr, self.stderr
        assert self.status in (0, 1), self.stderr
        return self


@dataclass
class Project:
    """``root/source`` is the Sphinx source folder; every builder has a folder under ``root/out``."""

    root: Path
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source.mkdir(parents=True, exist_ok=True)
        self.configure()
        self.write("index.md", _INDEX)
        self.write("references.bib", SIX_SOURCES)

    @property
    def source(self) -> Path:
        return self.root / "source"

    def configure(self, extra: str = "", **settings: Any) -> Project:
        """Write conf.py: the settings so far and these, then ``extra`` lines of Python."""
        self.settings.update(settings)
        values = {
            "extensions": ["builder_ext"],
            "bibtex_bibfiles": ["references.bib"],
            "html_theme": "basic",
            **self.settings,
        }
        lines = [f"{name} = {value!r}" for name, value in values.items()]
        return self.write("conf.py", "\n".join([*lines, extra, ""]))

    def write(self, name: str, content: str | bytes) -> Project:
        """Write a file below the source folder."""
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def briefing(self, text: str, name: str = "a") -> Project:
        """Write a briefing with a title of its own; its text begins at line 3."""
        return self.write(f"briefings/{name}.md", f"# Briefing {name}\n\n{text}\n")

    def text(self, key: str, text: str) -> Project:
        """Save a source's text as a snapshot."""
        return self.write(f"briefings/sources/{key}.txt", text + "\n")

    def remove(self, name: str) -> Project:
        (self.source / name).unlink()
        return self

    def command(
        self,
        builder: str,
        *options: str,
        out: str = "",
        doctrees: str = "doctrees",
    ) -> tuple[list[str], Path]:
        folder = self.root / "out" / (out or builder)
        return [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-b",
            builder,
            "-d",
            str(self.root / doctrees),
            *options,
            str(self.source),
            str(folder),
        ], folder

    def build(
        self,
        builder: str = "briefcheck",
        *options: str,
        out: str = "",
        doctrees: str = "doctrees",
        verbose: bool = False,
    ) -> Build:
        """Run ``python -m sphinx -b builder``; cached where ``doctrees`` and ``out`` are."""
        command, folder = self.command(builder, *options, out=out, doctrees=doctrees)
        if verbose:
            command.remove("-q")
        done = nursery.run(
            command,
            errors="replace",
            env={**os.environ, "NO_COLOR": "1"},
            timeout=120,
        )
        return Build(done.returncode, done.stdout, done.stderr, folder, self.source)

    def briefcheck(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command ``briefcheck`` in the source folder."""
        return nursery.run(
            [sys.executable, "-m", "builder_ext", *arguments],
            cwd=self.source,
            errors="replace",
            env={**os.environ, "NO_COLOR": "1", **environment},
            timeout=120,
        )

    def lock(self) -> str:
        """Write the lock, and return it."""
        done = self.briefcheck("sources", "lock")
        assert done.returncode == 0, done.stderr
        return (self.source / "references.lock").read_text("utf-8")

    def build_clean(self, builder: str = "briefcheck", *options: str) -> Build:
        """Build with new folders: nothing is cached."""
        number = len(list(self.root.glob("clean-*")))
        return self.build(builder, *options, out=f"clean-{number}", doctrees=f"clean-{number}")

    def build_cached_and_clean(self, builder: str = "briefcheck") -> tuple[Build, Build]:
        """Build with what is cached, and, at the same time, with nothing cached."""
        runs = {"cached": self.build, "clean": self.build_clean}
        built = two_at_a_time(lambda name: runs[name](builder), runs)
        return built["cached"], built["clean"]

    def listing(self) -> dict[str, bytes]:
        """Every file of the source folder with its contents."""
        return {
            path.relative_to(self.source).as_posix(): path.read_bytes()
            for path in sorted(self.source.rglob("*"))
            if path.is_file()
        }


def two_at_a_time(build: Callable[[str], T], names: Iterable[str]) -> dict[str, T]:
    """Call a function with each name, two calls at a time, and return what they return by name."""
    listed = list(names)
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(listed, pool.map(build, listed), strict=True))
