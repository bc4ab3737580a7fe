"""A preview that runs: `podcast serve` as a process of its own, asked over sockets."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import signal
import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support import podcast_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60  # seconds after which nobody waits any more


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(url: str, method: str = "GET", path: str | None = None, **headers: str) -> Answer:
    """One request, its path exactly as written; underscores in names of headers are hyphens."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
    with contextlib.closing(connection):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, parts.path if path is None else path, headers=sent)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@contextlib.contextmanager
def events(url: str, page: str = "") -> Iterator[Iterator[dict[str, str]]]:
    """What the preview tells a page, as it happens."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", f"{urlsplit(url).path}_preview/events?path={page}")
        response = connection.getresponse()
        assert response.headers["content-type"].startswith("text/event-stream")
        yield (json.loads(line[6:]) for line in iter(response.readline, b"") if line.startswith(b"data: "))
        response.close()


@dataclass(frozen=True)
class Preview:
    root: Path
    process: podcast_process.Running
    url: str
    messages: list[str]  # on stderr, growing
    changed: threading.Condition

    def until(self, *words: str) -> str:
        """Waits for a line that has one of these words."""
        line = next((line for line in self.lines() if any(word in line for word in words)), None)
        assert line is not None, "".join(self.messages)
        return line

    def lines(self) -> Iterator[str]:
        for number in itertools.count():
            with self.changed:
                self.changed.wait_for(partial(self._more, number), PATIENCE)
            if number >= len(self.messages):
                return
            yield self.messages[number]

    def _more(self, number: int) -> bool:
        return len(self.messages) > number or self.process.poll() is not None

    def interrupt(self) -> int:
        """Ctrl-C, as a terminal sends it to everything that runs in it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextlib.contextmanager
def preview(root: Path, *options: str) -> Iterator[Preview]:
    """`podcast serve`, its first build done."""
    with started(root, *options) as running:
        first = running.until("rebuilt in", "fix this")
        assert "rebuilt in" in first, "".join(running.messages)
        yield running


@contextlib.contextmanager
def started(root: Path, *options: str) -> Iterator[Preview]:
    """`podcast serve`, listening."""
    environment = {**os.environ, "LANGUAGE": "en", "PYTHONUNBUFFERED": "1"}
    process, printed, errors = podcast_process.start_piped("serve", "-C", root, *options, env=environment)
    messages: list[str] = []
    changed = threading.Condition()

    def listen() -> None:
        for line in errors:
            with changed:
                messages.append(line)
                changed.notify_all()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield Preview(root, process, printed.readline().strip(), messages, changed)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        listener.join(PATIENCE)
        printed.close()
        errors.close()
