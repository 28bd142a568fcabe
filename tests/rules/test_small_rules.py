"""Rules in memory: statements, sources and texts in, findings with their words out."""

from __future__ import annotations

import hashlib

import pytest
from rules_in_memory import about, audit, messages, said, source

from builder_ext.model import (
    BadCitation,
    Citation,
    Document,
    Place,
    Severity,
    Waiver,
)

# -- how severities and waivers are applied


WAIVED = Waiver("uncited", "a common word", Place("a.md", 3))


def test_a_waiver_with_a_reason_is_kept_beside_the_finding(tmp_path):
    (found,) = about("uncited", audit(tmp_path, said("It sank.", waivers=(WAIVED,))))
    assert found.waived == "a common word"


def test_only_what_the_project_lets_be_waived_is_waived(tmp_path):
    statement = said("It sank.", waivers=(WAIVED,))
    for allowed, reason in ((frozenset({"uncited"}), "a common word"), (frozenset(), None)):
        (found,) = about("uncited", audit(tmp_path, statement, waivable=allowed))
        assert found.waived == reason


def test_a_rule_that_is_off_finds_nothing_and_a_lowered_one_less(tmp_path):
    statement = said("It sank.")
    assert not about("uncited", audit(tmp_path, statement, severity={"uncited": Severity.OFF}))
    (found,) = about("uncited", audit(tmp_path, statement, severity={"uncited": Severity.NOTE}))
    assert found.severity is Severity.NOTE
    assert about("uncited", audit(tmp_path, statement))[0].severity is Severity.ERROR


def test_findings_stand_in_the_order_of_their_places_the_worst_first(tmp_path):
    result = audit(
        tmp_path,
        said("It rose.", "a", line=9),
        said("It sank.", line=5),
        said("It left.", line=2, doc="b"),
        said("It fell.", "zz", line=1, doc="b"),
        missing=("zz",),
    )
    assert [(f.place.path, f.place.line, f.rule) for f in result.findings if f.severity > 1] == [
        ("a.md", 5, "uncited"),
        ("a.md", 9, "single-outlet"),
        ("b.md", 1, "unknown-source"),
        ("b.md", 2, "uncited"),
    ]
    assert [r.statement.text for r in result.rulings] == [
        "It sank.", "It rose.", "It fell.", "It left."
    ]  # fmt: skip
    assert result.cited_by == {"a": 1, "zz": 1}
    assert {name: len(found) for name, found in result.by_document.items()} == {"a": 2, "b": 2}


def test_an_included_statement_is_found_once(tmp_path):
    one = said("It sank.")
    documents = [Document(name, f"{name}.md", statements=(one,)) for name in ("a", "b")]
    result = audit(tmp_path, one, documents=documents)
    assert len(about("uncited", result)) == len(result.rulings) == 1


def test_the_texts_of_cited_sources_are_told_with_hash_and_size(tmp_path):
    result = audit(tmp_path, said("It sank.", "a", "b"), texts={"a": "It sank.\n", "c": "It rose."})
    ((key, fact),) = result.texts.items()
    assert (key, fact.size, fact.seen, fact.read) == ("a", 9, "snapshot", "")
    assert fact.sha256 == hashlib.sha256(b"It sank.\n").hexdigest()


def test_a_waiver_in_conf_py_reaches_what_is_found_at_sources(tmp_path):
    same = " ".join(f"word{n}" for n in range(80))
    for keys, reason in (("a,b", "agreed"), ("b , a", "agreed"), ("a", None), ("a,b,c", None)):
        result = audit(
            tmp_path,
            said("It sank.", "a", "b"),
            texts={"a": same, "b": same},
            waivers={"shared-text": {keys: "agreed"}},
        )
        (found,) = about("shared-text", result)
        assert found.waived == reason
        assert found.sources == ("a", "b")
        assert found.message == (
            "a and b share 100% of the shorter one's text, under different origins (A; B): "
            "one is likely a reprint; give its origpublisher"
        )


def test_sources_of_one_origin_may_share_their_text(tmp_path):
    same = " ".join(f"word{n}" for n in range(80))
    result = audit(
        tmp_path,
        said("It sank.", "a", "b"),
        texts={"a": same, "b": same},
        sources=(source("a", "Post"), source("b", "The Post")),
    )
    assert not about("shared-text", result)


# -- too-many-exempt


