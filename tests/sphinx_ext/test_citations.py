"""Citations and bibliographies on the page: what is written, and what cannot break a build."""

from __future__ import annotations

import re

import pytest
from project import Build, Project, two_at_a_time

LIBRARY = r"""
@online{desk, title={A Base in the Hills: What We Know}, organization={Northern Desk},
  date={2020-03-19/2020-03-22}, url={https://north.example/a_b}}
@report{rights, title={[Statement on {NATO}]}, institution={Ministry}, author={{Human Rights Watch, Inc.}},
  date={2020-03}}
@article{train, author={Rivera, Ana}, title={Night Train to the Border}, journaltitle={Valley Reader},
  origpublisher={The Harbor Post}, date={2020-03-19}}
@article{untitled, author={Okafor, Ben}, journaltitle={Coast Daily}, date={2019}}
@misc{nothing}
@book{five, author={A One and B Two and C Three and D Four and E Five}, title={Book}, publisher={Press \& Co},
  year=2018, month=mar, day=4}
@article{odd, author={a, b, c, d}, title={Odd}, journaltitle={P}, date={2017-01-01}}
@thesis{thesis, author={M{\"u}ller, J{\"o}rg and others}, title={T}, institution={U}, date={2016-11-30/2016-12-02}}
@dataset{data, title={50\% of <b>it</b>}, publisher={D}, date={2015-06-01}, doi={https://doi.org/10.1000/ABC}}
@incollection{part, author={{}}, editor={Solo, Ed}, title={T?}, booktitle={Whole}, date={2014-05-05}}
@unheardof{strange, title={S}, date={spring}, url={javascript:alert(1)}}
"""
KEYS = re.findall(r"@\w+{(\w+)", LIBRARY)
ROLES = (
    "p ps t ts ct cts alp alps author authors authorpar authorpars cauthor cauthors "
    "year yearpar label labelpar empty"
).split()


def everything(root, **settings) -> Project:
    """Cites every kind of entry in every way."""
    lines = [f"Fact {{cite:p}}`{key}`, {{cite:t}}`{key}`, {{footcite}}`{key}`." for key in KEYS]
    lines += [f"Foot {{footcite:t}}`{key}`." for key in KEYS]
    lines += [f"Role {role}: {{cite:{role}}}`train,nothing,desk`." for role in ROLES]
    lists = "```{footbibliography}\n```\n\n```{bibliography}\n```"
    project = Project(root).configure(**settings).write("references.bib", LIBRARY)
    return project.briefing("\n\n".join([*lines, lists]))


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    build = everything(tmp_path_factory.mktemp("all")).build("html").must_be_clean()
    assert [line for line in build.seen if not line[3].startswith("briefcheck.")] == []
    return build.text_of("briefings/a.html")


@pytest.mark.parametrize(
    "words",
    [
        "[Northern Desk 2020] (1,2,3",
        "“A Base in the Hills: What We Know”. Northern Desk, 19–22 March 2020. https://north.example/a_b",
        "Human Rights Watch, Inc. [Statement on NATO]. Ministry, March 2020.",
        "Ana Rivera. “Night Train to the Border”. Valley Reader; first in The Harbor Post, 19 March 2020.",
        "Ben Okafor. Coast Daily, 2019.",
        "A One, B Two, C Three, D Four and E Five. “Book”. Press & Co, 4 March 2018.",
        "a, b, c, d. “Odd”. P, 1 January 2017.",
        "Jörg Müller et al. “T”. U, 30 November 2016 – 2 December 2016.",
        "“50% of <b>it</b>”. D, 1 June 2015. doi:10.1000/ABC",
        "Ed Solo (ed.). “T?” In Whole. 5 May 2014.",
    ],
)
def test_the_bibliography_reads_like_a_newsroom_s(shown, words):
    # Once among the footnotes, once in the list.
    assert shown.count(words) == (1 if words.startswith("[Northern") else 2)


@pytest.mark.parametrize(
    "words",
    [
        "(Northern Desk 2020), Northern Desk (2020)",
        "(Human Rights Watch, Inc. 2020)",
        "(One et al. 2018), One et al. (2018)",
        "(Müller et al. 2016)",
        "(nothing n.d.), nothing (n.d.)",
        "Role author: Northern Desk; nothing; Rivera.",
        "Role t: Northern Desk (2020), nothing (n.d.) and Rivera (2020).",
        "Role alp: Northern Desk 2020; nothing n.d.; Rivera 2020.",
        "Role year: 2020; n.d.; 2020.",
    ],
)
def test_a_citation_names_author_or_outlet_and_year(shown, words):
    assert words in shown


STOCK = {"alpha": "label", "plain": "author_year", "unsrt": "super"}


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    def build(style: str) -> Build:
        styles = {"default": style, "reference": STOCK[style], "foot_reference": "foot"}
        settings = {f"bibtex_{name}_style": value for name, value in styles.items()}
        return everything(tmp_path_factory.mktemp(style), **settings).build("html")

    return two_at_a_time(build, STOCK)


