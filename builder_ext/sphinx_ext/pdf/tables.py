"""Table geometry: cells in a full grid, columns as wide as their text asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from docutils import nodes

# Letters of the table face that fit one line of the page.
_LINE = 84
_LONGEST_WORD = 24


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


def column_weights(group: nodes.tgroup, grid: Grid, given: bool) -> list[float]:
    """Shares of the page's width, a column each; zeros where the table fits as it is."""
    declared = [spec.get("colwidth", 1) for spec in group.findall(nodes.colspec)]
    if given and len(declared) == grid.columns:
        return [float(width) for width in declared]
    texts = _column_texts(grid)
    longest = [max(map(len, column), default=1) for column in texts]
    if sum(longest) + 3 * len(longest) <= _LINE:
        return [0.0] * grid.columns
    return [_weight(column) for column in texts]


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
    words = (len(word) for text in texts for word in text.split())
    word = min(max(words, default=1), _LONGEST_WORD) + 2
    return round(max(float(word), sqrt(6 * max(map(len, texts), default=1)) * 1.6), 1)
