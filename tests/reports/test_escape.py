"""What others wrote can neither hide in a report nor command what prints it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.reports.escape import json_text, printable, without_controls


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo\r\n\tthree\u2028four", "one two three four"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\x9b31m", "<U+009B>31m"),
        ("user\u202etxt.exe", "user<U+202E>txt.exe"),
        ("rivera\u200b2020", "rivera<U+200B>2020"),
        ("\ufeffKyiv", "<U+FEFF>Kyiv"),
        ("half \ud800", "half <U+D800>"),
        ("\u3164", "<U+3164>"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Żółć – “naïve” 12\u202f000 €",
        "نشر\u200cة \u06dd",
        "می\u200cخواهم",
        "👨\u200d👩\u200d👧 ☑\ufe0f",
    ],
)
def test_text_that_can_be_seen_stays_as_it_is(text):
    assert printable(text) == text


def test_a_joiner_between_latin_letters_or_at_an_edge_is_written_out():
    assert printable("ri\u200dvera") == "ri<U+200D>vera"
    assert printable("\u200cم\u200c") == "<U+200C>م<U+200C>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "<U+003A>:error::x"),
        (" \t ::add-mask::x", "   <U+003A>:add-mask::x"),
        ("\n::stop-commands::x", " <U+003A>:stop-commands::x"),
        ("see ##[add-mask]x", "see <U+0023>#[add-mask]x"),
        ("##vso[task.complete]", "<U+0023>#vso[task.complete]"),
        ("a::b ## c", "a::b ## c"),
    ],
)
def test_no_text_is_a_command_to_a_runner(text, shown):
    assert printable(text) == shown


def test_data_loses_only_its_control_characters():
    assert without_controls("a\tb\u202ec\u200dd\x00e") == "a b\u202ec\u200dd<U+0000>e"


def test_json_keeps_invisible_characters_as_escapes():
    written = json_text({"text": "a\u202eb – \U000e0041\u00a0ü"})
    assert written == '{\n "text": "a\\u202eb – \\udb40\\udc41\u00a0ü"\n}\n'
    assert json.loads(written)["text"] == "a\u202eb – \U000e0041\u00a0ü"


@given(st.text())
def test_printable_text_is_one_line_of_utf_8_that_begins_with_no_command(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not shown.lstrip().startswith("::")
    assert printable(shown) == shown
    shown.encode()


@given(st.text(st.characters()))
def test_any_text_makes_json_that_utf_8_can_hold_and_a_terminal_can_show(text):
    written = json_text([text])
    assert json.loads(written) == [without_controls(text)]
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in written.replace("\n", ""))
    written.encode()
