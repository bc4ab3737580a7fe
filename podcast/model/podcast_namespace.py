"""What a producer may say in the words of the Podcast Namespace: the fields that only the feed passes on."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictInt, model_validator

from podcast.i18n import _, gettext_noop
from podcast.model.groups import Value
from podcast.model.types import Geo, Line, Seconds, Text, Url, Uuid, wrong
from podcast.text import clock

# The Podcast Namespace's list of protocols for socialInteract, with atproto, which its newer examples add.
Protocol = Literal[
    "disabled", "activitypub", "atproto", "bluesky", "hive", "lightning", "matrix", "nostr", "twitter"
]  # fmt: skip

# RFC 5545, 3.3.10: the parts of a recurrence rule and what each may hold. No COUNT: it needs a date to count from.
_DAY = r"([+-]?[1-5]?\d?)(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
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
_RULE_HINT = gettext_noop("write it as in FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")


def _rule(value: str) -> str:
    """A recurrence rule as calendars have it (RFC 5545, 3.3.10): FREQ, each part once."""
    parts = [part.partition("=") for part in value.split(";")]
    names = [name for name, *_rest in parts]
    for name, _equals, held in parts:
        if name not in _PARTS or not re.fullmatch(_PARTS[name], held, re.ASCII):
            raise wrong(
                _('"{name}={held}" is no part of a recurrence rule').format(name=name, held=held), _(_RULE_HINT)
            )
    if "FREQ" not in names or len(set(names)) < len(names):
        raise wrong(_('"{value}" is no recurrence rule').format(value=value), _(_RULE_HINT))
    return value


def _osm(value: str) -> str:
    if not re.fullmatch(r"[NWR][1-9][0-9]*(#[1-9][0-9]*)?", value):
        raise wrong(
            _('"{value}" is no object of OpenStreetMap').format(value=value),
            _("write its kind (N, W or R) and number, as in R62591"),
        )
    return value


def _text_alone(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _length(value: float) -> float:
    """The Podcast Namespace recommends soundbites of 15 to 120 seconds."""
    if not 15 <= value <= 120:
        raise wrong(_("is {length} long").format(length=clock(value)), _("choose 15 to 120 seconds"))
    return value


Shown = Annotated[Line, Field(max_length=128)]  # characters that the Podcast Namespace lets through uncut
RecurrenceRule = Annotated[Line, AfterValidator(_rule)]
ShortTime = Annotated[Seconds, AfterValidator(_length)]


class Location(Value):
    """A place that the show or an episode is about: `geo` as in RFC 5870, `osm` as OpenStreetMap has it, no address."""

    name: Shown
    geo: Geo | None = None
    osm: Annotated[Line, AfterValidator(_osm)] | None = None


class Funding(Value):
    """Where listeners can give money, and the words of the link."""

    url: Url
    text: Shown


class UpdateFrequency(Value):
    """How often episodes appear, in words, and as a calendar's recurrence rule."""

    text: Shown
    rrule: RecurrenceRule | None = None


class Txt(Value):
    """A text for one kind of reader, such as a proof of ownership (`purpose: verify`)."""

    text: Annotated[Text, Field(max_length=4000)]
    purpose: Shown | None = None


class SocialInteract(Value):
    """The post under which listeners talk; `protocol: disabled` asks apps to show no comments."""

    protocol: Protocol
    uri: Line | None = None
    account_id: Line | None = None
    account_url: Url | None = None
    priority: StrictInt | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """A post has an address; where comments are not wanted, there is none."""
        if (self.protocol == "disabled") is (self.uri is not None):
            disabled = self.uri is not None
            what = _("is disabled and has a uri") if disabled else _("has no uri")
            raise wrong(
                what, _("remove one of the two") if disabled else _("add the address of the post: uri: https://…")
            )
        return self


class Soundbite(Value):
    """A passage that makes curious; `start` in seconds of the recording, `duration` in seconds."""

    start: Seconds
    duration: ShortTime
    title: Shown | None = None


class RemoteShow(Value):
    """Another show that this one recommends, by its podcast:guid."""

    guid: Uuid
    url: Url | None = None  # its feed
    title: Line | None = None


AnyUpdateFrequency = Annotated[UpdateFrequency, BeforeValidator(_text_alone)]
AnyTxt = Annotated[Txt, BeforeValidator(_text_alone)]
