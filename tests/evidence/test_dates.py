"""Dates in all their forms: what a text may mean by one, and what it cannot."""

from __future__ import annotations

import pytest

from builder_ext.evidence.article_values import ArticleValues
from builder_ext.evidence.dates import move
from builder_ext.evidence.values import compare_values
from builder_ext.statements.parts import values

ENTRY = "2020-01-10"
"""A Friday."""


def told(statement: str, *paragraphs: str, date: str | None = None) -> bool | None:
    """What a text says of the last value of a statement."""
    found = values(statement)
    return compare_values(statement, found[-1:], ArticleValues(paragraphs, date))[0].carried


@pytest.mark.parametrize(
    "text",
    [
        "It sank on 27-12-2019.",
        "It sank on 12-27-2019.",
        "It sank on 2019/12/27.",
        "It sank on 27/12/19.",
        "It sank on 12/27/19.",
        "It sank on the 27th of December of 2019.",
        "It sank on Fri., Dec. 27, 2019.",
        "It sank on Fri, Dec 27, 2019.",
        "It sank on the 26th, 27th and 28th of December, 2019.",
    ],
)
def test_a_day_in_digits_or_words_is_that_day(text):
    assert told("It sank on 27 December 2019.", text) is True
    assert told("It sank on 29 December 2019.", text) is False
    assert told("It sank on 27 December 2018.", text) is False


@pytest.mark.parametrize("text", ["It sank on 04-03-2019.", "It sank on 04/03/2019."])
def test_digits_that_may_be_day_and_month_either_way_carry_both(text):
    assert told("It sank on 3 April 2019.", text) is True
    assert told("It sank on 4 March 2019.", text) is True
    assert told("It sank on 3 March 2019.", text) is False


def test_two_digits_of_a_year_are_of_this_century_up_to_49():
    assert told("It sank on 27 December 2049.", "It sank on 27/12/49.") is True
    assert told("It sank on 27 December 1950.", "It sank on 27/12/50.") is True
    assert told("It sank on 27 December 2050.", "It sank on 27/12/50.") is False


@pytest.mark.parametrize(
    "text",
    [
        "It sank on 31/31/2019.",
        "It sank on 2019-12 -27.",
        "It has part 27.12.19 in it.",
        "It sank in Dec of the year.",
        "It lost 27-12-191 of them.",
    ],
)
def test_what_cannot_be_a_day_is_none(text):
    assert told("It sank on 27 December 2019.", text) is False


def test_a_day_that_the_month_lacks_is_left_out_of_its_row():
    text = "It was closed on 29, 30 and 31 November 2019."
    assert told("It was closed on 30 November 2019.", text) is True
    assert told("It was closed on 31 October 2019.", text) is False
    assert told("It was closed on 1 December 2019.", text) is False


@pytest.mark.parametrize(
    ("statement", "text", "carried"),
    [
        ("It sank on 27 December.", "It sank on December 27 1900 hours.", True),
        ("It sank in December 2019.", "It lost 2019- 12 of them new.", False),
        (
            "It rose on December 30.",
            "It sank on December 27, and rose two or three days later.",
            False,
        ),
        (
            "It rose on December 29.",
            "It sank on December 27, and rose a hundred and two days later.",
            False,
        ),
        (
            "It rose on December 29.",
            "It sank on December 27, and rose hundred two days later.",
            False,
        ),
        ("It had 1234567890123456789012345678901234567890 boats.", "It had 12 boats.", False),
        ("It cost USD 25.", "It cost USD: 25.", False),
        ("It cost USD 25.", "It cost USD much.", False),
        ("It cost $25.", "It cost $\t25.", False),
    ],
)
def test_numbers_and_dates_are_not_made_of_what_only_stands_near(statement, text, carried):
    assert told(statement, text, date=ENTRY) is carried


def test_digits_before_hours_are_a_time_and_no_year():
    text = "It sank on December 27, 1900 hours."
    assert told("It sank on 27 December.", text, date=ENTRY) is True
    assert told("It sank on 28 December.", text, date=ENTRY) is False
    assert told("It sank at 7 p.m.", "It sank at 1900 hours.") is True


