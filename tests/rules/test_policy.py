"""The configuration's values become a policy, and a wrong one is told in full."""

from __future__ import annotations

import re

import pytest

from builder_ext.model import Outlet, Policy, Severity
from builder_ext.rules import policy as policies
from builder_ext.rules.policy import PolicyError, read_policy


def problem(**values) -> str:
    with pytest.raises(PolicyError) as error:
        read_policy(values)
    (said,) = error.value.problems
    assert str(error.value) == said
    return said


def test_without_values_the_policy_is_the_documented_one():
    assert read_policy({}) == Policy()
    assert Policy() == Policy(
        {}, Severity.ERROR, None, {}, 2, "origin", (), None, {}, "any", False, "", 0.5
    )


def test_every_value_reaches_the_policy(monkeypatch):
    monkeypatch.setattr(policies, "plug_in_names", lambda: ["model"])
    values = {
        "severity": {"uncited": "note", "misquote": "off"},
        "fail_on": "warning",
        "waivable": ["uncited", "single-outlet"],
        "waivers": {"shared-text": {"a, b": "both were there"}},
        "min_outlets": 3,
        "independence": "owner",
        "outlets": {"The Harbor Post": {"aliases": ["HP"], "owner": "Coast"}, "Mirror": {}},
        "max_exempt": 1,
        "names": {"Osman": ["Usman", "Othman"]},
        "evidence": "snapshot",
        "locked": True,
        "entailment": {"plugin": "model", "below": 0.25},
    }
    assert read_policy(values) == Policy(
        severity={"uncited": Severity.NOTE, "misquote": Severity.OFF},
        fail_on=Severity.WARNING,
        waivable=frozenset({"uncited", "single-outlet"}),
        waivers={"shared-text": {"a, b": "both were there"}},
        min_outlets=3,
        independence="owner",
        outlets=(Outlet("The Harbor Post", ("HP",), "Coast"), Outlet("Mirror")),
        max_exempt=1.0,
        names={"Osman": ("Usman", "Othman")},
        evidence="snapshot",
        locked=True,
        entailment="model",
        entailment_below=0.25,
    )


@pytest.mark.parametrize(
    ("word", "limit"), [("error", Severity.ERROR), ("warning", Severity.WARNING), ("never", None)]
)
def test_what_makes_a_build_fail_is_a_severity_or_nothing(word, limit):
    assert read_policy({"fail_on": word}).fail_on is limit


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_a_share_goes_from_0_to_1(value):
    assert read_policy({"max_exempt": value}).max_exempt == value


@pytest.mark.parametrize("value", [0, 1, 7])
def test_a_count_is_0_or_more(value):
    assert read_policy({"min_outlets": value}).min_outlets == value


def test_a_plug_in_may_be_named_by_its_name_alone(monkeypatch):
    monkeypatch.setattr(policies, "plug_in_names", lambda: ["model"])
    read = read_policy({"entailment": "model"})
    assert (read.entailment, read.entailment_below) == ("model", 0.5)