def test_a_share_of_exempt_statements_above_the_limit_is_told_at_the_worst_document(tmp_path):
    fact, judged = said("It sank.", "a"), said("It may sink.", mark="assessment", line=5)
    other = said("It may rise.", mark="assessment", doc="b")
    result = audit(tmp_path, fact, judged, other, max_exempt=0.5)
    (found,) = about("too-many-exempt", result)
    assert found.message == "2 of 3 statements are exempt, 67%; briefcheck_max_exempt allows 50%"
    assert (found.place.path, found.docname, found.severity) == ("b.md", "b", Severity.ERROR)


@pytest.mark.parametrize("limit", [None, 0.5, 0.9])
def test_a_share_up_to_the_limit_is_none_of_its_business(tmp_path, limit):
    fact, judged = said("It sank.", "a"), said("It may sink.", mark="assessment", line=5)
    assert not about("too-many-exempt", audit(tmp_path, fact, judged, max_exempt=limit))
    assert not about("too-many-exempt", audit(tmp_path, max_exempt=limit))


# -- unchecked


def test_what_no_text_can_give_is_told_with_the_keys(tmp_path):
    statement = said("He said “we left at dawn” on 3 March.", "a", "b")
    result = audit(tmp_path, statement, texts={"a": "He said: “we left at dawn” on 3 March."})
    (found,) = about("unchecked", result)
    assert found.severity is Severity.NOTE
    assert found.message == (
        "not looked up in b: “we left at dawn”, '3 March'; neither text nor lock record is at hand"
    )


def test_a_quotation_that_nobody_is_known_to_hold_is_a_warning(tmp_path):
    (found,) = about("unchecked", audit(tmp_path, said("He said “we left at dawn”.", "a")))
    assert found.severity is Severity.WARNING
    (found,) = about(
        "unchecked", audit(tmp_path, said("He said “we left at dawn”.", "a"), evidence="snapshot")
    )
    assert found.message.endswith("; no text is at hand")


def test_of_many_values_three_are_named(tmp_path):
    (found,) = about("unchecked", audit(tmp_path, said("It had 21, 32, 43 and 54 sails.", "a")))
    assert "'21', '32', '43' …; neither" in found.message


def test_a_relative_date_without_a_day_to_reckon_from_is_told(tmp_path):
    result = audit(
        tmp_path,
        said("It sank on 7 March 2031.", "a"),
        texts={"a": "It sank last Friday."},
        sources=(source("a", date=None),),
    )
    (found,) = about("unchecked", result)
    assert found.severity is Severity.NOTE
    assert found.message == (
        "cannot be told: '7 March 2031': a has a relative date and nothing to reckon it from"
    )


# -- unknown-source


def test_citations_outside_of_statements_are_looked_up_too(tmp_path):
    document = Document(
        "a",
        "a.md",
        loose=(Citation("nobody", place=Place("a.md", 4)), Citation("gazette")),
        loose_bad=(
            BadCitation("x,,y", "an empty key", Place("a.md", 7)),
            BadCitation("[@x;;@y]", "an empty key", Place("a.md", 8)),
        ),
    )
    result = audit(tmp_path, documents=[document], sources=(source("gazette"),))
    assert [(f.place.line, f.docname, f.message) for f in about("unknown-source", result)] == [
        (4, "a", "'nobody' is not in the bibliography; no key there is like it"),
        (
            7,
            "a",
            "the citation 'x,,y' cannot be read: an empty key; "
            "write key1,key2 or {see}key{para. 4}",
        ),
        (
            8,
            "a",
            "the citation '[@x;;@y]' cannot be read: an empty key; "
            "write [@key1; @key2] or [see @key, para. 4]",
        ),
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("gazete", "; nearest: gazette"),
        ("Gazette", "; 'gazette' looks like it, and differs in case or invisible characters"),
        ("xyz", "; no key there is like it"),
    ],
)
def test_an_unknown_key_is_told_with_its_neighbours(tmp_path, key, hint):
    result = audit(tmp_path, said("It sank.", key), missing=(key,), sources=(source("gazette"),))
    assert messages("unknown-source", result) == [f"{key!r} is not in the bibliography{hint}"]


# -- wrong-locator


TWO = (
    "It was a cold March in Mossby.\n\nThe gate held. Some 25 boards broke.\n\nIt sank on 4 March."
)


