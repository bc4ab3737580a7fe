"""Addresses of places in object storage, `s3://bucket/prefix`; pure."""

from __future__ import annotations

from podcast.i18n import _


def bucket_and_prefix(address: str) -> tuple[str, str] | None:
    """The bucket and the prefix, without slashes at its ends, that an address names; None if it is another address."""
    bucket, _slash, prefix = address.removeprefix("s3://").partition("/")
    return (bucket, prefix.strip("/")) if address.startswith("s3://") and bucket else None


def is_same_bucket(address: str, other: str) -> bool:
    """Whether both addresses name a bucket, and it has the same name, at whatever endpoint."""
    places = bucket_and_prefix(address), bucket_and_prefix(other)
    return places[0] is not None and places[1] is not None and places[0][0] == places[1][0]


def shared_bucket_message(address: str) -> str:
    """The problem of a store for recordings that has the name of the bucket that is published to."""
    sentence = _('"{address}" is in the bucket that the show is published to, where recordings could be fetched by all')
    return sentence.format(address=address)
