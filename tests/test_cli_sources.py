"""``briefcheck sources`` as it is typed: what it prints, writes, and with what status it ends."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import pty
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from builder_ext import cli
from builder_ext.commands.terminal import table, width
from builder_ext.sources import read_library

TEXT = "The ferry left at nine.\n\nNobody on the pier had seen the minister.\n"
PAGE = """<html><head><title>Night Ferry</title>
<meta property="og:site_name" content="The Harbor Post"><meta name="author" content="Ana Rivera">
<meta property="article:published_time" content="2020-03-19T10:00:00Z"></head><body><article>
<p>The ferry left at nine with forty people aboard, and the harbour master said nobody counted.</p>
<p>Nobody on the pier had seen the minister. “We were told to wait,” said a clerk at the gate.</p>
<p>By noon the sheds were empty, the cranes stood still, and the last lorry had gone inland.</p>
<p>Two deckhands spoke of a second boat that came without lights and left before the tide.</p>
</article></body></html>"""
BIB = """@article{okafor2020,
  title = {What the Envoy Knew},
  journaltitle = {Meridian Weekly},
  date = {2020-03-20},
}
@online{reprint2020,
  title = {Night Train to the Border},
  organization = {Valley Reader},
  origpublisher = {The Harbor Post},
  date = {2020-03-22},
  url = {https://valley.example/night-train},
}
"""


class Shell:
    """A project in a temporary folder, and the command run in it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys
        self.write("conf.py", 'bibtex_bibfiles = ["references.bib"]\n')
        self.write("references.bib", BIB)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *words: str, status: int = 0) -> tuple[str, str]:
        """The two outputs of a command that must end with a status."""
        self._capsys.readouterr()
        try:
            found = cli.main(["sources", *words])
        except SystemExit as end:
            found = end.code
        out, err = self._capsys.readouterr()
        assert found == status, (found, out, err)
        assert "Traceback" not in err
        return out, err

    def refused(self, *words: str) -> str:
        """The one line that says why a command could not run."""
        before = self.listing()
        out, err = self.run(*words, status=2)
        assert err.count("\n") == 1, err
        assert not out
        assert self.listing() == before
        return err

    def listing(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }

    def snapshot(self, key: str) -> str:
        return (self.root / "briefings" / "sources" / f"{key}.txt").read_text(encoding="utf-8")

    @property
    def library(self):
        return read_library([(self.root / "references.bib", "references.bib")])


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    return Shell(tmp_path / "project", capsys)


# -- add ----------------------------------------------------------------------------------------


def test_a_page_is_saved_with_an_entry_of_what_it_says_of_itself(shell):
    shell.write("page.html", PAGE)
    out, err = shell.run("add", "page.html", "--key", "ferry")
    assert "ferry: briefings/sources/ferry.txt" in out
    assert not err
    source = shell.library.sources["ferry"]
    assert (source.title, source.outlet, source.date) == (
        "Night Ferry",
        "The Harbor Post",
        "2020-03-19",
    )
    assert source.authors == ("Ana Rivera",)
    assert source.field("urldate") is None
    assert shell.snapshot("ferry").split("\n\n")[-1].startswith("Two deckhands")


def test_options_overrule_what_the_page_says(shell):
    shell.write("page.html", PAGE)
    shell.run(
        *("add", "page.html", "--key", "k", "--title", "Another {T}", "--outlet", "Hill & Vale"),
        *("--origin", "Northern Desk", "--origin", "Coast Daily", "--date", "2020-03-18"),
        *(
            "--author",
            "Sato, Ken",
            "--author",
            "Lina Haddad",
            "--url",
            "https://hill.example/a_b%20c",
        ),
        *("--type", "report"),
    )
    source = shell.library.sources["k"]
    assert (source.title, source.outlet, source.date) == (
        "Another (T)",
        "Hill & Vale",
        "2020-03-18",
    )
    assert source.origins == ("Northern Desk", "Coast Daily")
    assert source.authors == ("Ken Sato", "Lina Haddad")
    assert (source.entry_type, source.url) == ("report", "https://hill.example/a_b%20c")
    assert source.field("urldate") == datetime.date.today().isoformat()


