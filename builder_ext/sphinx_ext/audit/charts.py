"""Bars in SVG, made when the pages are built: told apart by their pattern, and given as tables too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from builder_ext.reports.audit_view import Part, percent
from builder_ext.sphinx_ext.audit.markup import Cell, Head, join, table, tag

_WIDTH, _HEIGHT, _GAP = 600, 32, 3
_PATTERNS = Markup(
    '<svg class="bca-shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="bca-hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="bca-ink-fair" width="4" height="7" /></pattern>'
    '<pattern id="bca-grid" width="7" height="7" patternUnits="userSpaceOnUse">'
    '<rect class="bca-ink-thin" width="7" height="2" /><rect class="bca-ink-thin" width="2"'
    ' height="7" /></pattern>'
    '<pattern id="bca-dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect class="bca-ink-open" x="1" y="1" width="2.5" height="2.5" /></pattern>'
    "</defs></svg>"
)
"""Patterns that the page's pictures refer to; written once a page, before them."""


def shapes() -> Markup:
    """Return the patterns that bars are drawn with."""
    return _PATTERNS


def chart(name: str, title: str, parts: Sequence[Part]) -> Markup:
    """Return a bar over its table, which is its legend too."""
    whole = sum(part.count for part in parts)
    told = "; ".join(f"{part.name}: {part.count}" for part in parts if part.count)
    described = f"A bar of {whole} statements. {told}." if whole else "No statements."
    picture = tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", described, id=f"{name}-desc"),
        _segments(parts, _WIDTH, _HEIGHT),
        viewbox=f"0 0 {_WIDTH} {_HEIGHT}",
        class_="bca-bar",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )
    rows = [
        [
            Cell([_swatch(part), part.name]),
            str(part.count),
            percent(part.count, whole),
        ]
        for part in parts
    ]
    heads = [Head("Statements"), Head("Number", css="bca-number"), Head("Share", css="bca-number")]
    legend = table(heads, rows, title, "bca-legend")
    return tag("figure", tag("figcaption", title), picture, legend, class_="bca-chart")


def small_bar(parts: Sequence[Part]) -> Markup:
    """Return a bar for a table's row; the row gives its numbers in words."""
    drawn = _segments(parts, 120, 12)
    return tag("svg", drawn, viewbox="0 0 120 12", class_="bca-small-bar", aria_hidden="true")


def _swatch(part: Part) -> Markup:
    square = _rect(0, 14, 14, part)
    return tag("svg", square, viewbox="0 0 14 14", class_="bca-swatch", aria_hidden="true")


def _segments(parts: Sequence[Part], width: int, height: int) -> Markup:
    return join(_rect(x, size, height, part) for x, size, part in _laid_out(parts, width))


def _laid_out(parts: Sequence[Part], width: int) -> Iterator[tuple[float, float, Part]]:
    """Yield where each part begins and how wide it is; what is small is seen all the same."""
    shown = [part for part in parts if part.count]
    whole = sum(part.count for part in shown)
    room = width - _GAP * (len(shown) - 1)
    sizes = [max(_GAP, room * part.count / whole) for part in shown]
    scale = room / sum(sizes) if sizes else 1
    x = 0.0
    for part, size in zip(shown, sizes, strict=True):
        yield x, size * scale, part
        x += size * scale + _GAP


def _rect(x: float, width: float, height: int, part: Part) -> Markup:
    # The line around it lies within it.
    inside = max(width - 1.5, 0.5)
    return tag(
        "rect",
        x=f"{x + 0.75:.5g}",
        y="0.75",
        width=f"{inside:.5g}",
        height=f"{height - 1.5:g}",
        class_=f"bca-{part.look}",
    )
