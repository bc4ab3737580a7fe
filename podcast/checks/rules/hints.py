"""Hints: what is allowed, but could be better for apps and listeners. No build fails by them.

Pure, like the rules; a new hint is a function, an entry of `HINTS` and a row of `hint_codes.toml`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.checks.rules.chapter_hints import chapters_per_hour, short_chapter_titles, used_cut_marks
from podcast.checks.rules.feed import is_language_code
from podcast.checks.rules.feed_hints import different_itunes_title, license_address
from podcast.checks.rules.former_addresses import former_addresses_with_page
from podcast.checks.rules.imported_hints import (
    html_notes_on_page,
    permalinks,
    replaced_elements,
    stand_ins,
)
from podcast.checks.rules.portable_names import portable_names
from podcast.checks.rules.site import required_legal_details
from podcast.checks.rules.tracks import track_speakers
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.model.german_names import is_known_role, role_suggestion
from podcast.model.groups import RegistryPerson
from podcast.show.locations import Finding
from podcast.strings import languages
from podcast.text import format_time, slugify, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from podcast.model.groups import Person
    from podcast.model.show import Show
    from podcast.show.yaml_errors import Loc

    Hint = Callable[[Show], Iterable[Finding]]


MIN_CHAPTER_SECONDS = 10.0  # YouTube
SHOW_WIDE_ROLES = frozenset({"host", "co-host"})  # roles that the feed names for the show as a whole
MIN_FUZZY_LETTERS = 6  # of a topic: in a shorter one a different letter is a different word
MIN_CHAPTERS = 3  # fewer timestamps are not read as chapters (Apple Podcasts, YouTube)


def find_hints(show: Show, incomplete: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Return the findings of all hints, in the order of `HINTS`.

    Args:
        show: with all its episodes.
        incomplete: see `Facts.incomplete`; hints that something is not used need all values of a field.
    """
    fields = {name.partition(".")[0] for name in incomplete}
    hints = {code: hint for code, hint in HINTS.items() if not fields & _USED_FIELDS.get(hint, frozenset())}
    return tuple(replace(finding, code=code) for code, hint in hints.items() for finding in hint(show))


def chapter_count(show: Show) -> Iterator[Finding]:
    """Apple Podcasts and YouTube read chapters from a description if there are at least three."""
    for episode in show.episodes:
        count = len(episode.with_listed_chapters().chapters)
        if 0 < count < MIN_CHAPTERS:
            what = _("are only {count}: Apple Podcasts and YouTube need at least {fewest} in a description").format(
                count=count, fewest=MIN_CHAPTERS
            )
            yield Finding(episode.file, ("chapters",), what, _("add more, or ignore this hint"))


def distinct_chapter_titles(show: Show) -> Iterator[Finding]:
    """No two chapters of an episode share a title: listeners choose a chapter by it."""
    for episode in show.episodes:
        seen: set[str] = set()
        for number, chapter in enumerate(episode.chapters):
            title = " ".join(strip_soft_hyphens(chapter.title).casefold().split())
            if title in seen and chapter.toc:
                what = _('"{title}" is also the title of an earlier chapter').format(title=chapter.title)
                yield Finding(episode.file, ("chapters", number), what, _("give each chapter a title of its own"))
            seen.add(title)


def transcript_present(show: Show) -> Iterator[Finding]:
    """`reviewed` and `speakers` apply to a transcript."""
    for episode in show.episodes:
        for name, value in (("reviewed", episode.reviewed), ("speakers", episode.speakers)):
            if value and not episode.transcript:
                yield Finding(
                    episode.file,
                    (name,),
                    _("is set, but there is no transcript"),
                    _("add the transcript to the episode's folder"),
                )


def owner_present(show: Show) -> Iterator[Finding]:
    """A show that is to be listed has an address for proofs of ownership (itunes:owner; Spotify, YouTube)."""
    if show.owner is None and not show.block:
        what = _(
            "is missing: Spotify and YouTube verify that the show is yours by its address, and the Podcast Index "
            "ignores `locked`"
        )
        remedy = _("add {example}, or owner: false if no directory is to verify you")
        example = "owner: {name: …, email: podcast@example.org}"
        yield Finding(SHOW_FILE, ("owner",), what, remedy.format(example=example))


def site_language(show: Show) -> Iterator[Finding]:
    """The site has texts in the show's language: a screen reader would pronounce English ones wrongly (WCAG 3.1.2)."""
    code = show.language.partition("-")[0]
    if code not in languages() and is_language_code(code):
        what = _("is {language}, for which the site's own texts are in English").format(language=show.language)
        yield Finding(
            SHOW_FILE,
            ("language",),
            what,
            _("ignore this hint, or write your own templates: see `podcast docs themes`"),
        )


def used_seasons(show: Show) -> Iterator[Finding]:
    """Every listed season has an episode: its page would be empty."""
    used = {episode.season for episode in show.episodes}
    for number, season in enumerate(show.seasons):
        if season.number not in used:
            what = _("is the number of a season without episodes")
            yield Finding(SHOW_FILE, ("seasons", number, "number"), what, _("ignore this hint if some will follow"))


