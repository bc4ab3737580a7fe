"""The fields under `publish:` for audio of its own: what must be written, what follows, what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from podcast import pipeline, urls
from podcast.errors import PublishError
from podcast.feed.breaking_changes import find_breaking_changes
from podcast.feed.diff import compare_feeds
from podcast.model.groups import Publish
from podcast.pages import csp
from podcast.publish.headers import security_headers
from podcast.publish.outside.security import missing_headers
from podcast.publish.targets.open import open_target
from tests.support.small_show import change, write_show

STORE = "https://s3.example.org"
R2 = "https://account.r2.cloudflarestorage.com"


def settings(**fields):
    return Publish(**{"target": "published"} | fields)


@pytest.mark.parametrize(
    ("fields", "base"),
    [
        ({}, ""),
        ({"audio_link": "https://cdn.example.org/x/"}, "https://cdn.example.org/x/"),
        ({"audio": "../audio", "audio_link": "https://a.example.org"}, "https://a.example.org/"),
        ({"audio": "s3://pod/show", "endpoint": STORE}, f"{STORE}/pod/show/"),
        ({"audio": "s3://pod", "audio_endpoint": f"{STORE}/", "endpoint": R2}, f"{STORE}/pod/"),
        ({"audio": "s3://pod/show/"}, "https://pod.s3.amazonaws.com/show/"),
        ({"audio": "s3://pod", "audio_region": "eu-central-1"}, "https://pod.s3.eu-central-1.amazonaws.com/"),
        ({"audio": "s3://a.pod", "region": "eu-central-1"}, "https://s3.eu-central-1.amazonaws.com/a.pod/"),
        ({"audio": "s3://pod", "endpoint": R2, "audio_link": "https://a.example.org/"}, "https://a.example.org/"),
    ],
)
def test_the_address_of_audio_is_written_or_follows_from_that_of_the_store(fields, base):
    assert urls.audio_base(settings(**fields)) == base


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"audio": "../audio"}, "the public address of the audio is missing; add audio_link"),
        ({"audio": "sftp://host/audio"}, "the public address of the audio is missing"),
        ({"audio": "s3://pod", "endpoint": R2}, "the public address of the audio is missing"),
        ({"audio": "published/", "audio_link": "https://a.example.org/"}, "audio and target are the same place"),
        ({"audio_endpoint": STORE}, "has a store for audio without a bucket; add audio"),
        ({"audio_region": "eu"}, "has a store for audio without a bucket"),
        ({"audio_link": "https://a.example.org/?x=1"}, "contains"),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_a_problem(fields, problem):
    with pytest.raises(ValidationError, match=problem.replace("?", r"\?")):
        settings(**fields)


def test_only_audio_files_have_the_other_address(tmp_path):
    root = write_show(tmp_path)
    change(root / "podcast.yaml", "{target: published}", "{target: published, audio_link: 'https://a.example.org/'}")
    show = pipeline.load_show(root)
    for path in ("feed.xml", "folge-1/", "audio/", "audio/chapters.json", "folge-1/chapters.json", "assets/a.css"):
        assert urls.absolute_url(show, path) == f"{show.link}{path}"
    assert urls.absolute_url(show, "audio/a.1a2b3c4d.mp3") == "https://a.example.org/audio/a.1a2b3c4d.mp3"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ("audio_link: 'http://a.example.org/'", "publish.audio_link"),
        ("audio: 's3://pod/show', endpoint: 'http://s3.example.org'", "publish"),
    ],
)
def test_audio_that_is_not_encrypted_is_a_problem(tmp_path, fields, field):
    root = write_show(tmp_path)
    change(root / "podcast.yaml", "{target: published}", f"{{target: published, {fields}}}")
    problems = [problem for problem in pipeline.check_show(root).problems if problem.field.startswith(field)]
    assert ["unencrypted" in problem.what for problem in problems] == [True]


@pytest.mark.parametrize("audio", ["site", "episodes/audio", "."])
def test_audio_cannot_go_into_the_show_itself(tmp_path, audio):
    with pytest.raises(PublishError, match="the show itself"):
        open_target(settings(audio=audio, audio_link="https://a.example.org/"), tmp_path)


def test_audio_cannot_go_into_git(tmp_path):
    with pytest.raises(PublishError, match="does not belong into git"):
        open_target(settings(audio="git+ssh://host/a.git", audio_link="https://a.example.org/"), tmp_path)


# --- the guard -------------------------------------------------------------------------------------------------------


def feed(*audio: str) -> list[bytes]:
    items = "".join(
        f"<item><guid>{number}</guid><link>https://p.example/{number}/</link>"
        f'<enclosure url="{url}" length="1" type="audio/mpeg"/></item>'
        for number, url in enumerate(audio)
    )
    return [f"<rss><channel><link>https://p.example/</link>{items}</channel></rss>".encode()]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("https://p.example/audio/a.1.mp3", "https://p.example/audio/a.2.mp3", None),
        ("https://p.example/audio/a.1.mp3", "https://a.example/audio/a.1.mp3", "1 episode moves from the pages' own"),
        ("https://a.example/audio/a.1.mp3", "https://b.example/audio/a.2.mp3", "moves from https://a.example/audio to"),
        ("https://a.example/audio/a.1.mp3", "https://p.example/audio/a.1.mp3", "to the pages' own address"),
    ],
)
def test_an_enclosure_moves_when_its_folder_does(before, after, sentence):
    breaking = find_breaking_changes(compare_feeds(feed(before), feed(after)))
    assert [change.kind for change in breaking] == (["audio-moves"] if sentence else [])
    assert all(sentence in change.sentence for change in breaking)


def test_all_episodes_that_move_are_one_change():
    before, after = ([f"https://{host}.example/audio/{n}.mp3" for n in range(3)] for host in "pa")
    (breaking,) = find_breaking_changes(compare_feeds(feed(*before), feed(*after)))
    assert "the audio files of 3 episodes move" in breaking.sentence


# --- the policy of pages ---------------------------------------------------------------------------------------------


def test_a_policy_allows_media_from_the_audios_host_and_nothing_else():
    policy = csp.policy("https://a.example.org/show/")
    assert policy == csp.POLICY.replace("media-src 'self'", "media-src 'self' https://a.example.org")
    assert csp.policy() == csp.POLICY


def test_a_servers_policy_must_allow_the_audios_host():
    headers = {name.lower(): value for name, value in security_headers("index.html").items()}
    allowed = headers["content-security-policy"].replace("media-src 'self'", "media-src 'self' https://a.example.org")
    assert missing_headers(headers) == ()
    assert missing_headers(headers, "https://a.example.org/show/") == ("Content-Security-Policy",)
    assert missing_headers(headers | {"content-security-policy": allowed}, "https://a.example.org/show/") == ()
