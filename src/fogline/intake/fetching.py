"""Addresses → bytes: http and https only, within limits of size, time and redirects, to public hosts.

The connection goes to the very address that was checked, so a name that resolves to another a moment later gains
nothing; the certificate is still checked against the name. Proxies of the environment are not used: a proxy
resolves names by itself and would undo the check. Cookies and passwords are never sent.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, quote, urljoin

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.response import HTTPResponse

from fogline.intake import addresses
from fogline.intake.options import Options
from fogline.intake.unpacking import inflate
from fogline.model import FoglineError

USER_AGENT = "Fogline/0.1 (+conflict reporting ledger)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "Connection": "close",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = (80, 443)
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: bytes unpacked, the address after redirects, what the headers say."""

    data: bytes
    url: str
    media_type: str | None
    charset: str | None


class _Pinned(HTTPConnection):
    """A connection that dials one given address, whatever its host's name resolves to by now."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.pinned = address

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((self.pinned, self.port), timeout=self.timeout)


class _PinnedTLS(HTTPSConnection):
    """The same under TLS; the certificate and SNI go by the host's name."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout, ssl_context=_trust(), server_hostname=host)
        self.pinned = address

    def _new_conn(self) -> socket.socket:
        return socket.create_connection((self.pinned, self.port), timeout=self.timeout)


@cache
def _trust() -> ssl.SSLContext:
    """The system's certificates and Mozilla's: some systems' Python knows none of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def fetch(url: str, options: Options) -> Fetched:
    """What ``url`` answers. Raises FoglineError with what went wrong and what to do.

    A port that the user wrote is asked; a redirect may lead to ports 80 and 443 and to that port alone.
    """
    deadline = time.monotonic() + options.total_time
    parts = addresses.parse_url(url)
    ports = {*_PORTS, _port(parts)}
    for _ in range(options.max_redirects + 1):
        if _port(parts) not in ports:
            raise FoglineError(f"the address leads on to port {_port(parts)}", "give the final address itself")
        answer = _ask(parts, options, deadline)
        if isinstance(answer, Fetched):
            return answer
        parts = addresses.parse_url(answer)
    raise FoglineError(f"more than {options.max_redirects} redirects", "give the final address itself")


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme.lower() == "https" else 80)


def _ask(parts: SplitResult, options: Options, deadline: float) -> Fetched | str:
    """One request: what it answers, or the address that it leads on to."""
    host = _ascii_host(parts)
    address = addresses.public_address(
        host, _port(parts), allow_private=options.allow_private, resolver=addresses.resolve
    )
    kind = _PinnedTLS if parts.scheme.lower() == "https" else _Pinned
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(options)
    connection = kind(host, _port(parts), address, min(options.timeout, left))
    watch = _Watch(deadline)
    try:
        connection.connect()
        watch.start(connection.sock)
        connection.request("GET", _path(parts), headers=_HEADERS, preload_content=False, decode_content=False)
        response = connection.getresponse()
        packed = b"" if response.status != 200 else _body(response, options)
        if watch.fired:  # the end of the connection would look like the end of the page
            raise _too_slow(options)
        return _answer(response, packed, parts, options)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        if watch.fired or time.monotonic() >= deadline:
            raise _too_slow(options) from None
        raise FoglineError(
            f"{host} could not be reached ({_reason(error)})", "check the address, or try later"
        ) from None
    finally:
        watch.stop()
        connection.close()


class _Watch:
    """Ends a connection at the deadline: a server that sends a byte now and then never runs into a timeout."""

    def __init__(self, deadline: float) -> None:
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._fire)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self.fired = False

    def start(self, connected: socket.socket | None) -> None:
        # Kept here because a response that closes its connection takes the socket away from it.
        self._socket = connected
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _fire(self) -> None:
        self.fired = True
        try:
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it ended by itself at the same moment


def _answer(response: HTTPResponse, packed: bytes, parts: SplitResult, options: Options) -> Fetched | str:
    if response.status in _REDIRECTS and (location := response.headers.get("Location")):
        try:
            return urljoin(parts.geturl(), location)
        except ValueError:
            raise FoglineError("the address leads on to a malformed one", "give the final address itself") from None
    if response.status != 200:
        raise _refused(response.status)
    data = inflate(packed, response.headers.get("Content-Encoding", ""), options.max_bytes)
    media_type, charset = _content_type(response.headers.get("Content-Type", ""))
    return Fetched(data, parts._replace(fragment="").geturl(), media_type, charset)


def _body(response: HTTPResponse, options: Options) -> bytes:
    _checked_length(response.headers, options)
    out: list[bytes] = []
    size = 0
    while chunk := response.read(_CHUNK, decode_content=False):
        out.append(chunk)
        size += len(chunk)
        if size > options.max_bytes:
            raise _too_large(options)
    return b"".join(out)


def _checked_length(headers: Mapping[str, str], options: Options) -> None:
    length = headers.get("Content-Length", "")
    if length.isdigit() and int(length) > options.max_bytes:
        raise _too_large(options)


def _content_type(header: str) -> tuple[str | None, str | None]:
    kind, _, rest = header.partition(";")
    charset = None
    for part in rest.split(";"):
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            charset = value.strip().strip("\"'") or None
    return kind.strip().lower() or None, charset


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FoglineError("the address is malformed", "check it") from None


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return f"{path}?{query}" if query else path


def _refused(status: int) -> FoglineError:
    mends = {401: "it asks for a login: save the page with a browser and give the file", 404: "check the address",
             403: "save the page with a browser and give the file", 410: "the page is gone; an archive may have it",
             429: "it asks for patience: try again in an hour"}  # fmt: skip
    return FoglineError(f"the server answered {status}", mends.get(status, "try again later"))


def _too_large(options: Options) -> FoglineError:
    return FoglineError(f"it is larger than {options.max_bytes:,} bytes", "save the report alone and give the file")


def _too_slow(options: Options) -> FoglineError:
    return FoglineError(f"it took longer than {options.total_time:g} seconds", "try again later")


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) or "CERTIFICATE" in str(error):
        return "its certificate is not valid"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    if isinstance(error, LocationParseError):
        return "its name is malformed"
    return "the connection failed" if isinstance(error, OSError) else "it answered nonsense"