@pytest.mark.parametrize("text", ["He has sun on his face.", "They sat on Mon Repos."])
def test_letters_of_a_weekday_are_no_weekday(text):
    assert told("It sank on Sunday.", text, date=ENTRY) is None
    assert told("It sank on 5 January 2020.", text, date=ENTRY) is False


@pytest.mark.parametrize(
    "text", ["Weekend trips were cancelled.", "It leaves every weekend.", "Recent days were dry."]
)
def test_a_heading_or_a_habit_is_no_day(text):
    assert told("It sank on 4 January 2020.", text, date=ENTRY) is False


@pytest.mark.parametrize(
    ("text", "may", "cannot"),
    [
        ("It sank last weekend.", "5 January 2020", "28 December 2019"),
        ("It sank on Thursday; that weekend it rose.", "4 January 2020", "29 December 2019"),
        ("It will sail next weekend.", "11 January 2020", "5 January 2020"),
        ("It will sail next weekend.", "18 January 2020", "25 January 2020"),
        ("It will sail this weekend.", "11 January 2020", "18 January 2020"),
    ],
)
def test_a_weekend_leaves_open_its_two_days(text, may, cannot):
    assert told(f"It was on {may}.", text, date=ENTRY) is None
    assert told(f"It was on {cannot}.", text, date=ENTRY) is False


def test_at_the_weekend_on_a_sunday_may_be_this_one_or_the_last():
    text = "It sank at the weekend."
    for day in ("4 January 2020", "28 December 2019"):
        assert told(f"It sank on {day}.", text, date="2020-01-05") is None
    assert told("It sank on 11 January 2020.", text, date="2020-01-05") is False


def test_the_previous_day_is_counted_from_the_date_before_it():
    text = "On January 7 it rose. It sank the previous day."
    assert told("It sank on 6 January 2020.", text, date=ENTRY) is True
    assert told("It sank on 5 January 2020.", text, date=ENTRY) is False


@pytest.mark.parametrize(
    ("parts", "step", "shift", "to"),
    [
        ((2019, 12, 31), "day", 1, {(2020, 1, 1)}),
        ((2019, 12, 31), "week", -1, {(2019, 12, 24)}),
        ((None, 2, 28), "day", 1, {(None, 2, 29), (None, 3, 1)}),
        ((2019, 12, 31), "month", 1, {(2020, 1, None)}),
        ((None, 12, None), "month", 2, {(None, 2, None)}),
        ((2019, None, None), "year", -2, {(2017, None, None)}),
        ((None, 12, 31), "year", 1, set()),
        ((2019, None, None), "month", 1, set()),
        ((2019, 12, None), "day", 1, set()),
        ((2019, 2, 29), "day", 1, set()),
        ((2019, 12, 31), "day", 10**7, set()),
        ((2019, 12, 31), "day", 10**12, set()),
        ((9999, 12, None), "month", 1, set()),
        ((9999, None, None), "year", 1, set()),
    ],
)
def test_a_date_moves_by_steps_and_ends_where_the_calendar_does(parts, step, shift, to):
    assert move(parts, step, shift) == to


def test_a_text_that_bears_two_dates_at_its_top_may_be_of_either():
    text = ("Published January 8, 2020", "Updated January 10, 2020", "It sank on Monday.")
    assert told("It sank on 6 January 2020.", *text) is True
    assert told("It sank on 7 January 2020.", *text) is False


def test_a_year_far_off_in_the_text_is_not_that_of_a_date():
    text = "It sank on December 27 " + "with all that it had on board " * 9 + "in the year 2015."
    assert told("It sank on 27 December 2015.", text, date=ENTRY) is False
    assert told("It sank on 27 December 2019.", text, date=ENTRY) is True


def test_a_year_is_left_open_by_steps_only_where_none_is_named():
    statement = "It was built in 2016, and two years later it sank."

    def of_two(text: str) -> bool | None:
        return compare_values(statement, ["two"], ArticleValues([text], ENTRY))[0].carried

    assert of_two("It sank three years earlier.") is None
    assert of_two("It was built in 2016. It sank three years later.") is False


