"""No regular expression of the package takes more than linear time, whatever the text."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from re import _constants as code
from re import _parser as parser
from typing import Any

import pytest

import builder_ext
from builder_ext.patterns import _Late

LONG, FULL = 6_400, 100_000
"""Characters: of each hostile text, and of the one that took longest."""
STEEP = 24
"""Times as long for eight times the text: linear is 8, quadratic 64."""
FLOOR = {LONG: 0.01, FULL: 0.25}
"""Seconds of processor time below which nothing is said: a machine has its moods."""
QUICK = 0.0015
"""Seconds for LONG characters: a pattern with a step for each pair of characters takes 20 ms or more."""
ENOUGH = 1.5
"""Seconds that no mood of a machine explains."""
HANGS = 4.0
"""Seconds of processor time for one pattern."""


class _Name(str):
    """A name that may be asked for its text, as the names of evidence are."""

    text = "Ada Quist"


MADE_FROM = {
    "name": _Name("Ada Quist"),
    "pattern": "a word|another",
    "value": "25",
    "role": "envoy",
    "subject": "Ada Quist",
    "mark": "assessment",
    "n": r"Ada\s+Quist",
    "own": r"Ada\s+Quist",
    "fence": "```",
    "said": "said",
}
"""What stands for the variables of patterns that are made while the program runs."""
METHODS = frozenset(("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
ANCHORED = frozenset(("match", "fullmatch"))

CHARACTERS = " \n\t aA7é\u0301\u200b\"'“”’‘()[]{}<>\\/.,;:!?-–—*_`#$%|&=~^@+…"
WORDS = (
    "a |A |Ab |7 |7,|7.|1,000 |a. |A. |a.|A.|a, |Ab, |a-|A-|a'|“a |“a” |( |[ |[a] |(a) |{a}|{{a|a\n"
    "| \n|\n\n|\n |> |- |.. | .|. . |<a |<a>|{.a |``|`a |**|$7|7% |7-|7:|7/|a7|’s |and |the |the Ab "
    "|Ab and |May 7 |said |http://|a@|\\a|\\a{|who |in the |Ab “a” |. \n"
).split("|")


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and the ways in which it is tried on texts."""

    where: str
    pattern: re.Pattern[Any]
    ways: frozenset[str] = frozenset(("finditer", "match", "fullmatch"))


def ways_of(methods: set[str]) -> frozenset[str]:
    """Return the methods that take as long as these: who goes through all finds also finds one."""
    if not methods or "any" in methods:
        return Used.ways
    return frozenset(name if name in ANCHORED else "finditer" for name in methods)


# --- all patterns of the package


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(builder_ext.__path__, "builder_ext."):
        # `patterns` only makes those of other modules.
        if not found.name.endswith(("__main__", ".patterns")):
            yield importlib.import_module(found.name)


