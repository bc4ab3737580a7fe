"""Responses to PROPFIND, as servers write them, and as nobody should."""

import contextlib
import time

import pytest

from podcast.publish.targets.web_space.remote_files import FileInfo
from podcast.publish.targets.web_space.webdav.multistatus import NotMultistatusError, parse_multistatus

FOLDER = "<D:resourcetype><D:collection/></D:resourcetype>"


def entry(href, properties="<D:getcontentlength>3</D:getcontentlength>", status="HTTP/1.1 200 OK"):
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop><D:status>{status}</D:status>"
        "</D:propstat></D:response>"
    )


def document(*entries, doctype=""):
    return f'<?xml version="1.0"?>{doctype}<D:multistatus xmlns:D="DAV:">{"".join(entries)}</D:multistatus>'.encode()


def names(data, path="/dav/show"):
    return [name for name, _info in parse_multistatus([data], path)[1]]


@pytest.mark.parametrize(
    "prefix", ["/dav/show/", "https://example.org/dav/show/", "https://u@example.org:8443/dav/show/"]
)
def test_names_come_from_paths_and_from_whole_addresses(prefix):
    data = document(entry(prefix, FOLDER), entry(f"{prefix}a%20b%c3%bc%23%3f.html"), entry(f"{prefix}folge-1/", FOLDER))
    own, children = parse_multistatus([data], "/dav/show")
    assert own.is_folder
    assert [(name, info.is_folder, info.size) for name, info in children] == [
        ("a bü#?.html", False, 3),
        ("folge-1", True, 0),
    ]


def test_a_folder_with_a_single_file_is_told_from_the_file_itself():
    assert names(document(entry("/dav/show/", FOLDER), entry("/dav/show/a"))) == ["a"]
    own, children = parse_multistatus([document(entry("/dav/show"))], "/dav/show")
    assert (own.size, children) == (3, [])
    assert names(document(entry("/dav/show/a"))) == ["a"]  # a server that leaves out the folder


def test_a_proxy_may_show_the_server_under_another_path():
    assert names(document(entry("/intern/x/", FOLDER), entry("/intern/x/a"), entry("/intern/x/b/", FOLDER))) == [
        "a",
        "b",
    ]


@pytest.mark.parametrize("name", ["..", "%2e%2e", ".", "%2Fetc", "a%2Fb", "a%5Cb", "a%00", "%ff"])
def test_names_that_lead_elsewhere_are_left_out(name):
    assert names(document(entry("/dav/show/", FOLDER), entry(f"/dav/show/{name}"), entry("/dav/other/c"))) == []


def test_entities_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("password")
    external = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert "password" not in repr(parse_multistatus([document(entry("/dav/show/&e;"), doctype=external)], "/dav/show"))
    levels = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "laugh" * 100}">' for n in range(12)]
    started = time.process_time()
    data = document(entry("/dav/show/", FOLDER), entry("/dav/show/&l11;"), doctype=f"<!DOCTYPE x [{''.join(levels)}]>")
    with contextlib.suppress(NotMultistatusError):  # a parser may refuse such a document altogether
        assert "laugh" not in repr(parse_multistatus([data], "/dav/show"))
    assert time.process_time() - started < 1


def test_what_the_server_does_not_find_is_nothing():
    assert parse_multistatus([document(entry("/dav/show/a", status="HTTP/1.1 404 Not Found"))], "/dav/show/a") == (
        None,
        [],
    )


def test_a_weak_etag_is_the_same_version_as_the_strong_one_that_it_becomes():
    def version(etag):
        data = document(entry("/a", f"<D:getcontentlength>5</D:getcontentlength><D:getetag>{etag}</D:getetag>"))
        return parse_multistatus([data], "/a")[0].version

    assert version('W/"5-1"') == version('"5-1"') == version("5-1") != version('"5-2"')


def test_without_an_etag_the_version_is_size_and_time():
    time_of = "<D:getcontentlength>5</D:getcontentlength><D:getlastmodified>{}</D:getlastmodified>"
    first, second = (
        parse_multistatus([document(entry("/a", time_of.format(f"Mon, 30 Nov 2026 02:33:2{n} GMT")))], "/a")[0]
        for n in (1, 2)
    )
    assert second.modified - first.modified == 1
    assert first.version != second.version


@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE html><html><body>login</body></html>", b"<a/>", document()[:-5]])
def test_what_is_no_multistatus_is_an_error(data):
    with pytest.raises(NotMultistatusError):
        parse_multistatus([data], "/dav")


def test_a_long_listing_is_read_block_by_block():
    data = document(entry("/dav/show/", FOLDER), *(entry(f"/dav/show/{n}.html") for n in range(5000)))
    blocks = (data[start : start + 1000] for start in range(0, len(data), 1000))
    children = parse_multistatus(blocks, "/dav/show")[1]
    assert len(children) == 5000
    assert children[0] == ("0.html", FileInfo(3, 0.0, "3-", is_folder=False))
