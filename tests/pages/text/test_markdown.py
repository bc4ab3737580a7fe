import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from podcast.pages.text.markdown import html, image_sources, linked_text, typeset

WORDS = st.text(alphabet=st.sampled_from("abcäößXYZ"), min_size=1, max_size=8)


class Seen(HTMLParser):
    """What a browser would find."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def test_gender_stars_are_text():
    assert html("Bürger*innen und Kolleg*innen", "de") == "<p>Bürger*innen und Kolleg*innen</p>"
    assert html("jede*r und eine*n", "de") == "<p>jede*r und eine*n</p>"


def test_gender_stars_keep_the_emphasis_around_them():
    assert html("**Amtsleiter*innen**", "de") == "<p><strong>Amtsleiter*innen</strong></p>"
    assert html("*Kolleg*innen*", "de") == "<p><em>Kolleg*innen</em></p>"
    assert html("ein *Wort* und **zwei**", "de") == "<p>ein <em>Wort</em> und <strong>zwei</strong></p>"


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
def test_no_number_of_gender_stars_makes_an_emphasis(pairs):
    text = " ".join(f"{left}*{right}" for left, right in pairs)
    seen = Seen(html(text, "de"))
    assert seen.tags == ["p"]
    assert seen.text == text


def test_quotes_are_those_of_the_language():
    assert html("\"eins 'zwei'\"", "de") == "<p>„eins ‚zwei‘“</p>"
    assert html('"one"', "en-GB") == "<p>“one”</p>"


def test_a_script_does_not_survive():
    seen = Seen(
        html('<script>alert(1)</script><iframe src="x"></iframe><p onclick="x()" style="color:red">gut</p>', "de")
    )
    assert seen.tags == ["p"]
    assert seen.attributes == []
    assert "alert" not in seen.text


def test_a_link_that_runs_code_is_no_link():
    assert "<a" not in html("[klick](javascript:alert(1))", "de")
    assert ("href", "data:text/html,x") not in Seen(html('<a href="data:text/html,x">x</a>', "de")).attributes


def test_links_within_the_site_to_the_web_and_to_mail_stay():
    text = html("[a](../andere/) [b](https://example.org/) [c](mailto:a@example.org)", "de")
    assert [value for name, value in Seen(text).attributes if name == "href"] == [
        "../andere/",
        "https://example.org/",
        "mailto:a@example.org",
    ]


def test_a_picture_of_ours_is_shown_with_its_size():
    text = html("![Ein *Schrank*](schrank.jpg)", "de", {"schrank.jpg": ("../assets/s.webp", 640, 480)})
    assert dict(Seen(text).attributes) == {
        "src": "../assets/s.webp",
        "alt": "Ein Schrank",
        "width": "640",
        "height": "480",
        "loading": "lazy",
    }


def test_a_picture_from_elsewhere_is_shown_by_its_words():
    assert html("![Ein <Schrank>](https://example.org/s.jpg)", "de") == "<p>Ein &lt;Schrank&gt;</p>"
    assert "<img" not in html('<img src="https://example.org/s.jpg"> <img src="//example.org/t.png">', "de")


def test_the_pictures_of_a_text_are_those_of_its_folder():
    text = "![a](x.jpg) **![b](y.jpg)** ![c](https://example.org/z.jpg) ![d](//e.org/z.jpg) ![a](x.jpg)"
    assert image_sources(text) == ("x.jpg", "y.jpg")


def test_headings_begin_below_those_of_the_page_and_skip_none():
    assert Seen(html("# A\n\n#### B\n\n# C", "de")).tags == ["h3", "h4", "h3"]
    assert Seen(html("## A\n\n### B", "de")).tags == ["h3", "h4"]


def test_a_tables_columns_keep_their_sides():
    shown = html("| Jahr | Anteil | Ort |\n|---|--:|:-:|\n| 2019 | 3,1 | Ulm |", "de")
    assert re.findall(r"<td.*?>", shown) == ["<td>", '<td class="end">', '<td class="mid">']
    assert "style" not in shown
    assert "class" not in html('<table><tr><td class="card">a</td></tr></table>', "de")


def test_plain_text_has_links_of_its_addresses_and_no_markup():
    shown = linked_text("<b> *a* & www.example.org/it's, info@example.org")
    assert shown == (
        '&lt;b&gt; *a* &amp; <a href="https://www.example.org/it&#x27;s" rel="noopener">www.example.org/it\'s</a>, '
        '<a href="mailto:info@example.org" rel="noopener">info@example.org</a>'
    )


def test_no_break_spaces_stand_where_german_wants_them():
    assert html("z. B. am 3. Mai, 45 Minuten", "de") == "<p>z.&nbsp;B. am 3.&nbsp;Mai, 45&nbsp;Minuten</p>"
    assert "z. B." in html("`z. B.`", "de")


def test_plain_words_are_set_well():
    assert typeset('"Echt"? Das macht\'s - z.B. ... 3. Mai', "de") == "„Echt“? Das macht’s\xa0– z.\xa0B. … 3.\xa0Mai"


def test_plain_words_hold_no_markup():
    assert typeset("*a* <b> `c` [d](e) & Jörg*innen\nzwei", "de") == "*a* <b> `c` [d](e) & Jörg*innen\nzwei"
