"""Answers that look like success and are none, by either way of sending; each with the words that a person reads."""

from __future__ import annotations

import itertools

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.body import Body, body_of
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import ABSENT, EXIT_REFUSED, Capabilities, ConflictError, Headers
from tests.support.publish.faulty_proxy import line
from tests.support.publish.s3_server import BUCKET, REGION

JSON = Headers("application/json", "no-store")
HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
HEAD = ".podcast/head.json"
ONE, TWO = body_of(b'{"one": 1}'), body_of(b'{"two": 2}')
pytestmark = pytest.mark.usefixtures("credentials")


@pytest.fixture(params=["direct", "boto3"])
def opened(request, prefix, monkeypatch):
    """Opens a store by one way or the other; an endpoint that only the environment names is left to boto3."""

    def open_store(endpoint, seconds=0):
        """Each look at the clock takes a number of seconds."""
        retrier = Retrier(sleep=lambda _: None, clock=itertools.count(0, seconds).__next__)
        if request.param == "boto3":
            monkeypatch.setenv("AWS_ENDPOINT_URL_S3", endpoint)
            return S3Target(S3Location(BUCKET, prefix, None, REGION), retrier)
        return S3Target(S3Location(BUCKET, prefix, endpoint, REGION), retrier)

    return open_store


@pytest.fixture
def store(seaweed, prefix):
    return S3Target(S3Location(BUCKET, prefix, seaweed.endpoint, REGION))


def once(fault, verb):
    return lambda sent, _path, attempt: fault if sent == verb and attempt == 1 else None


REQUESTS = {
    "GET": lambda target: target.get(HEAD),
    "HEAD": lambda target: target.head(HEAD),
    "PUT": lambda target: target.put(HEAD, ONE, JSON, ABSENT),
    "digest": lambda target: target.digest("a.mp3"),
    "DELETE": lambda target: target.delete("a.mp3"),
    "detect": lambda target: target.detect_capabilities(".podcast/probe-x"),
}


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("fault", ["portal", "redirect"])
def test_a_login_page_is_named_at_once_with_its_remedy(opened, seaweed, name, fault):
    with line(seaweed.endpoint, lambda *_: fault) as wire, pytest.raises(PublishError) as error:
        REQUESTS[name](opened(wire.endpoint))
    words = "a proxy or a login page answered instead of the store"
    assert words in str(error.value)
    assert "log in to this network, or correct `publish: endpoint:`" in str(error.value)
    assert error.value.exit_status == EXIT_REFUSED
    assert len(wire.requests) == 1


def test_a_login_page_with_an_etag_is_no_state_of_a_show(opened, seaweed):
    with (
        line(seaweed.endpoint, lambda *_: "portal with etag") as wire,
        pytest.raises(PublishError, match="a proxy or a login page answered instead of the store"),
    ):
        opened(wire.endpoint).get(HEAD)


@pytest.mark.parametrize("verb", ["PUT", "GET"])
def test_an_error_in_an_answer_of_success_is_tried_again(opened, seaweed, store, verb):
    with line(seaweed.endpoint, once("error", verb)) as wire:
        target = opened(wire.endpoint)
        etag = target.put("a.json", ONE, JSON, ABSENT)
        assert target.get("a.json") == (ONE.source, etag)
    assert store.get("a.json")[0] == ONE.source


@pytest.mark.parametrize("verb", ["PUT", "GET"])
def test_an_error_in_an_answer_of_success_that_stays_is_named(opened, seaweed, verb):
    with (
        line(seaweed.endpoint, lambda *_: "error") as wire,
        pytest.raises(PublishError, match=r"the store returned [25]00 InternalError"),
    ):
        REQUESTS[verb](opened(wire.endpoint, seconds=3))


def test_an_object_that_is_an_error_document_is_an_object(opened, seaweed):
    error = body_of(b"<Error><Code>InternalError</Code></Error>")
    target = opened(seaweed.endpoint)
    target.put("error.xml", error, Headers("application/xml", ""), ABSENT)
    assert target.get("error.xml")[0] == error.source


