"""Where the words of a block stand in the file, whatever markup is between them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.statements.places import Piece, SourceText, letters


def found(text, *pieces, hint=None, cursor=0, in_order=False):
    """The file's words at the place that was found for each piece."""
    source = SourceText("a.md", text)
    offsets, _ = source.align([Piece(p) for p in pieces], hint, cursor, in_order)
    return [None if o is None else text[o[0] : o[-1] + 1] for o in offsets if o != []]


def test_markup_line_ends_and_quote_signs_between_words_do_not_matter():
    text = "> The *base* was\n> **hit** at [dawn](http://x.example)."
    assert found(text, "The base was hit at dawn") == ["The *base* was\n> **hit** at [dawn"]


def test_equal_lines_are_told_apart_by_the_line_that_is_known():
    text = "Yes.\n\nNo.\n\nYes.\n"
    source = SourceText("a.md", text)
    offsets, _ = source.align([Piece("Yes.")], 5, 0, False)
    assert source.line_of(offsets[0][0]) == 5


def test_a_line_that_is_a_little_too_high_still_leads_to_the_text():
    text = "one\n\ntwo\n\nthree\n"
    source = SourceText("a.md", text)
    offsets, _ = source.align([Piece("two")], 5, 0, False)
    assert source.line_of(offsets[0][0]) == 3


def test_rows_of_a_table_are_found_one_after_the_other():
    text = "| a | b |\n|---|---|\n| x | y |\n| x | y |\n"
    source = SourceText("a.md", text)
    first, cursor = source.align([Piece("x"), Piece("y")], 1, 0, True)
    second, _ = source.align([Piece("x"), Piece("y")], 1, cursor, True)
    assert [source.line_of(o[0][0]) for o in (first, second)] == [3, 4]


def test_an_entity_stands_for_its_character():
    assert found("Caf&eacute; noir", "Café noir") == ["Caf&eacute; noir"]


def test_text_that_is_not_in_the_file_is_not_found():
    assert found("Nothing here", "Something else") == [None]


@pytest.mark.parametrize(
    ("line", "word", "opening"),
    [
        ("*The base* was hit", "The", "*"),
        ("“The base", "The", "“"),
        ("[We judge]{.assessment}", "We", "["),
        ("{abbr}`US (United States)` forces", "US", "{"),
        ("See {cite:t}`rivera2020` reports", "rivera2020", "{"),
        ("| **25** | dead |", "25", "*"),
        ("$5 million", "5", "$"),
    ],
)
def test_a_sentence_begins_with_its_opening_markup(line, word, opening):
    source = SourceText("a.md", line)
    begin = source.opening(line.index(word), "", 0)
    assert line[begin] == opening


def test_the_signs_of_lists_and_rows_are_no_part_of_a_sentence():
    for line in ("- The base", "| The base", "> The base", "1. The base"):
        source = SourceText("a.md", line)
        assert line[source.opening(line.index("The"), "", 0) :] == "The base"


WORDS = st.lists(st.text("abcdefg", min_size=3, max_size=6), min_size=3, max_size=30)


@given(WORDS, st.data())
def test_rewrapping_moves_no_word_to_another_place_in_the_text(words, data):
    joins = [data.draw(st.sampled_from([" ", "\n", "  ", "\n> "])) for _ in words]
    text = "".join(w + j for w, j in zip(words, joins, strict=True))
    source = SourceText("a.md", text)
    offsets, _ = source.align([Piece(" ".join(words))], 1, 0, False)
    assert "".join(text[o] for o in offsets[0]) == letters(" ".join(words))


@given(st.text(max_size=200))
def test_no_text_breaks_the_index(text):
    source = SourceText("a.md", text)
    assert source.line_of(len(text)) == text.count("\n") + 1
