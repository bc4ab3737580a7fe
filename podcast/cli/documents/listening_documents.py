"""Document of `listen`."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12


class ListenDocument(TypedDict):
    """`podcast listen`: the page and both audio files, the recording at the master's times and the master.

    Loudness is integrated, in LUFS.
    """

    slug: str
    page: str
    before: str
    after: str
    loudness_before: float
    loudness_after: float
    seconds: float
