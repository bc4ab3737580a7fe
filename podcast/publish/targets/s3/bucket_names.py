"""Rules for the names of buckets.

Amazon S3 User Guide, "General purpose bucket naming rules". Stores at an endpoint of their own have less strict ones:
of those only what an address can hold is required.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_LENGTH: Final = 3
MAX_LENGTH: Final = 63
RESERVED_PREFIXES: Final = ("xn--", "sthree-", "amzn-s3-demo-")
RESERVED_SUFFIXES: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def bucket_name_problem(name: str, *, is_amazon: bool) -> str:
    """Return why a bucket cannot have this name, with the remedy; empty if it can.

    Args:
        name: of the bucket.
        is_amazon: whether it is Amazon's own store: then all of its rules count.
    """
    return next(_amazon_problems(name) if is_amazon else _problems(name), "")


def _problems(name: str) -> Iterator[str]:
    if not name:
        yield _("the name of the bucket is missing; write s3://bucket/prefix")
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        wrong = "".join(dict.fromkeys(re.sub(r"[A-Za-z0-9._-]", "", name)))
        yield _('the bucket name "{name}" contains {wrong}; use lower-case letters, digits and hyphens').format(
            name=name, wrong=wrong if wrong.strip() else _("a space")
        )
    if len(name) < MIN_LENGTH:
        yield _('the bucket name "{name}" is too short; it needs at least {count} characters').format(
            name=name, count=MIN_LENGTH
        )
    if not name[:1].isalnum():
        yield _('the bucket name "{name}" begins with "{char}"; it has to begin with a letter or a digit').format(
            name=name, char=name[:1]
        )


def _amazon_problems(name: str) -> Iterator[str]:
    if "_" in name:
        yield _('the bucket name "{name}" contains an underscore; write hyphens instead').format(name=name)
    if name.lower() != name:
        yield _('the bucket name "{name}" contains capital letters; use lower case').format(name=name)
    yield from _problems(name)
    if len(name) > MAX_LENGTH:
        yield _('the bucket name "{name}" is too long; it may have at most {count} characters').format(
            name=name, count=MAX_LENGTH
        )
    if not name[-1:].isalnum():
        yield _('the bucket name "{name}" ends with "{char}"; it has to end with a letter or a digit').format(
            name=name, char=name[-1:]
        )
    if ".." in name:
        yield _('the bucket name "{name}" contains two dots in a row; use single ones').format(name=name)
    if _is_ip_address(name):
        yield _('the bucket name "{name}" looks like an IP address; choose a name with letters').format(name=name)
    yield from _reserved(name)


def _reserved(name: str) -> Iterator[str]:
    for prefix in RESERVED_PREFIXES:
        if name.startswith(prefix):
            yield _('the bucket name "{name}" begins with "{part}", which Amazon reserves; choose another one').format(
                name=name, part=prefix
            )
    for suffix in RESERVED_SUFFIXES:
        if name.endswith(suffix):
            yield _('the bucket name "{name}" ends with "{part}", which Amazon reserves; choose another one').format(
                name=name, part=suffix
            )


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True
