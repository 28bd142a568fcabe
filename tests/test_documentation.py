"""The documentation says what the program does."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nursery
import pytest
from jsonschema import Draft202012Validator
from project import two_at_a_time

from builder_ext.rules import all_rules

ROOT = Path(__file__).parents[1]


def sphinx(*arguments, cwd=None):
    return nursery.run(
        [sys.executable, "-m", "sphinx", "-q", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs")
    done = sphinx("-n", "-W", "--keep-going", "-b", "html", "-d", out / "d", ROOT / "docs", out)
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_every_rule_has_its_place_on_the_page_of_rules(pages):
    page = (pages / "rules.html").read_text(encoding="utf-8")
    for rule in all_rules():
        assert f'id="{rule.name}"' in page


@pytest.mark.parametrize("rule", list(all_rules()), ids=lambda rule: rule.name)
def test_each_rule_says_what_why_an_example_and_what_to_do_instead(rule):
    for part in ("**Why.**", "**Example.**", "**Instead.**"):
        assert part in rule.documentation
    assert rule.summary.endswith(".")


def test_the_broken_briefing_prints_what_its_page_shows(tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(ROOT / "docs" / "broken", broken)
    done = sphinx("-b", "briefcheck", "-d", tmp_path / "d", ".", tmp_path / "out", cwd=broken)
    assert done.returncode == 1
    printed = done.stderr.replace(f"{broken}{os.sep}", "")
    assert printed == (ROOT / "docs" / "broken" / "output.txt").read_text(encoding="utf-8")


def test_the_five_minute_start_prints_what_it_promises(tmp_path):
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    for name in ("conf.py", "references.bib", "index.md", "briefings/tarsa.md"):
        match = re.search(rf"`{re.escape(name)}`:\n\n(`{{3,}})\w+\n(.*?)\n\1", text, re.DOTALL)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(match[2] + "\n", encoding="utf-8")
    done = sphinx("-b", "briefcheck", tmp_path, tmp_path / "_build")
    assert done.returncode == 1
    assert "briefings/tarsa.md:4: ERROR: no source is cited for the value '214'" in done.stderr
    summary = (tmp_path / "_build" / "report.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert summary in text


def test_every_configuration_value_is_documented():
    from builder_ext.sphinx_ext.config import _VALUES

    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    reserved = {"excerpts", "safe"}  # of later versions, without effect yet
    assert {name for name in _VALUES if f"`briefcheck_{name}`" not in page} <= reserved


def test_every_value_that_the_pages_name_exists():
    from builder_ext.sphinx_ext.config import _VALUES

    sources = (path.read_text("utf-8") for path in (ROOT / "builder_ext").rglob("*.py"))
    known = {f"briefcheck_{name}" for name in _VALUES}
    known.update(name for text in sources for name in re.findall(r"\"(briefcheck_\w+)\"", text))
    for page in PAGES:
        named = re.findall(r"\bbriefcheck_[a-z_]+", page.read_text(encoding="utf-8"))
        assert set(named) <= known, page.name


def test_the_readme_links_to_pages_that_are_there():
    links = re.findall(r"\]\(((?!https?:)[^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


# --- the report's page and its schema


SCHEMA = json.loads((ROOT / "builder_ext/reports/report.schema.json").read_text("utf-8"))


def test_the_page_of_the_report_names_the_fields_of_its_schema(pages):
    page = (pages / "report.html").read_text(encoding="utf-8")
    for name, owner in {"report": SCHEMA, **SCHEMA["$defs"]}.items():
        if "properties" not in owner:
            continue
        section = page.partition(f'<section id="{name}">')[2].partition("</section>")[0]
        cells = re.findall(r"<tr[^>]*><td><p><code[^>]*><span[^>]*>(\w+)</span></code>", section)
        assert cells == list(owner["properties"]), name


def test_the_example_of_the_report_is_what_is_written(started):
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    (example,) = (block.text for block in blocks(text) if block.language == "json")
    shown = json.loads(example)
    assert list(Draft202012Validator(SCHEMA).iter_errors(shown)) == []
    written = json.loads((started / "report.json").read_text("utf-8"))
    for name, value in shown.items():
        if isinstance(value, list):
            assert value, name
            assert all(one in written[name] for one in value), name
        else:
            assert value == written[name], name


def test_the_script_that_validates_a_report_does(started):
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    (script,) = (block.text for block in blocks(text) if block.language == "python")
    done = run([sys.executable, "-c", script], started)
    assert (done.returncode, done.stderr) == (0, "")


# --- every command that the documentation tells people to type


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHELLS = {"sh", "console", "bash", "shell"}
SENTENCE = "The baker had soup for all 214 {cite:p}`lind2031{para. 3}`."
PAGE = (
    "<html><head><title>A night in the school</title></head><body><article>"
    "<h1>A night in the school</h1>"
    + "<p>The school of Tarsa took in the passengers of the night train.</p>" * 3
    + "</article></body></html>"
)
PREPARED = ("briefcheck sources lock", "briefcheck check --format json --output report.json")
BESIDE = {
    "article.html": PAGE,
    "reprint.html": PAGE.replace("night in", "long night in"),
    "letter.txt": "Letter to the editors\n\nThe track beyond Tarsa is open again.\n",
}
"""Files that somebody who follows the pages has beside the project that ``init`` makes."""
NOT_RUN = {
    r"python -m venv .*|\. \.venv/bin/activate|\.venv\\\S+": "Python's own; makes no use of us",
    r"ruff check .*": "one line for what `make test` runs, and this test is a part of that",
    r"briefcheck watch.*": "runs until it is stopped: tests/test_cli_watch.py",
    r"briefcheck sources add https?://.*": "wants a network: tests/test_cli_sources.py has a server",
    r"(pre-commit|git) .*": "another program, which starts a command that is run here",
}
FAIL = {
    "briefcheck check briefings/tarsa.md --fail-on warning": "the one warning is to fail it",
    "briefcheck sources verify": "what was just added is cited nowhere, and so not in the lock",
}
OWN_PROJECT = {"tutorial.md": None, "command-line.md": ROOT / "docs" / "broken"}
"""Pages that do not begin with the project that ``init`` makes; None is an empty folder."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page, and the paragraph before it."""

    language: str
    text: str
    before: str


