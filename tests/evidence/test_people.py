"""Names and speakers in rarer forms: who is the same, who speaks, and who does not."""

from __future__ import annotations

import pytest

from builder_ext.evidence.capitals import name_from
from builder_ext.evidence.names import (
    ArticleNames,
    NameTable,
    compare_names,
    name_keys,
    reporting_with_name,
)
from builder_ext.evidence.sayers import sayers_of, subject_of
from builder_ext.evidence.speakers import speaker_of, speaks_in
from builder_ext.evidence.spelling import one_edit_apart, same_given_name

NO_TABLE = NameTable({})
SPELLED = NameTable({"Kerim Osman": ["Karim Usman"]})


def told(statement, *paragraphs, table=NO_TABLE):
    """Whether the first name of a statement is carried, and which is near."""
    match = compare_names(statement, ArticleNames(paragraphs), table)[0]
    return match.carried, match.near


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("Ana Maria Lopez Rivera came.", "Ana Maria Lopez came."),
        ("The UAE agreed.", "The United Arab Emirates agreed."),
        ("The Emirates agreed.", "The United Arab Emirates agreed."),
        ("The United Arab Emirates agreed.", "The Emirates agreed."),
        ("The Pentagon agreed.", "The Defense Department agreed."),
        ("The United States agreed.", "Officials in Texas agreed."),
        ("The United States agreed.", "Washington agreed."),
        ("Supports Ivo Amin.", "Ivo Amin came."),
        ("The Tarsa Harbor Board agreed.", "The THB agreed."),
        ("The Board de la Rivera agreed.", "The Board de la Rivera agreed."),
    ],
)
def test_one_body_or_person_under_two_names_is_carried(statement, text):
    assert told(statement, text) == (True, "")


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("Ana Maria Lopez Rivera came.", "Ana Tobin came."),
        ("Ana Maria Lopez Rivera came.", "Ana Lopez came."),
        ("The Pentagon agreed.", "The board agreed."),
        ("Supports Ivo Amin.", "Ivan Tobin came."),
        ("The United States agreed.", "The Tarsa board agreed."),
        ("The NATO agreed.", "The North agreed."),
    ],
)
def test_another_body_or_person_is_not(statement, text):
    assert told(statement, text)[0] is False


def test_a_given_name_in_a_configured_spelling_is_the_same_person():
    assert told("Karim Osman came.", "Kerim Usman came.", table=SPELLED) == (True, "")
    assert told("Karim Osman came.", "Kerim Osman came.") == (False, "Kerim")
    assert told("Karim Osman came.", "Omar Usman came.", table=SPELLED)[0] is False


def test_a_given_name_a_letter_away_is_near_and_others_are_not():
    assert told("Marina Rivera came.", "Karina Rivera came.") == (False, "Karina")
    assert told("Marina Rivera came.", "Karol Rivera came.") == (False, "")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("khoukh", "khouh", True),
        ("khoukh", "houkh", True),
        ("houkh", "khokh", False),
        ("qqaakk", "kaaqq", False),
        ("kaakka", "kaqqaa", True),
        ("qassim", "kasem", True),
        ("rivera", "riveria", True),
        ("rivera", "ribera", True),
        ("rivera", "tobin", False),
        ("amin", "amir", False),
    ],
)
def test_a_letter_or_a_romanisation_apart_is_near_and_short_words_are_not(one, other, near):
    assert one_edit_apart(one, other) is near


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ana", "ana", True),
        ("ana", "", True),
        ("a", "ana", True),
        ("b", "ana", False),
        ("ana", "anabel", True),
        ("an", "anabel", False),
        ("william", "bill", True),
        ("ana", "eva", False),
    ],
)
def test_given_names_may_be_initials_and_short_forms(one, other, same):
    assert same_given_name(one, other) is same


def test_a_speaker_s_name_is_read_without_rank_and_generation():
    assert name_from("Gen. Ana Rivera Jr.").words == ("ana", "rivera")
    assert name_from("Rivera").words == ("rivera",)
    assert name_from("...").words == ()


WORDS = "we left at dawn"


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("It was described by reporters as “we left at dawn”.", None),
        ("Ana Rivera who said “we left at dawn” slept.", "Ana Rivera"),
        ("Ana Rivera, a mate, of the port, said “we left at dawn”.", "Ana Rivera"),
        ("A sailor, of the port, said “we left at dawn”.", None),
        ("The old Ana Rivera wept: “we left at dawn”.", None),
        ("So many Deputies wept: “we left at dawn”.", None),
    ],
)
def test_remarks_beside_a_speaker_are_passed_over(sentence, speaker):
    assert speaker_of(WORDS, sentence, "", "") == speaker


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Ana Rivera who", "Ana Rivera"),
        ("Ana Rivera, who", "Ana Rivera"),
        ("the board which", ""),
        ("the mate, a, b,", ""),
        (",", None),
    ],
)
def test_the_subject_of_a_verb_is_the_name_before_it(text, subject):
    assert subject_of(text) == subject