def test_a_locator_that_holds_none_of_the_parts_is_told_for_each(tmp_path):
    result = audit(tmp_path, said("Some 25 boards broke.", "a@para. 3"), texts={"a": TWO})
    assert messages("wrong-locator", result) == [
        "'25' is not in ¶ 3 of a but in ¶ 2; correct the locator: a{para. 2}"
    ]
    assert not about(
        "wrong-locator", audit(tmp_path, said("Some 25 broke.", "a@para. 2"), texts={"a": TWO})
    )


def test_a_value_from_elsewhere_is_context_where_the_paragraph_holds_another_part(tmp_path):
    statement = said("Some 25 boards broke on 4 March.", "a@para. 2")
    assert not about("wrong-locator", audit(tmp_path, statement, texts={"a": TWO}))


def test_a_quotation_from_elsewhere_is_no_context(tmp_path):
    text = "It was “a cold and long March”.\n\nSome 25 boards broke."
    statement = said("Some 25 boards broke in “a cold and long March”.", "a@para. 2")
    assert messages("wrong-locator", audit(tmp_path, statement, texts={"a": text})) == [
        "“a cold and long March” is not in ¶ 2 of a but in ¶ 1; correct the locator: a{para. 1}"
    ]


# -- weak-support


def test_a_low_score_of_every_source_is_a_note(tmp_path):
    statement = said("It sank.", "a", "b")
    texts = {"a": "It sank.", "b": "It rose."}
    result = audit(tmp_path, statement, texts=texts, plug_in=lambda said, texts: 0.1)
    (found,) = about("weak-support", result)
    assert found.severity is Severity.NOTE
    assert found.message == "little support by model 1: a 0.10, b 0.10 (below 0.5)"


def test_one_high_score_or_an_unknown_one_is_no_finding(tmp_path):
    statement, texts = said("It sank.", "a", "b"), {"a": "It sank.", "b": "It rose."}

    def score(_said, read):
        return 0.9 if read == ["It sank."] else 0.1

    assert not about("weak-support", audit(tmp_path, statement, texts=texts, plug_in=score))
    other = audit(
        tmp_path, said("It sank.", "a", "c"), texts={"a": "It rose."}, plug_in=lambda *_: 0.1
    )
    assert not about("weak-support", other)


def test_only_cited_facts_and_judgments_are_scored(tmp_path):
    asked = []

    def score(said, _read):
        asked.append(said)
        return 0.9

    audit(
        tmp_path,
        said("It sank.", "a"),
        said("It may sink.", "a", mark="assessment", line=4),
        said("It left."),
        said("Did it sink?", "a", asks=True, line=6),
        texts={"a": "It sank."},
        plug_in=score,
    )
    assert asked == ["It sank.", "It may sink."]


@pytest.mark.parametrize(
    ("given", "failure"),
    [
        (2.0, "gave 2.0, which is no score from 0 to 1"),
        (-0.1, "gave -0.1, which is no score from 0 to 1"),
        (float("nan"), "gave nan, which is no score from 0 to 1"),
        ("much", "failed: ValueError: could not convert string to float: 'much'"),
    ],
)
def test_a_plug_in_that_gives_no_score_is_named_and_asked_no_more(tmp_path, given, failure):
    asked = []

    def score(said, _read):
        asked.append(said)
        return given

    result = audit(
        tmp_path,
        said("It sank.", "a"),
        said("It rose.", "a", line=4),
        texts={"a": "It sank."},
        plug_in=score,
    )
    (found,) = about("weak-support", result)
    assert found.message == f"the entailment plug-in model 1 {failure}"
    assert found.place.path == "conf.py"
    assert asked == ["It sank."]


@pytest.mark.parametrize("given", [0.0, 1.0])
def test_scores_go_from_0_to_1(tmp_path, given):
    result = audit(
        tmp_path, said("It sank.", "a"), texts={"a": "It sank."}, plug_in=lambda *_: given
    )
    assert len(about("weak-support", result)) == (given == 0)


def test_of_two_findings_on_a_statement_the_worse_comes_first(tmp_path):
    result = audit(tmp_path, said("It sank.", "a", "zz"), missing=("zz",))
    found = [f.rule for f in result.findings if f.place.path == "a.md" and f.severity > 1]
    assert found == ["unknown-source", "single-outlet"]
