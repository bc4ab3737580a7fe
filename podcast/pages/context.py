"""The render context that all pages share, and the renderer that fills a page's template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from podcast import urls
from podcast.errors import TemplateError
from podcast.files.digest import bytes_digest
from podcast.files.program_state import code_fingerprint
from podcast.i18n import _
from podcast.model.season_colours import season_colour
from podcast.pages import slugs, theme, third_party
from podcast.pages.content.licence import licence
from podcast.pages.content.subscribe import qr_address, subscribe_links
from podcast.pages.csp import policy
from podcast.pages.footer import footer_links
from podcast.pages.images import fonts
from podcast.pages.images.social_card import share_title
from podcast.pages.metadata import json_ld
from podcast.pages.metadata.breadcrumbs import breadcrumbs
from podcast.pages.metadata.site_icons import MANIFEST, available_icons
from podcast.pages.player import storage_key
from podcast.pages.text import localization
from podcast.pages.text.markdown import typeset
from podcast.strings import translator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from podcast.artifacts import Audio, Picture
    from podcast.model.show import Show
    from podcast.pages.page import Page
    from podcast.pages.theme import Theme


@dataclass(frozen=True, slots=True)
class RenderContext:
    """Render context shared by all pages; it can be pickled for worker processes.

    Attributes:
        show: the show; without its episodes where no template can use them, to save memory in each process.
        template_folders: in order of precedence; the last is the built-in theme.
        season_feeds: address and title of the feed of each season that has audio.
        series: the show as schema.org has it.
        season_numbers: of the seasons that have an episode.
        icons: the names of the icons for browser tabs and home screens, at the root of the site.
        footer_links: name (of `urls.STANDARD_PAGES`) and label of the pages that the footer links to.
    """

    show: Show
    template_folders: tuple[Path, ...]
    season_feeds: Mapping[int, tuple[str, str]]
    series: Mapping[str, Any]
    season_numbers: tuple[int, ...]
    footer_links: tuple[tuple[str, str], ...]
    icons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renderer:
    """A render context with compiled templates and shared values that are computed once for all pages.

    Attributes:
        show: as in the render context.
        theme: the templates and the assets.
        shared_variables: the variables of every template.
        bare_show: the show without episodes, for the pages of one episode.
        person_keys: the keys of the registry by normalized name, for the pages of one episode.
        series: as in the render context.
        fingerprint: changes with everything that a page depends on, its own values apart.
    """

    show: Show
    theme: Theme
    shared_variables: Mapping[str, Any]
    bare_show: Show
    person_keys: Mapping[str, str]
    series: Mapping[str, Any]
    fingerprint: str

    def render(self, page: Page) -> bytes:
        """Return the HTML of a page.

        Raises:
            TemplateError: a template is broken, or makes browsers ask another host.
        """
        link = relative_url(self.show, page.address)
        audio: Audio | None = page.values.get("audio")
        variables = {
            "page": page,
            "link": link,
            "asset": lambda name: link(self.theme.asset(name)),
            "url": urls.absolute_url(self.show, page.address),
            "share_title": share_title(self.show, page.shared_page or page),
            "share_image": urls.absolute_url(self.show, page.image.path) if page.image else None,
            "share_audio": (urls.absolute_url(self.show, audio.path), audio.media_type) if audio else None,
            "json_ld": _script_content(page.json_ld),
            "breadcrumbs": _script_content(breadcrumbs(self.show, page)),
        }
        html = self.theme.render(page.template, {**self.shared_variables, **variables, **page.values})
        if requests := third_party.page_requests(self._without_audio(html), urlsplit(self.show.link).netloc):
            raise TemplateError(self._third_party_message(page, requests))
        return html.encode()

    def _without_audio(self, html: str) -> str:
        """The page as if its audio were on the site: browsers may ask the host that has it."""
        base = urls.audio_base(self.show.publish)
        return html.replace(f"{base}audio/", f"{self.show.link}audio/") if base else html

    def _third_party_message(self, page: Page, requests: Sequence[third_party.ThirdPartyRequest]) -> str:
        message = _(
            "{place}: {form} loads {url} from another server; put the file into the show's "
            "folder, or make it a link (on the page {address})"
        )
        return "\n".join(
            message.format(
                place=self.theme.source_location(request.url, page.template),
                form=request.form,
                url=request.url,
                address=page.address or "/",
            )
            for request in requests
        )


def render_context(
    show: Show,
    template_folders: Sequence[Path],
    season_feeds: Mapping[int, tuple[str, str]],
    series: Mapping[str, Any],
    pictures: Mapping[str, Picture],
) -> RenderContext:
    """Return the render context of a show; for the arguments see `RenderContext`; `pictures` may have its icons.

    Raises:
        TemplateError: a template or an asset cannot be read, or an asset makes browsers ask another host.
    """
    bare_show = show.model_copy(update={"episodes": ()})
    show_theme = theme.load_theme(template_folders, urlsplit(show.link).netloc)
    plain_fields = frozenset(type(bare_show).model_fields) - {"episodes"}
    return RenderContext(
        show=show if theme.uses_all_episodes(show_theme, plain_fields) else bare_show,
        template_folders=tuple(template_folders),
        season_feeds=season_feeds,
        series=series,
        season_numbers=tuple(sorted({episode.season for episode in show.episodes if episode.season})),
        footer_links=tuple(footer_links(show)),
        icons=available_icons(pictures, show_theme),
    )


def create_renderer(context: RenderContext) -> Renderer:
    """Load the theme and compute the values that all pages share.

    Raises:
        TemplateError: a template or an asset cannot be read, or an asset makes browsers ask another host.
    """
    show_theme = theme.load_theme(context.template_folders, urlsplit(context.show.link).netloc)
    bare_show = context.show.model_copy(update={"episodes": ()})
    shared_variables = _shared_variables(context, show_theme)
    dependencies = {
        **shared_variables,
        "series": context.series,
        "theme": theme.theme_fingerprint(show_theme),
        "code": code_fingerprint(),
    }
    values = [(name, value) for name, value in dependencies.items() if not callable(value)]
    return Renderer(
        show=context.show,
        theme=show_theme,
        shared_variables=shared_variables,
        bare_show=bare_show,
        person_keys=slugs.person_directory(bare_show).keys_by_name,
        series=context.series,
        fingerprint=bytes_digest(repr(values).encode()).sha256,
    )


def _script_content(data: Mapping[str, Any] | None) -> Markup | None:
    """Return structured data as the content of a script element."""
    return Markup(json_ld.script_content(dict(data))) if data else None  # noqa: S704 - `script_content` escapes it


def relative_url(show: Show, page_address: str) -> Callable[[str], str]:
    """Return the function that writes an address as a URL relative to a page.

    It names the file, not the folder, so that the site works under any prefix and from the disk. The page `404.html` is
    shown under every address that does not exist, so its URLs have the whole path. Audio that is elsewhere than the
    site has whole URLs.
    """
    is_not_found = page_address == urls.NOT_FOUND
    prefix = (urlsplit(show.link).path or "/") if is_not_found else "../" * page_address.count("/")
    if not urls.audio_base(show.publish):
        return lambda address: prefix + urls.file_path(address)
    return lambda address: (
        urls.absolute_url(show, address) if urls.is_audio(address) else prefix + urls.file_path(address)
    )


def _shared_variables(context: RenderContext, show_theme: Theme) -> dict[str, Any]:
    """Return the variables of every template, by name; docs/en/themes.md lists them."""
    show = context.show
    preloaded = (font.asset for font in fonts.PRELOADED)
    return {
        "show": show,
        "show_title": typeset(show.title, show.language),
        "say": translator(show.language),
        "csp": policy(urls.audio_base(show.publish)),
        "storage_key": storage_key(show),
        "locale": localization.open_graph_locale(show.language),
        "direction": localization.text_direction(show.language),
        "fonts": tuple(asset for asset in preloaded if asset in show_theme.asset_addresses),
        "season_tabs": tuple(
            (number, urls.season(show, number), season_colour(number)) for number in context.season_numbers
        ),
        "season_feeds": context.season_feeds,
        "feed": urls.FEED,
        "json_feed": urls.JSON_FEED,
        "feed_url": urls.absolute_url(show, urls.FEED),
        "home": urls.HOME,
        "subscribe_links": subscribe_links(show),
        "contact_email": show.legal.provider.email or (show.owner.email if show.owner else None),
        "pages": {name: urls.page(show, name) for name in (*urls.STANDARD_PAGES, *urls.OPTIONAL_PAGES)},
        "footer_links": context.footer_links,
        "icons": context.icons,
        "manifest": MANIFEST,
        "qr_code": qr_address(show),
        "licence": licence(show),
        "file_size": lambda count: localization.format_size(count, show.language),
        "media_time": localization.media_fragment_time,
    }
