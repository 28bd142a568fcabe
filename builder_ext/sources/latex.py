"""Text in LaTeX: read as a reader sees it, and written so that it reads back the same."""

from __future__ import annotations

import logging
import re
import unicodedata

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as names_to_text
from pylatexenc.latexwalker import get_default_latex_context_db as names_to_parse
from pylatexenc.macrospec import MacroSpec

from builder_ext.patterns import late

_SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textunderscore": "_",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textasciigrave": "`",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "backslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textdollar": "$",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "par": " ",
    "newline": " ",
    "space": " ",
    "nobreakspace": " ",
    "thinspace": " ",
    "quad": " ",
    "slash": "/",
    "circ": "°",
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "flqq": "«",
    "frqq": "»",
}
_COMMANDS = {
    **dict.fromkeys(("enquote", "mkbibquote", "textquote"), ("{", "“%s”")),
    **dict.fromkeys("texttt textsf textup textmd mbox mathit mathbf".split(), ("{", "%s")),
    "foreignlanguage": ("{{", "%(2)s"),
}
"""The arguments of a command, and what is printed of them."""
# Characters that mean something in LaTeX, and what stands for them where they are meant as such.
_STAND_IN = {ord(char): chr(0xFDD0 + n) for n, char in enumerate("\\{}$%&#_~^`'-\"<>|")}
_MEANT = {ord(instead): chr(char) for char, instead in _STAND_IN.items()}
_TOKEN = late(
    rf"""\\(?:
        (?P<sign>{"|".join(_SIGNS)})(?![A-Za-z])(?:\s*\{{\}}|\s+)?
      | href\s*\{{[^{{}}]*\}}
      | (?:url|path|nolinkurl)\s*\{{(?P<url>[^{{}}]*)\}}
      | (?P<char>[{{}}$%&\#_])
      | (?P<hyphen>-)
      | [A-Za-z]+
      | .
    )
    | \$(?P<math>(?!\s)(?:[^$\\]|\\.)*(?<!\s))\$(?P<digit>(?=\d))?
    | (?P<bare>[%$&\#_^])
    """,
    re.VERBOSE | re.DOTALL,
)
_IS_MATH = late(r"\\[A-Za-z,;]|[\^_]")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_WHITE = late(r"[ \t\r\n\f\v]+")


# It logs, without file and line, what it cannot print; the words stay as they are written.
logging.getLogger("pylatexenc.latex2text").setLevel(logging.CRITICAL)


def _database(plain: bool) -> object:
    """Return the commands that are known, with ours: to parse, or to print."""
    known = names_to_text() if plain else names_to_parse()
    ours = [
        MacroTextSpec(name, text) if plain else MacroSpec(name, arguments)
        for name, (arguments, text) in _COMMANDS.items()
    ]
    known.add_context_category("ours", macros=ours, prepend=True)
    return known


_TO_PARSE = _database(plain=False)
_PRINTER = LatexNodes2Text(
    math_mode="verbatim", keep_comments=True, latex_context=_database(plain=True)
)


def text_of(value: str) -> str:
    """Return LaTeX as text: commands and braces resolved, white space folded."""
    if "\\" in value or "$" in value:
        value = _TOKEN.sub(_easier, value)
    for sign, instead in _LIGATURES:
        value = value.replace(sign, instead)
    if "\\" in value:
        value = _printed(value)
    value = value.replace("{", "").replace("}", "").replace("~", " ").translate(_MEANT)
    return _WHITE.sub(" ", value).strip()


def _easier(match: re.Match[str]) -> str:
    """Return what is left for the parser of one token, the signs that are meant out of its way."""
    found = match.lastgroup
    if found is None:
        return "" if match[0].startswith("\\href") else match[0]
    text = match[found]
    if found == "hyphen":
        return ""
    if found == "sign":
        return _SIGNS[text].translate(_STAND_IN)
    if found == "url":
        return re.sub(r"\\([%#&_~])", r"\1", text).translate(_STAND_IN)
    if found in ("math", "digit"):
        return _formula(match["math"], match["digit"] is not None)
    return text.translate(_STAND_IN)


def _formula(text: str, before_digit: bool) -> str:
    """Return what stands between two dollar signs, which may be amounts of money."""
    is_math = _IS_MATH.match(text) if before_digit else _IS_MATH.search(text)
    if is_math:
        inside = re.sub(r"(?<!\\)[\^_]", "", text)
        return f"{{{_TOKEN.sub(_easier, inside)}}}"
    dollar = "$".translate(_STAND_IN)
    return dollar + _TOKEN.sub(_easier, text) + dollar


def _printed(value: str) -> str:
    try:
        return str(_PRINTER.latex_to_text(value, latex_context=_TO_PARSE))
    except (RecursionError, ValueError, LookupError):
        # Thousands of nested environments: nothing that a name or a headline holds.
        return value.replace("\\", "")


# -- written ------------------------------------------------------------------------------------

_ESCAPED = {
    **{char: f"\\{char}" for char in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
}


def latex(text: str) -> str:
    """Return a text in LaTeX that `text_of` reads as `one_line` of it."""
    escaped = "".join(_ESCAPED.get(char, char) for char in one_line(text))
    return re.sub(r"([-'])(?=\1)", r"\1{}", escaped)


def one_line(text: str) -> str:
    """Return a text on one line, without what cannot be seen; white space is folded."""
    return " ".join("".join(char if is_visible(char) else " " for char in text).split())


def is_visible(char: str) -> bool:
    """Return whether a character is seen or shapes what is: joiners shape letters of some scripts."""
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return not hidden or char in "\u200c\u200d"
