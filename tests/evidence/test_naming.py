"""Whether a sentence says whose report it is."""

from __future__ import annotations

import pytest

from builder_ext.evidence.names import proper_names, reporting_with_name
from builder_ext.evidence.naming import Naming
from builder_ext.model import Outlet, Place, Source, Statement
from builder_ext.sources.outlets import OutletNames

HERE = Place("a.md")
POST = Source(
    "r", HERE, outlet="The Harbor Post", origins=("The Harbor Post",), authors=("Ana Rivera",)
)
COPY = Source(
    "c", HERE, outlet="Lakeside Mirror", origins=("The Harbor Post",), reprinted=True, authors=()
)


def credits(text, source=POST, outlets=(), **about):
    statement = Statement("a", HERE, text, **about)
    return Naming(OutletNames(outlets)).credits_origin(statement, source)


@pytest.mark.parametrize(
    "text",
    [
        "The Harbor Post reports that the envoy left.",
        "The envoy left, the Harbor Post reported.",
        "According to The Harbor Post, the envoy left.",
        "The envoy left, according to a report in The Harbor Post.",
        "Rivera writes that the envoy left.",
        "Ana Rivera of The Harbor Post describes the night.",
        "The Harbor Post’s account has him leave at dawn.",
        "Officials told The Harbor Post that the envoy left.",
        "The envoy left, first reported by The Harbor Post.",
        "In Rivera's account the envoy left.",
        "Rivera, who was on board, says that he left.",
        "The envoy left, writes Rivera.",
    ],
)
def test_it_does_where_origin_or_author_is_named_as_reporting(text):
    assert credits(text)


@pytest.mark.parametrize(
    "text",
    [
        "The envoy left.",
        "The Harbor Post was founded by dockers.",
        "The envoy met Rivera at the station.",
        "A fire broke out at The Harbor Post.",
        "The Meridian reports that the envoy left.",
        "Riverasson writes that the envoy left.",
    ],
)
def test_it_does_not_where_the_name_is_only_mentioned(text):
    assert not credits(text)


def test_an_alias_names_the_outlet():
    outlets = [Outlet("The Harbor Post", aliases=("HP",))]
    assert credits("HP reports that the envoy left.", outlets=outlets)
    assert not credits("HP reports that the envoy left.")


def test_a_reprint_is_credited_by_its_origin_only():
    assert credits("The Harbor Post reports that the envoy left.", COPY)
    assert not credits("Lakeside Mirror reports that the envoy left.", COPY)


def test_a_block_quote_is_credited_under_it_or_before_it():
    assert credits("We leave at dawn.", attribution="The envoy, in The Harbor Post")
    assert credits("We leave at dawn.", lead_in="The Harbor Post quotes the envoy:")


def test_names_are_capitalised_words_that_are_no_common_opening():
    assert proper_names("The envoy met Ana Rivera in Tarsa.") == ("Ana Rivera", "Tarsa")
    assert proper_names("Officials said no.") == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Pompeo said that it would end.", "Pompeo"),
        ("It would end, according to Pompeo.", "Pompeo"),
        ("Officials said that it would end.", None),
        ("We said so before.", None),
        ("It would end soon.", None),
    ],
)
def test_a_saying_is_reported_where_a_name_has_a_verb_of_saying(text, name):
    assert reporting_with_name(text) == name
