"""The prose cases in ``tests/with_texts``: what they raise with the texts, and by the lock alone.

They state what they raise as those of ``tests/briefings`` do.  A rule's own notes are stated in its
own file; elsewhere a note need be stated only on a line that states another one.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nursery
import pytest
from test_prose_cases import misstated, without_expectations

CASES = Path(__file__).parent / "with_texts"
FILES = sorted(path.name for path in (CASES / "briefings").glob("*.md"))
CONF = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
bibtex_bibfiles = ["references.bib"]
exclude_patterns = ["out*", "README.md"]
language = "en"
briefcheck_names = {"Kerim Osman": ["Karim Usman"]}
"""
INDEX = """# Index

```{toctree}
:glob:
briefings/*
```

```{bibliography}
```
"""
ABOUT_THE_LOCK = {"unlocked-evidence", "stale-evidence", "changed-snapshot"}


@dataclass(frozen=True)
class Result:
    """The report of one build."""

    report: dict[str, Any]

    def found_in(self, file: str) -> list[dict[str, Any]]:
        path = f"briefings/{file}"
        return [f for f in self.report["findings"] if f["path"] == path and f["waived"] is None]

    @property
    def findings(self) -> Counter[tuple[Any, ...]]:
        """All findings but those on the lock itself, messages aside: only a text can give words."""
        return Counter(
            (
                f["rule"],
                f["severity"],
                f["path"],
                f["line"],
                f["column"],
                f["waived"],
                *f["sources"],
            )
            for f in self.report["findings"]
            if f["rule"] not in ABOUT_THE_LOCK
        )

    @property
    def rulings(self) -> list[tuple[Any, ...]]:
        names = ("path", "line", "column", "corroboration", "basis", "assumed")
        return [tuple(s[name] for name in names) for s in self.report["statements"]]


def build(folder: Path) -> Result:
    run(folder, "-m", "sphinx", "-q", "-b", "briefcheck", ".", "out")
    return Result(json.loads((folder / "out/report.json").read_text("utf-8")))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = nursery.run([sys.executable, *arguments], cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done


def lock(folder: Path) -> str:
    run(folder, "-m", "builder_ext", "sources", "lock")
    return (folder / "references.lock").read_text("utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases as a project, with texts and a lock made from them."""
    folder = tmp_path_factory.mktemp("texts") / "project"
    shutil.copytree(CASES, folder)
    for path in (folder / "briefings").glob("*.md"):
        path.write_text(without_expectations(path.read_text("utf-8")), "utf-8")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    lock(folder)
    return folder


@pytest.fixture(scope="module")
def by_text(project: Path) -> Result:
    return build(project)


@pytest.fixture(scope="module")
def by_lock(project: Path, by_text: Result) -> Result:
    """What the same project tells in a clone that has no texts."""
    clone = project.with_name("clone")
    shutil.copytree(project, clone, ignore=shutil.ignore_patterns("out", "sources", "_build"))
    return build(clone)


@pytest.mark.parametrize("file", FILES)
def test_a_file_raises_what_it_states_and_nothing_else(file: str, by_text: Result) -> None:
    wrong = misstated(CASES / "briefings" / file, by_text.found_in(file))
    assert not wrong, f"{file}:\n" + "\n".join(wrong)


def test_the_lock_alone_gives_the_findings_of_the_texts(by_text: Result, by_lock: Result) -> None:
    assert by_lock.findings == by_text.findings
    assert by_lock.rulings == by_text.rulings


def test_a_fresh_lock_has_nothing_wrong_with_it(by_text: Result, by_lock: Result) -> None:
    for result in (by_text, by_lock):
        wrong = [f for f in result.report["findings"] if f["rule"] in ABOUT_THE_LOCK]
        # Of the source that nobody saved there can be no record.
        assert [(f["rule"], f["path"]) for f in wrong] == [
            ("unlocked-evidence", "briefings/unchecked.md")
        ]


def test_the_lock_has_no_word_of_a_source(project: Path, by_text: Result) -> None:
    locked = (project / "references.lock").read_text("utf-8")
    words = {
        word
        for path in (project / "briefings/sources").glob("*.txt")
        for word in re.findall(r"[a-z]{6,}", path.read_text("utf-8").lower())
    }
    own = set(re.findall(r"[a-z]{6,}", (CASES / "references.bib").read_text("utf-8").lower()))
    kept = {word for word in re.findall(r"[a-z]{6,}", locked.lower()) if word in words}
    assert kept <= own | {"source", "carried", "evidence", "quotation", "speaker", "absent"}


def test_without_texts_and_lock_nothing_passes_as_checked(project: Path, by_text: Result) -> None:
    clone = project.with_name("bare")
    ignored = shutil.ignore_patterns("out", "sources", "_build", "references.lock")
    shutil.copytree(project, clone, ignore=ignored)
    bare = build(clone)
    assert bare.report["summary"]["unchecked"] > by_text.report["summary"]["unchecked"]
    for statement in bare.report["statements"]:
        parts = [e for e in statement["evidence"] if e["type"] in ("quotation", "value")]
        if statement["citations"] and any(e["unseen"] for e in parts):
            assert statement["assumed"], statement["text"]
    assert not [
        f for f in bare.report["findings"] if f["rule"] in ("misquote", "unsupported-value")
    ]


def test_a_reprint_under_another_name_is_found_by_its_text_and_by_what_it_says(
    by_text: Result,
) -> None:
    found = {
        (f["rule"], *f["sources"]): f["severity"]
        for f in by_text.report["findings"]
        if f["path"] == "references.bib"
    }
    assert found["shared-text", "copyist", "gazette"] == "warning"
    assert found["origin-hint", "copyist"] == "warning"
    assert sum(key[0] in ("shared-text", "origin-hint") for key in found) == 2


def test_an_uncited_statement_is_told_the_nearest_passage_ready_to_cite(by_text: Result) -> None:
    (found,) = [f for f in by_text.found_in("uncited.md") if f["rule"] == "uncited"]
    assert re.search(r"\{cite:p\}`(?:gazette\{para\. 3\}|courier\{para\. 2\})`", found["message"])


def test_explain_says_which_source_carries_which_part_and_where(
    project: Path, by_text: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BRIEFCHECK_REAL_PROCESSES", "1")
    told = run(project, "-m", "builder_ext", "explain", "briefings/wrong-locator.md:3").stdout
    assert "rests on 2 independent origins" in told
    assert "+ value '25': ¶ 3" in told
    assert "+ value '25': ¶ 2" in told
    assert "after 25 boards had broken" in told
