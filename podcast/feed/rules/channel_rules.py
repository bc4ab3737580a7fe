"""Rules of the show's own elements (rules 11 to 28)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from podcast.feed.rules.feed_xml import attribute_of, children, link_targets, qualified_name, text_of
from podcast.feed.rules.rule import Rule
from podcast.feed.rules.values import LANGUAGE, is_web_address, timestamp
from podcast.i18n import gettext_noop
from podcast.model.apple_categories import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TITLE_CHARACTERS: Final = 255
MAX_DESCRIPTION_BYTES: Final = 4000
_IMAGE_PATH = re.compile(r"\.(jpe?g|png)", re.IGNORECASE)
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _title(parent: Any) -> Iterator[str]:
    title = text_of(parent, "title").strip()
    if not 0 < len(title) <= MAX_TITLE_CHARACTERS:
        yield title


def _description(parent: Any) -> Iterator[str]:
    description = text_of(parent, "description").strip()
    if not 0 < len(description.encode()) <= MAX_DESCRIPTION_BYTES:
        yield description


def _link(channel: Any) -> Iterator[str]:
    link = text_of(channel, "link").strip()
    if not is_web_address(link) or link.endswith((".xml", ".rss")) or link in link_targets(channel, "self"):
        yield link


def _language(channel: Any) -> Iterator[str]:
    language = text_of(channel, "language").strip()
    if not LANGUAGE.fullmatch(language):
        yield language


def _image(channel: Any) -> Iterator[str]:
    url = attribute_of(channel, "itunes:image", "href").strip()
    path = url.partition("?")[0]
    if not is_web_address(url) or not _IMAGE_PATH.fullmatch(path[path.rfind(".") :]):
        yield url


def _category_path(category: Any) -> Iterator[str]:
    name = category.get("text", "").replace(" > ", ">")  # a path in one element is none of Apple's categories
    child_names = [child.get("text", "") for child in children(category, "itunes:category")]
    yield from (f"{name} > {child}" for child in child_names)
    if not child_names:
        yield name


def _categories(channel: Any) -> Iterator[str]:
    categories = children(channel, "itunes:category")
    if not categories:
        yield ""
    yield from (path for category in categories for path in _category_path(category) if path not in CATEGORIES)


def explicit_values(parent: Any) -> Iterator[str]:
    """Yield the value of itunes:explicit if it is neither true nor false."""
    if (value := text_of(parent, "itunes:explicit").strip()) not in {"true", "false"}:
        yield value


def _self_link(channel: Any) -> Iterator[str]:
    links = [link for link in children(channel, "atom:link") if link.get("rel") == "self"]
    if len(links) != 1:
        yield f"{len(links)} × rel=self" if links else ""
    elif links[0].get("type") != "application/rss+xml" or not is_web_address(links[0].get("href", "")):
        yield f"{links[0].get('type', '')} {links[0].get('href', '')}".strip()


def _author(channel: Any) -> Iterator[str]:
    if not text_of(channel, "itunes:author").strip():
        yield ""


def _owner(channel: Any) -> Iterator[str]:
    owner = channel.find(qualified_name("itunes:owner"))
    if owner is None or "@" not in text_of(owner, "itunes:email"):
        yield "" if owner is None else text_of(owner, "itunes:email")


def _wrong_type(channel: Any) -> Iterator[str]:
    if (value := text_of(channel, "itunes:type").strip()) not in {"", "episodic", "serial"}:
        yield value


def _no_type(channel: Any) -> Iterator[str]:
    if not text_of(channel, "itunes:type").strip():
        yield ""


def _copyright(channel: Any) -> Iterator[str]:
    holder = text_of(channel, "copyright")
    if re.search(r"©|\b(19|20)\d\d\b|copyright|\(c\)", holder, re.IGNORECASE):
        yield holder


def is_for_listeners_only(channel: Any) -> bool:
    """Whether a feed asks directories not to list it, as that of a season does: it has no identity of its own."""
    return text_of(channel, "itunes:block").strip().lower() == "yes"


def _guid(channel: Any) -> Iterator[str]:
    guid = text_of(channel, "podcast:guid").strip()
    if not _GUID.fullmatch(guid) and (guid or not is_for_listeners_only(channel)):
        yield guid


def _locked(channel: Any) -> Iterator[str]:
    if (value := text_of(channel, "podcast:locked").strip()) not in {"yes", "no"}:
        yield value


def _rss_image(channel: Any) -> Iterator[str]:
    image = channel.find("image")
    if image is None:
        yield ""
        return
    yield from (
        text_of(image, name)
        for name in ("title", "link")
        if text_of(image, name).strip() != text_of(channel, name).strip()
    )


def _build_date(channel: Any) -> Iterator[str]:
    written = text_of(channel, "lastBuildDate").strip()
    dates = [date for item in children(channel, "item") if (date := timestamp(text_of(item, "pubDate").strip()))]
    built = timestamp(written)
    if dates and (built is None or built < max(dates)):
        yield written


def _new_feed_url(channel: Any) -> Iterator[str]:
    moved, own = text_of(channel, "itunes:new-feed-url").strip(), link_targets(channel, "self")
    if moved and moved not in own:
        yield moved


def _flags(parent: Any) -> Iterator[str]:
    expected = {"itunes:block": "Yes", "itunes:complete": "Yes", "podcast:block": "yes"}
    for name, right in expected.items():
        for flag in children(parent, name):
            if (flag.text or "").strip() != right:
                yield f"{name}: {flag.text or ''}"


CHANNEL_RULES: Final = (
    Rule("11", "MUST", gettext_noop("the show needs a title of at most 255 characters"), _title),
    Rule("12", "MUST", gettext_noop("the show needs a description of at most 4000 bytes"), _description),
    Rule("13", "MUST", gettext_noop("the show needs a link to its page, which is not the feed's address"), _link),
    Rule("14", "MUST", gettext_noop("the show needs its language as a code, like `de` or `en-GB`"), _language),
    Rule(
        "15",
        "MUST",
        gettext_noop("the show needs a picture: `<itunes:image href>`, ending in .jpg, .jpeg or .png"),
        _image,
    ),
    Rule(
        "16",
        "MUST",
        gettext_noop("the show needs a category in Apple's spelling, a subcategory inside its parent"),
        _categories,
    ),
    Rule("17", "MUST", gettext_noop("itunes:explicit of the show must be `true` or `false`"), explicit_values),
    Rule(
        "18",
        "MUST",
        gettext_noop("the feed needs one atom:link to itself: rel=self, type=application/rss+xml"),
        _self_link,
    ),
    Rule("19", "SHOULD", gettext_noop("the show has no itunes:author; stores show the name"), _author),
    Rule(
        "20",
        "SHOULD",
        gettext_noop("the show has no itunes:owner with an e-mail address; Spotify and YouTube verify by it"),
        _owner,
    ),
    Rule("21", "MUST", gettext_noop("itunes:type must be `episodic` or `serial`"), _wrong_type),
    Rule("21", "SHOULD", gettext_noop("the show has no itunes:type, `episodic` or `serial`"), _no_type),
    Rule(
        "22", "SHOULD", gettext_noop("the copyright should be the holder's name alone, without © and year"), _copyright
    ),
    Rule("23", "SHOULD", gettext_noop("the show needs a podcast:guid, a UUID in lower case that never changes"), _guid),
    Rule("24", "SHOULD", gettext_noop("podcast:locked must be `yes` or `no`"), _locked),
    Rule(
        "25", "SHOULD", gettext_noop("the feed needs an `<image>` with the title and the link of the show"), _rss_image
    ),
    Rule("26", "SHOULD", gettext_noop("lastBuildDate is no date, or older than the newest episode"), _build_date),
    Rule(
        "27",
        "MUST",
        gettext_noop("itunes:new-feed-url leads elsewhere; in the new feed it is the feed's own address"),
        _new_feed_url,
    ),
    Rule("28", "SHOULD", gettext_noop("block and complete are written only with `Yes`; remove the element"), _flags),
)
