"""Rules of a JSON Feed 1.1, as far as the feed of a podcast needs them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import LANGUAGE, is_web_address
from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS: Final = frozenset({"https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"})


def _version(feed: dict[str, Any]) -> Iterator[str]:
    if feed.get("version") not in VERSIONS:
        yield str(feed.get("version", ""))


def _title(feed: dict[str, Any]) -> Iterator[str]:
    if not str(feed.get("title") or "").strip():
        yield ""


def _items(feed: dict[str, Any]) -> list[dict[str, Any]]:
    items = feed.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _no_items(feed: dict[str, Any]) -> Iterator[str]:
    if not isinstance(feed.get("items"), list):
        yield ""


def _ids(feed: dict[str, Any]) -> Iterator[str]:
    ids = [str(item.get("id") or "") for item in _items(feed)]
    yield from dict.fromkeys(identifier for identifier in ids if not identifier or ids.count(identifier) > 1)


def _contents(feed: dict[str, Any]) -> Iterator[str]:
    yield from (
        str(item.get("id")) for item in _items(feed) if not (item.get("content_html") or item.get("content_text"))
    )


def _dates(feed: dict[str, Any]) -> Iterator[str]:
    for item in _items(feed):
        written = str(item.get("date_published", ""))
        try:
            aware = datetime.fromisoformat(written).tzinfo is not None
        except ValueError:
            aware = False
        if written and not aware:
            yield written


def _attachments(feed: dict[str, Any]) -> Iterator[str]:
    for item in _items(feed):
        attachments = item.get("attachments")
        attachments = attachments if isinstance(attachments, list) and attachments else [{}]
        if not all(
            isinstance(attachment, dict)
            and is_web_address(str(attachment.get("url", "")))
            and "/" in str(attachment.get("mime_type", ""))
            for attachment in attachments
        ):
            yield str(item.get("id"))


def _pictures(feed: dict[str, Any]) -> Iterator[str]:
    for item in _items(feed):
        pictures = (str(item[name]) for name in ("image", "banner_image") if item.get(name))
        yield from (picture for picture in pictures if not is_web_address(picture))


def _languages(feed: dict[str, Any]) -> Iterator[str]:
    languages = (str(part["language"]) for part in (feed, *_items(feed)) if part.get("language"))
    yield from (language for language in languages if not LANGUAGE.fullmatch(language))


JSON_RULES: Final = (
    Rule("JSON 1", "MUST", gettext_noop("the JSON Feed names no version that readers know"), _version),
    Rule("JSON 2", "MUST", gettext_noop("the JSON Feed needs the title of the show"), _title),
    Rule("JSON 3", "MUST", gettext_noop("the JSON Feed needs a list of items"), _no_items),
    Rule("JSON 4", "MUST", gettext_noop("every item of the JSON Feed needs an id of its own"), _ids),
    Rule("JSON 5", "MUST", gettext_noop("every item of the JSON Feed needs content_html or content_text"), _contents),
    Rule("JSON 6", "MUST", gettext_noop("date_published must be a date with a time zone (RFC 3339)"), _dates),
    Rule(
        "JSON 7",
        "MUST",
        gettext_noop("every episode of the JSON Feed needs its audio, with url and mime_type"),
        _attachments,
    ),
    Rule("JSON 8", "SHOULD", gettext_noop("pictures of the JSON Feed need absolute web addresses"), _pictures),
    Rule(
        "JSON 9", "SHOULD", gettext_noop("a language of the JSON Feed must be a code, like `de` or `en-GB`"), _languages
    ),
)
UNREADABLE_JSON: Final = Rule(
    "JSON 1", "MUST", gettext_noop("the document is no JSON; no reader can use it"), lambda _: ()
)
