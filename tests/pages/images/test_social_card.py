import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from podcast.artifacts import Picture
from podcast.model.groups import Person, Season, Withdrawn
from podcast.model.show import Episode, Show
from podcast.pages.images import card_drawing, card_files, card_text, fonts, pillow, social_card
from podcast.pages.images.card_drawing import draw
from podcast.pages.images.card_list import social_cards
from podcast.pages.images.line_breaking import LINE_HEIGHT, TypesetText
from podcast.pages.images.resize import PictureStore
from podcast.pages.images.social_card import CardPicture, SocialCard
from podcast.pages.page import Page
from tests.support.caches import open_test_cache

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


def card(title="Titel", tab="Staffel 1, Folge 1", name="Rebellion im Aktenschrank", season_colour=1, **fields):
    return SocialCard("a/", tab, title, name, season_colour, **fields)


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


@pytest.fixture
def picture(tmp_path):
    """The cached JPEG of a photo, all of one colour."""
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (480, 480), "#00ff00").save(path, "JPEG")
    return CardPicture(path, "0" * 64)


@pytest.mark.parametrize("title", TITLES)
def test_no_title_leaves_the_card(title, picture):
    image = draw(card(title, names="mit Ada Lovelace", cover=picture))
    assert image.size == (1200, 630)
    left, top, right, bottom = ink(image)
    assert left >= card_drawing.TEXT_LEFT - 8
    assert right < card_drawing.FRAME[0] - 16
    assert top > card_drawing.HEAD_LINE[1]
    assert bottom <= card_drawing.FRONT_TOP


def ink(image):
    """The box of the texts on the card, left of its pictures."""
    area = (card_drawing.CARD[0] + 1, card_drawing.HEAD_LINE[1] + 1, 820, card_drawing.FRONT_TOP - 12)
    part = image.crop(area)
    box = ImageChops.difference(part, Image.new("RGB", part.size, part.getpixel((0, 0)))).getbbox()
    return box[0] + area[0], box[1] + area[1], box[2] + area[0], box[3] + area[1]


def test_title_subtitle_and_names_stand_below_one_another(picture):
    title, with_subtitle, with_names = (
        ink(draw(card("Agiles Arbeiten", cover=picture, **fields)))
        for fields in ({}, {"subtitle": "So fielen die Säulen"}, {"subtitle": "So fielen", "names": "mit Ada"})
    )
    assert title[3] - title[1] < with_subtitle[3] - with_subtitle[1] < with_names[3] - with_names[1]


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({}, ()),
        ({"cover": "photo"}, [(973, 270)]),
        ({"cover": "photo", "faces": ("photo", None, "photo")}, [(973, 270), (880, 460), (1064, 460)]),
        ({"cover": "photo", "is_portrait": True}, [(973, 270), (973, 500)]),
    ],
)
def test_a_card_shows_cover_and_faces(fields, points, picture):
    replaced = {
        "cover": picture if fields.get("cover") else None,
        "faces": tuple(face and picture for face in fields.get("faces", ())),
        "is_portrait": fields.get("is_portrait", False),
    }
    image = draw(card(**replaced))
    green = [
        (x, y)
        for x, y in ((973, 270), (880, 460), (973, 460), (973, 500), (1064, 460))
        if (pixel := image.getpixel((x, y)))[1] > 240 and pixel[0] < 20
    ]
    assert set(points) <= set(green)
    assert bool(points) == bool(green)


def test_a_person_without_a_photo_is_a_silhouette_in_the_colour_of_the_season():
    blue, red = (draw(card(season_colour=season_colour, is_portrait=True)) for season_colour in (1, 2))
    assert blue.getpixel((860, 200)) == ImageColor.getrgb(social_card.COLOURS[1][1])
    assert red.getpixel((860, 200)) == ImageColor.getrgb(social_card.COLOURS[2][1])


