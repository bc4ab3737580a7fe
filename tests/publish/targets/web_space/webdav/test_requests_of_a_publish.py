"""How little a WebDAV server is asked, by the real `podcast`."""

from __future__ import annotations

import shutil

import pytest

from tests.support import podcast_process
from tests.support.small_show import SHOW

PUBLISH = ("publish", "--yes")
pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("webdav_login")]


@pytest.mark.parametrize("name", ["apache", "nginx"])
def test_a_publish_with_nothing_new_is_two_requests_the_first_of_which_asks_how_to_log_in(
    name, request, small_show, tmp_path
):
    server = request.getfixturevalue(name)
    folder, root = server.folder(), tmp_path / "show"
    shutil.copytree(small_show, root)
    target = f"publish: {{target: '{server.address(folder)}'}}\n"
    (root / "podcast.yaml").write_text(SHOW.replace("publish: {target: published}\n", target), "utf-8")
    first = podcast_process.run(*PUBLISH, "-C", root)
    assert first.returncode == 0, first.stderr
    before = len(server.requests(folder))
    assert podcast_process.run(*PUBLISH, "-C", root).returncode == 0
    head = f"GET /dav/{folder}/.podcast/head.json"
    assert server.requests(folder)[before:] == [f"{head} 401", f"{head} 200"]