KEYS = ["a.b", ("a",), 7]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("severity", ["uncited"], "must be a dict, not list ['uncited']"),
        (
            "severity",
            {"singel-outlet": "off"},
            ": there is no rule 'singel-outlet' (did you mean 'single-outlet'?)",
        ),
        ("severity", {7: "off"}, ": there is no rule 7"),
        (
            "severity",
            {"MISQUOTE": "off"},
            ": there is no rule 'MISQUOTE' (did you mean 'misquote'?)",
        ),
        (
            "severity",
            {"uncited": "warn"},
            "['uncited'] must be error, warning, note or off, not 'warn' (did you mean 'warning'?)",
        ),
        ("severity", {"uncited": 2}, "['uncited'] must be error, warning, note or off, not 2"),
        (
            "fail_on",
            "warnings",
            "must be error, warning or never, not 'warnings' (did you mean 'warning'?)",
        ),
        ("fail_on", True, "must be error, warning or never, not True"),
        ("waivable", "uncited", "must be a list of rules, not str 'uncited'"),
        ("waivable", 7, "must be a list of rules, not int 7"),
        ("waivable", ["misqote"], ": there is no rule 'misqote' (did you mean 'misquote'?)"),
        ("waivers", [], "must be a dict, not list []"),
        (
            "waivers",
            {"uncited": "why"},
            "['uncited'] must be a dict of keys and reasons, not str 'why'",
        ),
        ("waivers", {"uncited": {"a": " "}}, "['uncited']['a'] needs a reason in words"),
        ("waivers", {"uncited": {"a": 7}}, "['uncited']['a'] needs a reason in words"),
        ("waivers", {"uncited": {7: "why"}}, "['uncited'][7] needs a reason in words"),
        ("min_outlets", -1, "must be a whole number, 0 or more, not int -1"),
        ("min_outlets", True, "must be a whole number, 0 or more, not bool True"),
        ("min_outlets", 2.0, "must be a whole number, 0 or more, not float 2.0"),
        (
            "independence",
            "owners",
            "must be origin or owner, not 'owners' (did you mean 'owner'?)",
        ),
        ("independence", "x", "must be origin or owner, not 'x'"),
        ("max_exempt", 1.1, "must be a share from 0 to 1, not float 1.1"),
        ("max_exempt", -0.1, "must be a share from 0 to 1, not float -0.1"),
        ("max_exempt", True, "must be a share from 0 to 1, not bool True"),
        ("max_exempt", "1", "must be a share from 0 to 1, not str '1'"),
        ("names", {"Osman": "Usman"}, "['Osman'] must be a list of spellings, not str 'Usman'"),
        ("names", {"Osman": [7]}, "['Osman'] must be a list of spellings, not list [7]"),
        ("names", {7: ["Osman"]}, "[7] must be a list of spellings, not list ['Osman']"),
        (
            "evidence",
            "snapshots",
            "must be any or snapshot, not 'snapshots' (did you mean 'snapshot'?)",
        ),
        ("locked", "yes", "must be True or False, not 'yes'"),
        ("outlets", [], "must be a dict, not list []"),
        ("outlets", {"A": "B"}, "['A'] must be a dict with aliases and owner, not str 'B'"),
        ("outlets", {7: {}}, "[7] must be a dict with aliases and owner, not dict {}"),
        (
            "outlets",
            {"A": {"alias": []}},
            "['A'] has no setting 'alias' (did you mean 'aliases'?)",
        ),
        (
            "outlets",
            {"A": {"aliases": "B"}},
            "['A']['aliases'] must be a list of names, not str 'B'",
        ),
        (
            "outlets",
            {"A": {"aliases": [7]}},
            "['A']['aliases'] must be a list of names, not list [7]",
        ),
        ("outlets", {"A": {"owner": 7}}, "['A']['owner'] must be a name, not int 7"),
        (
            "entailment",
            7,
            "must name a plug-in, or be a dict with plugin and below, not int 7",
        ),
        (
            "entailment",
            {"below": 0.5},
            "must name a plug-in, or be a dict with plugin and below, not dict {'below': 0.5}",
        ),
        (
            "entailment",
            {"plugin": "model", "blow": 1},
            "has no setting 'blow' (did you mean 'below'?)",
        ),
        (
            "entailment",
            "modle",
            ": no entailment plug-in 'modle' is installed (did you mean 'model'?)",
        ),
        (
            "entailment",
            {"plugin": "model", "below": 2},
            "must be a share from 0 to 1, not int 2",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_is_right(option, value, said, monkeypatch):
    monkeypatch.setattr(policies, "plug_in_names", lambda: ["model"])
    told = problem(**{option: value})
    assert re.sub(rf"^briefcheck_{option} ?", "", told) == said


def test_all_wrong_values_are_told_at_once():
    with pytest.raises(PolicyError) as error:
        read_policy({"locked": 1, "evidence": "x", "min_outlets": 2})
    assert len(error.value.problems) == 2
    assert str(error.value) == "; ".join(error.value.problems)
