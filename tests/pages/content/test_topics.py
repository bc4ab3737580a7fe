from podcast.pages.content.topics import topic_index
from tests.support.people_pages import episode, page, show, site, words


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
    assert "Thema: Jugendbeteiligung" in words(html.xpath("//h1")[0])


def test_topics_that_look_alike_in_an_address_have_pages_of_their_own():
    index = topic_index(show(episode(1, topics=("C", "C#")), episode(2, topics=("C++", "日本", "…"))))
    assert index.address("C") == "themen/c/"
    assert index.address("C#") == "themen/c-sharp/"
    assert index.address("C++") == "themen/c-plus-plus/"
    assert index.address("日本") != index.address("…")


def test_the_list_is_in_the_order_of_the_alphabet_with_counts():
    several = show(episode(1, topics=("Zeit", "Ämter")), episode(2, topics=("Zeit",)))
    items = [words(element) for element in page(site(several), "themen/").xpath("//ul[@class='topic-index']/li")]
    assert items == ["Ämter 1 Folge", "Zeit 2 Folgen"]


def test_a_show_without_topics_has_no_page_of_them():
    assert not [path for path in site(show(episode(1))) if path.startswith("themen")]
