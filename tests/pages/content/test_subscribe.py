from podcast.model.show import Show
from podcast.pages.content.subscribe import subscribe_links

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
