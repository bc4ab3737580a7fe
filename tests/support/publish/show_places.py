"""The places that a whole show is published to by the real `podcast`, and read from over HTTP, as its listeners do."""

from __future__ import annotations

import contextlib
import ssl
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

import pytest
import urllib3

from tests.support.publish.git_repository import GitPlace
from tests.support.publish.kill_places import WebSpace, bucket_place, counting_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from tests.support.publish.kill_places import Place

    Fault = Callable[[str, str, int], str | None]

PLACE_PARAMETERS: Final = [
    "folder",
    *(
        pytest.param(name, marks=pytest.mark.server)
        for name in ("s3", "sftp", "vsftpd", "proftpd", "apache", "nginx", "wsgidav", "rsync", "git")
    ),
]
FEW: Final = 4  # kills where a run has ten by itself


def open_place(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> Place:
    """Start what a place needs, and return it.

    Args:
        request: of a fixture whose parameter is the name of the place.
        stack: ends what was started.
        fault: asked at each request, or at each piece of one, whether the line to the place breaks.
    """
    openers = {
        "folder": folder, "s3": bucket, "sftp": folder_by_sftp, "rsync": folder_by_rsync, "git": branch_by_ssh,
        "vsftpd": folder_by_ftps, "proftpd": folder_by_ftps,
        "apache": folder_by_webdav, "nginx": folder_by_webdav, "wsgidav": folder_by_webdav,
    }  # fmt: skip
    return openers[request.param](request, stack, fault)


def folder(request: pytest.FixtureRequest, stack: ExitStack, _: Fault) -> WebSpace:
    root = request.getfixturevalue("tmp_path")
    place = shown_folder(stack, root, str, "folder")
    place.has_line, place.guessed_requests = False, 200
    return place


def bucket(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> Place:
    request.getfixturevalue("credentials")  # they are in the environment
    return stack.enter_context(bucket_place(request.getfixturevalue("seaweed"), fault))


def folder_by_sftp(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> WebSpace:
    server, home = request.getfixturevalue("ssh_server"), request.getfixturevalue("ssh_home")
    port = stack.enter_context(counting_line(server.port, fault))
    known_hosts = home / ".ssh" / "known_hosts"
    known_hosts.write_text(known_hosts.read_text("ascii").replace(f":{server.port} ", f":{port} "), "ascii")
    return shown_folder(stack, server.files, replace(server, port=port).address, "sftp")


def folder_by_rsync(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> WebSpace:
    server, port = ssh_line(request, stack, fault, "RSYNC_RSH")
    address = replace(server, port=port).address
    return shown_folder(stack, server.files, lambda path: address(path, "rsync+ssh"), "rsync")


def branch_by_ssh(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> GitPlace:
    server, port = ssh_line(request, stack, fault, "GIT_SSH_COMMAND")
    return GitPlace(server.files, lambda path: replace(server, port=port).address(path, "git+ssh"))


def ssh_line(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault, variable: str):
    """A server and the port of a line to it, for the system's ssh, which a variable starts."""
    server, folder = request.getfixturevalue("ssh_server"), request.getfixturevalue("tmp_path")
    port = stack.enter_context(counting_line(server.port, fault))
    hosts, config = (server.folder / "known_hosts").read_text("ascii"), server.client_config.read_text("ascii")
    (folder / "known_hosts").write_text(hosts.replace(f":{server.port} ", f":{port} "), "ascii")
    config = config.replace(str(server.folder / "known_hosts"), str(folder / "known_hosts"))
    (folder / "config").write_text(config, "ascii")
    monkeypatch = request.getfixturevalue("monkeypatch")
    monkeypatch.setenv(variable, f"ssh -F {folder / 'config'}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return server, port


def folder_by_ftps(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> WebSpace:
    """The line has the commands; data goes beside it."""
    request.getfixturevalue("ftp_credentials")
    server = request.getfixturevalue(request.param)
    port = stack.enter_context(counting_line(server.port, fault))
    place = shown_folder(stack, server.data, lambda path: server.address(path.name, port), server.name)
    place.kills = FEW
    return place


def folder_by_webdav(request: pytest.FixtureRequest, stack: ExitStack, fault: Fault) -> WebSpace:
    """Read from the server itself, at its public address."""
    request.getfixturevalue("webdav_login")
    server = request.getfixturevalue(request.param)
    port = stack.enter_context(counting_line(server.port, fault))
    context = ssl.create_default_context(cafile=str(server.authority))
    pool = stack.enter_context(urllib3.PoolManager(ssl_context=context))
    address = replace(server, port=port).address
    return WebSpace(
        server.data,
        lambda path: address(path.name),
        lambda path: server.public(path.name),
        pool,
        server.name,
        kills=FEW,
        replaces_whole=server.name != "wsgidav",  # it copies a file that is moved over another
    )


def shown_folder(stack: ExitStack, root: Path, address: Callable[[Path], str], name: str) -> WebSpace:
    """A folder on this disk, and a web server that shows it."""
    public = stack.enter_context(web_server(root))
    pool = stack.enter_context(urllib3.PoolManager())
    return WebSpace(root, address, lambda path: f"{public}/{path.name}/", pool, name)


@contextlib.contextmanager
def web_server(root: Path) -> Iterator[str]:
    """A web server that shows a folder, and its address."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(root))) as server:
        server.daemon_threads, server.block_on_close = True, False
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
