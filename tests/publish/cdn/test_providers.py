"""Each provider's API as its documentation describes it: what is dropped, what stays, and what is said of a failure."""

from __future__ import annotations

import contextlib
import json
import socket
from typing import TYPE_CHECKING

import pytest

from podcast.files.digest import bytes_digest
from podcast.model.publishing.cdn import Cdn
from podcast.publish import cdn as the_cdn
from podcast.publish.cdn import PROVIDERS, describe
from podcast.publish.cdn.invalidation import invalidation_of, stale_keys
from podcast.publish.cdn.sending import Patience
from podcast.publish.protocol.plan import Deletion, PublishPlan, Upload, object_specs
from podcast.publish.protocol.state import PublishedObject
from tests.support.publish.cdn_servers import ID, TOKEN, VARIABLES, running_cdn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.publish.cdn import CdnResult
    from tests.support.publish.cdn_servers import Cdn as CdnServer

AUDIO = "audio/folge-1.0a1b2c3d.mp3"
PLACED = "audio@1a2b3c4d/folge-1.0a1b2c3d.mp3"
IMPATIENT = Patience(2.0)


@pytest.fixture(params=sorted(VARIABLES))
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[CdnServer]:
    for name in {name for names in VARIABLES.values() for name in names}:
        monkeypatch.delenv(name, raising=False)
    for name, value in VARIABLES[request.param].items():
        monkeypatch.setenv(name, value)
    with running_cdn(request.param, lambda key: key.encode()) as cdn:
        yield cdn


def settings(server: CdnServer, **fields: str) -> Cdn:
    return Cdn.model_validate({"provider": server.provider, "id": ID, "endpoint": server.api, **fields})


def plan(*keys: str, deleted: tuple[str, ...] = ()) -> PublishPlan:
    specs = object_specs({key: bytes_digest(b"x") for key in (*keys, *deleted)})
    uploads = tuple(Upload(key, "changed", specs[key], "") for key in keys)
    return PublishPlan(uploads, tuple(Deletion(key, "due", PublishedObject(specs[key], "e")) for key in deleted))


def invalidate(
    server: CdnServer, of: PublishPlan, reference: str = "r1", patience: Patience = IMPATIENT, **fields: str
) -> CdnResult:
    audio_link, cdn = fields.pop("audio_link", ""), settings(server, **fields)
    stale = invalidation_of(stale_keys(of), server.link, audio_link, reference)
    has_deleted_audio = bool(of.deletions)
    result = the_cdn.invalidate(cdn, stale, has_deleted_audio=has_deleted_audio, patience=patience)
    assert result is not None
    return result


def warm(server: CdnServer, *keys: str) -> None:
    for key in keys:
        server.cache[f"/amt/{key}"] = (200, b"old")


def test_changed_addresses_are_dropped_and_all_others_stay(server: CdnServer) -> None:
    warm(server, "feed.xml", "", "index.html", "folge-1/", "folge-1/index.html", AUDIO, "folge-2/")
    result = invalidate(server, plan("feed.xml", "index.html", "folge-1/index.html"))
    assert result.error is None
    assert set(server.cache) == {f"/amt/{AUDIO}", "/amt/folge-2/"}
    assert describe(result) == f"{PROVIDERS[server.provider].name} drops 5 addresses from its cache"


def test_deleted_audio_is_dropped(server: CdnServer) -> None:
    warm(server, AUDIO)
    assert invalidate(server, plan(deleted=(AUDIO,))).error is None
    assert server.cache == {}


def test_thousands_of_addresses_are_dropped(server: CdnServer) -> None:
    keys = [f"folge-{number}/chapters.json" for number in range(3100)]
    warm(server, *keys, AUDIO)
    result = invalidate(server, plan(*keys), patience=Patience(60.0))
    assert (result.error, result.invalidation.is_complete) == (None, True)
    assert not set(server.cache) & {f"/amt/{key}" for key in keys}
    assert len(server.api_requests) == 1
    assert describe(result).endswith(f"drops everything below {server.link} from its cache")


def test_audio_at_an_address_of_its_own_is_dropped_there(server: CdnServer) -> None:
    server.cache |= {f"/media/{AUDIO}": (200, b"old"), "/media/audio/folge-2.0a1b2c3d.mp3": (200, b"kept")}
    result = invalidate(server, plan("feed.xml", deleted=(PLACED,)), audio_link=f"http://{server.host}/media/")
    assert (result.error, list(server.cache)) == (None, ["/media/audio/folge-2.0a1b2c3d.mp3"])


def test_thousands_of_addresses_are_dropped_where_audio_is_too(server: CdnServer) -> None:
    keys = [f"folge-{number}/chapters.json" for number in range(3100)]
    warm(server, *keys)
    server.cache[f"/media/{AUDIO}"] = (200, b"old")
    media = f"http://{server.host}/media/"
    result = invalidate(server, plan(*keys, deleted=(PLACED,)), patience=Patience(60.0), audio_link=media)
    assert (result.error, server.cache) == (None, {})
    assert describe(result).endswith(f"drops everything below {server.link}, {media} from its cache")


