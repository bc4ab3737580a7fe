"""The home page and the pages of seasons: faces, covers, a place to start, titles in two parts."""

import pytest

from podcast.artifacts import Picture
from podcast.model.groups import Person, Season
from podcast.model.podcast_namespace import Location
from podcast.pages.card_parts import card_tab, card_title
from tests.support.rendered_pages import episode, select, show, site

HOST = Person(name="Ada Lovelace", role="host", image="people/ada.jpg")
GUESTS = tuple(Person(name=f"Gast {number}", role="guest") for number in range(1, 7))
LONG = "Agiles Arbeiten in der Verwaltung ist möglich! – So fielen in Wolfsburg die Säulen"
PORTRAIT = {"people/ada.jpg@96": Picture("assets/ada.jpg", 96, 96)}


def home(*episodes, **fields):
    return site(*episodes, **fields)["index.html"]


def test_home_says_the_name_and_the_claim_and_shows_who_leads_through_the_show():
    page = home(episode(1, people=(HOST, *GUESTS)), pictures=PORTRAIT)
    assert select(page, "//h1/text()") == ["Rebellion"]
    assert select(page, "//p[@class='claim']/text()") == ["Zukunft für Gestalter*innen"]
    (hosts,) = select(page, "//div[@class='hero']//ul[@class='faces named']")
    assert hosts.text_content().split() == ["Ada", "Lovelace"]
    assert hosts.xpath(".//img/@src") == ["assets/ada.jpg"]


def test_a_missing_portrait_is_the_same_silhouette_for_everybody():
    page = home(episode(1, people=(HOST, *GUESTS)))
    blanks = select(page, "//span[starts-with(@class, 'portrait')]")
    assert {(blank.get("class"), blank.get("aria-hidden"), len(blank)) for blank in blanks} == {
        ("portrait blank", "true", 0)
    }


def test_a_row_shows_three_faces_of_six_and_says_how_many_more_there_are():
    page = site(episode(1, people=GUESTS))["staffel-1/index.html"]
    (faces,) = select(page, "//li[contains(@class, 'row')]/ul[@class='faces']")
    assert (len(faces.xpath("li[span]")), faces.xpath("string(li[last()])").strip()) == (3, "+3")


def test_an_episode_without_guests_shows_its_host():
    page = site(episode(1, people=(HOST,)), pictures=PORTRAIT)["staffel-1/index.html"]
    assert select(page, "//li[contains(@class, 'row')]//ul[@class='faces']//img/@src") == ["../assets/ada.jpg"]


def test_an_episode_has_its_cover_in_lists_or_else_the_card_of_its_season():
    own = {"episodes/folge-1/cover.jpg@480": Picture("assets/eigenes.jpg", 480, 480)}
    page = site(episode(1, cover="episodes/folge-1/cover.jpg"), episode(2), pictures=own)["staffel-1/index.html"]
    first, second = select(page, "//li[contains(@class, 'row')]")
    assert first.xpath("img/@src") == ["../assets/eigenes.jpg"]
    assert second.xpath("span[@class='cover blank']/span/text()") == ["1/2"]


def test_the_place_to_start_has_the_episodes_that_the_show_names_in_their_order():
    episodes = [episode(number, topics=(f"Thema {number}", "Zweites")) for number in range(1, 6)]
    page = home(*episodes, featured=("folge-4", "folge-2", "noch-nicht-da"))
    cards = select(page, "//ul[@class='featured']/li")
    assert [card.xpath("string(.//h3/a)") for card in cards] == ["Titel 4", "Titel 2"]
    assert [card.xpath("string(div[@class='art']/span)") for card in cards] == ["Thema 4", "Thema 2"]
    assert all(card.xpath(".//a[@class='play']") for card in cards)
    assert not select(home(*episodes), "//ul[@class='featured']")


def test_the_newest_episode_stands_out_of_its_drawer():
    page = home(episode(1), episode(2))
    (out,) = select(page, "//li[contains(@class, 'card out')]")
    assert out.xpath("string(.//h3/a)").endswith("Titel 2")
    assert "neueste Folge" in out.text_content()


@pytest.mark.parametrize(
    ("fields", "tab"),
    [
        ({"season": 3, "episode": 8}, "3/8"),
        ({"season": None, "episode": 12}, "12"),
        ({"type": "trailer"}, "Trailer"),
        ({"episode": None, "location": (Location(name="Halle (Saale)"),)}, "Halle"),
        ({"episode": None, "location": (Location(name="Landkreis Schmalkalden-Meiningen"),)}, "2022"),
        ({"episode": None, "date": None}, "Staffel 1"),
        ({"episode": None, "date": None, "season": None}, "Folge"),
    ],
)
def test_the_tab_of_a_card_has_number_or_place_or_year(fields, tab):
    assert card_tab(show(), episode(1, **fields)) == tab


def test_a_long_title_has_two_parts_and_the_season_is_not_repeated():
    season = (Season(number=1, title="Kooperative Kommune"),)
    ours = show(seasons=season).with_episodes([])
    assert card_title(ours, episode(1, title=f"{LONG} // Kooperative Kommune"), frozenset()) == (
        "Agiles Arbeiten in der Verwaltung ist möglich!",
        "So fielen in Wolfsburg die Säulen",
    )


def test_a_season_has_a_band_with_its_years_hosts_and_covers():
    page = site(*(episode(number, people=(HOST,)) for number in range(1, 5)))["staffel-1/index.html"]
    (band,) = select(page, "//div[contains(@class, 'season-band')]")
    assert "Staffel 1 · 4 Folgen · 2022" in " ".join(band.text_content().split())
    assert "Ada Lovelace" in band.text_content()
    assert band.xpath(".//a[@class='button']/@href") == ["../folge-1/index.html"]
    assert len(band.xpath("div[@class='fan']/div")) == 3


def test_a_season_shows_its_own_image():
    seasons = (Season(number=1, title="Jugend", image="staffel.jpg", image_alt="Drei Kinder"),)
    pictures = {"staffel.jpg@480": Picture("assets/staffel.jpg", 480, 480)}
    page = site(*map(episode, range(1, 5)), seasons=seasons, pictures=pictures)["staffel-1/index.html"]
    assert select(page, "//div[contains(@class, 'season-band')]/img/@alt") == ["Drei Kinder"]
    assert not select(page, "//div[@class='fan']")


def test_search_and_subscribing_stand_in_the_header_of_every_page_and_all_episodes_beside_the_seasons():
    for path, page in site(episode(1)).items():
        if path.endswith("index.html") and "einbetten" not in path:
            links = [" ".join(link.text_content().split()) for link in select(page, "//header//nav//a")]
            assert links == ["Staffel 1", "Alle Folgen", "Abonnieren", "Suche"], path
