"""Briefings that hypothesis makes up: MyST in all its nesting, of words that are told apart.

Each word of prose occurs once in its briefing, so a test can see that none is lost and none counted twice.
Citations are slots that a briefing is written with or without, and lines may break anywhere that
a writer may break them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

TEXTS = {
    "rivera2020": "“The last convoy left at dawn,” the pilot said, and 25 trucks went with it.\n\n"
    "Nobody in the port of Mossby saw them again after March 3.",
    "okafor2020": "The envoy was told that 25 trucks had left.\n\n"
    "“We were never asked about any of this,” he said.",
    "lindqvist2021": "A base of 1,200 men stood in the hills, and 25 trucks beside it.\n\n"
    "Nobody in the port of Mossby saw them again, the ministry found.",
    "reprint2020": "“The last convoy left at dawn,” the pilot said, and 25 trucks went with it.",
    "haddad2020": "The last convoy left at dawn, and a base of 1,200 men was empty.",
}
"""What the sources say; of the ministry's report there is no text."""
KEYS = (*TEXTS, "ministry2020")
SAID = {
    "the last convoy left at dawn": ("rivera2020", "reprint2020", "haddad2020"),
    "we were never asked about": ("okafor2020",),
    "a base of 1,200 men": ("lindqvist2021", "haddad2020"),
    "nobody in the port of Mossby": ("rivera2020", "lindqvist2021"),
}
"""Words to be quoted, and who has them."""
COUNTED = {
    "25": ("rivera2020", "okafor2020", "lindqvist2021", "reprint2020"),
    "1,200": ("lindqvist2021", "haddad2020"),
}
COMMON = ("pier", "storm", "ferry", "crane", "crew")
"""Words that a briefing may have several times, so that a place is no matter of finding a word."""
STYLES = [
    "*{}*", "**{}**", "***{}***", "`{}`", "[{}](https://x.example/a_(b))", "{}&amp;", "“{}”", "«{}»", "({})",
    "{},", "~{}~", "\\*{}", "{}  ", "{}—", "{}’s", "'{}'", "&quot;{}&quot;", "{} <!-- x -->", "$x$ {}", "@{}",
    "<https://x.example/> {}", "\u200b{}", "{}\u00a0&", "!{}", "#{}", "{}:", "[*{}*](<a b.txt>)",
]  # fmt: skip
"""How a word may be written within a sentence, or what may stand beside it."""
STOPPED = ["Dr. {}", "U.S. {}", "e.g. {}", "{}… and", "{} et al.,", "{} vs. the", "p.m. {}"]
"""The same, with a stop that only a small letter after it tells from the end of a sentence."""
MARKS = ("assessment", "assumption", "recommendation", "gap", "about")

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SYLLABLES = [c + v for c in _CONSONANTS for v in _VOWELS]
_SCRIPTS: dict[str, str] = {
    "Latin": "bdfgklmnprstvzaeiou",
    "accents": "bdfgkĺmńpŕśtvźáéíóú",
    "Greek": "βδφγκλμνπρστξζαειού",
    "Cyrillic": "бдфгклмнпрствзаейоу",
    "Arabic": "بدفغكلمنقرستوزاهيعح",
    "Hebrew": "בדפגקלמנצרסתוזאהיעח",
    "Devanagari": "बदफगकलमनपरसतवजािीुे",
    "Georgian": "ბდფგკლმნპრსტვზაეიოუ",
}
_NO_CASE = ("Arabic", "Hebrew", "Devanagari", "Georgian", "Hangul", "Han")
_SLOT = re.compile("\ue000(\\d+)\ue001")
_WIDTHS = (30, 60, 200)


@dataclass(frozen=True)
class Cited:
    """A citation: how it is written around its keys, and what stands there without it.

    ``alone`` says that without it exactly one statement is uncited: the one with the word ``of``.
    ``away`` says that it stands in a footnote, and not in that statement.
    """

    keys: tuple[str, ...]
    form: str
    of: str
    alone: bool
    without: str = ""
    away: bool = False

    def written(self, reorder: bool) -> str:
        """Return the citation, its keys in order or the last one first."""
        keys = self.keys[::-1] if reorder else self.keys
        if "[@" in self.form:
            return self.form.replace("@", "; ".join(_bracketed(key) for key in keys))
        return self.form.replace("@", ",".join(keys))


def _bracketed(key: str) -> str:
    name, _, locator = key.partition("{")
    return f"@{name}, {locator.rstrip('}')}" if locator else f"@{name}"


