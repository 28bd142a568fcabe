"""New sources: the entry that is written reads back the same, and nothing is half done."""

from __future__ import annotations

import time

import pytest
from bibtexparser import parse_string
from hypothesis import example, given, settings
from hypothesis import strategies as st

from builder_ext.model import Library
from builder_ext.sources import shelf as shelf_module
from builder_ext.sources.entries import (
    Entry,
    bibtex,
    date_problem,
    derived_key,
    escape_url,
    held,
    key_problem,
)
from builder_ext.sources.shelf import Shelf, ShelfError, says_the_same, with_entry
from builder_ext.sources.snapshots import Snapshots

TEXT = "The ferry left at nine.\n\nNobody on the pier had seen the minister.\n"
FERRY = Entry(
    "rivera2020",
    "online",
    "Night Ferry",
    ("Ana Rivera",),
    "The Harbor Post",
    (),
    "2020-03-19",
    "https://harbor.example/ferry",
    "2026-01-02",
)
BOTH_READERS = {"title": "title", "organization": "outlet", "date": "date", "url": "url"}
ODD = "5% off & more_ #1 $2 {x} \\ ~ ^ `a` ``b'' -- --- @article{k, \"q\" ?` << fi"


@pytest.fixture
def shelf(tmp_path):
    folder = tmp_path / "briefings" / "sources"
    return Shelf(
        [(tmp_path / "references.bib", "references.bib")], Snapshots(folder, root=tmp_path)
    )


def bib(shelf):
    return shelf.bibliographies[0][0]


# -- what is written ----------------------------------------------------------------------------


def test_an_entry_is_written_like_those_in_the_bibliography():
    assert bibtex(FERRY) == (
        "@online{rivera2020,\n"
        "  author       = {Ana Rivera},\n"
        "  title        = {Night Ferry},\n"
        "  organization = {The Harbor Post},\n"
        "  date         = {2020-03-19},\n"
        "  url          = {https://harbor.example/ferry},\n"
        "  urldate      = {2026-01-02},\n"
        "}\n"
    )


def test_what_is_unknown_is_left_out():
    assert bibtex(Entry("notes")) == "@article{notes,\n}\n"


@pytest.mark.parametrize(
    ("type_", "field"),
    [
        ("article", "journaltitle"),
        ("online", "organization"),
        ("report", "institution"),
        ("book", "publisher"),
        ("misc", "organization"),
    ],
)
def test_every_type_has_its_field_for_the_outlet(shelf, type_, field):
    entry = Entry("k", type_, outlet="The Harbor Post")
    assert f"  {field} = {{The Harbor Post}},\n" in bibtex(entry)
    shelf.add(entry, TEXT)
    assert shelf.library.sources["k"].outlet == "The Harbor Post"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ana Rivera", "Ana Rivera"),
        ("Rivera, Ana", "Rivera, Ana"),
        ("Harbor Post Staff", "{Harbor Post Staff}"),
        ("Reuters", "{Reuters}"),
        ("Stone and Sons", "{Stone and Sons}"),
        ("Ministry of Ports", "{Ministry of Ports}"),
        ("R&D Team", "{R\\&D Team}"),
    ],
)
def test_a_name_that_is_no_persons_stands_in_braces(name, written):
    assert f"author = {{{written}}}" in bibtex(Entry("k", authors=(name,)))


def test_outlets_and_origins_with_and_in_their_names_stay_whole(shelf):
    entry = Entry(
        "k", "online", outlet="Hill and Vale", origins=("Coast and Sea Daily", "Northern Desk")
    )
    shelf.add(entry, TEXT)
    source = shelf.library.sources["k"]
    assert source.outlet == "Hill and Vale"
    assert source.origins == ("Coast and Sea Daily", "Northern Desk")


@settings(max_examples=150, deadline=None)
@example(ODD)
@example("$^{x}$ \\frac{1}{2} \\begin{a}")
@example("---- `` '' '")
@given(st.text(max_size=40) | st.text(st.sampled_from("\\{}%&$#_~^`'\"-@,=?!< \nab"), max_size=25))
def test_whatever_a_page_says_reads_back_as_it_was_held(tmp_path_factory, words):
    entry = Entry("k", "online", words, (), words, (words,), "2020", None)
    if not held(words):
        return
    content = with_entry(b"@misc{first, title={F}}\n", entry)
    found = shelf_module._read(content, "references.bib")
    assert not found.broken
    assert list(found.sources) == ["first", "k"]
    assert says_the_same(found.sources["k"], entry), (found.sources["k"], held(words))
    assert [e.key for e in parse_string(content.decode()).entries] == ["first", "k"]


