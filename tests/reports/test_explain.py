"""What ``briefcheck explain`` tells of a statement, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder_ext.model import (
    Audit,
    Citation,
    Comparison,
    Finding,
    Library,
    Place,
    Policy,
    Ruling,
    Severity,
    Source,
    Statement,
    TextFact,
    Verdict,
)
from builder_ext.reports.explain import Texts, explain, rulings_at

GAZETTE = Source("gazette", Place("r.bib"), outlet="Gazette", origins=("Gazette",))
BARE = Source("bare", Place("r.bib"))
NO_TEXTS = Texts(lambda *_: "", lambda *_: None, lambda *_: None)


def ruling(*comparisons: Comparison, sources=(GAZETTE,), **facts) -> Ruling:
    statement = Statement(
        "a",
        Place("a.md", 3, 1, 4),
        "It sank.",
        citations=tuple(Citation(one.key) for one in sources),
    )
    about = {"origins": ("Gazette",), "corroboration": 1, **facts}
    return Ruling(
        "id1", statement, "factual", "nothing exempts it", sources=tuple(sources),
        comparisons=comparisons, **about
    )  # fmt: skip


def audit(*findings: Finding, **texts: TextFact) -> Audit:
    library = Library({"gazette": GAZETTE, "bare": BARE})
    return Audit((), (), findings, library, Policy(), texts=texts)


def told(one: Ruling, of: Audit | None = None, texts: Texts = NO_TEXTS) -> list[str]:
    return explain(one, of or audit(), texts).splitlines()


def test_a_statement_comes_with_place_kind_and_what_it_rests_on():
    assert told(ruling(basis="parts", assumed=True)) == [
        "a.md:3:1",
        "  It sank.",
        "  factual: nothing exempts it",
        "  rests on 1 independent origin (Gazette), by what the texts carry, "
        "some of it not looked up",
        "  gazette (Gazette; no text, no record)",
    ]


def test_two_origins_are_counted_and_a_source_without_an_outlet_is_told():
    lines = told(ruling(sources=(GAZETTE, BARE), corroboration=2))
    assert lines[3:] == [
        "  rests on 2 independent origins, by its keys: no quotation or value",
        "  gazette (Gazette; no text, no record)",
        "  bare (no outlet; no text, no record)",
    ]


@pytest.mark.parametrize(
    ("type_", "verdict", "line"),
    [
        ("value", Verdict("gazette", True, "", (3, 4)), "+ value 'x': ¶ 3, ¶ 4"),
        ("value", Verdict("gazette", True, "", (1, 2, 3, 4, 5)), "+ value 'x': ¶ 1, ¶ 2, ¶ 3, ¶ 4"),
        ("quotation", Verdict("gazette", True), "+ quotation 'x': in the entry"),
        ("name", Verdict("gazette", None, "unseen"), "? name 'x': unseen"),
        ("name", Verdict("gazette", False), "- name 'x': absent"),
        (
            "quotation",
            Verdict("gazette", False, "altered", (2,), "", "it has y"),
            "- quotation 'x': altered, nearest ¶ 2 it has y",
        ),
        ("words", Verdict("gazette", False, "thin", (2,)), "- x: little of them, nearest ¶ 2"),
        ("words", Verdict("gazette", False, "thin"), "- x: little of them"),
    ],
)
def test_a_part_is_told_with_its_verdict(type_, verdict, line):
    assert told(ruling(Comparison("x", type_, (verdict,))))[5:] == [f"    {line}"]


def test_to_have_the_words_is_not_said_to_be_support_and_other_keys_are_left_out():
    own = Comparison("x", "words", (Verdict("gazette", True), Verdict("bare", False)))
    assert len(told(ruling(own))) == 5


def test_the_passages_that_carry_and_the_nearest_one_are_shown():
    part = Comparison("x", "value", (Verdict("gazette", True, "", (3,)),))
    name = Comparison("y", "name", (Verdict("gazette", True, "", (9,)),))
    texts = Texts(lambda key, n: "" if n == 4 else f"{key} says {n}", lambda *_: 2, lambda *_: None)
    seen = audit(gazette=TextFact("0" * 64, 7))
    lines = told(ruling(part, name), seen, texts)
    assert lines[4] == "  gazette (Gazette; text at hand)"
    assert lines[7:] == ["      ¶ 2 (nearest passage): gazette says 2", "      ¶ 3: gazette says 3"]
    unread = Texts(lambda *_: "", lambda *_: 4, lambda *_: None)
    locked = audit(gazette=TextFact("0" * 64, 7, "", "lock"))
    assert told(ruling(), locked, unread)[4:] == ["  gazette (Gazette; by the lock)"]


def test_an_uncited_statement_is_told_the_nearest_passage_ready_to_cite():
    one = ruling(sources=(), corroboration=0)
    texts = Texts(
        lambda key, n: f"{key} says {n} " + "x" * 300, lambda *_: None, lambda _: ("gazette", 7)
    )
    lines = told(one, texts=texts)
    assert lines[3] == "  nearest passage of the library: gazette ¶ 7"
    assert lines[4].startswith("    gazette says 7 xxx")
    assert len(lines[4]) < 210
    assert lines[5] == "    ready to cite: {cite:p}`gazette{para. 7}`"
    assert len(told(one)) == 3


def test_its_findings_come_last_the_waived_with_their_reason():
    one = Finding("uncited", Severity.ERROR, Place("a.md", 3), "no source is cited", ident="id1")
    other = replace(one, ident="id2")
    waived = replace(one, rule="misquote", severity=Severity.NOTE, waived="seen by all")
    assert told(ruling(), audit(one, other, waived))[5:] == [
        "  error uncited: no source is cited",
        "  note misquote: no source is cited (waived: seen by all)",
    ]


def test_statements_are_found_by_any_of_their_lines():
    one = ruling()
    of = replace(audit(), rulings=(one,))
    assert [bool(rulings_at(of, "a.md", line)) for line in (2, 3, 4, 5)] == [
        False, True, True, False
    ]  # fmt: skip
    assert rulings_at(of, "b.md", 3) == []
