"""Which names mean one outlet, and how many independent ones there are."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.model import Outlet, Place, Source
from builder_ext.sources.outlets import OutletNames, fold_outlet

HERE = Place("references.bib")


def source(*origins, outlet="Somebody"):
    return Source("k", HERE, outlet=outlet, origins=origins)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Harbor Post", "harbor post"),
        ("U.S. News", "US News"),
        ("Ha'aretz", "Haaretz"),
        ("Ha’aretz", "HAARETZ"),
        ("Harbor-Post", "Harbor Post"),
        ("Agence  Bleue", "Agence Bleue"),
        ("Café Noir", "Cafe\u0301 Noir"),
    ],
)
def test_case_article_punctuation_and_unicode_form_do_not_part_an_outlet(one, other):
    assert fold_outlet(one) == fold_outlet(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Harbor Post", "Harbor Times"), ("Channel 4", "Channel 5"), ("Theatre", "atre")],
)
def test_other_names_are_other_outlets(one, other):
    assert fold_outlet(one) != fold_outlet(other)


def test_an_outlet_called_the_keeps_its_name():
    assert fold_outlet("The") == "the"


def test_an_alias_is_the_same_outlet():
    names = OutletNames([Outlet("The Harbor Post", aliases=("HP",))])
    assert names.corroboration([source("HP"), source("Harbor Post")]) == 1


def test_owners_count_only_where_independence_is_by_owner():
    outlets = [Outlet("The Harbor Post", owner="Coast"), Outlet("Mirror", owner="Coast")]
    cited = [source("Harbor Post"), source("Mirror")]
    assert OutletNames(outlets).corroboration(cited) == 2
    assert OutletNames(outlets, "owner").corroboration(cited) == 1


def test_a_source_without_an_outlet_counts_for_nobody():
    assert OutletNames().corroboration([source(outlet=None), source("A", outlet=None)]) == 0


def test_sources_that_share_one_of_several_origins_are_not_independent():
    names = OutletNames()
    assert names.corroboration([source("A", "B"), source("B", "C")]) == 1
    assert names.corroboration([source("A", "B"), source("C")]) == 2
    assert names.corroboration([source("A", "B"), source("A"), source("B")]) == 2


ORIGINS = st.lists(st.frozensets(st.sampled_from("ABCDEF"), min_size=1, max_size=3), max_size=6)


@given(ORIGINS)
def test_corroboration_is_the_largest_number_of_sources_that_share_nothing(sets):
    best = max(
        n
        for n in range(len(sets) + 1)
        for chosen in combinations(sets, n)
        if all(not a & b for a, b in combinations(chosen, 2))
    )
    assert OutletNames().corroboration(source(*sorted(s)) for s in sets) == best


@given(ORIGINS, st.frozensets(st.sampled_from("ABCDEF"), min_size=1, max_size=3))
def test_another_source_never_lowers_corroboration(sets, more):
    names = OutletNames()
    cited = [source(*sorted(s)) for s in sets]
    assert names.corroboration([*cited, source(*sorted(more))]) >= names.corroboration(cited)
