"""People of a feed: the registry, and those of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.importing.mapping.write_show import write_show
from tests.support.foreign_feed import CHANNEL, OLD, foreign_feed, imported_show, map_feed, usual_item

if TYPE_CHECKING:
    from pathlib import Path

HOST = (
    f'<podcast:person role="Host" href="https://example.org/anna" img="{OLD}anna.jpg">Anna Ä. Beispiel</podcast:person>'
)
GUEST = f'<podcast:person role="guest" img="{OLD}gast.png">Erika Muster</podcast:person>'
COMPOSER = '<podcast:person role="composer" group="audio post-production">Max Ton</podcast:person>'
ODD = '<podcast:person role="Gastgeberin h.c." group="Cast">Eva</podcast:person>'
PICTURES = {f"{OLD}anna.jpg": b"\xff\xd8\xff1", f"{OLD}gast.png": b"\x89PNG"}


def test_people_of_the_channel_become_the_registry(tmp_path: Path) -> None:
    imported = map_feed(foreign_feed(tmp_path, channel=CHANNEL + HOST), tmp_path / "show", PICTURES)
    anna = {"name": "Anna Ä. Beispiel", "role": "host", "href": "https://example.org/anna"}
    assert imported.fields["people"] == {"anna-ae-beispiel": {**anna, "image": "people/anna-ae-beispiel.jpg"}}


def test_items_refer_to_the_registry_and_have_their_own_guests(tmp_path: Path) -> None:
    feed = foreign_feed(tmp_path, usual_item(HOST, GUEST, COMPOSER), channel=CHANNEL + HOST)
    show = imported_show(tmp_path, feed, PICTURES)
    [host, guest, composer] = show.episodes[0].people
    assert (host.name, host.image) == ("Anna Ä. Beispiel", "people/anna-ae-beispiel.jpg")
    assert (guest.role, guest.image) == ("guest", f"episodes/{show.episodes[0].slug}/person-erika-muster.png")
    assert composer.group is None  # it follows from the role


def test_people_who_come_back_are_not_kept_twice(tmp_path: Path) -> None:
    feed = foreign_feed(tmp_path, usual_item(HOST, GUEST, COMPOSER), channel=CHANNEL + HOST)
    imported = map_feed(feed, tmp_path / "show", PICTURES)
    assert "podcast:person" not in str(imported.episodes[0].fields.get("extra_xml"))
    assert "podcast:person" not in str(imported.fields.get("extra_xml"))


def test_an_unknown_role_is_kept(tmp_path: Path) -> None:
    [episode] = imported_show(tmp_path, foreign_feed(tmp_path, usual_item(ODD))).episodes
    assert [(person.name, person.role) for person in episode.people] == [("Eva", "gastgeberin h.c.")]


def test_a_person_without_a_role_is_a_host(tmp_path: Path) -> None:
    [episode] = imported_show(
        tmp_path, foreign_feed(tmp_path, usual_item("<podcast:person>Eva</podcast:person>"))
    ).episodes
    assert episode.people[0].role == "host"


def test_two_people_with_one_name_have_two_keys(tmp_path: Path) -> None:
    namesake = "<podcast:person>Anna Ä. Beispiel</podcast:person>"
    imported = map_feed(foreign_feed(tmp_path, channel=CHANNEL + HOST + namesake), tmp_path / "show")
    assert list(imported.fields["people"]) == ["anna-ae-beispiel", "anna-ae-beispiel-2"]  # type: ignore[arg-type]


def test_an_edited_registry_is_not_referred_to_by_other_names(tmp_path: Path) -> None:
    root = tmp_path / "show"
    write_show(map_feed(foreign_feed(tmp_path, usual_item(HOST), channel=CHANNEL + HOST), root, PICTURES), root)
    show_file = root / "podcast.yaml"
    show_file.write_text(show_file.read_text("utf-8").replace("Anna Ä. Beispiel", "Anna Neu"), "utf-8")
    feed = foreign_feed(tmp_path, usual_item(HOST, number=2), usual_item(HOST), channel=CHANNEL + HOST)
    [episode] = map_feed(feed, root, PICTURES).episodes
    assert episode.fields["people"] == [
        {"name": "Anna Ä. Beispiel", "role": "host", "href": "https://example.org/anna",
         "image": "person-anna-ae-beispiel.jpg"},
    ]  # fmt: skip
