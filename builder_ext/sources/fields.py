"""What a BibTeX field means: its value, its plain text, names and dates in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from builder_ext.patterns import late
from builder_ext.sources.latex import text_of

MONTHS = (
    "January February March April May June July August September October November December".split()
)
MONTH_MACROS = {name.lower(): month for month in MONTHS for name in (month[:3], month)}
"""The names that need no ``@string``: BibTeX's of three letters, and the whole words."""
NUMBER_OF_MONTH = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_BARE = late(r"[^\s{}\"#,=]+")
_WHITE = late(r"[ \t\r\n\f\v]+")
_LONGEST_MACRO = 5_000
_NAME_PART = late(r"\s*+([a-z-]++)\s*+=\s*+(|.*\S)\s*+", re.DOTALL)
_ADDRESS = late(
    r"(?:\\(?:url|href) ?)?\{? ?(https?://[^\s{}]+) ?\}? ?(?:\{[^{}]*\})?", re.IGNORECASE
)


def evaluate(raw: str, macros: Mapping[str, str]) -> str:
    """Return the value of a field as BibTeX writes it: ``{...}``, ``"..."``, names, joined by ``#``.

    Raises ValueError with a reason where the text is no such expression.
    """
    parts, rest = [], raw.strip()
    while True:
        value, rest = _next_part(rest, macros)
        parts.append(value)
        rest = rest.lstrip()
        if not rest:
            return "".join(parts)
        if not rest.startswith("#"):
            raise ValueError(f"a comma is missing before {shorten(rest, 30)!r}")
        rest = rest[1:].lstrip()


def _next_part(text: str, macros: Mapping[str, str]) -> tuple[str, str]:
    if text.startswith("{"):
        end = _closing(text, "}")
        return text[1:end], text[end + 1 :]
    if text.startswith('"'):
        end = _closing(text, '"')
        return text[1:end], text[end + 1 :]
    match = _BARE.match(text)
    if not match:
        raise ValueError(
            "the value is missing" if not text else f"no value at {shorten(text, 30)!r}"
        )
    return _bare_value(match.group(), macros), text[match.end() :]


def _bare_value(word: str, macros: Mapping[str, str]) -> str:
    if word[0].isdecimal():
        return word
    try:
        return macros[word.lower()]
    except KeyError:
        raise ValueError(
            f"no @string before it defines {shorten(word, 30)!r}; a text stands in braces"
        ) from None


def evaluate_macro(raw: str, macros: Mapping[str, str]) -> str:
    """Return the value of an ``@string``.

    Raises ValueError like `evaluate`, and for a value so long that macros made of macros could
    fill the memory.
    """
    value = evaluate(raw, macros)
    if len(value) > _LONGEST_MACRO:
        raise ValueError(f"it is longer than {_LONGEST_MACRO} characters")
    return value


def _closing(text: str, mark: str) -> int:
    """Return the offset of the mark that closes the value opened at offset 0, braces balanced."""
    depth = 0
    for offset, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        if depth == 0 and offset and char == mark:
            return offset
    raise ValueError(f"the value has no closing {mark}")


def shorten(text: str, width: int = 60) -> str:
    """Return the start of a text, white space folded."""
    folded = _WHITE.sub(" ", text[: width * 9])
    return folded if len(folded) <= width else folded[: width - 1] + "…"


def plain(value: str) -> str:
    """Return a field's value as text: LaTeX escapes and braces resolved, white space folded."""
    return text_of(value)


def plain_url(value: str) -> str:
    """Return a url or doi as text: escapes resolved, and nothing else that TeX would change."""
    value = re.sub(r"\\textasciitilde(?:\s*\{\})?|\$\\sim\$", "~", value)
    value = re.sub(r"\\url(?=\s*\{)|\\(?=[%#&_~{}])", "", value)
    return value.replace("{", "").replace("}", "").strip()


def address(value: str) -> str | None:
    """Return the address that a value is nothing else than, as in ``\\url{https://…}``."""
    # Folded first: a run of blanks would be searched again from each of them.
    match = _ADDRESS.fullmatch(_WHITE.sub(" ", value).strip())
    return match[1] if match else None


