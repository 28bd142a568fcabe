"""What becomes of CSL-JSON, and that nothing of it is lost on the way into a .bib file and back."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder_ext.sources import read_library
from builder_ext.sources.csl import convert, read_items
from builder_ext.sources.csl_fields import CslError
from builder_ext.sources.latex import latex, one_line, text_of


@pytest.fixture(scope="module")
def back(tmp_path_factory):
    """Convert items and read what came of it."""
    path = tmp_path_factory.mktemp("csl") / "converted.bib"

    def reading(*items):
        made = convert(items)
        path.write_text(made.text, encoding="utf-8")
        library = read_library([(path, path.name)])
        assert not library.broken, (made.text, library.broken)
        assert not library.repeated
        assert len(library.sources) == len(made.entries)
        return list(library.sources.values())

    return reading


def item(**more):
    return {"id": "k", "type": "article-newspaper", **more}


# -- nothing is lost ----------------------------------------------------------------------------

ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cn")),
        st.sampled_from("\\{}$%&#_~^`'\"-@,=<>|?! \n and"),
    ),
    max_size=30,
).filter(lambda text: not re.search(r"<[^<>]*>", text))
WORDS = ANY_TEXT.filter(lambda text: bool(one_line(text)))


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_latex_that_is_written_reads_back_as_the_text(text):
    assert text_of(latex(text)) == one_line(text)


@settings(max_examples=150, deadline=None)
@given(
    title=WORDS,
    outlet=WORDS,
    names=st.lists(st.tuples(WORDS, WORDS), max_size=3),
    body=WORDS,
    date=st.dates(),
    url=st.text(max_size=20),
    csl_type=st.sampled_from(["article-newspaper", "webpage", "broadcast", "interview", "bill"]),
)
def test_what_is_converted_reads_back_as_it_was(
    back, title, outlet, names, body, date, url, csl_type
):
    [source] = back(
        {
            "id": "k",
            "type": csl_type,
            "title": title,
            "container-title": outlet,
            "author": [*({"family": f, "given": g} for f, g in names), {"literal": body}],
            "issued": {"date-parts": [[date.year, date.month, date.day]]},
            "URL": f"https://x.example/{url}",
        }
    )
    assert source.title == one_line(title)
    assert (source.outlet, source.origins) == (one_line(outlet), (one_line(outlet),))
    assert source.authors == (*(one_line(f"{g} {f}") for f, g in names), one_line(body))
    assert source.date == date.isoformat()
    assert re.fullmatch(r"https://x\.example/[^\s{}\\]*", source.url)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["family", "date-parts", "raw", "circa", "literal"]), children
        )
    ),
    max_leaves=6,
)
FIELDS = (
    "id type title author editor issued accessed container-title publisher note URL DOI page "
    "language genre keyword original-publisher citation-key"
).split()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6) | JSON, max_size=4))
def test_whatever_an_item_holds_it_is_converted_or_left_out(back, items):
    back(*items, item(id="sound"))
    typed = [{"type": "webpage", **one} for one in items if isinstance(one, dict)]
    back(*typed, item(id="sound"))


# -- what an item becomes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "entry_type", "outlet", "origin"),
    [
        ({"type": "article-newspaper", "container-title": "Coast Daily"}, "article", "Coast Daily", None),
        ({"type": "article-magazine", "container-title": "Week", "publisher": "P"}, "article", "Week", None),
        ({"type": "article", "publisher": "Open Shelf"}, "online", "Open Shelf", None),
        ({"type": "webpage", "container-title": "Valley Reader", "publisher": "V Ltd"}, "online", "Valley Reader", None),
        ({"type": "webpage", "publisher": "V Ltd"}, "online", "V Ltd", None),
        ({"type": "post-weblog", "container-title": "Rail Notes"}, "online", "Rail Notes", None),
        ({"type": "report", "publisher": "Ministry of Rail and Road"}, "report", "Ministry of Rail and Road", None),
        ({"type": "thesis", "publisher": "Tarsa University"}, "thesis", "Tarsa University", None),
        ({"type": "broadcast", "container-title": "Evening Hour", "publisher": "Channel Nord"}, "misc", "Channel Nord", None),
        ({"type": "interview", "container-title": "Week", "publisher": "P"}, "misc", "Week", None),
        ({"type": "chapter", "container-title": "A Book", "publisher": "Hill"}, "incollection", "Hill", None),
        ({"type": "entry-encyclopedia", "container-title": "Openpedia"}, "online", "Openpedia", None),
        ({"type": "bill", "authority": "Parliament", "container-title": "Code"}, "legislation", "Parliament", None),
        ({"type": "webpage", "container-title": "V", "original-publisher": "Coast Wire"}, "online", "V", "Coast Wire"),
        ({"type": "webpage", "container-title": "V", "note": "Original Publisher: A; B"}, "online", "V", "A and B"),
        ({"type": "webpage", "container-title": "V", "note": "tex.origpublisher: A"}, "online", "V", "A"),
    ],
)  # fmt: skip
def test_each_type_has_its_outlet(back, given_, entry_type, outlet, origin):
    [source] = back({"id": "k", **given_})
    assert (source.entry_type, source.outlet) == (entry_type, outlet)
    assert source.origin == (origin or outlet)


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020, 3, 19]]}, "2020-03-19"),
        ({"date-parts": [["2020", "3"]]}, "2020-03"),
        ({"date-parts": [[2020]], "season": 1}, "2020"),
        ({"date-parts": [[2020, 14]]}, "2020"),
        ({"date-parts": [[2020, 2, 31]]}, "2020-02"),
        ({"date-parts": [[2020, 3, 19], [2020, 3, 22]]}, "2020-03-19/2020-03-22"),
        ({"date-parts": [[2020, 3, 19], [0]]}, "2020-03-19/"),
        ({"date-parts": [[2020, 3]], "circa": True}, "2020-03"),
        ({"raw": "2020-03-19"}, "2020-03-19"),
        ({"raw": "2020-03-19/2020-03-22"}, "2020-03-19/2020-03-22"),
        ({"raw": "2020-03-19T10:00:00Z"}, "2020-03-19"),
        ({"literal": "March 19, 2020"}, "2020-03-19"),
        ({"literal": "19 Mar. 2020"}, "2020-03-19"),
        ({"literal": "circa 1990"}, "1990"),
        ({"literal": "Spring 2020"}, "2020"),
        ("2020-03-19", "2020-03-19"),
        (2020, "2020"),
        ({"date-parts": []}, None),
        (None, None),
    ],
)
def test_dates_are_read_in_every_form(back, issued, date):
    assert back(item(issued=issued))[0].date == date


def test_a_date_that_is_only_about_right_is_marked_as_biblatex_does():
    made = convert([item(issued={"date-parts": [[1990], [1992]], "circa": True})])
    assert "date         = {1990~/1992~}" in made.text


def test_a_date_that_cannot_be_read_is_named_and_left_out():
    made = convert(
        [item(issued={"literal": "13th cent"}), item(id="b", issued={"date-parts": [[-44]]})]
    )
    assert [remark.number for remark in made.remarks] == [1, 2]
    assert "'13th cent'" in made.remarks[0].text
    assert "date" not in made.text


@pytest.mark.parametrize(
    ("name", "read_as"),
    [
        ({"family": "Rivera", "given": "Ana"}, "Ana Rivera"),
        ({"family": "Leyen", "given": "Ursula", "non-dropping-particle": "von der"}, "Ursula von der Leyen"),
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"}, "A. von Humboldt"),
        ({"family": "Almeida", "given": "L.", "non-dropping-particle": "d’"}, "L. d’Almeida"),
        ({"family": "King", "given": "M.", "suffix": "Jr."}, "M. King Jr."),
        ({"literal": "Rail, Road and Sea Ltd."}, "Rail, Road and Sea Ltd."),
        ({"family": "Reuters"}, "Reuters"),
        ({"given": "Madonna"}, "Madonna"),
    ],
)  # fmt: skip
def test_names_are_read_in_every_form(back, name, read_as):
    assert back(item(author=[name]))[0].authors == (read_as,)


def test_details_have_the_fields_of_biblatex(back):
    [source] = back(
        item(
            accessed={"date-parts": [[2031, 3, 13]]},
            language="en-US",
            DOI="https://doi.org/10.1/a_b",
            page="12-14",
            note="Section: World\nCitation Key: tarsa2031",
            annote="Opinion piece",
            genre="Opinion",
            translator=[{"family": "Sato", "given": "Ken"}],
        )
    )
    fields = dict(source.fields)
    assert source.key == "tarsa2031"
    assert (fields["urldate"], fields["langid"], source.doi) == (
        "2031-03-13",
        "american",
        "10.1/a_b",
    )
    assert (fields["pages"], fields["note"], fields["annotation"]) == (
        "12–14",
        "Section: World",
        "Opinion piece",
    )
    assert (fields["keywords"], fields["translator"]) == ("Opinion", "Sato, Ken")


# -- keys ---------------------------------------------------------------------------------------


def test_keys_are_kept_and_addresses_become_name_and_year():
    rivera = {"type": "webpage", "author": [{"family": "Rivera"}], "issued": {"raw": "2031"}}
    made = convert(
        [
            {**rivera, "id": "http://zotero.org/users/1/items/ABCD2345"},
            {**rivera, "id": 205},
            {**rivera, "id": "ITEM-1", "citation-key": "own:2031"},
            {**rivera, "id": "rivera2031b"},
            {**rivera, "id": "o'brien {2031}"},
            {"type": "webpage", "title": "Приём на Станции", "id": "http://x.example"},
            {"type": "webpage", "id": "own:2031"},
        ]
    )
    keys = [re.match(r"@\w+\{(.*),", entry)[1] for entry in made.entries]
    assert keys == [
        *("rivera2031", "rivera2031c", "own:2031", "rivera2031b", "obrien2031"),
        *("source", "own:2031b"),
    ]
    assert made.remarks[0].text == "http://zotero.org/users/1/items/ABCD2345 becomes rivera2031"
    assert [remark.number for remark in made.remarks] == [1, 2, 5, 6, 7]


def test_a_hundred_items_of_one_name_and_year_have_a_key_each(back):
    assert len(back(*[{"type": "webpage", "title": "Harbour"} for _ in range(100)])) == 100


# -- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (7, "no object"),
        (None, "no object"),
        ({"title": "A"}, "no type"),
        ({"type": 5}, "type is no text"),
        (item(title=["A"]), "'title' is no text"),
        (item(author="Jane"), "'author' is no list"),
        (item(author=["Jane"]), "'author' is no list"),
        (item(author=[{"family": {}}]), "'family' is no text"),
        (item(issued=[[2020]]), "'issued' is no date"),
        (item(issued={"date-parts": [2020]}), "'date-parts'"),
        (item(id={}), "'id' is no text"),
    ],
)
def test_an_item_that_cannot_be_meant_is_left_out_with_its_number(bad, why):
    made = convert([item(id="first"), bad, item(id="last")])
    assert len(made.entries) == 2
    assert [remark.number for remark in made.left_out] == [2]
    assert why in made.left_out[0].text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JSON: line 1"),
        (b'[\n{"id": ]', "no JSON: line 2"),
        (b"[1" + b"0" * 5000 + b"]", "too large"),
        (b"[" * 100_000, "too large"),
        ("[{}]".encode("utf-16"), "not UTF-8"),
        (b'["\xff"]', "0xFF"),
        (b'"text"', "no list"),
        (b'{"a": 1}', "no list"),
        (b"[]", "no item"),
        (b" " * 50_000_001, "larger than"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(data, why):
    with pytest.raises(CslError, match=why):
        read_items(data)


def test_an_object_with_items_and_a_byte_order_mark_are_read():
    data = json.dumps({"items": [item()]}).encode("utf-8-sig")
    assert read_items(data) == [item()]