def test_the_same_card_is_the_same_bytes(picture):
    looks = {"cover": picture, "faces": (picture, None)}
    first, second = (pillow.encode_card(draw(card(TITLES[2], **looks)), card_files.MAX_CARD_BYTES) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("font", [fonts.LABEL, card_drawing.MEDIUM], ids=["semi-bold", "medium"])
@pytest.mark.parametrize("size", [92, 62, 33, 24])
def test_text_has_the_width_and_the_pixels_that_pillow_gives_it(font, size):
    pillows = ImageFont.truetype(font.path, size, layout_engine=ImageFont.Layout.BASIC)
    for text in (*TITLES, "AVATAR Ty. To LT f’ fi „Tür.“"):
        line = text.replace("\xad", "")[:60]
        ours, expected = Image.new("RGB", (3600, 140), "#14509b"), Image.new("RGB", (3600, 140), "#14509b")
        card_text.draw_text(ours, TypesetText((line,), size), (20, 10), "#ffffff", font)
        base = 10 + round(0.82 * size * LINE_HEIGHT)
        ImageDraw.Draw(expected).text((20, base), line, "#ffffff", pillows, anchor="ls")
        assert card_text.typeset_width(TypesetText((line,), size), font) == pillows.getlength(line)
        assert ImageChops.difference(ours, expected).getbbox() is None


def test_a_card_with_a_busy_photo_is_small(tmp_path):
    noise = Image.effect_noise((480, 480), 90).convert("RGB")
    noise.save(tmp_path / "noise.jpg", "JPEG")
    busy = CardPicture(tmp_path / "noise.jpg", "1" * 64)
    drawn = draw(card(TITLES[3], cover=busy, faces=(busy, busy, busy)))
    assert len(pillow.encode_card(drawn, card_files.MAX_CARD_BYTES)) <= card_files.MAX_CARD_BYTES
    assert len(pillow.encode_card(drawn, 60_000)) <= 60_000


def test_another_picture_is_another_card(picture):
    prints = {
        card(cover=picture).fingerprint,
        card(cover=CardPicture(picture.path, "1" * 64)).fingerprint,
        card(cover=CardPicture(picture.path / "moved", "1" * 64)).fingerprint,
        card(faces=(None,)).fingerprint,
        card(is_portrait=True).fingerprint,
        card().fingerprint,
    }
    assert len(prints) == 5  # the path of a file is no part of it


def test_every_season_has_its_pen():
    colours = {draw(card(season_colour=season_colour)).getpixel((600, 100)) for season_colour in range(6)}
    assert len(colours) == 6


def store(root):
    """A cache that survives in a folder."""
    return PictureStore(root, root / "pictures", open_test_cache(root / "cache.db", root))


def drawn(card, pictures):
    return card_files.store_card(card, pictures, card_files.draw_to_file(card, pictures.folder))


def test_a_card_is_drawn_once(tmp_path):
    assert card_files.cached_card(card(), store(tmp_path)) is None
    file = drawn(card(), store(tmp_path))
    assert card_files.cached_card(card(), store(tmp_path)) == file
    assert card_files.cached_card(card("Anders"), store(tmp_path)) is None
    with Image.open(io.BytesIO(file.path.read_bytes())) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 630))


def test_a_damaged_card_is_drawn_again(tmp_path):
    file = drawn(card(), store(tmp_path))
    file.path.write_bytes(file.path.read_bytes()[:-1] + b"x")
    again = store(tmp_path)
    assert card_files.cached_card(card(), again) is None
    assert again.cache.damaged == [f"pictures/{file.path.name}"]
    assert drawn(card(), again).sha256 == file.sha256


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


ADA = Person(name="Ada Lovelace", role="guest", title="Mathematikerin", image="ada.jpg", image_alt="Ada")
BEN = Person(name="Ben", role="host")


def test_people_and_topics_have_cards_of_their_own():
    cards = social_cards(
        show(
            episode(1, season=1, topics=("Mut", "Geld"), people=(ADA, BEN)),
            episode(2, season=2, topics=("mut",), people=(BEN, Person(name="Ada Lovelace", role="host"))),
        ),
        lambda source, use: source and CardPicture(source, use),
    )
    by_page = {social.page: social for social in cards}
    ada, mut = by_page["personen/ada-lovelace/"], by_page["themen/mut/"]
    assert (ada.label, ada.title, ada.names, ada.season_colour) == ("Moderation", ADA.name, "Mathematikerin", 2)
    assert (ada.frame, ada.cover) == ("portrait", CardPicture("ada.jpg", "app"))
    assert by_page["personen/ben/"].cover is None
    assert (mut.label, mut.title, mut.names, mut.season_colour) == ("Thema", "Mut", "2 Folgen", 2)
    assert mut.faces == (CardPicture("ada.jpg", "96"),)
    assert by_page["themen/geld/"].names == "1 Folge"


