import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image, ImageChops

from podcast.model.groups import Season
from podcast.model.show import Episode, Show
from podcast.pages.images import pillow, social_card
from podcast.pages.images.social_card import SocialCard, draw, draw_to_cache, social_cards

# Long ones, as offices write them; some with the soft hyphens that the producer sets, some without.
TITLES = (
    "Straßenentwässerungsgebührensatzungsänderungsverfahren",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Ver\xadwaltungs\xadmodernisierungs\xadbeschleunigungs\xadgesetz für alle Kommunen in Nordrhein-Westfalen",
    "Agiles Arbeiten in der Verwaltung ist möglich! – So fielen in Wolfsburg die Säulen // Kooperative Kommune",
    "Auf die Führungskräfte kommt es an – aber was brauchen sie? Erfahrungswerte aus Karlsruhe // Kooperative Kommune",
    "Kinder\xad- und Jugend\xadbeteiligungs\xadprozess\xadmoderator*innen",
    "Bürger*innen, Amtsleiter*innen, Kolleg*innen und Bürgermeister*innen: Wer entscheidet eigentlich mit?",
    "„Das haben wir schon immer so gemacht“ – ‚Geht nicht‘ gibt es nicht: Zukunft der Verwaltung",
    "Datenschutzgrundverordnungsfolgenabschätzungsbeauftragte im Gespräch mit der Gleichstellungsstelle",
    "Integrierte kommunale Gesamtstrategien gegen Kinderarmut: Präventionsketten, Netzwerke, Steuerung",
    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung",
    "Wahlalter 16: Jünger wählen? Was Jugendliche, Wissenschaftler*innen und Politik dazu sagen",
    "Jugendhilfeausschuss-Unterausschuss-Sitzungsprotokoll-Vorlage",
    "ÄÖÜÄÖÜÄÖÜ ÄÖÜÄÖÜÄÖÜ ÄÖÜÄÖÜÄÖÜ ÄÖÜÄÖÜÄÖÜ ÄÖÜÄÖÜÄÖÜ ÄÖÜÄÖÜÄÖÜ",
    "gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy gjpqy",
    "Von der Akte zur App und wieder zurück: " * 6,
    "W" * 255,
    "Mut",
    "Teil 1/2: Kooperationsvereinbarung/Zweckvereinbarung/Verwaltungsvereinbarung",
    "Sozialraumorientierung, Bildungslandschaften, Quartiersmanagement, Gemeinwesenarbeit und ihre Finanzierung",
)


def card(title="Titel", tab="Staffel 1, Folge 1", name="Rebellion im Aktenschrank", pen=1):
    return SocialCard("a/", tab, title, name, pen)


def show(*episodes, **fields):
    return Show(
        title=fields.pop("title", "Sendung"), description="D", link="https://example.org/", language="de",
        timezone="Europe/Berlin", author="A", categories=("Government",), explicit=False,
        guid="8d2f0000-0000-4000-8000-000000000000", cover="cover.jpg", cover_alt="Alt", **fields,
    ).with_episodes(episodes)  # fmt: skip


def episode(number, **fields):
    date = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number)
    result = Episode(
        slug=f"f{number}", guid=f"g{number}", title=fields.pop("title", f"T{number}"), episode=number, **fields
    )
    return result.model_copy(update={"date": date})


@pytest.mark.parametrize("title", TITLES)
def test_no_title_leaves_the_margins(title):
    image = draw(card(title))
    assert image.size == (1200, 630)
    assert ink(image) != ink(draw(card(" ")))
    left, top, right, bottom = ink(image)
    assert left >= social_card.MARGIN - 4
    assert right <= 1200 - social_card.MARGIN + 4
    assert top >= 118
    assert bottom <= 630 - 48


def ink(image):
    """The box of everything that is neither ground nor paper, below the tab."""
    below = image.crop((0, 118, 1200, 630))
    box = ImageChops.difference(below, Image.new("RGB", below.size, social_card.SURFACE)).getbbox()
    return box[0], box[1] + 118, box[2], box[3] + 118


def test_a_title_does_not_touch_the_label_with_the_shows_name():
    for title in TITLES:
        image = draw(card(title))
        rows = [image.crop((40, row, 1160, row + 1)).getcolors(2) for row in range(118, 630)]
        blank = [row is not None and row == [(1120, (255, 255, 255))] for row in rows]
        label = max(row for row in range(len(blank)) if not blank[row])
        above = [row for row in range(label) if blank[row]]
        assert above, title
        assert label - max(above) < 110, title


def test_the_same_card_is_the_same_bytes():
    first, second = (pillow.encode_jpeg(draw(card(TITLES[2])), social_card.MAX_CARD_BYTES) for _ in range(2))
    assert first == second
    assert len(first) <= 300_000


def test_every_season_has_its_pen():
    colours = {draw(card(pen=pen)).getpixel((600, 110)) for pen in range(6)}
    assert len(colours) == 6


def test_a_card_is_drawn_once(tmp_path):
    kept = draw_to_cache(card(), tmp_path)
    before = kept.stat()
    assert draw_to_cache(card(), tmp_path) == kept
    assert kept.stat() == before
    assert draw_to_cache(card("Anders"), tmp_path) != kept
    with Image.open(io.BytesIO(kept.read_bytes())) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_home_seasons_and_episodes_have_cards_and_drafts_have_none():
    seasons = (Season(number=1, title="Jugend"),)
    cards = social_cards(
        show(episode(1, season=1), episode(2, season=1, draft=True), episode(3, season=2), seasons=seasons)
    )
    assert [(social.page, social.label, social.title) for social in cards] == [
        ("", "Podcast", "Sendung"),
        ("staffel-1/", "Staffel 1", "Jugend"),
        ("staffel-2/", "Podcast", "Staffel 2"),
        ("f3/", "Staffel 2, Folge 3", "T3"),
        ("f1/", "Staffel 1, Folge 1", "T1"),
    ]


def test_words_that_the_font_does_not_have_make_no_card():
    cards = social_cards(
        show(episode(1, title="Привет"), episode(2, title="你好"), episode(3, title="Łódź, Škoda, Győr"))
    )
    assert [social.page for social in cards] == ["", "f3/"]


def test_a_cards_name_changes_with_its_words():
    assert card("a").picture.path != card("b").picture.path
    assert card("a").picture.path.startswith("assets/a-card.")
