"""The nearest passage of the whole library, and the index that is kept of it."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder_ext.evidence import search
from builder_ext.evidence.search import Hit, LibrarySearch, LibraryText, Scan, open_search

FERRY = ("The ferry to Dunmere closed in December.", "Inspectors counted five cracks in its hull.")
GRAIN = ("Grain merchants emptied the warehouses of Ostrow.", "Nobody paid them for a year.")
CRACKS = "Five cracks were counted in the hull by inspectors."


def entry(key, paragraphs, read=None):
    digest = hashlib.sha256("\n".join(paragraphs).encode(errors="surrogatepass")).hexdigest()
    return LibraryText(key, digest, read or (lambda: paragraphs))


def unread():
    raise AssertionError("an unchanged text was read")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "passages.sqlite"


@pytest.fixture(params=[LibrarySearch, lambda _, texts: Scan(texts)], ids=["index", "scan"])
def searching(request, path):
    return lambda *texts: request.param(path, texts)


def test_the_nearest_passage_is_found_with_its_key(searching):
    (hit,) = searching(entry("ferry", FERRY), entry("grain", GRAIN)).nearest(CRACKS)
    assert (hit.key, hit.paragraph) == ("ferry", 2)
    assert 0.5 <= hit.score <= 1


def test_nothing_is_found_where_nothing_fits(searching):
    library = searching(entry("ferry", FERRY), entry("grain", GRAIN))
    assert library.nearest("A comet passed over the observatory at night.") == ()
    assert library.nearest("The ferry sank off Cape Sorrel, and thirty sailors drowned.") == ()


def test_each_text_is_named_once_and_the_best_first(searching):
    copy = (
        "Cracks were counted.",
        "Five cracks in its hull, inspectors counted.",
        "The hull cracked.",
    )
    hits = searching(entry("ferry", FERRY), entry("copy", copy)).nearest(CRACKS)
    assert sorted(hit.key for hit in hits) == ["copy", "ferry"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_no_more_hits_are_given_than_wanted(searching):
    library = searching(*(entry(f"k{n}", (*FERRY, str(n))) for n in range(5)))
    assert len(library.nearest(CRACKS, 2)) == 2


def test_two_keys_of_one_text_are_both_found(searching):
    hits = searching(entry("a", FERRY), entry("b", FERRY)).nearest(CRACKS)
    assert [hit.key for hit in hits] == ["a", "b"]


@pytest.mark.parametrize(
    "statement",
    ['"', "'", "hull OR", 'AND NOT "', "terms : hull*", "hull^2 + NEAR(a b)", "-hull", "(", "a\0b", "\ud800",
     "", " ", "⑴ ½ ﷺ", "'; DROP TABLE texts; --", "字", "…"],
)  # fmt: skip
def test_a_statement_of_any_characters_is_searched(searching, statement):
    library = searching(entry("ferry", FERRY), entry("signs", ("⑴ ½ ﷺ", "\ud800 hull OR")))
    assert isinstance(library.nearest(statement), tuple)
    assert library.nearest(CRACKS)[0].key == "ferry"


def test_an_empty_library_has_nothing(searching):
    assert searching().nearest(CRACKS) == ()
    assert searching(entry("blank", ())).nearest(CRACKS) == ()


def test_unchanged_texts_are_not_read_again(path):
    LibrarySearch(path, [entry("ferry", FERRY)]).close()
    with LibrarySearch(path, [entry("renamed", FERRY, unread)]) as library:
        assert library.nearest(CRACKS)[0].key == "renamed"


def test_new_texts_are_added_and_others_dropped(path):
    LibrarySearch(path, [entry("ferry", FERRY), entry("grain", GRAIN)]).close()
    barge = ("A barge with cracks in the hull was counted by five inspectors.",)
    with LibrarySearch(path, [entry("grain", GRAIN, unread), entry("barge", barge)]) as library:
        assert [hit.key for hit in library.nearest(CRACKS)] == ["barge"]
        assert library.nearest("Grain merchants emptied warehouses.")[0] == Hit(
            "grain", 1, pytest.approx(1, abs=0.3)
        )


def test_a_text_that_cannot_be_read_is_left_out_until_it_can(path):
    def gone():
        raise FileNotFoundError("gone")

    with LibrarySearch(path, [entry("ferry", FERRY, gone), entry("grain", GRAIN)]) as library:
        assert library.nearest(CRACKS) == ()
    with LibrarySearch(path, [entry("ferry", FERRY)]) as library:
        assert library.nearest(CRACKS)[0].key == "ferry"


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 99, None, "middle"])
def test_a_damaged_index_is_made_anew(path, damage):
    texts = [entry("ferry", FERRY), *(entry(f"k{n}", (f"word{n} " * 200,)) for n in range(50))]
    LibrarySearch(path, texts).close()
    whole = path.read_bytes()
    if damage is None:
        damage = whole[: len(whole) // 2]
    elif damage == "middle":
        damage = whole[:4096] + b"\xff" * (len(whole) - 8192) + whole[-4096:]
    path.write_bytes(damage)
    with LibrarySearch(path, texts) as library:
        assert library.nearest(CRACKS)[0].key == "ferry"
    with LibrarySearch(path, [entry(t.key, t.paragraphs(), unread) for t in texts]) as again:
        assert again.nearest(CRACKS)[0].key == "ferry"


def test_an_index_of_another_version_is_made_anew(path, monkeypatch):
    LibrarySearch(path, [entry("ferry", FERRY)]).close()
    monkeypatch.setattr(search, "INDEX_VERSION", search.INDEX_VERSION + 1)
    read = []
    with LibrarySearch(path, [entry("ferry", FERRY, lambda: read.append(1) or FERRY)]) as library:
        assert read
        assert library.nearest(CRACKS)[0].key == "ferry"


def test_a_change_of_what_is_indexed_goes_with_a_new_version():
    # Where this fails, raise INDEX_VERSION and write down the new terms.
    probe = "On Dec. 3, five U.S. inspectors were planning to re-open Iran’s 1,200 ferries."
    assert (search.INDEX_VERSION, " ".join(search.indexed_of(probe))) == (
        2,
        "december 3 5 usstat inspector plan re open iran 1200 ferry usstat reopen iran",
    )


def test_a_locked_or_unwritable_index_is_replaced_by_one_in_memory(path, tmp_path, monkeypatch):
    monkeypatch.setattr(search, "_WAIT", 0.05)
    LibrarySearch(path, [entry("grain", GRAIN)]).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with LibrarySearch(path, [entry("ferry", FERRY)]) as library:
        assert library.nearest(CRACKS)[0].key == "ferry"
    other.execute("ROLLBACK")
    other.close()
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "below", tmp_path, None):
        with LibrarySearch(place, [entry("ferry", FERRY)]) as library:
            assert library.nearest(CRACKS)[0].key == "ferry"


def test_two_libraries_can_take_turns_with_one_index(path):
    one = LibrarySearch(path, [entry("ferry", FERRY)])
    other = LibrarySearch(path, [entry("grain", GRAIN)])
    for _ in range(2):
        assert one.nearest(CRACKS)[0].key == "ferry"
        assert other.nearest("Merchants emptied the warehouses.")[0].key == "grain"
    one.close()
    other.close()


@pytest.mark.parametrize("spoilt", [1, 2, 9])
def test_an_answer_that_another_process_spoils_is_asked_for_again(path, monkeypatch, spoilt):
    library = LibrarySearch(path, [entry("ferry", FERRY)])
    plain, turns = LibrarySearch._nearest, iter(range(spoilt))

    def disturbed(self, words, limit):
        if next(turns, None) is not None:
            LibrarySearch(path, [entry("grain", GRAIN)]).close()
        return plain(self, words, limit)

    monkeypatch.setattr(LibrarySearch, "_nearest", disturbed)
    assert [hit.key for hit in library.nearest(CRACKS)] == ["ferry"]
    library.close()


def test_an_index_lost_while_open_is_no_error(path):
    texts = [entry("ferry", FERRY), *(entry(f"k{n}", (f"word{n} " * 200,)) for n in range(50))]
    with LibrarySearch(path, texts) as library:
        path.write_bytes(b"\0" * path.stat().st_size)
        os.utime(path)
        assert isinstance(library.nearest(CRACKS), tuple)
    with LibrarySearch(path, texts) as library:
        assert library.nearest(CRACKS)[0].key == "ferry"


SLOW = """
import sys, time
from builder_ext.evidence.search import LibrarySearch, LibraryText
def paragraphs(n):
    if n == 300:
        print("half", flush=True)
        time.sleep(60)
    return (f"number {n} of many",)
