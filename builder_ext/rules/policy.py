"""The ``briefcheck_*`` values become a Policy; what is wrong with them is said all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from builder_ext.evidence.entailment import plug_in_names
from builder_ext.model import Outlet, Policy, Severity
from builder_ext.rules.registry import RULES, all_rules

_LEVELS = ("error", "warning", "never")


class PolicyError(ValueError):
    """One or more configuration values can't be used; ``problems`` has a sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass
class _Checker:
    values: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)

    def read(self, name: str, convert: Callable[[str, Any], Any], default: Any) -> Any:
        """Return the converted value; a problem is noted, and the default taken instead."""
        value = self.values.get(name)
        if value is None:
            return default
        try:
            return convert(name, value)
        except ValueError as error:
            self.problems.append(str(error))
            return default


def read_policy(values: Mapping[str, Any]) -> Policy:
    """Return the Policy of configuration values given by their names without ``briefcheck_``.

    Raises `PolicyError` that names every unknown rule, level and wrong type, with the nearest
    right one.
    """
    checker = _Checker(values)
    plug_in, below = checker.read("entailment", _entailment, ("", 0.5))
    policy = Policy(
        severity=checker.read("severity", _severities, {}),
        fail_on=checker.read("fail_on", _fail_on, Severity.ERROR),
        waivable=checker.read("waivable", _waivable, None),
        waivers=checker.read("waivers", _waivers, {}),
        min_outlets=checker.read("min_outlets", _count, 2),
        independence=checker.read("independence", _independence, "origin"),
        outlets=checker.read("outlets", _outlets, ()),
        max_exempt=checker.read("max_exempt", _share, None),
        names=checker.read("names", _names, {}),
        evidence=checker.read("evidence", _evidence, "any"),
        locked=checker.read("locked", _switch, False),
        safe=checker.read("safe", _switch, True),
        entailment=plug_in,
        entailment_below=below,
    )
    if checker.problems:
        raise PolicyError(checker.problems)
    return policy


def nearest(word: str, known: Iterable[str], likeness: int = 60) -> str:
    """Return " (did you mean …?)" with the nearest known word, empty where none is near."""
    found = process.extractOne(word, sorted(known), processor=str.casefold, score_cutoff=likeness)
    return f" (did you mean {found[0]!r}?)" if found else ""


def rule_names() -> list[str]:
    """Return the names of all rules that configuration may name."""
    return sorted({*(r.name for r in all_rules()), *RULES})


def _known_rule(option: str, name: Any) -> str:
    if not isinstance(name, str) or name not in rule_names():
        hint = nearest(str(name), rule_names())
        raise ValueError(f"briefcheck_{option}: there is no rule {name!r}{hint}")
    return name


def _mapping(option: str, value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"briefcheck_{option} must be a dict, not {_kind(value)}")
    return value


def _kind(value: Any) -> str:
    return f"{type(value).__name__} {value!r}"


def _severities(option: str, value: Any) -> dict[str, Severity]:
    return {
        _known_rule(option, name): _severity(option, name, word)
        for name, word in _mapping(option, value).items()
    }


def _severity(option: str, name: str, word: Any) -> Severity:
    words = {s.word: s for s in Severity}
    if not isinstance(word, str) or word not in words:
        raise ValueError(
            f"briefcheck_{option}[{name!r}] must be error, warning, note or off, "
            f"not {word!r}{nearest(str(word), words)}"
        )
    return words[word]


def _fail_on(option: str, value: Any) -> Severity | None:
    if not isinstance(value, str) or value not in _LEVELS:
        raise ValueError(
            f"briefcheck_{option} must be error, warning or never, "
            f"not {value!r}{nearest(str(value), _LEVELS)}"
        )
    return None if value == "never" else Severity[value.upper()]


def _waivable(option: str, value: Any) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, (list, tuple, set, frozenset)):
        raise ValueError(f"briefcheck_{option} must be a list of rules, not {_kind(value)}")
    return frozenset(_known_rule(option, name) for name in value)


