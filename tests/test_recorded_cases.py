"""The prose cases again, their statements and findings made in this process: milliseconds a run."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import test_evidence_cases as with_texts
import test_prose_cases as prose
from recorded import Recorded, record

from builder_ext.model import Finding


@cache
def folders() -> tuple[Path, Path]:
    """Folders of both projects; `mutants.py` sets one that outlives this process."""
    kept = os.environ.get("BRIEFCHECK_RECORDED")
    root = Path(kept or mkdtemp(prefix="recorded-"))
    if not kept:
        atexit.register(shutil.rmtree, root, ignore_errors=True)
    if not (root / "prose").exists():
        prose.copy_cases(root / "prose/briefings", prose.VARIANTS["plain"])
        shutil.copy(prose.CASES / "references.bib", root / "prose")
        (root / "prose/index.md").write_text(prose.INDEX, "utf-8")
        shutil.copytree(with_texts.CASES, root / "texts")
        for path in (root / "texts/briefings").glob("*.md"):
            path.write_text(prose.without_expectations(path.read_text("utf-8")), "utf-8")
        (root / "texts/index.md").write_text(with_texts.INDEX, "utf-8")
        (root / "texts/conf.py").write_text(with_texts.CONF, "utf-8")
        with_texts.lock(root / "texts")
    return root / "prose", root / "texts"


@cache
def prose_cases() -> Recorded:
    return record(folders()[0], prose.CONF)


@cache
def cases_with_texts() -> Recorded:
    return record(folders()[1], with_texts.CONF)


def told(findings: Iterable[Finding], file: str) -> list[dict[str, Any]]:
    """Return what was found in a file as report.json tells it."""
    return [
        {"line": f.place.line, "rule": f.rule, "severity": f.severity.word, "message": f.message}
        for f in findings
        if f.waived is None and f.place.path == file
    ]


@pytest.mark.parametrize("file", [f for f in prose.FILES if not f.startswith("_parts/")])
def test_a_file_raises_what_it_states_and_nothing_else(file: str) -> None:
    path = f"briefings/{file}"
    found = told(prose_cases().check(path).findings, path)
    wrong = prose.misstated(prose.CASES / file, found)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("file", with_texts.FILES)
@pytest.mark.parametrize("seen", ["text", "lock"])
def test_a_file_raises_what_it_states_beside_texts_and_by_the_lock(file: str, seen: str) -> None:
    path, project = f"briefings/{file}", cases_with_texts()
    lock = project.lock() if seen == "lock" else None
    found = told(project.check(path, lock).findings, path)
    wrong = prose.misstated(with_texts.CASES / "briefings" / file, found)
    assert not wrong, "\n".join(wrong)
