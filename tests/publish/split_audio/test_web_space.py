"""Audio or pages on web space, the other part in a folder: real servers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.verify import VerifyOptions, verify
from podcast.publish.split_audio.split_target import PlaceTargets, SplitTarget
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.files_on_servers import WEB_SPACE
from tests.support.publish.memory_target import GUID, Episode, Hands, contents, new_publisher
from tests.support.publish.split_show import PAGES, configured, split_site

pytestmark = pytest.mark.server

FILES = contents(Episode("alt", b"old sound" * 3), Episode("neu", b"new sound" * 4))


@pytest.mark.parametrize("server", ["sftp", "ftps, vsftpd", "webdav, apache", "webdav, nginx", "rsync"])
@pytest.mark.parametrize("has_audio", [True, False], ids=["audio", "pages"])
def test_a_part_of_a_show_is_on_web_space(request, tmp_path, server, has_audio):
    web_space = WebSpaceTarget(request.getfixturevalue(WEB_SPACE[server]))
    folder = FolderTarget(tmp_path / "folder")
    pages, audio = (folder, web_space) if has_audio else (web_space, folder)

    def publish(name):
        target = SplitTarget(pages, PlaceTargets(configured(name), lambda _place: audio))
        now, options = datetime.now(UTC), PublishOptions(max_delete=99)
        prepared = prepare(split_site(tmp_path / "site", FILES, name), target, now, options)
        with ThreadPoolExecutor(4) as threads:
            carry_out(prepared, new_publisher(hands=Hands(now)), threads, lambda _event: None)
            return verify(target, GUID, now, VerifyOptions(threads, lambda _event: None, full=True))

    for name in ("one", PAGES, "one"):
        result = publish(name)
        assert (result.damaged, result.pending, result.foreign_count, result.orphans) == ((), (), 0, ())
    assert {info.key.partition("/")[0] for info in audio.list("")} == {".podcast", "audio"}
