"""Three real WebDAV servers on 127.0.0.1 over TLS: Apache's mod_dav, nginx with its module dav-ext, and wsgidav.

Each asks for a password to write, and serves the same files to everyone at another address, as web space does.
"""

from __future__ import annotations

import base64
import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import md5, sha1
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.support.programs import installed_program
from tests.support.publish.s3_server import free_ports

if TYPE_CHECKING:
    from collections.abc import Iterator

USER, PASSWORD = "redaktion", "geheim: Schlüssel"
FOLDERS = itertools.count()
# Whatever happens to the tests, their end of the pipe closes, and the server goes, with the processes that it started.
WATCHED = 'setsid "$@" & server=$!; trap "kill -9 -$server" TERM; cat >/dev/null; kill -9 -$server; wait'
NGINX_MODULE = Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")
APACHE_MODULES = Path("/usr/lib/apache2/modules")

APACHE = """
ServerRoot {folder}
ServerName 127.0.0.1
{listen}
PidFile {folder}/pid
ErrorLog {folder}/log
LogLevel warn
CustomLog {folder}/requests "%m %U %>s"
Mutex file:{folder}
{modules}
{user}
DavLockDB {folder}/locks
SSLRandomSeed startup builtin
SSLRandomSeed connect builtin
DocumentRoot {folder}/data
<VirtualHost *:{tls}>
    SSLEngine on
    SSLCertificateFile {certificate}
    Alias /dav {folder}/data
    Alias /digest {folder}/data
    Alias /short-nonces {folder}/data
    Alias /public {folder}/data
    <Location /dav>
        Dav On
        AuthType Basic
        AuthName "Sendungen"
        AuthBasicProvider file
        AuthUserFile {folder}/basic
        Require valid-user
    </Location>
    <Location /digest>
        Dav On
        AuthType Digest
        AuthName "Sendungen"
        AuthDigestProvider file
        AuthUserFile {folder}/digest
        Require valid-user
    </Location>
    <Location /short-nonces>
        Dav On
        AuthType Digest
        AuthName "Sendungen"
        AuthDigestProvider file
        AuthUserFile {folder}/digest
        AuthDigestNonceLifetime 1
        Require valid-user
    </Location>
    <Location /public>
        Require all granted
    </Location>
</VirtualHost>
<VirtualHost *:{plain}>
    Alias /behind-a-proxy {folder}/data
    <Location /behind-a-proxy>
        Dav On
        Require all granted
    </Location>
</VirtualHost>
<Directory {folder}/data>
    Require all granted
</Directory>
"""
NGINX = """
load_module {module};
daemon off;
worker_processes 2;
{user}
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 256; }}
http {{
    log_format brief "$request_method $uri $status";
    access_log {folder}/requests brief;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2; uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
    client_max_body_size {limit};
    dav_ext_lock_zone zone=locks:1m;
    server {{
        listen 127.0.0.1:{tls} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        location /dav/ {{
            alias {folder}/data/;
            dav_methods PUT DELETE MKCOL COPY MOVE;
            dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
            dav_ext_lock zone=locks;
            auth_basic "Sendungen";
            auth_basic_user_file {folder}/basic;
        }}
        location /without-listings/ {{
            alias {folder}/data/;
            dav_methods PUT DELETE MKCOL COPY MOVE;
        }}
        location /public/ {{ alias {folder}/data/; }}
    }}
}}
"""
PROXY = """
daemon off;
worker_processes 1;
{user}
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2; uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
    server {{
        listen 127.0.0.1:{tls} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        location / {{
            proxy_pass http://127.0.0.1:{plain};
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""
WSGIDAV = """
import sys
from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

