"""What a heading says that its section would have to bear out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder_ext.evidence.quotes import match_quotation
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.values import ArticleValues, compare_values
from builder_ext.model import Section, Statement
from builder_ext.statements.parts import quotations, values


def unsupported_parts(section: Section, cited: Sequence[Statement]) -> Iterator[str]:
    """Yield a heading's quotations and values that no cited statement of its section has."""
    quoted, found = quotations(section.heading), values(section.heading)
    if section.place is None or not (quoted or found):
        return
    depth = len(section.path)
    texts = [s.text for s in cited if s.section[:depth] == section.path]
    written = ArticleText("\n\n".join(texts))
    yield from (q for q in quoted if match_quotation(q, written).how != "exact")
    outside = tuple(v for v in found if not any(v in q for q in quoted))
    matches = compare_values(section.heading, outside, ArticleValues(texts, None))
    for value, match in zip(outside, matches, strict=True):
        if not (match.carried or any(value in text for text in texts)):
            yield value