@pytest.mark.parametrize("style", STOCK)
def test_stock_styles_write_entries_that_they_do_not_know(stock, style):
    page = stock[style].must_be_clean().text_of("briefings/a.html").lower()
    for words in ("a base in the hills: what we know", "northern desk", "human rights watch"):
        assert words in page


def test_entries_of_every_kind_can_be_set_in_latex_and_text(tmp_path):
    project = everything(tmp_path)
    for build in two_at_a_time(
        lambda name: project.build(name, doctrees=name), ["latex", "text"]
    ).values():
        build.must_be_clean()


# -- what cannot be read ------------------------------------------------------------------------

UNREADABLE = {
    "rivera2020,": "a key is missing at a comma",
    "rivera2020,,okafor2020": "a key is missing at a comma",
    ",rivera2020": "a key is missing at a comma",
    "rivera2020 okafor2020": "have no blanks",
    " ": "it is empty",
    "{see}rivera2020{para. 4": "a brace is not closed",
    "rivera2020{para. 4}}": "a brace is not closed",
    "!rivera2020": "it begins with !",
    "Night Train <>": "it is empty",
    "{He met the minister in May and shot him in front of all of us}rivera2020": "words beside a key are not checked",
    "rivera2020{para. 4, where he says that the city alone had planned and paid for it}": "words beside a key are not checked",
}
LINES = "\n\n".join(f"Fact {n} {{cite:p}}`{target}`." for n, target in enumerate(UNREADABLE))


@pytest.fixture(scope="module")
def unreadable(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("bad")).briefing(LINES)
    project.write(
        "notes.md", f"# Notes\n\n{LINES}\n\nFact {{footcite}}`a,,b`.\n\n```{{bibliography}}\n```\n"
    )
    return project.build("html").must_be_clean()


@pytest.mark.parametrize("number", range(len(UNREADABLE)))
def test_a_citation_that_cannot_be_read_is_one_error_at_its_line(unreadable, number):
    line, why = 3 + 2 * number, list(UNREADABLE.values())[number]
    said = [s for s in unreadable.stderr.splitlines() if f"briefings/a.md:{line}:" in s]
    assert len(said) == 1
    assert why in said[0]
    assert "ERROR" in said[0]
    assert said[0].endswith("[briefcheck.unknown-source]")


def test_in_a_document_that_is_not_checked_it_is_a_warning(unreadable):
    said = [place for place in unreadable.seen if place[0] == "notes.md" and place[1]]
    lines = [3 + 2 * number for number in range(len(UNREADABLE) + 1)]
    assert said == [("notes.md", line, "WARNING", "briefcheck.unknown-source") for line in lines]


def test_the_page_shows_what_cannot_be_read(unreadable):
    for page in ("briefings/a.html", "notes.html"):
        assert "[unreadable citation: rivera2020,,okafor2020]" in unreadable.text_of(page)


def test_white_space_around_keys_does_not_matter(tmp_path):
    project = Project(tmp_path).briefing(
        "It burned {cite:p}` rivera2020 , okafor2020 `. He left {cite:p}`{see}  rivera2020\n{para. 4},okafor2020`."
    )
    report = project.build().report
    assert [[c["key"] for c in s["citations"]] for s in report["statements"]] == [
        ["rivera2020", "okafor2020"]
    ] * 2
    assert report["statements"][1]["citations"][0]["locator"] == "para. 4"


# -- what is not in the bibliography --------------------------------------------------------------


def test_the_page_shows_the_known_source_and_a_word_for_the_unknown_one(tmp_path):
    project = Project(tmp_path).briefing(
        "It burned {cite:p}`rivera2020{para. 4},nosuch1`. He left {footcite}`okafor2020,nosuch2`. "
        "She came {cite:t}`nosuch3`. All know {footcite}`nosuch4{para. 2}`.\n\n"
        "```{footbibliography}\n```\n\n```{bibliography}\n```"
    )
    build = project.build("html").must_be_clean()
    page = build.text_of("briefings/a.html")
    assert "(Rivera 2020, para. 4) [unknown source: nosuch1]" in page
    assert "[unknown source: nosuch2]" in page
    assert "[unknown source: nosuch3]" in page
    unknown = [s for s in build.stderr.splitlines() if "unknown-source" in s]
    assert [f"'nosuch{n}'" in line for n, line in enumerate(unknown, 1)] == [True] * 4
    assert "bibtex" not in build.stderr.replace("bibtex_", "")


