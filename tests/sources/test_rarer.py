"""What files, pages and bibliographies rarely hold, and is told all the same."""

from __future__ import annotations

import http.client
import socket
import ssl
import sys
import time
import urllib.error
from email.message import Message
from pathlib import Path

import pytest

from builder_ext.model import Place, Source
from builder_ext.sources import decoding, fetching, intake, lock, pdf, snapshots
from builder_ext.sources.csl import convert, read_items
from builder_ext.sources.entries import key_problem
from builder_ext.sources.fetching import FetchError
from builder_ext.sources.fields import evaluate
from builder_ext.sources.intake import IntakeError, read_file
from builder_ext.sources.latex import text_of
from builder_ext.sources.lock import read_lock
from builder_ext.sources.outlets import OutletNames
from builder_ext.sources.pdf import PdfError, read_pdf
from builder_ext.sources.snapshots import SnapshotProblem, Snapshots, name_problem

# -- the lock


SOUND = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "source\ta\tff\t9\t2031-03-06\te",
        f"source\ta\t{SOUND}\tmany\t2031-03-06\te",
        f"source\ta\t{SOUND}\t9",
        "evidence\ts\tp\tvalues\ta\tcarried\t\t1",
        "evidence\ts\tp\tvalue\ta\tcarried\tgone\t1",
        "evidence\ts\tp\tvalue\ta\tperhaps\t\t1",
        "evidence\ts\tp\tvalue\ta\tcarried\t\tone",
        "hint\ta\tone",
        "shared\ta\tb\tmuch",
        "score\ts\ta\tm\th\tmuch",
        "others\ta",
    ],
)
def test_a_line_that_is_no_record_is_told_with_its_number(tmp_path, line):
    path = tmp_path / "references.lock"
    path.write_text(f"# briefcheck lock {lock.VERSION}\nhint\tb\t3\n{line}\n", "utf-8")
    read = read_lock(path)
    assert read.hints == {"b": 3}
    assert [(p.line, p.why) for p in read.problems] == [(3, "is no record; write the lock anew")]


def test_two_records_of_one_thing_that_differ_are_told_and_equal_ones_are_not(tmp_path):
    path = tmp_path / "references.lock"
    one = "evidence\ts\tp\tvalue\ta\tcarried\t\t1\n"
    path.write_text(one + one + one.replace("\t1", "\t2"), "utf-8")
    assert [p.line for p in read_lock(path).problems] == [3]


def test_a_lock_of_another_version_or_too_large_is_told(tmp_path, monkeypatch):
    path = tmp_path / "references.lock"
    path.write_text("# briefcheck lock 99: what\n", "utf-8")
    (problem,) = read_lock(path).problems
    assert (problem.line, problem.why) == (
        1, f"is of version 99, not {lock.VERSION}; write the lock anew"
    )  # fmt: skip
    monkeypatch.setattr(lock, "_LIMIT", 5)
    (problem,) = read_lock(path).problems
    assert (problem.line, problem.why) == (1, "is larger than 5 bytes")


# -- texts


def test_the_encodings_that_no_decoder_takes_are_told(monkeypatch):
    def cannot(*_):
        raise LookupError

    class Bytes(bytes):
        decode = cannot

    with pytest.raises(decoding.TextError, match="cannot be read as utf-8"):
        decoding._text(Bytes(b"x"), "utf-8")


def test_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "FILE_LIMIT", 4)
    path = tmp_path / "a.txt"
    path.write_text("Words", "utf-8")
    with pytest.raises(IntakeError, match="is larger than 4 bytes"):
        read_file(path)
    path.write_text("Word", "utf-8")
    assert read_file(path).text.strip() == "Word"


HTML = (
    "<html><body><p>The ferry lay in the ice for nineteen days, and nobody came.</p></body></html>"
)


@pytest.mark.parametrize(
    ("module", "name", "content", "said"),
    [
        ("trafilatura", "a.html", HTML.encode(), "is HTML, and trafilatura is missing"),
        ("pypdf", "a.pdf", b"%PDF-1.7", "is PDF, and pypdf is missing"),
    ],
)
def test_a_reader_that_is_not_installed_is_named(
    tmp_path, monkeypatch, module, name, content, said
):
    monkeypatch.setitem(sys.modules, module, None)
    intake._quiet_trafilatura.cache_clear()
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(IntakeError, match=said):
        read_file(path)


