"""Reading front matter: plain words on one line each, and the lines of its faults."""

from __future__ import annotations

from dataclasses import fields

from builder_ext.sphinx_ext.front_matter import read_front_matter
from fuzz.harness import text_of


def check(data: bytes) -> None:
    """Read the front matter of a file, and the input as front matter."""
    text = text_of(data)
    for whole in (text, f"---\n{text}\n---\n"):
        read = read_front_matter(whole, "a.md")
        assert read_front_matter(whole, "a.md") == read
        lines = whole.count("\n") + 1
        for mishap in read.mishaps:
            assert mishap.detail.isprintable()
            assert 1 <= mishap.place.line <= lines
        for field in fields(read.front):
            assert_plain(getattr(read.front, field.name))


def assert_plain(value: str | tuple[str, ...]) -> None:
    """Assert that words of a briefing's author are on one line, without control characters."""
    for text in (value,) if isinstance(value, str) else value:
        assert text == " ".join(text.split())
        assert not any(char < " " for char in text)
