"""LaTeX's formulas -> boxes of single signs, which manuscript.typ sets; never typst's own markup.

What is not known here raises `UnknownFormulaError`: the formula is then shown as it is written.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeAlias

Piece: TypeAlias = dict[str, Any] | None

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|\s+|%[^\n]*\n?|.", re.DOTALL)
_LONGEST = 4000
_DEEPEST = 16
_SKIPPED = frozenset(
    r"\displaystyle \textstyle \limits \nolimits \nonumber \notag \middle \big \Big \bigg \Bigg \bigl \bigr"
    r" \Bigl \Bigr \biggl \biggr \hline".split()
)
_SPACES = {
    "\\,": 0.17, "\\:": 0.22, "\\>": 0.22, "\\;": 0.28, "\\ ": 0.33, "~": 0.33, "\\!": -0.17,
    "\\quad": 1.0, "\\qquad": 2.0,
}  # fmt: skip
_ONE = {
    "\\sqrt": "root", "\\overline": "over", "\\underline": "under", "\\mathbb": "bb", "\\mathcal": "cal",
    "\\mathfrak": "frak", "\\mathbf": "bold", "\\boldsymbol": "bold", "\\bm": "bold", "\\mathsf": "sans",
    "\\mathtt": "mono", "\\mathit": "italic", "\\mathrm": "upright", "\\overbrace": "overbrace",
    "\\underbrace": "underbrace", "\\mathscr": "cal", "\\bar": "over",
}  # fmt: skip
_ACCENTS = {
    "\\hat": "\u0302", "\\widehat": "\u0302", "\\tilde": "\u0303", "\\widetilde": "\u0303", "\\vec": "\u20d7",
    "\\dot": "\u0307", "\\ddot": "\u0308", "\\check": "\u030c", "\\breve": "\u0306", "\\acute": "\u0301",
    "\\grave": "\u0300", "\\mathring": "\u030a",
}  # fmt: skip
_TWO = {"\\frac": "frac", "\\dfrac": "frac", "\\tfrac": "frac", "\\binom": "binom"}
_WORDS = frozenset({"\\text", "\\textrm", "\\mbox", "\\textit", "\\textbf", "\\operatorname"})
_OPERATORS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan"
    " tanh".split()
)
_WITH_LIMITS = frozenset("det gcd inf lim liminf limsup max min Pr sup".split())
_SIGNS = {
    "\\{": "{", "\\}": "}", "\\|": "‖", "\\%": "%", "\\$": "$", "\\#": "#", "\\&": "&", "\\_": "_",
    "-": "−", "*": "∗", "'": "′", "\\lbrace": "{", "\\rbrace": "}", "\\langle": "⟨", "\\rangle": "⟩",
    "\\vert": "|", "\\lvert": "|", "\\rvert": "|", "\\Vert": "‖", "\\lVert": "‖", "\\rVert": "‖",
    "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈", "\\rceil": "⌉", "\\sum": "∑", "\\prod": "∏",
    "\\int": "∫", "\\iint": "∬", "\\oint": "∮", "\\cdot": "⋅", "\\times": "×", "\\cdots": "⋯", "\\ldots": "…",
    "\\dots": "…", "\\vdots": "⋮", "\\ddots": "⋱", "\\le": "≤", "\\leq": "≤", "\\ge": "≥", "\\geq": "≥",
    "\\ne": "≠", "\\neq": "≠", "\\to": "→", "\\infty": "∞", "\\mid": "∣", "\\colon": ":", "\\implies": "⟹",
    "\\iff": "⟺", "\\approx": "≈", "\\sim": "∼", "\\epsilon": "ϵ", "\\phi": "ϕ", "\\bigcup": "⋃",
    "\\bigcap": "⋂", "\\setminus": "∖", "\\prime": "′", "\\ast": "∗", "\\star": "⋆", "\\backslash": "\\",
    "\\land": "∧", "\\lor": "∨", "\\lnot": "¬", "\\degree": "°",
}  # fmt: skip
_MATRICES = {
    "matrix": None, "smallmatrix": None, "array": None, "pmatrix": "(", "bmatrix": "[", "Bmatrix": "{",
    "vmatrix": "|", "Vmatrix": "‖",
}  # fmt: skip
_ALIGNED = frozenset(
    "align aligned alignat split gather gathered equation eqnarray multline".split()
)


class UnknownFormulaError(ValueError):
    """Names what of a formula is not known here."""


def read_formula(latex: str) -> dict[str, Any]:
    """The boxes of a formula; raises `UnknownFormulaError`."""
    if len(latex) > _LONGEST:
        raise UnknownFormulaError("it is too long")
    reader = _Reader([t for t in _TOKEN.findall(latex) if not t.startswith("%")])
    rows = reader.rows(stop=None)
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else {"m": "aligned", "rows": rows}


@cache
def _sign(command: str) -> str | None:
    """The one sign that a command stands for."""
    from pylatexenc.latex2text import LatexNodes2Text

    sign = LatexNodes2Text().latex_to_text(f"${command}$").strip()
    return sign if len(sign) == 1 and sign.isprintable() and not sign.isascii() else None


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise UnknownFormulaError("it ends too early")
        self.at += 1
        return token

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnknownFormulaError("it is nested too deeply")

    def skip_blanks(self) -> None:
        while self.peek().isspace():
            self.at += 1

    def expect(self, wanted: str) -> None:
        self.skip_blanks()
        if self.take() != wanted:
            raise UnknownFormulaError(f"a {wanted!r} is missing")

    # Rows

    def rows(self, stop: str | None) -> list[list[dict[str, Any]]]:
        """Rows of cells up to `stop` ("\\end") or the end of the formula."""
        rows: list[list[dict[str, Any]]] = [[]]
        while True:
            rows[-1].append(self.row())
            token = self.peek()
            if token == "&":
                self.at += 1
            elif token == "\\\\":
                self.at += 1
                rows.append([])
            elif token == (stop or ""):
                break
            else:
                raise UnknownFormulaError(f"{token or 'its end'} is out of place")
        if len(rows) > 1 and rows[-1] == [{"m": "row", "c": []}]:
            rows.pop()
        return rows

    def row(self, closing: str = "") -> dict[str, Any]:
        """Pieces up to what ends a cell, a group or a pair of delimiters."""
        self.deeper()
        pieces: list[Piece] = []
        ends = {"", "}", "&", "\\\\", "\\end", "\\right", closing}
        self.skip_blanks()
        while self.peek() not in ends:
            if (piece := self.piece()) is not None:
                pieces.append(piece)
            self.skip_blanks()
        self.depth -= 1
        return {"m": "row", "c": pieces}

    def piece(self) -> Piece:
        """One sign or construct with what is above and below it."""
        base = None if self.peek() in {"^", "_"} else self.atom()
        scripts: dict[str, Piece] = {}
        self.skip_blanks()
        while (mark := self.peek()) in {"^", "_", "'", "\\limits", "\\nolimits"} and mark:
            if mark == "'" and "^" in scripts:
                break
            self.at += 1
            if mark == "'":
                scripts["^"] = {"m": "sym", "t": "′"}
            elif mark in {"^", "_"}:
                if mark in scripts:
                    raise UnknownFormulaError(f"there are two {mark!r}")
                scripts[mark] = self.argument()
            self.skip_blanks()
        if not scripts:
            return base
        base = base or {"m": "text", "t": ""}
        return {"m": "attach", "c": [base, scripts.get("_"), scripts.get("^")]}

    def argument(self) -> Piece:
        self.skip_blanks()
        self.deeper()
        made = self.group() if self.peek() == "{" else self.atom()
        self.depth -= 1
        return made

    def group(self) -> dict[str, Any]:
        self.expect("{")
        inner = self.row()
        self.expect("}")
        return inner

    def words(self) -> str:
        """The plain text of a group, blanks kept."""
        self.expect("{")
        taken: list[str] = []
        while self.peek() != "}":
            taken.append(self.take())
        self.at += 1
        text = "".join(taken)
        if re.search(r"[\\{$^_]", text):
            raise UnknownFormulaError("its text holds markup")
        return text.replace("~", " ")

    # Constructs

    def atom(self) -> Piece:
        token = self.peek()
        if token == "{":
            return self.group()
        if token in {"^", "_", "}", "#", "$", ""}:
            raise UnknownFormulaError(f"{token or 'its end'} is out of place")
        self.at += 1
        if token in _SKIPPED or token.isspace():
            return None
        if token in _SPACES:
            return {"m": "space", "em": _SPACES[token]}
        if token[0] == "\\" and token not in _SIGNS:
            return self.command(token)
        sign = _SIGNS.get(token, token)
        if len(sign) > 1:
            return {"m": "text", "t": sign}
        if not sign.isprintable():
            raise UnknownFormulaError("it holds a control character")
        return {"m": "sym", "t": sign}

    def command(self, token: str) -> Piece:
        name = token[1:]
        if token in _TWO:
            return {"m": _TWO[token], "c": [self.argument(), self.argument()]}
        if token == "\\sqrt":
            return self.root()
        if token in _ONE:
            return {"m": "style", "t": _ONE[token], "c": [self.argument()]}
        if token in _ACCENTS:
            return {"m": "accent", "t": _ACCENTS[token], "c": [self.argument()]}
        if token == "\\operatorname":
            return {"m": "op", "t": self.words(), "limits": False}
        if token in _WORDS:
            return {"m": "text", "t": self.words()}
        if name in _OPERATORS or name in _WITH_LIMITS:
            return {"m": "op", "t": name, "limits": name in _WITH_LIMITS}
        if token == "\\left":
            return self.fenced()
        if token == "\\begin":
            return self.environment()
        if sign := _sign(token):
            return {"m": "sym", "t": sign}
        raise UnknownFormulaError(f"{token} is not known")

    def root(self) -> dict[str, Any]:
        index: list[Piece] = []
        if self.peek() == "[":
            self.at += 1
            index = [self.row(closing="]")]
            self.expect("]")
        return {"m": "root", "c": [self.argument(), *index]}

    def fenced(self) -> dict[str, Any]:
        opening, inner = self.delimiter(), self.row()
        self.expect("\\right")
        return {"m": "lr", "c": [*opening, inner, *self.delimiter()]}

    def delimiter(self) -> list[Piece]:
        self.skip_blanks()
        return [] if self.peek() == "." and self.take() else [self.atom()]

    def environment(self) -> dict[str, Any]:
        name = self.words().removesuffix("*")
        if name == "array":
            self.words()
        rows = self.rows(stop="\\end")
        self.at += 1
        if self.words().removesuffix("*") != name:
            raise UnknownFormulaError(f"{name} is not closed")
        if name in _MATRICES:
            widest = max(map(len, rows))
            filled = [[*row, *[{"m": "row", "c": []}] * (widest - len(row))] for row in rows]
            return {"m": "matrix", "delim": _MATRICES[name], "rows": filled}
        if name == "cases":
            return {"m": "cases", "rows": rows}
        if name in _ALIGNED:
            return {"m": "aligned", "rows": rows}
        raise UnknownFormulaError(f"{name} is not known")