Lines = Callable[[int], list[str]]
"""What writes a block with lines of a given width."""


@dataclass(frozen=True)
class Briefing:
    """A briefing with slots for its citations, and what is known of its words.

    ``prose`` are the words that belong to statements, ``apart`` those that don't; ``parts`` are the texts of
    the files that it includes, by the name that stands in it.
    """

    blocks: tuple[Lines, ...]
    cited: tuple[Cited, ...]
    prose: tuple[str, ...]
    apart: tuple[str, ...]
    parts: dict[str, Lines] = field(default_factory=dict)

    def files(
        self,
        name: str,
        width: int = 60,
        without: int | None = None,
        reorder: bool = False,
        missing: str | None = None,
    ) -> dict[str, str]:
        """Return the files of the briefing under a name: its own, and those that it includes.

        ``without`` is the number of a citation to be left out, ``missing`` what stands there instead.
        """

        def fill(slot: re.Match[str]) -> str:
            cited = self.cited[int(slot[1])]
            if int(slot[1]) != without:
                return cited.written(reorder)
            return cited.without if missing is None else missing

        lines = ["# Briefing", "", *(line for block in self.blocks for line in (*block(width), ""))]
        files = {f"briefings/{name}.md": lines}
        for part, block in self.parts.items():
            files[f"briefings/parts/{name}-{part}.txt"] = [*block(width), ""]
        return {
            path: _SLOT.sub(fill, "\n".join(lines)).replace("\ue002", name)
            for path, lines in files.items()
        }

    def text(self, name: str) -> str:
        """Return the briefing's own file."""
        return self.files(name)[f"briefings/{name}.md"]

    def line_without(self, name: str, without: int) -> tuple[str, int]:
        """Return the file and the line in which a citation is missing."""
        for path, text in self.files(name, without=without, missing="\ue003").items():
            if "\ue003" in text:
                return path, text[: text.index("\ue003")].count("\n") + 1
        raise LookupError(without)


def written_in(script: str, word: str) -> str:
    """Return a made-up word in the letters of a script."""
    if script == "Han":
        return "".join(chr(0x6B00 + _SYLLABLES.index(word[n : n + 2])) for n in (0, 2, 4))
    if script == "Hangul":
        return "".join(
            chr(0xAC00 + 28 * 5 * _SYLLABLES.index(word[n : n + 2]) + 4) for n in (0, 2, 4)
        )
    return word.translate(str.maketrans(_CONSONANTS + _VOWELS, _SCRIPTS[script]))


