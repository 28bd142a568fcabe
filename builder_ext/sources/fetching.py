"""One page from the web: within a time, up to a size, over http and https alone."""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from builder_ext.version import __version__

SECONDS, BYTES, REDIRECTS = 30.0, 5_000_000, 5
MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
_REDIRECT = (301, 302, 303, 307, 308)
_CHUNK = 65_536
_KEPT = "!#$%&'()*+,/:;=?@[]~"
"""What stays in an address when the rest of it is percent-encoded: RFC 3986's reserved, and %."""


class FetchError(Exception):
    """A page cannot be had; the message is the rest of a sentence that begins with its address."""


@dataclass(frozen=True, slots=True)
class Download:
    """What a server sent; ``url`` is where the redirects led, ``charset`` what its header says."""

    data: bytes
    media_type: str
    charset: str | None
    url: str


def fetch(url: str, seconds: float = SECONDS, limit: int = BYTES) -> Download:
    """Return the page at an address, at most ``limit`` bytes, in ``seconds`` for all of it.

    Raises FetchError.  The time counts the look-up of the host's name too, so the work is done by
    a thread that can be left behind: no time limit of a socket covers a server that drips.
    """
    done: queue.Queue[Download | BaseException] = queue.Queue()
    deadline = time.monotonic() + seconds
    work = threading.Thread(target=_work, args=(url, deadline, limit, done), daemon=True)
    work.start()
    try:
        result = done.get(timeout=seconds)
    except queue.Empty:
        raise FetchError(f"did not answer in full within {seconds:g} seconds") from None
    if isinstance(result, BaseException):
        raise FetchError(_reason(result, seconds)) from None
    return result


def _work(
    url: str, deadline: float, limit: int, done: queue.Queue[Download | BaseException]
) -> None:
    try:
        done.put(_follow(_address(url), deadline, limit))
    except BaseException as error:  # whatever it is, the caller waits for it
        done.put(error)


def _follow(url: str, deadline: float, limit: int) -> Download:
    opener = _opener()
    for _ in range(REDIRECTS + 1):
        try:
            with opener.open(_request(url), timeout=_left(deadline)) as response:
                return _download(response, url, deadline, limit)
        except urllib.error.HTTPError as error:
            with error:
                url = _redirected(error, url)
    raise FetchError(f"redirects more than {REDIRECTS} times")


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener without handlers for files, ftp and data, and without redirects.

    The standard library reads the body of a redirect, however long it is.  Cookies are kept for
    the one page: some sites send the same redirect until theirs comes back.
    """
    opener = urllib.request.OpenerDirector()
    handlers: tuple[Callable[[], urllib.request.BaseHandler], ...] = (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPCookieProcessor,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    )
    for handler in handlers:
        opener.add_handler(handler())
    return opener


def _request(url: str) -> urllib.request.Request:
    agent = f"briefcheck/{__version__} (reads one source for a bibliography)"
    accept = "text/html, application/xhtml+xml, text/plain;q=0.9, application/pdf;q=0.9"
    headers = {"User-Agent": agent, "Accept": accept, "Accept-Encoding": "identity"}
    return urllib.request.Request(url, headers=headers)


def _address(url: str) -> str:
    """Return an address that a request can hold: http or https, ASCII."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise FetchError("is no address that can be read") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError("is neither http nor https")
    if not host:
        raise FetchError("names no host")
    if parts.username is not None:
        raise FetchError("holds a user name; leave that out")
    return urlunsplit(
        (parts.scheme, _netloc(host, port), quote(parts.path, _KEPT), quote(parts.query, _KEPT), "")
    )


def _netloc(host: str, port: int | None) -> str:
    if ":" in host:
        name = f"[{host}]"
    else:
        try:
            name = host.encode("idna").decode() if not host.isascii() else host
        except UnicodeError:
            raise FetchError("has a host's name that cannot be written in ASCII") from None
    return f"{name}:{port}" if port is not None else name


def _redirected(error: urllib.error.HTTPError, url: str) -> str:
    if error.code not in _REDIRECT:
        raise FetchError(f"answers {error.code} {error.reason}".rstrip())
    location = error.headers.get("Location")
    if not location:
        raise FetchError(f"answers {error.code}, a redirect that leads nowhere")
    try:
        return _address(urljoin(url, location))
    except (FetchError, ValueError) as fault:
        raise FetchError(f"redirects to {location[:200]!r}, which {fault}") from None


def _download(response: Any, url: str, deadline: float, limit: int) -> Download:
    headers: Message = response.headers
    # Without the header the bytes themselves will tell.
    media_type = headers.get_content_type() if headers.get("Content-Type") else ""
    if media_type and media_type not in MEDIA_TYPES:
        raise FetchError(f"is {media_type}; HTML, plain text and PDF can be read")
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise FetchError(f"is sent compressed ({coding}), which was not asked for")
    return Download(
        _body(response, deadline, limit), media_type, headers.get_content_charset(), url
    )


def _body(response: Any, deadline: float, limit: int) -> bytes:
    length = response.headers.get("Content-Length", "").strip()
    expected = int(length) if length.isascii() and length.isdecimal() and len(length) < 19 else None
    if expected is not None and expected > limit:
        raise FetchError(f"is larger than {limit:,} bytes")
    chunks, size = [], 0
    while chunk := response.read1(_CHUNK):
        _left(deadline)
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise FetchError(f"is larger than {limit:,} bytes")
    if expected is not None and size < expected:
        raise FetchError(f"broke off after {size:,} of {expected:,} bytes")
    return b"".join(chunks)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _reason(error: BaseException, seconds: float) -> str:
    """Return in words why a page could not be had."""
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, BaseException):
        error = error.reason
    if isinstance(error, FetchError):
        return str(error)
    if isinstance(error, TimeoutError):
        return f"did not answer in full within {seconds:g} seconds"
    if isinstance(error, socket.gaierror):
        return "is at a host whose name cannot be resolved"
    if isinstance(error, ConnectionRefusedError):
        return "is at a host that refuses the connection"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that cannot be trusted: {error.verify_message}"
    if isinstance(error, http.client.IncompleteRead):
        return "broke off before its end"
    if isinstance(error, (http.client.HTTPException, ConnectionError)):
        return f"gave no answer that can be read ({type(error).__name__})"
    return f"cannot be read: {str(error).strip() or type(error).__name__}"
