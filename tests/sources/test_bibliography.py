"""What becomes of a .bib file that people and programs have written, sound or not."""

from __future__ import annotations

import cProfile
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder_ext.sources import read_library

GOOD = (
    "@article{good,\n  title = {Good},\n  journaltitle = {The Harbor Post},\n  date = {2020},\n}\n"
)
LAST = "@article{last,\n  title = {Last},\n  journaltitle = {Meridian Weekly},\n}\n"


@pytest.fixture
def read(tmp_path):
    def reading(*files: str | bytes):
        pairs = []
        for number, content in enumerate(files):
            path = tmp_path / f"{number}.bib"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            pairs.append((path, path.name))
        return read_library(pairs)

    return reading


def one(read, entry: str):
    """The source of a file with one entry, key ``k``."""
    library = read(entry)
    assert not library.broken
    return library.sources["k"]


# -- what an entry says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "outlet"),
    [
        ("journaltitle={A}, organization={B}", "A"),
        ("journal={A}, publisher={B}", "A"),
        ("organization={A}, institution={B}", "A"),
        ("institution={A}, publisher={B}", "A"),
        ("publisher={A}", "A"),
        ("journaltitle={}, publisher={A}", "A"),
        ("title={A}", None),
    ],
)
def test_the_outlet_is_the_first_field_that_names_who_published(read, fields, outlet):
    assert one(read, f"@misc{{k, {fields}}}").outlet == outlet


def test_the_origin_is_the_outlet_unless_origpublisher_names_another(read):
    own = one(read, "@misc{k, journaltitle={Valley Reader}}")
    reprint = one(read, "@misc{k, journaltitle={Valley Reader}, origpublisher={Harbor Post}}")
    joint = one(read, "@misc{k, origpublisher={{Reuters} and {AP}}}")
    assert (own.origins, own.reprinted) == (("Valley Reader",), False)
    assert (reprint.outlet, reprint.origins) == ("Valley Reader", ("Harbor Post",))
    assert (reprint.reprinted, joint.origins) == (True, ("Reuters", "AP"))


def test_the_and_in_a_newspaper_s_name_does_not_make_two_outlets(read):
    assert one(read, "@misc{k, journaltitle={Sand and Sea}}").origins == ("Sand and Sea",)
    assert one(read, "@misc{k, publisher={{Sand and Sea} and Hill}}").origins == (
        "Sand and Sea",
        "Hill",
    )


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("date={2020-03-19}", "2020-03-19"),
        ("date={2020-03-19/2020-03-22}", "2020-03-19/2020-03-22"),
        ("date={2020-03-19}, year={1999}", "2020-03-19"),
        ("year=2020, month=mar, day=9", "2020-03-09"),
        ("year={2020}, month={March}", "2020-03"),
        ("year=2020, month=march", "2020-03"),
        ("year=2020, month=3", "2020-03"),
        ("year=2020, month=13, day=40", "2020"),
        (f"year=2020, month={'9' * 5000}", "2020"),
        ("month=mar", None),
    ],
)
def test_a_date_is_read_from_date_or_from_year_month_and_day(read, fields, date):
    assert one(read, f"@misc{{k, {fields}}}").date == date


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"{\'Etude} of M{\"u}ller", "Étude of Müller"),
        (r"50\% of \emph{all} \& more", "50% of all & more"),
        ("{NATO} in {The {Hague}}", "NATO in The Hague"),
        ("one\n     line", "one line"),
        ("a---b ``c'' d~e", "a—b “c” d e"),
        ("What He Said: An {Iranian} View", "What He Said: An Iranian View"),
        (r"\begin{a}" * 3000, None),
    ],
)
def test_latex_in_a_title_becomes_the_text_that_readers_see(read, written, read_as):
    title = one(read, f"@misc{{k, title={{{written}}}}}").title
    assert title == read_as if read_as else title


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("Rivera, Ana and Okafor, Ben", ("Ana Rivera", "Ben Okafor")),
        ("Ana Rivera", ("Ana Rivera",)),
        ("{Sand and Sea Trust}", ("Sand and Sea Trust",)),
        ("{Reuters} AND  Rivera,\n Ana", ("Reuters", "Ana Rivera")),
        (r"M{\"u}ller, J{\"o}rg", ("Jörg Müller",)),
        ("Rivera, Jr., Ana", ("Ana Rivera Jr.",)),
        ("", ()),
    ],
)
def test_authors_are_named_as_one_says_them(read, written, authors):
    assert one(read, f"@misc{{k, author={{{written}}}}}").authors == authors


def test_a_url_keeps_what_tex_would_change(read):
    url = "https://x.example/a_b--c~d?e=%20#f"
    assert one(read, f"@misc{{k, url={{{url}}}}}").url == url
    assert (
        one(read, r"@misc{k, url={https://x.example/a\_b\%20}}").url == "https://x.example/a_b%20"
    )


