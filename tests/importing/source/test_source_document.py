"""Documents of feeds with the faults of real ones: all are read, each repair is said."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.errors import PodcastError
from podcast.importing.source.source_document import SourceDocument, parse_source_document

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
NAMES = {"itunes": ITUNES, "podcast": PODCAST, "content": "http://purl.org/rss/1.0/modules/content/"}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())


def rss(content: str, attributes: str = DECLARED) -> str:
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{declaration}\n<rss version="2.0" {attributes}>\n<channel>{content}</channel>\n</rss>'


def item(content: str) -> str:
    return f"<item>{content}</item>"


def parse(text: str) -> SourceDocument:
    return parse_source_document(text.encode(), "feed.xml")


def rules(document: SourceDocument) -> list[str]:
    return [finding.rule for finding in document.findings]


def text(parent: Any, path: str) -> str:
    return str(parent.findtext(path, namespaces=NAMES))


def test_a_feed_without_faults_has_no_findings_and_keeps_its_lines() -> None:
    document = parse(rss("<title>A &amp; B</title>\n" + item("<title>1</title>") + "\n" + item("<title>2</title>")))
    assert rules(document) == []
    assert [element.sourceline for element in document.channel.iterfind("item")] == [4, 5]


@pytest.mark.parametrize(
    ("content", "title", "rule"),
    [
        ("AT&T & friends", "AT&T & friends", "bare-ampersand"),
        ("f&uuml;r&nbsp;alle", "für\N{NO-BREAK SPACE}alle", "html-entity"),
        ("a &bogus; b", "a &bogus; b", "unknown-entity"),
        ("a &#150; b", "a – b", "character-number"),
        ("&#55357;&#56832;", "😀", "character-number"),
        ("a&#0;b&#xFFFE;c", "abc", "control-character"),
        ("a\x00b\x0bc\x1f", "ab c", "control-character"),
        ("1 < 2 <br> 3", "1 < 2 <br> 3", "inner-markup"),
        ("a <b>bold</b> word", "a <b>bold</b> word", "inner-markup"),
        ("a <![CDATA[<i>b</i>]]> <b>&uuml;</b>", "a <i>b</i> <b>&uuml;</b>", "inner-markup"),
    ],
)
def test_a_title_is_read_as_it_was_meant(content: str, title: str, rule: str) -> None:
    document = parse(rss(item(f"<title>{content}</title><guid>1</guid>")))
    (element,) = document.channel.iterfind("item")
    assert (text(element, "title"), text(element, "guid")) == (title, "1")
    assert rules(document) == [rule]


def test_what_looks_like_a_reference_in_cdata_stays_as_it_is() -> None:
    document = parse(rss(item("<title>R&D</title><description><![CDATA[&nbsp; a & b &#150;]]></description>")))
    assert text(document.channel.find("item"), "description") == "&nbsp; a & b &#150;"


@pytest.mark.parametrize(
    "uri",
    [
        "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "https://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.itunes.com/dtds/podcast-1.0.dtd/",
        "http://itunes.com/dtds/podcast-1.0.dtd",
    ],
)
def test_other_spellings_of_a_namespace_are_read_as_the_usual_one(uri: str) -> None:
    document = parse(rss("<itunes:author>A</itunes:author>", f'xmlns:itunes="{uri}"'))
    assert text(document.channel, "itunes:author") == "A"
    assert rules(document) == ["namespace-spelling"]


def test_the_first_address_of_the_podcast_namespace_is_read_as_its_present_one() -> None:
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    document = parse(rss(item(f'<p:season xmlns:p="{old}">1</p:season>')))
    assert text(document.channel, "item/podcast:season") == "1"


def test_a_namespace_in_a_text_is_not_touched() -> None:
    example = '<description><![CDATA[xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"]]></description>'
    document = parse(rss(example))
    assert "DTDs" in text(document.channel, "description")
    assert rules(document) == []


def test_prefixes_that_are_not_declared_have_their_usual_namespaces() -> None:
    document = parse(rss('<itunes:image href="a.jpg"/><own:thing own:a="1"/>', ""))
    assert document.channel.find("itunes:image", NAMES).get("href") == "a.jpg"
    assert document.channel.find("{urn:undeclared:own}thing") is not None
    assert rules(document) == ["undeclared-prefix"]


def test_a_namespace_of_rss_itself_is_left_out() -> None:
    document = parse(rss("<title>T</title>", 'xmlns="http://backend.userland.com/rss2"'))
    assert text(document.channel, "title") == "T"
    assert rules(document) == ["default-namespace"]


def test_capitals_of_names_are_put_right() -> None:
    document = parse(
        rss(
            item(
                '<GUID isPermalink="false">x</GUID><pubdate>now</pubdate><itunes:EpisodeType>full</itunes:EpisodeType>'
            )
        )
    )
    guid = document.channel.find("item/guid")
    assert guid.get("isPermaLink") == "false"
    assert text(document.channel, "item/pubDate") == "now"
    assert text(document.channel, "item/itunes:episodeType") == "full"
    assert rules(document) == ["name-capitals"]


@pytest.mark.parametrize("before", ["\n", "  \n\n", "<br />\n<b>Warning</b>: mysql_connect() in x.php\n"])
def test_text_before_the_declaration_is_left_out(before: str) -> None:
    document = parse(before + rss(item("<title>1</title>")))
    assert rules(document) == ["text-before-declaration"]
    assert document.channel.find("item").sourceline == 3 + before.count("\n")


def test_text_after_the_end_is_left_out() -> None:
    document = parse(rss(item("<title>1</title>")) + "\n<script>count()</script> & more")
    assert rules(document) == ["text-after-end"]


def test_an_item_that_is_cut_off_is_left_out_and_said() -> None:
    whole_feed = rss(item("<title>1</title>") + item("<title>2</title><enclosure url='https://example.org/2.mp3'/>"))
    document = parse(whole_feed[: whole_feed.index("2.mp3")])
    assert [text(element, "title") for element in document.channel.iterfind("item")] == ["1"]
    assert "cut-off" in rules(document)


def test_a_tag_of_the_channel_that_is_not_closed_swallows_nothing() -> None:
    items = "".join(item(f"<title>{number}</title>") for number in range(3))
    document = parse(rss(f'<itunes:category text="Arts"><language>de</language>{items}'))
    assert text(document.channel, "language") == "de"
    assert [text(element, "title") for element in document.channel.iterfind("item")] == ["0", "1", "2"]
    assert rules(document) == ["broken-xml"]


@pytest.mark.parametrize(
    "content",
    [
        '<itunes:image href="a.jpg"><guid>{0}</guid><title>{0}</title>',
        "<guid>{0}<title>{0}</title>",
        "<guid>{0}</guid></b><title>{0}</title>",
        '<title>{0}</title><enclosure url="a.mp3" length=3 type="audio/mpeg"><guid>{0}</guid>',
        "<title>{0}</title><guid>{0}</guid><link>a</link></link>",
    ],
)
def test_the_same_fault_in_each_of_many_items_loses_none(content: str) -> None:
    items = [item(content.format(number)) for number in range(300)]
    document = parse(rss("\n".join(items)))
    elements = document.channel.findall("item")
    numbers = [str(number) for number in range(300)]
    assert [text(element, "title") for element in elements] == numbers
    assert [text(element, "guid") for element in elements] == numbers
    assert elements[-1].sourceline == 302
    assert rules(document) == ["broken-item"]


def test_items_without_end_tags_are_items_of_their_own() -> None:
    document = parse(rss("<item><title>1</title>\n<item><title>2</title>\n"))
    assert [text(element, "title") for element in document.channel.iterfind("item")] == ["1", "2"]


def test_items_beside_the_channel_are_read() -> None:
    document = parse(f"<rss {DECLARED}><channel><title>S</title></channel>{item('<title>1</title>')}</rss>")
    assert text(document.channel, "item/title") == "1"
    assert rules(document) == ["misplaced-item"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("<!DOCTYPE html><html><head><title>x</title></head></html>", "is a web page, no feed, and names none"),
        (
            '<html><link href="/feed.xml" type="application/rss+xml" rel="alternate">',
            "import the feed that it names: https://example.org/feed.xml",
        ),
        ('<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "is an Atom feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "is a JSON Feed"),
        ("[1, 2]", "is JSON, no feed"),
        ("<opml version='2.0'><body/></opml>", "is a list of feeds"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "is RSS 1.0"),
        ("<urlset/>", "begins with <urlset>"),
        ("<rss version='2.0'/>", "has no <channel>"),
        (
            "<rss><redirect><newLocation>https://example.org/b</newLocation></redirect></rss>",
            "is at https://example.org/b",
        ),
        ("just words", "is plain text"),
        ("ID3\x04\x00\x00\x00" + "\x00\x01" * 100, "is no text"),
    ],
)
def test_what_is_no_feed_has_one_clear_reason(document: str, reason: str) -> None:
    with pytest.raises(PodcastError) as refusal:
        parse_source_document(document.encode(), "https://example.org/page")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_simple_entities_of_a_doctype_are_read_and_foreign_ones_are_never_loaded() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY mine "my text"><!ENTITY foreign SYSTEM "file:///etc/hostname">]>\n'
    feed = rss(item("<title>&mine;&foreign;!</title>")).replace("<rss", f"{doctype}<rss", 1)
    document = parse(feed)
    assert text(document.channel, "item/title") == "my text!"
    assert rules(document) == ["doctype", "external-entity"]


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {name} "&{used};&{used};">' for used, name in ("ab", "bc", "cd")),
        f'<!ENTITY a "{"x" * 900}">',
        f'<!ENTITY a "{"x" * 100_000}">',
    ],
)
def test_entities_that_multiply_are_refused(entities: str) -> None:
    references = "&a;" * 2_000
    with pytest.raises(PodcastError, match="multiply"):
        parse(f"<!DOCTYPE rss [{entities}]><rss><channel><title>{references}</title></channel></rss>")


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(PodcastError, match="nested deeper"):
        parse("<rss><channel>" + "<a>" * 100_000)


PIECES = (*"<>&;/\"'=! -[]#x", "item", "title", "<![CDATA[", "]]>", "<!--", "rss", "\x00", "<item>", "</item>", "&#")


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_content_of_a_channel_raises_another_error(content: str) -> None:
    with contextlib.suppress(PodcastError):
        assert parse(rss(content)).channel is not None
