"""``briefcheck sources convert`` as it is typed."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from builder_ext import cli
from builder_ext.sources import read_library

TRAIN = {
    "id": "http://zotero.org/users/7/items/ABCD2345",
    "type": "article-newspaper",
    "title": "Night Train & 50% of “it”",
    "container-title": "The Harbor Post",
    "author": [{"family": "Rivera", "given": "Ana"}],
    "issued": {"date-parts": [["2031", 3, 12]]},
}


@pytest.fixture
def convert(tmp_path, capsysbinary, monkeypatch):
    """Run the command in a folder with library.json, and return its two outputs."""
    monkeypatch.chdir(tmp_path)

    def running(content, *words, status=0):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / "library.json").write_bytes(data)
        assert cli.main(["sources", "convert", "library.json", *words]) == status
        out, err = capsysbinary.readouterr()
        return out.decode(), err.decode()

    return running


def test_the_bibliography_is_printed_and_new_keys_are_told(convert):
    out, err = convert([TRAIN])
    assert out == (
        "@article{rivera2031,\n"
        "  author       = {Rivera, Ana},\n"
        "  title        = {Night Train \\& 50\\% of “it”},\n"
        "  journaltitle = {The Harbor Post},\n"
        "  entrysubtype = {newspaper},\n"
        "  date         = {2031-03-12},\n"
        "}\n"
    )
    assert err == (
        "briefcheck: library.json, item 1: "
        "http://zotero.org/users/7/items/ABCD2345 becomes rivera2031\n"
    )


def test_it_is_written_whole_to_a_file_that_is_not_there(convert, tmp_path):
    output = tmp_path / "new" / "references.bib"
    out, _ = convert({"items": [TRAIN]}, "--output", str(output))
    assert out == f"{output}: 1 source\n"
    assert list(read_library([(output, "references.bib")]).sources) == ["rivera2031"]
    assert [path.name for path in output.parent.iterdir()] == ["references.bib"]


def test_a_file_that_is_there_is_replaced_by_force_only(convert, tmp_path):
    output = tmp_path / "references.bib"
    output.write_text("mine")
    _, err = convert([TRAIN], "--output", "references.bib", status=2)
    assert err == "briefcheck: references.bib is there; --force replaces it\n"
    assert output.read_text() == "mine"
    convert([TRAIN], "--output", "references.bib", "--force")
    assert output.read_text(encoding="utf-8").startswith("@article{rivera2031,")


@pytest.mark.parametrize("words", [["--output", "library.json"], ["--output", "."]])
def test_not_even_force_replaces_the_input_or_a_folder(convert, tmp_path, words):
    _, err = convert([TRAIN], *words, "--force", status=2)
    assert err.count("\n") == 1
    assert json.loads((tmp_path / "library.json").read_bytes()) == [TRAIN]


def test_what_cannot_be_converted_is_named_and_the_rest_is_written(convert, tmp_path):
    bad = {"id": "b", "type": "book", "author": "Jane"}
    _, err = convert([bad, TRAIN, 7], "--output", "references.bib", status=1)
    assert "library.json, item 1: left out: its 'author' is no list of names\n" in err
    assert "library.json, item 3: left out: it is no object\n" in err
    assert list(read_library([(tmp_path / "references.bib", "r")]).sources) == ["rivera2031"]


@pytest.mark.parametrize("content", [b"\xff\xfe[", b"{", b"[]", b"7", [{"id": "no type"}, 7]])
def test_where_nothing_can_be_read_nothing_is_written(convert, tmp_path, content):
    out, err = convert(content, "--output", "references.bib", status=2)
    assert not out
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("briefcheck: library.json")
    assert not (tmp_path / "references.bib").exists()


def test_no_text_of_a_file_steers_a_terminal_or_a_runner(convert):
    evil = "::error::x\x1b[31m\u202e} @misc{b, title = {c}"
    out, err = convert([{**TRAIN, "id": evil, "title": evil, "note": evil, "type": evil}])
    for text in (out, err):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not any(line.startswith("::") for line in text.splitlines())
    assert out.count("@misc{") == 1


def test_a_file_that_is_missing_is_named(convert, tmp_path, capsysbinary):
    assert cli.main(["sources", "convert", os.fspath(tmp_path / "no.json")]) == 2
    assert capsysbinary.readouterr().err.endswith(
        b"no.json cannot be read: No such file or directory\n"
    )


def test_the_page_on_libraries_shows_what_the_command_does(convert):
    page = (Path(__file__).parents[1] / "docs" / "libraries.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(json|bibtex)\n(.*?)```", page, re.DOTALL))
    out, err = convert(blocks["json"].encode())
    assert out == blocks["bibtex"]
    assert err in page
