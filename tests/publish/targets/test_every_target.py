"""One suite of claims over every target; then what is special about each."""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest, file_digest
from podcast.model.groups import Publish
from podcast.publish.protocol.prepare import prepare
from podcast.publish.protocol.previews.share import ShareRequest, prepare_share
from podcast.publish.protocol.previews.shares import share_folder
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state import HEAD_KEY, AudioPlace
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.protocol.verify import VerifyOptions, verify
from podcast.publish.split_audio.split_target import PlaceTargets, SplitTarget
from podcast.publish.targets.body import Body, body_of
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.open import open_target
from podcast.publish.targets.retry import FIRST_SUCCESS_TIMEOUT, SUCCESS_TIMEOUT, Retrier, TransientError
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_errors import connection_error, response_error
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import (
    ABSENT,
    EXIT_FAILED,
    EXIT_REFUSED,
    Capabilities,
    ConflictError,
    Headers,
    has_same_bytes,
)
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from podcast.publish.targets.wrappers import DryRun, ManifestCache
from tests.support.publish.faulty_proxy import line
from tests.support.publish.files_on_servers import WEB_SPACE
from tests.support.publish.git_repository import bare_repository
from tests.support.publish.memory_target import (
    GUID,
    LINK,
    Episode,
    Hands,
    Memory,
    OneByOne,
    as_built,
    build,
    contents,
    new_publisher,
)
from tests.support.publish.s3_server import ACCESS, BUCKET, REGION, SECRET, free_ports, s3_client

HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
S3_PARAMETER = pytest.param("s3", marks=pytest.mark.server)
WEB_SPACE_PARAMETERS = [pytest.param(name, marks=pytest.mark.server) for name in WEB_SPACE]
REAL = ["folder", "remembering", "split", "git", S3_PARAMETER, *WEB_SPACE_PARAMETERS]
WRITABLE = ["memory", *REAL]
WITHOUT_GIT = ["memory", "folder", "dry run", "remembering", "split", S3_PARAMETER, *WEB_SPACE_PARAMETERS]
ONE, TWO = body_of(b"one"), body_of(b"two")
EPISODE = Episode("alt", b"sound")


@pytest.fixture(params=[*WITHOUT_GIT, "git"])
def target(request, tmp_path):
    if request.param == "s3":
        server, _ = request.getfixturevalue("seaweed"), request.getfixturevalue("credentials")
        return S3Target(S3Location(server.bucket, request.getfixturevalue("prefix"), server.endpoint, REGION))
    if request.param in WEB_SPACE:
        return WebSpaceTarget(request.getfixturevalue(WEB_SPACE[request.param]))
    return {
        "memory": Memory,
        "folder": lambda: FolderTarget(tmp_path / "public"),
        "dry run": lambda: DryRun(FolderTarget(tmp_path / "public")),
        "remembering": lambda: ManifestCache(FolderTarget(tmp_path / "public"), tmp_path / "memory"),
        "split": lambda: split_folders(tmp_path),
        "git": lambda: bare_repository(tmp_path / "pages.git").target(tmp_path / "show"),
    }[request.param]()


def split_folders(folder):
    """A target whose audio has a folder of its own; all of these claims hold for the folder of the pages."""
    places = {"1a2b3c4d": AudioPlace("audio")}
    return SplitTarget(FolderTarget(folder / "public"), PlaceTargets(places, lambda _: FolderTarget(folder / "audio")))


@pytest.fixture
def store(seaweed, credentials, prefix):  # noqa: ARG001 -- the credentials are in the environment
    return S3Target(S3Location(seaweed.bucket, prefix, seaweed.endpoint, REGION))


# --- every target ----------------------------------------------------------------------------------------------------


def test_what_was_never_written_is_not_there(target):
    assert target.get("a/b.html") is None
    assert target.head("a/b.html") is None
    assert list(target.list("")) == []
    target.delete("a/b.html")


def test_what_was_written_is_read_back(target):
    etag = target.put("a/b.html", ONE, HTML, None)
    assert target.get("a/b.html") == (b"one", etag)
    stored = target.head("a/b.html")
    assert (stored.key, stored.size, stored.etag) == ("a/b.html", 3, etag)
    assert stored.headers in {HTML, None}


@pytest.mark.parametrize("target", WITHOUT_GIT, indirect=True)
def test_the_etag_of_an_own_object_is_its_md5(target):
    assert target.put(".podcast/a.json", ONE, Headers("application/json", "no-store"), None) == ONE.digest.md5
    assert target.get(".podcast/a.json") == (b"one", ONE.digest.md5)
    assert target.head(".podcast/a.json").etag == ONE.digest.md5


