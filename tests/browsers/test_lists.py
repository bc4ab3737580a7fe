"""Lists in a real browser: filters of all episodes over several pages, jump by year, pages without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podcast.artifacts import Audio
from podcast.model.groups import Season
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from tests.support import browsers
from tests.support.people_pages import episode, guest, show
from tests.support.rendered_pages import write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
LONG_TITLE = "Donaudampfschifffahrtsgesellschaft und Jugendhilfeausschuss: Wie eine Verwaltung lernt, anders zu planen"
COUNT = 60


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lists")
    write_files(_files(), folder)
    with browsers.served(folder) as site:
        yield site.url


def _files() -> dict[str, bytes]:
    """A site of 60 episodes in three seasons and two years; the first five have the topic that is looked for."""
    episodes = [
        episode(
            number,
            guest("Ada" if number % 2 else "Ben"),
            season=1 + number // 25,
            title=LONG_TITLE if number == 59 else f"Titel {number}",
            topics=("Haushalt",) if number < 5 else ("Wahlen",),
        )
        for number in range(COUNT)
    ]
    apart = [each.model_copy(update={"date": each.date.replace(year=2021)}) for each in episodes[:20]]
    seasons = tuple(Season(number=number, title=f"Thema {number}") for number in (1, 2, 3))
    the_show = show(*apart, *episodes[20:], seasons=seasons)
    sound = {
        each.slug: Audio(f"audio/{each.slug}.mp3", 1000, 60.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
        for each in the_show.episodes
    }
    return site_files(the_show, sound, {}, {}, [default_templates()])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=browsers.WIDE, locale="de-DE", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def rows(page: Page) -> Locator:
    return page.locator(".row:visible")


def test_a_choice_looks_through_all_pages_of_the_list_and_says_how_many_fit(page: Page, url: str) -> None:
    page.goto(f"{url}folgen/")
    assert rows(page).count() == 50
    assert page.get_by_role("status").inner_text() == "60 Folgen"
    page.locator("select[name=topic]").select_option("haushalt")
    page.get_by_text("5 von 60 Folgen").wait_for()
    assert rows(page).locator("h3").all_inner_texts() == [f"Titel {number}" for number in (4, 3, 2, 1, 0)]
    assert page.locator(".pagination").count() == 0
    assert page.url.endswith("folgen/?topic=haushalt")
    assert page.locator(".pill.empty").count() == 2, "two seasons have no such episode"
    assert page.locator(".jump a:visible").all_inner_texts() == ["2021"]
    rows(page).locator("h3 a").first.click()
    page.wait_for_url(f"{url}folge-4/index.html")


def test_pills_are_buttons_that_say_whether_they_are_pressed_and_count(page: Page, url: str) -> None:
    page.goto(f"{url}folgen/?person=ada")
    page.get_by_text("30 von 60 Folgen").wait_for()
    pill = page.get_by_role("button", name="Staffel 2")
    assert (pill.get_attribute("aria-pressed"), pill.locator(".count").inner_text()) == ("false", "13")
    pill.click()
    page.get_by_text("13 von 60 Folgen").wait_for()
    assert pill.get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.textContent").startswith("Staffel 2"), "the focus stays"
    page.get_by_role("button", name="Auswahl aufheben").click()
    page.get_by_text("60 Folgen", exact=True).wait_for()
    assert page.evaluate("document.activeElement.textContent").startswith("Alle"), "not on a button that is gone"
    assert rows(page).count() == COUNT


def test_the_oldest_can_come_first(page: Page, url: str) -> None:
    page.goto(f"{url}folgen/")
    page.get_by_role("combobox", name="Reihenfolge").select_option("oldest")
    page.locator(".year >> nth=0").locator("h2", has_text="2021").wait_for()
    assert rows(page).locator("h3").first.inner_text() == "Titel 0"
    assert page.locator(".jump a").all_inner_texts() == ["2021", "2022"]


def test_rows_that_a_choice_adds_play_in_place_and_say_what_was_heard(page: Page, url: str) -> None:
    page.goto(f"{url}folgen/")
    key = page.locator("script[data-storage-key]").first.get_attribute("data-storage-key")
    page.evaluate("([key, log]) => localStorage.setItem(key, log)", [key, '{"folge-3": [0, true]}'])
    page.reload()
    page.locator("select[name=topic]").select_option("haushalt")
    page.get_by_text("5 von 60 Folgen").wait_for()
    assert page.locator(".row:visible button.play").count() == 5
    assert page.locator(".row:visible .played").all_inner_texts() == ["✓ gehört"]


@pytest.mark.parametrize("viewport", [browsers.WIDE, browsers.NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("query", ["topic=haushalt", "season=1", "order=oldest"])
def test_nothing_moves_where_a_link_leads_to_a_filtered_list(
    page: Page, url: str, query: str, viewport: dict[str, int]
) -> None:
    page.set_viewport_size(viewport)
    page.add_init_script(browsers.SHIFTS)
    page.goto(f"{url}folgen/?{query}")
    page.wait_for_selector(".years[aria-busy=false]")
    page.wait_for_timeout(200)
    assert page.evaluate("window.shifted") < 0.02


def test_where_the_other_pages_cannot_be_loaded_the_list_says_so(page: Page, url: str) -> None:
    page.route("**/seite-2/**", lambda route: route.abort())
    page.goto(f"{url}folgen/")
    page.locator("select[name=topic]").select_option("haushalt")
    page.get_by_text("Die übrigen Folgen lassen sich gerade nicht laden.").wait_for()


def test_without_javascript_pills_lead_to_seasons_and_nothing_idle_is_shown(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=browsers.WIDE)
    page = context.new_page()
    page.goto(f"{url}folgen/")
    assert page.locator("select:visible, .more-filters:visible").count() == 0
    page.get_by_role("link", name="Nach Personen").wait_for()
    page.get_by_role("link", name="2021").click()
    assert page.url == f"{url}folgen/#2021"
    page.locator(".pill", has_text="Staffel 2").click()
    page.wait_for_url(f"{url}staffel-2/index.html")
    page.goto(f"{url}abonnieren/")
    assert (
        page.get_by_role("textbox", name="Adresse für jede andere App").input_value() == "https://example.org/feed.xml"
    )
    context.close()


def test_on_a_phone_further_filters_open_on_demand(page: Page, url: str) -> None:
    page.set_viewport_size(browsers.NARROW)
    page.goto(f"{url}folgen/")
    assert not page.locator("select[name=topic]").is_visible()
    page.get_by_role("button", name="Weitere Filter").click()
    page.locator("select[name=person]").select_option("ben")
    page.get_by_text("30 von 60 Folgen").wait_for()
    assert page.evaluate(browsers.SIDEWAYS) == ""


@pytest.mark.parametrize(
    "name", ["folgen/", "personen/", "personen/ada/", "themen/", "themen/wahlen/", "abonnieren/", "ueber/"]
)
def test_large_text_and_long_titles_fit_on_a_phone(page: Page, url: str, name: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(url + name)
    assert page.evaluate(browsers.SIDEWAYS) == ""


def test_an_episode_is_called_new_for_a_month(page: Page, url: str) -> None:
    page.clock.set_fixed_time("2022-03-20T12:00:00Z")
    page.goto(f"{url}folgen/")
    newest = rows(page).first
    assert newest.locator(".new").inner_text() == "Neu"
    assert 0 < page.locator(".new").count() < 40
    page.clock.set_fixed_time("2024-01-01T12:00:00Z")
    page.reload()
    assert page.locator(".new").count() == 0


@pytest.mark.parametrize("name", ["folgen/", "personen/ada/", "themen/wahlen/"])
def test_style_sheets_and_scripts_of_a_list_are_light(page: Page, url: str, name: str) -> None:
    log = browsers.log_browser(page)
    page.goto(url + name)
    sizes = browsers.sizes(log.answers)
    assert sizes["stylesheet"] <= 24_000
    assert sizes["script"] <= 16_000
    assert [line for line in log.console if "Failed to load resource" not in line] == []  # this site has no fonts


@pytest.mark.parametrize(
    "name", ["folgen/", "personen/", "personen/ada/", "themen/", "themen/wahlen/", "abonnieren/", "ueber/"]
)
def test_lists_break_no_rule_of_wcag(page: Page, url: str, name: str) -> None:
    page.goto(url + name)
    assert browsers.violations(page, browsers.RULES["light"]) == ()
    page.emulate_media(color_scheme="dark")
    assert browsers.violations(page, browsers.RULES["dark"]) == ()


def test_filters_work_where_a_link_led_to_the_list_and_are_kept_on_the_way_back(page: Page, url: str) -> None:
    page.goto(f"{url}index.html")
    page.get_by_role("link", name="Alle Folgen").first.click()
    page.locator("select[name=topic]").select_option("haushalt")
    page.get_by_text("5 von 60 Folgen").wait_for()
    rows(page).locator("h3 a").first.click()
    page.wait_for_url(f"{url}folge-4/index.html")
    page.locator("h1", has_text="Titel 4").wait_for()
    page.go_back()
    page.get_by_text("5 von 60 Folgen").wait_for()
    assert page.locator("select[name=topic]").input_value() == "haushalt"
