"""What is fetched, from where, and how much of it; servers are on the loopback, names are made up."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import brotli  # type: ignore[import-untyped] # a C library without types
import pytest

from fogline.intake import Options, addresses, fetch, read
from fogline.intake.drafts import web_address
from fogline.model import FoglineError, Intake, Rejected

PAGE = (
    b"<html><head><meta property=article:published_time content=2023-02-24></head><body><article><p>"
    b"The ministry said on Friday that the brigade had not advanced near Vuhledar.</p></article></body></html>"
)
Answer = tuple[int, dict[str, str], bytes]


class Handler(BaseHTTPRequestHandler):
    answers: ClassVar[dict[str, Answer]] = {}
    seen: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        if self.path == "/drip":
            self.drip()
            return
        status, headers, body = self.answers[self.path]
        self.send_response(status)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """A byte now and then, for longer than anyone should wait."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest's output is for its own words."""


Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Handler.answers = {}
    Handler.seen = []

    def put(path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        Handler.answers[path] = (status, named, body)
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield put
    server.shutdown()
    server.server_close()


LOCAL = Options(allow_private=True, max_bytes=100_000, timeout=2, total_time=3)


def refusal(url: str, options: Options = LOCAL) -> str:
    (found,) = read(url, options)
    assert isinstance(found, Rejected)
    assert found.where == url
    assert found.mend
    return found.fault


def test_a_page_is_fetched_and_read(serve: Serve) -> None:
    url = serve("/town?x=1", PAGE, Content_Type="text/html; charset=utf-8")
    (found,) = read(url, LOCAL)
    assert isinstance(found, Intake)
    assert (found.document.url, found.document.published) == (url, "2023-02-24")
    assert found.original.data == PAGE
    assert found.document.fetched
    ((path, headers),) = Handler.seen
    assert path == "/town?x=1"
    assert headers["user-agent"] == "Fogline/0.1 (+conflict reporting ledger)"
    assert headers["host"] == url.split("/")[2]
    assert "cookie" not in headers


def test_the_charset_of_the_header_is_used(serve: Serve) -> None:
    words = "Министерство сообщило в четверг, что бригада отошла."
    url = serve("/a", words.encode("koi8_r"), Content_Type='text/plain; charset="koi8-r"')
    (found,) = read(url, LOCAL)
    assert isinstance(found, Intake)
    assert found.document.text == words


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS = [
    ("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("br", brotli.compress),
    ("identity", bytes), ("gzip, br", lambda d: brotli.compress(gzip.compress(d))),
]  # fmt: skip


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
def test_packed_answers(serve: Serve, coding: str, pack: Callable[[bytes], bytes]) -> None:
    url = serve("/a", pack(PAGE), Content_Encoding=coding, Content_Type="text/html")
    assert fetch(url, LOCAL).data == PAGE


@pytest.mark.parametrize(("coding", "pack"), [p for p in PACKERS if p[0] != "identity"])
def test_packed_bombs(serve: Serve, coding: str, pack: Callable[[bytes], bytes]) -> None:
    url = serve("/a", pack(bytes(20_000_000)), Content_Encoding=coding)
    assert "unpacks to more than 100,000 bytes" in refusal(url)


@pytest.mark.parametrize(("coding", "pack"), [p for p in PACKERS if p[0] != "identity"])
def test_packed_answers_that_are_cut(serve: Serve, coding: str, pack: Callable[[bytes], bytes]) -> None:
    fault = refusal(serve("/a", pack(PAGE)[:-20], Content_Encoding=coding))
    assert "cut off" in fault or "damaged" in fault


@pytest.mark.parametrize(
    ("body", "headers", "fault"),
    [
        (b"x" * 200_000, {}, "larger than 100,000 bytes"),
        (b"short", {"Content_Length": "200000"}, "larger than 100,000 bytes"),
        (b"short", {"Content_Length": "1000"}, "could not be reached"),  # cut on its way
        (b"x", {"Content_Encoding": "compress"}, "'compress'"),
        (b"x", {"Content_Encoding": "gzip, gzip, gzip"}, "more than twice"),
        (b"", {}, "empty"),
        (b"\x89PNG\r\n\x1a\n", {"Content_Type": "image/png"}, "PNG"),
    ],
)
def test_answers_that_are_refused(serve: Serve, body: bytes, headers: dict[str, str], fault: str) -> None:
    assert fault in refusal(serve("/a", body, **headers))


@pytest.mark.parametrize("status", [204, 401, 403, 404, 429, 500])
def test_an_answer_that_is_no_success_is_named(serve: Serve, status: int) -> None:
    assert str(status) in refusal(serve("/a", b"", status))


def test_redirects_are_followed_and_the_last_address_kept(serve: Serve) -> None:
    last = serve("/last", PAGE, Content_Type="text/html")
    serve("/two", status=307, Location="/last")
    assert fetch(serve("/one", status=301, Location="two"), LOCAL).url == last


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("/loop", "more than 5 redirects"),
        ("file:///etc/passwd", "file: addresses"),
        ("javascript:alert(1)", "javascript: addresses"),
        ("http://user:secret@lorn.example/", "user name or password"),
        ("http://127.0.0.1:22/", "port 22"),
        ("http://[bad", "malformed"),
    ],
)
def test_redirects_that_are_not_followed(serve: Serve, location: str, fault: str) -> None:
    assert fault in refusal(serve("/loop", status=302, Location=location))