def test_a_page_that_its_reader_falls_over_is_refused(tmp_path, monkeypatch):
    def fall(*_args, **_options):
        raise RecursionError

    monkeypatch.setattr(intake, "_quiet_trafilatura", lambda: fall)
    path = tmp_path / "a.html"
    path.write_text(HTML, "utf-8")
    with pytest.raises(IntakeError, match=r"cannot be read as HTML \(RecursionError\)"):
        read_file(path)


@pytest.mark.parametrize(
    ("declared", "fetched", "own"),
    [
        ("https://x.example/a", "https://www.x.example/b", "https://x.example/a"),
        ("https://y.example/a", "https://x.example/b", "https://x.example/b"),
        ("https://[y/a", "https://x.example/b", "https://x.example/b"),
        ("https://y.example/a", None, "https://y.example/a"),
        ("/a", "https://x.example/b", "https://x.example/b"),
        (None, "https://x.example/b", "https://x.example/b"),
    ],
)
def test_a_page_may_name_another_address_of_its_own_host(declared, fetched, own):
    assert intake._own_address(declared, fetched) == own


class Page:
    def __init__(self, text: str, seconds: float = 0) -> None:
        self.text, self.seconds = text, seconds

    def extract_text(self) -> str:
        return self.text


class Reader:
    is_encrypted = False
    metadata = None

    def __init__(self, *pages: Page) -> None:
        self.pages = pages


def test_a_pdf_with_too_much_text_or_that_takes_too_long_is_refused(monkeypatch):
    pypdf = pytest.importorskip("pypdf")
    monkeypatch.setattr(pypdf, "PdfReader", lambda _: Reader(Page("One line."), Page("Two lines.")))
    assert read_pdf(b"").text == "One line. Two lines."
    monkeypatch.setattr(pdf, "_CHARACTERS", 12)
    with pytest.raises(PdfError, match="holds more than 12 characters of text"):
        read_pdf(b"")
    monkeypatch.setattr(pdf, "_CHARACTERS", 99)
    monkeypatch.setattr(pdf, "_SECONDS", -1.0)
    with pytest.raises(PdfError, match="takes more than -1 seconds to read"):
        read_pdf(b"")


# -- the web


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FetchError("is no page"), "is no page"),
        (TimeoutError(), "did not answer in full within 7 seconds"),
        (urllib.error.URLError(TimeoutError()), "did not answer in full within 7 seconds"),
        (socket.gaierror(), "is at a host whose name cannot be resolved"),
        (ConnectionRefusedError(), "is at a host that refuses the connection"),
        (http.client.IncompleteRead(b""), "broke off before its end"),
        (http.client.BadStatusLine("x"), "gave no answer that can be read (BadStatusLine)"),
        (ConnectionResetError(), "gave no answer that can be read (ConnectionResetError)"),
        (OSError("no route"), "cannot be read: no route"),
        (OSError(), "cannot be read: OSError"),
        (urllib.error.URLError("no route"), "cannot be read: <urlopen error no route>"),
    ],
)
def test_why_a_page_could_not_be_had_is_said_in_words(error, said):
    assert fetching._reason(error, 7) == said


def test_a_certificate_that_cannot_be_trusted_is_told():
    error = ssl.SSLCertVerificationError("x")
    error.verify_message = "self-signed certificate"
    assert fetching._reason(error, 7) == (
        "has a certificate that cannot be trusted: self-signed certificate"
    )


def test_an_address_of_numbers_keeps_its_brackets():
    assert fetching._address("http://[::1]:80/ä") == "http://[::1]:80/%C3%A4"
    assert fetching._address("http://[::1]/a") == "http://[::1]/a"


def test_a_page_that_comes_too_slowly_is_not_waited_for():
    class Response:
        headers = Message()

        def read1(self, _size: int) -> bytes:
            return b"x"

    with pytest.raises(TimeoutError):
        fetching._body(Response(), time.monotonic() - 1, 99)


