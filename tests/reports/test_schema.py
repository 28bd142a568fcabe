"""report.schema.json describes what report.json has, all of it and nothing else."""

from __future__ import annotations

import copy
import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import nursery
import pytest
from jsonschema import Draft202012Validator
from project import two_at_a_time
from test_prose_cases import CONF, INDEX, without_expectations

from builder_ext.model import Citation, Document, Library, Place, Policy, Source, Statement
from builder_ext.reports import to_json
from builder_ext.reports.baseline import compare, read_baseline
from builder_ext.rules import all_rules, check

ROOT = Path(__file__).parents[2]
CASES, WITH_TEXTS = ROOT / "tests" / "briefings", ROOT / "tests" / "with_texts"
SCHEMA = json.loads(files("builder_ext.reports").joinpath("report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

Path_ = tuple[str | int, ...]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The reports of the shipped briefings without texts, of all prose cases, and of nothing."""
    folder = tmp_path_factory.mktemp("schema")
    cases, empty = folder / "cases", folder / "empty"
    copy_cases(cases)
    write(empty / "conf.py", 'extensions = ["builder_ext"]\nbriefcheck_documents = []\n')
    write(empty / "index.md", "# Nothing\n")
    sources = {
        "shipped": [ROOT, "-D", "briefcheck_snapshots=nowhere"],
        "cases": [cases],
        "empty": [empty],
    }

    def build(name: str) -> dict[str, Any]:
        srcdir, *options = map(str, sources[name])
        out = folder / "out" / name
        done = nursery.run(
            [sys.executable, "-m", "sphinx", "-q", "-b", "briefcheck", *options, srcdir, str(out)]
        )
        assert done.returncode in (0, 1), done.stderr
        read: dict[str, Any] = json.loads((out / "report.json").read_text("utf-8"))
        return read

    return two_at_a_time(build, sources)


def copy_cases(folder: Path) -> None:
    """Make one project of the prose cases with texts and of those without."""
    shutil.copytree(CASES, folder / "briefings" / "plain")
    shutil.copytree(WITH_TEXTS / "briefings", folder / "briefings" / "texts")
    (folder / "briefings" / "texts" / "sources").rename(folder / "briefings" / "sources")
    for page in folder.rglob("*.md"):
        page.write_text(without_expectations(page.read_text("utf-8")), "utf-8")
    bibliographies = [path / "references.bib" for path in (CASES, WITH_TEXTS)]
    broken = "@article{broken2031,\n  title = {A line"
    texts = [path.read_text("utf-8") for path in bibliographies]
    write(folder / "references.bib", "\n".join([*texts, broken]))
    write(folder / "conf.py", CONF.replace("briefcheck_severity", "_unused"))
    write(folder / "index.md", INDEX)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def compared_with_an_earlier_report(tmp_path: Path) -> dict[str, Any]:
    """A report with everything that a report can have, two findings of an earlier one included."""
    place = Place("references.bib", 3, 1, 8)
    source = Source("post", place, title="It", outlet="Post", origins=("Post",), date="2031")

    def audit_of(*texts: str) -> Any:
        statements = tuple(
            Statement(
                "briefings/a",
                Place("briefings/a.md", number, 1, number),
                text,
                values=("25",),
                citations=(Citation("post", "para. 1"),) * text.startswith("It"),
            )
            for number, text in enumerate(texts, 1)
        )
        document = Document("briefings/a", "briefings/a.md", statements=statements)
        return check([document], Library({"post": source}), Policy())

    earlier = tmp_path / "earlier.json"
    earlier.write_text(to_json(audit_of("It fell 25 times.", "All 25 fell.", "Some 25 rose.")))
    audit, vanished = compare(audit_of("It fell 25 times.", "All 25 fell."), read_baseline(earlier))
    report: dict[str, Any] = json.loads(to_json(audit, vanished))
    carried = {"key": "post", "paragraph": 1}
    report["statements"][0]["evidence"][0].update(carried_by=["post"], passages=[carried])
    assert report["vanished"]
    assert report["summary"]["baseline"]
    return report


def wrong(report: Any) -> list[str]:
    return [f"{list(e.path)}: {e.message[:200]}" for e in VALIDATOR.iter_errors(report)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["shipped", "cases", "empty"])
def test_every_report_is_as_the_schema_says(name: str, reports: dict[str, dict[str, Any]]) -> None:
    assert wrong(reports[name]) == []


def test_the_reports_that_were_validated_have_every_word_that_the_schema_lists(
    reports: dict[str, dict[str, Any]],
) -> None:
    statements = [s for report in reports.values() for s in report["statements"]]
    findings = [f for report in reports.values() for f in report["findings"]]
    parts = [part for statement in statements for part in statement["evidence"]]
    sources = [source for report in reports.values() for source in report["sources"]]
    seen = {
        ("statement", "kind"): [s["kind"] for s in statements],
        ("statement", "basis"): [s["basis"] for s in statements],
        ("part", "type"): [part["type"] for part in parts],
        ("part", "from"): [part["from"] for part in parts],
        ("snapshot", "from"): [source["snapshot"]["from"] for source in sources],
    }
    for (owner, name), words in seen.items():
        assert set(words) == set(SCHEMA["$defs"][owner]["properties"][name]["enum"]), name
    severities = Counter(finding["severity"] for finding in findings)
    assert set(severities) == set(SCHEMA["$defs"]["severity"]["enum"])
    assert any(finding["waived"] for finding in findings)


def test_every_rule_has_a_name_that_the_schema_takes() -> None:
    name = Draft202012Validator(SCHEMA["$defs"]["finding"]["properties"]["rule"])
    assert all(name.is_valid(rule.name) for rule in all_rules())
    assert not name.is_valid("Uncited!")


def test_no_property_can_be_left_out_renamed_or_added(tmp_path: Path) -> None:
    report = compared_with_an_earlier_report(tmp_path)
    assert wrong(report) == []
    seen: set[str] = set()
    for path, owner in objects(report):
        if path[-1:] == ("exempt",):
            continue
        for name in owner:
            changed = copy.deepcopy(report)
            del at(changed, path)[name]
            assert wrong(changed), (*path, name)
            at(changed, path)[f"{name}s"] = owner[name]
            assert wrong(changed), (*path, name)
            seen.add(name)
        changed = copy.deepcopy(report)
        at(changed, path)["new"] = None
        assert wrong(changed), path
    # Only the report of a share has it; tests/test_cli_shard.py looks at one.
    assert seen | {"shard", *SCHEMA["$defs"]["shard"]["properties"]} == properties(SCHEMA)


def test_no_property_can_be_of_another_type(tmp_path: Path) -> None:
    report = compared_with_an_earlier_report(tmp_path)
    for path, owner in objects(report):
        for name, value in owner.items():
            changed = copy.deepcopy(report)
            at(changed, path)[name] = 1.5 if not isinstance(value, (int, float)) else "1"
            assert wrong(changed), (*path, name)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 2),
        (("tool", "name"), "other"),
        (("summary", "cited"), -1),
        (("summary", "exempt"), {"structure": 1}),
        (("statements", 0, "id"), "1"),
        (("statements", 0, "line"), 0),
        (("statements", 0, "kind"), "structure"),
        (("statements", 0, "evidence", 0, "type"), "words"),
        (("statements", 0, "evidence", 0, "from"), "guess"),
        (("statements", 0, "evidence", 0, "passages", 0, "paragraph"), 0),
        (("findings", 0, "severity"), "off"),
        (("findings", 0, "message"), ""),
        (("sources", 0, "snapshot", "sha256"), "abc"),
    ],
)
def test_a_wrong_value_is_refused(path: Path_, value: Any, tmp_path: Path) -> None:
    report = compared_with_an_earlier_report(tmp_path)
    at(report, path[:-1])[path[-1]] = value
    assert wrong(report)


def test_every_property_has_one_sentence_that_says_what_it_is() -> None:
    owners = [SCHEMA, *SCHEMA["$defs"].values()]
    described = [
        *owners,
        *(one for owner in owners for one in owner.get("properties", {}).values()),
    ]
    for one in described:
        assert one["description"].endswith("."), one
        assert ". " not in one["description"].replace("para. 4", ""), one


def properties(schema: dict[str, Any]) -> set[str]:
    """The names of all properties of a schema and of its definitions."""
    owners = [schema, *schema["$defs"].values()]
    return {name for owner in owners for name in owner.get("properties", {})}


def objects(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Yield every object of a report with its path, of equal places in a list only the first."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from objects(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from objects(value[0], (*path, 0))


def at(report: Any, path: Path_) -> Any:
    """Return what stands at a path of a report."""
    for step in path:
        report = report[step]
    return report
