"""From an empty folder to a published first episode, in the commands that the tutorial names."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from PIL import Image

from tests.support import podcast_process
from tests.support.sounds import speech, write

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

MAX_COMMANDS = 6


def test_six_commands_lead_to_a_published_first_episode(tmp_path: Path) -> None:
    Image.new("RGB", (1400, 1400), (20, 98, 60)).save(tmp_path / "artwork.png")
    write(tmp_path / "interview.wav", speech(3))
    show = tmp_path / "show"
    environment = {**os.environ, "LANGUAGE": "en"}
    commands: list[subprocess.CompletedProcess[str]] = []

    def run(*words: str, at: Path = show) -> str:
        commands.append(podcast_process.run(*words, at=at, env=environment))
        assert commands[-1].returncode == 0, (words, commands[-1].stdout, commands[-1].stderr)
        return commands[-1].stdout

    run(
        *("init", "show", "--title", "Town Talk", "--description", "What the town talks about."),
        *("--link", "https://podcast.example.org/", "--language", "en-GB", "--timezone", "Europe/London"),
        *("--author", "Town", "--category", "Verwaltung", "--not-explicit", "--cover", str(tmp_path / "artwork.png")),
        *("--cover-alt", "A green square.", "--owner-email", "post@example.org", "--target", "../web"),
        *("--country", "GB", "--legal-name", "Town"),
        *("--legal-address", "1 High Street", "--legal-email", "post@example.org"),
        at=tmp_path,
    )  # fmt: skip
    run(
        "new", "The first one", "--recording", str(tmp_path / "interview.wav"), "--summary", "How it begins.", "--ready"
    )
    run("check")
    run("build")
    run("publish", "--yes")
    status = json.loads(run("status", "--json"))
    assert len(commands) <= MAX_COMMANDS
    assert [(episode["slug"], episode["public"]) for episode in status["episodes"]] == [("the-first-one", "live")]
    feed = (tmp_path / "web" / "feed.xml").read_text("utf-8")
    assert "<title>The first one</title>" in feed
    assert "Government" in feed
    page = (tmp_path / "web" / "the-first-one" / "index.html").read_text("utf-8")
    assert ">Contact</a>" in page
