"""The search page. Without JavaScript, it links to the seasons, episodes, people and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast import urls
from podcast.pages.page import Page
from podcast.pages.pagination import window_title
from podcast.pages.search.passages import Field
from podcast.strings import translator
from podcast.text import strip_soft_hyphens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from podcast.model.show import Show
    from podcast.pages.page import RenderInputs
    from podcast.pages.view_models import SeasonSummary

_FIELD_KEYS = {field: f"search_field_{field.name.lower()}" for field in Field}
_FILTER_FIELDS = (Field.TITLE, Field.CHAPTER, Field.TOPIC, Field.PERSON, Field.NOTES, Field.SPEECH)
_STATUS_KEYS = (
    *("running", "none", "none_filtered", "order", "short", "frequent", "failed"),
    *("other_forms", "similar", "partial", "all_passages"),
)
_MANY = 1000  # stands for any number in a text
_COUNTED_KEYS = ("found", "more_passages")


def search_page(show: Show, inputs: RenderInputs, seasons: Sequence[SeasonSummary]) -> Page:
    """Return the search page; `seasons` are all that have an episode."""
    translate = translator(show.language)
    labels = {field: translate(key) for field, key in _FIELD_KEYS.items()}
    return Page(
        address=urls.page(show, "search"),
        template="search.html",
        title=window_title(show, translate("search_title")),
        description=strip_soft_hyphens(translate("search_description", show=show.title)),
        image=inputs.pictures.get(f"{show.cover}@share"),
        image_alt=show.cover_alt,
        values={
            "seasons": seasons,
            "fields": tuple((int(field), labels[field]) for field in _FILTER_FIELDS),
            "field_labels": "|".join(labels.values()),
            "stop_words": " ".join(translate("search_stop_words") for translate in (translate, translator("en"))),
            "status_messages": dict(_status_messages(translate)),
        },
    )


def _status_messages(translate: Callable[..., str]) -> Iterator[tuple[str, str]]:
    """Yield the texts that the script shows; of a number, the text for 1 has a key with `_1`."""
    for key in _STATUS_KEYS:
        yield key, translate(f"search_{key}", query="{query}")
    for key in _COUNTED_KEYS:
        yield f"{key}_1", translate(f"search_{key}", count=1)
        yield key, translate(f"search_{key}", count=_MANY).replace(str(_MANY), "{count}")
