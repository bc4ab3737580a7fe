"""Certificates that end soon. Pure.

Let's Encrypt renews its certificates of 90 days when a third is left; those of 45 days and of 6 days are to come
(https://letsencrypt.org/2025/12/02/from-90-to-45). One with less than ten days and less than a quarter of its time was
not renewed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from podcast.http import Certificate

MIN_LEFT: Final = timedelta(days=10)
MIN_SHARE: Final = 0.25  # of the time for which it was issued


@dataclass(frozen=True, slots=True)
class HostCertificate:
    """The certificate of a host."""

    host: str
    certificate: Certificate

    def days_left(self, now: datetime) -> int:
        """The number of whole days for which it is still valid."""
        return (self.certificate.valid_until - now).days

    def ends_soon(self, now: datetime) -> bool:
        """Whether it should have been renewed by now."""
        left = self.certificate.valid_until - now
        lifetime = self.certificate.valid_until - self.certificate.valid_from
        return left < min(MIN_LEFT, lifetime * MIN_SHARE)
