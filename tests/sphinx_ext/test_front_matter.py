"""What a briefing says of itself is read as plain words, and what cannot be used is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.model import Front
from builder_ext.sphinx_ext.front_matter import read_front_matter

WHOLE = """---
title: The road to the strike
date: 2020-03-21
authors: [Ana Ruiz, "Bo \\u0007Li"]
classification: For official use only
distribution: Editors
summary: |
  What led to it,
  and who urged it.
keywords:
- Iran
- Iraq
status: draft
---

# Title
"""


def noted(text):
    return [(m.place.line, m.detail) for m in read_front_matter(text, "a.md").mishaps]


def test_every_field_is_read_on_one_line():
    assert read_front_matter(WHOLE, "a.md").front == Front(
        "The road to the strike",
        "2020-03-21",
        ("Ana Ruiz", "Bo Li"),
        "For official use only",
        "Editors",
        "What led to it, and who urged it.",
        ("Iran", "Iraq"),
        "draft",
    )
    assert noted(WHOLE) == []


@pytest.mark.parametrize("text", ["", "# Title\n", "---\n---\n", "text\n---\ntitle: no\n---\n"])
def test_a_page_without_front_matter_says_nothing_of_itself(text):
    assert read_front_matter(text, "a.md").front == Front()
    assert noted(text) == []


@pytest.mark.parametrize(
    ("field", "line", "said"),
    [
        ("date: 21/3/2020", 2, "the date `21/3/2020` is not written as YYYY-MM-DD"),
        ("date: 2020-02-31", 2, "the date `2020-02-31` is not written as YYYY-MM-DD"),
        ("status: darft", 2, "the status `darft` is none of draft, review, final"),
        ("clasification: secret", 2, "did you mean `classification`?"),
        ("title: a\nauthors: {name: b}", 3, "`authors` is neither text nor a list of texts"),
        ("title: [a, b]", 2, "`title` is one text, not a list"),
        ("title: a: b", 2, "front matter is not YAML"),
        ("- a\n- b", 2, "front matter is not a list of fields"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(field, line, said):
    (found,) = noted(f"---\n{field}\n---\n\n# Title\n")
    assert found[0] == line
    assert said in found[1]


@pytest.mark.parametrize(
    ("field", "grave"),
    [
        ("clasification: secret", True),
        ("status: drafft", True),
        ("classification: {a: b}", True),
        ("date: 21/3/2020", False),
        ("sumary: x", False),
    ],
)
def test_what_a_reader_would_miss_is_an_error(field, grave):
    (found,) = read_front_matter(f"---\n{field}\n---\n", "a.md").mishaps
    assert found.grave == grave


def test_a_status_is_the_same_in_capitals():
    assert read_front_matter("---\nstatus: Draft\n---\n", "a.md").front.status == "draft"
    assert noted("---\nstatus: Draft\n---\n") == []


@pytest.mark.parametrize("field", ["author: Ana", "orphan: true", "colour: red", "status:"])
def test_other_peoples_fields_are_left_alone(field):
    assert noted(f"---\n{field}\n---\n") == []


def test_one_author_may_be_given_as_text():
    assert read_front_matter("---\nauthor: Ana\n---\n", "a.md").front.authors == ("Ana",)


def test_front_matter_of_any_length_is_read_or_refused_in_words():
    assert noted("---\nsummary: " + "a" * 30_000 + "\n---\n") == [
        (1, "front matter is longer than 20000 characters: none of it is used")
    ]
    assert noted("---\n" + "a\n" * 200_000) == []


@given(st.text("ab:-[]{}&*!|>\n \"'\t#,?0é\u0000", max_size=60))
def test_no_front_matter_is_too_odd(text):
    read = read_front_matter(f"---\n{text}\n---\n", "a.md")
    assert all(mishap.detail.isprintable() for mishap in read.mishaps)
