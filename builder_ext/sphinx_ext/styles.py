"""How sources are written: in the bibliography, and as citations in the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pybtex.plugin
from pybtex.database import Entry
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import (
    BaseReferenceStyle,
    BracketStyle,
    GroupReferenceStyle,
    PersonStyle,
)
from sphinxcontrib.bibtex.style.referencing.extra_author import ExtraAuthorReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_empty import ExtraEmptyReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_label import ExtraLabelReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_year import ExtraYearReferenceStyle
from sphinxcontrib.bibtex.style.template import join2, node, post_text, pre_text, reference

from builder_ext.sources.bibliography import OUTLET_FIELDS
from builder_ext.sources.fields import iso_date, name_list, person, plain, plain_url

STYLE = "briefcheck"
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_SAFE_SCHEMES = ("http://", "https://")


def register_styles() -> None:
    """Make both styles known under the name "briefcheck"."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", STYLE, SourceStyle)
    register_plugin("sphinxcontrib.bibtex.style.referencing", STYLE, CitationStyle, force=True)


class SourceStyle(BaseStyle):  # type: ignore[misc]
    """A bibliography entry as newsrooms write it, for every type and with biblatex's fields.

    Headlines as written, outlet, origin where another outlet reported first, full date.
    """

    default_name_style = "plain"
    default_label_style = "alpha"
    default_sorting_style = "none"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sort = sort_entries
        self.format_labels = labels

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return the entry's rich text; no field is required."""
        return FormattedEntry(entry.key, Text(*_sentences(entry)), label)


def _fields(entry: Entry) -> dict[str, str]:
    return {name.lower(): plain(value) for name, value in entry.fields.items()}


def _sentences(entry: Entry) -> Iterator[Any]:
    fields = _fields(entry)
    parts = [
        _stop(_people(entry)),
        _title(fields),
        _stop(_where(fields)),
        _stop(fields.get("note", "")),
    ]
    shown = [part for part in parts if part]
    if address := _address(entry):
        shown.append(address)
    for number, part in enumerate(shown):
        yield from (" ", part) if number else (part,)


