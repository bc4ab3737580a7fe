from podcast import urls
from podcast.artifacts import Picture
from podcast.model.groups import Person, RegistryPerson
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
        "people/ada.jpg@192": Picture("a-192.jpg", 192, 192),
    }
    several = show(episode(1, guest("Ada", image="people/ada.jpg", image_alt="Ada lacht")))
    (image,) = page(site(several, face), "personen/ada/").xpath("//main//img")
    assert (image.get("alt"), image.get("width")) == ("Ada lacht", "96")


def test_the_list_is_in_the_order_of_surnames():
    names = ["Zoe Äpfel", "Cem", "Ida Groß-Zahn", "Ada Lang", "Ben Zorn", "Анна Белова", "Анна Иванова"]
    people = page(site(show(episode(1, *map(guest, reversed(names))))), "personen/")
    assert [element.text for element in people.xpath("//main//li//b")] == names


def test_a_show_without_people_has_no_page_of_people():
    files = site(show(episode(1)))
    assert not [path for path in files if path.startswith("personen")]
    assert b"personen" not in files["index.html"]


def test_guests_on_cards_lead_to_their_pages():
    home = page(site(show(episode(1, guest("Ada"), guest("Ben"), guest("Cem")))), "")
    (line,) = home.xpath("//li[contains(@class, 'card')]//span[@class='guests']")
    assert words(line) == "mit Ada, Ben und Cem"
    assert line.xpath(".//a/@href")[1] == "personen/ben/index.html"


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
