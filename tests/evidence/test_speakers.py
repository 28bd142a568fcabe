"""To whom a sentence gives a quotation, and whether the source does."""

from __future__ import annotations

import time

import pytest

from builder_ext.evidence.names import NameTable
from builder_ext.evidence.speakers import speaker_of, speaks_in

WORDS = "we left at dawn"
NO_TABLE = NameTable({})


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Rivera said “we left at dawn”.", "Rivera"),
        ("“we left at dawn”, Rivera said.", "Rivera"),
        ("“we left at dawn”, said Senator Ana Rivera.", "Ana Rivera"),
        ("“we left at dawn”, according to Gen. Ana Rivera.", "Ana Rivera"),
        ("According to Ana Rivera, it was so: “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera: “we left at dawn”.", "Ana Rivera"),
        ("Rivera told reporters that “we left at dawn”.", "Rivera"),
        ("In Tarsa, Ana Rivera told them that “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera, the master of the Tarsa Board, said that “we left at dawn”.", "Ana Rivera"),
        ("Ana Rivera of the Tarsa Board said that “we left at dawn”.", "Ana Rivera"),
        ("Rivera, who had seen it, said that “we left at dawn”.", "Rivera"),
        ("The Harbor Post writes that Rivera called it “we left at dawn”.", "Rivera"),
        ("It was described by Ana Rivera as “we left at dawn”.", "Ana Rivera"),
        ("Rivera said “it was late” and “we left at dawn”.", "Rivera"),
        ("“It was late”, Rivera said, and “we left at dawn”, Ivo Amin added.", "Ivo Amin"),
        ("The Department of Defense announced that “we left at dawn”.", "Department of Defense"),
        ("Rivera later also publicly vowed that “we left at dawn”.", "Rivera"),
        ("The Pentagon said “we left at dawn”.", "Pentagon"),
    ],
)
def test_the_speaker_is_the_subject_of_the_saying(sentence, speaker):
    assert speaker_of(WORDS, sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "He said “we left at dawn”.",
        "Officials said “we left at dawn”.",
        "He said “we left at dawn”, The Harbor Post reports.",
        "Rivera and Amin said “we left at dawn”.",
        "A director at the Tarsa Board said “we left at dawn”.",
        "Rivera's envoy said “we left at dawn”.",
        "As The Harbor Post reported: “we left at dawn”.",
        "The motto is “we left at dawn”.",
        "Nothing is quoted here.",
        "",
    ],
)
def test_without_a_name_there_is_no_speaker(sentence):
    assert speaker_of(WORDS, sentence) is None


def test_a_block_quote_has_its_speaker_under_it_or_before_it():
    assert speaker_of(WORDS, WORDS, "", "— Ana Rivera, as reported by The Post") == "Ana Rivera"
    assert speaker_of(WORDS, WORDS, "On the pier Ana Rivera told a reporter:") == "Ana Rivera"
    assert speaker_of(WORDS, WORDS, "He told a reporter:") is None
    assert speaker_of(WORDS, WORDS) is None


ARTICLE = (
    "Ana Rivera came to Tarsa.",
    "“We left at dawn,” she said.",
    "“It was late,” the harbor master added.",
    "Ivo Amin, the engineer, called it “a long night”.",
    "The silos stood empty.",
    "Nobody knew why.",
    "A guard said that “the lights went out”.",
    "President Lena Okoro flew home.",
    "The weather turned.",
    "The sea was calm, and Amin said so.",
    "“No more of this,” the president said.",
)


def speaks(speaker, number, authors=(), outlets=(), table=NO_TABLE):
    return speaks_in(speaker, ARTICLE, number, authors, outlets, table)


@pytest.mark.parametrize(
    ("speaker", "number"),
    [
        ("Ivo Amin", 4),
        ("Ivo Amin", 5),
        ("Ana Rivera", 2),
        ("Ana Rivera", 3),
        ("Lena Okoro", 11),
        ("Anybody", 99),
        ("Anybody", 0),
        ("", 1),
    ],
)
def test_who_is_named_there_or_goes_on_speaking_may_have_said_it(speaker, number):
    assert speaks(speaker, number)


@pytest.mark.parametrize(
    ("speaker", "number"),
    [("Ana Rivera", 4), ("Ana Rivera", 7), ("Ivo Amin", 2), ("Lena Okoro", 4), ("Ana Rivera", 11)],
)
def test_who_is_named_elsewhere_only_did_not_say_it(speaker, number):
    assert not speaks(speaker, number)


def test_an_author_or_the_outlet_may_be_the_speaker():
    assert speaks("Mbeki", 7, authors=("Noor Mbeki",))
    assert speaks("Harbor Post", 7, outlets=("The Harbor Post",))
    assert not speaks("Mbeki", 7, authors=("Noor Lutz",), outlets=("The Harbor Post",))
    assert not speaks("Ivo Mbeki", 7, authors=("Noor Mbeki",))


def test_a_paragraph_that_ends_in_a_colon_introduces_whom_it_names():
    paragraphs = ("This is what the Harbor Post had:", "Ivo Amin said that “we left at dawn”.")
    assert speaks_in("Harbor Post", paragraphs, 2, (), (), NO_TABLE)
    assert not speaks_in("Ana Rivera", paragraphs, 2, (), (), NO_TABLE)


def test_the_table_spells_a_speaker():
    assert speaks("Yvo Ameen", 4, table=NameTable({"Ivo Amin": ["Yvo Ameen"]}))


@pytest.mark.parametrize(
    "unit", ["A", "said ", "Rivera said ", "he said ", "“a b c” ", ", ", "the "]
)
def test_time_grows_with_the_length_of_the_text_only(unit):
    text = unit * (60_000 // len(unit))
    start = time.perf_counter()
    speaker_of("a b", f"{text}“a b”{text}")
    speaker_of("a b", "a b", text, text)
    speaks_in("Ana Rivera", (text, "She said so."), 1, (), (), NO_TABLE)
    assert time.perf_counter() - start < 10