def test_the_etag_of_a_file_is_its_md5_or_another_one_for_other_bytes(target):
    etag = target.put("a.html", ONE, HTML, None)
    assert etag == target.head("a.html").etag
    assert has_same_bytes(target, target.head("a.html"), ONE.digest)
    assert target.put("a.html", TWO, HTML, etag) != etag


def test_a_file_is_streamed_whole(target, tmp_path):
    data = bytes(range(256)) * 12_000
    (tmp_path / "file.mp3").write_bytes(data)
    target.put(
        "audio/file.mp3", Body(tmp_path / "file.mp3", bytes_digest(data)), Headers("audio/mpeg", "no-cache"), ABSENT
    )
    assert target.get("audio/file.mp3")[0] == data


def test_an_object_is_known_by_all_its_bytes_and_by_its_first(target):
    data = bytes(range(256)) * 9000
    target.put("audio/a.mp3", body_of(data), HTML, None)
    assert target.digest("audio/a.mp3") == bytes_digest(data)
    assert target.read_start("audio/a.mp3", 2) == data[:2]
    assert target.digest("audio/b.mp3") is None
    assert target.read_start("audio/b.mp3", 2) is None


def test_before_each_write_of_a_publish_the_lease_is_checked(target):
    calls = []
    writing = target.for_writing(lambda: calls.append(1), Capabilities())
    writing.put("a.html", ONE, HTML, ABSENT)
    writing.get("a.html")
    list(writing.list(""))
    writing.delete("a.html")
    assert len(calls) == (0 if isinstance(target, DryRun) else 2)


@pytest.mark.parametrize("target", WRITABLE, indirect=True)
def test_a_write_that_may_not_be_is_not_made(target):
    def no():
        raise PublishError("not now")

    writing = target.for_writing(no, Capabilities())
    with pytest.raises(PublishError, match="not now"):
        writing.put("a.html", ONE, HTML, None)
    assert target.head("a.html") is None


def test_what_a_target_honours_is_found_out_and_nothing_is_left_of_it(target, request):
    found = target.detect_capabilities(".podcast/probe-x")
    expected = Capabilities(renames_over=request.node.callspec.params["target"] != "webdav, wsgidav")
    assert replace(found, quoted_etags=True, writes_whole=False) == expected  # Ceph wants none
    assert list(target.list("")) == []
    assert -30 < target.clock_skew() < 30


def test_what_must_be_new_replaces_nothing(target):
    target.put("a.html", ONE, HTML, ABSENT)
    with pytest.raises(ConflictError):
        target.put("a.html", TWO, HTML, ABSENT)
    assert target.get("a.html")[0] == b"one"


def test_only_the_expected_bytes_are_replaced(target):
    etag = target.put("a.html", ONE, HTML, ABSENT)
    second = target.put("a.html", TWO, HTML, etag)
    with pytest.raises(ConflictError):
        target.put("a.html", ONE, HTML, etag)
    assert target.get("a.html") == (b"two", second)


def test_what_is_gone_is_not_what_was_expected(target):
    with pytest.raises(ConflictError):
        target.put("a.html", ONE, HTML, TWO.digest.md5)
    assert target.head("a.html") is None


def test_the_list_is_whole_or_by_prefix(target):
    keys = ["b.html", "a/é ü.html", "a/c.html", ".podcast/head.json", "feed.xml", "a+b.html"]
    for key in keys:
        target.put(key, body_of(key.encode()), HTML, ABSENT)
    assert sorted((stored.key, stored.size) for stored in target.list("")) == sorted(
        (key, len(key.encode())) for key in keys
    )
    assert sorted(stored.key for stored in target.list("a/")) == ["a/c.html", "a/é ü.html"]
    assert next(target.list("b")).etag == target.head("b.html").etag


def test_what_was_deleted_is_gone(target):
    target.put("a/b.html", ONE, HTML, ABSENT)
    target.delete("a/b.html")
    assert target.get("a/b.html") is None
    assert list(target.list("")) == []
    target.put("a/b.html", TWO, HTML, ABSENT)


@pytest.mark.long
@pytest.mark.parametrize("target", WRITABLE, indirect=True)
@pytest.mark.parametrize("delete_audio", [False, True])
def test_a_show_is_taken_down_and_comes_back(target, tmp_path, delete_audio):
    files, sound = contents(EPISODE, extra={"assets/a.11111111.css": b"p{}"}), {EPISODE.key: EPISODE.audio}
    target.put("theirs.txt", ONE, HTML, ABSENT)

    def carry_out_now(prepared):
        return carry_out(prepared, new_publisher(hands=Hands(datetime.now(UTC))), OneByOne(), lambda _: None)

    def public():
        keys = [info.key for info in target.list("") if not info.key.startswith(".podcast/")]
        return {key: as_built(key, target.get(key)[0]) for key in keys}

    def publish():
        carry_out_now(prepare(build(tmp_path / "site", files), target, datetime.now(UTC)))

    publish()
    request = UnpublishRequest(GUID, LINK, delete_audio)
    done = carry_out_now(prepare_unpublish(request, target, datetime.now(UTC)))
    assert public() == {"theirs.txt": b"one"} | ({} if delete_audio else sound)
    assert done.deleted == len(files) - (0 if delete_audio else 1)
    publish()
    assert public() == files | {"theirs.txt": b"one"}


