"""A show behind a CDN, from the command line: what listeners get there after a publish, an undo, and its end."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.support import podcast_process
from tests.support.publish.cdn_servers import ID, VARIABLES, running_cdn
from tests.support.small_show import change

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.support.publish.cdn_servers import Cdn

pytestmark = pytest.mark.long


def podcast(*words: str, at: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **VARIABLES["cloudflare"], **variables}
    return podcast_process.run(*words, at=at, env={**environment, "PYTHONWARNINGS": "default"})


@pytest.fixture
def root(small_show: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)


@pytest.fixture
def cdn(root: Path) -> Iterator[Cdn]:
    def origin(key: str) -> bytes | None:
        path = root / "published" / key
        return path.read_bytes() if path.is_file() else None

    with running_cdn("cloudflare", origin) as server:
        change(root / "podcast.yaml", "https://podcast.example.org/", server.link)
        settings = f"cdn: {{provider: cloudflare, id: {ID}, endpoint: '{server.api}'}}"
        change(root / "podcast.yaml", "{target: published}", f"{{target: published, {settings}}}")
        yield server


def read(cdn: Cdn, key: str) -> str:
    with urlopen(cdn.link + key) as response:  # noqa: S310 -- our own server
        return str(response.read(), "utf-8", "replace")


def test_listeners_get_what_is_new_from_a_cdn_that_has_cached_what_was(root: Path, cdn: Cdn) -> None:
    first = podcast("publish", "--yes", at=root)
    assert "Cloudflare drops" in first.stdout, first.stderr
    assert "Folge 1 &amp;" in read(cdn, "feed.xml")
    (audio,) = (root / "published/audio").glob("folge-2.*.mp3")
    assert read(cdn, f"audio/{audio.name}")
    cached = cdn.cache[f"/amt/audio/{audio.name}"]

    change(root / "episodes/folge-1/episode.yaml", "Folge 1 &", "Erste Folge &")
    second = podcast("publish", "--yes", at=root)
    assert "Cloudflare drops" in second.stdout, second.stderr
    assert "Erste Folge &amp;" in read(cdn, "feed.xml")
    assert "Erste Folge" in read(cdn, "folge-1/")
    assert cdn.cache[f"/amt/audio/{audio.name}"] is cached

    undone = json.loads(podcast("undo", "--yes", "--json", at=root).stdout)
    assert (undone["cdn"]["provider"], undone["cdn"]["error"]) == ("cloudflare", None)
    assert f"{cdn.link}feed.xml" in undone["cdn"]["addresses"]
    assert "Erste Folge" not in read(cdn, "feed.xml")

    words = ("unpublish", "--show", "--now", "--confirm", "Kleine Sendung")
    down = podcast(*words, at=root, **dict.fromkeys(VARIABLES["cloudflare"], "wrong"))
    assert down.returncode == 0
    assert "warning: Cloudflare was not notified (status 401: Authentication error)" in down.stdout
    assert "its cache may serve deleted audio for up to a year: clear it there" in down.stdout
    assert "check CLOUDFLARE_API_TOKEN: it needs the permission" in down.stdout


def change_title(root: Path, old: str, new: str) -> None:
    change(root / "episodes/folge-1/episode.yaml", f"{old} &", f"{new} &")


def test_what_a_cdn_could_not_drop_is_dropped_by_the_next_publish_although_nothing_is_new(root: Path, cdn: Cdn) -> None:
    podcast("publish", "--yes", at=root)
    assert "Folge 1 &amp;" in read(cdn, "feed.xml")
    change_title(root, "Folge 1", "Erste Folge")
    wrong = dict.fromkeys(VARIABLES["cloudflare"], "wrong")
    assert "warning: Cloudflare was not notified" in podcast("publish", "--yes", at=root, **wrong).stdout
    assert "Folge 1 &amp;" in read(cdn, "feed.xml")
    assert json.loads(podcast("verify", "--json", at=root).stdout)["orphans"] == []

    document = json.loads(podcast("publish", "--yes", "--json", at=root).stdout)
    assert (document["done"], document["cdn"]["error"]) == (False, None)
    assert "Erste Folge &amp;" in read(cdn, "feed.xml")
    assert not (root / "published/.podcast/cdn-pending.json").exists()
    assert json.loads(podcast("publish", "--yes", "--json", at=root).stdout)["cdn"] is None


def test_what_a_killed_publish_has_changed_is_dropped_by_the_next_one(root: Path, cdn: Cdn) -> None:
    podcast("publish", "--yes", at=root)
    assert "Folge 1" in read(cdn, "folge-1/")
    change_title(root, "Folge 1", "Erste Folge")
    cdn.is_asked.clear()
    cdn.is_answering.clear()
    environment = {**os.environ, **VARIABLES["cloudflare"]}
    with Path(os.devnull).open("r+b") as null:
        killed = podcast_process.start(
            ("publish", "--yes"), streams=(null, null, null), at=root, env=environment, session=True
        )
    assert cdn.is_asked.wait(60)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    cdn.is_answering.set()
    assert "Erste Folge" in (root / "published/folge-1/index.html").read_text("utf-8")
    assert "Erste Folge" not in read(cdn, "folge-1/")

    assert "Cloudflare drops" in podcast("publish", "--yes", at=root).stdout
    assert "Erste Folge" in read(cdn, "folge-1/")