def used_people(show: Show) -> Iterator[Finding]:
    """Every registered person is named by an episode or a transcript; hosts belong to the whole show."""
    named = {person.name for episode in show.episodes for person in episode.people}
    speaker_maps = (show.speakers, *(episode.speakers for episode in show.episodes))
    named |= {name for speakers in speaker_maps for name in speakers.values()}
    for key, person in show.people.items():
        if not {key, person.name} & named and person.role not in SHOW_WIDE_ROLES:
            remedy = _("add {key} to people: of an episode, or ignore this hint").format(key=key)
            yield Finding(SHOW_FILE, ("people", key), _("appears in no episode"), remedy)


def known_roles(show: Show) -> Iterator[Finding]:
    """Roles are words of the Podcast Taxonomy, in English or German: apps show others as they are (podcast:person)."""
    persons: list[tuple[str, Loc, Person]] = [
        (SHOW_FILE, ("people", key), person) for key, person in show.people.items()
    ]
    for episode in show.episodes:
        named = enumerate(episode.people)
        persons += [
            (episode.file, ("people", number), person)
            for number, person in named
            if not isinstance(person, RegistryPerson)
        ]
    for file, loc, person in persons:
        if not is_known_role(person.role):
            what = _('"{role}" is not a role that apps know').format(role=person.role)
            yield Finding(file, (*loc, "role"), what, role_suggestion(person.role))


def portrait_descriptions(show: Show) -> Iterator[Finding]:
    """Every portrait has a text alternative; without it a screen reader says the name alone (WCAG 1.1.1)."""
    for key, person in show.people.items():
        if person.image and not person.image_alt:
            what = _("is missing for the image")
            yield Finding(
                SHOW_FILE, ("people", key, "image_alt"), what, _("describe what the picture shows, or ignore this hint")
            )


def distinct_topics(show: Show) -> Iterator[Finding]:
    """A topic is spelt in one way: each spelling has a page of its own, and episodes would be split among them."""
    first: dict[str, str] = {}
    for episode in sorted(show.episodes, key=lambda episode: episode.slug):
        for number, topic in enumerate(episode.topics):
            keys = _spellings(topic)
            near = next((first[key] for key in keys if first.get(key, topic) != topic), None)
            if near is not None:
                what = _('"{topic}" is similar to "{near}" in another episode').format(topic=topic, near=near)
                yield Finding(episode.file, ("topics", number), what, _("use one spelling if both mean the same"))
            for key in keys:
                first.setdefault(key, topic)


@lru_cache(10_000)  # a show has few topics, and each in many episodes
def _spellings(topic: str) -> tuple[str, ...]:
    """Keys that topics share if they differ only in case, hyphens, umlauts or one letter; digits always count."""
    plain = slugify(topic).replace("-", "")
    if len(plain) < MIN_FUZZY_LETTERS:
        return (plain,)
    without = (plain[:at] + plain[at + 1 :] for at, letter in enumerate(plain) if not letter.isdigit())
    return (plain, *without)


def chapter_length(show: Show) -> Iterator[Finding]:
    """A chapter lasts at least ten seconds, else YouTube shows none of them. One finding for an episode."""
    for episode in show.episodes:
        gaps = enumerate((after.start - before.start for before, after in pairwise(episode.chapters)), start=1)
        number, gap = next(((number, gap) for number, gap in gaps if 0 < gap < MIN_CHAPTER_SECONDS), (0, 0.0))
        if not number:
            continue
        what = _("starts {time} after the previous one; YouTube requires 10 seconds").format(time=format_time(gap))
        yield Finding(episode.file, ("chapters", number), what, _("merge the two, or ignore this hint"))


# The hints by their codes, which stay for ever: episodes accept them by it. Each has a row of `hint_codes.toml`.
HINTS: Mapping[str, Hint] = {
    "few-chapters": chapter_count,
    "many-chapters": chapters_per_hour,
    "same-chapter-titles": distinct_chapter_titles,
    "long-chapter-title": short_chapter_titles,
    "unused-cut-marks": used_cut_marks,
    "missing-transcript": transcript_present,
    "legal-details": required_legal_details,
    "missing-owner": owner_present,
    "site-language": site_language,
    "unused-season": used_seasons,
    "unused-person": used_people,
    "unknown-role": known_roles,
    "portrait-description": portrait_descriptions,
    "similar-topics": distinct_topics,
    "short-chapter": chapter_length,
    "license-address": license_address,
    "itunes-title": different_itunes_title,
    "track-speakers": track_speakers,
    "former-address": former_addresses_with_page,
    "replaced-elements": replaced_elements,
    "stand-in": stand_ins,
    "html-notes": html_notes_on_page,
    "permalink": permalinks,
    "portable-name": portable_names,
}

# Hints that judge by what no episode has -> the fields in which it could be.
_USED_FIELDS: Mapping[Hint, frozenset[str]] = {
    used_seasons: frozenset({"season"}),
    used_people: frozenset({"people", "speakers"}),
    track_speakers: frozenset({"people", "speakers"}),
}
