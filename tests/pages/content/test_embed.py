from __future__ import annotations

import json

from lxml import etree
from lxml import html as lxml_html

from podcast import urls
from podcast.artifacts import Picture
from podcast.model.groups import Chapter
from podcast.pages.content import embed
from tests.support.rendered_pages import audio, episode, select, show, site


def page(**fields):
    return site(episode(1, **fields))["folge-1/einbetten/index.html"]


def document(**fields):
    the_show = show(**fields).with_episodes([episode(1, title='Was ist "echt"?')])
    return json.loads(dict(embed.oembed_documents(the_show, audio(episode(1))))["folge-1/oembed.json"])


def test_an_episode_that_can_be_heard_has_a_page_for_frames():
    html = page(title="Eins")
    assert select(html, "//audio/@src") == ["../../audio/folge-1.1234abcd.mp3"]
    assert select(html, "//h1/a/@href") == ["../../folge-1/index.html"]
    assert select(html, "//h1/a/@target") == ["_blank"]
    assert "neues Fenster" in select(html, "//h1/a")[0].text_content()


def test_search_engines_may_not_list_it():
    files = site(episode(1))
    assert select(files["folge-1/einbetten/index.html"], "//meta[@name='robots']/@content") == ["noindex"]
    assert b"einbetten" not in files["sitemap.xml"]


def test_nothing_is_remembered_in_a_frame():
    (template,) = select(page(), "//template[@id='player-bar']")
    assert template.get("data-storage-key") is None
    assert not select(page(), "//input[@type='checkbox'] | //select[@name='sleep']")


def test_the_link_to_a_moment_leads_to_the_episode_and_not_into_the_frame():
    assert select(page(), "//a[@class='play']/@data-page") == ["../../folge-1/index.html"]


def test_a_draft_and_a_silent_episode_cannot_be_embedded():
    files = site(episode(1), episode(2, draft=True, date=None))
    assert "folge-2/einbetten/index.html" not in files
    assert "folge-2/oembed.json" not in files
    assert not select(files["folge-2/index.html"], "//link[@type='application/json+oembed']")
    assert not embed.is_embeddable(episode(3), {})


def test_shared_it_looks_like_its_episode():
    cards = {
        f"{address}@card": Picture(f"assets/{name}.jpg", 1200, 630) for address, name in (("", "s"), ("folge-1/", "e"))
    }
    files = site(episode(1, title="Eins"), pictures=cards)
    for path in ("folge-1/index.html", "folge-1/einbetten/index.html"):
        said = {field.get("property"): field.get("content") for field in select(files[path], "//meta[@property]")}
        assert said["og:image"] == "https://example.org/assets/e.jpg"
        assert said["og:title"] == "Eins"
        assert said["og:image:alt"].endswith(said["og:title"])


def test_a_long_title_and_chapters_make_a_higher_frame():
    bare, chapters = episode(1, title="Mut"), (Chapter(start=0, title="Anfang"),)
    long = episode(1, title="Kinder- und Jugendbeteiligung in der kommunalen Verwaltung")
    assert embed.frame_height(show(), bare) < embed.frame_height(show(), long)
    assert embed.frame_height(show(), bare) < embed.frame_height(show(), bare.model_copy(update={"chapters": chapters}))
    assert embed.frame_height(show(), episode(1, title="W" * 40)) < embed.frame_height(
        show(), episode(1, title="政" * 40)
    )


def test_an_english_show_calls_it_embed():
    assert "folge-1/embed/index.html" in site(episode(1), language="en")


def test_the_episodes_page_offers_the_frame_as_text_and_names_the_document():
    whole = site(episode(1))["folge-1/index.html"]
    (code,) = select(whole, "//code[@id='embed-code']/text()")
    (frame,) = lxml_html.fragments_fromstring(code)
    assert frame.tag == "iframe"
    assert frame.get("src") == "https://example.org/folge-1/einbetten/index.html"
    assert not select(whole, "//iframe")
    (link,) = select(whole, "//link[@type='application/json+oembed']/@href")
    assert link == "https://example.org/folge-1/oembed.json"


def test_the_document_is_what_the_specification_asks_of_rich():
    said = document()
    assert said["version"] == "1.0"
    assert said["type"] == "rich"
    assert isinstance(said["width"], int)
    assert isinstance(said["height"], int)
    assert said["title"] == 'Was ist "echt"?'
    assert said["provider_url"] == "https://example.org/"
    (frame,) = lxml_html.fragments_fromstring(said["html"])
    assert frame.get("title") == "Folge anhören: Was ist „echt“?"
    assert frame.get("height") == str(said["height"])


def test_the_frame_names_a_file_so_that_any_bucket_answers():
    the_show = show()
    source = f'src="{urls.absolute_url(the_show, "folge-1/einbetten/index.html")}"'
    assert source in embed.frame_html(the_show, episode(1))


def test_a_title_cannot_break_out_of_the_frames_html():
    evil = '"><script>alert(1)</script>'
    (frame,) = lxml_html.fragments_fromstring(embed.frame_html(show(), episode(1, title=evil)))
    assert frame.tag == "iframe"
    assert "script" in frame.get("title")


def test_the_document_is_there_as_xml_too_and_the_page_names_both():
    files = site(episode(1, title="Ämter & <Akten>"))
    links = {link.get("type"): link.get("href") for link in select(files["folge-1/index.html"], "//link[@href][@type]")}
    assert links["text/xml+oembed"] == "https://example.org/folge-1/oembed.xml"
    root = etree.fromstring(files["folge-1/oembed.xml"])
    fields = json.loads(files["folge-1/oembed.json"])
    assert {element.tag: element.text for element in root} == {name: str(value) for name, value in fields.items()}
    assert root.findtext("title") == "Ämter & <Akten>"


def test_the_thumbnail_is_the_cover_of_the_episode_or_else_of_the_show():
    covers = {f"{name}@480": Picture(f"assets/{name}", 480, 480) for name in ("cover.jpg", "own.jpg")}
    for fields, name in (({}, "cover.jpg"), ({"cover": "own.jpg"}, "own.jpg")):
        said = json.loads(site(episode(1, **fields), pictures=covers)["folge-1/oembed.json"])
        assert said["thumbnail_url"] == f"https://example.org/assets/{name}"
        assert (said["thumbnail_width"], said["thumbnail_height"]) == (480, 480)
    assert "thumbnail_url" not in json.loads(site(episode(1))["folge-1/oembed.json"])


def test_wordpress_would_remove_a_style():
    (frame,) = lxml_html.fragments_fromstring(document()["html"])
    assert (frame.get("frameborder"), frame.get("style")) == ("0", None)
    assert 'style="border:0"' in embed.frame_html(show(), episode(1))