@pytest.mark.parametrize("target", WRITABLE, indirect=True)
def test_a_preview_comes_stays_with_the_site_and_goes(target, tmp_path):
    now, folder = datetime.now(UTC), share_folder("7" * 32)
    preview = {f"{folder}index.html": b"<p>preview", f"{folder}neu.mp3": b"preview sound"}
    (tmp_path / "preview" / folder).mkdir(parents=True)
    for key, data in preview.items():
        (tmp_path / "preview" / key).write_bytes(data)
    digests = {key.removeprefix(folder): bytes_digest(data) for key, data in preview.items()}
    files = contents(EPISODE)

    def carry_out_now(prepared):
        return carry_out(prepared, new_publisher(hands=Hands(datetime.now(UTC))), OneByOne(), lambda _: None)

    def public():
        keys = [info.key for info in target.list("") if not info.key.startswith(".podcast/")]
        return {key: as_built(key, target.get(key)[0]) for key in keys}

    def publish(at):
        carry_out_now(prepare(build(tmp_path / "site", files), target, at))

    publish(now)
    request = ShareRequest(GUID, LINK, "neu", "7" * 32, tmp_path / "preview", digests, now + timedelta(hours=1))
    carry_out_now(prepare_share(request, target, now))
    assert public() == files | preview
    result = verify(target, GUID, now, VerifyOptions(OneByOne(), lambda _: None, full=True))
    assert (result.damaged, result.foreign_count, result.orphans) == ((), 0, ())
    files |= contents(EPISODE, style=b"p{}")
    publish(now)
    assert public() == files | preview
    publish(now + timedelta(hours=2))
    assert public() == files


@pytest.mark.parametrize("target", WRITABLE, indirect=True)
def test_of_many_who_write_at_once_one_wins(target):
    bodies = [body_of(f"writer {number}".encode()) for number in range(8)]

    def write(body):
        try:
            return target.put(HEAD_KEY, body, HTML, ABSENT)
        except ConflictError:
            return None

    with ThreadPoolExecutor(8) as threads:
        won = [etag for etag in threads.map(write, bodies) if etag]
    assert won == [target.head(HEAD_KEY).etag]


@pytest.mark.parametrize("target", REAL, indirect=True)
@pytest.mark.parametrize("after", [b"shorter", b"longer than it was before", b"of equal length"])
def test_a_file_that_changed_since_it_was_planned_does_not_go_up(target, tmp_path, after):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"as it was then.")
    body = Body(path, file_digest(path))
    path.write_bytes(after)
    with pytest.raises(PublishError, match="changed while it was being uploaded"):
        target.put("audio/a.mp3", body, HTML, ABSENT)
    assert target.head("audio/a.mp3") is None


@pytest.mark.parametrize("target", REAL, indirect=True)
def test_a_file_that_is_gone_does_not_go_up(target, tmp_path):
    with pytest.raises(PublishError, match="changed"):
        target.put("a.mp3", Body(tmp_path / "gone.mp3", bytes_digest(b"")), HTML, ABSENT)


# --- folder ----------------------------------------------------------------------------------------------------------


def test_a_key_cannot_leave_the_folder(tmp_path):
    folder = FolderTarget(tmp_path / "public")
    for key in ("../out.html", "/etc/out.html", "a/../../out.html"):
        with pytest.raises(PublishError, match="not a valid name"):
            folder.put(key, ONE, HTML, None)
    assert not (tmp_path / "out.html").exists()


def test_a_link_cannot_lead_out_of_the_folder(tmp_path):
    (tmp_path / "public").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "public" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishError, match="leads out of"):
        FolderTarget(tmp_path / "public").put("a/out.html", ONE, HTML, None)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PublishError, match="file") as error:
        FolderTarget(tmp_path / "file" / "public").put("a.html", ONE, HTML, None)
    assert error.value.exit_status == EXIT_REFUSED
    assert "move it away" in str(error.value)


def test_folders_left_empty_go_with_their_last_file(tmp_path):
    folder = FolderTarget(tmp_path / "public")
    folder.put("a/b/c.html", ONE, HTML, None)
    folder.put("a/d.html", ONE, HTML, None)
    folder.delete("a/b/c.html")
    assert sorted(path.name for path in (tmp_path / "public" / "a").iterdir()) == ["d.html"]


