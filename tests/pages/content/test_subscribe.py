from podcast.model.show import Show
from podcast.pages.content.subscribe import qr_code, subscribe_links
from tests.support.people_pages import episode, page, show, site, words

SHOW = Show(
    title="Bürger & Co", description="D", link="https://example.org/pod/", language="de", timezone="Europe/Berlin",
    author="A", categories=("Government",), explicit=False, guid="8d2f0000-0000-4000-8000-000000000000",
    cover="c.jpg", cover_alt="C",
)  # fmt: skip


def links(**subscribe):
    return [(way.name, way.href) for way in subscribe_links(SHOW.model_copy(update={"subscribe": subscribe}))]


def test_a_store_is_linked_where_the_show_says():
    assert links(spotify="https://open.spotify.com/show/1") == [("Spotify", "https://open.spotify.com/show/1")]


def test_an_app_can_be_linked_by_the_feeds_address():
    assert links(antennapod=True) == [
        (
            "AntennaPod",
            "https://antennapod.org/deeplink/subscribe?url=https%3A%2F%2Fexample.org%2Fpod%2Ffeed.xml&title=B%C3%BCrger%20%26%20Co",
        )
    ]
    assert links(pocketcasts=True) == [("Pocket Casts", "pktc://subscribe/example.org/pod/feed.xml")]


def test_a_store_that_gives_its_address_itself_is_not_guessed():
    assert links(spotify=True, deezer=False) == []


def test_known_apps_come_in_one_order_and_unknown_ones_last():
    names = [
        name
        for name, _ in links(my_radio="https://example.org/r", spotify="https://s.example/", apple="https://a.example/")
    ]
    assert names == ["Apple Podcasts", "Spotify", "My Radio"]


def subscribe_page(**fields):
    html = page(site(show(episode(1), **fields)), "abonnieren/")
    return [words(link) for link in html.xpath("//a[contains(@class, 'service')]")], html


def test_services_come_first_each_with_what_it_needs_the_address_of_the_feed_last():
    services, html = subscribe_page(subscribe={"spotify": "https://open.spotify.com/show/1", "antennapod": True})
    assert services == [
        "Spotify Konto bei Spotify nötig",
        "AntennaPod Android, frei, ohne Konto",
        "In meiner Podcast-App öffnen fragt das Telefon, womit",
    ]
    assert html.xpath("//a[contains(@class, 'service')][last()]/@href")[-1] == "pcast://example.org/feed.xml"
    positions = [words(html).index(text) for text in ("Spotify", "In meiner Podcast-App", "Adresse für jede andere")]
    assert positions == sorted(positions)


def test_a_service_that_is_not_known_is_told_by_its_host():
    services, _ = subscribe_page(subscribe={"my_radio": "https://www.radio.example/show"})
    assert services[0] == "My Radio radio.example"


def test_the_code_of_a_show_is_its_own_and_the_same_each_time():
    other = SHOW.model_copy(update={"link": "https://example.org/funk/"})
    assert qr_code(SHOW) != qr_code(other)
    assert qr_code(SHOW) == qr_code(SHOW.model_copy(update={"title": "Anders"}))
    assert qr_code(SHOW).startswith(b"<svg")