texts = [LibraryText(f"k{n}", f"{n:064}", lambda n=n: paragraphs(n)) for n in range(600)]
LibrarySearch(__import__("pathlib").Path(sys.argv[1]), texts)
"""


def test_a_build_that_is_killed_leaves_the_index_as_it_was(path):
    LibrarySearch(path, [entry("ferry", FERRY)]).close()
    root = str(Path(search.__file__).parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(path)], stdout=subprocess.PIPE, cwd=root, text=True
    )
    assert child.stdout.readline() == "half\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with LibrarySearch(path, [entry("ferry", FERRY, unread)]) as library:
        assert library.nearest(CRACKS)[0].key == "ferry"


def test_pairs_that_share_text_are_kept_by_the_hash_of_the_text(path):
    long = tuple(" ".join(f"w{n}x{m}" for m in range(50)) for n in range(6))
    texts = [entry("a", long), entry("b", (*long, "more of it")), entry("grain", GRAIN)]
    with LibrarySearch(path, texts) as library:
        assert library.shared_pairs() == [("a", "b", 1.0)]
    again = [entry(t.key, t.paragraphs(), unread) for t in texts]
    with LibrarySearch(path, [*again, entry("c", long[:3])]) as library:
        found = library.shared_pairs()
    assert [(a, b) for a, b, _ in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    with LibrarySearch(path, again[1:]) as library:
        assert library.shared_pairs() == []


def test_two_keys_of_one_text_share_all_of_it(path):
    with LibrarySearch(path, [entry("b", FERRY), entry("a", FERRY)]) as library:
        assert library.shared_pairs() == [("a", "b", 1.0)]


def test_without_full_text_search_the_texts_are_scanned(path, monkeypatch):
    monkeypatch.setattr(search, "_has_full_text", lambda: False)
    library = open_search(path, [entry("ferry", FERRY)])
    assert library.nearest(CRACKS)[0].key == "ferry"
    assert not path.exists()


@pytest.mark.parametrize("unit", ["a", "a ", "hull ", "字", "' OR "])
def test_long_statements_and_texts_take_linear_time(path, unit):
    long = unit * (100_000 // len(unit))
    start = time.process_time()
    with LibrarySearch(path, [entry("ferry", FERRY), entry("long", (long,))]) as library:
        library.nearest(long)
        library.nearest(" ".join(f"word{n}" for n in range(15_000)))
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    "written", ["e-mail", "E‑MAIL", "e-\nmail", "e\u00admail", "e.mail", "ｅｍａｉｌ", "e’mail"]
)
def test_a_word_is_held_however_the_text_writes_it(searching, written):
    library = searching(
        entry("ferry", (f"She sent an {written} about it today.",)), entry("grain", GRAIN)
    )
    assert library.holding(["email", "today"]) == {"ferry"}
