"""HTML written piece by piece: whatever is not markup already is escaped, and invisible things shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from builder_ext.reports import printable

Content = str | Iterable["Content"] | None
"""Text, markup, or a sequence of both; None is nothing."""
_VOID = frozenset(("br", "col", "input", "rect", "use", "path"))


def text(words: str) -> Markup:
    """Return untrusted words as markup, on one line and without control characters."""
    return escape(printable(words))


def tag(name: str, /, *content: Content, **attributes: object) -> Markup:
    """Return an element; an attribute that is None or False is left out.

    ``class_`` is ``class``, ``data_rule`` is ``data-rule``.  XHTML can hold it too.
    """
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{given} />")
    return Markup(f"<{name}{given}>{join(content)}</{name}>")


def join(content: Content) -> Markup:
    """Return text, markup, or a sequence of them as one piece of markup."""
    if content is None:
        return Markup("")
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return text(content)
    return Markup("".join(join(one) for one in content))


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    name = "viewBox" if name == "viewbox" else name
    shown = name if value is True else text(str(value))
    return f' {name}="{shown}"'


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell; ``value`` is what it is sorted by where its words are not."""

    content: Content
    value: str | int | None = None
    css: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; ``sort`` is "number", "text", or empty for a column that is not sorted."""

    name: Content
    sort: str = ""
    css: str | None = None


Row = Sequence[Cell | Content]


def table(
    heads: Sequence[Head], rows: Iterable[Row], label: str, css: str = "", foot: Row | None = None
) -> Markup:
    """Return a table in a box that can be scrolled; the first cell of a row is its head."""
    head = tag("thead", tag("tr", (_head(h) for h in heads)))
    body = tag("tbody", (tag("tr", _cells(row, heads), "\n") for row in rows))
    end = tag("tfoot", tag("tr", _cells(foot, heads))) if foot else None
    sorts = any(h.sort for h in heads)
    made = tag(
        "table",
        tag("caption", label),
        head,
        body,
        end,
        class_=f"bca-table {css}".strip(),
        data_bca_sortable=sorts or None,
    )
    # A box that can be scrolled must be reachable by the keyboard.
    return tag("div", made, class_="bca-scroll", tabindex="0", role="group", aria_label=label)


def _head(head: Head) -> Markup:
    css = head.css or ("bca-number" if head.sort == "number" else None)
    return tag("th", head.name, scope="col", class_=css, data_sort=head.sort or None)


def _cells(row: Row, heads: Sequence[Head]) -> Iterable[Markup]:
    for number, cell in enumerate(row):
        one = cell if isinstance(cell, Cell) else Cell(cell)
        number_css = "bca-number" if heads[number].sort == "number" else None
        css = one.css or heads[number].css or number_css
        if number == 0:
            yield tag("th", one.content, scope="row", class_=css, data_value=one.value)
        else:
            yield tag("td", one.content, class_=css, data_value=one.value)
