"""Fields of the Podcast Namespace that only appear in the feed."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from podcast.i18n import _, gettext_noop
from podcast.model.groups import FrozenModel
from podcast.model.types import Geo, Line, Seconds, Text, Url, Uuid, invalid
from podcast.text import format_time

# The Podcast Namespace's list of protocols for socialInteract, with atproto, which its newer examples add.
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


def _osm(value: str) -> str:
    if not re.fullmatch(r"[NWR][1-9][0-9]*(#[1-9][0-9]*)?", value):
        raise invalid(
            _('"{value}" is not an OpenStreetMap object').format(value=value),
            _("write its type (N, W or R) and number, such as R62591"),
        )
    return value


def _text_alone(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _length(value: float) -> float:
    """The Podcast Namespace recommends soundbites of 15 to 120 seconds."""
    if not 15 <= value <= 120:
        raise invalid(_("is {length} long").format(length=format_time(value)), _("choose 15 to 120 seconds"))
    return value


ShortLine = Annotated[Line, Field(max_length=128)]  # characters, the limit of the Podcast Namespace
RecurrenceRule = Annotated[Line, AfterValidator(_rule)]
SoundbiteSeconds = Annotated[Seconds, AfterValidator(_length)]


class Location(FrozenModel):
    """A place that the show or an episode is about: `geo` as in RFC 5870, `osm` as an object of OpenStreetMap."""

    name: ShortLine
    geo: Geo | None = None
    osm: Annotated[Line, AfterValidator(_osm)] | None = None


class Funding(FrozenModel):
    """A page where listeners can give money, and the text of the link."""

    url: Url
    text: ShortLine


class UpdateFrequency(FrozenModel):
    """The frequency of episodes, in words and as a recurrence rule."""

    text: ShortLine
    rrule: RecurrenceRule | None = None


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


AnyUpdateFrequency = Annotated[UpdateFrequency, BeforeValidator(_text_alone)]
AnyTxt = Annotated[Txt, BeforeValidator(_text_alone)]
