"""What in a sentence a source could carry: quotations and values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.statements.kinds import asks, points
from builder_ext.statements.parts import judged_values, quotations, values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “we want no war” twice.", ("we want no war",)),
        ('He said "we want no war" twice.', ("we want no war",)),
        ("He said ‘we want no war’ twice.", ("we want no war",)),
        ("Er sagte „wir wollen keinen Krieg“ dazu.", ("wir wollen keinen Krieg",)),
        ("Il dit « nous ne voulons rien » hier.", ("nous ne voulons rien",)),
        (
            "He said “she said ‘never again, friends’ to us” then.",
            ("she said ‘never again, friends’ to us",),
        ),
        ("The so-called “maximum pressure” grew.", ()),
        ("The guard's and the driver's words differ.", ()),
        ("He told them: “we leave at dawn", ("we leave at dawn",)),
        (
            "“We leave at dawn,” he said, “and not before noon.”",
            ("We leave at dawn,", "and not before noon."),
        ),
        ("In the ’90s they said ‘it won’t do at all’ often.", ("it won’t do at all",)),
    ],
)
def test_quotations_are_three_words_or_more_between_outer_marks(text, found):
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It killed 25 people.", ("25",)),
        ("It cost $1.5 bn.", ("$1.5 bn",)),
        ("About 14.1 percent lost power.", ("14.1 percent",)),
        ("Some 5,000 troops remain.", ("5,000",)),
        ("It began on December 27, 2019.", ("December 27, 2019",)),
        ("It began on 27 December.", ("27 December",)),
        ("It began on Dec. 27.", ("Dec. 27",)),
        ("He left in 2019.", ("2019",)),
        ("They met in May.", ("in May",)),
        ("They met on Thursday.", ("Thursday",)),
        ("It was New Year's Eve.", ("New Year's Eve",)),
        ("Five strikes, a dozen dead.", ("a dozen",)),
        ("It cost over a million dollars.", ("a million dollars",)),
        ("It cost over one million dollars.", ("one million dollars",)),
        ("It took one and a half hours.", ("one and a half",)),
        ("It took two and a half million bricks.", ("two and a half million",)),
        ("It took 2½ hours.", ("2½",)),
        ("They lost twenty-one trucks.", ("twenty-one",)),
        ("A sixth of them left.", ("A sixth",)),
        ("It sank at half past five.", ("half past five",)),
        ("It was the fourth ship.", ("fourth",)),
        ("It was the second-largest port.", ("second",)),
        ("It won its seventh prize.", ("seventh",)),
        ("It was the thirty-fourth ship.", ("thirty-fourth",)),
        ("The base lost twenty-five trucks.", ("twenty-five",)),
    ],
)
def test_numbers_dates_and_amounts_are_values(text, found):
    assert values(text)[-1:] == found


@pytest.mark.parametrize(
    "text",
    [
        "See Section 2.",
        "As Table 3 shows, it burned.",
        "It is in para. 14 of the text.",
        "The K1 base burned.",
        "It was an F-16 or an MQ-9.",
        "No one was hurt.",
        "They may march on.",
        "One of them left.",
        "It was the first ship.",
        "It took a second, and less per second.",
        "The second half was worse, and for the second time.",
        "The second reason is the harbor, the third section says.",
        "It was after the Second World War.",
        "It was in the Third Reich, on Fifth Avenue, with the Seventh Fleet.",
        "It was the second Gulf War.",
        "It hurt a third party, at second hand.",
    ],
)
def test_what_numbers_a_part_or_names_a_thing_is_no_value(text):
    assert values(text) == ()


def test_a_probability_is_no_value_of_an_assessment():
    assert judged_values("There is a 60–70 percent chance of a strike.") == ()
    assert judged_values("There is a 60 percent chance of a strike by 3 May.") == ("3 May",)
    assert judged_values("Some 60 percent of the homes burned.") == ("60 percent",)


@pytest.mark.parametrize("text", ["Who paid?", "Who said “no”?", "من دفع؟", "(Who paid?)"])
def test_a_question_ends_in_a_question_mark(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "This briefing covers the closures and what was said about them.",
        "The next section describes the talks.",
        "See the timeline below.",
        "The table below lists the strikes.",
        "For the background, see the annex.",
        "Sources are listed at the end.",
    ],
)
def test_a_pointer_speaks_of_the_document(text):
    assert points(text)


@pytest.mark.parametrize(
    "text",
    [
        "This briefing shows that Iran attacked the base.",
        "See how Iran attacked the base.",
        "This strike covers the retreat.",
        "The section of Kirkuk that burned lists to the west.",
        "This paper reports a coup.",
        "The following week describes a turn.",
        "See the section below, where Iran attacked the base.",
        "This briefing covers the strikes, which killed the general.",
        "This briefing shows the mayor stole the money.",
        "The table below lists who took bribes.",
        "The next section explains why the mayor lied.",
    ],
)
def test_a_claim_does_not_pass_as_a_pointer(text):
    assert not points(text)


@pytest.mark.parametrize(
    "two_words",
    [
        "नई दिल्ली",
        "வணக்கம் நண்பா",
        "می\u200cخواهم بروم",
        "مَدِينَةٌ كَبِيرَةٌ",
        "שָׁלוֹם עֲלֵיכֶם",
        "e\u0301te\u0301 re\u0301el",
    ],
)
def test_signs_over_and_under_letters_make_no_more_words(two_words):
    assert quotations(f"It was the “{two_words}” again.") == ()
    assert quotations(f"It was the “{two_words} again” then.") == (f"{two_words} again",)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_parts(text):
    for quoted in quotations(text):
        assert quoted in text
    for value in values(text):
        assert value in text