@pytest.mark.parametrize("server", ["cloudflare"], indirect=True)
def test_audio_in_another_zone_does_not_keep_the_pages_from_being_dropped(server: CdnServer) -> None:
    warm(server, "feed.xml")
    result = invalidate(server, plan("feed.xml", deleted=(PLACED,)), audio_link="https://elsewhere.example/")
    assert server.cache == {}
    assert result.error is not None
    assert "elsewhere.example" in result.error.reason


def test_nothing_changed_asks_nothing(server: CdnServer) -> None:
    for changed, link in ((plan(), server.link), (plan("feed.xml"), "https://podcast.example.org/")):
        assert the_cdn.invalidate(settings(server), invalidation_of(stale_keys(changed), link, "", "r")) is None
    assert server.api_requests == []


@pytest.mark.long
def test_a_busy_api_is_asked_again_when_it_says(server: CdnServer) -> None:
    waits: list[float] = []
    server.busy, server.retry_after = 2, "3"
    warm(server, "feed.xml")
    result = invalidate(server, plan("feed.xml"), patience=Patience(60.0, waits.append))
    assert (result.error, server.cache) == (None, {})
    assert len(waits) == 2
    assert min(waits) >= 3


def test_the_same_publish_may_be_sent_twice(server: CdnServer) -> None:
    for _attempt in range(2):
        assert invalidate(server, plan("feed.xml")).error is None


def test_an_api_that_stays_down_is_a_warning_after_a_while(server: CdnServer) -> None:
    server.is_down = True
    result = invalidate(server, plan("feed.xml"), patience=Patience(0.0))
    line = describe(result)
    assert line.startswith(f"warning: {PROVIDERS[server.provider].name} was not notified (status 503")
    assert "its cache may serve earlier files for about five minutes" in line


def test_a_refused_connection_is_a_warning(server: CdnServer) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    result = invalidate(server, plan("feed.xml"), patience=Patience(0.0), endpoint=f"http://127.0.0.1:{port}")
    assert "(the connection was refused or broken)" in describe(result)


def test_deleted_audio_that_stays_cached_is_a_stronger_warning(server: CdnServer) -> None:
    server.is_down = True
    line = describe(invalidate(server, plan(deleted=(AUDIO,)), patience=Patience(0.0)))
    assert "its cache may serve deleted audio for up to a year: clear it there" in line


def test_missing_credentials_are_named(server: CdnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES[server.provider]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    result = invalidate(server, plan("feed.xml"))
    assert result.error is not None
    assert all(name in result.error.reason for name in VARIABLES[server.provider])
    assert result.error.reason.endswith("is not set")
    assert server.api_requests == []


def test_wrong_credentials_say_what_they_need(server: CdnServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES[server.provider]:
        monkeypatch.setenv(name, "wrong")
    result = invalidate(server, plan("feed.xml"))
    assert result.error is not None
    assert result.error.reason.startswith(("status 401: ", "status 403: "))
    assert result.error.remedy.startswith(f"check {', '.join(VARIABLES[server.provider])}: it needs ")
    assert len(server.api_requests) == 1  # it is not tried again


@pytest.mark.parametrize("server", ["cloudflare", "cloudfront"], indirect=True)
def test_an_unknown_zone_is_named(server: CdnServer) -> None:
    result = invalidate(server, plan("feed.xml"), id="other")
    assert result.error is not None
    assert result.error.remedy == "check `publish: cdn: id:`"


def test_credentials_are_never_sent_in_the_clear(server: CdnServer) -> None:
    result = invalidate(server, plan("feed.xml"), endpoint="http://api.example.com/")
    assert result.error is not None
    assert result.error.reason == "http://api.example.com is not encrypted"


def test_credentials_are_in_no_repr(server: CdnServer) -> None:
    provider = PROVIDERS[server.provider]
    account = the_cdn._account(provider, settings(server))  # noqa: SLF001 -- what a traceback would show
    assert TOKEN not in repr(account)


@pytest.mark.parametrize("server", ["cloudflare"], indirect=True)
def test_no_request_has_more_addresses_than_cloudflare_takes(server: CdnServer) -> None:
    keys = [f"folge-{number}/chapters.json" for number in range(250)]
    assert invalidate(server, plan(*keys)).error is None
    sizes = [len(json.loads(request.body)["files"]) for request in server.api_requests]
    assert sorted(sizes) == [50, 100, 100]


@pytest.mark.parametrize("server", ["cloudflare"], indirect=True)
@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"success": false, "errors": []}'])
def test_a_success_that_is_none_is_noticed(server: CdnServer, body: bytes) -> None:
    assert PROVIDERS[server.provider].problem_of(body) == "no JSON with `success: true`"
