"""What exempts a statement, and in which words that is said."""

from __future__ import annotations

import pytest

from builder_ext.model import MARKS, Place, Statement
from builder_ext.statements.kinds import (
    asks,
    decide_kind,
    fold_title,
    outside_quotations,
    points,
    read_parts,
)

VERBS = (
    "cover describe set_out summarise summarize outline explain list present review compare discuss "
    "examine look_at deal_with begin_with start_with end_with conclude_with follow trace introduce "
    "draw_on give show turn_to"
).split()
SCOPES = [verb.replace("_", " ") for verb in VERBS]


def third(verb: str) -> str:
    """Return "sets out" for "set out"."""
    head, _, rest = verb.partition(" ")
    return f"{head}{'es' if head.endswith('ss') else 's'} {rest}".strip()


@pytest.mark.parametrize("verb", SCOPES)
def test_a_sentence_on_what_the_document_covers_is_a_pointer(verb):
    assert points(f"This briefing {third(verb)} the winter of the ferry.")
    assert points(f"THE NEXT SECTION {third(verb).upper()} THE WINTER.")
    assert not points(f"The harbor master {third(verb)} the winter of the ferry.")
    assert not points(f"This ferry {third(verb)} the winter.")


@pytest.mark.parametrize("verb", ["is about", "is organised in", "is organized in", "is divided in", "is structured by", "is arranged by", "does not cover", "does not discuss", "does not describe"])  # fmt: skip
def test_so_is_one_on_its_order_and_limits(verb):
    assert points(f"This report {verb} months.")
    assert not points(f"The ferry {verb} months.")


@pytest.mark.parametrize("number", "two three four five six seven several".split())
def test_so_is_one_on_the_number_of_its_parts(number):
    assert points(f"This paper has {number} parts.")
    assert points(f"This paper has {number} sections.")
    assert not points(f"This paper has {number} faults.")


@pytest.mark.parametrize("word", "briefing document report paper note brief page section chapter appendix annex box memo".split())  # fmt: skip
@pytest.mark.parametrize("which", ["this", "the present", "the following", "the last", "the first", "the second", "the third", "the previous"])  # fmt: skip
def test_all_parts_of_a_document_may_be_pointed_at(which, word):
    assert points(f"{which.capitalize()} {word} also covers the winter.")


@pytest.mark.parametrize("word", "table figure chart map timeline chronology list box diagram matrix graph".split())  # fmt: skip
def test_so_may_its_exhibits(word):
    assert points(f"The {word} below shows the boats.")
    assert points(f"The {word} opposite also compares the boats.")
    assert points(f"The next {word} shows the boats.")
    assert points(f"The full {word} is given below.")
    assert points(f"See the {word}s.")
    assert not points(f"The {word} of the ferry shows the boats.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Sources are listed at the end.",
        "The sources are below.",
        "Details follow below.",
        "The complete list follows.",
        "(Please see also: our notes.)",
        "For the winter of the ferry, see the next section.",
        "See above.",
        "See key judgments.",
        "see the audit.",
    ],
)
def test_a_sentence_that_only_sends_the_reader_on_is_a_pointer(sentence):
    assert points(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "This briefing covers up the loss.",
        "This section shows why the gate broke.",
        "This section shows who the mate was.",
        "This section shows the mate was in the port.",
        "This section explains the crew had lost the boat.",
        "This section describes a mate who stole the boat.",
        "This section lists boats because the mate lied.",
        "This section gives evidence that the gate broke.",
        "This section sets out the view that the gate broke.",
        "This section covers the winter, and the gate broke.",
        "This section covers the winter, which was long.",
        "THIS SECTION COVERS THE WINTER, BUT THE GATE BROKE.",
        "This section covers the winter; the gate broke.",
        "This section covers the winter — the gate broke.",
        "This section covers the winter: the gate broke.",
        "This section covers a time after which the gate broke.",
        "See below how the gate broke.",
        "See the table, where the gate broke.",
        "Sources were below the gate.",
        "He came to see the table.",
    ],
)
def test_a_sentence_that_claims_something_besides_is_none(sentence):
    assert not points(sentence)


@pytest.mark.parametrize("end", ["?", "？", "؟", "?”", "?’", '?"', "?'", "?»", "?)", "?]", "?**", "?_ "])  # fmt: skip
def test_a_question_ends_in_a_question_mark_closing_marks_aside(end):
    assert asks(f"Who came{end}")
    assert not asks(f"Who came{end}.")


def statement(text: str, **facts) -> Statement:
    return Statement("a", Place("a.md", 3), text, **facts)


REASONS = {
    "assessment": "marked as an assessment",
    "assumption": "marked as an assumption",
    "recommendation": "marked as a recommendation",
    "gap": "marked as a gap in knowledge",
    "about": "marked as being about the document itself",
}


@pytest.mark.parametrize("mark", MARKS)
def test_the_author_s_mark_decides_whatever_else_there_is(mark):
    one = statement("Did 25 boats sink?", mark=mark, asks=True, values=("25",))
    assert decide_kind(one, frozenset()) == (mark, REASONS[mark])


@pytest.mark.parametrize(
    ("facts", "kind", "reason"),
    [
        ({}, "factual", "nothing exempts it"),
        (
            {"asks": True},
            "question",
            "ends in a question mark and holds no value or quotation",
        ),
        (
            {"asks": True, "values": ("25",)},
            "factual",
            "a question that holds a value or a quotation",
        ),
        (
            {"asks": True, "quotations": ("we left at dawn",)},
            "factual",
            "a question that holds a value or a quotation",
        ),
        (
            {"points": True},
            "pointer",
            "points to a part of the document and holds no value or quotation",
        ),
        (
            {"points": True, "values": ("25",)},
            "factual",
            "a pointer that holds a value or a quotation",
        ),
        ({"values": ("25",)}, "factual", "nothing exempts it"),
        ({"part_marked": True}, "factual", "the mark covers only a part of the sentence"),
        (
            {"part_marked": True, "asks": True},
            "question",
            "ends in a question mark and holds no value or quotation",
        ),
    ],
)
def test_a_kind_comes_with_its_reason(facts, kind, reason):
    assert decide_kind(statement("It sank.", **facts), frozenset()) == (kind, reason)


def test_the_title_of_a_source_is_no_quotation():
    titles = frozenset({fold_title("The Winter of the Long Ferry!")})
    one = statement("Who wrote it?", asks=True, quotations=("the winter of the long ferry",))
    assert decide_kind(one, titles)[0] == "question"
    assert decide_kind(one, frozenset())[0] == "factual"


def test_a_judgment_s_year_of_likelihood_is_read_otherwise_than_a_fact_s():
    text = "It is likely (60–70 percent) that it sinks in 2032."
    assert read_parts(text, "")[1] != read_parts(text, "assessment")[1]
    assert read_parts(text, "gap") == read_parts(text, "")


def test_quotations_are_blanked_out_and_all_else_stays_where_it_was():
    text = "He said “we left” and “it rained all day long” twice."
    bare = outside_quotations(text)
    assert len(bare) == len(text)
    assert bare == text.replace("we left", " " * 7).replace("it rained all day long", " " * 22)
