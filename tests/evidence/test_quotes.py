"""Whether a text has a quotation word for word, whatever its typography, and nothing less."""

from __future__ import annotations

import textwrap
import time
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from builder_ext.evidence.quotes import match_quotation, quoted_paragraphs
from builder_ext.evidence.texts import ArticleText

TEXT = ArticleText(
    """“The harbor master said he would not sell the old crane for $1.5 million,” and didn't expect a bid.

Nobody in the town of 12,000 people saw the ferry leave. The non-violent protest, which began at 10:30 a.m. on the pier, drew 25 people. “We co-operate with the U.S. coast guard,” he told [Port News].

The mayor reportedly may close the fish market in the spring. She gave no reason — none at all. It fell by 5% to -5 °C, or 5½ points.

The pilot's wife, Zoë Moreno, wrote that we're late; it was built in 2004–2005 by Kata'ib & Sons.

Le bateau n'a jamais quitté le port. Лодка не покинула порт. 他们没有离开港口。 لم يغادر القارب الميناء اليوم.

Once more the tug came in at dusk. The old crane stood where it had stood.

A last word: the old crane stood where it had stood, and the gulls slept on."""
)


def how(quotation, text=TEXT):
    return match_quotation(quotation, text).how


@pytest.mark.parametrize(
    "quotation",
    [
        "he would not sell the old crane",
        "“He would not sell,”",
        "HE WOULD NOT SELL THE OLD CRANE.",
        "would not sell the\u00a0old\n    crane",
        "and didn’t expect a bid",
        "for $ 1.5 million",
        "the town of 12000 people",
        "the town of 12\u202f000 people",
        "the town of 12 000 people",
        "The non violent protest",
        "The nonviolent protest",
        "The non\u2011violent protest",
        "the non-vio-\nlent protest",
        "the non-vio- lent protest",
        "began at 10:30 am on the pier",
        "We cooperate with the US coast guard",
        "We co-operate with the U. S. coast guard",
        "he told Port News",
        "he told [Port News]",
        "She gave no reason, none at all",
        "She gave no reason -- none at all",
        "close the ﬁsh market",
        "It fell by 5 % to −5 °C, or 5 1/2 points",
        "Zoe\u0308 Moreno",
        "The pilot`s wife",
        "built in 2004-2005 by Kataʼib and Sons",
        "\uff34\uff48\uff45 mayor",
        "the \u200bmayor re\u00adportedly",
        "n’a jamais quitté",
        "не покинула порт",
        "没有离开",
        "لم يغادر القارب",
        "in the spring. She gave no reason",
        "didn't expect a bid. Nobody in the town",
    ],
)
def test_typography_is_no_difference(quotation):
    assert how(quotation) == "exact"


@pytest.mark.parametrize(
    "quotation",
    [
        "he would sell the old crane",
        "and did expect a bid",
        "and did not expect a bid",
        "for $15 million",
        "for $1 5 million",
        "for £1.5 million",
        "the old crane for 1.5 million",
        "of 12,00 people",
        "began at 1030 a.m.",
        "drew 2 5 people",
        "violent protest, which began",
        "The mayor may close the fish market",
        "the fishmarket in the spring",
        "none at all. It fell by 5",
        "by 5% to 5 °C",
        "Zoë Moreno, wrote that were late",
        "Лодка покинула порт",
        "他们有离开港口",
        "القارب يغادر الميناء اليوم",
        "sell the old crane the harbor master said",
    ],
)
def test_a_changed_word_or_sign_is_a_difference(quotation):
    assert how(quotation) in {"altered", "spliced"}


@pytest.mark.parametrize(
    "quotation",
    [
        "The harbor master said … the old crane",
        "The harbor master ... would not sell",
        "The harbor master . . . would not sell [...] for $1.5 million",
        "… the fish market in the spring …",
        "the town of 12,000 people (…) drew 25 people",
        "saw the ferry leave. … on the pier, drew 25 people",
        "[t]he harbor master",
        "harbor master sa[ys] he",
        "The harbor master said [Calder] would not sell",
        "The harbor master said he [Calder] would not sell",
        "would not sell [it] for $1.5 million",
        "would [never ever] sell the old crane",
        "would not sell [the thing] for $1.5 million [sic]",
        "[He] may close the fish market",
        "[His] wife, Zoë Moreno",
        "[Port News] … the mayor reportedly may close",
    ],
)
def test_an_ellipsis_or_a_bracket_stands_for_words(quotation):
    assert how(quotation) == "exact"


