from podcast import urls
from podcast.artifacts import Audio, Picture
from podcast.model.groups import Person, RegistryPerson
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.cue import Cue
from tests.support.people_pages import addresses_of, episode, guest, page, show, site, words


def test_a_persons_page_is_called_after_the_person():
    names = ("Jörg Maywald", "Anikó Popella", "Žižek Łukasz", "Straßer-Özgür, Aylin")
    assert addresses_of(show(episode(1, *map(guest, names)))) == [
        "personen/joerg-maywald/", "personen/aniko-popella/", "personen/zizek-lukasz/",
        "personen/strasser-oezguer-aylin/",
    ]  # fmt: skip


def test_a_name_without_a_letter_of_ours_has_a_page_too():
    (address,) = addresses_of(show(episode(1, guest("Людмила"))))
    assert address.startswith("personen/")
    assert len(address) > len("personen//")


def test_one_name_is_one_person_however_it_is_typed():
    several = show(episode(1, guest("Jo\u0308rg  Weiß")), episode(2, guest("Jörg Weiß", title="Amtsleiter")))
    assert set(addresses_of(several)) == {"personen/joerg-weiss/"}


def test_two_names_that_look_alike_in_an_address_have_two_pages():
    assert addresses_of(show(episode(1, guest("Jörg Weiß")), episode(2, guest("Joerg Weiss")))) == [
        "personen/joerg-weiss/",
        "personen/joerg-weiss-2/",
    ]


def test_two_people_of_the_same_name_have_different_keys():
    anna = {"name": "Anna Müller", "role": "guest"}
    several = show(
        episode(1, RegistryPerson(**anna, key="anna-mueller")),
        episode(2, RegistryPerson(**anna, key="anna-mueller-bonn")),
        people={"anna-mueller-bonn": Person(**anna), "anna-mueller": Person(**anna)},
    )
    assert addresses_of(several) == ["personen/anna-mueller/", "personen/anna-mueller-bonn/"]
    assert "Titel 2" not in words(page(site(several), "personen/anna-mueller/"))
    titles = [page(site(several), address).findtext(".//title") for address in addresses_of(several)]
    assert len(set(titles)) == 2, "browsers and screen readers tell pages by their titles"


def test_a_person_named_in_the_registry_and_in_an_episode_has_one_page():
    host = {"name": "Simone Gaul", "role": "host"}
    both = show(
        episode(1, RegistryPerson(**host, key="simone")),
        episode(2, guest("Simone Gaul")),
        people={"simone": Person(**host)},
    )
    assert set(addresses_of(both)) == {"personen/simone-gaul/"}
    text = words(page(site(both), "personen/simone-gaul/"))
    assert "Moderation" in text
    assert "Zu Gast" in text


def test_a_new_person_leaves_all_other_addresses_as_they_are():
    before = addresses_of(show(episode(1, guest("Jörg Weiß"))))
    after = addresses_of(show(episode(1, guest("Jörg Weiß")), episode(2, guest("Joerg Weiss"))))
    assert after[: len(before)] == before


def test_a_persons_page_tells_what_the_newest_episode_tells():
    several = show(
        episode(1, guest("Ada", title="Referentin", href="https://www.example.org/ada", about="Mag *Akten*.")),
        episode(2, guest("Ada", title="Amtsleiterin")),
    )
    html = page(site(several), "personen/ada/")
    assert html.xpath("//h1/text()") == ["Ada"]
    text = words(html)
    assert "Amtsleiterin" in text
    assert "Referentin" not in text
    assert "Mag Akten." in text
    assert html.xpath("//a[contains(@href, 'example.org/ada')]/text()") == ["Mehr auf example.org"]
    assert [element.text_content().rpartition(": ")[2] for element in html.xpath("//h3/a")] == ["Titel 2", "Titel 1"]


def test_a_portrait_is_shown_where_there_is_one():
    face = {
        "people/ada.jpg@96": Picture("assets/a-96.jpg", 96, 96),
        "people/ada.jpg@260": Picture("assets/a-260.jpg", 260, 260),
    }
    several = show(episode(1, guest("Ada", image="people/ada.jpg", image_alt="Ada lacht")))
    (image,) = page(site(several, face), "personen/ada/").xpath("//article//img")
    assert (image.get("alt"), image.get("width")) == ("Ada lacht", "260")
    (image,) = page(site(several, face), "personen/").xpath("//main//img")
    assert (image.get("alt"), image.get("width")) == ("", "96"), "the name stands beside it"


