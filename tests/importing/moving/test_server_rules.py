"""The lines for web servers, in a real nginx and a real Apache."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from podcast import http
from podcast.importing.moving.server_rules import apache_rule, nginx_rule
from tests.support.publish.s3_server import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEWS = ("https://neu.example/feed.xml", "https://neu.example/Gr%C3%B6%C3%9Fe/feed.xml?a=b")
OLD = ("/feed.xml", "/?feed=mp3", "/Größe 1.xml", "/a+b.xml?x=%20")
OTHERS = ("/feed.xml/", "/feedxml", "/?feed=m4a", "/?feed=mp3&x", "/a+b.xml", "/aab.xml?x=%20")
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}
http {{
    access_log off; {temporary}
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
        {rules}
    }}
}}
"""
APACHE = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/errors
DefaultRuntimeDir {folder}
Listen 127.0.0.1:{port}
{modules}
DocumentRoot {folder}/site
{rules}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
MODULES = ("mpm_event", "authz_core", "alias", "rewrite")


@contextlib.contextmanager
def web_server(program: str, folder: Path, configuration: str) -> Iterator[None]:
    """Run a web server while the block runs."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        pytest.skip(f"{program} is not installed")
    (folder / "site").mkdir(parents=True)
    (folder / "conf").write_text(configuration, "utf-8")
    arguments = {"nginx": ["-p", folder, "-e", folder / "errors", "-c"], "apache2": ["-DFOREGROUND", "-f"]}
    with subprocess.Popen([path, *arguments[program], folder / "conf"], stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def answer(url: str) -> http.Response:
    """The response to a request, as soon as the server is up."""
    end = time.monotonic() + 20
    while True:
        with contextlib.suppress(http.RequestError):
            return http.send(http.Request("GET", url), http.Limits(5, 5, max_redirects=0))
        if time.monotonic() > end:
            pytest.fail("the server does not answer")
        time.sleep(0.02)


@pytest.mark.long
@pytest.mark.parametrize("new", NEWS)
@pytest.mark.parametrize("program", ["nginx", "apache2"])
def test_exactly_the_old_address_leads_to_the_new_one(tmp_path: Path, program: str, new: str) -> None:
    (port,), folder = free_ports(1), tmp_path / program
    site = f"http://127.0.0.1:{port}"
    if program == "nginx":
        rules = "\n".join(nginx_rule(f"{site}{old}", new) for old in OLD)
        temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
        configuration = NGINX.format(folder=folder, port=port, temporary=temporary, rules=rules)
    else:
        rules = "\n".join(apache_rule(f"{site}{old}", new) for old in OLD)
        modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
        configuration = APACHE.format(folder=folder, port=port, modules=modules, rules=rules)
    with web_server(program, folder, configuration):
        for old in OLD:
            reply = answer(f"{site}{old}")
            assert (old, reply.status, reply.header("location")) == (old, 301, new)
        for other in OTHERS:
            assert "neu.example" not in answer(f"{site}{other}").header("location"), other
