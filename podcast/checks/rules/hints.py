"""Hints: what is allowed, but could be better for apps and listeners. No build fails by them.

Pure, like the rules; a new hint is a function and an entry of `HINTS`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from podcast.checks.rules.feed import is_language_code
from podcast.checks.rules.site import required_legal_details
from podcast.i18n import _
from podcast.model.show import SHOW_FILE
from podcast.show.locations import Finding
from podcast.strings import languages
from podcast.text import format_time, slugify, strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podcast.model.show import Show

    Hint = Callable[[Show], Iterable[Finding]]


MIN_CHAPTER_SECONDS = 10.0  # YouTube
SHOW_WIDE_ROLES = frozenset({"host", "co-host"})  # roles that the feed names for the show as a whole
MIN_FUZZY_LETTERS = 6  # of a topic: in a shorter one a different letter is a different word
MIN_CHAPTERS = 3  # fewer timestamps are not read as chapters (Apple Podcasts, YouTube)


def find_hints(show: Show) -> tuple[Finding, ...]:
    """Return the findings of all hints, in the order of `HINTS`."""
    return tuple(finding for hint in HINTS for finding in hint(show))


def chapter_count(show: Show) -> Iterator[Finding]:
    """Apple Podcasts and YouTube read chapters from a description if there are at least three."""
    for episode in show.episodes:
        if 0 < len(episode.chapters) < MIN_CHAPTERS:
            what = _("are only {count}: Apple Podcasts and YouTube need at least {fewest} in a description").format(
                count=len(episode.chapters), fewest=MIN_CHAPTERS
            )
            yield Finding(episode.file, ("chapters",), what, _("add more, or ignore this hint"))


def distinct_chapter_titles(show: Show) -> Iterator[Finding]:
    """No two chapters of an episode share a title: listeners choose a chapter by it."""
    for episode in show.episodes:
        seen: set[str] = set()
        for number, chapter in enumerate(episode.chapters):
            title = " ".join(strip_soft_hyphens(chapter.title).casefold().split())
            if title in seen:
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


def site_language(show: Show) -> Iterator[Finding]:
    """The site has texts in the show's language: a screen reader would pronounce English ones wrongly (WCAG 3.1.2)."""
    code = show.language.partition("-")[0]
    if code not in languages() and is_language_code(code):
        what = _("is {language}, for which the site's own texts are in English").format(language=show.language)
        yield Finding(
            SHOW_FILE, ("language",), what, _("ignore this hint, or write your own templates: see docs/themes.md")
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


HINTS: tuple[Hint, ...] = (
    chapter_count,
    distinct_chapter_titles,
    transcript_present,
    required_legal_details,
    site_language,
    used_seasons,
    used_people,
    portrait_descriptions,
    distinct_topics,
    chapter_length,
)
