"""A CDN on loopback: it caches what its origin has, and its API answers as the documentation of four providers says."""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import botocore.auth
import botocore.credentials
from botocore.awsrequest import AWSRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SITE: Final = "/amt/"  # below which the site is
TOKEN: Final = "s3cret-token"  # noqa: S105 -- of the API
SECRET_KEY: Final = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"  # noqa: S105 -- of AWS's own examples
ID: Final = "E2EXAMPLE1AB2C"
VARIABLES: Final = {
    "bunny": {"BUNNY_API_KEY": TOKEN},
    "cloudflare": {"CLOUDFLARE_API_TOKEN": TOKEN},
    "cloudfront": {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET_KEY},
    "fastly": {"FASTLY_API_TOKEN": TOKEN},
}


@dataclass(frozen=True)
class Answer:
    """An answer of the API."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ApiRequest:
    """A request to the API; names of headers are in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Cdn(ThreadingHTTPServer):
    """`origin` are the files by their addresses below `SITE`; `busy` is how often the API answers 429 before it works.

    `cache` is what it has cached, by path; `api_requests` are all requests to the API. While `is_answering` is not set,
    the API neither does anything nor answers; `is_asked` is set by the first request.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, provider: str, origin: Callable[[str], bytes | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.provider, self.origin, self.cache = provider, origin, dict[str, tuple[int, bytes]]()
        self.api_requests: list[ApiRequest] = []
        self.busy, self.retry_after, self.is_down = 0, "0", False
        self.is_asked, self.is_answering = threading.Event(), threading.Event()
        self.is_answering.set()
        self.references: dict[str, bytes] = {}

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def link(self) -> str:
        return f"http://{self.host}{SITE}"

    @property
    def api(self) -> str:
        return f"http://{self.host}/api"

    def drop(self, url_or_path: str) -> None:
        """Drops an address, or all that begin with it where it ends in `*`."""
        path = url_or_path.partition(self.host)[2] or url_or_path
        for cached in list(self.cache):
            if cached == path or (path.endswith("*") and cached.startswith(path[:-1])):
                del self.cache[cached]


class _Handler(BaseHTTPRequestHandler):
    server: Cdn
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path not in self.server.cache:
            key = path.removeprefix(SITE)
            data = self.server.origin(f"{key}index.html" if not key or key.endswith("/") else key)
            self.server.cache[path] = (404, b"lost") if data is None else (200, data)
        self._send(Answer(*self.server.cache[path]))

    do_HEAD = do_GET  # noqa: N815 -- the name that http.server looks for

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = ApiRequest(self.path.removeprefix("/api"), headers, body)
        self.server.api_requests.append(request)
        self.server.is_asked.set()
        if not self.server.is_answering.is_set():
            return None
        if self.server.is_down:
            return self._send(Answer(503, b"<html>maintenance</html>"))
        if self.server.busy:
            self.server.busy -= 1
            return self._send(Answer(429, b"{}", {"Retry-After": self.server.retry_after}))
        return self._send(APIS[self.server.provider](self.server, request))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


def _cloudflare(cdn: Cdn, request: ApiRequest) -> Answer:
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return _cloudflare_error(401, 10000, "Authentication error")
    if request.path != f"/zones/{ID}/purge_cache":
        return _cloudflare_error(404, 7003, "Could not route to the zone, perhaps your object identifier is invalid?")
    body = json.loads(request.body)
    if set(body) not in ({"files"}, {"prefixes"}) or len(next(iter(body.values()))) > 100:
        return _cloudflare_error(400, 1094, "Failed to purge cache. Request purge limit exceeded.")
    if foreign := next((url for url in body.get("files", ()) if urlsplit(url).netloc != cdn.host), None):
        return _cloudflare_error(400, 1016, f"Unable to purge {foreign}: it is not in this zone.")
    for url in body.get("files", ()):
        cdn.drop(url)
    for prefix in body.get("prefixes", ()):
        if "://" in prefix:
            return _cloudflare_error(400, 1114, "Unable to purge: prefixes have no scheme.")
        cdn.drop(f"{prefix}*")
    return Answer(200, json.dumps({"success": True, "errors": [], "messages": [], "result": {"id": ID}}).encode())


def _cloudflare_error(status: int, code: int, message: str) -> Answer:
    document = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return Answer(status, json.dumps(document).encode())


def _bunny(cdn: Cdn, request: ApiRequest) -> Answer:
    if request.headers.get("accesskey") != TOKEN:
        return Answer(401, b'{"ErrorKey": "auth.unauthorized", "Message": "The request authorization failed."}')
    parts = urlsplit(request.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path != "/purge" or "url" not in query:
        return Answer(400, b'{"ErrorKey": "purge.invalid", "Field": "url", "Message": "The URL is missing."}')
    is_folder = query["url"].endswith("/") and query.get("exactPath") != "true"
    cdn.drop(query["url"] + "*" * is_folder)
    return Answer(200)


def _fastly(cdn: Cdn, request: ApiRequest) -> Answer:
    if request.headers.get("fastly-key") != TOKEN:
        return Answer(401, b'{"msg": "Provided credentials are missing or invalid"}')
    if request.path.startswith("/purge/"):
        cdn.drop(request.path.removeprefix("/purge/"))
    elif request.path == f"/service/{ID}/purge_all":
        cdn.drop("/*")
    else:
        return Answer(404, b'{"msg": "Record not found", "detail": "Cannot find service"}')
    return Answer(200, b'{"status": "ok", "id": "1234-5678"}')


def _cloudfront(cdn: Cdn, request: ApiRequest) -> Answer:
    if request.headers.get("authorization") != _signature(cdn, request):
        return _cloudfront_error(403, "SignatureDoesNotMatch", "The request signature does not match.")
    if request.path != f"/2020-05-31/distribution/{ID}/invalidation":
        return _cloudfront_error(404, "NoSuchDistribution", "The specified distribution does not exist.")
    batch = ET.fromstring(request.body)  # noqa: S314 -- our own
    name = "{http://cloudfront.amazonaws.com/doc/2020-05-31/}"
    paths = [path.text or "" for path in batch.iterfind(f"{name}Paths/{name}Items/{name}Path")]
    if batch.findtext(f"{name}Paths/{name}Quantity") != str(len(paths)):
        return _cloudfront_error(400, "InconsistentQuantities", "The value of Quantity and the size of Items differ.")
    reference = batch.findtext(f"{name}CallerReference") or ""
    if cdn.references.setdefault(reference, request.body) != request.body:
        return _cloudfront_error(400, "InvalidationBatchAlreadyExists", "The reference was used before.")
    for path in paths:
        cdn.drop(path)
    return Answer(
        201, f'<Invalidation xmlns="{name[1:-1]}"><Id>I1</Id><Status>InProgress</Status></Invalidation>'.encode()
    )


def _signature(cdn: Cdn, request: ApiRequest) -> str:
    """The header that botocore makes of the same request, at the same time."""
    signed = request.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    headers = {name: request.headers[name] for name in signed if name not in {"host", "x-amz-date"}}
    again = AWSRequest("POST", f"http://{cdn.host}/api{request.path}", headers=headers, data=request.body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    again.headers["X-Amz-Date"] = request.headers["x-amz-date"]
    signer = botocore.auth.SigV4Auth(
        botocore.credentials.Credentials("AKIDEXAMPLE", SECRET_KEY), "cloudfront", "us-east-1"
    )
    text = signer.string_to_sign(again, signer.canonical_request(again))
    scope = f"AKIDEXAMPLE/{signer.credential_scope(again)}"
    parts = f"Credential={scope}, SignedHeaders={';'.join(signed)}, Signature={signer.signature(text, again)}"
    return f"AWS4-HMAC-SHA256 {parts}"


def _cloudfront_error(status: int, code: str, message: str) -> Answer:
    space = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
    error = f"<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
    return Answer(status, f'<ErrorResponse xmlns="{space}"><Error>{error}</Error></ErrorResponse>'.encode())


APIS: Final = {"bunny": _bunny, "cloudflare": _cloudflare, "cloudfront": _cloudfront, "fastly": _fastly}


@contextlib.contextmanager
def running_cdn(provider: str, origin: Callable[[str], bytes | None]) -> Iterator[Cdn]:
    """A CDN before an origin."""
    cdn = Cdn(provider, origin)
    thread = threading.Thread(target=cdn.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield cdn
    finally:
        cdn.shutdown()
        cdn.server_close()
        thread.join()
