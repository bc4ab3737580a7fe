"""Addresses of clusters on the command line: `dask://HOST:PORT`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from podcast.errors import PodcastError
from podcast.i18n import _

_SCHEMES: Final = {"dask": "tcp", "dask+tls": "tls"}  # dask's own names of the protocols


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """The scheduler of a cluster, and the number of processes on this computer for other work (None: all cores)."""

    scheme: str  # a key of `_SCHEMES`
    place: str  # HOST:PORT
    local_processes: int | None = None

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}"

    @property
    def is_encrypted(self) -> bool:
        """Whether all connections are encrypted, and each side has a certificate."""
        return _SCHEMES[self.scheme] == "tls"

    @property
    def dask_address(self) -> str:
        """The address as dask writes it."""
        return f"{_SCHEMES[self.scheme]}://{self.place}"


def parse_address(text: str, local_processes: int | None = None) -> ClusterAddress:
    """Return the address of a cluster.

    Raises:
        PodcastError: it is none, or the extra `cluster` is not installed.
    """
    parts = urlsplit(text)
    try:
        is_complete = bool(parts.hostname and parts.port)
    except ValueError:  # the port is no number
        is_complete = False
    if parts.scheme not in _SCHEMES or not is_complete or parts.path.strip("/") or "@" in parts.netloc:
        sentence = _('"{text}" is not the address of a cluster; write dask://HOST:PORT, or dask+tls://HOST:PORT')
        raise PodcastError(sentence.format(text=text))
    if find_spec("distributed") is None:
        raise PodcastError(
            _("dask.distributed is not installed; run `python -m pip install 'podcast-from-a-folder[cluster]'`")
        )
    return ClusterAddress(parts.scheme, parts.netloc, local_processes)
