"""report.json is public: these names, these types, the same bytes each time."""

import json
from dataclasses import replace

import pytest

from builder_ext import __version__
from builder_ext.model import Citation, Document, Library, Place, Policy, Source, Statement, Waiver
from builder_ext.reports import identity, to_json
from builder_ext.rules import check

PATH = "briefings/a.md"


def source(key, outlet, line, path="references.bib", **facts):
    place = Place(path, line, 1, line + 5)
    return Source(
        key, place, title=key, outlet=outlet, origins=(outlet,), date="2020-03-20", **facts
    )


def said(line, text, *keys, path=PATH, **facts):
    cited = tuple(Citation(key) for key in keys)
    place = Place(path, line, 3, line + 1)
    return Statement(path[:-3], place, text, citations=cited, block=line, **facts)


def audit_of(statements, sources=(), path=PATH):
    document = Document(path[:-3], path, statements=tuple(statements))
    return check([document], Library({one.key: one for one in sources}), Policy())


def report_of(*arguments):
    return json.loads(to_json(audit_of(*arguments)))


GRAYZONE = source("porter2020", "The Grayzone", 3, url="https://news.example/porter")


def test_the_report_names_schema_tool_and_its_three_lists():
    report = report_of([said(12, "It fell.", "porter2020")], [GRAYZONE])
    assert list(report) == ["schema", "tool", "summary", "statements", "findings", "sources"]
    assert report["schema"] == 1
    assert report["tool"] == {"name": "briefcheck", "version": __version__}


def test_the_summary_has_the_totals_of_the_contract():
    waiver = Waiver("single-outlet", "nobody else was there", Place(PATH, 14))
    summary = report_of(
        [
            said(12, "It fired 25 rockets.", "porter2020", values=("25",)),
            said(13, "Who fired?", asks=True),
            said(14, "It fell.", "porter2020", waivers=(waiver,)),
            said(15, "It rose."),
        ],
        [GRAYZONE],
    )["summary"]
    promised = {
        "documents": 1,
        "statements": 4,
        "factual": 3,
        "exempt": {"question": 1},
        "cited": 2,
        "corroborated": 0,
        "findings": {"error": 1, "warning": 1, "note": 2},
        "waived": 1,
        "unchecked": 1,
    }
    assert {name: summary[name] for name in promised} == promised
    assert summary["several_origins"] == 0
    assert summary["alone"] == [{"origin": "The Grayzone", "statements": 2}]


def test_a_statement_has_the_fields_of_the_contract():
    told = replace(
        said(12, "It fell.", values=("25",)), citations=(Citation("porter2020", "para. 4", "see"),)
    )
    (statement,) = report_of([told], [GRAYZONE])["statements"]
    assert statement.pop("covered_by") is None
    assert len(statement.pop("id")) == 16
    assert statement == {
        "path": PATH,
        "line": 12,
        "column": 3,
        "end_line": 13,
        "text": "It fell.",
        "kind": "factual",
        "reason": "nothing exempts it",
        "citations": [{"key": "porter2020", "locator": "para. 4"}],
        "origins": ["The Grayzone"],
        "corroboration": 1,
        "basis": "parts",
        "assumed": True,
        "thin": [],
        "evidence": [
            {
                "part": "25",
                "type": "value",
                "carried_by": [],
                "not_carried_by": [],
                "unseen": ["porter2020"],
                "unresolved": [],
                "elsewhere": [],
                "from": None,
                "passages": [],
            }
        ],
    }


def test_a_finding_has_the_fields_of_the_contract():
    report = report_of([said(12, "It fell.", "porter2020")], [GRAYZONE])
    (finding,) = report["findings"]
    assert finding.pop("message").startswith("rests on one outlet, The Grayzone")
    assert finding == {
        "rule": "single-outlet",
        "severity": "warning",
        "path": PATH,
        "line": 12,
        "column": 3,
        "end_line": 13,
        "statement": "It fell.",
        "statement_id": report["statements"][0]["id"],
        "sources": ["porter2020"],
        "waived": None,
    }


def test_a_waived_finding_gives_the_reason():
    waiver = Waiver("single-outlet", "nobody else was there", Place(PATH, 12))
    report = report_of([said(12, "It fell.", "porter2020", waivers=(waiver,))], [GRAYZONE])
    assert [f["waived"] for f in report["findings"]] == ["nobody else was there"]


