"""How much text two sources share."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest

from builder_ext.evidence.overlap import containment, fingerprint, shared_pairs
from builder_ext.evidence.texts import ArticleText


def words(count, seed):
    rng = random.Random(seed)
    return ["".join(rng.choices("aeioklmnrst", k=rng.randint(2, 8))) for _ in range(count)]


def text(count, seed):
    """Ten paragraphs of random words."""
    some = words(count, seed)
    step = max(count // 10, 1)
    return tuple(" ".join(some[at : at + step]) for at in range(0, count, step))


def reworded(paragraphs, share, seed):
    """The text with a share of its words replaced."""
    rng = random.Random(seed)
    return tuple(
        " ".join(
            f"new{rng.random()}"[:12].replace(".", "") if rng.random() < share else w
            for w in p.split()
        )
        for p in paragraphs
    )


def exact(one, other):
    return containment(ArticleText("\n".join(one)), ArticleText("\n".join(other)))


def pairs(**texts):
    return shared_pairs({key: fingerprint(value) for key, value in texts.items()})


def test_a_text_shares_all_with_itself_and_nothing_with_another():
    assert exact(text(200, 1), text(200, 1)) == 1.0
    assert exact(text(200, 1), text(200, 2)) == 0.0


def test_containment_is_that_of_the_smaller_text():
    long = text(1000, 3)
    assert exact(long, long[:2]) == 1.0
    assert exact(long[:2], long) == 1.0


def test_case_and_punctuation_do_not_matter():
    assert exact(["The dam — held; all night long."], ["the “Dam” held all night long"]) == 1.0


def test_a_text_of_fewer_than_five_words_shares_nothing():
    assert exact(["The dam held."], ["The dam held."]) == 0.0
    assert pairs(a=["The dam held."], b=["The dam held."], c=[]) == []


def test_hashes_give_the_exact_share():
    one = text(400, 4)
    other = reworded(one, 0.15, 5)
    ((a, b, share),) = pairs(one=one, other=other)
    assert (a, b) == ("one", "other")
    assert share == pytest.approx(exact(one, other), abs=0.001)


@pytest.mark.parametrize("count", [20, 60, 150, 400, 1500])
def test_a_reprint_with_a_fifth_of_its_words_replaced_is_found(count):
    for seed in range(60):
        one = text(count, seed)
        other = reworded(one, 0.2, seed)
        assert bool(pairs(a=one, b=other)) == (exact(one, other) >= 0.2)


def test_a_short_notice_in_a_long_article_is_found():
    notice = text(30, 6)
    article = (*text(900, 7), *notice, *text(900, 8))
    assert [(a, b) for a, b, _ in pairs(article=article, notice=notice)] == [("article", "notice")]


def test_two_articles_that_quote_one_long_statement_are_no_reprints():
    statement = " ".join(words(90, 9))
    one, other = (*text(500, 10), statement), (*text(500, 11), statement)
    assert 0.1 < exact(one, other) < 0.2
    assert pairs(a=one, b=other) == []


def test_two_short_articles_that_are_mostly_one_statement_share_text():
    statement = " ".join(words(90, 12))
    assert pairs(a=(*text(150, 13), statement), b=(*text(150, 14), statement))


def test_pairs_are_sorted_whatever_the_order_of_the_keys():
    one = text(200, 15)
    found = pairs(z=one, a=one, m=one)
    assert [(a, b) for a, b, _ in found] == list(combinations("amz", 2))


def test_only_pairs_with_a_changed_text_are_looked_for():
    one = text(200, 16)
    prints = {key: fingerprint(one) for key in "abc"}
    found = shared_pairs(prints, changed={"c", "unknown"})
    assert [(a, b) for a, b, _ in found] == [("a", "c"), ("b", "c")]
    assert shared_pairs(prints, changed=()) == []


def test_boilerplate_that_all_texts_end_in_makes_no_pairs():
    footer = " ".join(words(60, 17))
    texts = {f"k{n}": (*text(400, 100 + n), footer) for n in range(80)}
    assert pairs(**texts) == []


def test_fingerprints_are_the_same_on_every_machine():
    assert fingerprint(["one two three four five six"]).hex() == "be35ba152ee36727"


def test_a_wrapped_paragraph_has_the_words_of_an_unwrapped_one():
    assert fingerprint(["one two three four har-\nbour six"]) == fingerprint(
        ["one two three four harbour six"]
    )


def test_damaged_fingerprints_share_nothing_and_raise_nothing():
    assert shared_pairs({"a": b"abc", "b": b"", "c": b"12345"}) == []


@pytest.mark.parametrize("unit", ["a", "a ", "word ", "字", "’", "-\n"])
def test_long_text_is_compared_in_linear_time(unit):
    start = time.process_time()
    long = ArticleText(unit * (100_000 // len(unit)))
    containment(long, long)
    pairs(a=long.paragraphs, b=long.paragraphs)
    assert time.process_time() - start < 3