def test_two_processes_cannot_both_replace_a_file(tmp_path):
    """One of them is stopped between its look and its write; the lock makes the other wait."""
    folder, order = FolderTarget(tmp_path / "public"), []
    etag = folder.put("head.json", ONE, HTML, ABSENT)

    class Slow(FolderTarget):
        def head(self, key):
            found = super().head(key)
            order.append("looked")
            time.sleep(0.2)
            return found

    def slow():
        Slow(tmp_path / "public").put("head.json", TWO, HTML, etag)
        order.append("written")

    thread = threading.Thread(target=slow)
    thread.start()
    while not order:
        time.sleep(0.01)
    with pytest.raises(ConflictError):
        folder.put("head.json", body_of(b"three"), HTML, etag)
    thread.join()
    assert order == ["looked", "written"]
    assert folder.get("head.json")[0] == b"two"


# --- dry run ---------------------------------------------------------------------------------------------------------


def test_a_dry_run_writes_nothing_and_still_sees_what_it_would_have_written(tmp_path):
    folder = FolderTarget(tmp_path / "public")
    folder.put("a.html", ONE, HTML, ABSENT)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")}
    dry = DryRun(folder)
    dry.put("b.html", TWO, HTML, ABSENT)
    dry.put("a.html", TWO, HTML, ONE.digest.md5)
    dry.delete("a.html")
    assert [stored.key for stored in dry.list("")] == ["b.html"]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "public").rglob("*")} == before


def test_a_dry_run_finds_what_is_in_the_way(tmp_path):
    folder = FolderTarget(tmp_path / "public")
    folder.put("a.html", ONE, HTML, ABSENT)
    with pytest.raises(ConflictError):
        DryRun(folder).put("a.html", TWO, HTML, ABSENT)


# --- remembering -----------------------------------------------------------------------------------------------------

MANIFEST = b'{"gen": 1}'
KEY = f".podcast/manifests/1-{bytes_digest(MANIFEST).sha256[:8]}.json"


def test_a_manifest_that_was_written_is_not_asked_for_again(tmp_path):
    memory = Memory()
    ManifestCache(memory, tmp_path).put(KEY, body_of(MANIFEST), HTML, ABSENT)
    assert ManifestCache(memory, tmp_path).get(KEY)[0] == MANIFEST
    assert memory.log == [("PUT", KEY)]


@pytest.mark.parametrize("copy", [b"", MANIFEST[:-1], b"\0" * 10])
def test_a_damaged_copy_of_a_manifest_is_not_believed(tmp_path, copy):
    memory = Memory()
    target = ManifestCache(memory, tmp_path)
    target.put(KEY, body_of(MANIFEST), HTML, ABSENT)
    next(tmp_path.glob("*.json")).write_bytes(copy)
    assert target.get(KEY)[0] == MANIFEST
    assert memory.log == [("PUT", KEY), ("GET", KEY)]
    assert next(tmp_path.glob("*.json")).read_bytes() == MANIFEST


def test_only_the_latest_manifest_is_remembered(tmp_path):
    target = ManifestCache(Memory(), tmp_path)
    for number in range(3):
        data = f'{{"gen": {number}}}'.encode()
        target.put(f".podcast/manifests/{number}-{bytes_digest(data).sha256[:8]}.json", body_of(data), HTML, ABSENT)
    assert [path.read_bytes() for path in tmp_path.glob("*")] == [b'{"gen": 2}']


# --- opening ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["gs://bucket/x", "s3://", "s3://b", "s3:///x", "s3://bucket/../x", "scp://host/x", "s3://user:pw@bucket/x"],
)
def test_what_is_no_target_is_refused(tmp_path, words):
    with pytest.raises(PublishError):
        open_target(Publish(target=words), tmp_path)


@pytest.mark.parametrize("words", [".", "site", "site/public", "..", "episodes/a", "x/.."])
def test_a_folder_that_would_swallow_the_show_is_refused(tmp_path, words):
    with pytest.raises(PublishError, match="the show itself"):
        open_target(Publish(target=words), tmp_path / "show")


@pytest.mark.parametrize("name", [".podcast", "templates", "schema", "episodes", "site"])
@pytest.mark.parametrize("words", ["{name}", "{name}/", "{name}/public", "x/../{name}/a/..", "link", "link/a"])
def test_a_folder_of_the_show_is_no_target_by_any_of_its_names(tmp_path, name, words):
    (tmp_path / "show" / name).mkdir(parents=True)
    (tmp_path / "show" / "link").symlink_to(name)
    with pytest.raises(PublishError, match=f"{name}/ belongs to the show itself; name another folder"):
        open_target(Publish(target=words.format(name=name)), tmp_path / "show")


