"""What a BibTeX field means: its value, its plain text, names and dates in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from pylatexenc.latex2text import LatexNodes2Text

MONTH_MACROS = {
    name: name.capitalize()
    for name in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
}
_NUMBER_OF_MONTH = {name: number for number, name in enumerate(MONTH_MACROS, start=1)}
_BARE = re.compile(r"[^\s{}\"#,=]+")
_LIST_WORD = re.compile(r"\s+and\s+", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f\v]+")
_LATEX = LatexNodes2Text(math_mode="verbatim", keep_comments=True)


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
            raise ValueError(f"a comma is missing before {_shorten(rest)}")
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
        raise ValueError("the value is missing" if not text else f"no value at {_shorten(text)}")
    word = match.group()
    return macros.get(word.lower(), word), text[match.end() :]


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


def _shorten(text: str) -> str:
    folded = _WHITE.sub(" ", text)
    return repr(folded if len(folded) <= 30 else folded[:29] + "…")


def plain(value: str) -> str:
    """Return a field's value as text: LaTeX escapes and braces resolved, white space folded."""
    if "\\" in value:
        value = _LATEX.latex_to_text(value)
    value = value.replace("{", "").replace("}", "").replace("~", " ")
    value = value.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return _WHITE.sub(" ", value).strip()


def plain_url(value: str) -> str:
    """Return a url or doi as text: escapes resolved, and nothing else that TeX would change."""
    return re.sub(r"\\([%#&_~{}])", r"\1", value).replace("{", "").replace("}", "").strip()


def name_list(value: str) -> tuple[str, ...]:
    """Return the names of a BibTeX list, split at ``and`` outside of braces, as plain text."""
    names, depth, start = [], 0, 0
    for match in re.finditer(r"[{}]|\s+and\s+", value, re.IGNORECASE):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
        elif depth == 0:
            names.append(value[start : match.start()])
            start = match.end()
    names.append(value[start:])
    return tuple(text for name in names if (text := plain(name)))


def person(name: str) -> str:
    """Return a person's name in reading order: ``Porter, Gareth`` becomes ``Gareth Porter``."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}".strip()
    if len(parts) == 3:
        return f"{parts[2]} {parts[0]} {parts[1]}".strip()
    return name


def iso_date(fields: Mapping[str, str]) -> str | None:
    """Return the date as biblatex has it, or one made of ``year``, ``month`` and ``day``."""
    if fields.get("date"):
        return fields["date"]
    year = fields.get("year")
    month = _month_number(fields.get("month", ""))
    if not year or month is None:
        return year or None
    day = fields.get("day", "")
    return f"{year}-{month:02}" + (f"-{int(day):02}" if day.isdecimal() else "")


def _month_number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    return _NUMBER_OF_MONTH.get(text[:3].lower())


def fold_key(key: str) -> str:
    """Return the form in which two keys that a reader can't tell apart are equal."""
    visible = "".join(c for c in key if unicodedata.category(c) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", visible).casefold()


def show_key(key: str) -> str:
    """Return a key with its invisible characters written out, as ``a<U+200B>b``."""
    return "".join(
        f"<U+{ord(c):04X}>"
        if unicodedata.category(c) in ("Cf", "Cc", "Zs", "Zl", "Zp") and c != " "
        else c
        for c in key
    )
