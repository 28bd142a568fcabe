"""The index in a real PostgreSQL server gives the answers of the one in a file.

The server is started here, in a folder of its own; where it is not installed the tests say so.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project import Project

from builder_ext.evidence.search import LibrarySearch, LibraryText, SearchError

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
from builder_ext.evidence.postgres import PostgresSearch  # noqa: E402 - it needs nothing by itself

WORDS = "harbor ferry crane inspectors counted cracks hull damage 214 May market burned U.S. co-operate won’t".split()


def programs() -> Path | None:
    """The folder of the server's programs: Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a running server with an empty database."""
    bin_ = programs()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path("/tmp") / f"briefcheck-pg-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    # The server refuses to run as root.
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        shutil.chown(folder, user)
    as_user = ["runuser", "-u", user, "--"] if os.getuid() == 0 else []

    def run(*words):
        done = subprocess.run(
            [*as_user, *words], capture_output=True, text=True, cwd=folder, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    run(str(bin_ / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(str(bin_ / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
    run(str(bin_ / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server, request):
    """The address of a schema of its own."""
    name = "t" + hashlib.sha256(request.node.name.encode()).hexdigest()[:10]
    with psycopg.connect(server, autocommit=True) as base:
        base.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        base.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options=-csearch_path%3D{name}"


def entry(key, *paragraphs):
    sha256 = hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()
    return LibraryText(key, sha256, lambda: paragraphs)


FERRY = entry("ferry", "The ferry closed in May.", "Inspectors counted five cracks in its hull.")
GRAIN = entry("grain", "Merchants emptied the market.", "Nobody paid for the damage.")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join), min_size=1)


def test_the_nearest_passage_and_the_holders_of_words_are_found(address):
    library = PostgresSearch(address, [FERRY, GRAIN])
    (hit,) = library.nearest("Five cracks were counted in the hull by inspectors.")
    assert (hit.key, hit.paragraph) == ("ferry", 2)
    assert library.nearest("A comet passed over the observatory.") == ()
    assert library.holding(["inspector", "ferries"]) == {"ferry"}
    assert library.holding(["ferries", "market"]) == frozenset()
    library.close()


@settings(max_examples=15, deadline=None)
@given(
    library=st.lists(TEXTS, min_size=1, max_size=6), asked=st.lists(TEXTS, min_size=1, max_size=4)
)
def test_both_engines_give_the_same_answers(server, library, asked):
    texts = [entry(f"k{number}", *paragraphs) for number, paragraphs in enumerate(library)]
    ours, theirs = LibrarySearch(None, texts), PostgresSearch(server, texts)
    assert ours.state == theirs.state
    for paragraphs in asked:
        for said in paragraphs:
            assert theirs.nearest(said) == ours.nearest(said)
            assert theirs.holding(said.split()[:2]) == ours.holding(said.split()[:2])
    theirs.close()


def test_what_is_indexed_is_not_read_again_and_what_is_gone_is_not_found(address):
    PostgresSearch(address, [FERRY, GRAIN]).close()

    def read():
        raise AssertionError("a text that is known was read")

    known = LibraryText("other-key", FERRY.sha256, read)
    library = PostgresSearch(address, [known])
    assert [hit.key for hit in library.nearest("Five cracks in the hull.")] == ["other-key"]
    assert library.holding(["market"]) == frozenset()
    library.close()


def test_a_server_that_cannot_be_reached_is_told_of_without_its_password(tmp_path):
    with pytest.raises(SearchError, match="PostgreSQL: ") as caught:
        PostgresSearch(f"postgresql://u:s3cret@/x?host={quote(str(tmp_path), safe='')}", [FERRY])
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:s3cr%zzet@h/d",
        "postgresql://u:a@s3cret@127.0.0.1:1/d",
        "postgresql://u:s3cret\udcff@h/d",
    ],
)
def test_no_part_of_a_password_is_told(address):
    with pytest.raises(SearchError) as caught:
        PostgresSearch(address, [FERRY])
    assert "s3cr" not in str(caught.value)
    assert "a@" not in str(caught.value)


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    made.text("rivera2020", "Inspectors counted five cracks in the hull of the ferry.")
    made.text("okafor2020", "Merchants emptied the market of Old Tarsa.")
    made.briefing(
        "Five cracks in the hull of the ferry were counted by inspectors.\n\n"
        "“Merchants emptied the market of Old Tarsa,” it said {cite:p}`rivera2020`."
    )
    return made


def test_a_build_finds_the_same_with_the_server_and_without(project, address):
    alone = project.build(out="alone", doctrees="alone").must_be_clean()
    shared = project.configure(briefcheck_search=address).build().must_be_clean()
    assert shared.report_bytes == alone.report_bytes
    assert "rivera2020{para. 1}" in shared.about("uncited")[0]["message"]
    assert "okafor2020" in shared.about("misquote")[0]["message"]
    assert "briefcheck_search" not in shared.stderr
    with psycopg.connect(address) as base:
        assert base.execute("SELECT count(*) FROM briefcheck_passages").fetchone() == (2,)


def test_a_build_without_the_server_says_so_and_checks_all_the_same(project, tmp_path):
    alone = project.build(out="alone", doctrees="alone")
    gone = f"postgresql://u:s3cret@/x?host={quote(str(tmp_path), safe='')}"
    built = project.configure(briefcheck_search=gone).build().must_be_clean()
    assert built.report_bytes == alone.report_bytes
    (told,) = (line for line in built.stderr.splitlines() if "briefcheck_search" in line)
    assert "the index on this machine stands in for it" in told
    assert "s3cret" not in built.stderr
    kept = (project.root / "doctrees").rglob("*")
    assert not any(b"s3cret" in path.read_bytes() for path in kept if path.is_file())


def test_two_processes_tell_of_it_once(project, tmp_path):
    for number in range(24):
        project.briefing(f"Nobody came in {2000 + number}.", f"c{number}")
    gone = f"postgresql://u@/x?host={quote(str(tmp_path), safe='')}"
    built = project.configure(briefcheck_search=gone).build("briefcheck", "-j", "2")
    assert built.stderr.count("briefcheck_search") == 1


@pytest.mark.parametrize("value", [3, "mysql://x", ["postgresql://"]])
def test_another_address_is_refused(project, value):
    built = project.configure(briefcheck_search=value).build()
    assert built.status == 2
    assert "briefcheck_search must be the address of a PostgreSQL server" in built.stderr


def test_a_text_that_is_gone_when_it_is_read_is_left_out(address):
    gone = LibraryText("gone", "0" * 64, lambda: None)
    search = PostgresSearch(
        address, [gone, entry("ferry", "Five cracks were counted in the hull.")]
    )
    (hit,) = search.nearest("Five cracks were counted in the hull.")
    assert hit.key == "ferry"


def test_a_fault_that_is_not_the_server_s_is_no_search_error(address):
    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        PostgresSearch(address, [LibraryText("a", "0" * 64, fails)]).nearest("Five cracks.")


def test_without_its_driver_a_server_cannot_be_asked(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SearchError, match="psycopg is not installed: pip install"):
        PostgresSearch("postgresql://nowhere", [])