def test_a_folder_of_the_show_that_lies_elsewhere_is_no_target_either(tmp_path):
    (tmp_path / "show").mkdir()
    (tmp_path / "shared" / "templates").mkdir(parents=True)
    (tmp_path / "show" / "templates").symlink_to(tmp_path / "shared" / "templates")
    for words in ("../shared", "../shared/templates/public"):
        with pytest.raises(PublishError, match="the show itself"):
            open_target(Publish(target=words), tmp_path / "show")
    open_target(Publish(target="../shared/public"), tmp_path / "show")


def test_a_folder_is_relative_to_the_show(tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    open_target(Publish(target="public"), tmp_path).put("a.html", ONE, HTML, ABSENT)
    assert (tmp_path / "public" / "a.html").read_bytes() == b"one"


def test_a_bucket_is_opened_with_its_prefix(tmp_path, seaweed, credentials, prefix):  # noqa: ARG001 -- environment
    words = Publish(target=f"s3://{BUCKET}/{prefix}/", endpoint=seaweed.endpoint, region=REGION)
    open_target(words, tmp_path).put("a.html", ONE, HTML, ABSENT)
    answer = s3_client(seaweed.endpoint).get_object(Bucket=BUCKET, Key=f"{prefix}/a.html")
    with answer["Body"] as body:
        assert body.read() == b"one"


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("http://s3.example.org", "not encrypted"),
        ("http://127.0.0.1.example.org", "not encrypted"),
        ("https://user:geheim@s3.example.org", "a user name or a password"),
        ("s3.example.org", "not a web address"),
        ("ftp://s3.example.org", "not a web address"),
    ],
)
@pytest.mark.usefixtures("credentials")
def test_credentials_go_over_no_open_line(tmp_path, endpoint, words):
    with pytest.raises(PublishError, match=words) as error:
        open_target(Publish(target="s3://bucket/x", endpoint=endpoint), tmp_path)
    assert "geheim" not in str(error.value)


@pytest.mark.usefixtures("credentials")
def test_an_open_line_from_the_environment_is_refused_too(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://s3.example.org")
    with pytest.raises(PublishError, match="not encrypted"):
        open_target(Publish(target="s3://bucket/x", region=REGION), tmp_path)


# --- object storage --------------------------------------------------------------------------------------------------


def test_an_object_is_served_as_it_was_meant(store, seaweed, prefix):
    store.put("feed.xml", ONE, Headers("application/rss+xml; charset=utf-8", "public, max-age=300"), ABSENT)
    seen = s3_client(seaweed.endpoint).head_object(Bucket=BUCKET, Key=f"{prefix}/feed.xml")
    assert seen["ContentType"] == "application/rss+xml; charset=utf-8"
    assert seen["CacheControl"] == "public, max-age=300"
    assert "ContentEncoding" not in seen
    assert seen["ContentLength"] == 3


def test_a_store_that_wants_etags_without_quotes_gets_them(store, seaweed, prefix):
    etag = store.put("head.json", ONE, HTML, ABSENT)
    with line(seaweed.endpoint, lambda *_: "bare") as wire:
        bare = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION))
        second = bare.put("head.json", TWO, HTML, etag)
        with pytest.raises(ConflictError):
            bare.put("head.json", ONE, HTML, etag)
        bare.put("head.json", ONE, HTML, second)
        assert [verb for verb, *_ in wire.requests] == ["PUT", "HEAD", "PUT", "PUT", "PUT"]
    assert store.get("head.json")[0] == b"one"


def test_a_neighbour_whose_prefix_begins_alike_is_not_listed(store, seaweed, prefix):
    neighbour = S3Target(S3Location(BUCKET, f"{prefix}0", seaweed.endpoint, REGION))
    neighbour.put("a.html", ONE, HTML, ABSENT)
    store.put("b.html", ONE, HTML, ABSENT)
    assert [stored.key for stored in store.list("")] == ["b.html"]


@pytest.mark.parametrize(
    ("fault", "lacking"),
    [
        pytest.param("bare", "quoted_etags", id="Ceph wants no quotes"),
        pytest.param("unconditional", "conditional_writes", id="conditions are ignored"),
        pytest.param("unchecked", "checks_md5", id="the MD5 is ignored"),
        pytest.param("encoded", "identity_encoding", id="responses have a Content-Encoding"),
    ],
)
def test_what_a_store_does_not_honour_is_found_out(store, seaweed, prefix, fault, lacking):
    with line(seaweed.endpoint, lambda *_: fault) as wire:
        odd = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION))
        found = odd.detect_capabilities(".podcast/probe-x")
        assert not getattr(found, lacking)
        assert replace(found, **{lacking: True, "quoted_etags": True}) == Capabilities()
        assert len(wire.requests) <= 9
    assert list(store.list("")) == []


