"""Libraries as Zotero, Better BibTeX, JabRef and Mendeley export them work as they come."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from project import Project, two_at_a_time

from builder_ext.sources import read_library

EXPORTS = Path(__file__).parent / "exports"
NAMES = (
    "zotero-bibtex",
    "zotero-biblatex",
    "better-bibtex",
    "better-biblatex",
    "jabref",
    "mendeley",
)
HARBOR, BOARD = "The Harbor Post", "Board of Rail, Road & Sea"

# key: (type, title, outlet, date, authors, url)
EXPECTED = {
    "zotero-bibtex": {
        "rivera_night_2031": ("article", 'Night Train to the Border: "We were told to wait"', HARBOR, "2031-03", ("Ana Rivera", "Ursula von der Leede"), "https://harbor.example/2031/03/12/night-train_border.html?ref=a%20b&c=1"),
        "noauthor_statement_2031": ("misc", "Statement on the stop at Tarsa – 12~March", "Ministry of Rail & Road", "2031-03", (), "https://www.rail.example/press/statement_12"),
        "sato_timetables_2029": ("phdthesis", "Timetables of the 19th century and Il Ponte", "University of Tarsa", "2029", ("Ken Sato",), None),
        "harbor_watch_and_coast_union_delays_2030": ("techreport", "Delays, $5 fares & #TarsaStop", "Harbor Watch", "2030", ("Harbor Watch and Coast Union", "Seán O'Malley"), None),
    },
    "zotero-biblatex": {
        "lind_stop_2031": ("article", "The stop: what DB staff said", "Meridian Weekly", "2031-03-20", ("Eva Lind", "Desk NORTH"), "https://meridian.example/stop"),
        "noauthor_timeline_2031": ("online", "Timeline of the stop", None, "2031-03-21", (), "https://valley.example/timeline"),
    },
    "better-bibtex": {
        "addadCoastRoad2031": ("misc", "Coast Road Closed: NATO Trucks & “Ghost” Buses", "Coast Daily", "2031-03", ("Lina Haddad", "Omar Al-Khatib"), "https://coast.example/road_closed?id=7"),
        "mullerGrenze2031": ("article", "Grenze zu: „Alles steht“", "Süd-Anzeiger", "2031-03", ("Jörg Müller", "Łukasz Šimčík", "Åse Ørsted"), "https://sued.example/grenze"),
    },
    "better-biblatex": {
        "oordDriverWho2031": ("article", "The Driver Who Said “No” – and Why", "Northern Courier", "2031-03-20/2031-03-22", ("Aaron van den Oord", "Mary Kingston Jr.", "Night Desk"), "https://north.example/driver"),
        "valley:train+2031": ("online", "Night Train to the Border", "Valley Reader", "2031-03-14T09:30:00", ("Ana Rivera",), "https://valley.example/night-train"),
        "RailBoard31": ("report", "The Stop at Tarsa", "Board of Rail and Road", "2031-04", (), "https://board.example/tarsa.pdf"),
        "EveningHour2031": ("video", "The Train", "Channel Nord", "2031-03-13", (), None),
        "лебедьПоезд2031": ("online", "Ночной поезд", "Северный вестник", "2031-03-16", ("Анна Лебедь",), "https://vestnik.example/poezd"),
    },
    "jabref": {
        "Rivera2031a": ("article", "Night Train Stopped at Tarsa", HARBOR, "2031-03-12", ("Ana Rivera",), "https://harbor.example/stopped"),
        "Okafor2031": ("online", "“Nobody Counted” – the Crew Speaks", "Meridian & Sons", "2031-03-13", ("Ben Okafor",), "https://sons.example/crew"),
        "Wire2031": ("misc", "Brief: Tarsa Station Closed", "Coast Wire & Partners", "2031-03-12", (), "https://wire.example/brief"),
    },
    "mendeley": {
        "Lindqvist2031": ("article", "Late Trains & Later Answers: R&D at `Tarsa' _A_", "Lakeside Mirror", "2031-03", ("Eva Lindqvist", "José Chávez", "The Data Desk"), "https://lakeside.example/late_trains?x=1%20&y=~eva"),
        "BoardofRail2031": ("misc", "Notice 7", BOARD, "2031", (BOARD,), "https://sea.example/notice-7"),
        "Haddad2031": ("misc", "Buses, Again", None, "2031", ("Lina Haddad",), "https://coast.example/buses"),
    },
}  # fmt: skip
ALL = {key: source for name in NAMES for key, source in EXPECTED[name].items()}
WITHOUT_OUTLET = ("noauthor_timeline_2031", "Haddad2031")


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_read_as_it_comes(name):
    library = read_library([(EXPORTS / f"{name}.bib", f"{name}.bib")])
    assert not library.broken
    assert not library.repeated
    found = {
        key: (s.entry_type, s.title, s.outlet, s.date, s.authors, s.url)
        for key, s in library.sources.items()
    }
    assert found == EXPECTED[name]


def test_what_is_read_keeps_abstracts_paths_and_the_origin():
    library = read_library((EXPORTS / f"{name}.bib", f"{name}.bib") for name in NAMES)
    coast, valley = library.sources["addadCoastRoad2031"], library.sources["valley:train+2031"]
    assert coast.field("abstract").endswith(r"@rivera disagreed; \o/ 50% {sic}")
    assert coast.field("file").endswith(r"\\Q7\\road.html;/home/lina/road.pdf")
    assert valley.origins == (HARBOR,)
    assert library.sources["lind_stop_2031"].field("annotation") == "Interview with the crew"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A briefing that cites every source beside one of another outlet, checked and as a page."""
    project = Project(tmp_path_factory.mktemp("exports"))
    project.configure(bibtex_bibfiles=[f"{name}.bib" for name in NAMES])
    for name in NAMES:
        project.write(f"{name}.bib", (EXPORTS / f"{name}.bib").read_bytes())
    cited = [f"{key},{'RailBoard31' if key != 'RailBoard31' else 'Wire2031'}" for key in ALL]
    lines = [f"The train was late {{cite:p}}`{keys}`." for keys in cited]
    project.briefing("\n".join([*lines, "", "```{bibliography}", "```"]))
    return two_at_a_time(
        lambda builder: project.build(builder, doctrees=builder).must_be_clean(),
        ["briefcheck", "html"],
    )


