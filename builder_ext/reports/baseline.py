"""An earlier report.json as the baseline of an audit: which findings are known, which have vanished.

Findings are known by rule, statement and cited keys, wherever the statement stands now and however
its lines are broken; without a statement by rule, file and keys. Equal findings are counted: of three
where the baseline has two, one is new. Limits: a statement that was reworded is new, whatever its
severity was; a finding that the earlier report has as waived is new once nothing waives it any more.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from builder_ext.model import Audit, Finding
from builder_ext.reports.escape import without_controls

_SCHEMA = 1


class BaselineError(ValueError):
    """A baseline cannot be used; the message says why, on one line."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding as an earlier report.json has it."""

    rule: str
    severity: str
    path: str
    line: int
    statement: str
    sources: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an earlier report found, in its order; ``waived`` is what it has as waived."""

    findings: tuple[Recorded, ...] = ()
    waived: tuple[Recorded, ...] = ()


def identity(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    """Return what makes two findings the same, as report.json has it: rule, statement, sources."""
    keys = tuple(without_controls(key) for key in finding.sources)
    return finding.rule, without_controls(finding.statement), keys


def read_baseline(path: Path) -> Baseline:
    """Return the findings of a report.json; raises `BaselineError`."""
    try:
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise BaselineError(f"{path} is no JSON file, so no baseline") from None
    if not isinstance(report, dict) or not isinstance(report.get("findings"), list):
        raise BaselineError(f"{path} is no report.json of briefcheck: it has no list of findings")
    if report.get("schema") != _SCHEMA or type(report["schema"]) is not int:
        raise BaselineError(f"{path} is a report of schema {report.get('schema')!r}, not {_SCHEMA}")
    read = [_recorded(path, number, item) for number, item in enumerate(report["findings"], 1)]
    return Baseline(
        tuple(recorded for recorded, waived in read if not waived),
        tuple(recorded for recorded, waived in read if waived),
    )


def compare(audit: Audit, baseline: Baseline) -> tuple[Audit, tuple[Recorded, ...]]:
    """Return the audit with what is known marked, and what has vanished in the baseline's order."""
    rest, waived_rest = _Stock(baseline.findings), _Stock(baseline.waived)
    unwaived = [n for n, f in enumerate(audit.findings) if f.waived is None]
    waived = [n for n, f in enumerate(audit.findings) if f.waived is not None]
    # What has been waived since has not vanished either.
    known = {
        *rest.take(unwaived, audit.findings),
        *waived_rest.take(waived, audit.findings),
    }
    known.update(rest.take([n for n in waived if n not in known], audit.findings))
    marked = (replace(f, baseline=n in known) for n, f in enumerate(audit.findings))
    return replace(audit, findings=tuple(marked)), tuple(rest.left())


class _Stock:
    """Recorded findings that are used up one by one."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self._recorded = recorded
        self._left: dict[Hashable, Counter[str]] = {}
        for one in recorded:
            self._left.setdefault(_name(one), Counter())[_folded(one.path)] += 1

    def take(self, numbers: Sequence[int], findings: Sequence[Finding]) -> Iterator[int]:
        """Yield the numbers of the findings that are known: first those in their old file."""
        moved = []
        for number in numbers:
            name, path = _name(findings[number]), _folded(findings[number].place.path)
            if self._left.get(name, Counter())[path] > 0:
                self._left[name][path] -= 1
                yield number
            else:
                moved.append(number)
        for number in moved:
            paths = +self._left.get(_name(findings[number]), Counter())
            if paths:
                self._left[_name(findings[number])][min(paths)] -= 1
                yield number

    def left(self) -> Iterator[Recorded]:
        """Yield what was not used; of equal ones in one file the last."""
        unused: list[Recorded] = []
        for one in reversed(self._recorded):
            paths = self._left[_name(one)]
            if paths[_folded(one.path)] > 0:
                paths[_folded(one.path)] -= 1
                unused.append(one)
        yield from reversed(unused)


def _name(one: Finding | Recorded) -> Hashable:
    statement = _folded(one.statement)
    path = one.path if isinstance(one, Recorded) else one.place.path
    keys = tuple(sorted(map(_folded, one.sources)))
    if statement:
        return one.rule, "statement", statement, keys
    # With no keys either, one finding of a file would stand for any other of its rule.
    return one.rule, "path", _folded(path), keys, "" if keys else _folded(one.message)


def _folded(text: str) -> str:
    return " ".join(without_controls(text).split())


def _recorded(path: Path, number: int, item: Any) -> tuple[Recorded, bool]:
    """Return a finding of the report and whether it is waived."""
    if not isinstance(item, dict):
        raise BaselineError(f"{path}: finding {number} is no object")
    wrong = [name for name, is_right in _FIELDS.items() if not is_right(item.get(name))]
    if wrong:
        raise BaselineError(f"{path}: finding {number} has no proper {wrong[0]!r}")
    fields: dict[str, Any] = {name: item[name] for name in _FIELDS if name != "waived"}
    fields["sources"] = tuple(item["sources"])
    return Recorded(**fields), item.get("waived") is not None


def _is_word(value: Any) -> bool:
    return isinstance(value, str)


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "rule": _is_word,
    "severity": _is_word,
    "path": _is_word,
    "line": lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
    "statement": _is_word,
    "sources": lambda value: isinstance(value, list) and all(map(_is_word, value)),
    "message": _is_word,
    "waived": lambda value: value is None or isinstance(value, str),
}
"""The fields of a finding that are read, and what must be true of each."""