# -- snapshots


def problem(read: Snapshots, key: str) -> str:
    found = read.read(key)
    assert isinstance(found, SnapshotProblem)
    return found.why


def test_a_snapshot_that_the_system_does_not_give_is_told(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("It sank.", "utf-8")

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(snapshots.os, "open", denied)
    assert problem(Snapshots(tmp_path), "a") == "cannot be read: Permission denied"


def test_a_snapshot_that_becomes_a_link_while_it_is_opened_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("It sank.", "utf-8")

    def is_link(*_):
        raise OSError(40, "Too many levels of symbolic links")

    monkeypatch.setattr(snapshots.os, "open", is_link)
    assert problem(Snapshots(tmp_path), "a") == "is a symbolic link"


def test_a_folder_that_cannot_be_looked_at_is_told(tmp_path, monkeypatch):
    def denied(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "lstat", denied)
    assert problem(Snapshots(tmp_path), "a") == "cannot be read: Permission denied"


def test_what_can_be_no_name_of_a_file_is_told():
    assert name_problem("") == "has no key"
    assert name_problem("a") is None
    assert name_problem("con", windows=True) is not None
    assert name_problem("con", windows=False) is None


def test_a_key_in_another_form_of_unicode_is_refused():
    told = key_problem("\u212bngstrom2020")
    assert told is not None
    assert told.endswith("holds characters that are written in another form elsewhere")
    assert key_problem("müller2020") is None


# -- bibliographies


def test_two_dollar_signs_may_be_money():
    assert text_of(r"From $5 to $10 \& more") == "From $5 to $10 & more"
    assert text_of("The $x^2$ law") == "The x2 law"
    assert text_of("It cost $abc$ more") == "It cost $abc$ more"


def source(*origins: str) -> Source:
    return Source("k", Place("r.bib"), outlet=origins[0], origins=origins)


def test_of_very_many_joint_reports_the_independent_ones_are_still_counted():
    pairs = [source(f"A{n}", f"B{n}") for n in range(17)]
    assert OutletNames(()).corroboration(pairs) == 17
    chain = [source(f"A{n}", f"A{n + 1}") for n in range(17)]
    assert 2 <= OutletNames(()).corroboration(chain) <= 9
    star = [source("Hub", f"B{n}") for n in range(20)]
    assert OutletNames(()).corroboration(star) == 1


def test_joint_reports_are_counted_so_that_most_are_independent():
    names = OutletNames(())
    assert names.corroboration([source("A", "B"), source("B", "C"), source("C", "D")]) == 2
    assert names.corroboration([source("A", "B"), source("A"), source("B")]) == 2
    assert names.corroboration([]) == 0


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ('{"literal": 7}', "its 'issued' has a 'literal' that is no text"),
        ('{"date-parts": [[true]]}', "its 'issued' has 'date-parts' that are no lists of numbers"),
        (
            '{"date-parts": [[[2020]]]}',
            "its 'issued' has 'date-parts' that are no lists of numbers",
        ),
        ('{"date-parts": [2020]}', "its 'issued' has 'date-parts' that are no lists of numbers"),
        ('{"raw": []}', "its 'issued' has a 'raw' that is no text"),
    ],
)
def test_an_item_with_a_date_of_another_kind_is_left_out_and_told(date, said):
    text = f'[{{"id": "a", "type": "book", "title": "T", "issued": {date}}}]'
    told = convert(read_items(text.encode()))
    assert [(one.number, one.text) for one in told.left_out] == [(1, said)]
    assert told.entries == ()


@pytest.mark.parametrize("raw", ["{never closed", '"never closed', '"a { b" c', "{a} # {b"])
def test_a_value_that_is_never_closed_is_no_value(raw):
    with pytest.raises(ValueError, match="the value has no closing"):
        evaluate(raw, {})


@pytest.mark.parametrize(
    ("raw", "value"), [("{a {b} c}", "a {b} c"), ('"a {"} b"', 'a {"} b'), ("{a} # {b}", "ab")]
)
def test_a_value_ends_at_its_own_mark(raw, value):
    assert evaluate(raw, {}) == value