def test_the_list_is_in_the_order_of_surnames():
    names = ["Zoe Äpfel", "Cem", "Ida Groß-Zahn", "Ada Lang", "Ben Zorn", "Анна Белова", "Анна Иванова"]
    people = page(site(show(episode(1, *map(guest, reversed(names))))), "personen/")
    assert [element.text for element in people.xpath("//main//li//b")] == names


def test_a_show_without_people_has_no_page_of_people():
    files = site(show(episode(1)))
    assert not [path for path in files if path.startswith("personen")]
    assert b"personen" not in files["index.html"]


def test_guests_of_the_newest_episode_lead_to_their_pages():
    home = page(site(show(episode(1, guest("Ada"), guest("Ben"), guest("Cem")))), "")
    links = home.xpath("//ul[contains(@class, 'faces named')]//a[contains(@href, 'personen')]")
    assert [(link.text, link.get("href")) for link in links][1] == ("Ben", "personen/ben/index.html")


def test_a_persons_file_has_figures_and_topics():
    host = Person(name="Simone", role="host")
    several = show(
        episode(1, host, guest("Ada"), topics=("Haushalt", "Wahlen")),
        episode(400, host, guest("Ben"), topics=("Wahlen",)),
    )
    html = page(site(several), "personen/simone/")
    assert words(html.xpath("//p[@class='card-tab']")[0]) == "Moderation"
    figures = [(words(figure.find("dd")), words(figure.find("dt"))) for figure in html.xpath("//dl/div")]
    assert figures == [("2", "Folgen"), ("2022–23", "im Podcast"), ("2", "Gäste")]
    topics = html.xpath("//ul[@class='topics']//a")
    assert [(words(topic), topic.get("href")) for topic in topics] == [
        ("Wahlen", "../../themen/wahlen/index.html"),
        ("Haushalt", "../../themen/haushalt/index.html"),
    ]


def test_a_person_meets_the_others_of_the_same_episodes_guests_first():
    host = Person(name="Simone", role="host")
    several = show(
        episode(1, host, guest("Ada"), guest("Ben"), season=1, episode=1), episode(2, host, guest("Ada"), season=1)
    )
    html = page(site(several), "personen/ada/")
    people = html.xpath("//section[@aria-labelledby='people-box']//li")
    assert [words(person) for person in people] == ["Ben Staffel 1, Folge 1", "Simone 2 Folgen"]
    assert words(html.xpath("//p[@class='card-tab']")[0]) == "Gast"


def test_soundbites_are_quotes_of_who_speaks_that_play_from_there():
    several = show(
        episode(1, Person(name="Simone", role="host"), guest("Ada"), soundbites=({"start": 10, "duration": 20},)),
        episode(2, guest("Ada"), soundbites=({"start": 5, "duration": 15, "title": "Vom Anfangen"},)),
        episode(3, guest("Ada"), guest("Ben"), soundbites=({"start": 5, "duration": 15, "title": "Unklar"},)),
    )
    cues = (Cue(0, 10, "Simone", "Guten Tag."), Cue(10, 20, "Ada", "Fragen hilft."), Cue(20, 30, "Ada", "Immer."))
    sound = {
        one.slug: Audio("audio/a.mp3", 1, 99.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0) for one in several.episodes
    }
    files = site_files(several, sound, {}, {"folge-1": cues}, [default_templates()])
    quotes = page(files, "personen/ada/").xpath("//figure")
    assert [(words(quote.find("blockquote")), quote.xpath(".//a/@href")[0]) for quote in quotes] == [
        ("Vom Anfangen", "../../folge-2/index.html#t=5,20"),
        ("Fragen hilft. Immer.", "../../folge-1/index.html#t=10,30"),
    ]
    assert not page(files, "personen/simone/").xpath("//figure")


def test_paths_follow_the_shows_language():
    english = show(episode(1, guest("Ada")), language="en-GB")
    assert addresses_of(english) == ["people/ada/"]
    assert urls.page(english, "imprint") == "legal-notice/"
    assert "people/ada/index.html" in site(english)


def test_a_host_of_many_episodes_has_several_pages():
    many = show(*(episode(number, Person(name="Ada", role="host")) for number in range(1, 102)))
    files = site(many)
    first, last = page(files, "personen/ada/"), page(files, "personen/ada/seite-3/")
    assert len(first.xpath("//h3")) == 50
    assert len(last.xpath("//h3")) == 1
    assert last.xpath("//nav[@aria-label='Seiten dieser Liste']//a[@rel='prev']/@href") == [
        "../../../personen/ada/seite-2/index.html"
    ]
    assert not first.xpath("//a[@rel='prev']")
    assert last.xpath("//nav[@class='pagination']//a[@aria-current='page']")
    assert first.xpath("//title/text()") != last.xpath("//title/text()")
