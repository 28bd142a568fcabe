import importlib
import pkgutil
import re

import pytest

import builder_ext
from builder_ext.patterns import late

ROOMS = ("model", "sources", "statements", "evidence", "reports")


def test_a_late_pattern_answers_as_a_compiled_one():
    pattern = late(r"(?P<word>[a-z]+)", re.IGNORECASE)
    assert pattern.findall("Ab, cd") == ["Ab", "cd"]
    assert pattern.search("1 Ab")["word"] == "Ab"
    assert pattern.sub("x", "Ab 1") == "x 1"
    assert pattern.groupindex == {"word": 1}
    assert late(rb"\d").findall(b"1a2") == [b"1", b"2"]


def test_a_late_pattern_is_compiled_by_the_first_question_and_shows_its_words_before():
    pattern = late("(")
    assert pattern.pattern == "("
    with pytest.raises(re.error):
        pattern.search("")


def test_every_late_pattern_of_a_module_can_be_compiled():
    names = [m.name for m in pkgutil.walk_packages(builder_ext.__path__, "builder_ext.")]
    kept = [n for n in names if n.split(".")[1] in ROOMS and "postgres" not in n]
    found = [
        value.groups
        for name in kept
        for value in vars(importlib.import_module(name)).values()
        if type(value) is type(late(""))
    ]
    assert len(found) > 100
