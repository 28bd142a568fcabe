"""The day that stands in what is written."""

import re

import pytest

from builder_ext.clock import fixed_time, today


@pytest.mark.parametrize("unusable", ["", "²", "-1", "tomorrow", "1e9", "9" * 13, "9" * 5000])
def test_what_is_no_time_sets_none(monkeypatch, unusable):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", unusable)
    assert fixed_time() is None
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", today())


def test_a_time_that_is_set_is_the_day_in_utc(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836799")
    assert (fixed_time(), today()) == (1577836799, "2019-12-31")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "253402300799")
    assert today() == "9999-12-31"
