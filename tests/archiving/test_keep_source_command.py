"""`podcast publish` with `keep_source`, as a person runs it, before a web server that serves the target."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.podcast_command import podcast
from tests.support.published_show import copy_show

pytestmark = pytest.mark.long  # whole publishes, in processes of their own
SOURCES = ".podcast/sources"


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder; `denied` begins the paths that it answers with 403."""

    def __init__(self, *arguments, denied, **options):
        self.denied = denied
        super().__init__(*arguments, **options)

    def do_GET(self):
        if self.denied and self.path.startswith(self.denied):
            self.send_error(403)
            return
        super().do_GET()

    def log_message(self, *_arguments):
        """Says nothing."""


@contextmanager
def serving(folder, denied=""):
    """The address of a web server for a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=folder, denied=denied))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def root(tmp_path):
    return tmp_path / "show"


def test_a_web_server_that_shows_the_private_part_is_refused(small_show, root):
    with serving(root.with_name("web")) as link:
        copy_show(small_show, root, link)
        run = podcast("publish", "--yes", "-j", "1", "--target", root.with_name("web"), at=root)
    assert run.returncode == 3
    assert "would not be private" in run.stderr
    assert "answered 200 instead of 403 or 404" in run.stderr
    assert not (root.with_name("web") / "feed.xml").exists()


def test_a_web_server_that_denies_it_gets_the_show_and_keeps_its_sources(small_show, root, tmp_path):
    target = root.with_name("web")
    with serving(target, "/.podcast/") as link:
        copy_show(small_show, root, link)
        run = podcast("publish", "--yes", "-j", "1", "--target", target, at=root)
        assert (target / "feed.xml").is_file(), run.stderr
        assert "source files" in run.stdout
        assert len(list((target / SOURCES).iterdir())) == 9, "eight files and their list"
        again = podcast("publish", "--yes", "-j", "1", "--target", target, at=root)
        assert "nothing to publish" in again.stdout
        (root / "episodes" / "entwurf" / "episode.yaml").write_text("guid: little-draft\ntitle: Neu\ndraft: true\n")
        draft = podcast("publish", "--yes", "-j", "1", "--target", target, "--json", at=root)
        uploaded = json.loads(draft.stdout)["uploaded"]
        assert len(uploaded) == 2, "the draft and the list, and no page"
        assert all(key.startswith(SOURCES) for key in uploaded)
    assert podcast("pull", target, tmp_path / "back").returncode == 0
    assert "title: Neu" in (tmp_path / "back" / "episodes" / "entwurf" / "episode.yaml").read_text("utf-8")