def bare_doi(text: str) -> str:
    """Return a doi without what may stand before it: ``doi:``, ``https://doi.org/``."""
    return re.sub(
        r"^(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.I
    )


def split_names(value: str) -> list[str]:
    """Return the names of a BibTeX list as written, split at ``and`` outside of braces."""
    names, depth, start = [], 0, 0
    # Folded first: a run of blanks would be searched again from each of them.
    value = _WHITE.sub(" ", value).strip()
    for match in re.finditer(r"[{}]| and ", value, re.IGNORECASE):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
        elif depth == 0:
            names.append(value[start : match.start()])
            start = match.end()
    names.append(value[start:])
    return [name.strip() for name in names if name.strip()]


def name_list(value: str) -> tuple[str, ...]:
    """Return the names of a BibTeX list as plain text."""
    return tuple(text for name in split_names(value) if (text := plain(name)))


def person(name: str) -> str:
    """Return a person's name in reading order: ``Porter, Gareth`` becomes ``Gareth Porter``."""
    parts = [plain(part) for part in _name_parts(name)]
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}".strip()
    if len(parts) == 3:
        return f"{parts[2]} {parts[0]} {parts[1]}".strip()
    return plain(name)


def _name_parts(name: str) -> list[str]:
    """Return the parts of a name, split at commas outside of braces."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(r"[{},]", name):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if match[0] == "," and depth == 0:
            parts.append(name[start : match.start()])
            start = match.end()
    return [*parts, name[start:]]


def standard_names(value: str) -> str:
    """Return a list of names with those in biblatex's long form (``family=Leyen, …``) in the usual."""
    if not re.search(r"\bfamily\s*=", value):
        return value
    return " and ".join(_standard_name(name) for name in split_names(value))


def _standard_name(name: str) -> str:
    found = [_NAME_PART.fullmatch(part) for part in _name_parts(name)]
    parts = {match[1]: match[2].strip('"') for match in found if match}
    if None in found or "family" not in parts:
        return name
    family = " ".join(parts[part] for part in ("prefix", "family") if parts.get(part))
    others = [parts[part] for part in ("suffix", "given") if parts.get(part)]
    return ", ".join((family, *others)) if others else f"{{{family}}}"


def iso_date(fields: Mapping[str, str]) -> str | None:
    """Return the date as biblatex has it, or one made of ``year``, ``month`` and ``day``."""
    if fields.get("date"):
        return fields["date"]
    year = fields.get("year")
    month, day = _month_and_day(fields.get("month", ""))
    if not year or month is None:
        return year or None
    day = _small_number(fields.get("day", ""), 31) or day
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def _month_and_day(text: str) -> tuple[int | None, int | None]:
    """Return what a month says, which in BibTeX may name a day too: ``19~mar``, ``March 19``."""
    words = re.findall(r"[^\W\d_]+|\d+", text[:60])
    named = [number for word in words if (number := NUMBER_OF_MONTH.get(word[:3].lower()))]
    numbers = [word for word in words if word.isdecimal()]
    if not named:
        return (_small_number(numbers[0], 12), None) if len(numbers) == 1 else (None, None)
    day = _small_number(numbers[0], 31) if len(numbers) == len(named) == 1 else None
    return named[0], day


def _small_number(text: str, largest: int) -> int | None:
    number = int(text) if text.isdecimal() and len(text) <= 2 else 0
    return number if 1 <= number <= largest else None


@cache
def fold_key(key: str) -> str:
    """Return the form in which two keys that a reader can't tell apart are equal."""
    visible = "".join(c for c in key if unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", visible).casefold()


def show_key(key: str) -> str:
    """Return a key with its invisible characters written out, as ``a<U+200B>b``."""
    return "".join(_code(c) if _is_unseen(c) else c for c in key)


def show_apart(key: str, other: str) -> str:
    """Return a key beside which another stands that may look the same.

    What is no ASCII and not in the other has its number behind it: ``café<U+00E9>``.
    """
    return "".join(
        f"{'' if _is_unseen(c) else c}{_code(c)}"
        if _is_unseen(c) or not (c.isascii() or c in other)
        else c
        for c in key
    )


def _code(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp") and char != " "
