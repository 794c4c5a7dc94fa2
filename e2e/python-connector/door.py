"""The connector's door: HTTP as the Common API asks for it, before functions that know nothing of HTTP."""

import json
import re
import secrets
import select
import sys
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from document import Refusal

LONGEST_BODY = 256 * 1024
STILL_HERE_EVERY = 25
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Server(ThreadingHTTPServer):
    """`apis` are documents, each with who serves it: `identify(authorizations, mutates)` gives the caller, whose scope is
    None for nobody; the method of an operation's name, with `_` for the dot, takes caller and input, and gives an
    object, or for a stream a generator of texts, of which one comes each second, be it empty."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], apis: list[tuple]):
        self.apis = apis
        super().__init__(address, Door)

    def handle_error(self, request, client_address) -> None:
        """Whoever goes away in the middle of something is no fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def __getattr__(self, name: str):
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self._answer

    def _answer(self) -> None:
        try:
            status, answer = self._call()
        except Refusal as refusal:
            return self._refuse(refusal)
        except Exception:
            traceback.print_exc()
            return self._refuse(Refusal("INTERNAL"))
        return self._send(status, answer) if isinstance(answer, dict) else self._stream(answer)

    def _call(self):
        text = self._body()
        if "Origin" in self.headers or "Sec-Fetch-Site" in self.headers:
            raise Refusal("REQUEST_FORBIDDEN")
        url = urlsplit(self.path)
        if re.search("%(?![0-9A-Fa-f]{2})", url.path):
            raise Refusal("MALFORMED_REQUEST")
        self.document, connector = self._api(url.path)
        operation, in_path = self.document.find(self.command, unquote(url.path))
        caller = connector.identify(self.headers.get_all("Authorization", []), self.command != "GET")
        _demand_scope(operation, caller["scope"])
        headers = {name.lower(): value for name, value in self.headers.items()}
        parameters = {"path": in_path, "query": _query_of(url.query), "header": headers}
        asked = self.document.input(operation, parameters, self._json(text))
        name = operation["operationId"].replace(".", "_")
        answer = getattr(connector, name, connector.not_offered)(caller, asked)
        return (201 if "201" in operation["responses"] else 200), answer

    def _api(self, path: str) -> tuple:
        return next((api for api in self.server.apis if path.startswith(api[0].base)), self.server.apis[0])

    def _body(self) -> bytes:
        lengths = self.headers.get_all("Content-Length", ["0"])
        closes, self.close_connection = self.close_connection, True
        if len(lengths) > 1 or not re.fullmatch("[0-9]{1,9}", lengths[0]) or "Transfer-Encoding" in self.headers:
            raise Refusal("MALFORMED_REQUEST")
        text = self.rfile.read(min(int(lengths[0]), 4 * LONGEST_BODY))
        if len(text) > LONGEST_BODY:
            raise Refusal("BODY_TOO_LARGE")
        self.close_connection = closes
        return text

    def _json(self, text: bytes):
        if not text and "Content-Type" not in self.headers:
            return None
        if "Content-Type" not in self.headers or self.headers.get_content_type() != "application/json":
            raise Refusal("CONTENT_TYPE_NOT_SUPPORTED")
        try:
            return json.loads(text.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise Refusal("MALFORMED_REQUEST") from error

    def _refuse(self, refusal: Refusal) -> None:
        traced = re.fullmatch(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", self.headers.get("traceparent", ""))
        self._send(*self.server.apis[0][0].error(refusal, traced[1] if traced else secrets.token_hex(16)))

    def _send(self, status: int, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self._begin(status, {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: int, headers: dict) -> None:
        self.send_response_only(status)
        for name, value in (HEADERS | headers | ({"Connection": "close"} if self.close_connection else {})).items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, texts) -> None:
        self.close_connection = True
        unheld = {"X-Accel-Buffering": "no", "Cache-Control": "no-store, no-transform"}
        self._begin(200, unheld | {"Content-Type": "text/event-stream"})
        told = time.monotonic()
        for text in texts:
            if select.select([self.connection], [], [], 0)[0] and not self.connection.recv(1):
                return  # The reader has gone.
            if text or time.monotonic() - told > STILL_HERE_EVERY:
                self.wfile.write(text.encode() or b": still here\n\n")
                told = time.monotonic()

    def send_error(self, code, message=None, explain=None) -> None:
        """What http.server cannot read: it has no headers then."""
        self.close_connection, self.command, self.headers = True, self.command or "", {}
        self._refuse(Refusal("MALFORMED_REQUEST"))

    def log_message(self, *_) -> None:
        """Addresses and names of people are nobody's business; refusals are answered, faults are printed."""


def _query_of(text: str) -> dict:
    """`data[0]=…&data[1]=…` is a list; a name that stands twice is one too, and fits nothing but a list."""
    values: dict = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        name, is_list, _ = re.fullmatch(r"(.*?)((\[\d*\])?)", name, re.DOTALL).groups()
        known = values.get(name, [] if is_list else None)
        values[name] = value if known is None else [*([known] if isinstance(known, str) else known), value]
    return values


def _demand_scope(operation: dict, scope: str | None) -> None:
    admitted = {one for way in operation["security"] for scopes in way.values() or [[None]] for one in scopes}
    if scope not in admitted:
        raise Refusal("SCOPE_INSUFFICIENT" if scope else "UNAUTHENTICATED")
