"""What `stat` prints on different systems."""

import pytest

from podcast.publish.targets.web_space.remote_files import FileInfo
from podcast.publish.targets.web_space.rsync.listing import parse_listing

GNU = (
    "/3 1700000000 12 81a4 2023-11-14 22:13:20.123456789 +0000 a\n"
    "/4096 1700000000 13 41ed 2023-11-14 22:13:20.000000000 +0000 folder\n"
    "/1 1700000000 14 a1ff 2023-11-14 22:13:20.000000000 +0000 link\n"
    "/5 1700000000 15 81a4 2023-11-14 22:13:20.5 +0000 two\nlines and a space \n"
    "/6 1700000000 16 81a4 2023-11-14 22:13:20 +0000  \n"
)
BSD = "/3 1700000000 12 81a4 - 1700000000.123456789 - a\n"


def test_every_kind_of_file_is_known():
    assert dict(parse_listing(GNU)) == {
        "a": FileInfo(3, 1700000000.0, "3-1700000000.123456789-12"),
        "folder": FileInfo(0, 1700000000.0, "", is_folder=True),
        "link": None,
        "two\nlines and a space ": FileInfo(5, 1700000000.0, "5-1700000000.5-15"),
        " ": FileInfo(6, 1700000000.0, "6-1700000000.0-16"),
    }


def test_bsd_tells_the_same():
    assert dict(parse_listing(BSD)) == {"a": FileInfo(3, 1700000000.0, "3-1700000000.123456789-12")}


@pytest.mark.parametrize("output", ["", "\n", "stat: illegal option", "/x 1 2 3"])
def test_what_is_no_listing_is_empty(output):
    assert list(parse_listing(output)) == []
