"""What the rules that people meet most say, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rules_in_memory import about, audit, messages, said, source

from builder_ext.model import Citation, Severity

LEFT = "She said “we left at dawn with all hands”."
HAS = "She said: “We left at dawn with all hands,” and slept."
ALTERED = "She said: “We left at noon with all hands,” and slept."


def test_an_absent_quotation_is_told_with_the_keys(tmp_path):
    result = audit(tmp_path, said(LEFT, "a", "b"), texts={"a": "It rained.", "b": "It snowed."})
    assert messages("misquote", result) == [
        "“we left at dawn with all hands” is absent: not in a, b; quote what is there, or paraphrase"
    ]


def test_an_altered_quotation_is_told_with_the_words_of_the_source_and_published_without(tmp_path):
    (found,) = about("misquote", audit(tmp_path, said(LEFT, "a"), texts={"a": ALTERED}))
    start = "“we left at dawn with all hands” is altered: not word for word in a: "
    assert found.message.startswith(start)
    assert "noon" in found.message
    assert found.published == f"{start}the nearest words are in ¶ 1"
    assert (found.severity, found.sources) == (Severity.ERROR, ("a",))


def test_the_nearest_of_several_sources_is_named(tmp_path):
    result = audit(tmp_path, said(LEFT, "a", "b"), texts={"a": "It rained.", "b": ALTERED})
    assert messages("misquote", result)[0].startswith(
        "“we left at dawn with all hands” is altered: not word for word in b: "
    )


def test_a_spliced_quotation_is_told_with_where_its_pieces_are(tmp_path):
    statement = said("She said “we left … at dawn”.", "a", "b")
    result = audit(tmp_path, statement, texts={"a": "We left late.", "b": "It came at dawn."})
    assert messages("misquote", result) == [
        "“we left … at dawn” is spliced: its pieces stand apart in a and b, not in this order or near; "
        "quote them apart"
    ]


def test_a_quotation_of_another_source_is_told_with_its_place(tmp_path):
    texts = {"a": "It rained.", "b": HAS, "c": f"So.\n\n{HAS}"}
    result = audit(tmp_path, said(LEFT, "a"), texts=texts)
    assert messages("misquote", result) == [
        "“we left at dawn with all hands” is misattributed: its words are in b ¶ 1, c ¶ 2; "
        "cite that source"
    ]


def test_a_long_quotation_is_cut_at_a_word(tmp_path):
    words = "we left at dawn with all hands and the old cat of the good ship Aurora in a basket"
    result = audit(tmp_path, said(f"She said “{words}”.", "a"), texts={"a": "So."})
    assert messages("misquote", result) == [
        "“we left at dawn with all hands and the old cat of the …” is absent: not in a; "
        "quote what is there, or paraphrase"
    ]


def test_a_quotation_that_one_source_holds_is_no_misquote(tmp_path):
    result = audit(tmp_path, said(LEFT, "a", "b"), texts={"a": "It rained.", "b": HAS})
    assert not about("misquote", result)
    assert messages("single-outlet", result) == [
        "cites 2 outlets, but only B has “we left at dawn with all hands” (not in a); "
        "cite another outlet that says so, or name it in the sentence"
    ]


# -- single-outlet


TELL = "; cite another outlet that says so, or name it in the sentence"


@pytest.mark.parametrize(
    ("text", "keys", "message", "severity"),
    [
        ("It sank.", ("a",), f"rests on one outlet, A{TELL}", Severity.WARNING),
        ("A said it sank.", ("a",), "rests on one outlet, A; the sentence says so", Severity.NOTE),
        (
            "It sank.",
            ("a", "twin"),
            f"rests on one outlet, A (its 2 sources have one origin){TELL}",
            Severity.WARNING,
        ),
        (
            "It sank.",
            ("a", "none", "nil"),
            f"rests on one outlet, A (no outlet is given for none, nil){TELL}",
            Severity.WARNING,
        ),
        (
            "It sank.",
            ("a", "twin", "none"),
            f"rests on one outlet, A (its 2 sources have one origin; no outlet is given for none){TELL}",
            Severity.WARNING,
        ),
        (
            "It sank.",
            ("none", "nil"),
            "no cited source names its outlet (none, nil), so none counts; add the outlet to the entry",
            Severity.WARNING,
        ),
    ],
)
def test_why_a_statement_rests_on_one_outlet_is_told(tmp_path, text, keys, message, severity):
    sources = (
        source("a"),
        source("twin", "A"),
        source("none", outlet=None, origins=()),
        source("nil", outlet=None, origins=()),
    )
    (found,) = about("single-outlet", audit(tmp_path, said(text, *keys), sources=sources))
    assert (found.message, found.severity, found.padded) == (message, severity, False)


def test_a_textual_citation_says_whose_report_it_is(tmp_path):
    statement = said("It sank.")
    for citation, severity in (
        (Citation("a", textual=True), Severity.NOTE),
        (Citation("a", textual=True, own=False), Severity.WARNING),
        (Citation("a"), Severity.WARNING),
    ):
        one = replace(statement, citations=(citation,))
        (found,) = about("single-outlet", audit(tmp_path, one))
        assert found.severity is severity


def test_more_outlets_than_two_may_be_asked_for(tmp_path):
    result = audit(tmp_path, said("It sank.", "a", "b"), min_outlets=3)
    assert messages("single-outlet", result) == [
        "rests on 2 independent outlets (A and B); 3 are asked for"
    ]
    assert not about("single-outlet", audit(tmp_path, said("It sank.", "a", "b")))
    assert not about("single-outlet", audit(tmp_path, said("It sank.", "a"), min_outlets=1))


def test_a_value_that_one_source_lacks_is_told(tmp_path):
    texts = {"a": "Some 25 boats sank.", "b": "Boats sank."}
    (found,) = about(
        "single-outlet", audit(tmp_path, said("Some 25 boats sank.", "a", "b"), texts=texts)
    )
    assert found.message == f"cites 2 outlets, but only A has '25' (not in b){TELL}"
    assert found.padded
    three = audit(
        tmp_path, said("Some 25 boats sank.", "b", "c", "d"), texts={"b": "Boats sank.", "c": "So."},
        min_outlets=3,
    )  # fmt: skip
    assert messages("single-outlet", three) == [
        f"cites 3 outlets, but '25' is not in b, c, and d was not looked up{TELL}"
    ]


def test_a_part_that_no_source_has_is_told_here_only_where_its_own_rule_is_off(tmp_path):
    statement, texts = said("Some 25 boats sank.", "a", "b"), {"a": "So.", "b": "So."}
    assert not about("single-outlet", audit(tmp_path, statement, texts=texts))
    result = audit(tmp_path, statement, texts=texts, severity={"unsupported-value": Severity.OFF})
    assert messages("single-outlet", result) == [
        f"cites 2 outlets, but none has '25' (not in a, b){TELL}"
    ]


@pytest.mark.parametrize("facts", [{"mark": "assessment"}, {}])
def test_cited_judgments_count_and_questions_do_not(tmp_path, facts):
    assert about("single-outlet", audit(tmp_path, said("It may sink.", "a", **facts)))
    assert not about("single-outlet", audit(tmp_path, said("Did it?", "a", asks=True)))
    assert not about("single-outlet", audit(tmp_path, said("So:", "a", items_only=True)))


FULL = "The old ferry Aurora sank off Mossby pier in the long winter storm."


def test_a_key_whose_text_has_little_of_the_statement_is_named(tmp_path):
    texts = {"a": FULL, "b": "Bread was dear that year in the south."}
    (found,) = about("single-outlet", audit(tmp_path, said(FULL, "a", "b"), texts=texts))
    assert (
        found.message
        == "b has little of this, a more; see whether it says so, or leave the key out"
    )
    assert (found.severity, found.sources, found.padded) == (Severity.NOTE, ("b",), True)
    texts["c"] = "Nobody minds the price of coal."
    (found,) = about("single-outlet", audit(tmp_path, said(FULL, "a", "b", "c"), texts=texts))
    assert found.message == (
        "b and c have little of this, a more; see whether they say so, or leave the key out"
    )


# -- uncited


@pytest.mark.parametrize(
    ("text", "facts", "message"),
    [
        (
            "It sank.",
            {},
            "no source is cited; cite in the sentence: {cite:p}`key{para. 4}`; "
            "what is no fact is marked: {.assessment}, {.gap}, {.about}",
        ),
        (
            "Ana Rivera lost 25 boats on 3 March in 1999.",
            {},
            "no source is cited for the value '25', the value '3 March'; cite in the sentence: "
            "{cite:p}`key{para. 4}`; what is no fact is marked: {.assessment}, {.gap}, {.about}",
        ),
        (
            "Ana Rivera came.",
            {"part_marked": True},
            "no source is cited for the name 'Ana Rivera'; "
            "the mark covers only a part of the sentence: mark all of it, or cite",
        ),
        (
            "Town | It sank",
            {"shape": "row"},
            "no source is cited; cite in a cell of the row or in the caption: {cite:p}`key{para. 4}`",
        ),
        (
            "They had these:",
            {},
            "no source is cited; cite in it, or in every item of the list that it leads in",
        ),
        (
            LEFT,
            {"shape": "row"},
            "no source is cited for the quotation “we left at dawn with all hands”; "
            "cite in a cell of the row or in the caption: {cite:p}`key{para. 4}`",
        ),
    ],
)
def test_an_uncited_fact_is_told_with_what_to_look_up_and_do(tmp_path, text, facts, message):
    assert messages("uncited", audit(tmp_path, said(text, **facts))) == [message]


def test_an_unknown_key_is_told_once_and_where_that_is_off_as_uncited(tmp_path):
    statement = said("It sank.", "zz")
    assert not about("uncited", audit(tmp_path, statement, missing=("zz",)))
    off = {"unknown-source": Severity.OFF}
    assert about("uncited", audit(tmp_path, statement, missing=("zz",), severity=off))
    assert not about("uncited", audit(tmp_path, said("It may sink.", mark="gap")))


def test_a_lowered_misquote_stays_as_bad_as_resting_on_one_outlet(tmp_path):
    low = {"misquote": Severity.NOTE}
    result = audit(tmp_path, said(LEFT, "a"), texts={"a": "It rained."}, severity=low)
    assert about("misquote", result)[0].severity is Severity.WARNING


def test_a_quotation_of_up_to_sixty_letters_is_shown_whole(tmp_path):
    words = "we left the port at dawn with all hands and one old grey cat"
    assert len(words) == 60
    (told,) = messages(
        "misquote", audit(tmp_path, said(f"She said “{words}”.", "a"), texts={"a": "So."})
    )
    assert told.startswith(f"“{words}” is absent")