def test_what_is_not_found_is_left_out_and_named(shell):
    shell.write("notes.txt", TEXT)
    out, _ = shell.run("add", "notes.txt", "--outlet", "Coast Daily")
    assert "no title and no author and no date found; give --title, --author, --date" in out
    assert shell.library.sources["notes"].fields == (("journaltitle", "Coast Daily"),)
    assert shell.snapshot("notes") == TEXT


def test_nothing_is_overwritten_without_force(shell):
    shell.write("a.txt", TEXT)
    shell.run("add", "a.txt", "--key", "k")
    shell.write("a.txt", "Another text.\n")
    assert "--force" in shell.refused("add", "a.txt", "--key", "k")
    bib = (shell.root / "references.bib").read_bytes()
    out, _ = shell.run("add", "a.txt", "--key", "k", "--force", "--title", "New")
    assert "replaced" in out
    assert "left as it is: references.bib, line 14" in out
    assert "--title changed nothing" in out
    assert shell.snapshot("k") == "Another text.\n"
    assert (shell.root / "references.bib").read_bytes() == bib


def test_a_file_named_after_an_entry_is_its_text(shell):
    bib = (shell.root / "references.bib").read_bytes()
    shell.write("texts/okafor2020.txt", TEXT)
    out, _ = shell.run("add", "texts/okafor2020.txt")
    assert "left as it is" in out
    assert shell.snapshot("okafor2020") == TEXT
    assert (shell.root / "references.bib").read_bytes() == bib


def test_an_entry_whose_title_is_another_is_noted(shell):
    shell.write("page.html", PAGE)
    out, _ = shell.run("add", "page.html", "--key", "okafor2020")
    assert "the text's title is 'Night Ferry', the entry's 'What the Envoy Knew'" in out


def test_several_files_get_keys_of_author_and_year_or_of_their_names(shell):
    shell.write("one.html", PAGE)
    shell.write("two.html", PAGE.replace("ferry left at nine", "ferry left at ten"))
    shell.write("My notes, part 2.txt", TEXT)
    shell.write("okafor2020.txt", TEXT)
    names = ("one.html", "two.html", "My notes, part 2.txt", "okafor2020.txt")
    out, err = shell.run("add", *names)
    assert [line.split(":")[0] for line in out.splitlines() if line[0] != " "] == [
        *("rivera2020", "rivera2020b", "mynotespart2", "okafor2020"),
    ]
    assert err.splitlines()[0] == "[1/4] one.html"
    before = shell.listing()
    out, _ = shell.run("add", *names)
    assert out.count("unchanged") == 4
    assert shell.listing() == before