@pytest.mark.parametrize(
    "quotation",
    [
        "he would … sell the old crane",
        "he would [gladly] sell the old crane",
        "He [would] sell the old crane",
        "[He would] sell the old crane",
        "and [did] expect a bid",
        "didn't [not] expect",
        "The mayor reportedly may [not] close",
        "The mayor reportedly may[n't] close",
        "[Everyone] in the town gave reason",
        "The mayor [Calder] the spring. She",
        "said he [who had been the master of the harbor board] would not sell",
        "The mayor [is] … crane",
    ],
)
def test_neither_may_hide_or_add_a_negation_nor_stand_for_too_much(quotation):
    assert how(quotation) != "exact"


def test_a_negation_may_be_left_out_with_what_it_negates():
    text = ArticleText(
        "The clerk, who had not read the long letter, signed it. He is not, he says, a clerk."
    )
    assert how("The clerk … signed it", text) == "exact"
    assert how("He is … a clerk", text) == "altered"


def test_a_bracket_stands_for_six_words_and_not_for_seven():
    text = ArticleText("They saw one two three four five six seven boats leave.")
    assert how("They saw one [few] boats leave", text) == "exact"
    assert how("They saw [few] boats leave", text) == "altered"


def test_pieces_around_an_ellipsis_are_in_order_and_near():
    assert how("in the spring … the old crane") == "spliced"
    assert how("the fish market … the harbor master said") == "spliced"
    far = ArticleText("The first boat left. " + "Gulls slept. " * 40 + "The last boat came.")
    assert how("The first boat … last boat came", far) == "spliced"


def test_pieces_of_two_paragraphs_without_an_ellipsis_are_spliced():
    match = match_quotation("the harbor master said the mayor reportedly may close", TEXT)
    assert (match.how, match.paragraphs) == ("spliced", (1,))
    assert match.difference.endswith("(¶ 1, ¶ 3)")


@pytest.mark.parametrize(
    "quotation",
    ["", " ", "…", "...", "[Iran]", "[sic] … [...]", "”", "?!", "[", "]", "[]", "\x00", "\u0301"],
)
def test_a_quotation_without_words_is_absent(quotation):
    assert how(quotation) == "absent"


@pytest.mark.parametrize(
    "quotation", ["[The] … crane", "mayor … market … spring", "[A] crane [lay]"]
)
def test_single_words_between_brackets_and_ellipses_are_not_enough(quotation):
    assert how(quotation) == "altered"


def test_nothing_is_in_an_empty_text():
    assert how("the old crane", ArticleText("")) == "absent"


def test_other_words_are_absent():
    assert match_quotation("Nine sailors painted every lighthouse blue", TEXT).how == "absent"
    assert match_quotation("Nine sailors painted every lighthouse blue", TEXT).paragraphs == ()


def test_all_paragraphs_in_which_it_begins_are_given():
    match = match_quotation("the old crane stood where it had stood", TEXT)
    assert match.paragraphs == (6, 7)
    assert quoted_paragraphs("the old … had stood", TEXT) == (6, 7)


@pytest.mark.parametrize(
    ("quotation", "difference"),
    [
        ("would not buy the old crane", '"buy" is not there; ¶ 1 has "sell"'),
        ("he would sell the old crane", '"not" is left out; ¶ 1 has "would not sell"'),
        (
            "he would not now sell the old crane",
            '"now" is not there; ¶ 1 has "would not sell the"',
        ),
        (
            "he would [gladly] sell the old crane",
            'a bracket hides "not"; ¶ 1 has "he would not sell the"',
        ),
    ],
)
def test_the_difference_says_what_the_text_has(quotation, difference):
    match = match_quotation(quotation, TEXT)
    assert (match.how, match.paragraphs, match.difference) == ("altered", (1,), difference)


def test_the_difference_is_one_short_line_without_control_characters():
    text = ArticleText("The crane \x1b[31mwas\u202e\x07 sold\x00 to " + "very " * 90 + "old men.")
    difference = match_quotation("The crane was given to very young\x1b men", text).difference
    assert difference.isprintable()
    assert len(difference) < 400


def test_the_brackets_and_note_marks_of_the_text_are_punctuation():
    text = ArticleText("He said “[t]he boat leak[s]” twice.[4] She [the mayor] left.")
    assert how("the boat leaks", text) == "exact"
    assert how("[T]he boat leaks twice. She [the mayor] left", text) == "exact"
    assert how("leaks” twice.[4] She the mayor left", text) == "exact"