@pytest.mark.parametrize("fault", ["lost", "busy"])
def test_a_bad_line_is_not_taken_for_a_bad_store(seaweed, prefix, credentials, fault):  # noqa: ARG001 -- environment
    with line(seaweed.endpoint, lambda verb, _, attempt: fault if verb == "PUT" and attempt % 2 else None) as wire:
        shaky = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION), Retrier(sleep=lambda _: None))
        assert replace(shaky.detect_capabilities(".podcast/probe-x"), quoted_etags=True) == Capabilities()


def test_a_store_without_conditions_is_asked_before_each_write(store, seaweed, prefix):
    with line(seaweed.endpoint, lambda *_: "unconditional") as wire:
        plain = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION))
        alone = plain.for_writing(lambda: None, Capabilities(conditional_writes=False))
        etag = alone.put("a.html", ONE, HTML, ABSENT)
        for expected in (ABSENT, TWO.digest.md5):
            with pytest.raises(ConflictError):
                alone.put("a.html", TWO, HTML, expected)
        alone.put("a.html", TWO, HTML, etag)
    assert store.get("a.html")[0] == b"two"


# --- large files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch, tmp_path):
    """A file of three parts; a part has 5 MiB here, the least that stores take."""
    monkeypatch.setattr("podcast.publish.targets.s3.s3_target.MAX_SINGLE_PUT", 6_000_000)
    monkeypatch.setattr("podcast.publish.targets.s3.multipart.PART_SIZE", 5 << 20)
    path = tmp_path / "large.mp3"
    path.write_bytes(bytes(range(256)) * 45_000)
    return path


AUDIO = Headers("audio/mpeg", "public, max-age=31536000, immutable")


def test_a_large_file_goes_up_in_parts_and_is_whole_and_new(store, seaweed, prefix, large):
    with line(seaweed.endpoint, lambda *_: None) as wire:
        target = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION))
        etag = target.put("audio/large.mp3", Body(large, file_digest(large)), AUDIO, ABSENT)
        assert [verb for verb, *_ in wire.requests][:6] == ["HEAD", "POST", "PUT", "PUT", "PUT", "POST"]
    there = store.head("audio/large.mp3")
    assert (there.etag, there.headers, there.size) == (etag, AUDIO, large.stat().st_size)
    assert store.digest("audio/large.mp3") == file_digest(large)
    assert store.read_start("audio/large.mp3", 2) == b"\0\1"
    with pytest.raises(ConflictError):
        store.put("audio/large.mp3", Body(large, file_digest(large)), AUDIO, ABSENT)


def uploads_left(seaweed, prefix):
    client = s3_client(seaweed.endpoint)
    found = client.list_multipart_uploads(Bucket=BUCKET, Prefix=prefix).get("Uploads", [])
    client.close()
    return found


def test_a_large_file_that_changed_is_given_up_with_all_its_parts(store, seaweed, prefix, large):
    body = Body(large, file_digest(large))
    with large.open("r+b") as file:
        file.seek(9_000_000)
        file.write(b"other")
    with pytest.raises(PublishError, match="changed while it was being uploaded"):
        store.put("audio/large.mp3", body, AUDIO, ABSENT)
    assert store.head("audio/large.mp3") is None
    assert uploads_left(seaweed, prefix) == []


@pytest.mark.parametrize("fault", ["lost", "busy", "flip"])
def test_a_large_file_gets_through_a_bad_line(store, seaweed, prefix, large, fault):
    def first(verb, _, attempt):
        return fault if verb == "PUT" and attempt == 1 else None

    with line(seaweed.endpoint, first) as wire:
        shaky = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION), Retrier(sleep=lambda _: None))
        shaky.put("audio/large.mp3", Body(large, file_digest(large)), AUDIO, ABSENT)
    assert store.digest("audio/large.mp3") == file_digest(large)


def test_when_the_last_answer_of_a_large_file_is_lost_it_is_looked_at(store, seaweed, prefix, large):
    posts = itertools.count(1)
    with line(seaweed.endpoint, lambda verb, *_: "lost" if verb == "POST" and next(posts) == 2 else None) as wire:
        shaky = S3Target(S3Location(BUCKET, prefix, wire.endpoint, REGION), Retrier(sleep=lambda _: None))
        with contextlib.suppress(ConflictError):  # whoever publishes looks at what is there, then
            shaky.put("audio/large.mp3", Body(large, file_digest(large)), AUDIO, ABSENT)
    assert store.digest("audio/large.mp3") == file_digest(large)
    assert has_same_bytes(store, store.head("audio/large.mp3"), file_digest(large))


