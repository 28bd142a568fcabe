"""Sentence splitting: every character but white space is in exactly one sentence."""

from __future__ import annotations

from builder_ext.statements.kinds import asks, points, read_parts
from builder_ext.statements.parts import quoted_spans, value_spans
from builder_ext.statements.sentences import split_sentences
from fuzz.harness import assert_spans, text_of


def check(data: bytes) -> None:
    """Split a text, whole and with its middle protected, and read the parts of its sentences."""
    text = text_of(data)
    spans = split_sentences(text)
    assert_covered(text, spans)
    assert split_sentences(text.replace("\n", " ")) == spans
    third = len(text) // 3
    held = split_sentences(text, [(third, 2 * third)])
    assert_covered(text, held)
    assert not [end for _, end in held[:-1] if third < end < 2 * third]
    for start, end in spans:
        assert_parts(text[start:end])


def assert_covered(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Assert that sentences hold all but white space, which none begins or ends with."""
    assert_spans(spans, text)
    assert all(text[s:e] == text[s:e].strip() for s, e in spans)
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())


def assert_parts(sentence: str) -> None:
    """Assert that quotations and values stand in their sentence."""
    assert_spans(value_spans(sentence), sentence)
    assert all(0 <= start <= end <= len(sentence) for start, end in quoted_spans(sentence))
    quoted, values = read_parts(sentence, "")
    assert all(part in sentence for part in (*quoted, *values))
    assert asks(sentence) in (True, False)
    assert points(sentence) in (True, False)
