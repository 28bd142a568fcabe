"""A baseline knows old findings by what they say, not by where they stand."""

import json

import pytest

from builder_ext.model import Citation, Document, Library, Mishap, Place, Policy, Statement, Waiver
from builder_ext.reports import to_json, to_sarif
from builder_ext.reports.baseline import BaselineError, compare, read_baseline
from builder_ext.rules import check

PATH = "briefings/a.md"


def said(line, text, *keys, path=PATH, **facts):
    cited = tuple(Citation(key) for key in keys)
    return Statement(path[:-3], Place(path, line, 3, line + 1), text, citations=cited, **facts)


def audit_of(*statements, severity=None):
    paths = sorted({statement.place.path for statement in statements} or {PATH})
    documents = [
        Document(p[:-3], p, statements=tuple(s for s in statements if s.place.path == p))
        for p in paths
    ]
    return check(documents, Library(), Policy(severity=severity or {}))


@pytest.fixture
def compared(tmp_path):
    """Compares one audit with the report of another: the new and known statements, the vanished."""

    def run(before, after, rule="uncited"):
        file = tmp_path / "report.json"
        file.write_text(to_json(before), encoding="utf-8")
        audit, vanished = compare(after, read_baseline(file))
        mine = [f for f in audit.findings if f.rule == rule]
        return (
            [f.statement for f in mine if not f.baseline],
            [f.statement for f in mine if f.baseline],
            [one.statement for one in vanished if one.rule == rule],
        )

    return run


def test_what_is_new_known_and_vanished(compared):
    before = audit_of(said(1, "It fell."), said(2, "It rose."))
    after = audit_of(said(1, "It rose."), said(2, "It sank."))
    assert compared(before, after) == (["It sank."], ["It rose."], ["It fell."])


def test_a_statement_that_moved_or_was_wrapped_anew_is_known(compared):
    before = audit_of(said(1, "It fell on  the\n base."))
    after = audit_of(said(40, "It fell on the base.", path="briefings/other.md"))
    assert compared(before, after) == ([], ["It fell on the base."], [])


def test_of_equal_findings_as_many_are_known_as_there_were(compared):
    before = audit_of(said(1, "It fell."), said(2, "It fell."))
    after = audit_of(said(1, "It fell."), said(2, "It fell."), said(3, "It fell."))
    assert compared(before, after) == (["It fell."], ["It fell."] * 2, [])
    assert compared(after, before) == ([], ["It fell."] * 2, ["It fell."])


def test_the_copy_in_another_file_is_the_new_one(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(to_json(audit_of(said(5, "It fell.", path="briefings/b.md"))), "utf-8")
    after = audit_of(said(1, "It fell."), said(5, "It fell.", path="briefings/b.md"))
    audit, _ = compare(after, read_baseline(file))
    states = {f.place.path: f.baseline for f in audit.findings if f.rule == "uncited"}
    assert states == {"briefings/a.md": False, "briefings/b.md": True}


def test_without_statement_and_keys_another_finding_of_the_rule_is_new(tmp_path):
    def marked(mark):
        mishap = Mishap("misplaced-mark", Place(PATH, 3), f"the mark {mark!r} exempts nothing")
        return check([Document("briefings/a", PATH, mishaps=(mishap,))], Library(), Policy())

    file = tmp_path / "report.json"
    file.write_text(to_json(marked("gap")), encoding="utf-8")
    for mark, known in (("gap", True), ("about", False)):
        audit, vanished = compare(marked(mark), read_baseline(file))
        assert [f.baseline for f in audit.findings if f.rule == "misplaced-mark"] == [known]
        assert [one.rule for one in vanished] == ([] if known else ["misplaced-mark"])


def test_other_keys_or_another_rule_are_new(compared):
    before = audit_of(said(1, "It fell.", "x"))
    assert compared(before, audit_of(said(1, "It fell.", "y")), "unknown-source")[0]
    assert compared(before, audit_of(said(1, "It fell.")))[0] == ["It fell."]


def test_the_order_of_keys_does_not_matter(compared):
    before, after = audit_of(said(1, "It fell.", "x", "y")), audit_of(said(1, "It fell.", "y", "x"))
    assert compared(before, after, "unknown-source")[0] == []


def test_a_change_of_severity_is_not_new(compared):
    from builder_ext.model import Severity

    before = audit_of(said(1, "It fell."), severity={"uncited": Severity.NOTE})
    assert compared(before, audit_of(said(1, "It fell."))) == ([], ["It fell."], [])


def test_what_was_waived_and_is_no_longer_is_new(compared):
    waiver = Waiver("uncited", "everybody knows", Place(PATH, 1))
    waived, bare = audit_of(said(1, "It fell.", waivers=(waiver,))), audit_of(said(1, "It fell."))
    assert compared(waived, bare) == (["It fell."], [], [])
    assert compared(bare, waived) == ([], ["It fell."], [])
    assert compared(waived, waived) == ([], ["It fell."], [])


@pytest.mark.parametrize("hostile", ["\ud800", "\x00\x1b[2J", "\u202e", "::error::x", "\u2028"])
def test_a_report_knows_its_own_findings_whatever_is_in_them(compared, hostile):
    audit = audit_of(said(1, f"{hostile} fell.", path=f"briefings/{hostile}.md"))
    new, known, vanished = compared(audit, audit)
    assert (new, len(known), vanished) == ([], 1, [])


def test_json_marks_what_is_known_and_lists_what_has_vanished(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(to_json(audit_of(said(1, "It fell."), said(2, "It rose."))), "utf-8")
    audit, vanished = compare(audit_of(said(7, "It rose.")), read_baseline(file))
    report = json.loads(to_json(audit, vanished))
    assert [f["baseline"] for f in report["findings"] if f["rule"] == "uncited"] == [True]
    assert [v["statement"] for v in report["vanished"]] == ["It fell."]
    assert report["vanished"][0]["rule"] == "uncited"
    assert report["summary"]["baseline"] == len(report["findings"])
    again = tmp_path / "again.json"
    again.write_text(to_json(audit, vanished), encoding="utf-8")
    assert compare(audit, read_baseline(again))[1] == ()


def test_without_a_baseline_reports_say_nothing_of_one():
    audit = audit_of(said(1, "It fell."))
    assert "baseline" not in to_json(audit) + to_sarif(audit)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no JSON file"),
        (b"\xff\xfe\xff", "is no JSON file"),
        (b"[" * 100_000, "is no JSON file"),
        (b"[]", "no list of findings"),
        (b'{"schema": 1}', "no list of findings"),
        (b'{"schema": 2, "findings": []}', "schema 2"),
        (b'{"schema": 1, "findings": [3]}', "finding 1 is no object"),
        (b'{"schema": 1, "findings": [{"rule": 1}]}', "no proper 'rule'"),
        (
            b'{"schema": 1, "findings": [{"rule": "x", "severity": "x", "path": "x", "line": "1"}]}',
            "no proper 'line'",
        ),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_a_line(tmp_path, content, why):
    file = tmp_path / "report.json"
    file.write_bytes(content)
    with pytest.raises(BaselineError, match=why) as refused:
        read_baseline(file)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BaselineError, match="No such file"):
        read_baseline(tmp_path / "report.json")
    with pytest.raises(BaselineError):
        read_baseline(tmp_path)


def test_thousands_of_findings_take_no_time(compared):
    many = audit_of(*(said(n, f"It fell {n % 7}.") for n in range(1, 3000)))
    assert [len(part) for part in compared(many, many)] == [0, 2999, 0]
