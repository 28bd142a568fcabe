"""Files as teams have them: what becomes the text of a source, and what it says of itself."""

from __future__ import annotations

import contextlib
import io
import time

import pytest
from pypdf import PdfWriter

from builder_ext.evidence.texts import ArticleText
from builder_ext.sources.decoding import decode
from builder_ext.sources.intake import IntakeError, Page, read_file
from builder_ext.sources.pdf import PdfError, paragraphs, read_pdf

PARAGRAPHS = (
    "The ferry left at nine with forty people aboard, and the harbour master said nobody counted.",
    "Nobody on the pier had seen the minister. “We were told to wait,” said a clerk at the gate.",
    "By noon the sheds were empty, the cranes stood still, and the last lorry had gone inland.",
    "Two deckhands spoke of a second boat that came without lights and left before the tide.",
)
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Night Ferry | The Harbor Post</title>
<meta property="og:site_name" content="The Harbor Post">
<meta property="og:title" content="Night Ferry: 40% &amp; “More”">
<meta name="author" content="Ana Rivera and Ben Okafor">
<meta property="article:published_time" content="2020-03-19T10:00:00Z">
<link rel="canonical" href="https://harbor.example/night-ferry">
<style>p {{ color: red }}</style><script>var x = "not a word of it";</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Night Ferry</h1>{body}</article>
<footer>All rights reserved. Subscribe to our letter.</footer></body></html>"""


@pytest.fixture
def read(tmp_path):
    def reading(data: str | bytes, name: str = "a.txt") -> Page:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_file(path)

    return reading


def refused(read, data: str | bytes, name: str = "a.txt") -> str:
    with pytest.raises(IntakeError) as caught:
        read(data, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pdf(*pages: list[str], title: str = "", author: str = "", password: str = "") -> bytes:
    """A PDF with the lines on its pages, made by hand: no library of ours writes text."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) /Author ({author}) >>" if title or author else "<< >>",
    ]
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        content = f"BT /F1 10 Tf 50 780 Td {shown} ET" if lines else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
    out += f"<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    data = out.encode("latin-1")
    return locked(data, password) if password else data


def locked(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


# -- plain text ---------------------------------------------------------------------------------


def test_plain_text_is_taken_as_it_is(read):
    text = "One line.\r\n\r\nAnother – with <b>signs</b> & all.\n"
    assert read(text) == Page(text, "text", "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_byte_order_mark_tells_the_encoding(read, encoding):
    data = "Café at nine.".encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert read(data).text == "Café at nine."


def test_text_that_is_not_utf_8_is_read_as_windows_1252_and_said_so(read):
    page = read("“Café” – at nine".encode("cp1252"))
    assert page.text == "“Café” – at nine"
    assert "windows-1252" in page.notes[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no text"),
        (b" \n\n", "holds no text"),
        (b"PK\x03\x04\x00\x00", "NUL"),
        (b"\x7fELF\x00", "neither text nor HTML nor PDF"),
    ],
)
def test_a_file_that_holds_no_text_is_refused(read, data, said):
    assert said in refused(read, data)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path):
    for path in (tmp_path / "nothing.txt", tmp_path):
        with pytest.raises(IntakeError, match="cannot be read"):
            read_file(path)


@pytest.mark.parametrize(
    "charset", ["zip", "base64", "rot13", "punycode", "unicode_escape", "idna", "no such", "", "\0"]
)
def test_an_encoding_that_is_none_of_text_is_passed_over(charset):
    assert decode("é".encode(), charset) == ("é", "")


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("iso-8859-1", b"\x93x\x94", "“x”"),
        ("koi8-r", "да".encode("koi8-r"), "да"),
        ("Shift_JIS", "港".encode("shift_jis"), "港"),
        ("gb18030", "港".encode("gb18030"), "港"),
        ("windows-1256", "مرفأ".encode("cp1256"), "مرفأ"),
        ("utf-8", b"a\xffb", "a\ufffdb"),
    ],
)
def test_the_encodings_of_the_web_are_known(charset, data, text):
    assert decode(data, charset)[0] == text


# -- HTML ---------------------------------------------------------------------------------------


def html(*body: str) -> str:
    return PAGE.format(body="".join(f"<p>{text}</p>\n" for text in body or PARAGRAPHS))


def test_a_page_gives_its_main_text_a_paragraph_a_line(read):
    page = read(html(), "a.html")
    assert page.text.split("\n\n")[-4:] == list(PARAGRAPHS)
    for boilerplate in ("Subscribe", "Sport", "not a word", "color"):
        assert boilerplate not in page.text
    assert ArticleText(page.text).paragraphs[-4:] == PARAGRAPHS


def test_a_page_gives_what_it_says_of_itself(read):
    page = read(html(), "a.html")
    assert page.title == "Night Ferry: 40% & “More”"
    assert page.authors == ("Ana Rivera", "Ben Okafor")
    assert (page.outlet, page.date) == ("The Harbor Post", "2020-03-19")
    assert page.url == "https://harbor.example/night-ferry"


