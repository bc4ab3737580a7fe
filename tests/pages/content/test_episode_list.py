"""The list of all episodes: years, what filters need, and what works without JavaScript."""

from datetime import timedelta

from podcast.model.groups import Person, Season
from podcast.pages.theme import default_templates
from tests.support.people_pages import START, episode, guest, page, show, site, words

LIST = "folgen/"


def dated(number, days, *people, **fields):
    return episode(number, *people, **fields).model_copy(update={"date": START + timedelta(days=days)})


def some_seasons():
    return show(
        dated(1, 0, guest("Ada"), season=1, topics=("Haushalt",)),
        dated(2, 400, guest("Ben"), season=1, topics=("Wahlen",)),
        dated(3, 410, guest("Ada"), Person(name="Cem", role="host"), season=2, topics=("haushalt", "Wahlen")),
        seasons=(Season(number=1, title="Jugend"), Season(number=2, title="Amt")),
    )


def test_episodes_stand_by_year_the_newest_first_with_the_seasons_of_the_year():
    html = page(site(some_seasons()), LIST)
    assert [words(heading) for heading in html.xpath("//section[@class='year']/h2")] == [
        "2023 Staffel 1 und Staffel 2",
        "2022 Staffel 1 · Jugend",
    ]
    assert [words(title) for title in html.xpath("//section[@id='2023']//h3")] == ["Titel 3", "Titel 2"]
    assert html.xpath("//p[@class='jump']/a/@href") == ["#2023", "#2022"]


def test_without_javascript_filters_are_links():
    html = page(site(some_seasons()), LIST)
    pills = html.xpath("//form//a[contains(@class, 'pill')]")
    assert [(words(pill), pill.get("href")) for pill in pills] == [
        ("Alle 3", "../folgen/index.html"),
        ("Staffel 2 1", "../staffel-2/index.html"),
        ("Staffel 1 2", "../staffel-1/index.html"),
    ]
    assert html.xpath("//p[@class='without-script']/a/@href") == ["../themen/index.html", "../personen/index.html"]
    style_sheet = (default_templates() / "assets" / "lists.css").read_text("utf-8")
    assert "@media (scripting: none) { .selects, .more-filters { display: none !important; } }" in style_sheet


def test_rows_say_what_the_filters_compare():
    html = page(site(some_seasons()), LIST)
    rows = html.xpath("//li[contains(@class, 'row')]")
    assert [(row.get("data-season"), row.get("data-topics"), row.get("data-people")) for row in rows] == [
        ("2", "haushalt wahlen", "ada cem"),
        ("1", "wahlen", "ben"),
        ("1", "haushalt", "ada"),
    ]
    options = html.xpath("//select[@name='topic']/option")
    assert [(option.get("value"), words(option)) for option in options] == [
        ("", "Alle Themen"),
        ("haushalt", "Haushalt (2)"),
        ("wahlen", "Wahlen (2)"),
    ]
    assert html.xpath("//select[@name='person']/option/@value") == ["", "ada", "ben", "cem"]


def test_a_long_list_has_pages_and_years_lead_to_the_page_where_they_begin():
    files = site(show(*(dated(number, 10 * number, season=1) for number in range(1, 102))))
    first, second = page(files, LIST), page(files, f"{LIST}seite-2/")
    assert len(first.xpath("//h3")) == 50
    (form,) = first.xpath("//form")
    assert form.get("data-total") == "101"
    assert form.get("data-pages") == "../folgen/seite-2/index.html ../folgen/seite-3/index.html"
    assert second.xpath("//p[@class='jump']/a/@href") == [
        "../../folgen/index.html#2024",
        "../../folgen/index.html#2023",
        "#2022",
    ]
    assert not second.xpath("//select"), "on further pages filters are links alone"


def test_drafts_without_a_date_come_first_under_a_heading_of_their_own():
    undated = episode(2, draft=True).model_copy(update={"date": None})
    html = page(site(show(episode(1), undated)), LIST)
    assert words(html.xpath("//section[@class='year']/h2")[0]) == "Noch ohne Datum"


def test_a_show_of_one_episode_without_anything_has_no_filters():
    html = page(site(show(episode(1))), LIST)
    assert not html.xpath("//select | //form//a")
    assert words(html.xpath("//*[@role='status']")[0]) == "1 Folge"