@pytest.mark.parametrize(
    "entry",
    [
        "@article(k, title = {A}, journaltitle = {P})",
        "@ARTICLE{k, TITLE = {A}, JournalTitle = {P}}",
        "  @article  {  k  ,  title   =   {A}  ,journaltitle={P},  }",
        '@article{k, title = "A", journaltitle = "P"}',
        '@string{p = "P"}\n@article{k, title = {A}, journaltitle = p}',
        '@string(post = "")\n@article{k, title = "A" # post, journaltitle = post # {P}}',
        "@article{k,\r\n  title = {A},\r\n  journaltitle = {P},\r\n}\r\n",
        "\ufeff@article{k, title = {A}, journaltitle = {P}}",
        '@preamble{"\\newcommand{x}"}\n@article{k, title = {A}, journaltitle = {P}}',
        "Notes of mine.\n@comment{old @article{gone, title={B}}}\n@article{k, title = {A}, journaltitle = {P}}",
        "@comment words\n@article{k, title = {A}, journaltitle = {P}}",
        "@article{k, title = {A}, journaltitle = {P}, author = {@handle}}",
    ],
)
def test_everything_that_bibtex_allows_is_read(read, entry):
    source = one(read, entry)
    assert (source.entry_type, source.title, source.outlet) == ("article", "A", "P")


def test_an_entry_and_its_fields_know_their_lines(read):
    source = read("\n% notes\n" + GOOD).sources["good"]
    assert (source.place.line, source.line_of("journaltitle"), source.line_of("url")) == (3, 5, 3)


# -- what is broken -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "key", "why"),
    [
        ("@article{bad,\n  title = {Never closed,\n  date = {2020},\n}\n", "bad", "brace"),
        ('@article{bad,\n  title = "Never closed,\n  date = {2020},\n}\n', "bad", "quotation"),
        ("@article{bad,\n  title = {A}\n  date = {2020},\n}\n", "bad", "comma is missing"),
        ("@article{bad\n  title = {A},\n  date = {2020},\n}\n", "bad", "comma is missing"),
        ("@article{bad,\n  title {A},\n  date = {2020},\n}\n", "bad", "no ="),
        ("@article{bad,\n  title = ,\n  date = {2020},\n}\n", "bad", "value is missing"),
        ("@article{bad,\n  title = {A} # ,\n  date = {2020},\n}\n", "bad", "value is missing"),
        ("@article{bad,\n  title = {A},\n  title = {B},\n}\n", "bad", "given twice"),
        ("@article{bad,\n  title = {A},\n  Title = {B},\n}\n", "bad", "given twice"),
        ("@article{bad,\n  title = {A},\n  @comment{x}\n  date = {2020},\n}\n", "bad", "no ="),
        ("@article{bad,\n  title = {A} # post,\n  date = {2020},\n}\n", "bad", "'post'"),
        ("@article{\n  title = {A},\n  date = {2020},\n}\n", None, "no key"),
        ("@article{,\n  title = {A},\n  date = {2020},\n}\n", None, "no key"),
        ("@article{my key,\n  title = {A},\n}\n", "my", "cannot be cited"),
        ("@{bad,\n  title = {A},\n}\n", "bad", "no type"),
        ("article{bad,\n  title = {A},\n}\n", None, "@"),
        ("@article bad,\n  title = {A},\n}\n", None, "@"),
        ("@string{bad = }\n", None, "value is missing"),
        ("@comment{ @article{c,\n title = {A}\n", None, "brace"),
    ],
)
def test_a_broken_entry_is_one_finding_at_its_line_and_the_rest_is_used(read, entry, key, why):
    library = read(GOOD + entry + LAST)
    assert [(b.place.line, b.key) for b in library.broken] == [(6, key)]
    assert why in library.broken[0].why
    assert list(library.sources) == ["good", "last"]


def test_an_entry_that_the_end_of_the_file_cuts_off_is_broken(read):
    library = read(GOOD + LAST + "@article{bad,\n  title = {Cut o")
    assert [(b.place.line, b.key) for b in library.broken] == [(10, "bad")]
    assert list(library.sources) == ["good", "last"]


def test_each_of_several_broken_entries_is_named(read):
    bad = "@misc{{bad{0},\n  title = {{A}}\n  date = {{2020}},\n}}\n\n"
    lost = "misc{{lost{0},\n  title = {{A}},\n}}\n\n"
    library = read(
        "".join(bad.format(n) for n in range(3)) + "".join(lost.format(n) for n in range(3))
    )
    assert [b.place.line for b in library.broken] == [1, 6, 11, 16, 20, 24]


def test_a_brace_too_many_loses_what_follows_it_and_says_so(read):
    library = read("@misc{k,\n  title = {A}},\n  date = {2020},\n}\n" + LAST)
    assert [b.place.line for b in library.broken] == [3]
    assert list(library.sources) == ["k", "last"]