@given(st.text(max_size=60))
def test_an_address_reads_back_the_same(words):
    entry = Entry("k", "online", "T", url=f"https://a.example/{words}")
    found = shelf_module._read(with_entry(b"", entry), "r.bib").sources["k"]
    assert found.url == escape_url(entry.url or "")


def test_plain_headlines_are_held_as_they_are():
    title = "Q&A: 40% of “Port #3” is gone – why? (Part 2) [updated] é مرفأ"
    assert held(title) == title
    assert held(f"\u202e{title}\n\x1b") == title


def test_a_very_long_title_takes_no_time(shelf):
    begun = time.process_time()
    for word in ("a", "{", "\\", "and ", "-", "'", "$", "%"):
        bibtex(Entry("k", "online", word * (100_000 // len(word)), (word * 1000,), word * 10_000))
    assert time.process_time() - begun < 5


# -- keys and dates -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["rivera2020", "a", "1a", "müller2020", "doi:10.1/x", "a_b-c.d+e"])
def test_a_sound_key_has_no_problem(key):
    assert key_problem(key) is None


@pytest.mark.parametrize(
    "key",
    [
        *("", "a b", "a,b", "a{b", "a}", "a%b", "a#", 'a"', "a'", "a\\b", "a=b", "a~", "(a)", "-a"),
        *(".a", "a\u200bb", "u\u0308x", "a" * 252, "con", "NUL", "lpt1.x", "a\nb", "a`"),
    ],
)
def test_a_key_that_cannot_be_cited_or_stored_is_refused(key):
    assert key_problem(key)


@pytest.mark.parametrize("date", ["2020", "2020-03", "2020-02-29", "2020-03-19/2020-03-22"])
def test_a_date_as_biblatex_has_it_has_no_problem(date):
    assert date_problem(date) is None


@pytest.mark.parametrize(
    "date", ["", "March 19", "19.3.2020", "2020-13", "2020-02-30", "2020-3-1", "0000", "2020/", "/"]
)
def test_what_is_no_date_is_refused(date):
    assert date_problem(date)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ana Rivera", "rivera2020"),
        ("Rivera, Ana María", "rivera2020"),
        ("Eva Östlund-Åkesson", "ostlundakesson2020"),
        ("Reuters", "reuters2020"),
        ("ليلى حداد", None),
        ("", None),
    ],
)
def test_a_key_is_the_family_name_and_the_year(name, key):
    assert derived_key(name, "2020") == key


# -- both or neither ----------------------------------------------------------------------------


def test_a_source_gets_a_snapshot_and_an_entry(shelf, tmp_path):
    bib(shelf).write_text("@misc{first, title={First}}")
    added = shelf.add(FERRY, TEXT)
    assert (added.snapshot, added.source) == ("written", None)
    assert (tmp_path / "briefings/sources/rivera2020.txt").read_text() == TEXT
    assert bib(shelf).read_text() == "@misc{first, title={First}}\n\n" + bibtex(FERRY)
    assert list(shelf.library.sources) == ["first", "rivera2020"]


def test_line_ends_and_byte_order_mark_of_the_bibliography_are_kept(shelf):
    bib(shelf).write_bytes(b"\xef\xbb\xbf@misc{first,\r\n title={F}}\r\n\r\n")
    shelf.add(FERRY, TEXT)
    data = bib(shelf).read_bytes()
    assert data.startswith(
        b"\xef\xbb\xbf@misc{first,\r\n title={F}}\r\n\r\n@online{rivera2020,\r\n"
    )
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_snapshot_is_not_overwritten_without_force(shelf):
    shelf.add(FERRY, TEXT)
    before = bib(shelf).read_bytes()
    with pytest.raises(ShelfError, match="--force"):
        shelf.add(FERRY, "Another text.\n")
    assert shelf.snapshots.path("rivera2020").read_text() == TEXT
    added = shelf.add(FERRY, "Another text.\n", force=True)
    assert added.snapshot == "replaced"
    assert added.source is not None
    assert shelf.snapshots.path("rivera2020").read_text() == "Another text.\n"
    assert bib(shelf).read_bytes() == before


def test_the_same_text_again_changes_nothing(shelf):
    shelf.add(FERRY, TEXT)
    before = bib(shelf).read_bytes()
    assert shelf.add(FERRY, TEXT).snapshot == "same"
    assert bib(shelf).read_bytes() == before


def test_an_entry_without_a_text_gets_one_and_stays_as_it_is(shelf):
    bib(shelf).write_text("@misc{rivera2020, title={As It Was}}\n")
    added = shelf.add(FERRY, TEXT)
    assert added.snapshot == "written"
    assert added.source is not None
    assert added.source.title == "As It Was"
    assert bib(shelf).read_text() == "@misc{rivera2020, title={As It Was}}\n"


@pytest.mark.parametrize("before", [None, "The old text.\n"])
def test_where_the_entry_cannot_be_written_the_snapshot_is_as_before(shelf, monkeypatch, before):
    path = shelf.snapshots.path("rivera2020")
    if before is not None:
        path.parent.mkdir(parents=True)
        path.write_text(before)
    write = shelf_module.write_whole

    def failing(file, content):
        if file.suffix == ".bib":
            raise OSError(28, "No space left on device")
        write(file, content)

    monkeypatch.setattr(shelf_module, "write_whole", failing)
    with pytest.raises(ShelfError, match=r"references\.bib cannot be written: No space"):
        shelf.add(FERRY, TEXT, force=True)
    assert (path.read_text() if path.exists() else None) == before
    assert not bib(shelf).exists()


def test_an_interrupted_write_leaves_nothing_behind(shelf, monkeypatch):
    write = shelf_module.write_whole

    def interrupted(file, content):
        if file.suffix == ".bib":
            raise KeyboardInterrupt
        write(file, content)

    monkeypatch.setattr(shelf_module, "write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        shelf.add(FERRY, TEXT)
    assert not shelf.snapshots.path("rivera2020").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("@misc{first, title={F}}\n".encode("utf-16"), "UTF-16"),
        (b"@misc{rivera2020, title={never closed\n", "line 1"),
    ],
)
def test_a_broken_bibliography_that_would_swallow_the_entry_is_left_alone(shelf, content, said):
    bib(shelf).write_bytes(content)
    with pytest.raises(ShelfError, match=said):
        shelf.add(FERRY, TEXT)
    assert bib(shelf).read_bytes() == content
    assert not shelf.snapshots.path("rivera2020").exists()


