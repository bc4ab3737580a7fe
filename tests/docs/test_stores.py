"""What docs/en/stores.md says is tried: a real nginx before a folder and before a store, looked at from outside."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from podcast import pipeline
from podcast.http import Response
from podcast.pages.metadata.redirect_rules import redirect_rules
from podcast.publish.headers import content_type, security_headers
from podcast.publish.outside import WaitPolicy, describe, verify_until_ok
from podcast.publish.outside.checks import ExpectedSite
from podcast.publish.outside.site_client import fetch
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import ABSENT
from tests.support.feed_inputs import a_show, an_episode
from tests.support.paths import ENGLISH_DOCS
from tests.support.publish.s3_server import REGION, free_ports, s3_client
from tests.support.small_show import SHOW, write_show

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ENGLISH_DOCS / "stores.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
AROUND = """\
daemon off;
user root;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/errors;
events {{}}
http {{
access_log off;
{temporary}
{server}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def block(first: str) -> str:
    """The configuration of the page that begins with this line."""
    return next(text for kind, text in BLOCKS if kind == "nginx" and text.startswith(first))


@contextlib.contextmanager
def nginx(folder: Path, server: str):
    """A web server with this configuration, while the block runs."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder.mkdir()
    temporary = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    (folder / "conf").write_text(AROUND.format(folder=folder, temporary=temporary, server=server), "utf-8")
    command = [program, "-p", folder, "-e", folder / "errors", "-c", folder / "conf"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.terminate()


def when_up(link: str, process: subprocess.Popen) -> None:
    patience = time.monotonic() + 20
    while time.monotonic() < patience and process.poll() is None:
        if isinstance(fetch("HEAD", f"{link}robots.txt"), Response):
            return
        time.sleep(0.05)
    pytest.fail(f"it does not answer: {process.stderr.read().decode() if process.poll() is not None else ''}")


@pytest.fixture
def made(tmp_path):
    """A show whose address is on this computer, built; and its address."""
    root, (port,) = write_show(tmp_path / "show", episodes=2), free_ports(1)
    link = f"http://127.0.0.1:{port}/"
    (root / "podcast.yaml").write_text(SHOW.replace("https://podcast.example.org/", link), "utf-8")
    cues = "WEBVTT\n\n00:00.000 --> 00:01.000\nGuten Tag.\n"
    (root / "episodes" / "folge-2" / "transcript.vtt").write_text(cues, "utf-8")
    show = pipeline.load_show(root).due(datetime(2025, 1, 1, tzinfo=UTC))
    with ThreadPoolExecutor(2) as executor:
        return pipeline.build_show(show, root, executor, lambda _: None), link, port


def seen(built, link):
    feed = (built.site / "feed.xml").read_bytes()
    with ThreadPoolExecutor(4) as threads:
        return verify_until_ok(ExpectedSite(link, feed, frozenset(built.files), "published"), WaitPolicy(0), threads)


def test_nginx_before_a_folder_serves_everything_as_apps_want_it(made, tmp_path):
    built, link, port = made
    server = block("# before a folder").replace("listen 80", f"listen 127.0.0.1:{port}")
    with nginx(tmp_path / "nginx", server.replace("/srv/www/podcast", str(built.site))) as process:
        when_up(link, process)
        found = seen(built, link)
        assert not found.failed, describe(found, "UTC")
        assert found.audible_since is not None
        assert len(found.probes) > 8
        assert status(f"{link}nowhere/") == 404
        check_headers(built, link)


def test_nginx_before_a_store_serves_everything_as_apps_want_it(made, tmp_path, seaweed, credentials, prefix):  # noqa: ARG001 -- the credentials are in the environment
    built, link, port = made
    upload(built, seaweed, prefix)
    there = urlsplit(seaweed.endpoint).netloc
    server = block("# before a store").replace("listen 80", f"listen 127.0.0.1:{port}")
    server = server.replace("https://ENDPOINT", "http://ENDPOINT").replace("ENDPOINT", there)
    server = server.replace("BUCKET", seaweed.bucket).replace("PREFIX", prefix)
    with nginx(tmp_path / "nginx", server) as process:
        when_up(link, process)
        found = seen(built, link)
        assert not found.failed, describe(found, "UTC")
        assert found.audible_since is not None
        assert status(f"{link}nowhere/") == 404
        assert status(f"{link}.podcast/head.json") == 404
        check_headers(built, link)


def test_apache_before_a_folder_serves_everything_as_apps_want_it(made, tmp_path):
    built, link, port = made
    server = next(text for kind, text in BLOCKS if kind == "apache").replace("*:80", f"127.0.0.1:{port}")
    with apache(tmp_path / "apache", port, server.replace("/srv/www/podcast", str(built.site))) as process:
        when_up(link, process)
        found = seen(built, link)
        assert not found.failed, describe(found, "UTC")
        assert found.audible_since is not None
        assert status(f"{link}nowhere/") == status(f"{link}.podcast/head.json") == 404
        check_headers(built, link)


@contextlib.contextmanager
def apache(folder: Path, port: int, server: str):
    """The same with Apache."""
    program, modules = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin"), "/usr/lib/apache2/modules"
    if program is None:
        pytest.skip("Apache is not installed")
    folder.mkdir()
    names = ("mpm_event", "authz_core", "dir", "mime", "headers", "setenvif", "alias", "rewrite")
    loaded = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in names)
    settings = f"ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nErrorLog {folder}/errors\n"
    types = f"Listen 127.0.0.1:{port}\nTypesConfig /etc/mime.types\nDefaultRuntimeDir {folder}\n"
    (folder / "conf").write_text(f"{settings}{loaded}\n{types}{server}", "utf-8")
    command = [program, "-f", folder / "conf", "-DFOREGROUND"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.terminate()


def check_headers(built, link) -> None:
    """Every kind of file comes with its security headers, with its type, and pages that are not there as well."""
    keys = [path for path in built.files if not path.endswith((".mp3", ".opus", ".m4a"))]
    samples = {key.rpartition(".")[2]: key for key in keys} | {"page": "index.html", "embed": embedded(keys)}
    for key in samples.values():
        answer = fetch("GET", link + key)
        assert {name: answer.header(name.lower()) for name in security_headers(key)} == security_headers(key), key
        assert answer.header("content-type").partition(";")[0] == content_type(key).partition(";")[0], key
        lifetime = "immutable" if key.startswith("assets/") else "max-age=300"
        assert lifetime in answer.header("cache-control"), key
    assert fetch("GET", f"{link}nowhere/").header("x-content-type-options") == "nosniff"


def embedded(keys) -> str:
    return next(key for key in keys if key.endswith(("/embed/index.html", "/einbetten/index.html")))


def status(url: str) -> int:
    answer = fetch("GET", url)
    assert isinstance(answer, Response)
    return answer.status


def upload(built, seaweed, prefix) -> None:
    """The site as it is published; and the policy of the page, by which everybody may read it."""
    from podcast.files import digest
    from podcast.publish.protocol.plan import object_specs
    from podcast.publish.targets.body import Body

    store = S3Target(S3Location(seaweed.bucket, prefix, seaweed.endpoint, REGION))
    for key, what in object_specs({key: digest.file_digest(built.site / key) for key in built.files}).items():
        store.put(key, Body(built.site / key, what.digest), what.headers, ABSENT)
    policy = next(text for kind, text in BLOCKS if kind == "json" and '"Principal"' in text)
    public = json.dumps(json.loads(policy.replace("BUCKET", seaweed.bucket).replace("PREFIX", prefix)))
    with closing(s3_client(seaweed.endpoint)) as client:
        client.put_bucket_policy(Bucket=seaweed.bucket, Policy=public)


FORMER = ("/2019/f%C3%BCnf", "/2019/f%C3%BCnf/", "/alt/", "/?p=12", "/seite.php?id=3&x=a.b")
NOT_FORMER = ("/?p=123", "/?q=p=12", "/seite_php?id=3&x=a.b", "/altes/")


@pytest.fixture
def moved(tmp_path):
    """A folder with rules for former addresses, and a home page; and its address."""
    (port,), site = free_ports(1), tmp_path / "site"
    link = f"http://127.0.0.1:{port}/"
    show = a_show(episodes=(an_episode(redirects=FORMER),), link=link)
    for path, data in (*redirect_rules(show), ("robots.txt", b""), ("index.html", b"home"), ("404.html", b"")):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data)
    return site, link, port


def check_former_addresses(link) -> None:
    for path in FORMER:
        with closing(HTTPConnection(urlsplit(link).netloc)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert (answer.status, answer.getheader("location")) == (301, f"{link}folge/"), path
    assert [status(f"{link}{path[1:]}") for path in NOT_FORMER] == [200, 200, 404, 404]


def test_nginx_answers_former_addresses_with_the_rules_of_the_site(moved, tmp_path):
    site, link, port = moved
    server = block("# before a folder").replace("listen 80", f"listen 127.0.0.1:{port}")
    server = server.replace("    default_type", f"    include {site}/redirects/nginx.txt;\n    default_type", 1)
    with nginx(tmp_path / "nginx", server.replace("/srv/www/podcast", str(site))) as process:
        when_up(link, process)
        check_former_addresses(link)


def test_apache_answers_former_addresses_with_the_rules_of_the_site(moved, tmp_path):
    site, link, port = moved
    server = next(text for kind, text in BLOCKS if kind == "apache").replace("*:80", f"127.0.0.1:{port}")
    server = server.replace("</VirtualHost>", f"Include {site}/redirects/apache.txt\n</VirtualHost>")
    with apache(tmp_path / "apache", port, server.replace("/srv/www/podcast", str(site))) as process:
        when_up(link, process)
        check_former_addresses(link)


def test_every_policy_of_the_page_is_json():
    policies = [json.loads(text) for kind, text in BLOCKS if kind == "json"]
    assert len(policies) == 5


def test_the_page_names_the_headers_that_pages_need():
    (shown,) = (text for kind, text in BLOCKS if kind == "http")
    assert shown.splitlines() == [f"{name}: {value}" for name, value in security_headers("index.html").items()]


def test_the_cloudfront_policy_has_the_same_headers():
    (policy,) = (json.loads(text) for kind, text in BLOCKS if kind == "json" and "SecurityHeadersConfig" in text)
    security = policy["SecurityHeadersConfig"]
    headers = {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff" if security["ContentTypeOptions"]["Override"] else "",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        **{item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]},
    }
    assert headers == security_headers("index.html")
    assert policy["CorsConfig"]["AccessControlAllowOrigins"]["Items"] == ["*"]
