"""A small show with all that a source can be, published with `keep_source`, and the web server of its address."""

from __future__ import annotations

import contextlib
import shutil
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from podcast import pipeline
from podcast.publish import release
from tests.support.publish.misconfigured_server import World
from tests.support.small_show import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podcast.publish.protocol.publish import PublishResult
    from podcast.publish.targets.target import Target

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TRANSCRIPT = "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Ada>Guten Tag.\n"
DRAFT = """\
guid: little-draft
title: Noch geheim
draft: true
"""


@contextlib.contextmanager
def web_server(*odd: str) -> Iterator[World]:
    """A web server that has no file; `odd` see `World`."""
    world = World({}, *odd)
    thread = threading.Thread(target=world.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield world
    finally:
        world.shutdown()
        world.server_close()
        thread.join()


def copy_show(small_show: Path, root: Path, link: str, settings: str = "keep_source: true") -> Path:
    """Copies the small show with its caches, and gives it an address, notes, a transcript, a page, and a draft."""
    shutil.copytree(small_show, root)
    change(root / "podcast.yaml", "https://podcast.example.org/", link)
    change(root / "podcast.yaml", "{target: published}", f"{{target: published, {settings}}}")
    (root / "podcast.yaml").write_text((root / "podcast.yaml").read_text("utf-8") + "about: ueber-uns.md\n", "utf-8")
    (root / "ueber-uns.md").write_text("Wir sind *wir*.\n", "utf-8")
    first = root / "episodes" / "folge-1"
    change(first / "episode.yaml", "notes: Mit *Absicht* kurz, für Bürger*innen.\n", "")
    (first / "notes.md").write_text("Notizen in einer Datei.\n", "utf-8")
    (first / "transcript.vtt").write_text(TRANSCRIPT, "utf-8")
    (root / "episodes" / "entwurf").mkdir()
    (root / "episodes" / "entwurf" / "episode.yaml").write_text(DRAFT, "utf-8")
    return root


def publish(root: Path, target: Target) -> PublishResult:
    """Builds and publishes a show, without the check from outside; returns what was done."""
    build = pipeline.build_for_target(root, target, at=NOW, jobs=1)
    prepared = pipeline.prepare(build, target, datetime.now(UTC))
    return pipeline.carry_out(prepared, lambda _event: None)


def open_target(root: Path) -> Target:
    """The target that the show's podcast.yaml names."""
    return release.open_target(pipeline.load_target_settings(root), root)


def site_files(root: Path) -> dict[str, bytes]:
    """The files of the built site."""
    site = root / "site"
    files = (path for path in site.rglob("*") if path.is_file() and path.name != ".gitignore")
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}
