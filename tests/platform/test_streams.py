"""Output in an encoding that lacks characters, and into a pipe whose reader has gone."""

from __future__ import annotations

import errno
import io

import pytest

from podcast.platform import streams


def test_characters_that_the_encoding_lacks_are_replaced() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    streams.replace_unprintable(stream)
    stream.write("Größe → 3 ×")
    stream.flush()
    assert stream.buffer.getvalue() == "Größe ? 3 ×".encode("cp1252")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("encoding", "is_utf8"), [("utf-8", True), ("UTF8", True), ("cp1252", False), ("ascii", False)]
)
def test_utf_8_takes_every_character_and_stays_strict(encoding: str, *, is_utf8: bool) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert streams.is_utf8(stream) is is_utf8
    streams.replace_unprintable(stream)
    assert stream.errors == ("strict" if is_utf8 else "replace")


def test_a_closed_pipe_is_told_from_a_wrong_argument() -> None:
    assert streams.is_closed_pipe(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert not streams.is_closed_pipe(OSError(errno.EINVAL, "Invalid argument"))
