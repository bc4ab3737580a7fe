"""Our signature is botocore's, for any request that we may send."""

from datetime import UTC, datetime
from unittest import mock

import botocore.auth
import botocore.credentials
import pytest
from botocore.awsrequest import AWSRequest
from hypothesis import given, settings
from hypothesis import strategies as some

from podcast.files.digest import bytes_digest
from podcast.publish.targets.s3.sigv4 import S3Credentials, UnsignedRequest, encode_key, sign

NAMES = ("Cache-Control", "Content-MD5", "Content-Type", "Content-Length", "If-Match", "If-None-Match", "Range")
VALUES = some.text(some.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40).map(str.strip)
HOSTS = some.sampled_from(["127.0.0.1:8333", "s3.example.org", "[::1]:9000"])
SIGNED_KEYS = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


def of_botocore(asked: UnsignedRequest, keys: S3Credentials, region: str, now: datetime, body: bytes) -> str:
    """The header that botocore makes, with its clock stopped."""
    headers = {**asked.headers, "X-Amz-Content-SHA256": asked.sha256}
    request = AWSRequest(asked.method, f"http://{asked.host}{asked.path}", headers=headers, data=body)
    request.context.update(
        payload_signing_enabled=True, signing={"signing_name": "s3"}, timestamp=f"{now:%Y%m%dT%H%M%SZ}"
    )
    same_keys = botocore.credentials.Credentials(keys.access_key, keys.secret_key, keys.session_token)
    signer = botocore.auth.S3SigV4Auth(same_keys, "s3", region)
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=now.replace(tzinfo=None)):
        signer.add_auth(request)
    return request.headers["Authorization"]


@pytest.mark.long
@given(
    method=some.sampled_from(["GET", "HEAD", "PUT", "DELETE"]),
    host=HOSTS,
    key=SIGNED_KEYS,
    headers=some.dictionaries(some.sampled_from(NAMES), VALUES.filter(bool)),
    body=some.binary(max_size=50),
    token=some.none() | some.text("abcXYZ+/=", min_size=1),
    now=some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001 -- given
)
@settings(max_examples=400)
def test_a_signature_is_the_one_that_botocore_makes(method, host, key, headers, body, token, now):
    keys, path = S3Credentials("AKIDEXAMPLE", "wJalr/Secret+Key", token), encode_key(f"/bucket/{key}")
    asked = UnsignedRequest(method, host, path, headers, bytes_digest(body).sha256)
    assert sign(asked, keys, "eu-central-1", now)["Authorization"] == of_botocore(
        asked, keys, "eu-central-1", now, body
    )


def test_credentials_are_not_shown():
    assert "geheim" not in repr(S3Credentials("geheim-1", "geheim-2", "geheim-3"))


@pytest.mark.parametrize("key", ["a b", "ä", "a+b", "a%b", "a?b#c", "a/b", "~._-", "(1)*'!"])
def test_a_key_is_encoded_as_botocore_encodes_it(key):
    from botocore.utils import percent_encode

    assert encode_key(key) == percent_encode(key, safe="/~")
