"""A citation in brackets, read as the content of a citation role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.model import BadCitation
from builder_ext.sphinx_ext.bibliography import read_target
from builder_ext.statements.brackets import Bracket, read_bracket

SAME = {
    "[@key]": "key",
    "[@key, para. 4; @other]": "key{para. 4},other",
    "[@a; @b; @c, pp. 3-5]": "a,b,c{pp. 3-5}",
    "[@key, paras. 4, 7]": "key{paras. 4, 7}",
    "[@key para. 4]": "key{para. 4}",
    "[@key,\n  para.\n  4]": "key{para. 4}",
    "[see @key, p. 3; also @other]": "{see}key{p. 3},{also}other",
    "[ @key ]": "key",
    "[@smith:2020_a-b.c; @über2020]": "smith:2020_a-b.c,über2020",
    "[@{odd--key*}, p. 3]": "odd--key*{p. 3}",
    "[@{https://x.example/?a=b&c}]": "https://x.example/?a=b&c",
    "[@key, {pp. iv; v} and on; @other{p. 1}]": "key{pp. iv; v and on},other{p. 1}",
    "[@key, §&nbsp;4 and \\[1\\]]": "key{§ 4 and [1]}",
    "[@key, `a; @b`; @other]": "key{`a; @b`},other",
    "[@key, Smith &Co; @other]": "key{Smith &Co},other",
}
NONE = """[@] [@!] [-@] [x] [] [mail a@b.org] [https://x.example/@user] [\\@x] [`@x`] [@{}] @x [@x""".split()
UNREADABLE = {
    "[@a; b]": "a key is missing at a semicolon",
    "[@a;]": "a key is missing at a semicolon",
    "[a; @b]": "a key is missing at a semicolon",
    "[@a, @b]": "keys are parted by semicolons",
    "[@a @b]": "keys are parted by semicolons",
    "[@a.]": "a comma parts a key from what follows it",
    "[@a--b]": "a comma parts a key from what follows it",
    "[@a,]": "what follows its key is no locator",
    "[@a, {p. 3]": "a brace is not closed",
    "[@a, {{n}}]": "a brace stands inside",
    "[@{a b}]": "a key has no blanks",
    "[@{!a}]": "a key has no blanks",
    "[-@a; @b]": "-@ stands before all",
}


@pytest.mark.parametrize("text", SAME)
def test_a_citation_in_brackets_says_what_a_role_says(text):
    assert read_bracket(text) == Bracket("cite:p", SAME[text])


def test_a_minus_leaves_the_author_out():
    assert read_bracket("[see -@a, p. 3; -@b]") == Bracket("cite:yearpar", "{see}a{p. 3},b")


@pytest.mark.parametrize("text", [*NONE, "[@ key]", "[[@x] y]", f"[@a, {'x' * 30000}]"])
def test_what_holds_no_key_is_text(text):
    assert read_bracket(text) is None


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_key_that_cannot_be_read_for_sure_is_never_guessed(text):
    read = read_bracket(text)
    assert (read.role, read.content) == ("cite:p", text)
    assert read.why.startswith(UNREADABLE[text])


@given(st.text("@a1;,{}[]-\\`&<>! .\n“(", max_size=30))
def test_what_is_read_can_be_read_as_a_role_and_loses_no_letter(inside):
    read = read_bracket(f"[{inside}]")
    if read:
        assert isinstance(read_target(read.content), BadCitation) == bool(read.why)
        kept = [char for char in read.content if char in "a1"]
        assert kept == [char for char in inside if char in "a1"]


@pytest.mark.parametrize(
    "text",
    [
        "[@a,@b]",
        "[@a, [@b]]",
        "[@a, {@b}]",
        "[@a [see @b]]",
        "[@a, p.@b]",
        "[@a &nbsp;@b]",
        "[@a,,b]",
    ],
)
def test_no_second_key_is_swallowed_as_words(text):
    assert read_bracket(text).why


@pytest.mark.parametrize("text", ["[@a, mail x@y.org]", "[@a, \\@x]", "[see p. 3 and @a]"])
def test_what_is_no_key_stays_words(text):
    assert read_bracket(text).why == ""
