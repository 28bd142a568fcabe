"""Whether a text gives the values of a statement."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.evidence.passages import Passages
from builder_ext.evidence.values import ArticleValues, compare_values, conflicting
from builder_ext.statements.parts import values

FRIDAY = "2020-01-03"


def told(statement: str, text: str, date: str | None = None) -> bool | None:
    """What a text of one paragraph says of the last value of a statement."""
    match = compare_values(statement, values(statement)[-1:], ArticleValues([text], date))
    return match[0].carried


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("It sank 5 boats.", "Five boats sank."),
        ("It sank five boats.", "They lost 5 boats."),
        ("It sank 12 boats.", "A dozen boats sank."),
        ("It sank two dozen boats.", "In all 24 boats sank."),
        ("It sank 21 boats.", "Twenty-one boats sank."),
        ("It sank 205 boats.", "Two hundred and five boats sank."),
        ("It cost 1,000 crowns.", "It cost one thousand crowns."),
        ("It cost 1,000 crowns.", "It cost a thousand crowns."),
        ("It cost 1,000 crowns.", "It cost 1000 crowns."),
        ("It holds 12,500 tons.", "It holds 12 500 tons."),
        ("It sold 1.5 million copies.", "It sold 1,500,000 copies."),
        ("It sold 500,000 copies.", "Half a million copies were sold."),
        ("Two boats sank.", "Both boats sank."),
        ("Some 14.1 percent left.", "In all 14.1% left."),
        ("Some 14.1% left.", "In all 14.1 per cent left."),
        ("Some 10 to 15 percent left.", "Between 10 and 15 percent left."),
        ("About 50 percent left.", "Half of the crew left."),
        ("Two-thirds left.", "Some 67 percent left."),
        ("It cost $1.5 bn.", "The bill came to 1.5 billion dollars."),
        ("It cost 20 million euros.", "The bill came to €20m."),
        ("It cost $5–10 million.", "It cost between $5 million and $10 million."),
        ("The 3rd boat sank.", "The third boat sank."),
        ("The 21st boat sank.", "The twenty-first boat sank."),
        ("He was 62.", "The 62-year-old pilot slept."),
        ("He was 62.", "The pilot, aged sixty-two, slept."),
        ("It began at 9 p.m.", "It began at 21:00."),
        ("It began at 21:30.", "It began at 9:30 pm."),
        ("It began in the 1980s.", "It began in 1984."),
        ("It began in the 1980s.", "It began in the eighties."),
        ("It began in the 1980s.", "It began in the 1980’s."),
        ("It took 30 years.", "It took three decades."),
        ("It began in 2019.", "It began on 4 May 2019."),
        ("More than 30 boats sank.", "It took 31 boats."),
        ("About 5,000 tons burned.", "The fire took 4,980 tons."),
        ("Dozens of boats sank.", "The storm took 41 boats."),
        ("They won 5–4.", "The score was 5 to 4."),
        ("It ran in 2018–19.", "It ran from 2018 to 2019."),
    ],
)
def test_a_number_is_carried_however_it_is_written(statement, text):
    assert told(statement, text) is True


@pytest.mark.parametrize(
    "text",
    [
        "It sank 125 boats.",
        "It sank in 2025.",
        "It sank 25 percent of them.",
        "It cost $25.",
        "It sank on 25 December.",
        "It sank 1.25 boats.",
        "It sank 25 million boats.",
        "It was boat K25 of the F-25 class.",
        "It was the 25th boat.",
    ],
)
def test_a_number_within_something_else_does_not_carry_a_count(text):
    assert told("It sank 25 boats.", text) is False


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("It cost $25.", "It cost 25 euros."),
        ("It cost $1.5 million.", "It cost $1.5 billion."),
        ("Some 14 percent left.", "Some 14 sailors left."),
        ("It began at 9 p.m.", "It began at 9 a.m."),
        ("It sank three boats.", "It sank four boats."),
        ("More than 30 boats sank.", "It took 29 boats."),
        ("They won 5–4.", "They won 5–3, and 4 were hurt in it."),
        ("It began in the 1980s.", "It began in 1990."),
        ("It began in 1985.", "It began in the 1980s."),
    ],
)
def test_another_number_or_unit_does_not_carry(statement, text):
    assert told(statement, text) is False


@pytest.mark.parametrize(
    "text",
    [
        "It sank on Dec. 27.",
        "It sank on December 27, 2019.",
        "It sank on 27 December.",
        "It sank on the 27th of December.",
        "It sank on 2019-12-27.",
        "It sank on 27/12/2019.",
        "It sank on 12/27/2019.",
        "It sank on 27.12.2019.",
        "It rained on December 27-29.",
        "It rained from December 25 to 27.",
        "It sank last Friday.",
        "It sank on Dec 25. Two days later the mast was found.",
        "It sank on Dec 26. The next day the mast was found.",
        "It sank on Dec 28; a day earlier the mast broke.",
        "It sank a week ago.",
        "It sank two days after Christmas, on Friday, Dec. 27.",
    ],
)
def test_a_day_is_carried_however_it_is_written(text):
    assert told("It sank on 27 December 2019.", text, FRIDAY) is True
    assert told("It sank on Dec. 27.", text, FRIDAY) is True


@pytest.mark.parametrize(
    "text",
    [
        "It sank on Dec. 26.",
        "It sank on December 27, 2018.",
        "It sank in December 2019.",
        "It sank last Thursday.",
        "It had 27 sails in December.",
    ],
)
def test_another_day_does_not_carry(text):
    assert told("It sank on 27 December 2019.", text, FRIDAY) is False


@pytest.mark.parametrize(
    ("statement", "text", "date"),
    [
        ("It sank on 3 January 2020.", "It sank on Friday.", FRIDAY),
        ("It sank on 2 January 2020.", "It sank on Thursday night.", FRIDAY),
        ("It sank on 2 January 2020.", "It sank yesterday.", FRIDAY),
        ("It sank on 31 December 2019.", "It sank on New Years Eve.", FRIDAY),
        ("It sank on 31 December 2019.", "It sank on New Year’s Eve’s night.", FRIDAY),
        ("It sank on New Year's Eve.", "It sank on December 31.", FRIDAY),
        ("It sank on 1 January 2020.", "It sank on New Year’s Day.", FRIDAY),
        ("It sank on 25 December 2019.", "It sank at Christmas.", FRIDAY),
        ("It sank in July 2019.", "It sank in July.", FRIDAY),
        ("It sank in May 2018.", "It left in April 2018. The next month it sank.", FRIDAY),
        ("It sank in 2019.", "It sank last year.", FRIDAY),
        ("It sank in 2019.", "It sank in November.", FRIDAY),
        ("It sank in January 2020.", "It sank on Thursday.", FRIDAY),
        ("It will sail on 6 January 2020.", "It will sail on Monday.", FRIDAY),
        ("It sails on 4 July 2020.", "It is to sail on July 4.", FRIDAY),
        ("It sank on Friday.", "It sank on January 3, 2020.", None),
        ("It sank on Friday.", "It sank on Friday.", None),
        ("It sank on 12 March 2020.", "It sank last Thursday.", "2020-03-19/2020-03-22"),
        ("It sank on 18 March 2020.", "It sank on Wednesday.", "2020-03-19/2020-03-22"),
        ("It sank in March 2020.", "It sank this month.", "2020-03"),
        ("It sank on 2 January 2020.", "It sank on Jan. 2.", "2020-01-10/2020-02"),
        ("It sank on 27 December 2019.", "It sank on December 27.", None),
        ("It sank on 19 July 2019.", "It rained from July 19 through August 20, 2019.", None),
    ],
)
def test_a_source_s_date_is_resolved_by_its_entry(statement, text, date):
    assert told(statement, text, date) is True


@pytest.mark.parametrize(
    ("statement", "text", "date"),
    [
        ("It sank on 27 December 2018.", "It sank on December 27.", FRIDAY),
        ("It sank in July 2020.", "It sank in July.", FRIDAY),
        ("It sank on 1 January 2020.", "It sank on Thursday.", FRIDAY),
        ("It sank on Friday.", "It sank on Thursday.", FRIDAY),
        ("It sank on 8 January 2020.", "“I will stay,” he said after it sank on Jan. 8.", FRIDAY),
        ("It sank on 4 January 2020.", "It sank on Friday.", None),
    ],
)
def test_a_date_that_resolves_to_another_does_not_carry(statement, text, date):
    assert told(statement, text, date) is False


ENTRY = "2020-01-10"
SANK = "It sank on December 27. "


@pytest.mark.parametrize(
    "date", ["2019-06-01", "2019-02-30", "0000-00-00", "9999-12-31", "2199-12", "1000"]
)
@pytest.mark.parametrize("text", ["It was closed.", "It closed on Feb. 29.", "It closed Feb. 27-29. Two days later "
                                  "it opened; 999 years later, 999 months later and the next week it closed."])  # fmt: skip
def test_a_day_that_cannot_be_is_no_date_of_the_text(date, text):
    assert told("It closed on February 29, 2019.", text, date) in (False, None)
    told("On February 29, 2019 it closed, and 999 years later it opened.", text, date)


def test_a_leap_day_is_the_last_one_that_there_was():
    text = "It was closed on Feb. 29."
    assert told("It closed on February 29.", text, "2019-06-01") is True
    assert told("It closed on February 29, 2016.", text, "2019-06-01") is True
    assert told("It closed on February 29, 2020.", text, "2019-06-01") is False


@pytest.mark.parametrize(
    ("statement", "text", "carried"),
    [
        (f"{SANK[:-2]}, and two days later the port closed.", f"{SANK}It closed on Dec. 29, 2019.", True),
        (f"{SANK[:-2]}, and two days later the port closed.", f"{SANK}It closed on Dec. 30, 2019.", False),
        (f"{SANK[:-2]}, and two days later the port closed.", f"{SANK}Two days later it closed.", True),
        (f"{SANK[:-2]}, and three days later the port closed.", f"{SANK}Two days later it closed.", False),
        ("After the loss of December 27, the port closed two days later.", f"{SANK}It closed on Dec. 29.", True),
        ("After the loss of December 27, the port closed two days later.", f"{SANK}It closed on Dec. 30.", False),
        ("Two days later, on December 29, the port closed.", f"{SANK}It closed on Dec. 29.", True),
        ("The port closed three days later.", f"{SANK}Two days later, the port closed.", False),
        ("The port closed two days later.", "It sank. Two days later, the port closed.", True),
        ("The port closed two days later.", "It closed two days after the loss.", True),
        ("The port closed two days later.", "It closed after the loss.", None),
        ("The port closed three days later.", "Three police officers came.", None),
        (f"{SANK[:-2]}, and three days later the port closed.", f"{SANK}Three police officers came.", False),
        ("It sank on November 27; twenty-two days later it rose.", "It sank on Nov. 27 and rose on Dec. 19.", True),
        ("It sank on November 27; twenty-two days later it rose.", "It sank on Nov. 27 and rose on Nov. 29.", False),
        ("It sank on December 30, 2019, and two days later it rose.", "It rose on January 1, 2020.", True),
        ("It was built in 2005, and two years later it sank.", "It was built in 2005 and sank in 2007.", True),
        ("It was built in 2005, and two years later it sank.", "It was built in 2005 and sank in 2009.", False),
        ("It struck three times in the ten days before.", "It struck three times in ten days.", True),
    ],
)  # fmt: skip
def test_a_number_of_days_later_leads_to_a_date_of_the_text(statement, text, carried):
    number = [value for value in values(statement) if value.lower() in
              ("two", "three", "ten", "twenty-two")][-1:]  # fmt: skip
    match = compare_values(statement, number, ArticleValues([text], ENTRY))
    assert match[0].carried is carried


@pytest.mark.parametrize(
    ("text", "may", "others"),
    [
        ("It sank last week.", "2 January 2020", ("20 December 2019", "8 January 2020")),
        ("It sank last month.", "5 December 2019", ("5 November 2019", "5 January 2020")),
        ("It sank earlier this week.", "7 January 2020", ("3 January 2020", "11 January 2020")),
        ("It sank at the weekend.", "5 January 2020", ("7 January 2020", "29 December 2019")),
        ("It sank days earlier.", "5 January 2020", ("5 November 2019", "12 January 2020")),
        ("It sank a few days ago.", "5 January 2020", ("1 January 2020",)),
        ("It sank overnight.", "9 January 2020", ("8 January 2020",)),
        ("It sank in recent days.", "5 January 2020", ("5 December 2019",)),
        ("It will sail at the weekend.", "11 January 2020", ("5 January 2020",)),
        ("It sank two days later.", "8 January 2020", ("8 January 2018", "8 June 2019")),
    ],
)
def test_vague_words_leave_open_only_the_days_that_they_may_mean(text, may, others):
    assert told(f"It was on {may}.", text, ENTRY) is None
    for other in others:
        assert told(f"It was on {other}.", text, ENTRY) is False


def test_vague_words_carry_the_month_that_all_their_days_are_in():
    assert told("It sank in December 2019.", "It sank last month.", ENTRY) is True
    assert told("It sank in January 2020.", "It sank last week.", "2020-01-20") is True
    assert told("It sank in December 2019.", "It sank last week.", ENTRY) is None


def test_a_vague_entry_date_leaves_open_the_year_of_a_date():
    text = "It sank on December 27."
    assert told("It sank on December 27, 2019.", text, "2020") is None
    assert told("It sank on December 27, 2020.", text, "2020") is None
    assert told("It sank on December 27, 2018.", text, "2020") is False
    assert told("It sank on December 27.", text, "2020") is True


def test_a_vague_entry_date_leaves_open_the_day_of_a_weekday():
    text = "It sank on Tuesday."
    assert [told(f"It sank on January {n}, 2020.", text, "2020-01") for n in (7, 14, 28)] == [
        None
    ] * 3
    assert told("It sank on January 8, 2020.", text, "2020-01") is False
    assert told("It sank on Tuesday.", text, "2020-01") is True


@pytest.mark.parametrize(
    "text",
    [
        "On Dec. 27, 28 and 29 the port closed.",
        "It closed on 27, 28, and 29 December.",
        "It closed on December 27, 28, 29.",
        "It closed on 27, 28 and 29 December 2019.",
        "It closed on December 27, 28 and 29, 2019, at noon.",
    ],
)
def test_each_day_of_a_row_is_carried(text):
    for day in (27, 28, 29):
        assert told(f"It closed on December {day}, 2019.", text, ENTRY) is True
    assert told("It closed on December 30, 2019.", text, ENTRY) is False
    rows = "On December 27, 28 and 29 it closed."
    article = ArticleValues([text], ENTRY)
    assert all(match.carried for match in compare_values(rows, values(rows), article))


@pytest.mark.parametrize("text", ["On Dec. 27, 28 people died.", "On Dec. 27 and 28 people died."])
def test_a_number_beside_a_date_is_no_day_of_a_row(text):
    assert told("They died on December 28.", text, ENTRY) is False
    assert told("There were 28.", text, ENTRY) is True


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("A third of them left.", "One third of them left."),
        ("One third of them left.", "Nearly a third of them left."),
        ("One sixth of them left.", "A sixth of them left."),
        ("It took 2.5 hours.", "It took 2½ hours."),
        ("It took 2½ hours.", "It took 2.5 hours."),
        ("It took 2.5 hours.", "It took two and a half hours."),
        ("It took two and a half hours.", "It took 2.5 hours."),
        ("It took 1.5 hours.", "It took one and a half hours."),
        ("It took 1.5 hours.", "It took an hour and a half."),
        ("It took 2.5 million bricks.", "It took two and a half million bricks."),
        ("It has 1 million ships.", "It has 1m ships."),
        ("It began at 6 p.m.", "It began at 1800 hours."),
        ("It began at 5:30.", "It began at half past five."),
        ("It began at half past five.", "It began at 5:30 p.m."),
        ("It began at 5:15.", "It began at a quarter past five."),
        ("It began at 5:45 p.m.", "It began at quarter to six."),
        ("It was the fourth ship.", "It was the 4th ship."),
        ("It was the thirty-fourth ship.", "It was the 34th ship."),
    ],
)  # fmt: skip
def test_parts_times_and_ordinals_are_read_in_words(statement, text):
    assert told(statement, text, ENTRY) is True


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("A third of them left.", "A fifth of them left."),
        ("It took 2 hours.", "It took 2½ hours."),
        ("It took 2 hours.", "It took two and a half hours."),
        ("It began at 5 p.m.", "It began at 1800 hours."),
        ("It began at 5:15.", "It began at quarter to six."),
        ("It was the 4th ship.", "It was the third ship."),
        ("It was the fourth ship.", "It was the third ship."),
        ("It was the thirty-fourth ship.", "It was the 33rd ship."),
    ],
)
def test_other_parts_times_and_ordinals_do_not_carry(statement, text):
    assert told(statement, text, ENTRY) is False


@pytest.mark.parametrize(
    "words",
    ["expects a meeting on", "hopes to meet on", "intends to meet on", "is due on", "is slated for", "plans for",
     "must pay by", "had set a vote for", "would meet on"],
)  # fmt: skip
def test_a_date_after_a_word_that_looks_ahead_lies_ahead(words):
    assert told("It is on May 5, 2020.", f"It {words} May 5.", ENTRY) is True
    assert told("It is on May 5, 2020.", "It met on May 5.", ENTRY) is False


def test_where_words_may_look_ahead_the_nearest_date_is_carried_and_the_other_left_open():
    for text, day, other in (
        ("It must pay by May 5.", "May 5, 2020", "May 5, 2019"),
        ("They were hit by December 27.", "December 27, 2019", "December 27, 2020"),
        ("It could not meet on Thursday.", "January 9, 2020", "January 16, 2020"),
    ):
        assert told(f"It was on {day}.", text, ENTRY) is True
        assert told(f"It was on {other}.", text, ENTRY) is None


RANGES = (
    "It cost between 1.4 million and 1.6 million dollars.",
    "It cost $1.4 to $1.6 million.",
    "It cost 1.4 to 1.6 million dollars.",
    "It cost between $1.4 million and $1.6 million.",
    "It cost $1.4–1.6 million.",
)


@pytest.mark.parametrize("text", RANGES)
def test_both_ends_of_a_range_have_its_unit(text):
    for statement in (*RANGES, "It cost $1.4 million.", "It cost $1.6 million."):
        found = compare_values(statement, values(statement), ArticleValues([text], ENTRY))
        assert all(match.carried for match in found), statement


def test_the_first_end_of_a_range_is_carried_by_a_text_that_has_only_it():
    found = compare_values(
        RANGES[0], values(RANGES[0]), ArticleValues(["It cost $1.4 million."], ENTRY)
    )
    assert [match.carried for match in found] == [True, False]


@pytest.mark.parametrize("date", [None, "", "soon", "2020-13-45", "9999-99"])
@pytest.mark.parametrize(
    "text", ["It sank on Friday.", "It sank yesterday.", "It sank a week ago."]
)
def test_a_relative_date_without_an_entry_s_date_is_unresolved(text, date):
    assert told("It sank on 3 January 2020.", text, date) is None


def test_a_weekday_is_unresolved_where_the_text_names_none():
    assert told("It sank on Friday.", "It sank in the spring.", FRIDAY) is None


def test_a_looking_ahead_word_of_another_clause_leaves_a_date_behind():
    text = "“They will never forget it,” he said, meaning the raid of Jan. 8 on the port."
    assert told("The raid was on 8 January 2020.", text, "2020-03-20") is True


def test_a_text_s_own_head_dates_it_where_the_entry_does_not():
    text = ["The Kestrel goes down", "By Ida Marr | January 3, 2020", "It sank on Thursday."]
    article = ArticleValues(text, None)
    asked = ("2 January 2020",)
    assert compare_values("It sank on 2 January 2020.", asked, article)[0].carried is True
    asked = ("1 January 2020",)
    assert compare_values("It sank on 1 January 2020.", asked, article)[0].carried is False


def test_paragraphs_count_from_one_and_the_entry_has_none():
    text = ["Nothing was seen.", "It sank 5 boats.", "It sank five boats in all."]
    article = ArticleValues(text, "2020-01-03", "Seven boats, by Ida Marr")
    five, seven, day, none = compare_values(
        "It sank 5 or seven or 9 boats.", ("5", "seven", "3 January 2020", "9"), article
    )
    assert (five.carried, five.paragraphs) == (True, (2, 3))
    assert (seven.carried, seven.paragraphs) == (True, ())
    assert (day.carried, day.paragraphs) == (True, ())
    assert (none.carried, none.paragraphs) == (False, ())


def test_the_statement_around_a_value_says_what_it_is():
    article = ArticleValues(["The raid lasted from 19 July 2018 to 20 August 2018."], None)
    statement = "Between 19 July and 20 August 2019 it rained."
    match = compare_values(statement, ("19 July", "20 August 2019"), article)
    assert [one.carried for one in match] == [False, False]


def _article(*paragraphs: str) -> SimpleNamespace:
    return SimpleNamespace(
        values=ArticleValues(paragraphs, "2020-03-20"), passages=Passages(paragraphs)
    )


LEFT = _article(
    "The harbor was quiet all year.",
    "A patrol boat rammed the ferry off Cape Sorrel on June 20, and 14 passengers were hurt.",
)
RIGHT = _article(
    "The strait was calm.",
    "In July a patrol boat rammed the ferry close to Cape Sorrel, and 19 passengers were hurt.",
)
RAMMED = "A patrol boat rammed the ferry off Cape Sorrel on 20 June 2019 and hurt 14 passengers."


def test_two_sources_conflict_where_one_gives_another_date():
    found = conflicting(RAMMED, "20 June 2019", LEFT, RIGHT)
    assert found is not None
    assert (found.value, found.paragraph) == ("July", 2)


def test_two_sources_conflict_where_one_counts_other_passengers():
    found = conflicting(RAMMED, "14", LEFT, RIGHT)
    assert found is not None
    assert (found.value, found.paragraph) == ("19", 2)


@pytest.mark.parametrize(
    "other",
    [
        "In June a patrol boat rammed the ferry off Cape Sorrel.",
        "A patrol boat rammed the ferry off Cape Sorrel in 2019.",
        "The mayor of Ostrow left Cape Sorrel for her holidays in July.",
        "On May 3 or in July a patrol boat rammed the ferry off Cape Sorrel.",
        "A patrol boat rammed the ferry off Cape Sorrel and 19 gulls flew.",
    ],
)
def test_sources_that_can_both_be_right_do_not_conflict(other):
    for value in ("20 June 2019", "14"):
        assert conflicting(RAMMED, value, LEFT, _article("It was calm.", other)) is None


@pytest.mark.parametrize(
    ("one", "two", "value"),
    [
        (
            "Five sailors died when the ferry sank.",
            "Seven sailors died when the ferry sank.",
            "Five",
        ),
        (
            "The port of Tarsa closed on December 27, 2019.",
            "The port of Tarsa closed on December 28, 2019.",
            "December 27, 2019",
        ),
        (
            "The ferry company was sold for $1.5 billion.",
            "The ferry company was sold for $2.5 billion.",
            "$1.5 billion",
        ),
    ],
)
@pytest.mark.parametrize("filler", [0, 1, 6])
def test_a_conflict_is_seen_in_short_and_in_longer_texts(one, two, value, filler):
    more = [f"Gulls number {n} flew over a quiet hill and were gone." for n in range(filler)]
    found = conflicting(one, value, _article(one, *more), _article(two, *more))
    assert found is not None
    assert found.paragraph == 1


@pytest.mark.parametrize(
    ("said", "carried"),
    [
        ("It closed on Wednesday, 12 March 2031.", (True, True)),
        ("It closed on Thursday, 12 March 2031.", (False, True)),
        ("It closed on 12 March 2031, a Thursday.", (True, False)),
        ("It closed on Thursday.", (True,)),
    ],
)
def test_a_weekday_beside_a_date_is_that_of_the_date(said, carried):
    article = ArticleValues(
        ("On Thursday it was told.", "It closed on March 12."), "2031-03-13", ""
    )
    found = compare_values(said, values(said), article)
    assert tuple(match.carried for match in found) == carried


WORDS = "two days later|Feb. 29|29 February 2019|last week|weekend|days ago|half past|a third of|27, 28 and|two|May|million|percent|later|2019|days|Friday|New Year’s|half|1/1/2019|to|9999-12-31|ago"
PIECES = st.sampled_from(
    [*"0123456789,.:-–/ $%'’aMt\u00a0é½²٣"] + [f" {w} " for w in WORDS.split("|")]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([None, FRIDAY, "2019/2020"]))
def test_a_text_carries_its_own_values(text, date):
    article = ArticleValues([text], date)
    for match in compare_values(text, values(text), article):
        assert match.carried is not False


@given(st.text(max_size=200), st.text(max_size=20))
def test_no_text_breaks_the_comparison(text, date):
    article = ArticleValues([text, text[::-1]], date, text)
    compare_values(text, (*values(text), text[:9]), article)


@pytest.mark.parametrize(
    "unit", ["1", "1,", "1 ", "1-", "two ", "half a ", "May 1 ", "Dec.", "$1 ", "last Friday ", "“", "-",
             "1½", "two and a half ", "half past ", "a third ", "twenty-", "the third ", "one million ", "27, ",
             "May 1, 2, 3 ", "two days later ", "last week ", "days ago ", "weekend ", "by ", "Feb. 29 "]
)  # fmt: skip
def test_a_long_run_of_one_thing_takes_no_longer_than_its_length(unit):
    text = unit * (20_000 // len(unit))
    article = ArticleValues([text], FRIDAY)
    compare_values(text, tuple(dict.fromkeys(values(text)))[:5], article)