def held_by(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns in a value: tuples, dictionaries and records of them too."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, _Late):
        yield value._compiled
    elif depth > 5 or isinstance(value, type):
        return
    elif isinstance(value, dict):
        for pair in value.items():
            yield from held_by(pair, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from held_by(item, depth + 1)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from held_by(getattr(value, field.name, None), depth + 1)


def methods_in(tree: ast.Module) -> dict[str, set[str]]:
    """Return which methods a module calls on (or takes from) what has a name."""
    found: dict[str, set[str]] = {}
    taken = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            taken.add(node.value)
            if node.attr in METHODS:
                found.setdefault(named(node.value), set()).add(node.attr)
    for node in ast.walk(tree):
        # Handed on, it may be used in any way.
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in taken:
            found.setdefault(node.id, set()).add("any")
    return found


def named(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def makes_pattern(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return named(function.value) == "re" and function.attr in {"compile", *METHODS}
    return named(function) == "late"


def calls_in_functions(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls of ``re`` that are no value of a module: those are found by importing it."""
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and makes_pattern(node.func):
                    yield node


def made_in_functions(module: Any, tree: ast.Module) -> Iterator[Used]:
    for call in calls_in_functions(tree):
        where = f"{module.__name__}:{call.lineno}"
        flags = [ast.unparse(a) for a in [*call.args[1:], *(k.value for k in call.keywords)]]
        kept = [flag for flag in flags if re.fullmatch(r"re\.[A-Z]+(?: \| re\.[A-Z]+)*", flag)]
        known = {**vars(module), **MADE_FROM}
        try:
            pattern = eval(ast.unparse(call.args[0]), known)
        except NameError as error:
            pytest.fail(f"{where}: {error}; add what may stand for it to MADE_FROM")
        function = named(call.func)
        ways = ways_of({"any"} if function not in METHODS else {function})
        yield Used(where, re.compile(pattern, eval(kept[0]) if kept else 0), ways)


def all_patterns() -> list[Used]:
    found: dict[tuple[object, ...], Used] = {}
    loaded = list(modules())
    trees = [ast.parse(Path(module.__file__).read_text("utf-8")) for module in loaded]
    own = [methods_in(tree) for tree in trees]
    everywhere: dict[str, set[str]] = {}
    for methods in own:
        for name, called in methods.items():
            everywhere.setdefault(name, set()).update(called)
    for module, tree, methods in zip(loaded, trees, own, strict=True):
        for name, value in list(vars(module).items()):
            names = methods if name.startswith("_") else everywhere
            known = names.get(name, set()) if isinstance(value, re.Pattern | _Late) else set()
            for pattern in held_by(value):
                one = Used(f"{module.__name__}.{name}", pattern, ways_of(known))
                found.setdefault((pattern.pattern, pattern.flags, one.ways), one)
        for one in made_in_functions(module, tree):
            found.setdefault((one.pattern.pattern, one.pattern.flags, one.ways), one)
    return list(found.values())


PATTERNS = all_patterns()


# --- texts that a pattern likes least


def parsed(pattern: re.Pattern[Any]) -> Any:
    return parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


def members(what: Any) -> list[str]:
    """Return some characters that a set of characters holds."""
    inside = [item for item in what if item[0] is not code.NEGATE]
    plain = [chr(a) for op, a in inside if op is code.LITERAL]
    plain += [chr(a[0]) for op, a in inside if op is code.RANGE]
    kinds = {code.CATEGORY_DIGIT: "7", code.CATEGORY_SPACE: " ", code.CATEGORY_WORD: "a"}
    plain += [kinds.get(a, "%") for op, a in inside if op is code.CATEGORY]
    if len(inside) == len(what):
        return list(dict.fromkeys(plain))
    return [c for c in "a 7.“-" if c not in plain] or ["é"]


def sample(tokens: Any) -> str:
    """Return a text that the tokens match, as far as that is easily said."""
    text = ""
    for op, what in tokens:
        if op is code.LITERAL:
            text += chr(what)
        elif op is code.NOT_LITERAL:
            text += "a" if what != ord("a") else "b"
        elif op is code.ANY:
            text += "a"
        elif op is code.IN:
            text += members(what)[0]
        elif op is code.BRANCH:
            text += sample(what[1][0])
        elif op is code.SUBPATTERN:
            text += sample(what[-1])
        elif op is code.ATOMIC_GROUP:
            text += sample(what)
        elif op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
            text += sample(what[2]) * max(what[0], 1)
    return text


def inner(op: Any, what: Any) -> list[Any]:
    """Return the parts of a token that are patterns themselves."""
    if op is code.BRANCH:
        return list(what[1])
    if op in (code.SUBPATTERN, code.ASSERT, code.ASSERT_NOT):
        return [what[-1]]
    if op is code.ATOMIC_GROUP:
        return [what]
    if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return [what[2]]
    return []


def pumps(tokens: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what can be repeated without end, after what has to stand before it."""
    for n, (op, what) in enumerate(tokens):
        head = before + sample(list(tokens)[:n])
        if op in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT) and what[1] > 1000:
            for body in bodies(what[2]):
                yield head, body
        for part in inner(op, what):
            yield from pumps(part, head)


def bodies(tokens: Any) -> list[str]:
    op, what = tokens[0]
    if len(tokens) == 1 and op is code.IN:
        return members(what)[:5]
    if len(tokens) == 1 and op in (code.BRANCH, code.SUBPATTERN):
        parts = what[1] if op is code.BRANCH else [what[-1]]
        return [body for part in parts[:5] if len(part) for body in bodies(part)]
    return [sample(tokens)]


def own_signs(tokens: Any) -> Iterator[str]:
    for op, what in tokens:
        if op in (code.LITERAL, code.NOT_LITERAL):
            yield chr(what)
        elif op is code.IN:
            yield from members(what)
        for part in inner(op, what):
            yield from own_signs(part)


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield beginnings, what is repeated after them, and ends."""
    tokens = parsed(pattern)
    signs = [sign for sign in dict.fromkeys(own_signs(tokens)) if sign not in CHARACTERS]
    for unit in (*CHARACTERS, *WORDS, *islice(signs, 12)):
        yield "", unit, "\0"
    whole = sample(tokens) or "a"
    yield "", whole, ""
    yield "", whole[:-1] or "a", "\0"
    seen = islice(dict.fromkeys(pumps(tokens)), 30)
    for before, unit in seen:
        if unit:
            yield before, unit, "\0"
            if before:
                yield "", before + unit, "\0"


def text_of(pattern: re.Pattern[Any], parts: tuple[str, str, str], size: int) -> Any:
    before, unit, end = parts
    text = before + unit * (size // len(unit)) + end
    if isinstance(pattern.pattern, bytes):
        return text.encode("utf-8")
    return text


# --- how long it takes


class NoEndError(Exception):
    """Nothing came back in time."""


def seconds(used: Used, parts: tuple[str, str, str], size: int) -> float:
    """Return the processor time of all ways in which the pattern is used."""
    text = text_of(used.pattern, parts, size)
    begin = time.process_time()
    for way in used.ways - {"finditer"}:
        getattr(used.pattern, way)(text)
    if "finditer" in used.ways:
        deque(used.pattern.finditer(text), 0)
    return time.process_time() - begin


def is_steep(used: Used, parts: tuple[str, str, str], size: int) -> bool:
    """Whether eight times the text takes much more than eight times as long, at its best."""
    once = seconds(used, parts, size)
    if once < FLOOR[size] or once > ENOUGH:
        return once > ENOUGH
    long = min(once, *(seconds(used, parts, size) for _ in range(2)))
    short = max(seconds(used, parts, size // 8) for _ in range(3))
    return long > max(FLOOR[size], STEEP * short)


def fault_of(used: Used) -> tuple[str, str, str] | None:
    """Return the parts of a text that takes more than linear time, None where none is known."""
    slowest, most = ("", "a", ""), 0.0
    for parts in hostile(used.pattern):
        taken = seconds(used, parts, LONG)
        if taken > QUICK and is_steep(used, parts, LONG):
            return parts
        if taken > most:
            slowest, most = parts, taken
    return slowest if is_steep(used, slowest, FULL) else None


@contextmanager
def at_most(limit: float) -> Iterator[None]:
    """Raise NoEndError after so many seconds of processor time: the net below."""

    def stop(*_: object) -> None:
        raise NoEndError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("used", PATTERNS, ids=lambda used: used.where)
def test_a_pattern_takes_linear_time_whatever_the_text(used):
    with at_most(HANGS):
        assert fault_of(used) is None


@pytest.mark.parametrize("steep", [r"\s+$", r"<[^>]*>"])
def test_a_pattern_that_takes_more_is_found(steep):
    # On a slow machine it is stopped before it has ended, which is a fault as well.
    with suppress(NoEndError), at_most(HANGS):
        assert fault_of(Used("here", re.compile(steep))) is not None


def test_a_pattern_that_hangs_is_stopped():
    with at_most(0.2), pytest.raises(NoEndError):
        re.fullmatch(r"(a+)+", "a" * 50 + "!")


def test_patterns_are_found_wherever_they_are_kept():
    kept = {used.where for used in PATTERNS}
    assert {"builder_ext.statements.fences._FENCE", "builder_ext.evidence.sayers.ADVERBS"} <= kept
    assert any(where.startswith("builder_ext.evidence.values:") for where in kept)
    assert any(where.startswith("builder_ext.evidence.hints:") for where in kept)
    held = list(held_by({"a": [("b", re.compile("1"))], "c": Used("d", re.compile("2"))}))
    assert [pattern.pattern for pattern in held] == ["1", "2"]
