"""Which names of a sentence a source is found to carry."""

from __future__ import annotations

import time

import pytest

from builder_ext.evidence.names import (
    ArticleNames,
    NameTable,
    compare_names,
    names_of,
    proper_names,
    reporting_with_name,
)

NO_TABLE = NameTable({})


def missing(statement, *paragraphs, entry="", table=NO_TABLE):
    """The names that are neither carried nor near."""
    article = ArticleNames(paragraphs, entry)
    return [m.name for m in compare_names(statement, article, table) if not (m.carried or m.near)]


def near(statement, *paragraphs, table=NO_TABLE):
    """The names that are not carried, with the near one of the text."""
    found = compare_names(statement, ArticleNames(paragraphs), table)
    return {m.name: m.near for m in found if m.near and not m.carried}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The envoy met Ana Rivera in Tarsa.", ("Ana Rivera", "Tarsa")),
        (
            "On Monday, General Ivo Amin left the Tarsa Harbor Board.",
            ("Ivo Amin", "Tarsa Harbor Board"),
        ),
        ("Secretary of Defense Ana Rivera spoke.", ("Ana Rivera",)),
        ("Rivera's deputy left; Amin said so.", ("Rivera", "Amin")),
        ("He flew from Tarsa to the Strait of Omber.", ("Tarsa", "Strait of Omber")),
        ("They joined the Harbor Relief Forces (HRF).", ("Harbor Relief Forces",)),
        ("Stephen King and Ana Hill wrote it.", ("Stephen King", "Ana Hill")),
        ("He met Tarsa-based lawyers of O’Dell and al-Amin.", ("Tarsa", "O’Dell", "al-Amin")),
    ],
)
def test_names_are_runs_of_capitals_without_ranks(text, names):
    assert names_of(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Officials said no.",
        "Rockets struck a base at night.",
        "Construction began in March, and on Tuesday the Foreign Ministry objected.",
        "Western diplomats and Iranian officers met the Parliament and Congress.",
        "Harbor Board Shuts Seven Silos After Another Inspection",
        "HARBOR BOARD SHUTS SEVEN SILOS",
        "The crew shouted “Long live Tarsa and Omber”.",
        "Reportedly, the F-16 and the B-52 took off.",
        "",
        "—",
        "ليس هنا اسم 東京で会議",
    ],
)
def test_what_may_be_no_name_is_not_compared(text):
    assert names_of(text) == ()


def test_a_state_that_places_a_town_is_not_compared():
    assert names_of("She lives in Tarsa, California.") == ("Tarsa",)


def test_each_name_is_compared_once_and_in_order():
    text = "Amin met Rivera, and Rivera thanked Amin in Tarsa."
    article = ArticleNames(("Rivera spoke.",))
    assert tuple(m.name for m in compare_names(text, article, NO_TABLE)) == names_of(text)
    assert names_of(text) == ("Amin", "Rivera", "Tarsa")


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("The board heard Ana Rivera.", "It heard Rivera at noon."),
        ("The board heard Ana Maria Rivera.", "It heard Ana Rivera at noon."),
        ("The board heard Mike Rivera.", "It heard Michael J. Rivera at noon."),
        ("The board heard A. Rivera.", "It heard Ana Rivera at noon."),
        ("The board heard Gen. Ana Rivera.", "It heard Dr. Ana Rivera at noon."),
        ("The board heard Rivera’s envoy.", "It heard the Riveras at noon."),
        ("The board heard José Núñez.", "It heard Jose Nunez at noon."),
        ("The board heard O'Dell.", "It heard ODell and O’Dell at noon."),
        ("The board heard Abdul Tarsi.", "It heard Abdul-Tarsi at noon."),
        ("The board heard Abdultarsi.", "It heard Abdul Tarsi at noon."),
        ("The board heard al-Amin.", "It heard el-Amin at noon."),
        ("The board blamed the US.", "It blamed the United States."),
        ("The board blamed the United States.", "It blamed U.S. forces."),
        ("The board blamed Iraq.", "It blamed Iraqis."),
        ("The board blamed Iran.", "It blamed an Iranian-backed group."),
        ("The board blamed Britain.", "It blamed the UK."),
        ("The board blamed Saudi Arabia.", "It blamed the Saudis."),
        ("The board blamed the UAE.", "It blamed the United Arab Emirates."),
        ("The board backed Tarsa and the Houthis.", "Tarsa has a Houthi envoy."),
        ("The Harbor Relief Forces came.", "The HRF came."),
        ("The envoy of the HRF came.", "The Harbor Relief Forces came."),
        ("The envoy called the Pentagon.", "The envoy called the Defense Department."),
        ("In the end Tehran denied it.", "In the end Iran denied it."),
        ("The name of Saddam Tarsi fell.", "Saddam came. Later Saddam left."),
        ("He met Supporting Rivera.", "He met Rivera supporting."),
    ],
)
def test_other_spellings_of_a_name_carry_it(statement, text):
    assert missing(statement, text) == []
    assert near(statement, text) == {}


