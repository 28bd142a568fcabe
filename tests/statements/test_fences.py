"""A fence that is never closed turns what follows it into something else."""

from __future__ import annotations

import pytest

from builder_ext.statements.fences import unclosed_fences


def unclosed(text):
    return [line for line, _ in unclosed_fences(text.split("\n"))]


@pytest.mark.parametrize(
    "text",
    [
        "One.\n",
        "```\ncode\n```\n",
        "````{note}\n```{tip}\nOne.\n```\n````\n",
        ":::{note}\nOne.\n:::::\n",
        "```python\n:::{note}\n```\n",
        "`` ` ``\n```a`b\n",
        "    ```\n",
        "- one\n\n      ```\n",
        "- :::{note}\n  One.\n  :::\n",
        "1. one\n\n     ```python\n     x\n     ```\n",
        "> ```\n> code\n",
    ],
)
def test_closed_ones_and_what_is_no_fence_are_left_alone(text):
    assert unclosed(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One.\n\n```\ncode\n", 3),
        (":::{assessment}\nOne.\n\n## Two\n", 1),
        ("````{note}\n```{tip}\nOne.\n````\n", 2),
        (":::{note}\nOne.\n::\n", 1),
        ("````\ncode\n```\n", 1),
    ],
)
def test_the_one_that_is_open_is_named_by_its_line(text, line):
    assert unclosed(text) == [line]


def test_many_fences_are_read_in_linear_time():
    assert unclosed("```\n```\n" * 20_000) == []


def test_a_line_of_many_list_marks_takes_no_longer_than_other_text():
    # Two blanks between two marks could be parted in two ways: 2 to the power of 60 in all.
    assert unclosed("-  " * 60 + "end\n" + "1.  " * 20_000 + "end\n```\n") == [3]


def test_boxes_nested_a_thousand_deep_are_looked_through_as_far_as_they_are_read():
    fences = [":" * (3 + depth) for depth in range(1100, 0, -1)]
    opened = "".join(f"{fence}{{note}}\n" for fence in fences)
    assert list(unclosed_fences((opened + "\n".join(fences[::-1])).split("\n"))) == []