def _waivers(option: str, value: Any) -> dict[str, dict[str, str]]:
    waivers: dict[str, dict[str, str]] = {}
    for name, by_keys in _mapping(option, value).items():
        _known_rule(option, name)
        if not isinstance(by_keys, dict):
            raise ValueError(
                f"briefcheck_{option}[{name!r}] must be a dict of keys and reasons, "
                f"not {_kind(by_keys)}"
            )
        for keys, reason in by_keys.items():
            if not isinstance(keys, str) or not isinstance(reason, str) or not reason.strip():
                raise ValueError(f"briefcheck_{option}[{name!r}][{keys!r}] needs a reason in words")
        waivers[name] = dict(by_keys)
    return waivers


def _count(option: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(
            f"briefcheck_{option} must be a whole number, 0 or more, not {_kind(value)}"
        )
    return value


def _independence(option: str, value: Any) -> str:
    if value not in ("origin", "owner"):
        hint = nearest(str(value), ("origin", "owner"))
        raise ValueError(f"briefcheck_{option} must be origin or owner, not {value!r}{hint}")
    return str(value)


def _share(option: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"briefcheck_{option} must be a share from 0 to 1, not {_kind(value)}")
    return float(value)


def _names(option: str, value: Any) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for name, spellings in _mapping(option, value).items():
        if not isinstance(name, str) or not _is_list_of_words(spellings):
            raise ValueError(
                f"briefcheck_{option}[{name!r}] must be a list of spellings, not {_kind(spellings)}"
            )
        names[name] = tuple(spellings)
    return names


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, (list, tuple, set)) and all(isinstance(word, str) for word in value)


def _evidence(option: str, value: Any) -> str:
    if value not in ("any", "snapshot"):
        hint = nearest(str(value), ("any", "snapshot"))
        raise ValueError(f"briefcheck_{option} must be any or snapshot, not {value!r}{hint}")
    return str(value)


def _entailment(option: str, value: Any) -> tuple[str, float]:
    """Return the plug-in's name and the score below which the rule fires."""
    about = {"plugin": value} if isinstance(value, str) else value
    if not isinstance(about, dict) or not isinstance(about.get("plugin"), str):
        raise ValueError(
            f"briefcheck_{option} must name a plug-in, or be a dict with plugin and below, "
            f"not {_kind(value)}"
        )
    for key in about:
        if key not in ("plugin", "below"):
            hint = nearest(str(key), ("plugin", "below"))
            raise ValueError(f"briefcheck_{option} has no setting {key!r}{hint}")
    if about["plugin"] not in plug_in_names():
        hint = nearest(about["plugin"], plug_in_names())
        raise ValueError(
            f"briefcheck_{option}: no entailment plug-in {about['plugin']!r} is installed{hint}"
        )
    return about["plugin"], _share(option, about.get("below", 0.5))


def _switch(option: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"briefcheck_{option} must be True or False, not {value!r}")
    return value


def _outlets(option: str, value: Any) -> tuple[Outlet, ...]:
    return tuple(_outlet(option, name, about) for name, about in _mapping(option, value).items())


def _outlet(option: str, name: Any, about: Any) -> Outlet:
    where = f"briefcheck_{option}[{name!r}]"
    if not isinstance(name, str) or not isinstance(about, dict):
        raise ValueError(f"{where} must be a dict with aliases and owner, not {_kind(about)}")
    for key in about:
        if key not in ("aliases", "owner"):
            raise ValueError(
                f"{where} has no setting {key!r}{nearest(str(key), ('aliases', 'owner'))}"
            )
    aliases, owner = about.get("aliases", []), about.get("owner")
    if not isinstance(aliases, (list, tuple)) or not all(isinstance(a, str) for a in aliases):
        raise ValueError(f"{where}['aliases'] must be a list of names, not {_kind(aliases)}")
    if owner is not None and not isinstance(owner, str):
        raise ValueError(f"{where}['owner'] must be a name, not {_kind(owner)}")
    return Outlet(name, tuple(aliases), owner)