@pytest.mark.parametrize(
    "content", ["", "\n \n", "hello\nyou\n", "% a note\n", '{"a": [1]}', "}}}{{{"]
)
def test_a_file_without_an_entry_is_broken(read, content):
    library = read(content)
    assert [(b.place.path, b.place.line) for b in library.broken] == [("0.bib", 1)]
    assert not library.sources


def test_a_file_of_macros_alone_serves_the_files_after_it(read):
    library = read('@string{hp = "The Harbor Post"}\n', "@misc{k, journaltitle = hp}\n")
    assert not library.broken
    assert library.sources["k"].outlet == "The Harbor Post"


def test_a_missing_file_and_a_folder_are_named_and_the_others_read(read, tmp_path):
    (tmp_path / "folder.bib").mkdir()
    (tmp_path / "good.bib").write_text(GOOD)
    names = ["absent.bib", "folder.bib", "good.bib"]
    library = read_library((tmp_path / name, name) for name in names)
    assert [b.place.path for b in library.broken] == ["absent.bib", "folder.bib"]
    assert list(library.sources) == ["good"]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (GOOD.encode() + "@misc{l, title={Café}}".encode("latin-1"), 6, "0xE9"),
        (GOOD.encode("utf-16"), 1, "UTF-16"),
        (GOOD.encode("utf-16-le"), 1, "UTF-16"),
        (GOOD.encode("utf-16-be"), 1, "UTF-16"),
        (GOOD.encode() + b"@misc{l, title={a\0b}}", 6, "0x00"),
        (GOOD.encode() + b"@misc{l, title={\xed\xa0\x80}}", 6, "0xED"),
        (GOOD.replace("\n", "\r").encode() + b"@misc{l, title={\xff}}", 6, "0xFF"),
    ],
)
def test_a_file_in_another_encoding_is_one_finding_and_is_read_as_far_as_possible(
    read, content, line, why
):
    library = read(content)
    assert [b.place.line for b in library.broken] == [line]
    assert why in library.broken[0].why
    assert "good" in library.sources


@pytest.mark.parametrize(
    "again", ["good", "GOOD", "go\u200bod", "\uff47ood"], ids=["same", "case", "hidden", "wide"]
)
def test_a_key_that_looks_like_an_earlier_one_is_repeated_and_the_first_is_used(read, again):
    library = read(GOOD + f"@misc{{{again}, title = {{Other}}}}\n")
    assert [(r.key, r.place.line, r.first) for r in library.repeated] == [(again, 6, "good")]
    assert [s.title for s in library.sources.values()] == ["Good"]


def test_composed_and_decomposed_accents_are_one_key(read):
    library = read("@misc{caf\u00e9, title={A}}\n@misc{cafe\u0301, title={B}}\n")
    assert [(r.place.line, r.first_place.line) for r in library.repeated] == [(2, 1)]


def test_the_same_key_in_two_files_is_repeated(read):
    library = read(GOOD, LAST + GOOD)
    assert [(r.place.path, r.place.line) for r in library.repeated] == [("1.bib", 5)]


def test_a_sound_entry_is_used_although_one_of_the_same_key_is_broken(read):
    library = read("@article{good,\n title = {A}\n date = {2020},\n}\n" + GOOD)
    assert (list(library.sources), len(library.broken)) == (["good"], 1)
    assert not library.repeated


# -- hostile sizes ------------------------------------------------------------------------------


def test_twice_as_many_entries_take_twice_as_many_steps(read):
    def steps(count: int) -> int:
        text = "".join(
            f"@misc{{k{n}, title={{T {n}}}, date={{2020-01-01}}}}\n" for n in range(count)
        )
        with cProfile.Profile() as profile:
            assert len(read(text).sources) == count
        return sum(entry.callcount for entry in profile.getstats())

    assert steps(1_000) < 2.2 * steps(500)


@pytest.mark.parametrize(
    "piece", [" ", "\n", "and ", "{", "{}", '"', "@a{", "a={b},", "# a ", "\\x{"]
)
def test_a_hundred_thousand_characters_of_anything_are_read_in_seconds(read, piece):
    long = piece * (100_000 // len(piece))
    start = time.process_time()
    read(long)
    read(f"@misc{{a, author={{{long}}},\n}}\n@misc{{b, journaltitle={{x}}}}")
    assert time.process_time() - start < 8


def test_macros_made_of_macros_cannot_fill_the_memory(read):
    doubling = "".join(f"@string{{m{n} = m{n - 1} # m{n - 1}}}\n" for n in range(1, 60))
    library = read('@string{m0 = "ten chars."}\n' + doubling + "@misc{k, title = m59}\n" + GOOD)
    assert library.broken
    assert list(library.sources) == ["good"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*'@{}(),="#%\\\n ', "@article{k,", "title", "{A}", "@string{", "é\0"])
    )
)
def test_no_file_whatever_it_holds_raises(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("bib") / "any.bib"
    path.write_text("".join(pieces), encoding="utf-8")
    library = read_library([(path, "any.bib")])
    assert library.broken or library.sources