def test_a_briefing_has_no_finding_but_that_two_entries_name_no_outlet(built):
    report = built["briefcheck"].report
    found = {(f["rule"], key) for f in report["findings"] for key in f["sources"]}
    lacking = {("incomplete-source", key) for key in WITHOUT_OUTLET}
    assert {pair for pair in found if pair[0] != "single-outlet"} == lacking
    alone = [f["statement"] for f in report["findings"] if f["rule"] == "single-outlet"]
    assert len(alone) == len(WITHOUT_OUTLET)
    outlets = {source["key"]: source["outlet"] for source in report["sources"]}
    assert outlets == {key: source[2] for key, source in ALL.items()}


def test_the_printed_bibliography_holds_no_latex(built):
    page = built["html"].text_of("briefings/a.html")
    listed = page[page.index("[Board of Rail") :]
    assert not re.search(r"\\|\{|\}|\$\$|family=|useprefix|text(?:less|greater)|</?p>", listed)
    for words in (
        "Aaron van den Oord, Mary Kingston, Jr. and Night Desk.",
        "“Coast Road Closed: NATO Trucks & “Ghost” Buses”. Coast Daily, March 2031. https://coast.example/road_closed?id=7",
        "Ana Rivera et al. “Night Train Stopped at Tarsa”. The Harbor Post, 12 March 2031.",
        "Valley Reader; first in The Harbor Post, 14 March 2031.",
        "Ken Sato. “Timetables of the 19th century and Il Ponte”. University of Tarsa, 2029.",
    ):
        assert words in listed