def test_a_card_of_an_episode_has_its_cover_its_guests_and_a_title_in_two_parts():
    title = "Agiles Arbeiten in der Verwaltung ist möglich! – So fielen in Wolfsburg die Säulen // Kooperation"
    guests = (BEN, ADA, *(Person(name=name, role="guest") for name in ("Cem", "Dora", "Eva")))
    cards = social_cards(
        show(
            episode(1, title=title, season=1, people=guests, cover="f1.jpg", cover_alt="F"),
            seasons=(Season(number=1, title="Kooperation"),),
        ),
        lambda source, use: source and CardPicture(source, use),
    )
    (social,) = (one for one in cards if one.page == "f1/")
    assert social.title == "Agiles Arbeiten in der Verwaltung ist möglich!"
    assert social.subtitle == "So fielen in Wolfsburg die Säulen"
    assert social.names == "mit\xa0Ada Lovelace, Cem, Dora und Eva"
    assert social.cover == CardPicture("f1.jpg", "480")
    assert social.faces == (CardPicture("ada.jpg", "96"), None, None)


def test_a_season_has_its_own_image_or_the_shows_cover():
    seasons = (Season(number=1, title="Jugend", image="s.jpg", image_alt="S"), Season(number=2, title="Geld"))
    cards = social_cards(
        show(episode(1, season=1), episode(2, season=2), seasons=seasons),
        lambda source, use: source and CardPicture(source, use),
    )
    covers = {social.page: social.cover for social in cards if social.page.startswith("staffel")}
    assert covers == {"staffel-1/": CardPicture("s.jpg", "480"), "staffel-2/": CardPicture("cover.jpg", "480")}


def test_withdrawn_episodes_and_their_people_have_no_card():
    gone = Withdrawn(on=date(2024, 2, 1), reason="R")
    cards = social_cards(show(episode(1, people=(ADA,), withdrawn=gone), episode(2)))
    assert [social.page for social in cards] == ["", "f2/"]


def test_further_pages_of_a_list_share_its_card():
    pictures = {"staffel-1/@card": Picture("assets/s.jpg", 1200, 630), "@card": Picture("assets/h.jpg", 1200, 630)}
    shared = {
        address: social_card.with_social_card(show(), pictures, Page(address, "t", "Mut – Sendung", "D"))
        for address in ("staffel-1/seite-2/", "themen/mut/")
    }
    assert shared["staffel-1/seite-2/"].image.path == "assets/s.jpg"
    assert shared["themen/mut/"].image.path == "assets/h.jpg"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (Page("", "t", "Sendung – Der Podcast", "D"), "Sendung"),
        (Page("personen/ada/", "t", "Ada – Sendung", "D"), "Ada"),
        (Page("a/", "t", "Mut – Staffel 1, Folge 2 – Sendung", "D", share_title="Mut"), "Mut"),
    ],
)
def test_a_shared_title_does_not_repeat_the_show(page, expected):
    assert social_card.share_title(show(), page) == expected


def test_words_that_the_font_does_not_have_make_no_card():
    cards = social_cards(
        show(episode(1, title="Привет"), episode(2, title="你好"), episode(3, title="Łódź, Škoda, Győr"))
    )
    assert [social.page for social in cards] == ["", "f3/"]


def test_the_name_of_a_card_has_the_digest_of_its_bytes(tmp_path):
    files = {title: drawn(card(title), store(tmp_path)) for title in ("a", "b")}
    paths = {title: card(title).picture(file).path for title, file in files.items()}
    assert paths["a"] != paths["b"]
    for title, file in files.items():
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
        assert paths[title] == f"assets/a-card.{digest[:8]}.jpg"


def test_the_name_of_a_card_fits_into_a_file_system(tmp_path):
    social = replace(card("a"), page=f"themen/{'a' * 255}/")
    assert len(social.picture(drawn(social, store(tmp_path))).path.rpartition("/")[2]) <= 255
