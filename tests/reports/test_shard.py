"""Nouns become plain values and are the same again; every document is in one share."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder_ext.model import Citation, Document, Place
from builder_ext.reports.records import from_data, to_data
from builder_ext.reports.shard import Share


@settings(max_examples=40, deadline=None)
@given(st.from_type(Document))
def test_a_document_is_the_same_after_a_file(document):
    text = json.dumps(to_data(document))
    assert from_data(Document, json.loads(text)) == document


@given(st.text(), st.integers(1, 40))
def test_every_document_is_in_exactly_one_share(name, of):
    assert sum(Share(number, of).has(name) for number in range(1, of + 1)) == 1


@pytest.mark.parametrize(
    "data",
    [["a", 1, 1], ["a", 1, 1, True], ["a", "1", 1, 1], "a", None, {"path": "a"}, [[], 1, 1, 1]],
)
def test_nothing_else_becomes_a_noun(data):
    with pytest.raises(ValueError, match=r"is no|has 4 values"):
        from_data(Place, data)


def test_a_place_may_be_none_where_the_noun_says_so():
    assert from_data(Citation, ["k", "", "", False, True, None]).place is None
    with pytest.raises(ValueError, match="is no str"):
        from_data(Citation, [None, "", "", False, True, None])
