"""``briefcheck init``, and the wheel: what somebody gets who installs Briefcheck and begins."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from builder_ext.cli import main
from builder_ext.commands import init

ROOT = Path(__file__).parents[1]
CLEAN = "0 errors, 0 warnings, 0 notes in 5 statements of 1 briefing\n"
ODD_NAME = 'it\'s "R&D" — \\n {{x}} %s ünï'


def tree(folder):
    """Every file and folder below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def run(*command, cwd):
    """Run a program that can ask nobody, in a folder that is not the checkout."""
    ignored = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={name: value for name, value in os.environ.items() if name not in ignored},
        timeout=300,
    )


# --- the wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel of a copy: building leaves files behind, and finds those of earlier builds."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(
        ROOT / "builder_ext", copy / "builder_ext", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", ".", cwd=copy)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (copy / "dist").glob("*.whl")
    return made


@pytest.fixture(scope="session")
def programs(wheel, tmp_path_factory):
    """The folder of the programs of a new environment that has the wheel.

    It sees the packages beside the running Python, without reading their .pth files: so not the
    checkout, which an editable installation names in one.
    """
    venv = tmp_path_factory.mktemp("venv")
    done = run(sys.executable, "-m", "venv", "--without-pip", ".", cwd=venv)
    assert done.returncode == 0, done.stderr
    names = {"base": str(venv), "platbase": str(venv)}
    folder = Path(sysconfig.get_path("scripts", "venv", names))
    seen = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    site = Path(sysconfig.get_path("purelib", "venv", names))
    (site / "dependencies.pth").write_text("\n".join(sorted(seen)), "utf-8")
    install = ("install", "-q", "--no-index", "--no-deps", "--ignore-installed", wheel)
    done = run(sys.executable, "-m", "pip", "--python", folder / "python", *install, cwd=venv)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_file_of_the_package_is_in_the_wheel_and_no_other(wheel):
    package = ROOT / "builder_ext"
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {Path(name).suffix for name in ours} > {".py", ".css", ".js", ".typ", ".in", ".lock"}
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == ours


def test_an_installed_wheel_makes_a_project_that_checks_and_builds(programs, tmp_path):
    where = run(
        programs / "python", "-c", "import builder_ext as b; print(b.__file__)", cwd=tmp_path
    )
    assert where.stdout.startswith(str(programs.parent)), where.stdout + where.stderr

    def briefcheck(*words, status=0):
        done = run(programs / "briefcheck", *words, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (status, "")
        return done.stdout

    briefcheck("init", ODD_NAME)
    assert briefcheck("check", ODD_NAME) == CLEAN
    # The lock of the wheel is the one that its texts give.
    assert briefcheck("sources", "lock", "--check", "--project", ODD_NAME)
    assert briefcheck("build", "html", "--project", ODD_NAME).startswith("html: ")
    page = (tmp_path / ODD_NAME / "_build/html/briefings/tarsa.html").read_text("utf-8")
    assert "It carried 214 passengers" in page
    (script,) = re.findall(r'src="../(_static/[^"?]*briefcheck[^"?]*\.js)', page)
    assert (tmp_path / ODD_NAME / "_build/html" / script).stat().st_size > 0
    # A clone has no texts: the lock stands for them.
    shutil.rmtree(tmp_path / ODD_NAME / "briefings/sources")
    assert briefcheck("check", ODD_NAME) == CLEAN


# --- what is made


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """What ``briefcheck init`` does and says in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def typed(*words):
        status = main(["init", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def test_it_says_what_it_made_and_what_comes_next(typed, tmp_path):
    status, out, err = typed("our briefings")
    assert (status, err) == (0, "")
    head, *made, next_, check, build = out.splitlines()
    assert (head, next_) == ("made in our briefings:", "next:")
    assert check == "  briefcheck check 'our briefings'"
    assert build == "  briefcheck build html --project 'our briefings'"
    folder = tmp_path / "our briefings"
    files = [name for name in tree(folder) if (folder / name).is_file()]
    assert sorted(line.strip() for line in made) == files
    ignored = (folder / ".gitignore").read_text("utf-8").splitlines()
    assert {"/_build/", "/briefings/sources/"} < set(ignored)


def test_this_folder_may_hold_other_files_and_missing_parents_are_made(typed, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    status, out, _ = typed(".")
    assert (status, out.splitlines()[-2:]) == (
        0,
        ["  briefcheck check", "  briefcheck build html"],
    )
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert typed("a/b/c")[0] == 0
    assert (tmp_path / "a/b/c/conf.py").is_file()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("our-first_briefings", "Our first briefings"),
        ('it\'s "so" \\', 'It\'s "so" \\'),
        ('"""', '"""'),
        ("a\nimport os\n#", "A import os #"),
        ("x\u202ey\x1b[2J", "X y [2J"),
        ("日本 €", "日本 €"),
        ("<b>bold", "B bold"),
        ("---", "Briefings"),
    ],
)
def test_the_title_is_the_folders_name_whatever_that_is(typed, tmp_path, name, title):
    assert typed("--", name)[0] == 0
    settings = {}
    exec((tmp_path / name / "conf.py").read_text("utf-8"), settings)
    assert settings["project"] == title


# --- what is refused


@pytest.mark.parametrize(
    ("obstacle", "folder", "why"),
    [
        ("file README.md", ".", "README.md is already there"),
        ("file d/briefings/tarsa.md", "d", "d/briefings/tarsa.md is already there"),
        ("link d/conf.py", "d", "d/conf.py is already there"),
        ("file d", "d", "d is not a folder"),
        ("file d", "d/e", "is not a folder"),
        ("file d/.github", "d", "d/.github is not a folder"),
        ("link d", "d", "d is a link"),
        ("link d", "d/e", "is not a folder"),
        ("link d/briefings", "d", "d/briefings is a link"),
        ("link d/briefings/sources", "d", "d/briefings/sources is a link"),
        ("file x", "", "the name of the folder is empty"),
        ("file x", "y" * 300, "File name too long"),
        ("file x", "a/b/" + "y" * 300, "File name too long"),
        ("file x", "\udcff", "is not UTF-8"),
    ],
)
def test_what_is_in_the_way_is_named_in_one_line_and_nothing_is_written(
    typed, tmp_path, obstacle, folder, why
):
    kind, _, name = obstacle.partition(" ")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    if kind == "file":
        (tmp_path / name).write_text("mine")
    else:
        (tmp_path / name).symlink_to("nowhere")
    before = tree(tmp_path)
    status, out, err = typed(folder)
    assert (status, out) == (2, "")
    assert why in err
    assert err.count("\n") == 1
    assert tree(tmp_path) == before


def test_a_link_to_a_folder_is_not_followed(typed, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "d").mkdir()
    (tmp_path / "d/briefings").symlink_to(tmp_path / "other")
    assert typed("d")[0] == 2
    assert tree(tmp_path / "other") == []


@pytest.mark.parametrize("fails_at", [".gitignore", "conf.py"])
def test_a_full_disk_leaves_nothing_behind(typed, tmp_path, monkeypatch, fails_at):
    real = init.write_whole

    def write(path, text):
        if path.name == fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, text)

    monkeypatch.setattr(init, "write_whole", write)
    (tmp_path / "here").mkdir()
    (tmp_path / "here/notes.txt").write_text("mine")
    for folder in ("new/deep", "here"):
        assert typed(folder) == (
            2,
            "",
            f"briefcheck: cannot write to {folder}: No space left on device\n",
        )
    assert tree(tmp_path) == ["here", "here/notes.txt"]
