"""Pages from a server on this machine: sound ones, and servers that do all they should not."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from builder_ext.sources import fetching
from builder_ext.sources.fetching import FetchError, fetch
from builder_ext.sources.intake import IntakeError, read_url

PAGE = (
    "<html><head><meta charset='utf-8'><title>Night Ferry</title></head><body><article><p>"
    + "The ferry left the harbour at nine, and nobody on the pier had seen the minister. " * 6
    + "</p></article></body></html>"
)


class Server(BaseHTTPRequestHandler):
    """Answers a path with the method of its name."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        name = self.path.strip("/").split("?")[0].split("/")[0]
        try:
            getattr(self, f"get_{name}", self.get_missing)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, body: bytes, media="text/html; charset=utf-8", status=200, **headers):
        self.send_response(status)
        if media:
            self.send_header("Content-Type", media)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def get_missing(self):
        self.send(b"gone", status=404)

    def get_page(self):
        self.send(PAGE.encode())

    def get_text(self):
        self.send(b"Caf\xe9 at nine.", "text/plain; charset=iso-8859-1")

    def get_latin(self):
        page = PAGE.replace("utf-8", "iso-8859-1").replace("minister", "ministère")
        self.send(page.encode("latin-1"), "text/html")

    def get_untyped(self):
        self.send(PAGE.encode(), "")

    def get_picture(self):
        self.send(b"\x89PNG", "image/png")

    def get_gzip(self):
        self.send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def get_announced(self):
        self.send(b"", Content_Length="99999999")

    def get_huge(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.close_connection = True
        for _ in range(10_000):
            self.wfile.write(b"a" * 65_536)

    def get_short(self):
        self.send(b"half", Content_Length="4000")

    def get_slow(self):
        self.server.patience.wait(20)

    def get_drip(self):
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            self.wfile.write(b"X-%d: a\r\n" % number)
            if self.server.patience.wait(0.1):
                return

    def get_to(self):
        self.send(b"", status=302, Location="/page?" + self.path.partition("?")[2])

    def get_loop(self):
        self.send(b"", status=302, Location="/loop")

    def get_down(self):
        number = int(self.path.rpartition("/")[2])
        self.send(b"", status=301, Location=f"/down/{number - 1}" if number else "/page")

    def get_endless(self):
        self.send_response(302)
        self.send_header("Location", "/page")
        self.end_headers()
        self.close_connection = True
        for _ in range(10_000):
            self.wfile.write(b"a" * 65_536)

    def get_file(self):
        self.send(b"", status=302, Location="file:///etc/passwd")

    def get_ftp(self):
        self.send(b"", status=307, Location="ftp://localhost/x")

    def get_nowhere(self):
        self.send(b"", status=302)

    def get_cookie(self):
        if "seen=1" in self.headers.get("Cookie", ""):
            self.get_page()
        else:
            self.send(b"", status=302, Location="/cookie", Set_Cookie="seen=1; Path=/")

    def get_garbage(self):
        self.wfile.write(b"\xff\xfe garbage\r\n\r\n")
        self.close_connection = True

    def get_error(self):
        self.send(b"", status=503)

    def log_message(self, *words):
        """Be quiet."""


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    running.seen, running.patience = [], threading.Event()
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.patience.set()
    running.shutdown()
    running.server_close()


@pytest.fixture
def at(server, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    return lambda path: f"http://127.0.0.1:{server.server_address[1]}/{path}"


def refused(url: str, **limits) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(url, **limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_comes_with_its_type_and_charset(at):
    found = fetch(at("page"))
    assert found.data == PAGE.encode()
    assert (found.media_type, found.charset, found.url) == ("text/html", "utf-8", at("page"))


def test_we_say_who_asks_and_ask_for_nothing_compressed(at, server):
    fetch(at("page?who"))
    headers = next(h for path, h in server.seen if path == "/page?who")
    assert headers["User-Agent"].startswith("briefcheck/")
    assert headers["Accept-Encoding"] == "identity"


def test_redirects_are_followed_to_where_they_lead(at):
    assert fetch(at("to?a=%20b")).url == at("page?a=%20b")
    assert fetch(at("down/4")).data == PAGE.encode()


def test_a_cookie_that_a_redirect_asks_for_is_kept(at):
    assert fetch(at("cookie")).data == PAGE.encode()


@pytest.mark.parametrize("path", ["loop", "down/5"])
def test_a_sixth_redirect_is_refused(at, path):
    assert refused(at(path)) == "redirects more than 5 times"


def test_the_body_of_a_redirect_is_not_waited_for(at):
    begun = time.monotonic()
    assert fetch(at("endless")).data == PAGE.encode()
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("path", ["file", "ftp"])
def test_a_redirect_away_from_the_web_is_refused(at, path):
    assert "neither http nor https" in refused(at(path))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "answers 404 Not Found"),
        ("error", "answers 503"),
        ("nowhere", "leads nowhere"),
        ("picture", "is image/png; HTML, plain text and PDF can be read"),
        ("gzip", "is sent compressed (gzip)"),
        ("announced", "is larger than 5,000,000 bytes"),
        ("huge", "is larger than 5,000,000 bytes"),
        ("short", "broke off after 4 of 4,000 bytes"),
        ("garbage", "gave no answer that can be read"),
    ],
)
def test_what_is_no_page_is_refused_in_words(at, path, said):
    assert said in refused(at(path))


@pytest.mark.parametrize("path", ["slow", "drip"])
def test_a_slow_server_is_not_waited_for(at, path):
    begun = time.monotonic()
    assert "within 1 seconds" in refused(at(path), seconds=1)
    assert time.monotonic() - begun < 3


def test_a_host_that_refuses_is_named_as_such(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    assert "refuses the connection" in refused("http://127.0.0.1:9/")


def test_a_host_that_is_not_there_is_named_as_such(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")

    def unknown(*words, **options):
        raise fetching.socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(fetching.socket, "getaddrinfo", unknown)
    assert "cannot be resolved" in refused("http://nowhere.example/")


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://a.example/", "http://", "http://[::1", "//a.example"),
        *("http://a:b@c.example/", "http://a.example:99999/", "data:text/plain,x"),
        "http://" + "ü" * 100 + "/",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_asked(url):
    assert refused(url)


def test_an_address_with_letters_of_any_script_is_asked_for_encoded(at, server):
    fetch(at("page?straße und é"))
    assert any(path == "/page?stra%C3%9Fe%20und%20%C3%A9" for path, _ in server.seen)


# -- read as a source ---------------------------------------------------------------------------


def test_a_page_becomes_a_text_with_its_address(at):
    page = read_url(at("page"))
    assert page.text.startswith("The ferry left the harbour at nine")
    assert (page.kind, page.title, page.url) == ("html", "Night Ferry", at("page"))


def test_the_charset_of_header_or_page_is_used(at):
    assert read_url(at("text")).text == "Café at nine."
    assert "ministère" in read_url(at("latin")).text


def test_a_page_without_a_type_is_told_by_its_first_bytes(at):
    assert read_url(at("untyped")).kind == "html"


def test_what_goes_wrong_is_an_intake_error(at):
    with pytest.raises(IntakeError, match="answers 404"):
        read_url(at("missing"))
