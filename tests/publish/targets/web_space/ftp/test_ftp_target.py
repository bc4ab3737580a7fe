"""Publishing over FTP servers that can do less than others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from podcast.errors import PublishError
from podcast.publish.protocol.prepare import prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.ftp.ftp_files import FtpFiles
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.ftp_server import running_proftpd, running_vsftpd
from tests.support.publish.memory_target import Episode, Hands, OneByOne, as_built, build, contents, new_publisher

pytestmark = pytest.mark.usefixtures("ftp_credentials")
BEFORE, AFTER = contents(Episode("alt", b"sound")), contents(Episode("alt", b"sound"), Episode("neu", b"noise"))


def publish(folder, files, remote):
    target = WebSpaceTarget(remote, Retrier())
    prepared = prepare(build(folder, files), target, datetime.now(UTC))
    carry_out(prepared, new_publisher(hands=Hands(datetime.now(UTC))), OneByOne(), lambda _: None)


def public(folder):
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {key: as_built(key, path.read_bytes()) for key, path in paths.items() if not key.startswith(".podcast/")}


def test_a_server_on_which_no_file_can_be_replaced_is_refused_before_anything_is_public(
    tmp_path_factory, ftp_authority, tmp_path
):
    with running_proftpd(tmp_path_factory.mktemp("proftpd"), ftp_authority, overwrite=False) as server:
        remote = FtpFiles(parse_address(server.address()))
        with pytest.raises(PublishError, match="the server does not replace files") as error:
            publish(tmp_path / "site", BEFORE, remote)
        assert error.value.exit_status == EXIT_REFUSED
        assert [path for path in server.data.rglob("*") if path.is_file()] == []
        remote.close()


def test_a_publish_needs_no_more_connections_than_a_host_allows(tmp_path_factory, ftp_authority, tmp_path):
    with running_vsftpd(tmp_path_factory.mktemp("vsftpd"), ftp_authority, most=1) as server:
        for files in (BEFORE, AFTER):
            remote = FtpFiles(parse_address(server.address("podcast")))
            publish(tmp_path / "site", files, remote)
            remote.close()
            assert public(server.folder("podcast")) == files
