"""Amazon CloudFront: `POST /2020-05-31/distribution/{id}/invalidation`, XML, signed for the region us-east-1.

A month has 1,000 paths without charge; a wildcard counts as one path. A second invalidation with the same
CallerReference and the same paths is the first one. Source: Amazon CloudFront API Reference, CreateInvalidation, and
Developer Guide, "Invalidate files" and "Concurrent invalidation request maximum" (3,000 files).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from podcast.http import Request
from podcast.i18n import _, gettext_noop
from podcast.publish.cdn.provider import Account, CdnError, CdnProvider
from podcast.publish.targets.s3.client import find_credentials
from podcast.publish.targets.s3.sigv4 import S3Credentials, UnsignedRequest, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.publish.cdn.invalidation import Invalidation

MAX_URLS: Final = 250  # a quarter of what is free each month
REGION: Final = "us-east-1"  # of a service that has no region
_VERSION: Final = "2020-05-31"
_NAMESPACE: Final = f"http://cloudfront.amazonaws.com/doc/{_VERSION}/"
_CREDENTIALS: Final = "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"


def requests(account: Account, invalidation: Invalidation) -> tuple[Request, ...]:
    """Return the one request, for all paths, of all hosts, or for everything below the path of each base URL."""
    paths = list(dict.fromkeys(urlsplit(url).path for url in invalidation.urls))
    if invalidation.is_complete:
        paths = list(dict.fromkeys(f"{urlsplit(link).path}*" for link in invalidation.links))
    url = f"{account.api}/{_VERSION}/distribution/{account.id}/invalidation"
    return (Request("POST", url, {"Content-Type": "text/xml"}, _batch(paths, invalidation.reference)),)


def _batch(paths: list[str], reference: str) -> bytes:
    root = ET.Element("InvalidationBatch", xmlns=_NAMESPACE)
    ET.SubElement(root, "CallerReference").text = reference
    listed = ET.SubElement(root, "Paths")
    ET.SubElement(listed, "Quantity").text = str(len(paths))
    items = ET.SubElement(listed, "Items")
    for path in paths:
        ET.SubElement(items, "Path").text = path
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document


def authenticator() -> Callable[[Request], Request]:
    """Return the function that signs requests with the credentials that AWS tools use.

    Raises:
        CdnError: there are none.
    """
    credentials = find_credentials()
    if credentials is None:
        raise CdnError(_("{variable} is not set").format(variable=_CREDENTIALS))
    return lambda request: _signed(request, credentials())


def _signed(request: Request, credentials: S3Credentials) -> Request:
    parts = urlsplit(request.url)
    digest = sha256(request.body or b"").hexdigest()
    unsigned = UnsignedRequest(request.method, parts.netloc, parts.path, request.headers, digest, "cloudfront")
    return replace(request, headers=sign(unsigned, credentials, REGION, datetime.now(UTC)))


def problem_of(body: bytes) -> str:
    """The code and the message of an error; empty if the response is no error."""
    try:
        error = ET.fromstring(body).find("{*}Error")  # noqa: S314 -- from the provider's API
    except ET.ParseError:
        return ""
    if error is None:
        return ""
    return ": ".join(filter(None, (error.findtext("{*}Code"), error.findtext("{*}Message"))))


CLOUDFRONT: Final = CdnProvider(
    name="CloudFront",
    api="https://cloudfront.amazonaws.com",
    credentials=_CREDENTIALS,
    permission=gettext_noop("the right cloudfront:CreateInvalidation on this distribution"),
    max_urls=MAX_URLS,
    requests=requests,
    authenticator=authenticator,
    problem_of=problem_of,
)
