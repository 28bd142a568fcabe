"""Whether an article says that it comes from elsewhere."""

from __future__ import annotations

import time

import pytest

from builder_ext.evidence.hints import origin_hint

BODY = (
    "The harbor of Dunmere stayed closed on Monday while divers looked at the cracks in the quay wall.",
    "Nobody could say when the first ferries would leave again, and the queue of lorries grew.",
    "The mayor walked along the pier in the evening and would not speak of the costs of the repair.",
    "A second inspection was announced for the week after, with engineers from three other towns.",
    "The fishermen took their boats to Kirnmouth, where the moorings are dear and the water is low.",
    "Some of them had done the same in the winter of the great storm, and remembered it well.",
    "By midnight the lamps along the shore were out, and the divers had gone home to sleep.",
    "The council will meet on Friday to hear what they found under the stones of the old wall.",
)


def headed(line):
    return (line, *BODY)


def ended(line):
    return (*BODY, line)


def opened(sentence):
    return ("Harbor stays closed", f"{BODY[0]} {sentence}", *BODY[1:])


def in_the_middle(*sentences):
    return (*BODY[:4], *sentences, *BODY[4:])


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("Reprinted with permission from The Saltmarsh Times.", "The Saltmarsh Times"),
        ("Republished by kind permission of Kestrel Wire", "Kestrel Wire"),
        ("Reprinted with the author’s permission.", ""),
        ("Reproduced with the permission of The Saltmarsh Gazette.", "The Saltmarsh Gazette"),
        ("Reproduced from the Saltmarsh Gazette.", "Saltmarsh Gazette"),
        ("This article is reproduced by kind permission of Kestrel Wire.", "Kestrel Wire"),
        ("Reproduction by permission of Kestrel Wire.", "Kestrel Wire"),
        ("Reproduced with permission.", ""),
        ("This story first appeared in the Sunday Times.", "Sunday Times"),
        ("This article was originally published in the Delta Observer.", "Delta Observer"),
        ("This article first appeared on saltmarsh-times.com.", "saltmarsh-times.com"),
        ("*The following story has been republished from Open Quay.*", "Open Quay"),
        ("(Originally published by Northline Review)", "Northline Review"),
        ("Cross-posted from TideTables.net", "TideTables.net"),
        ("Courtesy of the Inland Courier", "Inland Courier"),
        ("Translated from the original in Der Spiegel", "Der Spiegel"),
        ("Source: Reuters", "Reuters"),
        ("Copyright 2031 The Harbor Post. All rights reserved.", "The Harbor Post"),
        ("© 2031 Delta Observer", "Delta Observer"),
    ],
)
def test_what_an_article_says_of_itself_at_either_end_is_a_hint(line, origin):
    for paragraphs in (headed(line), ended(line)):
        hint = origin_hint(paragraphs, ["The Lantern"])
        assert hint is not None
        assert hint.origin == origin
        assert paragraphs[hint.paragraph - 1] == line
        assert hint.words in line


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("DUNMERE (Reuters) - The harbor stayed closed on Monday.", "Reuters"),
        ("KIRNMOUTH, Norland (AP) — The harbor stayed closed on Monday.", "AP"),
        ("(AFP) — The harbor stayed closed on Monday.", "AFP"),
        ("DUNMERE, March 3 (Xinhua) -- The harbor stayed closed.", "Xinhua"),
        ("By Ana Rivera | The Harbor Post | March 3, 2031", "The Harbor Post"),
    ],
)
def test_a_date_line_of_an_agency_is_a_hint(line, origin):
    hint = origin_hint(headed(line), ["The Lantern"])
    assert (hint.paragraph, hint.origin) == (1, origin)


@pytest.mark.parametrize(
    "line", ["The wall is old. —AFP", "The wall is old. (Reuters)", "mo/wen/AFP"]
)
def test_an_agency_that_signs_the_last_paragraph_is_a_hint(line):
    assert origin_hint(ended(line), ["The Lantern"])