def test_one_that_fails_does_not_stop_the_next(shell):
    shell.write("a.txt", TEXT)
    out, err = shell.run("add", "nothing.txt", "a.txt", status=2)
    assert out.startswith("a: ")
    assert err == "briefcheck: nothing.txt cannot be read: No such file or directory\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--key", "a b"), "' '"),
        (("--key", "a,b"), "','"),
        (("--key", "../x"), "begin with"),
        (("--key", "k" * 300), "255 bytes"),
        (("--key", "Okafor2020"), "all but the same as 'okafor2020'"),
        (("--date", "March"), "2020-03-19"),
        (("--url", "file:///x"), "neither http nor https"),
        (("--type", "song"), "invalid choice"),
        (("b.txt", "--key", "k"), "--key can be given for one source only"),
        (("--project", "nowhere"), "is not a folder"),
        (("--no-such",), "--no-such"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_line(shell, words, said):
    shell.write("a.txt", TEXT)
    assert said in shell.refused("add", "a.txt", *words)


@pytest.mark.parametrize("name", ["ftp://a.example/x", "file:///etc/passwd", "."])
def test_what_is_neither_file_nor_web_page_is_refused(shell, name):
    shell.refused("add", name)


def test_a_hostile_page_reaches_terminal_and_bibliography_harmless(shell):
    title = "x&#27;[31m &#8238;evil }, @misc{y, title={gone}} \\input{/etc/passwd} ::error::"
    shell.write("page.html", PAGE.replace("Night Ferry", title).replace("Ana Rivera", "A} # {B"))
    out, err = shell.run("add", "page.html", "--key", "k")
    for sign in ("\x1b", "\u202e"):
        assert sign not in out + err
    assert list(shell.library.sources) == ["okafor2020", "reprint2020", "k"]
    assert not shell.library.broken
    assert b"\x1b" not in (shell.root / "references.bib").read_bytes()


def test_a_page_from_the_web_gets_its_address_and_the_day(shell, monkeypatch):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/page" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *words):
            pass

    monkeypatch.setenv("no_proxy", "*")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_address[1]}"
        shell.run("add", f"{root}/page")
        err = shell.refused("add", f"{root}/gone")
        server.shutdown()
    assert err == f"briefcheck: {root}/gone answers 404 Not Found\n"
    source = shell.library.sources["rivera2020"]
    assert (source.entry_type, source.url) == ("online", f"{root}/page")
    assert source.field("urldate") == datetime.date.today().isoformat()


# -- the project --------------------------------------------------------------------------------


def test_the_project_is_the_nearest_conf_py_above(shell, monkeypatch):
    shell.write("briefings/deep/a.txt", TEXT)
    monkeypatch.chdir(shell.root / "briefings" / "deep")
    shell.run("add", "a.txt")
    assert shell.snapshot("a") == TEXT
    monkeypatch.chdir(shell.root.parent)
    assert "no conf.py" in shell.run("list", status=2)[1]
    assert "okafor2020" in shell.run("list", "--project", "project")[0]


def test_the_settings_of_conf_py_are_used(shell):
    shell.write(
        "conf.py",
        'bibtex_bibfiles = ["b/more.bib", "references.bib"]\nbriefcheck_snapshots = "texts"\n',
    )
    shell.write("a.txt", TEXT)
    out, _ = shell.run("add", "a.txt")
    assert "a: texts/a.txt" in out
    assert (shell.root / "texts" / "a.txt").read_text() == TEXT
    assert "@article{a," in (shell.root / "b" / "more.bib").read_text()
    assert "okafor2020" in shell.run("list")[0]


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ("x = (", "syntax error"),
        ("raise RuntimeError('no\\nway')", "way"),
        ("import sys; sys.exit(0)", "sys.exit()"),
        ("bibtex_bibfiles = 'references.bib'", "list of files"),
        ("briefcheck_snapshots = 3", "folder's path"),
        ("bibtex_bibfiles = []", "bibtex_bibfiles"),
    ],
)
def test_a_conf_py_that_cannot_be_used_is_named(shell, conf, said):
    shell.write("conf.py", conf)
    shell.write("a.txt", TEXT)
    assert said in shell.refused("add", "a.txt")


def test_what_conf_py_prints_stays_out_of_the_output(shell):
    shell.write("conf.py", "print('hello')\n")
    out, err = shell.run("list", "--format", "json")
    assert json.loads(out)["schema"] == 1
    assert err == "hello\n"


# -- list ---------------------------------------------------------------------------------------


def test_the_list_is_a_table_with_what_there_is_of_each_text(shell):
    shell.write("briefings/sources/okafor2020.txt", TEXT)
    out, _ = shell.run("list")
    head, first, second = out.splitlines()
    digest = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
    assert head.split() == ["key", "outlet", "origin", "date", "snapshot"]
    assert first.split() == [
        *("okafor2020", "Meridian", "Weekly", "-", "2020-03-20", str(len(TEXT)), "bytes", digest),
    ]
    assert second.endswith("no text")
    assert {
        line.index(word) for line, word in ((head, "outlet"), (first, "Meri"), (second, "Vall"))
    } == {13}
    assert "\x1b" not in out


