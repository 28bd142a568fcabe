"""Inputs that are too large or too odd to be written into a table; rows name these functions."""

from __future__ import annotations


def repeated(piece: str, times: int, before: str = "# T\n\n", after: str = "\n") -> str:
    """The same text many times."""
    return before + piece * times + after


def nested(piece: str, depth: int, after: str = "It fell in 2019.\n") -> str:
    """A paragraph behind the same sign many times."""
    return f"# T\n\n{piece * depth}{after}"


def lists(depth: int, at: int) -> str:
    """A list in a list in a list; one item alone, so many levels down, has words."""
    items = ["It fell in 2019." if level == at - 1 else "![](a.png)" for level in range(depth)]
    return "# T\n\n" + "".join(f"{'  ' * level}- {item}\n" for level, item in enumerate(items))


def directives(depth: int) -> str:
    """A box in a box in a box, the outermost with the longest fence."""
    fences = [":" * (3 + depth - level) for level in range(depth)]
    opened = "".join(f"{fence}{{note}}\n" for fence in fences)
    return f"# T\n\n{opened}It fell in 2019.\n" + "".join(f"{fence}\n" for fence in fences[::-1])


def table(rows: int) -> str:
    """A table whose last row alone holds a value."""
    body = "| It rose {cite:p}`rivera2020` | x |\n" * (rows - 1)
    return f"# T\n\n| a | b |\n|---|---|\n{body}| It fell in 2019 | x |\n"


def entries(size: int) -> str:
    """A bibliography of so many bytes, with a broken entry at its end."""
    entry = "@misc{{{0}, title = {{{1}}}, publisher = {{P}}, date = {{2020}}}}\n"
    each = "A title of some length, as libraries have them, " * 20
    count = size // (len(each) + 60)
    whole = "".join(entry.format(f"big{number}", each) for number in range(count))
    return whole + "@misc{cut, title = {Cut o"


MAKERS = {
    function.__name__: function
    for function in (repeated, nested, lists, directives, table, entries)
}