def test_a_finding_about_no_statement_has_an_empty_one():
    (finding,) = report_of([], [GRAYZONE])["findings"]
    assert (finding["rule"], finding["path"], finding["line"]) == (
        "unused-source",
        "references.bib",
        3,
    )
    assert (finding["statement"], finding["statement_id"]) == ("", None)


def test_a_source_has_the_fields_of_the_contract():
    statements = [said(12, "It fell.", "porter2020"), said(13, "It rose.", "porter2020")]
    assert report_of(statements, [GRAYZONE])["sources"] == [
        {
            "key": "porter2020",
            "path": "references.bib",
            "line": 3,
            "title": "porter2020",
            "outlet": "The Grayzone",
            "origin": "The Grayzone",
            "date": "2020-03-20",
            "url": "https://news.example/porter",
            "snapshot": {"sha256": None, "checked": False, "from": None, "read": None},
            "cited_by": 2,
        }
    ]


def test_what_a_source_does_not_say_is_null():
    (bare,) = report_of([], [Source("anon", Place("references.bib"))])["sources"]
    assert [bare[name] for name in ("title", "outlet", "origin", "date", "url")] == [None] * 5
    assert bare["cited_by"] == 0


def test_lists_are_sorted_by_place():
    one = Document(
        "briefings/a", "briefings/a.md", statements=(said(9, "It fell."), said(2, "It rose."))
    )
    two = Document(
        "briefings/B", "briefings/B.md", statements=(said(5, "It sank.", path="briefings/B.md"),)
    )
    sources = [source("z", "Z", 30), source("y", "Y", 4), source("x", "X", 9, path="more.bib")]
    library = Library({one.key: one for one in sources})
    report = json.loads(to_json(check([one, two], library, Policy())))
    places = [(s["path"], s["line"]) for s in report["statements"]]
    assert places == [("briefings/B.md", 5), ("briefings/a.md", 2), ("briefings/a.md", 9)]
    found = [(f["path"], f["line"]) for f in report["findings"]]
    assert found == sorted(found)
    assert [s["key"] for s in report["sources"]] == ["x", "y", "z"]


def test_two_runs_in_another_order_give_the_same_bytes():
    one = Document("briefings/a", "briefings/a.md", statements=(said(2, "It fell.", "porter2020"),))
    two = Document(
        "briefings/b", "briefings/b.md", statements=(said(2, "It rose.", path="briefings/b.md"),)
    )
    library = Library({"porter2020": GRAYZONE})
    there = to_json(check([one, two], library, Policy()))
    back = to_json(check([two, one], library, Policy()))
    assert there == back
    assert there.endswith("}\n")


def test_letters_are_written_as_letters():
    assert "“Żółć” fell – قاسم سليماني" in to_json(
        audit_of([said(1, "“Żółć” fell – قاسم سليماني")])
    )


@pytest.mark.parametrize(
    "hostile", ["\ud800", "\x00", "\x1b[2J", "\x7f", "\u202e", "\u2028", '"\\']
)
def test_hostile_text_makes_json_without_control_characters(hostile):
    bad = source(f"k{hostile}", f"Out{hostile}let", 1, url=f"https://x.example/{hostile}")
    waiver = Waiver("single-outlet", f"because {hostile}", Place(PATH, 1))
    told = said(1, f"It {hostile} fell.", bad.key, waivers=(waiver,))
    written = to_json(audit_of([told], [bad], f"briefings/{hostile}.md"))
    written.encode()
    assert json.loads(written)["statements"][0]["text"].startswith("It ")
    assert not any(
        ord(c) < 32 or 127 <= ord(c) < 160 or ord(c) in (0x202E, 0x2028)
        for c in written.replace("\n", "")
    )


def test_a_message_is_on_one_line_and_shows_what_is_invisible():
    messages = [
        f["message"] for f in report_of([said(1, "It fell.", "ri\u200bvera\u202e")])["findings"]
    ]
    assert messages
    assert all("<U+200B>" in message and "\u200b" not in message for message in messages)


def test_a_finding_is_known_again_by_what_the_report_says_of_it():
    audit = audit_of([said(1, "It \x1b[31mfell.", "porter2020"), said(2, "It rose.")], [GRAYZONE])
    told = [
        (f["rule"], f["statement"], tuple(f["sources"]))
        for f in json.loads(to_json(audit))["findings"]
    ]
    assert told == [identity(finding) for finding in audit.findings]
