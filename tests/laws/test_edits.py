"""After any edits a cached build reports, byte for byte, what a clean one does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from laws.briefings import TEXTS, briefings
from laws.trying import LAWS, lists_of
from project import SIX_SOURCES, Project

Edit = Callable[[Project, Any, int], None]
ENTRIES = [f"@{entry}" for entry in SIX_SOURCES.split("@")[1:]]
NAMES = ("b0", "b1", "b2")


def write_briefing(project: Project, briefing: Any, pick: int) -> None:
    """Write a briefing anew, or one more, or the same words on other lines."""
    for name, text in briefing.files(f"b{pick % 4}", width=20 + pick).items():
        project.write(name, text)


def drop_citation(project: Project, briefing: Any, pick: int) -> None:
    """Write a briefing without one of its citations."""
    without = pick % len(briefing.cited) if briefing.cited else None
    for name, text in briefing.files(f"b{pick % 3}", without=without).items():
        project.write(name, text)


def delete_briefing(project: Project, briefing: Any, pick: int) -> None:
    """Delete a briefing; the last one stays."""
    there = sorted((project.source / "briefings").glob("*.md"))
    if len(there) > 1:
        there[pick % len(there)].unlink()


def edit_part(project: Project, briefing: Any, pick: int) -> None:
    """Change a file that a briefing includes, and not the briefing."""
    there = sorted((project.source / "briefings").glob("parts/*.txt"))
    if there:
        there[pick % len(there)].write_text(f"Somebody left in {1900 + pick}.\n", encoding="utf-8")


def drop_source(project: Project, briefing: Any, pick: int) -> None:
    """Take one entry out of the bibliography."""
    project.write("references.bib", "".join(e for e in ENTRIES if e != ENTRIES[pick % 6]))


def change_source(project: Project, briefing: Any, pick: int) -> None:
    """Give an entry another outlet, or break it, or have all entries as they were in another order."""
    name = ("journaltitle", "organization", "title", "date")[pick % 4]
    changed = SIX_SOURCES.replace(f"  {name} = {{", f"  {name} = {{{pick} ", pick % 3)
    entries = changed if pick % 5 else "".join(reversed(ENTRIES))
    project.write(
        "references.bib", entries + ("@article{open, title = {\n" if pick % 7 == 0 else "")
    )


def change_text(project: Project, briefing: Any, pick: int) -> None:
    """Change a source's text, or write one that was not there."""
    key = sorted(TEXTS)[pick % len(TEXTS)]
    project.text(key, TEXTS[key].replace("25", str(pick)) if pick % 2 else TEXTS[key])


def drop_text(project: Project, briefing: Any, pick: int) -> None:
    """Delete a source's text."""
    (project.source / f"briefings/sources/{sorted(TEXTS)[pick % len(TEXTS)]}.txt").unlink(
        missing_ok=True
    )


def write_lock(project: Project, briefing: Any, pick: int) -> None:
    """Write the lock as things are."""
    project.lock()


def spoil_lock(project: Project, briefing: Any, pick: int) -> None:
    """Take a line out of the lock, or all of it."""
    lock = project.source / "references.lock"
    lines = lock.read_text("utf-8").splitlines(keepends=True) if lock.exists() else []
    if lines and pick % 3:
        del lines[pick % len(lines)]
        lock.write_text("".join(lines), encoding="utf-8")
    else:
        lock.unlink(missing_ok=True)


EDITS: list[Edit] = [
    write_briefing,
    write_briefing,
    drop_citation,
    delete_briefing,
    edit_part,
    drop_source,
    change_source,
    change_text,
    drop_text,
    write_lock,
    spoil_lock,
]


@LAWS
@given(
    st.lists(briefings(), min_size=3, max_size=3),
    lists_of(st.tuples(st.sampled_from(EDITS), briefings(), st.integers(0, 99)), 6),
)
def test_after_any_edits_a_cached_build_reports_what_a_clean_one_does(with_texts, begun, edits):
    project = with_texts()
    for name, briefing in zip(NAMES, begun, strict=True):
        for path, text in briefing.files(name).items():
            project.write(path, text)
    project.build().must_be_clean()
    done = []
    for first in range(0, len(edits), 3):
        for edit, briefing, pick in edits[first : first + 3]:
            edit(project, briefing, pick)
            done.append((edit.__name__, pick))
        cached, clean = project.build_cached_and_clean()
        assert cached.must_be_clean().report == clean.must_be_clean().report, done
        assert cached.report_bytes == clean.report_bytes, done
        assert cached.status == clean.status, done