@pytest.mark.parametrize(
    "unit",
    ["a", "a ", "a b ", ".", "… ", "[", "] ", "[a]", "a [b] ", "a … ", "a[b]", "-", "a-", "1", "1,", "1 ",
     "$", "'", "a'", "é", "\u0315\u0300", "中", "½", "a\n\n", "no … ", "[n't]", "\ufdfa", "\x00"],
)  # fmt: skip
def test_a_long_run_of_one_thing_takes_no_time(unit):
    long = unit * (60_000 // len(unit.encode()))
    text, begun = ArticleText(long), time.process_time()
    for quotation in (long, unit * 9, f"{long[: len(long) // 2]} b", "a a b"):
        match_quotation(quotation, text)
    assert time.process_time() - begun < 15


def test_looking_up_takes_microseconds():
    text = ArticleText(
        "\n\n".join(f"On day {n} the ferry left pier {n * 7} at dawn." for n in range(150))
    )
    assert match_quotation("the ferry left pier 693 at dawn", text).paragraphs == (100,)
    begun = time.process_time()
    for _ in range(1000):
        match_quotation("the ferry left pier 693 at dawn", text)
    assert time.process_time() - begun < 0.5


INTERRUPTED = ArticleText(
    "“I have never been so afraid in my life,” she said, “and I worked through the flood.”\n\n"
    '"He never touched a train," said Jonas Pell, a teacher. "Those who did know it."\n\n'
    'He said "we told them so" and left "now" behind.\n\n'
    "“It was cold,” wrote one who was not asked about the ferry, nor about the long and icy road to it, “it was.”"
)


@pytest.mark.parametrize(
    "quotation",
    [
        "so afraid in my life, and I worked through the flood",
        "I have never been so afraid … and I worked",
        "He never touched a train. Those who did know it.",
        "in my life, she said, and I worked",
    ],
)
def test_words_that_interrupt_a_speech_may_be_left_out(quotation):
    assert match_quotation(quotation, INTERRUPTED).how == "exact"


@pytest.mark.parametrize(
    "quotation",
    [
        "so afraid in my life, and I never worked through the flood",
        "He said and left now behind",
        "It was cold, it was",
        "He never touched a train, a teacher. Those who did know it",
    ],
)
def test_other_words_may_not(quotation):
    assert match_quotation(quotation, INTERRUPTED).how != "exact"


# --- properties

NEVER_THERE = st.text("bcdfghkmpqvwxz", min_size=4, max_size=9)


@st.composite
def runs(draw):
    """Some words of a paragraph that has at least four; no number without its sign."""
    words = draw(st.sampled_from(TEXT.paragraphs)).split()
    first = draw(st.integers(0, len(words) - 4))
    after = draw(st.integers(first + 3, len(words)))
    assume(after == len(words) or not words[after].startswith("°"))
    return words[first:after]


@given(runs(), st.integers(8, 60))
def test_wrapping_case_form_and_marks_change_nothing(words, width):
    quotation = " ".join(words)
    for same in (
        textwrap.fill(quotation, width, break_long_words=False),
        quotation.upper(),
        quotation.casefold(),
        unicodedata.normalize("NFC", quotation),
        unicodedata.normalize("NFD", quotation),
        quotation.translate(str.maketrans("“”'", '""’')),
        f"“{quotation.strip('.,;:')},”",
        f"… {quotation} …",
    ):
        assert how(same) == "exact", same


@given(runs(), st.data(), NEVER_THERE)
def test_a_word_replaced_by_another_is_never_exact(words, data, word):
    at = data.draw(st.integers(0, len(words) - 1))
    if any(char.isalnum() for char in words[at]):
        assert how(" ".join((*words[:at], word, *words[at + 1 :]))) != "exact"


@given(runs(), st.data(), NEVER_THERE)
def test_a_word_put_in_is_never_exact(words, data, word):
    at = data.draw(st.integers(0, len(words)))
    before = " ".join(words[:at])
    assume(before.count("[") == before.count("]"))  # in brackets it is the writer's own word
    assert how(" ".join((*words[:at], word, *words[at:]))) != "exact"


@settings(max_examples=300)
@given(st.text("ab [].…'-–—1,.$%“”\n\u0301é中نno", max_size=40), st.text(max_size=40))
def test_no_text_is_too_odd(odd, other):
    for quotation, text in ((odd, other), (other, odd), (odd, odd), (f"a {odd} b", f"a {odd} b")):
        match = match_quotation(quotation, ArticleText(text))
        assert match.how in {"exact", "altered", "spliced", "absent"}
        assert match.difference.isprintable()
        assert bool(match.paragraphs) == (match.how != "absent")
