"""Which paragraph a statement comes nearest to, and how much of it a text has."""

from __future__ import annotations

import time

import pytest

from builder_ext.evidence.passages import Passages, coverage_of, has_content, terms_of
from builder_ext.evidence.texts import ArticleText

FERRY = Passages(
    ArticleText(
        "The ferry line to Dunmere closed on Dec. 3.\n\n"
        "Inspectors counted five cracks in the hull, said Marta Okoye, who runs the yard.\n\n"
        "The U.S. envoy called the repair a waste of 1,200 hours.\n\n"
        "Iranian welders were hired for the work, and protesters gathered at the gate.\n"
    )
)


@pytest.mark.parametrize(
    ("statement", "paragraph"),
    [
        ("On 3 December the ferries stopped.", 1),
        ("An inspection found 5 cracks.", 2),
        ("The American diplomat put it at 1200 hours.", 3),
        ("Welding was done by men from Iran.", 4),
        ("A protest took place.", 4),
    ],
)
def test_a_statement_finds_its_paragraph_in_other_words(statement, paragraph):
    assert FERRY.best(statement) == paragraph


def test_a_statement_of_other_words_finds_nothing():
    assert FERRY.best("Grain prices fell.") is None
    assert FERRY.rank("Grain prices fell.") == ()


def test_the_best_paragraphs_come_first_and_no_more_than_wanted():
    ranked = FERRY.rank("Protesters from Dunmere counted the cracks in the hull", limit=2)
    assert len(ranked) == 2
    assert ranked[0][0] == 2
    assert ranked[0][1] > ranked[1][1] > 0


def test_a_text_without_words_has_no_passages():
    for text in ("", "\n\n", "— … —"):
        assert Passages(ArticleText(text)).best("anything at all") is None


def test_equal_paragraphs_rank_in_their_order():
    twice = Passages(["The dam held.", "The dam held."])
    assert [number for number, _ in twice.rank("dam")] == [1, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. troops", "American troops"),
        ("the United States", "the US"),
        ("Sept. 9", "9 September"),
        ("the 14th", "14"),
        ("twelve ships", "a dozen ships"),
        ("12,500 men", "12500 men"),
        ("planned strikes", "plans to strike"),
        ("the harbour’s edge", "harbour edge"),
        ("co-\nlony", "colony"),
    ],
)
def test_spellings_of_one_thing_are_one_term(one, other):
    # The prefix makes up for what the ending leaves.
    assert sorted(term[:4] for term in terms_of(one)) == sorted(
        term[:4] for term in terms_of(other)
    )


def test_may_is_a_month_only_with_a_capital():
    assert terms_of("may") == []
    assert terms_of("May") == ["may"]


def test_a_key_that_says_so_is_told_from_padding():
    assert has_content("Inspectors found cracks in the hull.", FERRY)
    assert not has_content("Grain merchants emptied the warehouses in Ostrow.", FERRY)


def test_a_text_without_a_name_of_the_statement_must_have_more_of_its_words():
    statement = "Merchants of Ostrow say that inspectors found cracks."
    assert has_content(statement, FERRY)
    assert not has_content(statement, FERRY, lacks_a_name=True)


def test_the_name_of_the_outlet_does_not_count_against_a_key():
    statement = "Cracks were in the hull, the Tidewater Courant reports."
    plain = coverage_of(statement, FERRY)
    assert coverage_of(statement, FERRY, ["The Tidewater Courant"]) > plain


def test_a_statement_without_content_is_not_taken_for_padded():
    assert coverage_of("They said so.", FERRY) == 1.0


@pytest.mark.parametrize("unit", ["a", "a ", "word ", "U.S. ", "1,", "-\n", "’", "é́", "字"])
def test_long_text_is_ranked_in_linear_time(unit):
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    passages = Passages(ArticleText(text))
    passages.rank(text)
    coverage_of(text, passages)
    assert time.process_time() - start < 3
