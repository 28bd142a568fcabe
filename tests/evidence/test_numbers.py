"""Numbers in words, scales and currencies: each word is the number that people take it for."""

from __future__ import annotations

import pytest

from builder_ext.evidence.article_values import ArticleValues
from builder_ext.evidence.values import compare_values
from builder_ext.statements.parts import values


def told(statement: str, text: str) -> bool | None:
    """What a text says of the last value of a statement."""
    found = values(statement)
    return compare_values(statement, found[-1:], ArticleValues([text], None))[0].carried


WORDS = {
    0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight",
    9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen",
    16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty",
    40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 21: "twenty-one",
    99: "ninety-nine", 100: "a hundred", 105: "one hundred and five", 1000: "a thousand",
    12_000: "twelve thousand", 250_000: "two hundred and fifty thousand", 24: "two dozen",
}  # fmt: skip


@pytest.mark.parametrize(("number", "word"), WORDS.items())
def test_a_number_in_words_is_that_number(number, word):
    assert told(f"It lost {number:,} boats.", f"It lost {word} boats.") is True
    assert told(f"It lost {number + 1:,} boats.", f"It lost {word} boats.") is False
    assert told(f"It lost {number:,} boats.", f"Some {word} boats were lost.") is True


SCALES = {
    "thousand": 3, "k": 3, "lakh": 5, "lakhs": 5, "million": 6, "m": 6, "mn": 6, "mln": 6, "mio": 6,
    "crore": 7, "crores": 7, "billion": 9, "bn": 9, "bln": 9, "trillion": 12, "tn": 12, "trn": 12,
}  # fmt: skip


@pytest.mark.parametrize(("word", "zeros"), SCALES.items())
@pytest.mark.parametrize("gap", ["", " "])
def test_a_scale_is_that_many_zeros(word, zeros, gap):
    whole = (
        f"It cost $25{',000' * (zeros // 3)}."
        if zeros % 3 == 0
        else f"It cost ${25 * 10**zeros:,}."
    )
    if gap and word == "k":
        return
    assert told(whole, f"It cost $25{gap}{word}.") is True
    assert told(whole, f"It cost $26{gap}{word}.") is False
    assert told(whole, f"It cost $25{gap}{'bn' if zeros != 9 else 'tn'}.") is False


GROUPS = {
    1: ["once"],
    2: ["both", "a couple of", "a pair of", "twice", "a duo of", "twins among", "double"],
    3: ["a trio of", "thrice", "triplets among", "triple"],
    4: ["a quartet of", "a foursome of"],
    5: ["a quintet of"],
}


@pytest.mark.parametrize(("number", "word"), [(n, word) for n, ws in GROUPS.items() for word in ws])
def test_a_word_for_a_group_is_its_number(number, word):
    assert told(f"It lost {number} boats.", f"It lost {word} boats.") is True
    assert told(f"It lost {number + 6} boats.", f"It lost {word} boats.") is False


ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
).split()


@pytest.mark.parametrize(("number", "word"), list(enumerate(ORDINALS, start=1)))
def test_an_ordinal_in_words_is_that_ordinal(number, word):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in (11, 12, 13) else 0, "th")
    assert told(f"It was the {number}{ending} boat.", f"It was the {word} boat.") is True
    assert told(f"It was the {number + 4}th boat.", f"It was the {word} boat.") is False


@pytest.mark.parametrize(
    ("word", "ordinal"),
    [
        ("thirtieth", "30th"),
        ("fortieth", "40th"),
        ("ninetieth", "90th"),
        ("hundredth", "100th"),
        ("thousandth", "1000th"),
    ],
)
def test_so_is_one_of_tens(word, ordinal):
    assert told(f"It was the {ordinal} boat.", f"It was the {word} boat.") is True


CURRENCIES = {
    "$": "usd aud cad dollar dollars buck bucks".split(),
    "€": "eur euro euros".split(),
    "£": "gbp pound pounds quid".split(),
    "¥": "jpy yen".split(),
    "₹": "inr rs rupee rupees".split(),
}


@pytest.mark.parametrize(
    ("sign", "word"), [(s, w) for s, words in CURRENCIES.items() for w in words]
)
def test_a_currency_s_words_and_codes_are_its_sign(sign, word):
    assert told(f"It cost {sign}25.", f"It cost 25 {word}.") is True
    other = "$" if sign != "$" else "€"
    assert told(f"It cost {other}25.", f"It cost 25 {word}.") is False


ALIKE = [
    "yuan renminbi rmb", "franc francs chf", "ruble rubles rouble roubles", "peso pesos", "rial rials",
    "riyal riyals", "lira liras", "dinar dinars", "krona kronor", "shekel shekels", "dirham dirhams",
    "won", "kroner",
]  # fmt: skip


@pytest.mark.parametrize("words", ALIKE)
def test_the_words_of_one_currency_are_one_and_of_another_are_not(words):
    first, *others = words.split()
    for other in others:
        assert told(f"It cost 25 {first}.", f"It cost 25 {other}.") is True
    assert told(f"It cost 25 {first}.", "It cost 25 euros.") is False


@pytest.mark.parametrize("code", "usd aud cad eur gbp jpy inr rs chf rmb".split())
def test_a_code_may_stand_before_its_number(code):
    assert told(f"It cost 25 {code.upper()}.", f"It cost {code.upper()} 25.") is True
    assert told(f"It cost 25 {code.upper()}.", f"It cost {code.upper()} 26.") is False


@pytest.mark.parametrize(
    ("half", "time"),
    [
        ("half past five", "5:30"), ("a quarter past five", "5:15"), ("a quarter to five", "4:45"),
        ("quarter to one", "12:45"), ("half past 12", "12:30"), ("noon", "12:00"), ("midday", "12:00"),
    ],
)  # fmt: skip
def test_a_time_in_words_is_that_time(half, time):
    assert told(f"It began at {time}.", f"It began at {half}.") is True
    assert told("It began at 7:55.", f"It began at {half}.") is False


def test_half_past_thirteen_is_no_time():
    assert told("It began at 1:30.", "It began half past 13 boats.") is False


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two and a half million", "2.5 million"), ("two and a quarter million", "2.25 million"),
        ("one and a half dollars", "$1.5"), ("2½ million", "2.5 million"), ("half a million", "500,000"),
        ("a dozen", "12"), ("one and a half dozen", "18"), ("five dozen", "60"), ("five hundred", "500"),
    ],
)  # fmt: skip
def test_parts_and_dozens_are_counted_in(words, number):
    assert told(f"It cost {number}.", f"It cost {words}.") is True
    assert told("It cost 13.", f"It cost {words}.") is False


def test_won_is_money_and_a_victory():
    assert told("It cost 25 won.", "They paid 25 won each.") is True
    assert told("It cost 25 won.", "Some 25 won the cup.") is False
