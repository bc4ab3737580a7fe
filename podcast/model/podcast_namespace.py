"""Fields of the Podcast Namespace that only appear in the feed."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from podcast.i18n import _, gettext_noop
from podcast.model.dates import Day  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.legal import Country  # noqa: TC001 - pydantic reads annotations when the program runs
from podcast.model.types import FrozenModel, Geo, Line, OsmObject, RelativePath, ShortLine, Text, Url, Uuid, invalid
from podcast.model.values.recording_times import Seconds
from podcast.text import format_time

# The Podcast Namespace's list of protocols for socialInteract, and `bluesky`, which the feed calls atproto.
Protocol = Literal[
    "disabled", "activitypub", "atproto", "bluesky", "hive", "lightning", "matrix", "nostr", "twitter"
]  # fmt: skip

# RFC 5545, 3.3.10: the parts of a recurrence rule and their values. No COUNT: it needs a date to count from.
_DAY = r"([+-]?[1-5]?\d?)(MO|TU|WE|TH|FR|SA|SU)"
_RULE_PARTS = {
    "FREQ": "SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{4}-?\d\d-?\d\d(T\d\d:?\d\d:?\d\d(\.\d+)?Z?)?",
    "BYDAY": f"{_DAY}(,{_DAY})*",
    "BYMONTHDAY": r"-?([12]?\d|3[01])(,-?([12]?\d|3[01]))*",
    "BYMONTH": r"(\d|1[0-2])(,(\d|1[0-2]))*",
    "BYHOUR": r"(1?\d|2[0-3])(,(1?\d|2[0-3]))*",
    "BYMINUTE": r"[1-5]?\d(,[1-5]?\d)*",
    "BYSETPOS": r"-?\d{1,3}(,-?\d{1,3})*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
# The namespace's image tag: tokens of anyone's making, such as `social` or `apple/showcase-hero`.
_PURPOSE = re.compile(r"[a-z0-9]([a-z0-9._/-]*[a-z0-9])?")
_RULE_HINT = gettext_noop("write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")


def _rule(value: str) -> str:
    """Validate a recurrence rule (RFC 5545, 3.3.10): it has FREQ, and each part once."""
    parts = [part.partition("=") for part in value.split(";")]
    names = [name for name, *_rest in parts]
    for name, _equals, value_of_part in parts:
        if name not in _RULE_PARTS or not re.fullmatch(_RULE_PARTS[name], value_of_part, re.ASCII):
            raise invalid(
                _('"{name}={held}" is not part of a recurrence rule').format(name=name, held=value_of_part),
                _(_RULE_HINT),
            )
    if "FREQ" not in names or len(set(names)) < len(names):
        raise invalid(_('"{value}" is not a recurrence rule').format(value=value), _(_RULE_HINT))
    return value


def _purpose(value: str) -> str:
    """Return the purposes of a picture in lower case, separated by single spaces, each once."""
    tokens = dict.fromkeys(value.lower().split())
    if wrong := next((token for token in tokens if not _PURPOSE.fullmatch(token)), None):
        raise invalid(
            _('"{token}" is not a purpose of a picture').format(token=wrong),
            _("write words such as social, banner, canvas, publisher or circular, separated by spaces"),
        )
    return " ".join(tokens)


def _text_alone(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _one_or_several(value: object) -> object:
    """Accept a single group of fields in the place of a list of them."""
    if isinstance(value, str):
        what = _('"{value}" has to be the name of a place').format(value=value)
        raise invalid(what, _("write {example}").format(example=f"{{name: {value}}}"))
    return [value] if isinstance(value, dict) else value


def _length(value: float) -> float:
    """The Podcast Namespace recommends soundbites of 15 to 120 seconds."""
    if not 15 <= value <= 120:
        raise invalid(_("is {length} long").format(length=format_time(value)), _("choose 15 to 120 seconds"))
    return value


RecurrenceRule = Annotated[Line, AfterValidator(_rule)]
SoundbiteSeconds = Annotated[Seconds, AfterValidator(_length)]
Purpose = Annotated[ShortLine, AfterValidator(_purpose)]


class Location(FrozenModel):
    """A place: the subject of a show or of an episode, or where it was created.

    `geo` as in RFC 5870, `osm` as an object of OpenStreetMap.
    """

    name: ShortLine
    geo: Geo | None = None
    osm: OsmObject | None = None
    rel: Literal["subject", "creator"] = "subject"  # what it is about, or where it is made
    country: Country | None = None  # ISO 3166-1


class Funding(FrozenModel):
    """A page where listeners can give money, and the text of the link."""

    url: Url
    text: ShortLine


class ContentLink(FrozenModel):
    """The same episode elsewhere, such as in another service, and the text of the link."""

    url: Url
    text: ShortLine


class FeedImage(FrozenModel):
    """A picture for apps and stores beside the cover, such as one of 16:9 for YouTube.

    Its width and ratio are measured.
    """

    file: RelativePath
    alt: Line
    purpose: Purpose | None = None


class UpdateFrequency(FrozenModel):
    """The frequency of episodes, in words and as a recurrence rule."""

    text: ShortLine
    rrule: RecurrenceRule | None = None
    dtstart: Day | None = None  # the day that the rule counts from


class Txt(FrozenModel):
    """A text for one kind of reader, such as a proof of ownership (`purpose: verify`)."""

    text: Annotated[Text, Field(max_length=4000)]
    purpose: ShortLine | None = None


class SocialInteract(FrozenModel):
    """The post that listeners comment on; `protocol: disabled` asks apps to show no comments."""

    protocol: Protocol
    uri: Line | None = None
    account_id: Line | None = None
    account_url: Url | None = None
    priority: StrictInt | None = None

    @model_validator(mode="after")
    def _check_uri(self) -> Self:
        """Require the address of the post; refuse one where comments are disabled."""
        if (self.protocol == "disabled") is (self.uri is not None):
            disabled = self.uri is not None
            what = _("is disabled but has a uri") if disabled else _("has no uri")
            raise invalid(
                what, _("remove one of the two") if disabled else _("add the address of the post: uri: https://…")
            )
        return self


class Soundbite(FrozenModel):
    """A passage for previews of the episode; `start` in seconds of the recording, `duration` in seconds."""

    start: Seconds
    duration: SoundbiteSeconds
    title: ShortLine | None = None


class RemoteShow(FrozenModel):
    """Another show that this one recommends, by its podcast:guid."""

    guid: Uuid
    url: Url | None = None  # its feed
    title: Line | None = None


class PublisherFeed(FrozenModel):
    """The feed of the publisher, which lists all their shows: its podcast:guid and its address."""

    guid: Uuid
    url: Url
    title: Line | None = None


AnyLocations = Annotated[tuple[Location, ...], BeforeValidator(_one_or_several)]
AnyUpdateFrequency = Annotated[UpdateFrequency, BeforeValidator(_text_alone)]
AnyTxt = Annotated[Txt, BeforeValidator(_text_alone)]