@dataclass(frozen=True)
class Command:
    """A command line, and what the page shows that it prints; None where it shows nothing."""

    line: str
    shown: str | None = None


def blocks(text: str) -> Iterator[Block]:
    pattern = r"^( *)(`{3,}|~{3,}) *([\w{}-]*)[^\n]*\n(.*?)^\1\2 *$"
    for match in re.finditer(pattern, text, re.MULTILINE | re.DOTALL):
        before = text[: match.start()].rstrip().rpartition("\n\n")[2]
        yield Block(match[3], textwrap.dedent(match[4]), " ".join(before.split()))


def commands(block: Block) -> Iterator[Command]:
    if block.language != "console":
        for line in block.text.splitlines():
            bare = re.sub(r"(^|\s+)#.*", "", line).strip()
            if bare:
                yield Command(bare)
        return
    for typed in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = typed.partition("\n")
        yield Command(line.strip(), shown or None)


def run(command, folder):
    """Run a command as somebody would who has installed Briefcheck; nothing opens a browser."""
    folders = (nursery.programs(), Path(sys.executable).parent, os.environ["PATH"])
    return subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={
            **os.environ,
            "PATH": os.pathsep.join(map(str, folders)),
            "NO_COLOR": "1",
            "BROWSER": "true",
            "SOURCE_DATE_EPOCH": "1931212800",
        },
    )


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """The project that ``briefcheck init`` makes, locked, with one more sentence: one warning."""
    folder = tmp_path_factory.mktemp("started") / "night-train"
    assert run(["briefcheck", "init", str(folder)], folder.parent).returncode == 0
    with (folder / "briefings" / "tarsa.md").open("a", encoding="utf-8") as briefing:
        briefing.write(f"\n{SENTENCE}\n")
    for line in PREPARED:
        done = run(line, folder)
        assert done.returncode == 0, done.stderr
    for name, text in BESIDE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def walks(started, tmp_path_factory):
    """What went wrong on each page: a line for each command, two pages at a time."""
    seen = set(PREPARED)
    ordered = sorted(PAGES, key=lambda page: page.name not in OWN_PROJECT)
    planned = {page.name: [*planned_steps(page, seen)] for page in ordered}
    top = tmp_path_factory.mktemp("walks")

    def walk(name):
        folder = top / name
        project = OWN_PROJECT.get(name, started)
        if project:
            shutil.copytree(project, folder, ignore=shutil.ignore_patterns("_build"))
        else:
            folder.mkdir()
        return [*follow(planned[name], folder)]

    return two_at_a_time(walk, [name for name, steps in planned.items() if steps])


