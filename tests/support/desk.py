"""A desk on loopback, and a browser without a screen that uses it: cookie, CSRF token, forms."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import urllib3

from podcast.desk.desk_server import first_address, running_desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from podcast.desk.desk_session import Desk

TEST_PORT = 18370
_CSRF = re.compile(r'<meta name="csrf" content="([^"]+)">')


@dataclass
class DeskBrowser:
    """A browser that is let in at a desk; it follows no redirects."""

    desk: Desk
    http: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)
    cookie: str = ""
    csrf: str = ""
    timeout: float = 30  # seconds that an answer may take

    @property
    def origin(self) -> str:
        """The origin of the desk."""
        return self.desk.address.origin

    def enter(self) -> None:
        """Use a first address, and read the CSRF token from the page."""
        answer = self.request("GET", first_address(self.desk).removeprefix(self.origin))
        assert answer.status == 303, answer.status
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        page = self.get("/keys")
        token = _CSRF.search(page.data.decode())
        assert token, page.data.decode()[:2000]
        self.csrf = token[1]

    def request(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: Any = None) -> Any:
        """Send a request as it is, with the cookie."""
        all_headers = {**({"cookie": self.cookie} if self.cookie else {}), **(headers or {})}
        return self.http.request(
            method,
            f"{self.origin}{path}",
            headers=all_headers,
            body=body,
            redirect=False,
            retries=False,
            timeout=self.timeout,
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read a page."""
        return self.request("GET", path, headers=headers)

    def text(self, path: str) -> str:
        """Read a page that is there; return its HTML."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status, answer.data.decode()[-2000:])
        return str(answer.data.decode())

    def post(self, path: str, fields: Mapping[str, str], *, script: bool = False) -> Any:
        """Send a form as a page does; with `script`, as the script does, which wants JSON."""
        headers = {"origin": self.origin, "content-type": "application/x-www-form-urlencoded"}
        headers |= {"accept": "application/json"} if script else {}
        return self.request("POST", path, headers=headers, body=urlencode({"csrf": self.csrf, **fields}))

    def post_files(self, path: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> Any:
        """Send a form with files, as a page without script does."""
        parts: dict[str, Any] = {"csrf": self.csrf, **fields, **files}
        body, kind = urllib3.encode_multipart_formdata(parts)
        return self.request("POST", path, headers={"origin": self.origin, "content-type": kind}, body=body)

    def save(self, path: str, fields: Mapping[str, str]) -> tuple[int, Any]:
        """Send a form as the script does; return status and JSON."""
        answer = self.post(path, fields, script=True)
        return answer.status, json.loads(answer.data or b"{}")


@contextlib.contextmanager
def desk_browser(root: Path, **options: Any) -> Iterator[DeskBrowser]:
    """A browser that is let in at the desk of a show, which runs until the block ends."""
    with running_desk(root, TEST_PORT, **options) as desk:
        browser = DeskBrowser(desk)
        browser.enter()
        yield browser
        browser.http.clear()
