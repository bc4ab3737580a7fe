"""The social cards of a show: which pages have one, and the texts and pictures on each.

Home, seasons, topics, people, and episodes that are neither drafts nor withdrawn have a card. Further pages of a list
share that of its first page.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from podcast import urls
from podcast.model.season_colours import season_colour
from podcast.pages.content.topics import topic_index
from podcast.pages.images.card_drawing import MAX_FACES
from podcast.pages.images.known_cards import KnownCards
from podcast.pages.images.social_card import SocialCard, card_settings
from podcast.pages.slugs import oldest_first, person_directory
from podcast.pages.text.markdown import typeset
from podcast.pages.text.titles import split_title, without_series
from podcast.pages.view_models import joined_names, kicker
from podcast.strings import optional_text, translator
from podcast.text import normalized_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.files.cache import Cache
    from podcast.model.groups import Person
    from podcast.model.show import Episode, Show
    from podcast.pages.images.social_card import CardPicture

    FindPicture = Callable[[str | None, str], CardPicture | None]  # by source and use, as in `images.site_images`

HOSTS = ("host", "co-host", "guest host")
_COVER, _FACE, _PORTRAIT = "480", "96", "app"  # uses of pictures in `images`


def social_cards(
    show: Show, find_picture: FindPicture = lambda _source, _use: None, cache: Cache | None = None
) -> tuple[SocialCard, ...]:
    """Return the drawable cards of the show's pages.

    Args:
        show: its episodes are exactly those to show.
        find_picture: returns the cached file of a picture, by its source and its use.
        cache: has what is known of the cards of the last build.
    """
    show = show.without_withdrawn()
    cards = (
        _home_card(show, find_picture),
        *_season_cards(show, find_picture),
        *_topic_cards(show, find_picture),
        *_person_cards(show, find_picture),
    )
    return (*(card for card in cards if card.is_drawable), *_episode_cards(show, find_picture, cache))


def _episode_cards(show: Show, find_picture: FindPicture, cache: Cache | None) -> Iterator[SocialCard]:
    """Yield the drawable cards of the episodes."""
    known_cards = KnownCards(cache, (card_settings(), show.with_episodes(())))
    cover = find_picture(show.cover, _COVER)
    for episode in show.episodes:
        if episode.draft:
            continue
        guests = _guests([episode])
        own_cover = find_picture(episode.cover, _COVER) if episode.cover else None
        pictures = (own_cover or cover, *(find_picture(person.image, _FACE) for person in guests[:MAX_FACES]))
        digests = [picture.sha256 if picture else "" for picture in pictures]
        numbers = (episode.season, episode.episode, episode.type)
        values = (episode.title, numbers, [person.name for person in guests], digests)
        make = partial(_episode_card, show, episode, find_picture)
        if card := known_cards.card(urls.episode(episode), values, make):
            yield card
    known_cards.store()


def _home_card(show: Show, find_picture: FindPicture) -> SocialCard:
    newest = next((episode for episode in show.episodes if episode.date and not episode.draft), None)
    hosts = [person for person in show.people.values() if person.role in HOSTS]
    return SocialCard(
        page=urls.HOME,
        label=translator(show.language)("podcast_label"),
        title=typeset(show.title, show.language),
        show_name=typeset(show.subtitle or show.author, show.language),
        season_colour=season_colour(newest.season) if newest else 0,
        cover=find_picture(show.cover, _COVER),
        faces=_faces(hosts, find_picture),
    )


def _season_cards(show: Show, find_picture: FindPicture) -> Iterator[SocialCard]:
    translate = translator(show.language)
    for number in sorted({episode.season for episode in show.episodes if episode.season}):
        season = show.season(number)
        heading = translate("season_number", number=number)
        episodes = [episode for episode in show.episodes if episode.season == number]
        yield SocialCard(
            page=urls.season(show, number),
            label=heading if season else translate("podcast_label"),
            title=typeset(season.title, show.language) if season else heading,
            show_name=typeset(show.title, show.language),
            season_colour=season_colour(number),
            names=translate("episode_count", count=len(episodes)),
            cover=find_picture(season.image if season else None, _COVER) or find_picture(show.cover, _COVER),
            faces=_faces(_guests(episodes), find_picture),
        )


def _topic_cards(show: Show, find_picture: FindPicture) -> Iterator[SocialCard]:
    index, translate = topic_index(show), translator(show.language)
    by_topic: dict[str, list[Episode]] = {}
    for episode in reversed(oldest_first(show)):
        for topic in dict.fromkeys(normalized_topic(topic) for topic in episode.topics):
            by_topic.setdefault(topic, []).append(episode)
    for topic, episodes in by_topic.items():
        yield SocialCard(
            page=index.address(topic),
            label=translate("topic_kicker"),
            title=typeset(index.labels[topic], show.language),
            show_name=typeset(show.title, show.language),
            season_colour=season_colour(episodes[0].season),
            names=translate("episode_count", count=len(episodes)),
            cover=find_picture(show.cover, _COVER),
            faces=_faces(_guests(episodes), find_picture),
        )


def _person_cards(show: Show, find_picture: FindPicture) -> Iterator[SocialCard]:
    directory = person_directory(show)
    by_address: dict[str, list[tuple[Episode, Person]]] = {}
    for episode in reversed(oldest_first(show)):
        for person in episode.people:
            by_address.setdefault(directory.address(person), []).append((episode, person))
    for address, appearances in by_address.items():
        people = [person for _episode, person in appearances]
        newest_episode, newest = appearances[0]
        image = next((person.image for person in people if person.image), None)
        title = next((person.title for person in people if person.title), None)
        yield SocialCard(
            page=address,
            label=optional_text(f"role_{newest.role}", show.language) or newest.role.capitalize(),
            title=typeset(newest.name, show.language),
            show_name=typeset(show.title, show.language),
            season_colour=season_colour(newest_episode.season),
            names=typeset(title or "", show.language),
            cover=find_picture(image, _PORTRAIT),
            is_portrait=True,
        )


def _episode_card(show: Show, episode: Episode, find_picture: FindPicture) -> SocialCard:
    guests = _guests([episode])
    names = joined_names([person.name for person in guests], show.language)
    season = show.season(episode.season) if episode.season else None
    title, subtitle = split_title(without_series(episode.title, season.title if season else ""))
    return SocialCard(
        page=urls.episode(episode),
        label=kicker(show, episode),
        title=typeset(title, show.language),
        subtitle=typeset(subtitle, show.language),
        show_name=typeset(show.title, show.language),
        season_colour=season_colour(episode.season),
        names=translator(show.language)("with_guests", names=names) if names else "",
        cover=find_picture(episode.cover, _COVER) or find_picture(show.cover, _COVER),
        faces=tuple(find_picture(person.image, _FACE) for person in guests[:MAX_FACES]),
    )


def _guests(episodes: Sequence[Episode]) -> tuple[Person, ...]:
    """Return the guests of episodes, each name once, in their order."""
    guests = [person for episode in episodes for person in episode.people if person.role == "guest"]
    return tuple({person.name: person for person in reversed(guests)}.values())[::-1]


def _faces(people: Sequence[Person], find_picture: FindPicture) -> tuple[CardPicture, ...]:
    """Return the first portraits of people who have one."""
    pictures = (find_picture(person.image, _FACE) for person in people)
    return tuple(dict.fromkeys(picture for picture in pictures if picture))[:MAX_FACES]