def test_no_more_than_six_parts_are_in_memory():
    from podcast.publish.targets.s3 import multipart as parts

    held = 0
    while parts.PARTS_IN_MEMORY.acquire(blocking=False):
        held += 1
    for _ in range(held):
        parts.PARTS_IN_MEMORY.release()
    assert held * parts.PART_SIZE == 96 << 20


@pytest.mark.parametrize(
    ("variable", "value", "cause"),
    [
        ("AWS_SECRET_ACCESS_KEY", "not-the-secret", "the secret key does not match the access key"),
        ("AWS_ACCESS_KEY_ID", "nobody-knows-me", "the access key is unknown to the store"),
    ],
)
def test_wrong_credentials_are_said_at_once_and_never_shown(
    store, seaweed, prefix, monkeypatch, variable, value, cause
):
    monkeypatch.setenv(variable, value)
    wrong = S3Target(S3Location(BUCKET, prefix, seaweed.endpoint, REGION), Retrier(sleep=pytest.fail))
    with pytest.raises(PublishError, match=cause) as error:
        wrong.put("a.html", ONE, HTML, ABSENT)
    assert error.value.exit_status == EXIT_REFUSED
    assert "AWS_SECRET_ACCESS_KEY" in str(error.value)
    assert not [secret for secret in (ACCESS, SECRET, value) if secret in str(error.value)]
    assert store.head("a.html") is None


def test_no_credentials_are_said_before_anything_is_sent(seaweed, credentials, monkeypatch):  # noqa: ARG001 -- environment
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(PublishError, match="there are no credentials") as error:
        S3Target(S3Location(BUCKET, "x", seaweed.endpoint, REGION)).get("a.html")
    assert error.value.exit_status == EXIT_REFUSED


def test_a_missing_bucket_is_said_and_not_made(seaweed, credentials):  # noqa: ARG001 -- environment
    nowhere = S3Target(S3Location("no-such-bucket", "x", seaweed.endpoint, REGION), Retrier(sleep=pytest.fail))
    for act in (lambda: nowhere.get("a.html"), lambda: nowhere.put("a.html", ONE, HTML, ABSENT)):
        with pytest.raises(PublishError, match="the bucket does not exist") as error:
            act()
        assert error.value.exit_status == EXIT_REFUSED
    names = [bucket["Name"] for bucket in s3_client(seaweed.endpoint).list_buckets()["Buckets"]]
    assert names == [BUCKET]