@pytest.mark.parametrize(
    ("paragraph", "sayers"),
    [
        ("“We left,” asked sailors.", [("a", "sailors")]),
        ("“We left,” told Rivera.", []),
        ("“We left” — Rivera", [("name", "Rivera")]),
        ("“We left” — a mate of Rivera", []),
        ("“We left,” according to 25 of them.", []),
        ("“We left,” according to it all.", [("pronoun", "")]),
        ("“We left,” said the mate of the Tarsa Board, Ana Rivera.", [("name", "Ana Rivera")]),
        ("“We left,” said at the pier Ana Rivera.", []),
        ("At noon a mate said so.", [("a", "mate")]),
        ("from the pier, of the port, said so.", []),
        ("Ana Rivera, harbor master of the port, a town, said so.", [("name", "Ana Rivera")]),
    ],
)
def test_who_says_something_in_a_paragraph(paragraph, sayers):
    assert [(one.kind, one.text) for one in sayers_of(paragraph)] == sayers


def speaks(speaker, number, *paragraphs):
    return speaks_in(speaker, paragraphs, number, (), (), NO_TABLE)


def test_quotations_to_the_end_leave_open_no_speaker():
    assert speaks("Ana Rivera", 1, "“We left.”", "“We slept.”") is False
    assert speaks("Ana Rivera", 1, "“We left.”", "“We slept.”", "— Ana Rivera, mayor") is True
    assert speaks("Ana Rivera", 1, "“We left.”", *["“We slept.”"] * 20, "— Ana Rivera") is False


def test_a_sentence_about_another_person_changes_who_he_is():
    first = "Ana Rivera spoke."
    assert speaks("Ana Rivera", 2, first, "Gen. Ivo Amin was late. “We left,” he said.") is False
    late = "On Monday the General Ivo Amin was late. “We left,” he said."
    assert speaks("Ana Rivera", 2, first, late) is False
    assert speaks("Ana Rivera", 2, first, "Monday was late. “We left,” he said.") is True


def test_who_is_no_name_may_have_said_anything():
    assert speaks("...", 1, "The mate said “We left.”") is True
    assert speaks("The", 1, "The mate said “We left.”") is True


def test_both_names_of_a_person_in_two_others_are_not_that_person():
    assert told("Marina Rivera came.", "Marina Tobin met Karina Rivera.") == (
        False,
        "Karina Rivera",
    )
    assert told("Marina Rivera came.", "Marina Tobin met Karol Rivera.") == (False, "")
    assert told("Marina Rivera came.", "It was Marina") == (True, "")


def test_the_table_gives_given_and_family_names_in_every_spelling():
    table = NameTable({"Osman": ["Kerim Osman"], "Ana Roe": ["Anna Rowe"]})
    assert table.givens("osman") == {"kerim"}
    assert table.givens("nobody") == frozenset()
    assert table.givens("roe") == table.givens("rowe") == {"ana", "anna"}
    assert table.families("roe") == {"rowe"}
    assert table.families("osman") == frozenset()
    assert name_keys("The Harbor Post") == ("harbor", "post")


REPORTING = (
    "said says say stated states reported reports wrote writes told tells claimed claims argued argues "
    "announced announces declared declares confirmed confirms denied denies warned warns alleged alleges "
    "admitted admits acknowledged acknowledges added adds insisted insists testified testifies revealed "
    "reveals disclosed discloses vowed vows asserted asserts noted notes described describes called calls "
    "tweeted tweets maintained maintains conceded concedes stressed stresses explained explains threatened "
    "pledged"
).split()


@pytest.mark.parametrize("verb", REPORTING)
def test_every_verb_of_saying_reports(verb):
    assert reporting_with_name(f"Ana Rivera later {verb} that it sank.") == "Ana Rivera"
    assert reporting_with_name(f"It sank, {verb} the Tarsa Board.") == "Tarsa Board"


@pytest.mark.parametrize("word", "of for the and on in".split())
def test_small_words_have_no_letter_in_an_acronym(word):
    assert told("The BAM agreed.", f"The Board {word} Aid Men agreed.") == (True, "")


@pytest.mark.parametrize(
    ("statement", "text"),
    [("Oman agreed.", "The Omanis came."), ("Iran agreed.", "The Iranians came.")],
)
def test_a_country_is_named_by_its_people(statement, text):
    assert told(statement, text) == (True, "")


def test_the_last_words_of_a_text_have_initials_and_neighbours_too():
    assert told("The THB agreed.", "It was the Tarsa Harbor Board") == (True, "")
    assert told("The XYZ agreed.", "It was the Tarsa Harbor Board") == (False, "")
    assert told("Zorvana Quillex came.", "It was the Tarsa Harbor Board") == (False, "")
    assert told("The United Arab Emirates agreed.", "In the rich Emirates they agreed.") == (
        True,
        "",
    )


def test_a_place_that_opens_a_sentence_is_not_who_speaks():
    for opening in (
        "Amin.",
        "Of Amin.",
        "Amin's boat was late.",
        "The ferry of Amin was late.",
        "March was late.",
    ):
        assert (
            speaks("Ana Rivera", 2, "Ana Rivera said so.", f"{opening} “We left,” he said.") is True
        )


def test_a_lone_word_of_about_the_same_letters_is_not_near():
    assert told("Riverano came.", "At dawn came Tiberonu.") == (False, "")
    assert told("Riverano came.", "Riveraxy left. At dawn came Riveranu.") == (False, "Riveranu")