def planned_steps(page: Path, seen: set[str]) -> Iterator[Block | Command]:
    """Yield a page's edits and commands in order, without commands that were run without a word."""
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language not in SHELLS:
            if block.before.endswith(("Change the sentence to:", "md`:")):
                yield block
            continue
        for command in commands(block):
            plain = command.line.replace("python -m sphinx", "sphinx-build")
            plain = plain.replace(" -d _build/doctrees", "").removesuffix(" --open")
            if command.shown or page.name in OWN_PROJECT or plain not in seen:
                yield command
            seen.add(plain)


def follow(steps, folder: Path) -> Iterator[str]:
    """Yield what is wrong when somebody does what a page says, in its order."""
    last = ""
    for step in steps:
        if isinstance(step, Block):
            last = edit(folder / "briefings" / "tarsa.md", step, last)
        elif step.line.startswith("cd "):
            folder /= step.line[3:]
        elif not any(re.fullmatch(pattern, step.line) for pattern in NOT_RUN):
            yield from typed(step, folder)


def edit(briefing: Path, block: Block, last: str) -> str:
    """Do to the briefing what a page says, and return the text that now ends it."""
    text = briefing.read_text(encoding="utf-8")
    if block.before.endswith("Change the sentence to:"):
        text = text.removesuffix(last) + block.text
    elif block.before.startswith("Add to the end of"):
        text = f"{text}\n{block.text}"
    briefing.write_text(text, encoding="utf-8")
    return block.text


def typed(command: Command, folder: Path) -> Iterator[str]:
    program = shlex.split(command.line)[0]
    if program == "pip" or program.endswith("/pip"):
        yield from unknown_extras(command.line)
    elif program == "make":
        done = run(command.line.replace("make", "make -n", 1), ROOT)
        if done.returncode:
            yield f"{command.line}: {done.stderr}"
    elif program in ("briefcheck", "sphinx-build", "python"):
        yield from went_wrong(command, run(command.line, folder))
    else:
        yield f"{command.line}: nobody runs this; run it here, or say in NOT_RUN why not"


def unknown_extras(line: str) -> Iterator[str]:
    """Yield the extras that a line would install and pyproject.toml does not have."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for listed in re.findall(r"(?:briefcheck|\.)\[([^]]*)\]", line):
        for extra in listed.split(","):
            if extra not in project["optional-dependencies"]:
                yield f"{line}: there is no extra {extra}"


def went_wrong(command: Command, done) -> Iterator[str]:
    finds = re.search(r"^[1-9]\d* errors?", command.shown or "", re.MULTILINE)
    expected = 1 if finds or command.line in FAIL else 0
    printed = done.stdout + done.stderr
    if done.returncode != expected or "Traceback" in printed:
        yield f"{command.line}: exit status {done.returncode}: {printed}"
    elif command.shown and command.shown.strip() != printed.strip():
        yield f"{command.line} prints:\n{printed}\nand is said to print:\n{command.shown}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_runs_and_prints_what_the_page_shows(page, walks):
    wrong = walks.get(page.name, [])
    assert not wrong, "\n".join(wrong)


def test_the_tutorial_ends_clean_and_published(walks):
    tutorial = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    shown = [c.shown or "" for b in blocks(tutorial) if b.language in SHELLS for c in commands(b)]
    met = re.findall(r"(?:error|warning|note) ([a-z-]+):", "".join(shown))
    assert met == ["uncited", "single-outlet", "misquote", "uncited", "unmarked-assessment"]
    last = [said for said in shown if "statements of" in said][-1]
    assert re.match(
        r"0 errors, 0 warnings, 0 notes in \d+ statements of 1 briefing \(1 waived\)", last
    )
    assert "build html" in tutorial.rpartition("statements of")[2]


@pytest.mark.parametrize(
    "command",
    [
        Command("frobnicate briefings"),
        Command("make nothing-that-is-there"),
        Command('pip install "briefcheck[nothing]"'),
        Command("briefcheck --nothing"),
        Command("briefcheck --version", "briefcheck 99\n"),
    ],
    ids=lambda command: command.line,
)
def test_a_wrong_command_is_told(command, tmp_path):
    assert [*follow([command], tmp_path)]


def test_every_command_that_is_not_run_is_in_a_page():
    texts = (page.read_text(encoding="utf-8") for page in PAGES)
    shells = [block for text in texts for block in blocks(text) if block.language in SHELLS]
    lines = {command.line for block in shells for command in commands(block)}
    for pattern in [*NOT_RUN, *map(re.escape, FAIL)]:
        assert any(re.fullmatch(pattern, line) for line in lines), pattern
