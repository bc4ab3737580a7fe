"""A check of the connection: what it tells of real servers, what it leaves there (nothing), and unknown host keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoStore

from podcast import pipeline
from podcast.desk.targets.connection_checks import CheckRequest, ConnectionChecks
from podcast.errors import PublishError
from podcast.model.groups import Publish
from podcast.publish.connection_check import UnknownServerError, check_connection
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.ssh.host_keys import remember_host_key
from tests.support.password_store import PasswordStore
from tests.support.podcast_command import podcast
from tests.support.publish.ftp_server import PASSWORD
from tests.support.publish.git_repository import bare_repository
from tests.support.publish.memory_target import GUID
from tests.support.publish.s3_server import free_ports, s3_client
from tests.support.small_show import SHOW, write_show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.publish.ftp_server import FtpServer
    from tests.support.publish.s3_server import Server
    from tests.support.publish.ssh_server import SshServer
    from tests.support.publish.webdav_servers import WebDavServer

WORKS = "reading, writing and deleting work"
NEW, PUBLISHED = "nothing has been published there yet", "the show is published there"


def works(root: Path, **publish: str) -> tuple[str, ...]:
    """What a check finds that works, without the sentence that names the target."""
    report = check_connection(Publish.model_validate(publish), root, GUID)
    assert report.hints == ()
    assert report.works[0] == f"connected: {publish['target']}"
    return report.works[1:]


def test_a_folder_that_exists_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    assert works(tmp_path, target="public") == (WORKS, NEW)
    assert not any((tmp_path / "public").iterdir())


def test_a_branch_is_asked_whether_a_push_would_be_accepted(tmp_path: Path) -> None:
    repository = bare_repository(tmp_path / "website.git")
    assert works(tmp_path, target=f"git+file:{repository.path}#{repository.branch}") == (WORKS, NEW)
    repository.commit_by_hand({"index.html": b"by hand"})
    tip = repository.tip()
    assert works(tmp_path, target=f"git+file:{repository.path}#{repository.branch}") == (WORKS, NEW)
    assert repository.tip() == tip


def test_the_place_of_audio_is_checked_as_well(tmp_path: Path) -> None:
    (tmp_path / "audio").write_bytes(b"")
    publish = Publish(target="public", audio=str(tmp_path / "audio"), audio_link="https://audio.example.org/")
    with pytest.raises(PublishError, match="audio"):
        check_connection(publish, tmp_path, GUID)


def test_another_show_there_is_named(tmp_path: Path) -> None:
    root = write_show(tmp_path / "show", episodes=1)
    assert podcast("publish", "--target", tmp_path / "public", "--yes", "--jobs", "1", "-C", root).returncode == 0
    own = pipeline.load_show(root).guid
    assert check_connection(Publish(target=str(tmp_path / "public")), tmp_path, own).works[-1] == PUBLISHED
    with pytest.raises(PublishError, match="contains another show"):
        check_connection(Publish(target=str(tmp_path / "public")), tmp_path, GUID)


def test_a_server_that_does_not_answer_is_looked_for_at_its_root(tmp_path: Path) -> None:
    (tmp_path / "podcast.yaml").write_text(SHOW, "utf-8")
    target = f"sftp://user@127.0.0.1:{free_ports(1)[0]}/web"
    result = podcast("verify", "--connection", "--target", target, "-C", tmp_path)
    assert result.returncode == 1
    assert "looking for / failed" in result.stderr


def test_the_command_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "podcast.yaml").write_text(SHOW, "utf-8")
    result = podcast("verify", "--connection", "-C", tmp_path)
    assert result.returncode == 0, result.stderr
    assert WORKS in result.stdout
    assert not (tmp_path / "published").exists()
    assert podcast("verify", "--connection", "--full", "-C", tmp_path).returncode == 2


def test_web_space_by_sftp_is_left_as_it_was(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> None:
    assert ssh_home.is_dir()
    assert works(ssh_home, target=ssh_server.address(ssh_folder)) == (WORKS, NEW)
    assert not ssh_folder.exists()  # the first publish creates it
    ssh_folder.mkdir()
    assert works(ssh_home, target=ssh_server.address(ssh_folder)) == (WORKS, NEW)
    assert not any(ssh_folder.iterdir())


def test_an_unknown_server_is_accepted_by_its_fingerprint(
    ssh_server: SshServer, ssh_home: Path, ssh_folder: Path
) -> None:
    known, publish = ssh_home / ".ssh/known_hosts", Publish(target=ssh_server.address(ssh_folder))
    line = known.read_text("ascii").split()
    known.write_text("example.org ssh-ed25519 AAAA", "ascii")  # without an end of line
    with pytest.raises(UnknownServerError, match="is not known yet") as unknown:
        check_connection(publish, ssh_home, GUID)
    assert unknown.value.key.fingerprint in str(unknown.value)
    remember_host_key(unknown.value.key)
    assert known.read_text("ascii").splitlines()[-1].split() == line[:3]
    assert check_connection(publish, ssh_home, GUID).works[-1] == NEW


def test_the_desk_accepts_only_the_key_that_was_shown(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> None:
    known = ssh_home / ".ssh/known_hosts"
    known.unlink()
    checks = ConnectionChecks(ssh_home, lambda _kind, _data: None)
    checks.start(CheckRequest(Publish(target=ssh_server.address(ssh_folder)), GUID))
    assert checks.wait(60)
    assert checks.last
    assert (checks.last.state, known.exists()) == ("unknown", False)
    checks.accept_key("SHA256:of-another")
    assert not known.exists()
    assert checks.last.key
    checks.accept_key(checks.last.key.fingerprint)
    assert checks.wait(60)
    assert checks.last.state == "done", checks.last.message
    assert known.stat().st_mode & 0o077 == 0


def test_a_key_that_has_changed_is_no_unknown_one(ssh_server: SshServer, ssh_home: Path, ssh_folder: Path) -> None:
    known = ssh_home / ".ssh/known_hosts"
    other = (ssh_server.folder / "user_key.pub").read_text("ascii").split()
    known.write_text(f"[127.0.0.1]:{ssh_server.port} {other[0]} {other[1]}\n", "ascii")
    with pytest.raises(PublishError, match="another key than before") as changed:
        check_connection(Publish(target=ssh_server.address(ssh_folder)), ssh_home, GUID)
    assert not isinstance(changed.value, UnknownServerError)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[PasswordStore]:
    monkeypatch.delenv("PODCAST_PASSWORD", raising=False)
    before, store = keyring.get_keyring(), PasswordStore()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


def test_a_typed_password_is_kept_once_the_server_accepts_it(
    vsftpd: FtpServer, ftp_credentials: None, store: PasswordStore, tmp_path: Path
) -> None:
    assert ftp_credentials is None
    os.environ.pop("PODCAST_PASSWORD", None)
    vsftpd.folder(tmp_path.name).mkdir()
    publish = Publish(target=vsftpd.address(tmp_path.name))
    checks = ConnectionChecks(tmp_path, lambda _kind, _data: None)
    for password, state in (("wrong", "failed"), (PASSWORD, "done")):
        assert not store.passwords
        checks.start(CheckRequest(publish, GUID, {}, password))
        assert checks.wait(60)
        assert checks.last
        assert checks.last.state == state, checks.last.message
        assert checks.last.request.password == ""
    assert checks.last
    assert checks.last.password == "kept"  # noqa: S105 -- a state
    assert list(store.passwords.values()) == [PASSWORD]
    assert not any(vsftpd.folder(tmp_path.name).iterdir())


def test_without_a_store_of_passwords_a_typed_one_is_not_kept(
    vsftpd: FtpServer, ftp_credentials: None, store: PasswordStore, tmp_path: Path
) -> None:
    assert ftp_credentials is None
    os.environ.pop("PODCAST_PASSWORD", None)
    vsftpd.folder(tmp_path.name).mkdir()
    keyring.set_keyring(NoStore())  # type: ignore[no-untyped-call]
    checks = ConnectionChecks(tmp_path, lambda _kind, _data: None)
    checks.start(CheckRequest(Publish(target=vsftpd.address(tmp_path.name)), GUID, {}, PASSWORD))
    assert checks.wait(60)
    assert checks.last
    assert (checks.last.state, checks.last.password) == ("done", "no_store"), checks.last.message
    assert not store.passwords


def test_webdav_is_left_without_a_file(apache: WebDavServer, webdav_login: None, tmp_path: Path) -> None:
    assert webdav_login is None
    folder = apache.folder()
    assert works(tmp_path, target=apache.address(folder)) == (WORKS, NEW)
    left = [path.name for path in (apache.data / folder).rglob("*")]
    assert left in ([], [".podcast"])  # of WebDAV, a folder is only deleted where listings have every name


def test_a_store_is_left_as_it_was(seaweed: Server, credentials: None, prefix: str, tmp_path: Path) -> None:
    assert credentials is None
    settings = {"target": f"s3://{seaweed.bucket}/{prefix}", "endpoint": seaweed.endpoint}
    assert works(tmp_path, **settings) == (WORKS, NEW)
    assert "Contents" not in s3_client(seaweed.endpoint).list_objects_v2(Bucket=seaweed.bucket, Prefix=prefix)


def test_rsync_is_left_as_it_was(
    ssh_server: SshServer, ssh_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RSYNC_RSH", f"ssh -F {ssh_server.client_config}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    ssh_folder.mkdir()
    assert works(tmp_path, target=ssh_server.address(ssh_folder, "rsync+ssh")) == (WORKS, NEW)
    assert not any(ssh_folder.iterdir())
    monkeypatch.setenv("RSYNC_RSH", "ssh -F none -oUserKnownHostsFile=/dev/null")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(UnknownServerError) as unknown:
        check_connection(Publish(target=ssh_server.address(ssh_folder, "rsync+ssh")), tmp_path, GUID)
    assert unknown.value.exit_status == EXIT_REFUSED