folder, port, certificate, user, password = sys.argv[1:]
provider = lambda readonly: FilesystemProvider(folder, readonly=readonly, fs_opts={})
app = WsgiDAVApp({
    "provider_mapping": {"/dav": provider(False), "/public": provider(True)},
    "simple_dc": {"user_mapping": {"/dav": {user: {"password": password}}, "/public": True}},
    "http_authenticator": {"accept_basic": True, "accept_digest": True, "default_to_digest": True},
    "property_manager": True, "lock_storage": True, "logging": {"enable": False}, "verbose": 1,
    "dir_browser": {"enable": False},
})
server = wsgi.Server(("127.0.0.1", int(port)), app, numthreads=16)
server.ssl_adapter = BuiltinSSLAdapter(certificate, certificate)
server.start()
"""


@dataclass(frozen=True)
class WebDavServer:
    """A running server: where it listens, where its files are, and the authority that its certificate is from."""

    name: str
    port: int
    data: Path
    authority: Path
    log: Path
    dav: str = "dav"  # the path below which it is written to
    plain: int = 0  # port without TLS, for a proxy

    def folder(self) -> str:
        """The path of a new, empty folder."""
        name = f"show-{next(FOLDERS)}"
        path = self.data / name
        path.mkdir()
        path.chmod(0o777)
        return name

    def address(self, folder: str, dav: str = "") -> str:
        """The target's address in podcast.yaml."""
        return f"webdavs://{USER}@127.0.0.1:{self.port}/{dav or self.dav}/{folder}"

    def requests(self, folder: str) -> list[str]:
        """The requests for a folder: method, path and status; not of wsgidav."""
        lines = (self.log.parent / "requests").read_text("utf-8").splitlines()
        return [line for line in lines if f"/{folder}/" in line]

    def public(self, folder: str) -> str:
        """Where everyone reads the folder."""
        return f"https://127.0.0.1:{self.port}/public/{folder}/"