class _Writer:
    """Draws blocks; knows which words it has used, and what it has cited."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.number = itertools.count(draw(st.integers(0, 300_000)))
        self.notes = itertools.count(1)
        self.prose: list[str] = []
        self.apart: list[str] = []
        self.cited: list[Cited] = []
        self.parts: dict[str, Lines] = {}
        self.after: list[Lines] = []

    def one_of(self, choices: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(choices))

    def often(self, in_ten: int) -> bool:
        return bool(self.draw(st.integers(1, 10)) <= in_ten)

    # -- words

    def word(self, script: str = "Latin", apart: bool = False) -> str:
        """Return a word that the briefing has nowhere else."""
        number, syllables = next(self.number), []
        for _ in range(3):
            number, rest = divmod(number, len(_SYLLABLES))
            syllables.append(_SYLLABLES[rest])
        word = written_in(script, "".join(syllables))
        word = word.capitalize() if apart and script == "Latin" else word
        (self.apart if apart else self.prose).append(word)
        return word

    def common(self) -> str:
        """Return a word that the briefing may have elsewhere too."""
        self.prose.append(self.one_of(COMMON))
        return self.prose[-1]

    def styled(self, word: str, more: Sequence[str] = ()) -> str:
        """Return a word in one of the ways in which Markdown can have one."""
        return str(self.one_of(["{}"] * 12 + STYLES + [*more])).format(word)

    # -- sentences

    def sentence(self, sole: bool = True, cite: bool = True) -> list[str]:
        """Return the words of a sentence that is cited or needs no citation.

        ``sole``: nothing else in its statement is cited, or is a statement.
        """
        kinds = [self.plain] * 5 + [
            self.short,
            self.short,
            self.twice,
            self.spoken,
            self.aside,
            self.counting,
            self.quoting,
            self.subject,
            self.noted,
            self.waived,
            self.question,
            self.marked,
        ]
        kind = self.one_of(kinds) if cite else self.uncited
        return list(kind(sole))

    def uncited(self, sole: bool = True) -> list[str]:
        """Return a sentence of letters only, without a citation."""
        return [*self.clause(), f"{self.word()}."]

    def clause(self, script: str = "Latin", plain: bool = False) -> list[str]:
        first, more = self.word(script), () if script in _NO_CASE else STOPPED
        rest = [self.word(script) for _ in range(self.draw(st.integers(1, 4)))]
        return [
            first if script in _NO_CASE else first.capitalize(),
            *(word if plain else self.styled(word, more) for word in rest),
        ]

    def short(self, sole: bool) -> list[str]:
        last = self.common()
        cited = self.cite(self.keys(), last, sole)
        return self._ended(["The", self.common(), "and", "the", last], ".", cited)

    def twice(self, sole: bool) -> list[str]:
        last = self.word()
        words = [*self.clause(), last]
        words[0] += self.cite(self.keys(), last, False)
        return self._ended(
            words, self.one_of([".", "!", "..."]), self.cite(self.keys(), last, False)
        )

    def spoken(self, sole: bool) -> list[str]:
        last = self.word()
        cited = self.cite(("ministry2020",), last, sole)
        said = [f"“{self.word().capitalize()}", "sank.", self.word().capitalize(), "rose,”"]
        return self._ended([*said, *map(str.lower, self.clause()), last], ".", cited)

    def aside(self, sole: bool) -> list[str]:
        last = self.word()
        first, *words = self.clause()
        return [f"({first}", *words, f"{last}{self.cite(self.keys(), last, sole)}.)"]

    def plain(self, sole: bool) -> list[str]:
        script = self.one_of(["Latin"] * 4 + [*_SCRIPTS, "Hangul", "Han"])
        if script == "Han":
            words, stop = ["、".join(self.word(script) for _ in range(3))], "。"
        else:
            words, stop = self.clause(script), "."
        last = self.word(script)
        return self._ended([*words, last], stop, self.cite(self.keys(), last, sole))

    def counting(self, sole: bool) -> list[str]:
        number = self.one_of(sorted(COUNTED))
        last = self.word()
        cited = self.cite(self.keys(COUNTED[number]), last, sole)
        return self._ended([*self.clause(), self.word(), number, last], ".", cited)

    def quoting(self, sole: bool) -> list[str]:
        said = self.one_of(sorted(SAID))
        opening, closing = self.one_of(["“”", '""', "‘’"])
        last = self.word()
        cited = self.cite(self.keys(SAID[said]), last, sole)
        quoted = f"{opening}{said}{closing}".split()
        return self._ended([*self.clause(), self.word(), *quoted, last], ".", cited)

    def subject(self, sole: bool) -> list[str]:
        last = self.word()
        form = self.one_of(["{cite:t}`@`", "{cite:ts}`@`", "{cite:t}`@`’s desk"])
        slot = self.slot(Cited(self.keys(()), form, last, sole, "Somebody"))
        return [slot, "says", "that", *map(str.lower, self.clause()), f"{last}."]

    def noted(self, sole: bool) -> list[str]:
        last, label = self.word(), f"n{next(self.notes)}"
        slot = self.slot(Cited(self.keys(()), " {cite:p}`@`", last, sole, away=True))
        self.after.append(lambda width: [f"[^{label}]: See{slot}."])
        return [*self.clause(), f"{last}.[^{label}]"]

    def waived(self, sole: bool) -> list[str]:
        reason = self.word(apart=True)
        return (
            [*self.clause(), f"{self.word()}. {{waive}}`uncited: {reason}`"]
            if sole
            else self.plain(sole)
        )

    def question(self, sole: bool) -> list[str]:
        return [*self.clause(plain=True), f"{self.word()}?"] if sole else self.plain(sole)

    def marked(self, sole: bool) -> list[str]:
        if not sole:
            return self.plain(sole)
        first, *words = self.uncited()
        return [f"[{first}", *words[:-1], f"{words[-1]}]{{.{self.one_of(MARKS)}}}"]

    def keys(self, among: Sequence[str] = KEYS) -> tuple[str, ...]:
        """Return some keys, a few of them with words before or a locator after."""
        found = self.draw(
            st.lists(st.sampled_from(among or KEYS), min_size=1, max_size=3, unique=True)
        )
        return tuple(f"{key}{{para. 1}}" if self.often(2) else key for key in found)

    def cite(self, keys: tuple[str, ...], of: str, sole: bool) -> str:
        forms = [
            "{cite:p}`@`",
            "{cite}`@`",
            "{footcite}`@`",
            "{footcite:p}`@`",
            "[@]",
            "({cite:p}`@`)",
            "(see {cite:p}`@`)",
        ]
        return self.slot(Cited(keys, f" {self.one_of(forms)}", of, sole))

    def slot(self, cited: Cited) -> str:
        self.cited.append(cited)
        return f"\ue000{len(self.cited) - 1}\ue001"

    def _ended(self, words: list[str], stop: str, cited: str) -> list[str]:
        where = self.one_of(["before", "before", "after", "within"])
        if where == "within":
            words[-2] += cited
        last = words[-1]
        words[-1] = {"before": f"{last}{cited}{stop}", "after": f"{last}{stop}{cited}"}.get(
            where, f"{last}{stop}"
        )
        return words

    # -- blocks

    def block(self, depth: int, sole: bool = True) -> Lines:
        flat = [self.paragraph] * 5 + [self.table, self.list_table, self.code, self.comment]
        flat += [self.remark, self.marked_paragraph, self.included]
        nested = [
            self.bullets,
            self.numbered,
            self.box,
            self.quote,
            self.definitions,
            self.led,
            self.led_quote,
            self.marked_box,
        ]
        kinds = flat + (nested * 2 if depth else [])
        kind = self.one_of(kinds)
        return kind(depth, sole) if kind in nested else kind(sole)

    def blocks(self, depth: int, sole: bool = True) -> Lines:
        made = [self.block(depth, sole) for _ in range(self.draw(st.integers(1, 2)))]
        return lambda width: _parted([block(width) for block in made])

    def paragraph(self, sole: bool = True, cite: bool = True) -> Lines:
        words: list[str] = []
        if sole and self.often(1):
            words += [f"**{self.word(apart=True)}", f"{self.word(apart=True)}.**"]
        for _ in range(self.draw(st.integers(1, 3))):
            words += self.sentence(sole, cite)
        return lambda width: wrapped(words, width)

    def marked_paragraph(self, sole: bool = True) -> Lines:
        mark, inside = self.one_of(MARKS), self.paragraph(cite=False)
        if not sole:
            return inside
        return lambda width: [f"{{.{mark}}}", *inside(width)]

    def code(self, sole: bool = True) -> Lines:
        word = self.word(apart=True)
        return lambda width: ["```python", f"{word} = 1. It closed.", "```"]

    def comment(self, sole: bool = True) -> Lines:
        word = self.word(apart=True)
        return lambda width: ["", f"% {word} closed.", ""]

    def remark(self, sole: bool = True) -> Lines:
        word = self.word(apart=True)
        return lambda width: [f"<!-- {word}", "closed. -->"]

    def list_table(self, sole: bool = True) -> Lines:
        rows = [self._cells(sole) for _ in range(self.draw(st.integers(1, 3)))]
        lines = [line for one, other in rows for line in (f"* - {one}", f"  - {other}")]
        return lambda width: ["```{list-table}", *lines, "```"]

    def _cells(self, sole: bool) -> list[str]:
        return [" ".join(self.uncited()), " ".join(self._row(sole))]

    def table(self, sole: bool = True) -> Lines:
        head = [self.word(apart=True), self.word(apart=True)]
        rows = [self._cells(sole) for _ in range(self.draw(st.integers(1, 3)))]
        lines = [f"| {one} | {other} |" for one, other in (head, ("---", "---"), *rows)]
        return lambda width: lines

    def _row(self, sole: bool) -> list[str]:
        last = self.word()
        return [*self.clause(), f"{last}{self.cite(self.keys(()), last, sole)}"]

    def bullets(self, depth: int, sole: bool) -> Lines:
        return self._items(lambda n: "- ", depth, sole)

    def numbered(self, depth: int, sole: bool) -> Lines:
        return self._items(lambda n: f"{n}. ", depth, sole)

    def _items(self, sign: Callable[[int], str], depth: int, sole: bool) -> Lines:
        made = [
            self.paragraph(sole) if self.often(7) else self._item(depth, sole)
            for _ in range(self.draw(st.integers(1, 3)))
        ]
        return lambda width: [
            line for n, item in enumerate(made, 1) for line in hung(sign(n), item(width))
        ]

    def _item(self, depth: int, sole: bool) -> Lines:
        first, rest = self.paragraph(sole), self.block(depth - 1, sole)
        return lambda width: _parted([first(width), rest(width)])

    def box(self, depth: int, sole: bool) -> Lines:
        name = self.one_of(["note", "warning", "tip", "admonition Title", "attention"])
        name, _, title = name.partition(" ")
        title = f" {self.word(apart=True)}" if title else ""
        return self._fenced(f"{{{name}}}{title}", self.blocks(depth - 1, sole), depth)

    def marked_box(self, depth: int, sole: bool) -> Lines:
        inside = self.paragraph(cite=False)
        if not sole:
            return inside
        return self._fenced(f"{{{self.one_of(MARKS)}}}", inside, depth)

    def led(self, depth: int, sole: bool) -> Lines:
        # With the citation of one item the lead-in would lose its own; with another sign than that of
        # other lists it is not one with the next.
        words, number = self.uncited(), self.draw(st.integers(1, 3))
        items = [self.paragraph(sole=False) for _ in range(number)]
        words[-1] = f"{words[-1][:-1]}:"
        return lambda width: _parted(
            [wrapped(words, width), [line for item in items for line in hung("+ ", item(width))]]
        )

    def led_quote(self, depth: int, sole: bool) -> Lines:
        words, quoted = self.uncited(), self.uncited()
        slot = self.slot(Cited(("ministry2020",), " {cite:p}`@`", words[-1], False))
        words[-1] = f"{words[-1][:-1]}{slot}:"
        return lambda width: _parted(
            [wrapped(words, width), [f"> {line}" for line in wrapped(quoted, width)]]
        )

    def sourced(self) -> Lines:
        inside = self.paragraph(cite=False)
        keys = ", ".join(self.keys(()))
        return self._fenced(f"{{sourced}} {keys}", inside, 1)

    def _fenced(self, opening: str, inside: Lines, depth: int) -> Lines:
        fence = self.one_of(":`") * (3 + depth)
        return lambda width: [f"{fence}{opening}", *inside(width), fence]

    def quote(self, depth: int, sole: bool) -> Lines:
        # It is one statement, with one citation.
        words = self.uncited()
        last = words[-1][:-1]
        form = self.one_of([" {cite:p}`@`.", ". {cite:p}`@`", " [@]."])
        slot = self.slot(Cited(("ministry2020",), form, last, sole, "."))
        words[-1] = last + slot
        return lambda width: [f"> {line}" for line in wrapped(words, width)]

    def definitions(self, depth: int, sole: bool) -> Lines:
        term, inside = self.word(apart=True), self.paragraph(sole)
        return lambda width: [term, *hung(": ", inside(width))]

    def heading(self) -> Lines:
        words = [self.word(apart=True), self.word(apart=True)]
        return lambda width: [f"## {' '.join(words)}"]

    def included(self, sole: bool = True) -> Lines:
        name = f"p{len(self.parts)}"
        self.parts[name] = self.paragraph()
        return lambda width: [f"```{{include}} parts/\ue002-{name}.txt", "```"]

    def note_of_prose(self) -> Lines:
        label, inside, words = f"m{next(self.notes)}", self.paragraph(), self.sentence()
        self.after.append(lambda width: hung(f"[^{label}]: ", inside(width)))
        question = [*self.clause(plain=True), f"{self.word()}?[^{label}]"]
        return lambda width: wrapped([*words, *question], width)


def wrapped(words: Sequence[str], width: int) -> list[str]:
    """Return words on lines of a width."""
    lines = [""]
    for word in words:
        full = lines[-1] and len(lines[-1]) + len(word) >= width
        if full or lines[-1].endswith("  "):
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


def hung(sign: str, lines: Sequence[str]) -> list[str]:
    """Return lines behind a sign, all but the first as deep as it is long."""
    return [f"{sign if n == 0 else ' ' * len(sign)}{line}".rstrip() for n, line in enumerate(lines)]


def _parted(blocks: Sequence[list[str]]) -> list[str]:
    return [line for n, block in enumerate(blocks) for line in (["", *block] if n else block)]


@st.composite
def briefings(draw: Any) -> Briefing:
    """Draw a briefing in which every factual statement is cited."""
    writer = _Writer(draw)
    top: list[Callable[[], Lines]] = [
        *[lambda: writer.block(3)] * 6, writer.heading, writer.sourced, writer.included, writer.note_of_prose,
    ]  # fmt: skip
    blocks = [draw(st.sampled_from(top))() for _ in range(draw(st.integers(1, 6)))]
    return Briefing(
        (*blocks, *writer.after),
        tuple(writer.cited),
        tuple(writer.prose),
        tuple(writer.apart),
        writer.parts,
    )


def folded(text: str) -> str:
    """Return a text as words are compared here: in one Unicode form and case."""
    return unicodedata.normalize("NFC", text).casefold()
