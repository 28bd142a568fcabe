"""Table geometry: cells in a full grid, columns as wide as their text asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from docutils import nodes

# Letters of the table face that fit one line of the text, of text and margin, of a page set across.
_LINE = 72
_WIDE_LINE = 91
_ACROSS_LINE = 138
_SIZE = 9.0
_SMALLEST = 5.5
# Smaller than this, a table gets a page set across.
_SMALLEST_UPRIGHT = 7.2
_LONGEST_WORD = 24
# A table of so many columns, or with rows of so many letters, takes the margin too.
_MANY_COLUMNS = 5
_LONG_ROW = 220


@dataclass(frozen=True)
class Grid:
    """Rows of a table, the first `head` of them its head; `columns` counts the widest row."""

    rows: tuple[nodes.row, ...]
    head: int
    columns: int
    missing: tuple[int, ...]


def read_grid(group: nodes.tgroup) -> Grid:
    """The rows of a table, and how many cells each one is short of the widest."""
    head = tuple(_rows(group, nodes.thead))
    rows = head + tuple(_rows(group, nodes.tbody))
    widths = _row_widths(rows)
    columns = max(widths, default=0)
    return Grid(rows, len(head), columns, tuple(columns - width for width in widths))


def _rows(group: nodes.tgroup, part: type[nodes.Element]) -> Iterator[nodes.row]:
    for block in group.children:
        if isinstance(block, part):
            yield from (row for row in block.children if isinstance(row, nodes.row))


def span(entry: nodes.Node) -> tuple[int, int]:
    """Columns and rows that a cell takes."""
    assert isinstance(entry, nodes.Element)
    return 1 + entry.get("morecols", 0), 1 + entry.get("morerows", 0)


def _row_widths(rows: Sequence[nodes.row]) -> list[int]:
    widths = [0] * len(rows)
    for index, row in enumerate(rows):
        for entry in row.children:
            across, down = span(entry)
            for below in range(index, min(index + down, len(rows))):
                widths[below] += across
    return widths


@dataclass(frozen=True)
class Setting:
    """Where a table is set ("text", "wide": the margin too, "landscape"), and its letters' points."""

    place: str
    size: float


def choose_setting(grid: Grid, free: bool) -> Setting:
    """The narrowest place that no word of a column has to be broken in.

    Not `free` is a table inside of something else: it has the text's width alone.
    """
    words = sum(_longest_word(column) + 3 for column in _column_texts(grid))
    if not free:
        return Setting("text", _fitted(words, _LINE))
    if _fitted(words, _WIDE_LINE) < _SMALLEST_UPRIGHT:
        return Setting("landscape", _fitted(words, _ACROSS_LINE))
    rows = [sum(len(entry.astext()) for entry in row.children) for row in grid.rows]
    full = grid.columns >= _MANY_COLUMNS and max(rows, default=0) > _LINE
    if words > _LINE or full or (grid.columns > 2 and max(rows, default=0) > _LONG_ROW):
        return Setting("wide", _fitted(words, _WIDE_LINE))
    return Setting("text", _SIZE)


def _fitted(words: int, line: int) -> float:
    return max(_SMALLEST, round(_SIZE * min(1.0, line / max(words, 1)), 1))


def _longest_word(texts: Sequence[str]) -> int:
    return min(max((len(w) for text in texts for w in text.split()), default=1), _LONGEST_WORD)


def column_weights(group: nodes.tgroup, grid: Grid, given: bool, setting: Setting) -> list[float]:
    """Shares of the page's width, a column each; zeros where the table fits as it is."""
    declared = [spec.get("colwidth", 1) for spec in group.findall(nodes.colspec)]
    texts = _column_texts(grid)
    if given and len(declared) == grid.columns:
        return _no_word_broken(declared, texts, setting)
    longest = [max(map(len, column), default=1) for column in texts]
    if sum(longest) + 3 * len(longest) <= _letters(setting):
        return [0.0] * grid.columns
    return [_weight(column) for column in texts]


def _letters(setting: Setting) -> float:
    """How many letters a line of the table has."""
    lines = {"text": _LINE, "wide": _WIDE_LINE, "landscape": _ACROSS_LINE}
    return lines[setting.place] * _SIZE / setting.size


def _no_word_broken(
    declared: Sequence[float], texts: Sequence[Sequence[str]], setting: Setting
) -> list[float]:
    """The widths that the author gave, none narrower than its longest word."""
    unit = _letters(setting) / max(sum(declared), 1)
    return [
        round(max(width * unit, _longest_word(column) + 2.0), 1)
        for width, column in zip(declared, texts, strict=True)
    ]


def _column_texts(grid: Grid) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in range(grid.columns)]
    for row in grid.rows:
        place = 0
        for entry in row.children:
            across, _ = span(entry)
            if across == 1 and place < grid.columns:
                columns[place].append(entry.astext())
            place += across
    return columns


def _weight(texts: Sequence[str]) -> float:
    """Between the longest word and the square root of the text, so that no column starves."""
    word = _longest_word(texts) + 2
    return round(max(float(word), sqrt(6 * max(map(len, texts), default=1)) * 1.6), 1)