@pytest.mark.parametrize("last", ["@misc{x, title={never closed\n", '@misc{x, title="open\n}\n'])
def test_a_broken_last_entry_does_not_keep_the_new_one_from_being_read(shelf, last):
    bib(shelf).write_text(last)
    shelf.add(FERRY, TEXT)
    assert list(shelf.library.sources) == ["rivera2020"]
    assert shelf.library.broken_keys == {"x"}


def test_a_key_that_differs_in_case_alone_is_refused(shelf):
    bib(shelf).write_text("@misc{Rivera2020, title={F}}\n")
    with pytest.raises(ShelfError, match="all but the same as 'Rivera2020'"):
        shelf.add(FERRY, TEXT)


def test_the_key_of_a_broken_entry_is_refused(shelf):
    bib(shelf).write_text("@misc{rivera2020, title={F}, title={G}}\n")
    with pytest.raises(ShelfError, match="line 1"):
        shelf.add(FERRY, TEXT)


def test_a_linked_folder_of_snapshots_is_not_written_to(shelf, tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "briefings").mkdir()
    (tmp_path / "briefings" / "sources").symlink_to(tmp_path / "else")
    with pytest.raises(ShelfError, match="symbolic link"):
        shelf.add(FERRY, TEXT)
    assert not list((tmp_path / "else").iterdir())


def test_a_linked_snapshot_is_replaced_and_not_written_through(shelf, tmp_path):
    path = shelf.snapshots.path("rivera2020")
    path.parent.mkdir(parents=True)
    (tmp_path / "precious").write_text("keep me")
    path.symlink_to(tmp_path / "precious")
    with pytest.raises(ShelfError, match="--force"):
        shelf.add(FERRY, TEXT)
    shelf.add(FERRY, TEXT, force=True)
    assert (tmp_path / "precious").read_text() == "keep me"
    assert not path.is_symlink()
    assert path.read_text() == TEXT


def test_a_text_over_the_limit_is_refused(shelf):
    with pytest.raises(ShelfError, match="larger than"):
        shelf.add(FERRY, "a" * 5_000_001)


def test_a_folder_in_the_place_of_a_snapshot_is_not_replaced(shelf):
    shelf.snapshots.path("rivera2020").mkdir(parents=True)
    assert not shelf.holds("rivera2020", TEXT)
    with pytest.raises(ShelfError, match="is no file, and cannot be replaced"):
        shelf.add(FERRY, TEXT, force=True)


def test_a_bibliography_that_cannot_be_read_is_named(shelf):
    bib(shelf).mkdir()
    vars(shelf)["library"] = Library()
    with pytest.raises(ShelfError, match=r"references\.bib cannot be read: Is a directory"):
        shelf.add(FERRY, TEXT)


def test_a_snapshot_that_cannot_be_written_is_named(shelf, monkeypatch):
    def full(_path, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("builder_ext.sources.shelf.write_whole", full)
    with pytest.raises(ShelfError, match=r"rivera2020\.txt cannot be written: No space left"):
        shelf.add(FERRY, TEXT)
