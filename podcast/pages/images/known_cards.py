"""Social cards of episodes that an earlier build has made from the same values: only their file names are needed."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, cast

from podcast.files.program_state import code_fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.artifacts import Picture, StoredFile
    from podcast.files.cache import Cache
    from podcast.pages.images.social_card import SocialCard

_KIND: Final = "known cards"  # of the cache's results
_KEY_BYTES: Final = 16
_FINGERPRINT_BYTES: Final = 32
_UNDRAWABLE: Final = bytes(_FINGERPRINT_BYTES)  # instead of a fingerprint


class KnownCards:
    """The fingerprints of the cards of the last build and of this one, by what the cards are made from.

    All are one result of the cache: to set the texts of ten thousand cards takes longer than to read it.

    Args:
        cache: has the result; without one all cards are made.
        shared: what all cards are made from.
    """

    def __init__(self, cache: Cache | None = None, shared: object = None) -> None:
        """Read the fingerprints."""
        self._cache = cache
        self._version = _digest((code_fingerprint(), shared)) if cache else b""
        data = (cache.get(_KIND, "episodes") if cache else None) or b""
        size = _KEY_BYTES + _FINGERPRINT_BYTES
        rows = (data[at : at + size] for at in range(_KEY_BYTES, len(data), size))
        is_valid = data[:_KEY_BYTES] == self._version
        self._before = {row[:_KEY_BYTES]: row[_KEY_BYTES:] for row in rows} if is_valid else {}
        self._now: dict[bytes, bytes] = {}

    def card(self, page: str, values: object, make: Callable[[], SocialCard]) -> SocialCard | None:
        """Return the card of a page, made only where it has to be drawn; None if the font lacks some of its letters.

        Args:
            page: the address of the page.
            values: what the card is made from, beside what all cards have in common.
            make: makes the card.
        """
        if not self._cache:
            card = make()
            return card if card.is_drawable else None
        key = _digest((page, values))
        fingerprint = self._before.get(key)
        if fingerprint is None:
            card = make()
            fingerprint = bytes.fromhex(card.fingerprint) if card.is_drawable else _UNDRAWABLE
        self._now[key] = fingerprint
        if fingerprint == _UNDRAWABLE:
            return None
        return cast("SocialCard", _KnownCard(page, fingerprint.hex(), make))

    def store(self) -> None:
        """Store the fingerprints of this build, if they are others.

        Raises:
            FileError: the disk refuses.
        """
        if self._cache and self._now != self._before:
            rows = (key + fingerprint for key, fingerprint in self._now.items())
            self._cache.put(_KIND, "episodes", b"".join((self._version, *rows)))


class _KnownCard:
    """A card of which nothing but its page and its fingerprint is needed, unless it has to be drawn."""

    __slots__ = ("_card", "_make", "fingerprint", "page")

    def __init__(self, page: str, fingerprint: str, make: Callable[[], SocialCard]) -> None:
        self.page, self.fingerprint, self._make = page, fingerprint, make
        self._card: SocialCard | None = None

    @property
    def file_name(self) -> str:
        """The name of the image in the cache."""
        from podcast.pages.images.social_card import card_file_name

        return card_file_name(self.fingerprint)

    def picture(self, file: StoredFile) -> Picture:
        """The image on the site."""
        from podcast.pages.images.social_card import card_picture

        return card_picture(self.page, file)

    def __getattr__(self, name: str) -> Any:
        """Return any other value of the card."""
        return getattr(self._full_card(), name)

    def __reduce__(self) -> tuple[Callable[[SocialCard], SocialCard], tuple[SocialCard]]:
        """Pickle the card itself."""
        return _itself, (self._full_card(),)

    def _full_card(self) -> SocialCard:
        if self._card is None:
            self._card = self._make()
        return self._card


def _itself(card: SocialCard) -> SocialCard:
    return card


def _digest(values: object) -> bytes:
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=_KEY_BYTES).digest()
