"""A folder on this machine, with ranges: as little work as a web server has with them, so that others are measured."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_ASKED = re.compile(r"GET /(\S*) HTTP")
_RANGE = re.compile(r"^range: bytes=(\d+)-(\d+)", re.IGNORECASE | re.MULTILINE)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Answers GET from a thread of its own while the block runs: the address."""
    loop = asyncio.new_event_loop()

    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(_answer(folder, asked))
                await writer.drain()
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answering, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _answer(folder: Path, asked: str) -> bytes:
    found = _ASKED.match(asked)
    path = folder / (found[1].split("?")[0] if found else "")
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if wanted := _RANGE.search(asked):
                first, end = int(wanted[1]), min(int(wanted[2]) + 1, size)
                file.seek(first)
                head = f"206 Partial Content\r\nContent-Range: bytes {first}-{end - 1}/{size}"
                data = file.read(end - first)
            else:
                head, data = "200 OK", file.read()
    except OSError:
        head, data = "404 Not Found", b""
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return f"HTTP/1.1 {head}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