@pytest.fixture(scope="session")
def webdav_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The authority's certificate; the server's own, with its key."""
    return new_certificates(tmp_path_factory.mktemp("certificates"))


def new_certificates(folder: Path) -> tuple[Path, Path]:
    import trustme

    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1", "localhost")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    own.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    return folder / "authority.pem", folder / "server.pem"


@pytest.fixture(scope="session")
def apache(webdav_certificate: tuple[Path, Path]) -> Iterator[WebDavServer]:
    """Apache httpd with mod_dav: basic authentication below /dav, digest below /digest.

    Its folder is not below pytest's: every start of pytest closes that to other users, and Apache runs as one.
    """
    with (
        TemporaryDirectory(prefix="podcast-apache-", ignore_cleanup_errors=True) as folder,
        running_apache(Path(folder), webdav_certificate) as server,
    ):
        yield server


@contextmanager
def running_apache(folder: Path, certificates: tuple[Path, Path]) -> Iterator[WebDavServer]:
    """A server that is up while the block runs; `certificates` see `new_certificates`."""
    program = installed_program("apache2")
    prepare(folder)
    port, plain = free_ports(2)
    names = "mpm_event authn_core authn_file authz_core authz_user auth_basic auth_digest alias dav dav_fs dav_lock"
    modules = [f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in (*names.split(), "mime", "ssl")]
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    (folder / "mime.types").write_text("text/html html\naudio/mpeg mp3\napplication/rss+xml xml\n")
    config = APACHE.format(
        folder=folder,
        listen=f"Listen 127.0.0.1:{port}\nListen 127.0.0.1:{plain}",
        plain=plain,
        modules="\n".join([*modules, f"TypesConfig {folder}/mime.types"]),
        user=user,
        tls=port,
        certificate=certificates[1],
    )
    (folder / "digest").write_text(digest_entry("Sendungen"))
    (folder / "config").write_text(config)
    if os.geteuid() == 0:
        for path in (folder, folder / "data"):
            shutil.chown(path, "www-data", "www-data")
    server = WebDavServer("apache", port, folder / "data", certificates[0], folder / "log", plain=plain)
    yield from running(server, [program, "-f", str(folder / "config"), "-D", "FOREGROUND"])


@pytest.fixture(scope="session")
def nginx(tmp_path_factory: pytest.TempPathFactory, webdav_certificate: tuple[Path, Path]) -> Iterator[WebDavServer]:
    """nginx with its module dav-ext, which lists folders."""
    program = installed_program("nginx")
    if not NGINX_MODULE.exists():
        missing = "nginx has no module dav-ext (Debian: libnginx-mod-http-dav-ext)"
        pytest.fail(missing) if os.environ.get("PODCAST_READERS") == "required" else pytest.skip(missing)
    folder = prepare(tmp_path_factory.mktemp("nginx"))
    [port] = free_ports(1)
    config = NGINX.format(
        module=NGINX_MODULE,
        folder=folder,
        user="user root;" if os.geteuid() == 0 else "",
        limit="20m",
        tls=port,
        certificate=webdav_certificate[1],
    )
    (folder / "config").write_text(config)
    server = WebDavServer("nginx", port, folder / "data", webdav_certificate[0], folder / "log")
    yield from running(server, [program, "-p", str(folder), "-c", str(folder / "config"), "-e", str(folder / "log")])


@pytest.fixture(scope="session")
def wsgidav(tmp_path_factory: pytest.TempPathFactory, webdav_certificate: tuple[Path, Path]) -> Iterator[WebDavServer]:
    """wsgidav, which asks for digest authentication."""
    folder = prepare(tmp_path_factory.mktemp("wsgidav"))
    [port] = free_ports(1)
    (folder / "server.py").write_text(WSGIDAV)
    server = WebDavServer("wsgidav", port, folder / "data", webdav_certificate[0], folder / "log")
    options = (str(folder / "data"), str(port), str(webdav_certificate[1]), USER, PASSWORD)
    yield from running(server, [sys.executable, str(folder / "server.py"), *options])


def prepare(folder: Path) -> Path:
    """Make of a folder one that a server of another user can reach, with the data and the password file."""
    for parent in (folder, *folder.parents):
        if parent.owner() == Path.home().owner() and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)
    (folder / "data").mkdir(mode=0o777)
    (folder / "data").chmod(0o777)
    (folder / "basic").write_text(f"{USER}:{password_hash(PASSWORD)}\n")
    return folder


def password_hash(password: str) -> str:
    """A password as Apache and nginx both read it."""
    return "{SHA}" + base64.b64encode(sha1(password.encode(), usedforsecurity=False).digest()).decode()


def digest_entry(realm: str) -> str:
    """The line of Apache's password file for digest authentication."""
    return f"{USER}:{realm}:{md5(f'{USER}:{realm}:{PASSWORD}'.encode(), usedforsecurity=False).hexdigest()}\n"


def running(server: WebDavServer, command: list[str]) -> Iterator[WebDavServer]:
    """A server that ends with the tests, whatever happens to them."""
    with (
        server.log.open("ab") as log,
        subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", *command], stdin=subprocess.PIPE, stdout=log, stderr=log
        ) as process,
    ):
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"{server.name} did not start:\n{server.log.read_text(errors='replace')[-2000:]}")
                time.sleep(0.05)
            else:
                break
        yield server


@pytest.fixture
def webdav_login(webdav_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The password of the servers, and the authority that their certificates are from."""
    monkeypatch.setenv("PODCAST_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(webdav_certificate[0]))


@pytest.fixture
def apache_behind_nginx(
    apache: WebDavServer, webdav_certificate: tuple[Path, Path], tmp_path: Path
) -> Iterator[WebDavServer]:
    """Apache behind an nginx that ends TLS, as hosts have it: Apache knows itself by http://."""
    program = installed_program("nginx")
    [port] = free_ports(1)
    values = {"folder": tmp_path, "tls": port, "plain": apache.plain, "certificate": webdav_certificate[1]}
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "config").write_text(PROXY.format(user=user, **values))
    server = WebDavServer("proxy", port, apache.data, apache.authority, tmp_path / "log", "behind-a-proxy")
    yield from running(
        server, [program, "-p", str(tmp_path), "-c", str(tmp_path / "config"), "-e", str(tmp_path / "log")]
    )