def test_orphans_strangers_and_broken_entries_are_named(shell):
    shell.write(
        "references.bib", BIB + "@misc{bad, title={A}, title={B}}\n@misc{Okafor2020, title={C}}\n"
    )
    for name in ("orphan.txt", "my text.txt", "bad.txt", ".gitkeep"):
        shell.write(f"briefings/sources/{name}", TEXT)
    shell.write("briefings/sources/reprint2020.txt", b"caf\xe9")
    out, _ = shell.run("list")
    assert "references.bib:13: the entry 'bad' cannot be read: field title is given twice" in out
    assert "references.bib:14: 'Okafor2020' is already in line 1" in out
    assert "orphan.txt: no entry has the key 'orphan'" in out
    assert "my text.txt: not the name of a snapshot" in out
    assert "not used: is not UTF-8: byte 0xE9 in line 1" in out
    assert "bad.txt" not in out
    assert "gitkeep" not in out


def test_the_list_as_json_holds_the_same(shell):
    shell.write("briefings/sources/okafor2020.txt", TEXT)
    shell.write("briefings/sources/reprint2020.txt", b"a\0")
    shell.write("briefings/sources/orphan.txt", TEXT)
    data = json.loads(shell.run("list", "--format", "json")[0])
    first, second = data["sources"]
    assert first == {
        "key": "okafor2020",
        "path": "references.bib",
        "line": 1,
        "title": "What the Envoy Knew",
        "outlet": "Meridian Weekly",
        "origin": "Meridian Weekly",
        "date": "2020-03-20",
        "url": None,
        "snapshot": {"sha256": hashlib.sha256(TEXT.encode()).hexdigest(), "size": len(TEXT)},
        "problem": None,
    }
    assert (second["snapshot"], "NUL" in second["problem"]) == (None, True)
    assert second["origin"] == "The Harbor Post"
    assert data["orphans"] == ["orphan"]


def test_an_empty_project_lists_nothing_and_says_so(shell):
    (shell.root / "references.bib").unlink()
    assert "holds no source" in shell.run("list")[0]


def test_hostile_names_are_printed_harmless(shell):
    shell.write("references.bib", "@misc{k, title={T}, organization={A\x1b[31m\u202eB}}\n")
    shell.write("briefings/sources/bad\x1b[31m name.txt", TEXT)
    out, _ = shell.run("list")
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_wide_letters_are_aligned_by_the_columns_they_take():
    assert [width(text) for text in ("abc", "港口", "e\u0301", "")] == [3, 4, 1, 0]
    lines = list(table([("a", "b"), ("港", "x"), ("e\u0301", "y")], ["", "", ""]))
    assert lines == ["a   b", "港  x", "e\u0301   y"]


def seen_on_a_terminal(shell: Shell, *words: str, **environment: str) -> str:
    """What a command writes when a terminal shows it, in its own process."""
    ours, theirs = pty.openpty()
    inherited = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "builder_ext", *words],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        cwd=shell.root,
        env={**inherited, "TERM": "xterm", **environment},
    ):
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):
            while data := os.read(ours, 65_536):
                shown += data
    os.close(ours)
    return shown.decode()


def test_colours_are_for_terminals_and_not_where_no_color_is_set(shell):
    assert "\x1b[1mkey" in seen_on_a_terminal(shell, "sources", "list")
    assert "\x1b" not in seen_on_a_terminal(shell, "sources", "list", NO_COLOR="1")


