"""What a briefing says of itself in its front matter: title, date, authors, status, who may read it.

It is untrusted text: read as plain words, never as settings.  What is not understood is noted, with
its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

import yaml
from rapidfuzz import process

from builder_ext.model import Front, Mishap, Place

_BLOCK = re.compile(r"\A\ufeff?---[^\S\n]*\n(.*?\n)?---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_LIMIT = 20_000
"""Characters that front matter has at most."""
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_STATUSES = ("draft", "review", "final")
_LISTS = ("authors", "keywords")
_MARKINGS = frozenset({"classification", "distribution", "status"})
"""Fields that a reader has to see: a fault in one is an error."""
_ALIASES = {"author": "authors", "keyword": "keywords", "description": "summary"}
_OTHERS = frozenset(
    """myst mystnb substitutions html_meta jupytext kernelspec orphan nocomments nosearch tocdepth
    subtitle abstract version revision organization contact address copyright dedication license
    subject language""".split()
)
"""Fields that Sphinx, MyST and docutils know."""
_NEAR = 80
"""How alike, of 100, an unknown field must be to one that is proposed."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class FrontMatter:
    """The front matter as read, and what is wrong with it."""

    front: Front = field(default_factory=Front)
    mishaps: tuple[Mishap, ...] = ()


def read_front_matter(text: str, path: str) -> FrontMatter:
    """Return what the front matter of a Markdown file says; empty where there is none."""
    block = _BLOCK.match(text)
    if not block or not block[1]:
        return FrontMatter()
    reader = _Reader(path)
    if len(block[1]) > _LIMIT:
        reader.note(1, f"front matter is longer than {_LIMIT} characters: none of it is used", True)
        return FrontMatter(mishaps=tuple(reader.mishaps))
    try:
        node = yaml.compose(block[1], Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reader.note(
            (mark.line if mark else 0) + 2, f"front matter is not YAML: {_why(error)}", True
        )
        return FrontMatter(mishaps=tuple(reader.mishaps))
    except RecursionError:
        reader.note(1, "front matter is nested too deeply")
        return FrontMatter(mishaps=tuple(reader.mishaps))
    return reader.read(node)


def _why(error: yaml.YAMLError) -> str:
    return " ".join(str(getattr(error, "problem", None) or "it cannot be parsed").split())


class _Reader:
    """Reads one mapping of YAML."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.mishaps: list[Mishap] = []

    def note(self, line: int, detail: str, grave: bool = False) -> None:
        self.mishaps.append(Mishap("front-matter", Place(self.path, line), detail, grave=grave))

    def read(self, node: yaml.Node | None) -> FrontMatter:
        if node is None:
            return FrontMatter()
        if not isinstance(node, yaml.MappingNode):
            self.note(2, "front matter is not a list of fields (`title: …`)")
            return FrontMatter(mishaps=tuple(self.mishaps))
        given = dict(self._fields(node))
        self._check(given)
        read = {name: value for name, (value, _) in given.items()}
        one = {name: ", ".join(value) for name, value in read.items() if name not in _LISTS}
        if "status" in one:
            one["status"] = one["status"].casefold()
        several = {name: value for name, value in read.items() if name in _LISTS}
        return FrontMatter(Front(**one, **several), tuple(self.mishaps))

    def _fields(self, node: yaml.MappingNode) -> Iterator[tuple[str, tuple[tuple[str, ...], int]]]:
        """Yield each field of ours: its name, its values and its line."""
        for key, value in node.value:
            line = key.start_mark.line + 2
            name = _plain(key)
            known = _ALIASES.get(name, name)
            if known not in _NAMES:
                self._unknown(name, line)
                continue
            words = tuple(_words(value))
            if words or _is_empty(value):
                yield known, (words, line)
            else:
                said = f"`{name}` is neither text nor a list of texts"
                self.note(line, said, known in _MARKINGS)

    def _unknown(self, name: str, line: int) -> None:
        if name in _OTHERS or not name:
            return
        near = process.extractOne(name, sorted(_NAMES), score_cutoff=_NEAR)
        if near:
            said = f"`{name}` is not a field of a briefing; did you mean `{near[0]}`?"
            self.note(line, said, near[0] in _MARKINGS)

    def _check(self, given: Mapping[str, tuple[tuple[str, ...], int]]) -> None:
        for name, (values, line) in given.items():
            for value in values:
                if name == "date" and not _is_date(value):
                    self.note(line, f"the date `{value}` is not written as YYYY-MM-DD")
                if name == "status" and value.casefold() not in _STATUSES:
                    choices = ", ".join(_STATUSES)
                    self.note(line, f"the status `{value}` is none of {choices}", grave=True)
            if len(values) > 1 and name not in _LISTS:
                self.note(line, f"`{name}` is one text, not a list")


_NAMES = frozenset(one.name for one in fields(Front))


def _is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day as the calendar has it."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(f"{text}-01-01"[:10]))
    except ValueError:
        return False


def _words(node: yaml.Node) -> Iterator[str]:
    """Yield the texts of a scalar or of a list of scalars; nothing else is read."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag != "tag:yaml.org,2002:null" and (text := _plain(node)):
            yield text
    elif isinstance(node, yaml.SequenceNode) and all(
        isinstance(item, yaml.ScalarNode) for item in node.value
    ):
        yield from (text for item in node.value if (text := _plain(item)))


def _is_empty(node: yaml.Node) -> bool:
    return not node.value or (
        isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
    )


def _plain(node: yaml.Node) -> str:
    """Return a scalar's text on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", str(node.value)).split())
