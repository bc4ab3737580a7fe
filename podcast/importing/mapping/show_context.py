"""Context in which items are mapped: the show that podcast.yaml describes, or will describe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podcast.importing.mapping.channel.channel_leftovers import leftover_channel_xml, log_trailers
from podcast.importing.mapping.channel.map_channel import ChannelSource, in_order, map_channel
from podcast.importing.mapping.channel.required_values import feed_address
from podcast.importing.mapping.feed_elements import FeedElements
from podcast.importing.mapping.finding_log import FindingLog
from podcast.importing.mapping.items.item_files import image_address
from podcast.importing.mapping.items.mapping_context import ShowContext
from podcast.importing.mapping.items.own_description import is_own_feed
from podcast.importing.mapping.items.plan_items import ItemPlan, identified_items, plan_items, trailer_audio
from podcast.importing.mapping.old_addresses import old_hosts
from podcast.importing.mapping.source_people import PeopleRegistry
from podcast.importing.mapping.usable_fields import usable_show_fields
from podcast.model.show import Show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from podcast.importing.downloads.policy import FetchedFile
    from podcast.importing.mapping.imported import ExistingShow, MappingOptions
    from podcast.importing.source.read_source import SourceFeed
    from podcast.model.fields import ShowFields
    from podcast.show.yaml_reader import YamlValue


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """Files and findings of an import, before they are written.

    Attributes:
        fields: of podcast.yaml; empty where it exists.
        channel_fields: the same as the source has them, whether it exists or not.
        context: of the items.
        items: those that become episodes.
    """

    fields: dict[str, YamlValue]
    channel_fields: dict[str, YamlValue]
    context: ShowContext
    items: ItemPlan


def mapping_plan(
    source: SourceFeed,
    files: Mapping[Path, FetchedFile],
    existing: ExistingShow,
    options: MappingOptions,
    log: FindingLog,
) -> MappingPlan:
    """Return the channel as podcast.yaml, and what the mapping of the items needs.

    Args:
        source: the feed.
        files: that were fetched, by their planned places.
        existing: what the folder has.
        options: choices of the user.
        log: for what was found.
    """
    elements = FeedElements(source.channel)
    seasons: dict[int, str] = {}
    items = list(identified_items(source, log, seasons))
    dates = tuple(item.date for item in items if item.date)
    channel = ChannelSource(elements, feed_address(source), dates, seasons)
    channel_log = log if existing.fields is None else FindingLog()  # what podcast.yaml says is decided
    mapped = map_channel(channel, files, options, channel_log)
    fields, model = usable_show_fields(mapped.fields, channel_log)
    registry, channel_fields = mapped.registry, fields
    if existing.fields is not None:
        own_fields, own_model = usable_show_fields({**existing.fields}, FindingLog())
        fields, model = (own_fields, own_model) if own_model else (fields, model)
        registry = _existing_registry(registry, fields)
    hosts = old_hosts(source, str(fields["link"]))
    if existing.fields is None and model:
        log_trailers(elements, trailer_audio(items), log)
        if extra := leftover_channel_xml(elements, _show(model), mapped.addresses, hosts, log):
            fields, model = usable_show_fields(in_order({**fields, "extra_xml": extra}), channel_log)
    plan = plan_items(items, existing, str(fields["language"]), options.only)
    show = _show(model) if model else Show.model_construct(**_placeholders(fields))
    context = ShowContext(
        show.model_copy(update={"link": ""}),
        str(fields["link"]),
        image_address(elements),
        registry,
        plan.shared_links,
        existing.root,
        files,
        hosts,
        is_own_feed(elements),
    )
    return MappingPlan({} if existing.fields is not None else fields, channel_fields, context, plan)


def _show(fields: ShowFields) -> Show:
    return Show.model_construct(**fields.__dict__)


def _placeholders(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that items need, of a podcast.yaml with problems."""
    return {"language": fields["language"], "timezone": "UTC", "explicit": fields.get("explicit") is True, "people": {}}


def _existing_registry(registry: PeopleRegistry, fields: Mapping[str, YamlValue]) -> PeopleRegistry:
    """Return the people of the channel whom podcast.yaml has under the same key and name."""
    people = fields.get("people")
    names = (
        {key: person.get("name") for key, person in people.items() if isinstance(person, dict)}
        if isinstance(people, dict)
        else {}
    )
    keys = {person: key for person, key in registry.keys.items() if names.get(key) == person.name}
    return PeopleRegistry(keys, {}, registry.addresses)
