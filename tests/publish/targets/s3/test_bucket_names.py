"""Why a bucket cannot have a name: Amazon's rules, and what every store needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.errors import PublishError
from podcast.model.groups import Publish
from podcast.publish.targets.open import open_target
from podcast.publish.targets.s3.bucket_names import bucket_name_problem

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = {
    "": "is missing",
    "x": "is too short; it needs at least 3 characters",
    "Mein-Podcast": "contains capital letters; use lower case",
    "mein_podcast": "contains an underscore; write hyphens instead",
    "sendung-über": "contains ü",
    "mein podcast": "contains a space",
    "-podcast": 'begins with "-"',
    "podcast.": 'ends with "."',
    "a" * 64: "is too long; it may have at most 63 characters",
    "mein..podcast": "two dots in a row",
    "192.168.5.4": "looks like an IP address",
    "xn--podcast": "which Amazon reserves",
    "podcast-s3alias": "which Amazon reserves",
}


@pytest.mark.parametrize(("name", "why"), REFUSED.items())
def test_a_name_is_refused_with_the_reason(name: str, why: str) -> None:
    assert why in bucket_name_problem(name, is_amazon=True)


@pytest.mark.parametrize("name", ["podcasts", "mein.podcast-2", "abc", "a" * 63])
def test_a_name_by_the_rules_is_accepted(name: str) -> None:
    assert bucket_name_problem(name, is_amazon=True) == ""


@pytest.mark.parametrize("name", ["Mein_Podcast", "xn--podcast"])
def test_other_stores_have_less_strict_rules(name: str) -> None:
    assert bucket_name_problem(name, is_amazon=False) == ""


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("s3://x/y", 'the bucket name "x" is too short'),
        ("s3://", "the name of the bucket is missing"),
        ("gs://bucket/x", "gs:// is not supported; write the address of web space"),
    ],
)
def test_a_target_that_is_refused_says_why(target: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(PublishError) as error:
        open_target(Publish(target=target), tmp_path)
    assert why in str(error.value)
