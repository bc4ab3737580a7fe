"""Any show that we can write: its feed, imported, is an equal show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from podcast import urls
from podcast.artifacts import Picture
from podcast.feed.chapters import audible_chapters, chapters_json
from podcast.importing.downloads.policy import NetworkPolicy
from podcast.importing.import_result import ImportOptions
from podcast.importing.import_show import import_show
from podcast.show.load import load
from tests.support.feed_inputs import Inputs, any_inputs
from tests.support.media_host import MediaHost, media_host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Audio
    from podcast.model.show import Episode, Show

pytestmark = pytest.mark.long

POLICY = NetworkPolicy(allow_private=True, first_pause=0.0, max_pause=0.0, retries=0)
TRANSCRIPTS = {
    "vtt": ("WEBVTT\n\n00:00.000 --> 00:01.500\n<v Erika>Guten Tag.\n", "text/vtt"),
    "srt": ("1\n00:00:00,000 --> 00:00:01,500\nErika: Guten Tag.\n", "application/x-subrip"),
    "html": ("<p>Erika: Guten Tag.</p>", "text/html"),
    "json": ('{"version": "1.0.0", "segments": [{"startTime": 0, "endTime": 1.5, "body": "Guten Tag."}]}', ""),
}


@pytest.fixture(scope="module")
def host() -> Iterator[MediaHost]:
    with media_host() as started:
        yield started


def put_online(inputs: Inputs, host: MediaHost) -> Show:
    """The show at the host, with its feed and all files that it names; return it with its address there."""
    host.files.clear()
    show = inputs.show.model_copy(update={"link": host.url("/show/"), "moved_from": None})
    for address in {*inputs.covers.values()}:
        size = (address.width, address.height) if isinstance(address, Picture) else (1400, 1400)
        path = address.path if isinstance(address, Picture) else address
        host.add(f"/show/{path}", picture(size), type="image/jpeg")
    for episode in show.episodes:
        chapters = chapters_json(episode, show, inputs.audio[episode.slug], inputs.covers)
        host.add(f"/show/{urls.chapters(episode)}", chapters, type="application/json+chapters")
        for form, (text, media_type) in TRANSCRIPTS.items():
            host.add(f"/show/{urls.transcript(episode, form)}", text.encode(), type=media_type or "application/json")
    host.add("/show/feed.xml", inputs._replace(show=show).bytes(), type="application/rss+xml")
    return show


def picture(size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", size).save(buffer, "JPEG")
    return buffer.getvalue()


def essence(show: Show, episode: Episode, audio: Audio | None) -> dict[str, Any]:
    """What of an episode a feed carries, in one notation."""
    chapters = audible_chapters(episode, audio) if audio else episode.chapters
    return {
        "guid": episode.guid,
        "title": episode.title.strip(),
        "date": episode.date and episode.date.timestamp(),
        "season": episode.season,
        "number": None if episode.type == "trailer" else episode.episode,
        "type": episode.type,
        "explicit": show.explicit if episode.explicit is None else episode.explicit,
        "chapters": [(round(chapter.start, 3), chapter.href, chapter.end) for chapter in chapters],
        "topics": len(episode.topics),
        "places": len(episode.location),
        "links": len(episode.content_links),
        "has transcript": bool(episode.transcript),
    }


@given(inputs=any_inputs())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_show_comes_back_from_its_feed(
    inputs: Inputs, host: MediaHost, tmp_path_factory: pytest.TempPathFactory
) -> None:
    show = put_online(inputs, host)
    root = tmp_path_factory.mktemp("round-trip")
    options = ImportOptions(with_audio=False, is_own=True, link="https://neu.example.org/")
    result = import_show(host.url("/show/feed.xml"), root, POLICY, options)
    proof = result.proof
    assert proof is not None
    assert proof.compared == len(show.episodes)
    matters = [difference for difference in proof.all_differences() if difference.matters]
    assert not matters
    assert not result.failed
    back = load(root).show
    assert back is not None
    assert (back.title, back.guid, back.explicit, back.language) == (
        show.title.strip(), show.guid, show.explicit, show.language,
    )  # fmt: skip
    came_back = {episode.guid: episode for episode in back.episodes}
    for episode in show.episodes:
        before = essence(show, episode, inputs.audio[episode.slug])
        after = essence(back, came_back[episode.guid], None)
        assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}
