"""The base of all models, and field types: text, addresses and numbers, with their validation messages.

A value that does not fit is refused with `invalid(what, remedy)`, which `show.validation` turns into a finding.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from podcast.i18n import _
from podcast.text import SOFT_HYPHEN, punycode


class FrozenModel(BaseModel):
    """Base of all models: frozen. An unknown field is a problem, an empty optional field counts as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or None not in fields.values():
            return fields
        required = {name for name, field in cls.model_fields.items() if field.is_required()}
        return {name: value for name, value in fields.items() if value is not None or name in required}

    def __repr__(self) -> str:
        """Return the same as pydantic does, in a third of the time: fingerprints are made of it."""
        fields = type(self).__pydantic_fields__
        values = (f"{name}={value!r}" for name, value in self.__dict__.items() if name in fields)
        return f"{type(self).__name__}({', '.join(values)})"


def invalid(what: str, remedy: str) -> PydanticCustomError:
    """Return the error for a value that does not fit: the problem, and what to write instead."""
    return PydanticCustomError("wrong", "{what}; {remedy}", {"what": what, "remedy": remedy})


def invalid_at(what: str, remedy: str, line: int = 0, column: int = 0) -> PydanticCustomError:
    """Return the same with the place in a text of several lines, counted from 1; 0: the text as a whole."""
    return PydanticCustomError(
        "wrong", "{what}; {remedy}", {"what": what, "remedy": remedy, "line": line, "column": column}
    )


# Characters that XML 1.0 cannot contain (production 2, Char) or discourages, and invisible ones that break lines.
_UNSUITABLE_CHARACTER = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

# Line breaks of Word, of web pages and of Windows, and byte order marks, which come with what is pasted.
_PASTED_CHARACTERS = (
    ("\x0b", "\n"), ("\u2028", "\n"), ("\u2029", "\n\n"), ("\ufeff", ""), ("\r\n", "\n"), ("\r", "\n"),
)  # fmt: skip


def _text(value: str) -> str:
    """Normalize text: composed (NFC), no white space around it, no characters that XML cannot contain."""
    pasted = value
    for characters, replacement in _PASTED_CHARACTERS:  # several times as fast as `str.translate`
        pasted = pasted.replace(characters, replacement)
    return _suitable(unicodedata.normalize("NFC", pasted))


def _suitable(value: str) -> str:
    """Return text without the white space around it; refuse characters that XML cannot contain, and none at all."""
    text = value.strip()
    if not text:
        raise invalid(_("is empty"), _("add a value or remove the field"))
    if match := _UNSUITABLE_CHARACTER.search(text):
        raise invalid(
            _("contains the control character U+{code:04X}").format(code=ord(match[0])),
            _("delete it; it was probably pasted by accident"),
        )
    return text


def _line(value: str) -> str:
    if "\n" in value:
        raise invalid(_("spans several lines"), _("write it on one line"))
    return value


_TYPED_SOFT_HYPHEN = re.compile(r"&shy;|(?<=[^\W\d_])\\-(?=[^\W\d_])|(?<=\*)\\-(?=[^\W\d_])")


def _with_soft_hyphens(value: str) -> str:
    r"""Replace soft hyphens as people type them: `&shy;`, and `\-` within a word, as in Bürger\-beteiligung."""
    return _TYPED_SOFT_HYPHEN.sub(SOFT_HYPHEN, value)


def _store_address(value: str) -> str:
    if not re.fullmatch(r"s3://[^/\s]+(?:/\S*)?", value):
        what = _('"{value}" is not a place in object storage').format(value=value)
        raise invalid(what, _("write s3://bucket/prefix"))
    return value


def _url(value: str) -> str:
    parts, host, port = urlsplit(""), None, 0
    with contextlib.suppress(ValueError):  # brackets or a port that are invalid
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port or 0
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", value) or not 0 <= port < 65536:
        raise invalid(
            _('"{value}" is not a web address').format(value=value),
            _("write the full address, such as https://example.org/page"),
        )
    if "@" in parts.netloc:
        raise invalid(_("contains a user name or password"), _("remove it: this address is public"))
    return value


