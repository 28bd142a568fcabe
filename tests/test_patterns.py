"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import re

import pytest

from builder_ext.patterns import late


def test_a_late_pattern_answers_as_the_compiled_one_does():
    pattern = late("(b)", re.IGNORECASE)
    assert pattern.pattern == "(b)"
    assert pattern.sub("x", "aBc") == "axc"
    assert pattern.sub("x", "aBc") == "axc"
    assert pattern.flags & re.IGNORECASE


def test_what_python_itself_asks_of_any_object_compiles_nothing():
    broken = late("(")
    assert not hasattr(broken, "__length_hint__")
    with pytest.raises(re.error):
        broken.search("x")