def test_a_redirect_to_a_private_address_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    url = serve("/a", status=302, Location="http://inner.example/")
    # The first host counts as public for this test, the second resolves to the machine itself.
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["127.0.0.1" if host == "127.0.0.1" else "127.0.0.2"])
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    options = Options(timeout=2, total_time=3)
    assert "inner.example is an address of a private network (127.0.0.2)" in refusal(url, options)
    assert len(Handler.seen) == 1


def test_the_connection_goes_to_the_address_that_was_checked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    url = serve("/a", PAGE, Content_Type="text/html").replace("127.0.0.1", "lorn.example")
    answers = iter([["127.0.0.1"], ["203.0.113.9"]])
    monkeypatch.setattr(addresses, "resolve", lambda host, port: next(answers))  # a second look would find another
    assert fetch(url, LOCAL).data == PAGE
    assert Handler.seen[0][1]["host"].startswith("lorn.example:")


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["10.1.2.3"], ["172.16.0.1"], ["192.168.1.1"], ["169.254.169.254"], ["100.64.0.1"], ["0.0.0"],
        ["224.0.0.1"], ["240.0.0.1"], ["255.255.255.255"], ["198.51.100.1"], ["::1"], ["::"], ["fe80::1%eth0"],
        ["fc00::1"],
        ["ff02::1"], ["::ffff:127.0.0.1"], ["::ffff:8.8.8.8"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["2001:0:1::1"],
        ["8.8.8.8", "127.0.0.1"],  # one private among public ones
    ],
)  # fmt: skip
def test_names_of_private_addresses_are_refused(found: list[str]) -> None:
    with pytest.raises(FoglineError, match="private network"):
        addresses.public_address("lorn.example", 80, allow_private=False, resolver=lambda host, port: found)
    assert addresses.public_address("lorn.example", 80, allow_private=True, resolver=lambda h, p: found) == found[0]


@pytest.mark.parametrize("found", [["8.8.8.8"], ["2606:4700::1111"]])
def test_public_addresses_pass(found: list[str]) -> None:
    assert addresses.public_address("lorn.example", 80, allow_private=False, resolver=lambda h, p: found) == found[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_spellings_of_the_loopback_are_refused(host: str) -> None:
    fault = refusal(f"http://{host}/", Options(timeout=1))
    assert "private network" in fault or "no address is known" in fault  # not every system reads every spelling


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("file:///etc/passwd", "file: addresses"),
        ("FILE:/etc/passwd", "FILE: addresses".lower()),
        ("ftp://lorn.example/a", "ftp: addresses"),
        ("data:text/html,x", "data: addresses"),
        ("javascript:alert(1)", "javascript: addresses"),
        ("gopher://lorn.example", "gopher: addresses"),
        ("http://", "malformed"),
        ("http://lorn.example:99999/", "malformed"),
        ("http://user:secret@lorn.example/", "user name or password"),
        ("http://lorn.example/a b", "malformed"),
    ],
)
def test_addresses_that_are_not_fetched(url: str, fault: str) -> None:
    assert fault in refusal(url)


def test_an_unknown_name_and_a_closed_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "resolve", lambda host, port: [])
    assert "no address is known" in refusal("http://lorn.example/")
    monkeypatch.setattr(addresses, "resolve", lambda host, port: ["127.0.0.1"])
    assert "could not be reached" in refusal("http://lorn.example:1/")


def test_a_server_that_drips_is_left(serve: Serve) -> None:
    url = serve("/drip")
    assert "took longer" in refusal(url, Options(allow_private=True, timeout=1, total_time=0.3))


def test_proxies_of_the_environment_are_not_used(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetch(serve("/a", PAGE), LOCAL).data == PAGE


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("HTTPS://Lorn.Example:8443/a?b=c#d", "https://lorn.example:8443/a?b=c"),
        ("https://user:secret@lorn.example/a", "https://lorn.example/a"),
        ("https://lorn.example/a\u200b", "https://lorn.example/a"),
        ("javascript:alert(1)", None),
        ('https://lorn.example/"onclick="x', None),
        ("/relative", None),
        (None, None),
    ],
)
def test_addresses_are_kept_only_if_they_can_be_linked(url: str | None, kept: str | None) -> None:
    assert web_address(url) == kept
