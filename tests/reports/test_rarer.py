"""What reports do with what they rarely get."""

from __future__ import annotations

import json
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
    Verdict,
)
from builder_ext.reports import to_sarif
from builder_ext.reports.audit_passages import located
from builder_ext.reports.audit_view import unlooked
from builder_ext.reports.console import Look, to_console
from builder_ext.reports.rule_pages import plain
from builder_ext.reports.shard import Shard, ShardError, Share, join, read_shard, shard_data


def audit(*findings: Finding) -> Audit:
    return Audit((), (), findings, Library(), Policy())


def found(**facts) -> Finding:
    about = {"rule": "uncited", "severity": Severity.ERROR, "place": Place("a.md", 1, 1, 9)}
    return Finding(**{**about, "message": "it is wrong", "statement": "It fell.", **facts})


def test_a_rule_that_is_not_ours_has_no_index_in_sarif():
    runs = json.loads(to_sarif(audit(found(rule="of-a-plug-in"), found())))["runs"]
    results = runs[0]["results"]
    assert ["ruleIndex" in result for result in results] == [False, True]


def test_more_than_three_lines_are_cut_with_no_underline():
    lines = ["The gate", "of Mossby", "held all", "night and", "it fell."]
    finding = found(statement=" ".join(lines), place=Place("a.md", 1, 1, 5))
    told = to_console(audit(finding), Look(lines=lambda _: lines)).splitlines()
    at = next(n for n, line in enumerate(told) if line.endswith("| …"))
    assert "~" not in told[at + 1]
    assert "^" not in told[at + 1]
    assert "held all" in told[at - 2]


def test_markdown_that_is_all_code_and_such_that_ends_in_it_is_plain():
    assert plain("```\na *b*\n```") == "    a *b*"
    assert plain("One *two*.\n```\na\n```").splitlines() == ["One two.", "    a"]
    assert plain("") == ""


SOURCE = Source("gazette", Place("r.bib"), outlet="Gazette", origins=("Gazette",))


def ruling(*comparisons: Comparison, cited=()) -> Ruling:
    statement = Statement("a", Place("a.md", 3), "It sank.", citations=cited)
    return Ruling(
        "id", statement, "factual", "", sources=(SOURCE,), assumed=True, comparisons=comparisons
    )


def test_only_quotations_and_values_are_said_to_be_not_looked_up():
    unseen = (Verdict("gazette", None, "unseen"),)
    parts = [Comparison(name, name, unseen) for name in ("quotation", "value", "name", "words")]
    parts.append(Comparison("seen", "value", (Verdict("gazette", True),)))
    (one,) = unlooked([ruling(*parts), replace(ruling(), assumed=False)])
    assert [part for _, parts in one.reasons for part in parts] == ["quotation", "value"]


def test_locators_of_unknown_keys_point_nowhere():
    cited = (Citation("gazette", "para. 4"), Citation("nobody", "para. 5"), Citation("gazette"))
    assert [(s.key, s.paragraph) for s in located(ruling(cited=cited))] == [("gazette", 4)]


def shard(number: int, of: int = 2, **facts) -> Shard:
    about = {
        "documents": (),
        "prefixes": (),
        "made_of": {"briefcheck": "1"},
        "files": {},
        "facts": {},
    }
    return Shard(Share(number, of), **{**about, **facts})


@pytest.mark.parametrize(
    ("shards", "said"),
    [
        ((shard(1), shard(2, 3)), "they are shards of different checks: of 2, 3"),
        (
            (shard(1), shard(2, made_of={"briefcheck": "2"})),
            "they were made with different versions of briefcheck",
        ),
        ((shard(1), shard(1)), "shard 1/2 is given twice"),
        ((shard(1),), "shard 2/2 is missing"),
        (
            (shard(1, 9),),
            "shards 2/9, 3/9, 4/9, 5/9, 6/9 and 3 more are missing",
        ),
        (
            (shard(1, files={"a.md": "x"}), shard(2, files={"a.md": "y"})),
            "they were made of different texts of a.md",
        ),
    ],
)
def test_shards_that_are_not_of_one_check_are_refused(shards, said):
    with pytest.raises(ShardError) as error:
        join(shards)
    assert str(error.value) == said


def test_shards_of_one_check_become_one():
    one = shard(1, files={"a.md": "x"}, prefixes=("a:",), facts={b"1": (1,)})
    two = shard(2, files={"b.md": "y"}, prefixes=("long:",), facts={b"2": (2,)})
    whole = join([two, one])
    assert (whole.share, whole.prefixes) == (Share(1, 1), ("long:", "a:"))
    assert whole.files == {"a.md": "x", "b.md": "y"}
    assert whole.facts == {b"1": (1,), b"2": (2,)}


def test_a_fact_that_is_none_is_refused():
    written = {"shard": shard_data(shard(1, facts={b"12": ((1, "a"), None)}))}
    assert read_shard(json.loads(json.dumps(written))).facts == {b"12": ((1, "a"), None)}
    written["shard"]["facts"] = {"00": "text"}
    with pytest.raises(ShardError, match="it is damaged, or another version wrote it"):
        read_shard(json.loads(json.dumps(written)))