def _stop(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!", "…", ".”", "?”")) else text + "."


def _title(fields: dict[str, str]) -> Any:
    title = fields.get("title", "")
    if not title:
        return ""
    # A supplied title, in square brackets, was never printed anywhere: no quotation marks.
    text = title if title.startswith("[") else f"“{title}”"
    return _stop(text) if text.endswith("]") or not title.endswith((".", "?", "!")) else text


def _where(fields: dict[str, str]) -> str:
    outlet = next((fields[name] for name in OUTLET_FIELDS if fields.get(name)), "")
    origin = fields.get("origpublisher", "")
    first = f"first in {origin}" if origin and origin != outlet else ""
    place = "; ".join(part for part in (outlet, first) if part)
    return ", ".join(part for part in (place, long_date(iso_date(fields) or "")) if part)


def _people(entry: Entry) -> str:
    names = [
        person(plain(str(p))) for role in ("author", "editor") for p in entry.persons.get(role, ())
    ]
    return (
        names[0]
        if len(names) == 1
        else ", ".join(names[:-1]) + f" and {names[-1]}"
        if names
        else ""
    )


def _address(entry: Entry) -> Any:
    doi, url = plain_url(entry.fields.get("doi", "")), plain_url(entry.fields.get("url", ""))
    if doi:
        return HRef(f"https://doi.org/{doi.removeprefix('https://doi.org/')}", f"doi:{doi}")
    return HRef(url, url) if url.startswith(_SAFE_SCHEMES) else Tag("code", url) if url else ""


def long_date(iso: str) -> str:
    """Return a biblatex date in words: ``2020-03-19/2020-03-22`` is 19–22 March 2020."""
    start, _, end = iso.partition("/")
    if not end:
        return _one_date(start)
    same = [a == b for a, b in zip(start.split("-"), end.split("-"), strict=False)]
    if len(start) == len(end) == 10 and same[:2] == [True, True]:
        return f"{int(start[8:])}–{_one_date(end)}"
    return f"{_one_date(start)} – {_one_date(end)}"


def _one_date(iso: str) -> str:
    parts = iso.split("-")
    if not all(part.isdecimal() for part in parts) or not 1 <= len(parts) <= 3:
        return iso
    month = int(parts[1]) if len(parts) > 1 else 0
    if not 1 <= month <= 12:
        return iso if len(parts) > 1 else parts[0]
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{day}{_MONTHS[month - 1]} {parts[0]}"


def sort_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by name, date and key."""
    return sorted(entries, key=lambda e: (name_of(e).casefold(), iso_date(_fields(e)) or "", e.key))


def name_of(entry: Entry) -> str:
    """Return whom a citation names: the author, else who reported first, else the title."""
    family = [
        " ".join((*p.prelast_names, *p.last_names)) or str(p)
        for role in ("author", "editor")
        for p in entry.persons.get(role, ())
    ]
    names = [plain(name) for name in family] or _publishers(entry)
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names) or plain(entry.fields.get("title", "")) or entry.key


def _publishers(entry: Entry) -> list[str]:
    for name in ("origpublisher", *OUTLET_FIELDS):
        if entry.fields.get(name):
            return list(name_list(entry.fields[name]))
    return []


def labels(entries: Iterable[Entry]) -> list[str]:
    """Return a label for each entry: "Rivera 2020", or "Rivera 2020b" where two would be alike."""
    plain_labels = [f"{name_of(entry)} {year_of(entry)}" for entry in entries]
    total, seen = Counter(plain_labels), Counter[str]()
    result = []
    for label in plain_labels:
        seen[label] += 1
        result.append(label + _letter(seen[label]) if total[label] > 1 else label)
    return result


def _letter(number: int) -> str:
    return chr(96 + number) if number <= 26 else f"-{number}"


def year_of(entry: Entry) -> str:
    """Return the year of an entry, "n.d." where it has none."""
    date = iso_date(_fields(entry)) or ""
    return date[:4] if date[:4].isdecimal() else "n.d."


@node  # type: ignore[misc]
def _label_name(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label.rpartition(" ")[0] or name_of(data["entry"]))


@node  # type: ignore[misc]
def _label_year(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label.rpartition(" ")[2] or year_of(data["entry"]))


@node  # type: ignore[misc]
def _name(children: Any, data: dict[str, Any]) -> Text:
    return Text(name_of(data["entry"]))


@node  # type: ignore[misc]
def _label(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label)


class NamedSource(PersonStyle):  # type: ignore[misc]
    """Names an entry by author, or by who reported it where no author is given."""

    def author_or_editor_or_title(self, full: bool) -> Any:
        """Return the template of the name; the full list of names is not told apart."""
        return _name


@dataclass
class Parenthetical(BaseReferenceStyle):  # type: ignore[misc]
    """(Rivera 2020, para. 4; Okafor 2020)."""

    bracket: BracketStyle = field(default_factory=lambda: BracketStyle("(", ")", "; "))

    def role_names(self) -> Iterable[str]:
        """The roles that this style writes."""
        return ["p", "ps", "alp", "alps"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        """Return the template around all references."""
        return self.bracket.outer(children, brackets="al" not in role_name)

    def inner(self, role_name: str) -> Any:
        """Return the template of one reference."""
        return join2(sep1=" ", sep2=", ")[pre_text, reference[_label], post_text]


@dataclass
class Textual(BaseReferenceStyle):  # type: ignore[misc]
    """Rivera (2020, para. 4), the subject of a sentence."""

    bracket: BracketStyle = field(
        default_factory=lambda: BracketStyle("(", ")", ", ", " and ", " and ")
    )

    def role_names(self) -> Iterable[str]:
        """The roles that this style writes."""
        return ["t", "ts", "ct", "cts"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        """Return the template around all references."""
        return self.bracket.outer(children, capfirst="c" in role_name)

    def inner(self, role_name: str) -> Any:
        """Return the template of one reference."""
        from sphinxcontrib.bibtex.style.template import join

        inside = join2(sep1=" ", sep2=", ")[pre_text, reference[_label_year], post_text]
        return join(sep=" ")[_label_name, join["(", inside, ")"]]


@dataclass
class CitationStyle(GroupReferenceStyle):  # type: ignore[misc]
    """Author and year, by the label of the bibliography; works for sources without an author."""

    def __post_init__(self) -> None:
        round_ = BracketStyle("(", ")", "; ")
        who = NamedSource()
        self.styles.extend(
            [
                Parenthetical(),
                Textual(),
                ExtraAuthorReferenceStyle(bracket=round_, person=who),
                ExtraLabelReferenceStyle(bracket=round_),
                ExtraYearReferenceStyle(bracket=round_),
                ExtraEmptyReferenceStyle(),
            ]
        )
        super().__post_init__()
