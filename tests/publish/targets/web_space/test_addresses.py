"""Addresses of web space: what they name, and which are refused."""

from __future__ import annotations

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.web_space.addresses import Address, parse_address


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("sftp://example.org/www", Address("sftp", "", "example.org", 0, "/www")),
        ("sftp://anna@example.org:2222/var/www/", Address("sftp", "anna", "example.org", 2222, "/var/www")),
        ("sftp://anna@example.org", Address("sftp", "anna", "example.org", 0, "/")),
        ("sftp://anna@example.org/~", Address("sftp", "anna", "example.org", 0, "")),
        ("sftp://anna@example.org/~/", Address("sftp", "anna", "example.org", 0, "")),
        ("sftp://anna@example.org/~/www/amt", Address("sftp", "anna", "example.org", 0, "www/amt")),
        ("sftp://example.org/~anna/www", Address("sftp", "", "example.org", 0, "/~anna/www")),
        (
            "ftps://u12%40example.org@ftp.example.org/a%20b",
            Address("ftps", "u12@example.org", "ftp.example.org", 0, "/a b"),
        ),
        ("ftps://u12@example.org@ftp.example.org/", Address("ftps", "u12@example.org", "ftp.example.org", 0, "/")),
        ("sftp://anna@[2001:db8::1]:22/www", Address("sftp", "anna", "2001:db8::1", 22, "/www")),
        ("davs://cloud.example.org/dav", Address("webdavs", "", "cloud.example.org", 0, "/dav")),
        ("rsync+ssh://anna@example.org/www", Address("rsync+ssh", "anna", "example.org", 0, "/www")),
    ],
)
def test_an_address_names_server_user_and_folder(target, address):
    assert parse_address(target) == address


@pytest.mark.parametrize(
    ("target", "server"),
    [
        ("sftp://anna@example.org/www", "sftp://example.org"),
        ("sftp://anna@example.org:2222/www", "sftp://example.org:2222"),
        ("davs://anna@[2001:db8::1]/www", "webdavs://[2001:db8::1]"),
    ],
)
def test_passwords_are_kept_under_the_server_alone(target, server):
    assert parse_address(target).server == server


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("sftp:///www", "names no server"),
        ("sftp://example.org:0x/", "the port is a number"),
        ("sftp://example.org:70000/", "the port is a number"),
        ("sftp://[2001:db8::1/", "in brackets"),
        ("sftp://example.org/a/../b", "of dots alone"),
        ("sftp://example.org/a//b", "an empty part"),
        ("sftp://example.org/a%0Ab", "control characters"),
        ("sftp://example.org/a?b", "write it as sftp://"),
        ("sftp://exa mple.org/a", "write it as sftp://"),
        ("sftp://exam$ple.org/a", "names no server"),
        ("scp://example.org/a", "write it as sftp://"),
    ],
)
def test_what_is_no_address_is_refused_with_the_reason(target, words):
    with pytest.raises(PublishError, match=words):
        parse_address(target)


@pytest.mark.parametrize("target", ["sftp://anna:geheim@example.org/www", "ftps://anna:@example.org/www"])
def test_a_password_in_an_address_is_refused_and_not_repeated(target):
    with pytest.raises(PublishError, match="PODCAST_PASSWORD") as refused:
        parse_address(target)
    assert "geheim" not in str(refused.value)
    assert f"Write {target.partition(':')[0]}://anna@example.org/www," in str(refused.value)


@pytest.mark.parametrize(
    ("target", "encrypted"),
    [
        ("ftp://example.org/www", "ftps://"),
        ("webdav://example.org/www", "webdavs://"),
        ("dav://example.org/", "webdavs://"),
    ],
)
def test_an_unencrypted_address_is_only_accepted_if_the_show_says_so(target, encrypted):
    with pytest.raises(PublishError, match=encrypted):
        parse_address(target)
    assert parse_address(target, insecure=True).host == "example.org"