def test_a_page_that_says_nothing_of_itself_is_not_guessed_at(read):
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    page = read(f"<html><body>{body}<p>Copyright 2017</p></body></html>", "a.html")
    assert (page.authors, page.outlet, page.date, page.url) == ((), None, None, None)


def test_html_is_told_by_its_beginning_whatever_its_name(read):
    assert read(html(), "a.txt").kind == "html"
    assert read(" <html><body><p>" + " ".join(PARAGRAPHS) + "</p></body></html>").kind == "html"
    assert read("The <html> tag begins a page.\n").kind == "text"


def test_the_charset_that_a_page_declares_is_used(read):
    page = html("Le café du port est fermé depuis neuf heures. " * 8)
    page = page.replace("<head>", '<head><meta charset="windows-1252">')
    assert "café du port est fermé" in read(page.encode("cp1252"), "a.html").text


def test_xhtml_with_its_declaration_is_read(read):
    page = '<?xml version="1.0" encoding="UTF-8"?>\n' + html()
    assert PARAGRAPHS[0] in read(page, "a.xhtml").text


def test_a_page_with_hardly_a_word_is_read_with_a_note(read):
    page = read(html("Please log in to read on, or take out a subscription."), "a.html")
    assert "behind a login" in page.notes[0]


@pytest.mark.parametrize("body", ["", "<script>let x = 1</script>", "<p></p>", "<img src=a.png>"])
def test_a_page_without_a_text_is_refused(read, body):
    assert "text" in refused(read, f"<html><body>{body}</body></html>", "a.html")


@pytest.mark.parametrize("unit", ["<a>", "<div>", "<", "a", "&", "<p>a", "<table>", "<!--", "]]>"])
def test_a_page_of_one_thing_alone_takes_seconds_at_most(read, unit):
    begun = time.process_time()
    with contextlib.suppress(IntakeError):
        read("<html>" + unit * (100_000 // len(unit)), "a.html")
    assert time.process_time() - begun < 10


# -- PDF ----------------------------------------------------------------------------------------


LINES = [
    "The ferry left at nine with forty people aboard, and the har-",
    "bour master said that nobody had counted them at the well-",
    "known pier. A well-known clerk was there.",
    "Nobody on the pier had seen the minister, who was said to be",
    "in the hills with two of his aides and a driver. They waited.",
    "It was late.",
]


def test_a_pdf_gives_its_paragraphs_with_lines_and_words_joined(read):
    page = read(pdf(LINES), "a.pdf")
    assert page.text.split("\n\n") == [
        "The ferry left at nine with forty people aboard, and the harbour master said that "
        "nobody had counted them at the well-known pier. A well-known clerk was there.",
        "Nobody on the pier had seen the minister, who was said to be in the hills with two of "
        "his aides and a driver. They waited. It was late.",
    ]
    assert page.kind == "pdf"


def test_a_paragraph_goes_on_over_the_page_and_running_heads_go():
    pages = [
        ["The Harbor Post 12", *LINES[3:4], "Page 1 of 3"],
        ["The Harbor Post 13", *LINES[4:5], "Page 2 of 3"],
        ["The Harbor Post 14", *LINES[5:], "Page 3 of 3"],
    ]
    assert paragraphs(pages) == [" ".join(LINES[3:])]


def test_a_pdf_gives_the_title_and_author_of_its_properties_and_no_date(read):
    page = read(pdf(LINES, title="On Ferries", author="Ana Rivera; Ben Okafor"), "a.pdf")
    assert (page.title, page.authors) == ("On Ferries", ("Ana Rivera", "Ben Okafor"))
    assert page.date is None


@pytest.mark.parametrize("title", ["Microsoft Word - final.doc", "report-v2.docx", "x.indd"])
def test_the_name_of_a_file_is_no_title(read, title):
    assert read(pdf(LINES, title=title), "a.pdf").title is None


def test_a_scan_without_text_is_refused_with_what_to_do(read):
    assert "OCR" in refused(read, pdf([], []), "a.pdf")


def test_pages_without_text_are_counted_in_a_note(read):
    assert "1 of 2 pages" in read(pdf(LINES, []), "a.pdf").notes[0]


def test_a_locked_pdf_is_refused(read):
    assert "password" in refused(read, pdf(LINES, password="secret"), "a.pdf")


@pytest.mark.parametrize("cut", [8, 60, 400, 900])
def test_a_damaged_pdf_is_refused_or_read(cut):
    with contextlib.suppress(PdfError):
        assert read_pdf(pdf(LINES)[:cut] + b"\xff\x00 garbage").text


@pytest.mark.parametrize("line", ["a" * 100_000, "a-", "-" * 1000, "a " * 50_000, "1" * 1000])
def test_paragraphs_of_anything_take_seconds_at_most(line):
    begun = time.process_time()
    paragraphs([[line] * max(1, 200_000 // len(line))] * 2)
    assert time.process_time() - begun < 5