class Hours:
    """A clock that runs only while somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, chance=0.5):
        return Retrier(self.sleep, lambda: self.now, lambda: chance)


@pytest.mark.usefixtures("credentials")
def test_a_store_that_does_not_answer_is_given_up_soon():
    hours, (port,) = Hours(), free_ports(1)
    store = S3Target(S3Location("bucket", "x", f"http://127.0.0.1:{port}", REGION), hours.patience())
    with pytest.raises(PublishError, match="no response") as error:
        store.get("a.html")
    assert error.value.exit_status == EXIT_FAILED
    assert 2 < len(hours.slept) < 12
    assert sum(hours.slept) <= FIRST_SUCCESS_TIMEOUT


# --- patience --------------------------------------------------------------------------------------------------------


def failing(times, *waits):
    """Fails some times, then works."""
    errors = itertools.chain((TransientError("busy", wait) for wait in waits), itertools.repeat(TransientError("busy")))
    left = iter(range(times))

    def attempt():
        if next(left, None) is not None:
            raise next(errors)
        return "done"

    return attempt


def test_pauses_double_to_twenty_seconds_and_chance_shortens_them():
    hours = Hours()
    patience = hours.patience(chance=1.0)
    patience.call(failing(0), "GET")
    assert patience.call(failing(9), "GET") == "done"
    assert hours.slept == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20, 20])


def test_a_wait_of_more_than_three_seconds_is_reported_and_a_shorter_one_is_not():
    hours, waits = Hours(), []
    patience = Retrier(hours.sleep, lambda: hours.now, lambda: 1.0, waits.append)
    patience.call(failing(4), "GET")
    assert sum(hours.slept) == pytest.approx(3.0)
    assert waits == []
    patience.call(failing(8), "GET feed.xml")
    assert [wait.attempt for wait in waits] == [6, 7, 8, 9]
    assert {(wait.action, wait.reason) for wait in waits} == {("GET feed.xml", "busy")}
    assert [round(wait.seconds, 1) for wait in waits] == [6.2, 12.6, 25.4, 45.4]


def test_requests_that_fail_together_are_reported_once():
    hours, waits = Hours(), []
    patience = Retrier(lambda _: None, lambda: hours.now, lambda: 1.0, waits.append)
    patience.call(failing(0), "GET")
    for key in "abc":
        patience.call(failing(2, 17.0, 17.0), f"GET {key}")
    hours.now += 3
    patience.call(failing(1, 17.0), "GET d")
    assert [wait.action for wait in waits] == ["GET a", "GET d"]


def test_what_the_server_asks_for_is_waited_for():
    hours = Hours()
    patience = hours.patience()
    patience.call(failing(0), "GET")
    patience.call(failing(2, 17.0), "GET")
    assert hours.slept[0] == 17.0


def test_patience_ends_two_minutes_after_the_last_success():
    hours = Hours()
    patience = hours.patience(chance=1.0)
    patience.call(failing(0), "GET")
    hours.now += 10_000  # somebody read the plan over lunch
    with pytest.raises(PublishError, match="busy"):
        patience.call(failing(10_000), "GET feed.xml")
    assert SUCCESS_TIMEOUT - 20 <= sum(hours.slept) <= SUCCESS_TIMEOUT


def test_the_success_of_one_request_gives_the_others_time():
    hours = Hours()
    patience = hours.patience(chance=1.0)
    patience.call(failing(0), "GET")

    def attempt():
        patience.call(failing(0), "another")
        raise TransientError("busy")

    with pytest.raises(PublishError):
        patience.call(attempt, "PUT")
    assert 280 <= sum(hours.slept) <= 300


# --- answers ---------------------------------------------------------------------------------------------------------


def refused(code, status, headers=None):
    from botocore.exceptions import ClientError

    meta = {"HTTPStatusCode": status, "HTTPHeaders": headers or {}}
    words = {"Code": code, "Message": "AKIASECRET is not welcome"}
    return response_error(ClientError({"Error": words, "ResponseMetadata": meta}, "PutObject"), "PUT a.html")


@pytest.mark.parametrize(
    ("code", "status", "cause"),
    [
        ("RequestTimeTooSkewed", 403, "clock"),
        ("ExpiredToken", 400, "expired"),
        ("AccessDenied", 403, "lack the permission"),
        ("403", 403, "lack the permission"),
        ("QuotaExceeded", 403, "full"),
        ("PermanentRedirect", 301, "another region"),
        ("Whatever", 401, "does not accept the credentials"),
        ("InsufficientStorage", 507, "full"),
    ],
)
def test_what_the_store_refuses_is_said_with_its_remedy(code, status, cause):
    error = refused(code, status)
    assert isinstance(error, PublishError)
    assert error.exit_status == EXIT_REFUSED
    assert cause in str(error)
    assert "then run the same command again" in str(error)
    assert "AKIASECRET" not in str(error)


@pytest.mark.parametrize(
    ("code", "status"),
    [("SlowDown", 503), ("503", 503), ("InternalError", 500), ("RequestTimeout", 400), ("", 429), ("BadDigest", 400)],
)
def test_what_may_pass_is_tried_again(code, status):
    assert isinstance(refused(code, status), TransientError)


def test_the_pause_that_a_store_asks_for_is_read():
    assert refused("SlowDown", 503, {"retry-after": "7"}).retry_after == 7
    then, now = "Fri, 01 Mar 2024 09:00:30 GMT", "Fri, 01 Mar 2024 09:00:00 GMT"
    assert refused("SlowDown", 503, {"retry-after": then, "date": now}).retry_after == 30
    assert refused("SlowDown", 503, {"retry-after": now, "date": then}).retry_after == 0


@pytest.mark.parametrize("value", ["", "soon", "-7", "Fri, 99 Mar 2024", "²", "1e9"])
def test_a_pause_that_cannot_be_read_is_none(value):
    assert refused("SlowDown", 503, {"retry-after": value, "date": "Fri, 01 Mar 2024 09:00:00 GMT"}).retry_after == 0
    assert refused("SlowDown", 503, {"retry-after": "Fri, 01 Mar 2024 09:00:30 GMT"}).retry_after == 0


def test_a_broken_line_may_pass_and_a_wrong_certificate_may_not():
    assert isinstance(connection_error("ReadTimeoutError", "GET"), TransientError)
    assert connection_error("SSLError", "GET").exit_status == EXIT_REFUSED


def test_every_error_of_botocore_that_has_a_remedy_exists():
    import botocore.exceptions

    from podcast.publish.targets.s3.s3_errors import CLIENT_ERRORS

    assert [name for name in CLIENT_ERRORS if not hasattr(botocore.exceptions, name)] == []


def test_the_lock_of_a_folder_is_no_object(tmp_path):
    folder = FolderTarget(tmp_path)
    folder.put("a.html", ONE, HTML, ABSENT)
    (tmp_path / ".half.mp3.1234abcd.part").write_bytes(b"left by a power cut")
    assert [stored.key for stored in folder.list("")] == ["a.html"]
    assert os.listdir(tmp_path / ".podcast") == ["lock"]  # noqa: PTH208 -- no need for paths
