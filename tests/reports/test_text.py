"""report.txt reads like a linter's output, and nothing in it is more than text."""

import pytest

from builder_ext.model import Citation, Document, Library, Place, Policy, Source, Statement, Waiver
from builder_ext.reports import to_text
from builder_ext.reports.text import cut
from builder_ext.rules import check

PATH = "briefings/a.md"
GRAYZONE = Source(
    "porter2020",
    Place("references.bib", 3, 1, 9),
    title="A title",
    outlet="The Grayzone",
    origins=("The Grayzone",),
    date="2020-03-20",
)


def said(line, text, *keys, path=PATH, **facts):
    cited = tuple(Citation(key) for key in keys)
    place = Place(path, line, 3, line)
    return Statement(path[:-3], place, text, citations=cited, block=line, **facts)


def text_of(statements, path=PATH):
    document = Document(path[:-3], path, statements=tuple(statements))
    return to_text(check([document], Library({GRAYZONE.key: GRAYZONE}), Policy()))


def test_findings_come_by_file_and_the_summary_last():
    waiver = Waiver("single-outlet", "nobody else was there", Place(PATH, 7))
    lines = text_of(
        [
            said(5, "The base was hit."),
            said(6, "The envoy left.", "riviera"),
            said(7, "Nobody was hurt.", "porter2020", waivers=(waiver,)),
        ]
    ).splitlines()
    assert lines[0].startswith("briefings/a.md:5:3: error uncited: no source is cited")
    assert lines[1] == "    The base was hit."
    assert lines[2].startswith("briefings/a.md:6:3: error unknown-source: 'riviera' is not in")
    assert lines[3:6] == ["    The envoy left.", "", "Waived"]
    assert lines[6].startswith("briefings/a.md:7:3: warning single-outlet: rests on one outlet")
    assert lines[7:] == [
        "    Nobody was hurt.",
        "    reason: nobody else was there",
        "",
        "The Grayzone alone carries 1 statement",
        "1 briefing, 3 statements, 3 factual, 1 cited, 0 with two or more origins; "
        "2 errors, 0 warnings",
    ]


def test_a_blank_line_parts_the_files():
    paragraphs = text_of([said(5, "The base was hit.")]).split("\n\n")
    assert [paragraph.split(":")[0] for paragraph in paragraphs[:2]] == [PATH, "references.bib"]


def test_without_findings_there_are_only_totals():
    assert text_of([said(1, "Who fell?", "porter2020", asks=True)]) == (
        "1 briefing, 1 statement, 0 factual, 0 cited, 0 with two or more origins; "
        "0 errors, 0 warnings\n"
    )


def test_what_was_not_compared_is_said():
    text = text_of([said(1, "It fired 25 rockets.", "porter2020", values=("25",))])
    assert "1 statement holds quotations, numbers or dates that could not be looked up" in text


def test_a_long_statement_is_cut_at_a_word():
    assert cut("word " * 30) == "word " * 19 + "…"
    assert cut("w" * 200) == "w" * 98 + " …"
    assert cut("short  \n text") == "short text"


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "<U+001B>[2J"),
        ("\u202eevil", "<U+202E>evil"),
        ("\u200b", "<U+200B>"),
        ("\ud800", "<U+D800>"),
        ("::error::x", "<U+003A>:error::x"),
        ("a\n::error::x", "a ::error::x"),
        ("##[error]x", "<U+0023>#[error]x"),
    ],
)
def test_hostile_text_is_shown_and_never_a_command(hostile, shown):
    text = text_of([said(1, f"{hostile} fell.")])
    assert f"    {shown} fell." in text
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_a_hostile_path_or_reason_stays_on_its_line():
    waiver = Waiver("uncited", "::set-output\n::x", Place("::a\n::b.md", 1))
    text = text_of([said(1, "It fell.", path="::a\n::b.md", waivers=(waiver,))], "::a\n::b.md")
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "<U+003A>:a ::b.md:1:3: error uncited" in text
    assert "    reason: <U+003A>:set-output ::x" in text


def test_a_statement_of_100_kilobytes_takes_no_time():
    text = text_of([said(1, "w" * 100_000), said(2, "\u202e" * 100_000), said(3, "#" * 100_000)])
    assert max(map(len, text.splitlines())) < 400
