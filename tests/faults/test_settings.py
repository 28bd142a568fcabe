"""Every value of conf.py in every wrong kind; the list of the values is the program's own."""

from __future__ import annotations

import math
import tomllib
from unittest.mock import Mock

import pytest
from faults.table import FOLDER, Row
from project import Project
from sphinx.config import Config

from builder_ext.sphinx_ext import config as settings
from builder_ext.sphinx_ext.pdf import PdfHooks, setup_pdf

DATA = tomllib.loads((FOLDER / "settings.toml").read_text("utf-8"))
ACCEPTS = DATA["accepts"]
ROWS = [Row(**row) for row in DATA["row"]]
KINDS = {
    "none": None,
    "true": True,
    "number": 7,
    "negative number": -7,
    "huge number": 10**400,
    "half": 0.5,
    "no number": math.nan,
    "endless number": math.inf,
    "word": "x\x1b[31m\n::error::y",
    "empty word": "",
    "long word": "word" * 20_000,
    "bytes": b"\xff",
    "empty list": [],
    "words": ["a", "b"],
    "tuple": ("a", "b"),
    "mixed list": ["a", 7],
    "nested list": [["a"], {}],
    "empty dict": {},
    "dict of numbers": {1: 2},
    "dict of words": {"a": "b"},
    "nested dict": {"a": {"b": {"c": []}}},
    "set": frozenset({7}),
    "object": object(),
    "function": len,
}


def registered() -> dict[str, object]:
    """The program's own values with their defaults, as it registers them."""
    app = Mock()
    settings.setup(app)
    setup_pdf(app, PdfHooks(Mock(), Mock()))
    calls = (call.args for call in app.add_config_value.call_args_list)
    return {name: default for name, default, *_ in calls if name.startswith("briefcheck_")}


def problems(**given: object) -> list[str]:
    """What is wrong with a conf.py that sets these values."""
    made = Config(dict(given), {})
    names = {**registered(), "bibtex_bibfiles": None}
    names.update(dict.fromkeys(("bibtex_default_style", "bibtex_reference_style"), ""))
    names["bibtex_foot_reference_style"] = ""
    for name, default in names.items():
        made.add(name, default, "", ())
    return settings.all_problems(FOLDER, made)


def test_the_table_has_every_value_that_the_program_registers():
    assert sorted(ACCEPTS) == sorted(registered())


def test_the_defaults_are_right():
    assert problems() == []


@pytest.mark.parametrize("name", sorted(ACCEPTS))
def test_a_value_of_another_kind_is_named_with_its_setting(name):
    for kind, value in KINDS.items():
        said = problems(**{name: value})
        assert bool(said) == (kind not in ACCEPTS[name]), (kind, said)
        assert all(name in line and len(line) < 600 for line in said), (kind, said)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_what_is_wrong_within_a_value_is_named(row):
    said = "\n".join(problems(**row.settings))
    for words in row.says:
        assert words in said
    assert not any(words in said for words in row.lacks)


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_built(tmp_path):
    wrong = {name: value for row in ROWS for name, value in row.settings.items()}
    project = Project(tmp_path).configure(**wrong).briefing("It fell in 2019.")
    built, checked = project.build("html"), project.briefcheck("check", "--exit-zero")
    assert (built.status, checked.returncode) == (2, 2)
    lines = built.stderr.splitlines()
    assert {name for name in wrong if not any(name in line for line in lines)} == set()
    start = f"briefcheck: {project.source / 'conf.py'}: "
    assert all(line.startswith(start) for line in (*lines, *checked.stderr.splitlines()))
    assert not (built.out / "index.html").exists()