@pytest.mark.parametrize(
    "sentence",
    [
        "The wall has been known to be weak for years, according to the Saltmarsh Times.",
        "According to a report in The Saltmarsh Times, the wall has been weak for years.",
        "The Saltmarsh Times reported on Sunday that the wall has been weak for years.",
    ],
)
def test_an_article_that_opens_with_the_report_of_another_outlet_is_its(sentence):
    hint = origin_hint(opened(sentence), ["The Lantern"])
    assert hint.paragraph == 2
    assert hint.origin.removeprefix("The ") == "Saltmarsh Times"


@pytest.mark.parametrize(
    "outlet",
    [
        "the Tarsa Bulletin",
        "Harbour Watch",
        "Tarsa Online",
        "Tarsa Today",
        "the Tarsa Insider",
        "the Kirnmouth Reporter",
        "the Kirnmouth Courant",
        "the Kirnmouth Argus",
        "the Kirnmouth Advertiser",
        "Norland Broadcasting",
        "the Norland Broadcasting Corporation",
        "The Sun",
        "the Daily Mail",
        "the Tarsa Echo",
        "the Sunday Record",
        "the Tarsa Register",
        "The Tarsa Report",
    ],
)
def test_outlets_are_known_by_their_last_word(outlet):
    sentence = f"The wall has been weak for years, according to {outlet}."
    hint = origin_hint(opened(sentence), ["The Lantern"])
    assert hint.origin == outlet.removeprefix("the ")


@pytest.mark.parametrize(
    "whom",
    [
        "the ministry",
        "the report",
        "a report",
        "the Kerr Report",
        "officials",
        "Mr Sun",
        "Mr. Watch",
        "Dr Insider",
        "Ling Sun",
        "Ivo Record",
        "the Harbor Ministry",
        "Human Rights Watch",
        "the Neighborhood Watch",
        "the Federal Register",
        "the Congressional Record",
    ],
)
def test_a_person_or_an_office_is_no_outlet(whom):
    sentence = f"The wall has been weak for years, according to {whom}."
    assert origin_hint(opened(sentence), ["The Lantern"]) is None
    assert origin_hint(headed(sentence), ["The Lantern"]) is None


def test_a_lead_may_be_short():
    lead = "The port closed, according to the Saltmarsh Gazette."
    assert origin_hint(headed(lead), ["The Lantern"]).paragraph == 1
    assert origin_hint(("Port closed", *headed(lead)), ["The Lantern"]).paragraph == 2
    assert origin_hint(in_the_middle(lead), ["The Lantern"]) is None


def test_a_short_lead_hides_no_credit_in_the_paragraphs_after_it():
    told = f"{BODY[0]} The wall is weak, according to the Saltmarsh Gazette."
    lead = ("The port is closed now.", "It will stay so.", told, *BODY)
    assert origin_hint(lead, ["The Lantern"]).paragraph == 3


def test_an_article_in_which_all_talk_to_another_outlet_is_its():
    told = (
        "The wall was never strong, an engineer told The Saltmarsh Times.",
        "Two clerks told the Saltmarsh Times that the files are lost.",
        "It will hold, said a friend of the mayor to The Saltmarsh Times.",
    )
    assert origin_hint(in_the_middle(*told), ["The Lantern"]).paragraph == 5
    assert origin_hint(in_the_middle(*told), ["Saltmarsh Times"]) is None
    assert origin_hint(in_the_middle(*told[:2]), ["The Lantern"]) is None


def test_two_such_sentences_will_do_where_reporters_are_credited_at_the_end():
    told = (
        "The wall was never strong, an engineer told The Saltmarsh Times.",
        "Two clerks told the Saltmarsh Times that the files are lost.",
    )
    credited = (*in_the_middle(*told), "—With additional reporting by Ivo Halvard")
    assert origin_hint(credited, ["The Lantern"]).origin == "The Saltmarsh Times"


