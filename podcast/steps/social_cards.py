"""The social cards of a build: those of the last build are used again, the others drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast.steps.rendering_progress import PROGRESS_STEP, RenderingProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Picture, StoredFile
    from podcast.model.show import Show
    from podcast.pages.images.card_list import FindPicture
    from podcast.pages.images.resize import PictureStore
    from podcast.pages.images.social_card import CardPicture, SocialCard
    from podcast.pages.render import MapFunction


def find_picture(
    pictures: Mapping[str, Picture], files: Mapping[str, StoredFile], source: str | None, use: str
) -> CardPicture | None:
    """Return the largest JPEG of a picture for social cards."""
    from podcast.pages.images.social_card import CardPicture

    picture = pictures.get(f"{source}@{use}")
    if picture is None:
        return None
    path = picture.formats[-1].sizes[-1][0] if picture.formats else picture.path
    return CardPicture(files[path].path, files[path].sha256)


def render_cards(
    content: tuple[Show, FindPicture],
    store: PictureStore,
    map_function: MapFunction,
    report: Callable[[RenderingProgress], None],
) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """Return the social cards: pictures by the URLs of their pages, and the cached files by their path below site/.

    `content` is the show, and what finds the pictures on cards.
    """
    from podcast.pages.images import card_list

    return draw_cards(card_list.social_cards(*content, store.cache), store, map_function, report)


def draw_cards(
    cards: Sequence[SocialCard],
    store: PictureStore,
    map_function: MapFunction = map,
    report: Callable[[RenderingProgress], None] = lambda _event: None,
) -> tuple[dict[str, Picture], dict[str, StoredFile]]:
    """Return some social cards as `render_cards` does."""
    from podcast.pages.images import card_files, social_card

    stored = {card: card_files.cached_card(card, store) for card in cards}
    files = {card: file for card, file in stored.items() if file}
    jobs = [card for card in cards if card not in files]
    chunks = [jobs[at : at + PROGRESS_STEP] for at in range(0, len(jobs), PROGRESS_STEP)]
    for number, digests in enumerate(map_function(partial(_draw_cards, store.folder), chunks), start=1):
        for card, sha256 in zip(chunks[number - 1], digests, strict=True):
            files[card] = card_files.store_card(card, store, sha256)
        report(RenderingProgress("cards", min(number * PROGRESS_STEP, len(jobs)), len(jobs)))
    pictures = {social_card.picture_key(card.page): card.picture(files[card]) for card in cards}
    return pictures, {card.picture(file).path: file for card, file in files.items()}


def _draw_cards(folder: Path, cards: Sequence[SocialCard]) -> list[str]:
    from podcast.pages.images import card_files

    return [card_files.draw_to_file(card, folder) for card in cards]