def test_progress_renews_one_line_on_a_terminal(shell):
    for number in range(4):
        shell.write(f"n{number}.txt", f"{number} {TEXT}")
    shown = seen_on_a_terminal(
        shell, "sources", "add", *(f"n{number}.txt" for number in range(4)), NO_COLOR="1"
    )
    assert "\r\x1b[K[4/4] n3.txt\r\x1b[Kn3: briefings/sources/n3.txt" in shown


# -- verify -------------------------------------------------------------------------------------


def record(key: str, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"source\t{key}\t{digest}\t{len(text)}\t2026-01-02\t{'0' * 16}\n"


def test_snapshots_as_the_lock_has_them_pass(shell):
    shell.write("references.lock", record("okafor2020", TEXT))
    shell.write("briefings/sources/okafor2020.txt", TEXT)
    assert shell.run("verify") == ("1 as the lock has them\n", "")


def test_every_difference_from_the_lock_is_a_finding(shell):
    keys = ("changed", "missing", "unlocked", "linked", "same")
    shell.write("references.bib", "".join(f"@misc{{{key}, title={{T}}}}\n" for key in keys))
    recorded = ("changed", "missing", "linked", "same", "gone")
    shell.write("references.lock", "".join(record(key, TEXT) for key in recorded))
    shell.write("briefings/sources/changed.txt", TEXT + "More.\n")
    shell.write("briefings/sources/unlocked.txt", TEXT)
    shell.write("briefings/sources/same.txt", TEXT)
    (shell.root / "briefings/sources/linked.txt").symlink_to(shell.root / "conf.py")
    out, _ = shell.run("verify", status=1)
    assert [line.split(": ")[:2] for line in out.splitlines()[:-1]] == [
        ["changed", "changed"],
        ["left over", "gone"],
        ["unreadable", "linked"],
        ["missing", "missing"],
        ["unlocked", "unlocked"],
    ]
    assert out.splitlines()[-1] == (
        "1 as the lock has them, 1 changed, 1 missing, 1 unlocked, 1 unreadable, 1 left over"
    )


def test_without_a_lock_there_is_nothing_to_verify(shell):
    assert "there is no references.lock" in shell.refused("verify")
    shell.write("references.lock", b"\xff\xfe")
    assert "references.lock cannot be used" in shell.refused("verify")


def test_a_line_of_the_lock_that_cannot_be_read_is_a_finding(shell):
    shell.write("references.lock", record("okafor2020", TEXT) + "nonsense\n")
    shell.write("briefings/sources/okafor2020.txt", TEXT)
    assert "references.lock:2: " in shell.run("verify", status=1)[0]


# -- the command --------------------------------------------------------------------------------


def test_help_and_version_end_well(shell):
    for words in (["--help"], ["--version"], ["sources", "add", "--help"]):
        with pytest.raises(SystemExit) as end:
            cli.main(words)
        assert end.value.code == 0


@pytest.mark.parametrize("words", [[], ["sources"], ["sauces"], ["sources", "ad"]])
def test_a_command_that_is_none_is_refused_in_a_line(capsys, words):
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_fault_of_our_own_is_told_without_a_traceback(shell, monkeypatch):
    def failing(*words):
        raise RuntimeError("a\nfault")

    monkeypatch.setattr("builder_ext.commands.sources_list.inventory", failing)
    assert shell.refused("list") == (
        "briefcheck: it failed by a fault of its own: RuntimeError: a fault\n"
    )


def test_an_interrupted_command_says_so(shell, monkeypatch):
    def stopped(*words):
        raise KeyboardInterrupt

    monkeypatch.setattr("builder_ext.commands.sources_list.inventory", stopped)
    assert shell.run("list", status=130)[1] == "briefcheck: stopped\n"


def test_a_reader_that_closes_early_is_no_fault(shell):
    entries = "".join(f"@misc{{k{number}, title={{T}}}}\n" for number in range(3000))
    shell.write("references.bib", entries)
    command = f"{sys.executable} -m builder_ext sources list | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=shell.root, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("key")
    assert not done.stderr
