"""Rules and a hint for the site: reserved addresses, and the details that the law requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.i18n import _
from podcast.model.file_names import SHOW_FILE
from podcast.model.legal_rules import REQUIRED_FIELDS, missing_fields
from podcast.show.locations import Finding
from podcast.text import did_you_mean, normalized_topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.checks.facts import Facts
    from podcast.model.show import Show


MAX_FEATURED = 6  # episodes that home recommends to begin with: two rows


def reserved_slugs(show: Show, _facts: Facts) -> Iterator[Finding]:
    """No episode's folder has the name of a page of the site: it is the address of the episode's page."""
    for episode in show.episodes:
        if episode.slug in urls.reserved(show):
            what = _("is an address that the site uses itself")
            remedy = _("rename the folder, for example to {name}").format(name=f"folge-{episode.slug}")
            yield Finding(episode.file.rpartition("/")[0], (), what, remedy)


def consistent_accessibility_statement(show: Show, _facts: Facts) -> Iterator[Finding]:
    """A site with listed gaps does not fully conform (BITV 2.0, § 7)."""
    if show.legal.statement.status == "full" and show.legal.statement.gaps:
        what = _("is full although gaps are listed")
        yield Finding(SHOW_FILE, ("legal", "statement", "status"), what, _("write partial, or remove the gaps"))


def described_topics(show: Show, facts: Facts) -> Iterator[Finding]:
    """Each topic with a text is that of an episode, and has one text alone: others would appear on no page."""
    if "topics" in facts.incomplete:
        return
    labels = {normalized_topic(topic): topic for episode in show.episodes for topic in episode.topics}
    described: dict[str, str] = {}
    for topic in show.topics:
        key = normalized_topic(topic)
        if key not in labels:
            remedy = did_you_mean(topic, sorted(labels.values())) if labels else _("add it to topics: of an episode")
            yield Finding(SHOW_FILE, ("topics", topic), _("is the topic of no episode"), remedy, at_key=True)
        elif key in described:
            what = _('is the same topic as "{topic}"').format(topic=described[key])
            yield Finding(SHOW_FILE, ("topics", topic), what, _("merge the two texts"), at_key=True)
        described.setdefault(key, topic)


def featured_episodes(show: Show, facts: Facts) -> Iterator[Finding]:
    """Each featured episode exists, is not withdrawn, and is named once: home has a card for it."""
    if {"guid", "title"} <= facts.incomplete:  # the episode may be the one that cannot be read
        return
    if len(show.featured) > MAX_FEATURED:
        what = _("lists more than {count} episodes").format(count=MAX_FEATURED)
        yield Finding(SHOW_FILE, ("featured",), what, _("keep those that are best to begin with"))
    episodes = {episode.slug: episode for episode in show.episodes}
    for number, slug in enumerate(show.featured):
        loc = ("featured", number)
        if slug not in episodes:
            what = _('"{slug}" is no episode').format(slug=slug)
            yield Finding(SHOW_FILE, loc, what, did_you_mean(slug, [*episodes]))
        elif slug in show.featured[:number]:
            yield Finding(SHOW_FILE, loc, _("{slug} is listed twice").format(slug=slug), _("remove one of them"))
        elif episodes[slug].withdrawn:
            yield Finding(SHOW_FILE, loc, _("{slug} is withdrawn").format(slug=slug), _("name another episode"))


def required_legal_details(show: Show) -> Iterator[Finding]:
    """The details that DDG, MStV, GDPR and BITV 2.0 require are present; else the site states that they are missing.

    Only where German law applies, see `legal_country`; a detail that is `false` is answered.
    """
    groups: dict[str, dict[str, None]] = {}
    for group, name in (field for page in REQUIRED_FIELDS for field in missing_fields(show, page)):
        groups.setdefault(group, {})[name] = None
    for group, names in groups.items():
        what = _("missing: {fields} (the page shows a notice until you add them)").format(fields=", ".join(names))
        if show.legal.country:
            remedy = _("add them, or answer with false what does not apply: see `podcast docs legal`")
        else:
            remedy = _(
                "add them; outside Germany, set legal.country, such as {country: AT}, or legal: false: see "
                "`podcast docs legal`"
            )
        yield Finding(SHOW_FILE, ("legal", group), what, remedy)


RULES = (reserved_slugs, consistent_accessibility_statement, described_topics, featured_episodes)
