from podcast.model.groups import Person
from podcast.pages.content.topics import topic_index
from tests.support.people_pages import episode, guest, page, show, site, words


def test_a_topic_is_one_however_it_is_typed():
    several = show(
        episode(1, topics=("Jugendbeteiligung",)), episode(2, topics=("jugendbeteiligung",)),
        episode(3, topics=("Jugendbeteiligung", "Bürger*innen")),
    )  # fmt: skip
    known = topic_index(several)
    assert known.address("JUGENDBETEILIGUNG") == "themen/jugendbeteiligung/"
    assert known.address("Bürger*innen") == "themen/buergerinnen/"
    html = page(site(several), "themen/jugendbeteiligung/")
    assert len(html.xpath("//h3")) == 3
    assert words(html.xpath("//h1")[0]) == "Jugendbeteiligung"
    assert html.findtext(".//title").startswith("Thema: Jugendbeteiligung")


def test_topics_that_look_alike_in_an_address_have_pages_of_their_own():
    index = topic_index(show(episode(1, topics=("C", "C#")), episode(2, topics=("C++", "日本", "…"))))
    assert index.address("C") == "themen/c/"
    assert index.address("C#") == "themen/c-sharp/"
    assert index.address("C++") == "themen/c-plus-plus/"
    assert index.address("日本") != index.address("…")


def test_the_list_is_in_the_order_of_the_alphabet_with_counts():
    several = show(episode(1, topics=("Zeit", "Ämter")), episode(2, topics=("Zeit",)))
    items = [words(element) for element in page(site(several), "themen/").xpath("//main//ul[@class='topics']/li")]
    assert items == ["Ämter 1 Folge", "Zeit 2 Folgen"]


def test_topics_with_a_text_come_first_and_the_others_in_one_paragraph_below():
    several = show(episode(1, topics=("Zeit", "Ämter")), topics={"Zeit": "Wie lange alles dauert."})
    topics = page(site(several), "themen/")
    assert [words(item) for item in topics.xpath("//ul[contains(@class, 'topic-index')]/li")] == [
        "Zeit 1 Folge Wie lange alles dauert."
    ]
    assert [words(item) for item in topics.xpath("//main//h2 | //main//ul[@class='topics']/li")] == [
        "Weitere Themen", "Ämter 1 Folge",
    ]  # fmt: skip


def test_a_show_without_topics_has_no_page_of_them():
    assert not [path for path in site(show(episode(1))) if path.startswith("themen")]


def test_a_topic_has_the_text_that_the_show_gives_it():
    described = show(episode(1, topics=("Haushalt",)), topics={"haushalt": "Wer *zahlt*."})
    files = site(described)
    html = page(files, "themen/haushalt/")
    assert words(html.xpath("//div[@class='lead']")[0]) == "Wer zahlt."
    assert html.xpath("//meta[@name='description']/@content") == ["Wer zahlt."]
    assert "Wer zahlt." in words(page(files, "themen/").xpath("//main//li")[0])


def test_related_topics_are_those_of_the_same_episodes_the_most_frequent_first():
    several = show(
        episode(1, topics=("Haushalt", "Wahlen")), episode(2, topics=("Haushalt", "Ämter", "Wahlen")),
        episode(3, topics=("Schule",)),
    )  # fmt: skip
    html = page(site(several), "themen/haushalt/")
    related = html.xpath("//nav[@aria-label='Verwandte Themen']//a")
    assert [(words(link), link.get("href")) for link in related] == [
        ("Wahlen 2", "../../themen/wahlen/index.html"),
        ("Ämter 1", "../../themen/aemter/index.html"),
    ]


def test_a_topic_names_the_guests_who_speak_about_it_and_their_office():
    several = show(
        episode(1, guest("Ada", title="Amtsleiterin"), Person(name="Cem", role="host"), topics=("Haushalt",)),
        episode(2, guest("Ben"), topics=("Haushalt",)),
        episode(3, guest("Dora"), topics=("Wahlen",)),
    )
    people = page(site(several), "themen/haushalt/").xpath("//section[@aria-labelledby='people-box']//li")
    assert [words(person) for person in people] == ["Ben 1 Folge", "Ada Amtsleiterin"]


def test_a_topic_that_no_file_system_takes_as_a_name_has_a_shorter_one_of_its_own():
    longest, longer, other = "a" * 255, "b" * 300, "b" * 299 + "c"
    index = topic_index(show(episode(1, topics=(longest, longer, other))))
    slugs = [index.slugs[topic] for topic in (longest, longer, other)]
    assert slugs[0] == longest  # an address that was possible stays
    assert len(set(slugs)) == 3
    assert all(len(slug) <= 255 for slug in slugs)
    assert slugs[1].startswith("b" * 200 + "-")