def test_vague_days_of_a_statement_cannot_be_told():
    statement = "It sank in two recent days, a few days later it rose."
    match = compare_values(statement, ["two"], ArticleValues(["It sank."], ENTRY))
    assert match[0].carried is not True


def test_a_step_is_counted_from_the_step_before_it():
    statement = "On 27 December it sank, the next day it rose, and two days later it sank again."
    given = ArticleValues(["It sank on 27 December and again on 30 December."], ENTRY)
    assert compare_values(statement, ["two"], given)[0].carried is True
    given = ArticleValues(["It sank on 27 December and again on 31 December."], ENTRY)
    assert compare_values(statement, ["two"], given)[0].carried is False


@pytest.mark.parametrize(
    ("said", "number", "carried"),
    [
        ("fewer than 30", 29, True),
        ("fewer than 30", 31, False),
        ("under 30", 29, True),
        ("under 30", 31, False),
        ("over 30", 31, True),
        ("over 30", 29, False),
        ("about 30", 29, True),
        ("about 30", 60, False),
    ],
)
def test_a_bound_is_carried_by_a_number_within_it(said, number, carried):
    assert told(f"It sank {said} boats.", f"It sank {number} boats.") is carried


@pytest.mark.parametrize(
    ("statement", "text", "carried"),
    [
        ("It cost 1.250.000 crowns.", "It cost 1,250,000 crowns.", True),
        ("It cost 1.250.000 crowns.", "It cost 1.25 crowns.", False),
        ("It ran in 2019.", "It ran in 2018/19.", True),
        ("It ran in 2018.", "It ran in 2018/19.", True),
        ("It ran in 2020.", "It ran in 2018/19.", False),
        ("Some 75 percent left.", "Some 3/4 of them left.", True),
        ("Some 80 percent left.", "Some 3/4 of them left.", False),
        ("Some 60 percent left.", "It was 24/40 of them.", False),
        ("It began at 1:30.", "It began at 25:30.", False),
        ("It cost $5.", "It cost five US dollars.", True),
        ("It cost $5.", "It cost 5 U.S. dollars.", True),
        ("It cost £5.", "It cost $5 in British ports.", False),
        ("It cost £5.", "It cost 5 British pounds.", True),
        ("It cost $6.", "It cost 5 U.S. dollars.", False),
        ("It lasted till 10 p.m.", "It lasted from 9 to 10 p.m.", True),
        ("It began at 9 a.m.", "It began at 9 o’clock.", True),
        ("It began at 9 p.m.", "It began at 9 o’clock.", True),
        ("It began at 8 a.m.", "It began at 9 o’clock.", False),
        ("It sank several hundred boats.", "It sank several hundred boats.", True),
    ],
)
def test_amounts_are_read_in_the_forms_that_papers_use(statement, text, carried):
    assert told(statement, text) is carried


def of(value: str, statement: str, text: str) -> bool | None:
    """What a text says of one value of a statement."""
    return compare_values(statement, [value], ArticleValues([text], ENTRY))[0].carried


def test_a_score_needs_both_of_its_numbers_side_by_side():
    assert of("5–4", "They won 5–4.", "They won 5 to 4.") is True
    assert of("5–4", "They won 5–4.", "They won 5.") is False
    assert of("2018 and 2019", "It ran in 2018 and 2019.", "It ran in 2018 and in 2019.") is True
    assert of("2018 and 2019", "It ran in 2018 and 2019.", "It ran in 2018.") is False


@pytest.mark.parametrize(
    "words", ["days later", "in recent days", "earlier this week", "at the weekend"]
)
def test_vague_days_of_a_statement_are_open(words):
    assert of(words, f"It sank {words}.", "It sank on January 3.") is not False


@pytest.mark.parametrize(
    "step", ["two months ago", "two years ago", "two weeks ago", "two days ago"]
)
def test_a_step_from_today_is_open_where_the_source_has_none(step):
    assert of(step, f"It sank {step}.", "It sank.") is None


def test_steps_after_a_weekday_or_a_vague_day_have_no_beginning_there():
    statement = "On Monday it sank, days later it rose, and two days later it sank again."
    assert of("two", statement, "It sank again on January 5.") is None