def test_a_proxy_that_compresses_is_named(opened, seaweed, store):
    store.put(HEAD, ONE, JSON, ABSENT)
    with line(seaweed.endpoint, lambda *_: "gzip") as wire, pytest.raises(PublishError) as error:
        opened(wire.endpoint).get(HEAD)
    assert "something in front of the store compresses what it sends (Content-Encoding: gzip)" in str(error.value)
    assert error.value.exit_status == EXIT_REFUSED


def test_a_wrong_etag_in_the_answer_to_a_write_is_not_taken_for_another_publisher(opened, seaweed):
    with line(seaweed.endpoint, lambda verb, *_: "wrong etag" if verb == "PUT" else None) as wire:
        target = opened(wire.endpoint)
        etag = target.put(HEAD, ONE, JSON, ABSENT)
        assert etag == ONE.digest.md5
        assert target.put(HEAD, TWO, JSON, etag) == TWO.digest.md5


def test_an_etag_that_is_no_md5_is_looked_at_once(opened, seaweed):
    """As in buckets that the store encrypts with a key of its own."""
    with line(seaweed.endpoint, lambda *_: "wrong etag") as wire:
        target = opened(wire.endpoint)
        for key in "abc":
            assert target.put(key, ONE, JSON, None) == 32 * "0"
        assert [verb for verb, *_ in wire.requests] == ["PUT", "HEAD", "PUT", "PUT"]


@pytest.mark.parametrize("read", ["get", "digest", "read_start"])
def test_a_body_that_ends_with_its_connection_is_tried_again_when_it_was_cut(opened, seaweed, store, read):
    store.put("a.json", ONE, JSON, ABSENT)
    with line(seaweed.endpoint, once("unsized", "GET")) as wire:
        target = opened(wire.endpoint)
        result = {
            "get": lambda: target.get("a.json"),
            "digest": lambda: target.digest("a.json"),
            "read_start": lambda: target.read_start("a.json", 2),
        }[read]()
        assert [verb for verb, *_ in wire.requests if verb == "GET"] == ["GET", "GET"]
    assert result in {(ONE.source, ONE.digest.md5), ONE.digest, b'{"'}


def test_a_body_that_stays_cut_is_said_to_be(opened, seaweed, store):
    store.put("a.json", ONE, JSON, ABSENT)
    with line(seaweed.endpoint, lambda *_: "unsized") as wire:
        target = opened(wire.endpoint, seconds=3)
        with pytest.raises(PublishError, match="the response was cut short"):
            target.read_start("a.json", 2)


def test_a_store_whose_reads_have_no_etag_works_for_a_single_writer(opened, seaweed, store):
    """The S3 gateway of JuiceFS, with its own options: conditions are ignored, and HEAD has no ETag."""

    def juice(verb, *_):
        return "unconditional" if verb == "PUT" else "no etag"

    with line(seaweed.endpoint, juice) as wire:
        plain = opened(wire.endpoint)
        capabilities = plain.detect_capabilities(".podcast/probe-x")
        assert not capabilities.conditional_writes
        target = plain.for_writing(lambda: None, capabilities)
        etag = target.put(HEAD, ONE, JSON, ABSENT)
        assert target.get(HEAD) == (ONE.source, etag)
        assert (target.head(HEAD).etag, target.head(HEAD).size) == (etag, len(ONE.source))
        with pytest.raises(ConflictError):
            target.put(HEAD, TWO, JSON, TWO.digest.md5)
        target.put(HEAD, TWO, JSON, etag)
        assert target.digest(HEAD) == TWO.digest
        assert [info.key for info in target.list("")] == [HEAD]
    assert store.get(HEAD)[0] == TWO.source


def test_a_store_without_any_etag_works_for_a_single_writer(opened, seaweed, tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"sound" * 50_000)
    with line(seaweed.endpoint, lambda *_: "no etag") as wire:
        target = opened(wire.endpoint).for_writing(lambda: None, Capabilities(conditional_writes=False))
        body = Body(path, body_of(path.read_bytes()).digest)
        assert target.put("a.mp3", body, Headers("audio/mpeg", ""), ABSENT) == body.digest.md5
        assert target.digest("a.mp3") == body.digest
        assert target.get("a.mp3") == (path.read_bytes(), body.digest.md5)
        assert target.put("index.html", ONE, HTML, ABSENT) == ONE.digest.md5
        assert target.head("index.html").headers == HTML