def test_an_unknown_key_is_said_once_where_no_statement_is(tmp_path):
    project = Project(tmp_path).briefing(
        "## The base {cite:p}`no1`\n\n"
        ":::{table} Losses {cite:p}`no2`\n"
        "| Day {cite:p}`no3` | Event |\n|---|---|\n| 2 May | It burned {cite:p}`rivera2020` |\n:::\n\n"
        "Text. [^a]\n\n[^a]: See {cite:p}`no4`.\n"
    )
    found = project.build().about("unknown-source")
    assert sorted((f["sources"][0], f["line"]) for f in found) == [
        ("no1", 3), ("no2", 5), ("no3", 6), ("no4", 13),
    ]  # fmt: skip


def test_a_key_in_another_case_or_with_hidden_characters_is_unknown_and_the_right_one_named(
    tmp_path,
):
    project = Project(tmp_path).briefing(
        "A {cite:p}`Rivera2020`.\n\nB {footcite}`rivera\u200b2020`."
    )
    found = project.build().about("unknown-source")
    assert [f["line"] for f in found] == [3, 5]
    assert all("'rivera2020' looks like it" in f["message"] for f in found)
    assert "rivera<U+200B>2020" in found[1]["message"]


def test_a_broken_entry_accuses_nobody_who_cites_it_and_a_key_entered_twice_is_named(tmp_path):
    project = Project(tmp_path).briefing("A {cite:p}`broken`.\n\nB {cite:p}`TWICE,twice`.")
    project.write(
        "references.bib",
        "@misc{broken, title {A}}\n@misc{twice, title={T}, publisher={P}, date={2020}}\n"
        "@misc{TWICE, title={U}, publisher={Q}, date={2020}}\n",
    )
    build = project.build()
    said = [f["message"] for f in build.about("unknown-source")]
    assert len(said) == 1
    assert "'twice' looks like it" in said[0]
    assert [f["line"] for f in build.about("broken-bibliography")] == [1]
    assert [f["line"] for f in build.about("uncited") + build.about("single-outlet")] == [5]
    assert [f["line"] for f in build.about("duplicate-source")] == [3]


# -- the rest -----------------------------------------------------------------------------------


def test_five_hundred_keys_in_one_citation_are_read(tmp_path):
    keys = [f"k{number}" for number in range(500)]
    entries = (f"@misc{{{key}, title={{T}}, publisher={{P}}, date={{2020}}}}\n" for key in keys)
    project = Project(tmp_path).write("references.bib", "".join(entries))
    project.briefing(f"A {{cite:p}}`{','.join(keys)}`.\n\nB {{cite:p}}`{','.join(keys * 3)}`.")
    build = project.build("xml").must_be_clean()
    assert [line for line in build.seen if line[3] == "briefcheck.unknown-source"] == [
        ("briefings/a.md", 5, "ERROR", "briefcheck.unknown-source")
    ]
    assert len(project.build().report["statements"][0]["citations"]) == 500


def test_a_key_prefix_is_no_part_of_the_key(tmp_path):
    project = Project(tmp_path).briefing(
        "It burned {cite:p}`a-rivera2020,a-okafor2020`. He left {cite:p}`a-nosuch`.\n\n"
        "```{bibliography}\n:keyprefix: a-\n:filter: docname in docnames\n```"
    )
    project.briefing("C {cite:p}`haddad2020`.\n\n```{bibliography}\n:keyprefix: h\n```", "b")
    build = project.build()
    statements = build.report["statements"]
    assert [c["key"] for c in statements[0]["citations"]] == ["rivera2020", "okafor2020"]
    assert [f["sources"] for f in build.about("unknown-source")] == [["nosuch"]]
    unused = {f["sources"][0] for f in build.about("unused-source")}
    assert unused == {"lindqvist2021", "reprint2020", "ministry2020"}
    page = project.build("html").must_be_clean().text_of("briefings/a.html")
    assert "(Okafor 2020; Rivera 2020)" in page


def test_documents_that_are_not_checked_count_as_users_of_a_source(tmp_path):
    project = Project(tmp_path).briefing("A {cite:p}`rivera2020,okafor2020`.")
    project.write("notes.md", "# Notes\n\nB {cite:p}`haddad2020` and {footcite}`lindqvist2021`.\n")
    unused = {f["sources"][0] for f in project.build().about("unused-source")}
    assert unused == {"reprint2020", "ministry2020"}


def test_the_citations_of_restructuredtext_are_read_as_footnotes_are(tmp_path):
    cited = ":cite:p:`rivera2020,okafor2020`"
    made = Project(tmp_path).write(
        "briefings/a.rst",
        f"A\n=\n\nIt sank [Roe]_.\n\nIt rose [Doe]_.\n\n.. [Roe] He saw it {cited}.\n"
        ".. [Doe] It lost 77 men.\n",
    )
    built = made.build().must_be_clean()
    assert [line for rule, _, line in built.findings if rule == "uncited"] == [6, 9]
    said = {s["text"]: len(s["citations"]) for s in built.report["statements"]}
    assert said == {"It sank.": 2, "It rose.": 0, "He saw it.": 2, "It lost 77 men.": 0}
