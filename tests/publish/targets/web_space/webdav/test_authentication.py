"""Basic and Digest authentication, against the examples of their RFCs."""

import re

import pytest

from podcast.publish.targets.web_space.webdav.authentication import authorization, parse_challenges

RFC7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
BASIC = 'Basic realm="Sendungen, Schwerpunkt Digest", charset="UTF-8"'


PASSWORD, NONCE = "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def header(challenges, user="Mufasa", password=PASSWORD, nonce=NONCE):
    return authorization(parse_challenges(challenges), user, password, lambda: nonce).header("GET", "/dir/index.html")


def response(value):
    return re.search(r'response="([0-9a-f]+)"', value)[1]


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digests_are_those_of_rfc_7616(algorithm, expected):
    value = header(RFC7616.format(algorithm))
    assert response(value) == expected
    assert value.startswith('Digest username="Mufasa", ')
    assert f"algorithm={algorithm}, qop=auth, nc=00000001" in value
    assert 'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"' in value


def test_a_digest_without_an_algorithm_is_that_of_rfc_2617():
    challenge = 'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    assert response(header(challenge, "Mufasa", "Circle Of Life", "0a4f113b")) == "6629fae49393a05397450978507c4ef1"


def test_a_digest_counts_its_requests():
    login = authorization(parse_challenges(RFC7616.format("MD5")), "u", "p")
    assert ["nc=00000001" in login.header("GET", "/a"), "nc=00000002" in login.header("GET", "/b")] == [True, True]


def test_users_and_passwords_with_umlauts_are_utf_8():
    assert header(BASIC, "test", "123£") == "Basic dGVzdDoxMjPCow=="  # RFC 7617, 2.1
    sent = header(RFC7616.format("MD5"), "Käthe").encode("latin-1")  # as http.client does
    assert 'username="Käthe"'.encode() in sent


def test_of_several_challenges_the_strongest_is_chosen():
    md5, sha256 = RFC7616.format("MD5"), RFC7616.format("SHA-256")
    assert [one.scheme for one in parse_challenges(f"Negotiate, {BASIC}, {md5}")] == ["negotiate", "basic", "digest"]
    assert "algorithm=SHA-256" in header(f"{BASIC}, {md5}, {sha256}")
    assert header(f"Bearer, {BASIC}").startswith("Basic ")


@pytest.mark.parametrize(
    "offer", ["", "Negotiate", 'Bearer realm="x"', RFC7616.format("MD4"), RFC7616.format("MD5").replace("auth, ", "")]
)
def test_what_is_unknown_is_no_way_to_log_in(offer):
    assert authorization(parse_challenges(offer), "u", "p") is None


def test_only_an_expired_nonce_is_a_reason_to_try_the_same_password_again():
    login = authorization(parse_challenges(RFC7616.format("MD5")), "u", "p")
    [refused], [expired] = (
        parse_challenges(RFC7616.format("MD5")),
        parse_challenges(RFC7616.format("MD5").replace("7ypf", "other") + ", stale=TRUE"),
    )
    assert login.renewed(refused) is None
    assert 'nonce="other' in login.renewed(expired).header("GET", "/")
    assert authorization(parse_challenges(BASIC), "u", "p").renewed(expired) is None