def _base_url(value: str) -> str:
    example = _("such as https://podcast.example.org/")
    parts = urlsplit(value)
    if parts.query or parts.fragment:
        raise invalid(_("contains ? or #"), _("write the address of a folder, {example}").format(example=example))
    if parts.hostname and not parts.hostname.isascii():
        host = ".".join(punycode(label) for label in parts.hostname.split("."))
        raise invalid(
            _('"{value}" has characters that stores refuse').format(value=value),
            _("write {host}, which browsers treat the same").format(host=host),
        )
    if not re.fullmatch(r"[\w:.~/-]+", value, re.ASCII):  # every enclosure begins with it: Apple refuses anything else
        raise invalid(
            _('"{value}" has characters that stores refuse').format(value=value),
            _("use only a-z, 0-9, - and ., {example}").format(example=example),
        )
    if re.search(r"[^/]/[^/]+\.(xml|rss|html?|php|json)/?$", value):
        raise invalid(
            _('"{value}" is the address of a file').format(value=value),
            _("write the address of the folder above, {example}").format(example=example),
        )
    return value if value.endswith("/") else value + "/"


def _relative(value: str) -> str:
    path = PurePosixPath(unicodedata.normalize("NFC", value))
    if path.is_absolute() or ".." in path.parts or "\\" in value or not path.parts:
        raise invalid(_('"{value}" is outside its folder').format(value=value), _("name a file inside it"))
    return str(path)


def _video(value: str) -> str:
    """Validate a video: a web address, or the name of a file inside the folder."""
    return _url(value) if is_web_address(value) else _relative(value)


def is_web_address(value: str) -> bool:
    """Whether a reference leads to the web, rather than to a file of the folder."""
    return "://" in value


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value):
        raise invalid(_('"{value}" is not a language code').format(value=value), _("write de, en or de-AT"))
    return value


def _zone(value: str) -> str:
    try:
        exists = bool(ZoneInfo(value)) and (value == "UTC" or "/" in value)  # not CET, not the machine's "localtime"
    except (KeyError, ValueError, OSError):
        exists = False
    if not exists:
        raise invalid(_('"{value}" is not a time zone').format(value=value), _("write a name such as Europe/Berlin"))
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+", value):
        raise invalid(
            _('"{value}" is not an e-mail address').format(value=value), _("write it like podcast@example.org")
        )
    return value


def _uuid(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        raise invalid(
            _('"{value}" is not a UUID').format(value=value),
            _("write 36 lower-case characters, in the form that `podcast init` uses"),
        )
    return value


def _osm(value: str) -> str:
    if not re.fullmatch(r"[NWR][1-9][0-9]*(#[1-9][0-9]*)?", value):
        raise invalid(
            _('"{value}" is not an OpenStreetMap object').format(value=value),
            _("write its type (N, W or R) and number, such as R62591"),
        )
    return value


def _geo(value: str) -> str:
    match = re.fullmatch(
        r"geo:(-?[0-9]+(?:\.[0-9]+)?),(-?[0-9]+(?:\.[0-9]+)?)(,-?[0-9.]+)?(;[\w=.;-]+)?", value, re.ASCII
    )
    if not match or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        raise invalid(
            _('"{value}" is not a map location').format(value=value),
            _("write latitude and longitude, such as geo:51.96,7.62"),
        )
    return value


Text = Annotated[StrictStr, AfterValidator(_text)]
Line = Annotated[StrictStr, AfterValidator(_text), AfterValidator(_line)]
SoftHyphenLine = Annotated[Line, AfterValidator(_with_soft_hyphens)]
SoftHyphenText = Annotated[Text, AfterValidator(_with_soft_hyphens)]
Title = Annotated[SoftHyphenLine, Field(max_length=255)]
Url = Annotated[Line, AfterValidator(_url)]
BaseUrl = Annotated[Url, AfterValidator(_base_url)]
RelativePath = Annotated[Line, AfterValidator(_relative)]
VideoReference = Annotated[Line, AfterValidator(_video)]  # a web address, or a file of the folder
Language = Annotated[Line, AfterValidator(_language)]
TimeZone = Annotated[Line, AfterValidator(_zone)]
Email = Annotated[Line, AfterValidator(_email)]
Uuid = Annotated[Line, AfterValidator(_uuid)]
Geo = Annotated[Line, AfterValidator(_geo)]
OsmObject = Annotated[Line, AfterValidator(_osm)]
ShortLine = Annotated[Line, Field(max_length=128)]  # characters, the limit of the Podcast Namespace
StoreAddress = Annotated[Line, AfterValidator(_store_address)]
# As it is typed: apps compare its characters, and an imported one may have decomposed umlauts.
Guid = Annotated[StrictStr, AfterValidator(_suitable), AfterValidator(_line), Field(max_length=2048)]
Number = Annotated[StrictInt, Field(ge=1)]
NumberDisplay = Annotated[Line, Field(max_length=32)]  # characters, the limit of the Podcast Namespace