def test_names_of_the_library_are_outlets_too():
    told = tuple(
        f"It was seen {n} times, a diver told Deep Water." for n in ("two", "three", "four")
    )
    assert origin_hint(in_the_middle(*told), ["The Lantern"]) is None
    assert origin_hint(in_the_middle(*told), ["The Lantern"], ["Deep Water"]).origin == "Deep Water"


@pytest.mark.parametrize(
    "line",
    [
        "By Ana Rivera | The Lantern | March 3, 2031",
        "Copyright 2031 The Lantern",
        "This article was first published by The Lantern.",
        "LANTERN, Norland — The harbor stayed closed.",
        "This article was originally published on March 3, 2031 and has been updated.",
        "Photo courtesy of the Kirnmouth Museum",
        "A diver at the wall. Photograph: Pavel Lutz/AFP",
        "Courtesy of the Okoye family",
        "Ana Rivera writes about ports. Her essays have been reprinted in the Delta Observer.",
        "Her first book was originally published in Vasselby.",
        "With additional reporting by Ivo Halvard",
        "Noor Petrosyan contributed reporting from Kirnmouth.",
        "Translated from Arabic by Noor Petrosyan",
        "Source: Ministry of Inland Waters",
        "He is a fellow of the Institute, and his work has appeared in Open Quay and The Harbor Post.",
        "Copyright law does not cover the wall.",
        "Reproduction without permission is prohibited.",
        "No part of this article may be reproduced without permission of The Harbor Post.",
        "Reproduced in Kirnmouth, the wall is a model for engineers.",
        "A map reproduced from the Saltmarsh Gazette hangs there.",
        "It first appeared in the March issue.",
    ],
)
def test_an_original_stays_silent(line):
    for paragraphs in (headed(line), ended(line)):
        assert origin_hint(paragraphs, ["The Lantern"]) is None


@pytest.mark.parametrize(
    "sentences",
    [
        ["According to Reuters, the wall has been weak for years."],
        [
            "The Saltmarsh Times reported that the wall is weak.",
            "It is not, the mayor told Reuters.",
        ],
        ["Originally published plans show the wall in The Harbor Post of 1931."],
        ["She told Congress of it.", "He told Congress of it.", "They told Congress of it too."],
        [f"The director told the Water Agency of crack {n}." for n in (1, 2, 3, 4)],
    ],
)
def test_ordinary_attribution_in_the_middle_stays_silent(sentences):
    assert origin_hint(in_the_middle(*sentences), ["The Lantern"]) is None


def test_an_article_that_surveys_the_press_is_its_own():
    surveyed = opened("According to The Harbor Post, the wall is weak.")
    assert (
        origin_hint((*surveyed, "Nonsense, the mayor told the Delta Observer."), ["The Lantern"])
        is None
    )


def test_an_article_that_reports_on_its_own_as_well_is_its_own():
    own = opened("According to The Harbor Post, the wall is weak.")
    assert (
        origin_hint((*own, "It will hold, the mayor told this newspaper."), ["The Lantern"]) is None
    )


def test_an_agency_goes_by_its_long_name_too():
    line = "DUNMERE (AP) — The harbor stayed closed on Monday."
    assert origin_hint(headed(line), ["The Associated Press"]) is None


def test_a_text_of_nothing_says_nothing():
    assert origin_hint(()) is None
    assert origin_hint(("",)) is None


@pytest.mark.parametrize(
    "unit",
    ["a", "A", "A ", "A-", "A.", "told ", "told A ", "said to ", "according to the ", "This article was ",
     "Reprinted with ", "Reproduced with ", "translated by a ", "© ", "A, ", "(", "/ ", "- ", "By A|"],
)  # fmt: skip
def test_long_text_takes_linear_time(unit):
    start = time.process_time()
    origin_hint([unit * (100_000 // len(unit))])
    origin_hint([unit * 20] * (100_000 // (20 * len(unit))))
    assert time.process_time() - start < 3