@pytest.mark.parametrize(
    ("statement", "text", "names"),
    [
        ("The board heard Ana Rivera.", "It heard Ivo Amin at noon.", ["Ana Rivera"]),
        ("The board heard John Bolter.", "It heard Michael Bolter at noon.", ["John Bolter"]),
        ("The board heard Ana Amin.", "It heard Ana Rivera at noon.", ["Ana Amin"]),
        ("The board blamed Iran.", "It blamed Iraq.", ["Iran"]),
        ("The board sat in Tehran.", "It sat in Iran.", ["Tehran"]),
        ("The Harbor Relief Forces came.", "The Coastal Guard came.", ["Harbor Relief Forces"]),
        ("Rivera said so.", "Nobody said so.", ["Rivera"]),
        ("Hamas says so.", "Nobody says so.", ["Hamas"]),
        ("The envoy of the XQZ came.", "The Harbor Relief Forces came.", ["XQZ"]),
    ],
)
def test_another_name_does_not_carry_it(statement, text, names):
    assert missing(statement, text) == names


@pytest.mark.parametrize(
    ("statement", "name", "shown"),
    [
        ("The board heard Suleimani.", "Suleimani", "Soleimani"),
        ("The board heard Qasimi.", "Qasimi", "Kassimi"),
        ("The board heard Rivara.", "Rivara", "Rivera"),
        ("The board heard Adel Rivera.", "Adel Rivera", ""),
    ],
)
def test_a_name_a_letter_or_a_romanisation_away_is_near(statement, name, shown):
    text = "It heard Soleimani, Kassimi and Rivera at noon."
    assert near(statement, text) == ({name: shown} if shown else {})


def test_short_names_and_countries_have_no_near_ones():
    assert near("The board heard Amin in Iran.", "It heard Emin in Iraq.") == {}


def test_the_table_makes_spellings_one_name():
    table = NameTable({"Qassem Soleimani": ["Qassim Suleimani"], "Tarsa Front": ["Jabha"]})
    assert missing("He met Qassem Soleimani.", "He met Qassim Suleimani.", table=table) == []
    assert missing("He met Soleimani.", "He met Suleimani.", table=table) == []
    assert near("He met Soleimani.", "He met Suleimani.", table=table) == {}
    assert missing("He met the Tarsa Front.", "He met the Jabha.", table=table) == []


def test_a_family_name_of_two_groups_stands_for_neither():
    table = NameTable({"Ana Rivera": ["Anna Tolbiac"], "Ivo Rivera": ["Ivan Okoro"]})
    assert missing("He met Rivera.", "He met Okoro.", table=table) == ["Rivera"]


def test_an_empty_table_and_an_empty_text_are_no_error():
    assert missing("He met Rivera.", table=NameTable({"": [""], "Ana": []})) == ["Rivera"]


def test_the_entry_carries_names_without_a_paragraph():
    article = ArticleNames(("Nobody spoke.",), "A title. The Harbor Post. Ana Rivera")
    found = compare_names("The Harbor Post and Ana Rivera report it.", article, NO_TABLE)
    assert [(m.name, m.carried, m.paragraphs) for m in found] == [
        ("Harbor Post", True, ()),
        ("Ana Rivera", True, ()),
    ]


def test_a_match_names_the_paragraphs():
    article = ArticleNames(("Nobody spoke.", "Rivera spoke.", "Amin left.", "Rivera slept."))
    (match,) = compare_names("He met Rivera.", article, NO_TABLE)
    assert match.paragraphs == (2, 4)


def test_accents_of_either_composition_are_the_same():
    assert missing("He met Lo\u0301pez.", "He met L\u00f3pez.") == []


def test_names_for_messages_are_the_same_names():
    assert proper_names("He met Ana Rivera.") == ("Ana Rivera",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rivera, the envoy, has publicly denied it.", "Rivera"),
        ("It is over, said General Ivo Amin.", "Ivo Amin"),
        ("According to the Harbor Post it is over.", "Harbor Post"),
        ("It was denied by all.", None),
    ],
)
def test_a_reported_saying_has_a_name(text, name):
    assert reporting_with_name(text) == name


@pytest.mark.parametrize(
    "unit", ["A", "a", "A ", "Abc ", "Mr. ", "Bank of ", "al-", "A.", "'", "“a b c” "]
)
def test_time_grows_with_the_length_of_the_text_only(unit):
    text = unit * (60_000 // len(unit))
    start = time.process_time()
    compare_names(text, ArticleNames((text,), text), NO_TABLE)
    compare_names("Ana Rivera met Amin.", ArticleNames((text,)), NO_TABLE)
    reporting_with_name(text)
    assert time.process_time() - start < 10
