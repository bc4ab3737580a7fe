"""Lines of listings as servers write them, read without a server."""

from __future__ import annotations

import pytest

from podcast.publish.targets.web_space.ftp.ftp_listing import (
    facts_of_line,
    info_of_facts,
    is_this_or_parent,
    listed_name,
    moment,
)

FILE, FOLDER, LINK = "file", "folder", "link"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-rw-r--r--    1 0        0          200000 Nov 30 02:31 c", ("c", 200000, FILE)),
        ("drwxr-xr-x   2 tests    0            4096 Nov 30 02:32 -neu r", ("-neu r", 0, FOLDER)),
        ("-rw-rw-r--+  1 web users 12 Jan  3  1994  two  spaces ", (" two  spaces ", 12, FILE)),
        ("lrwxrwxrwx   1 web www 9 Feb 29 2024 audio -> /mnt/audio", ("audio", 9, LINK)),
        ("drwxrwsr-t   2 web      512 Sep  5 13:43 no group", ("no group", 0, FOLDER)),
        ("-rw-r--r--   1 web www 12 2024-02-29 13:43 iso.html", ("iso.html", 12, FILE)),
        ("-rw-r--r--   1 web www 12 29. Feb 13:43 deutsch.html", ("deutsch.html", 12, FILE)),
        ("02-23-26  09:09AM       <DIR>          audio files", ("audio files", 0, FOLDER)),
        ("02-23-2026  21:09               123456 feed.xml", ("feed.xml", 123456, FILE)),
        ("total 12", None),
        ("/public:", None),
        ("+i8388621.29609,m824255902,/,\tdev", None),
    ],
)
def test_lines_of_list(line, expected):
    listed = listed_name(line)
    assert (listed and (listed.name, listed.size, kind(listed))) == expected


def kind(listed):
    return LINK if listed.is_link else FOLDER if listed.is_folder else FILE


def test_facts_are_read_in_any_case_and_order_and_the_name_may_look_like_one():
    line = "Type=file;SIZE=17;modify=20261130023158.123;UNIX.mode=0644; size=1; a.html"
    facts, name = facts_of_line(line)
    info = info_of_facts(facts)
    assert (name, info.size, info.is_folder) == ("size=1; a.html", 17, False)
    assert info.modified == moment("20261130023158") == 1796005918


@pytest.mark.parametrize("kind", ["dir", "cdir", "pdir", "Dir"])
def test_folders_have_no_size_and_no_version(kind):
    facts, _ = facts_of_line(f"type={kind};size=4096;modify=20261130023158; a")
    assert (info_of_facts(facts).size, info_of_facts(facts).version, info_of_facts(facts).is_folder) == (0, "", True)
    assert is_this_or_parent(facts) == (kind.lower() != "dir")


@pytest.mark.parametrize("facts", ["type=OS.unix=slink:/a;size=3", "type=file;size=many", "type=file", ""])
def test_what_is_not_certain_is_asked_for_otherwise(facts):
    assert info_of_facts(facts_of_line(f"{facts}; a")[0]) is None


def test_a_file_that_was_replaced_within_a_second_has_another_version():
    versions = {
        info_of_facts(facts_of_line(f"type=file;size=3;modify=20261130023158;unique={number}; a")[0]).version
        for number in ("FE00U232177", "FE00U232178")
    }
    assert len(versions) == 2


@pytest.mark.parametrize("value", ["", "yesterday", "20261399000000"])
def test_a_time_that_cannot_be_read_is_none(value):
    assert moment(value) == 0