# -- what programs write in fields ---------------------------------------------------------------


def one(tmp_path, fields):
    path = tmp_path / "one.bib"
    path.write_text(f"@misc{{k,\n{fields}\n}}\n", encoding="utf-8")
    library = read_library([(path, path.name)])
    assert not library.broken
    return library.sources["k"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"{\textendash} {\textbackslash}x {\textless}b{\textgreater} \textbar{}", r"– \x <b> |"),
        (r"\{a\} {\textasciitilde}b {\textasciicircum} a\_b {\#}1", "{a} ~b ^ a_b #1"),
        (r"100% of \& more $5 {\textendash} $6", "100% of & more $5 – $6"),
        (r"H$_2$O, 5$^{\circ}$C, 1$\,$000, C:$\backslash$x", r"H2O, 5°C, 1 000, C:\x"),
        (r"\href{https://x.example/a_b}{the report} \url{https://x.example/a_b~c--d}", "the report https://x.example/a_b~c--d"),
        (r"\enquote{Who} \texttt{a_b} {\"{\i}} line\\break\-ing", "“Who” a_b ï line breaking"),
    ],
)  # fmt: skip
def test_the_escapes_of_exports_become_what_readers_see(tmp_path, written, read_as):
    assert one(tmp_path, f"title = {{{written}}}").title == read_as


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ('year = 2031, month = mar # "~12"', "2031-03-12"),
        ('year = 2031, month = "12~" # mar', "2031-03-12"),
        ("year = 2031, month = {March 12}", "2031-03-12"),
        ("year = 2031, month = {#mar#}, day = {12}", "2031-03-12"),
        ("year = 2031, month = {12--14 March}", "2031-03"),
        ("year = 2031, month = {mar/apr}", "2031-03"),
        ("year = 2031, month = {Spring}", "2031"),
    ],
)
def test_a_month_may_name_the_day_too(tmp_path, fields, date):
    assert one(tmp_path, fields).date == date


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("given=Ursula, family=Leyen, prefix=von der, useprefix=true", ("Ursula von der Leyen",)),
        ("family=Reuters and Rivera, Ana", ("Reuters", "Ana Rivera")),
        ("{Rail, Road and Sea Ltd.} and {Smith, Jones}, Ana", ("Rail, Road and Sea Ltd.", "Ana Smith, Jones")),
        ("Rivera, Ana and others", ("Ana Rivera",)),
        ("a family=b, c=d, e, f", ("a family=b, c=d, e, f",)),
    ],
)  # fmt: skip
def test_names_are_read_in_biblatex_s_long_form_and_in_braces(tmp_path, written, authors):
    assert one(tmp_path, f"author = {{{written}}}").authors == authors


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        (r"howpublished = {\url{https://x.example/a_b}}", "https://x.example/a_b"),
        (r"note = {\href{https://x.example/a}{here}}", "https://x.example/a"),
        (r"howpublished = {https://x.example/a}, url = {https://y.example}", "https://y.example"),
        (r"note = {See https://x.example/a}", None),
        (r"url = {https://x.example/{\%}20{\_}a$\sim$b\textasciitilde{}c}", "https://x.example/%20_a~b~c"),
    ],
)  # fmt: skip
def test_an_address_is_found_where_programs_put_it(tmp_path, fields, url):
    assert one(tmp_path, fields).url == url


@pytest.mark.parametrize("field", ["howpublished", "note"])
def test_a_field_of_blanks_is_read_at_once(tmp_path, field):
    blanks = " " * 50_000
    path = tmp_path / "a.bib"
    path.write_text(
        f"@misc{{k, {field} = {{\\url{blanks}https://a.org{blanks}x}}, title = {{T}}}}", "utf-8"
    )
    begin = time.process_time()
    assert read_library([(path, "a.bib")]).sources["k"].title == "T"
    # Cubic time would take weeks, a line through it milliseconds.
    assert time.process_time() - begin < 20
