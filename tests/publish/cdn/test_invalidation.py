"""What a CDN has to drop after a publish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from podcast.files.digest import bytes_digest
from podcast.publish.cdn.bunny import BUNNY
from podcast.publish.cdn.cloudfront import CLOUDFRONT
from podcast.publish.cdn.fastly import FASTLY
from podcast.publish.cdn.invalidation import Invalidation, invalidation_of, stale_keys
from podcast.publish.protocol.plan import Deletion, PublishPlan, Upload, object_specs
from podcast.publish.protocol.state import PublishedObject, RetiredObject

LINK = "https://podcast.example.org/amt/"
MEDIA = "https://media.example.org/"
AUDIO = "audio/folge-1.0a1b2c3d.mp3"
PLACED = "audio@1a2b3c4d/folge-1.0a1b2c3d.mp3"


def spec(key):
    return object_specs({key: bytes_digest(b"x")})[key] if not key.startswith(".podcast/") else None


def upload(key, reason="changed"):
    return Upload(key, reason, spec(key), "")


def deletion(key):
    return Deletion(key, "due", PublishedObject(spec(key), "etag"))


def addresses(*uploads, deletions=(), audio_link="", **fields):
    plan = PublishPlan(uploads, tuple(map(deletion, deletions)), **fields)
    return invalidation_of(stale_keys(plan), LINK, audio_link, "r").urls


def test_a_page_is_dropped_at_the_address_of_its_folder_and_of_its_file():
    assert addresses(upload("index.html"), upload("folge-1/index.html")) == (
        f"{LINK}folge-1/", f"{LINK}folge-1/index.html", LINK, f"{LINK}index.html",
    )  # fmt: skip


def test_feeds_come_first():
    assert addresses(upload("404.html"), upload("staffel-1/feed.xml"), upload("feed.xml")) == (
        f"{LINK}feed.xml", f"{LINK}staffel-1/feed.xml", f"{LINK}404.html",
    )  # fmt: skip


def test_a_new_file_whose_name_holds_a_digest_was_never_cached():
    assert addresses(upload(AUDIO, "new"), upload("assets/site.0a1b2c3d.css", "new")) == ()


def test_a_new_page_may_be_cached_as_not_found():
    assert addresses(upload("folge-2/chapters.json", "new")) == (f"{LINK}folge-2/chapters.json",)


def test_repaired_audio_is_dropped_although_its_name_holds_a_digest():
    assert addresses(upload(AUDIO, "missing")) == (f"{LINK}{AUDIO}",)


def test_audio_at_another_place_is_dropped_at_its_own_address_alone():
    assert addresses(upload(PLACED, "type"), upload("feed.xml"), audio_link=MEDIA) == (
        f"{LINK}feed.xml", f"{MEDIA}{AUDIO}",
    )  # fmt: skip
    assert addresses(deletions=[PLACED], audio_link=MEDIA) == (f"{MEDIA}{AUDIO}",)


def test_new_audio_at_another_place_was_never_cached():
    assert addresses(upload(PLACED, "new"), audio_link=MEDIA) == ()


def test_audio_at_the_address_of_its_store_is_behind_no_cdn():
    assert addresses(upload(PLACED), upload("feed.xml"), deletions=[PLACED]) == (f"{LINK}feed.xml",)


def test_audio_with_the_pages_is_dropped_at_both_of_its_addresses():
    assert addresses(deletions=[AUDIO], audio_link=MEDIA) == (f"{LINK}{AUDIO}", f"{MEDIA}{AUDIO}")
    assert addresses(deletions=[AUDIO], audio_link=LINK) == (f"{LINK}{AUDIO}",)


def test_only_audio_has_the_address_of_audio():
    assert addresses(upload("audio/index.html"), audio_link=MEDIA) == (f"{LINK}audio/", f"{LINK}audio/index.html")


def test_everything_is_dropped_below_the_address_of_audio_only_if_some_of_it_is_stale():
    stale, fresh = (Invalidation(LINK, urls, "r", MEDIA) for urls in ((f"{MEDIA}{AUDIO}",), (f"{LINK}feed.xml",)))
    assert (stale.links, fresh.links) == ((LINK, MEDIA), (LINK,))


def test_a_deleted_file_is_dropped_and_a_retired_one_is_not_yet():
    retired = RetiredObject(PublishedObject(spec("b.html"), "etag"), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(7))
    assert addresses(deletions=[AUDIO], retired={"b.html": retired}) == (f"{LINK}{AUDIO}",)


def test_what_is_private_is_not_cached():
    private = ".podcast/sources/podcast.yaml"
    assert addresses(Upload(private, "new", spec(private), "")) == ()


def test_addresses_are_in_ascii():
    assert addresses(upload("größe/index.html")) == (
        f"{LINK}gr%C3%B6%C3%9Fe/", f"{LINK}gr%C3%B6%C3%9Fe/index.html",
    )  # fmt: skip


def test_of_too_many_addresses_everything_is_dropped_if_the_provider_can():
    few = Invalidation(LINK, (f"{LINK}a",) * BUNNY.max_urls, "r")
    many = Invalidation(LINK, (f"{LINK}a",) * (FASTLY.max_urls + 1), "r")
    assert not BUNNY.within_limits(few, "").is_complete
    assert BUNNY.within_limits(many, "").is_complete
    assert CLOUDFRONT.within_limits(many, "E2").is_complete
    assert FASTLY.within_limits(many, "service").is_complete
    assert not FASTLY.within_limits(many, "").is_complete
