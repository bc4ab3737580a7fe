from html.parser import HTMLParser

from podcast.artifacts import ImageFormat, Picture
from podcast.pages.images.picture_html import picture_element, thumbnail_element, with_picture_elements

PICTURE = Picture(
    "assets/a-480.jpg", 480, 320,
    (
        ImageFormat("image/avif", (("assets/a-240.avif", 240), ("assets/a-480.avif", 480))),
        ImageFormat("image/webp", (("assets/a-240.webp", 240), ("assets/a-480.webp", 480))),
        ImageFormat("image/jpeg", (("assets/a-240.jpg", 240), ("assets/a-480.jpg", 480))),
    ),
)  # fmt: skip


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)
        self.names = [name for name, _ in self.elements]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


def link(address):
    return f"../{address}"


def test_a_picture_is_offered_in_every_form_the_smallest_first():
    tags = Tags(picture_element(link, PICTURE, "Ein Schrank", "15rem", class_="cover"))
    assert tags.names == ["picture", "source", "source", "img"]
    assert [attributes["type"] for _, attributes in tags.elements[1:3]] == ["image/avif", "image/webp"]
    assert tags.elements[1][1]["srcset"] == "../assets/a-240.avif 240w, ../assets/a-480.avif 480w"
    assert tags.elements[3][1] == {
        "src": "../assets/a-480.jpg", "alt": "Ein Schrank", "width": "480", "height": "320", "loading": "lazy",
        "class": "cover", "srcset": "../assets/a-240.jpg 240w, ../assets/a-480.jpg 480w", "sizes": "15rem",
    }  # fmt: skip


def test_a_picture_without_forms_is_an_image():
    tags = Tags(picture_element(link, Picture("a.png", 4, 3), "", "1rem", loading="eager"))
    assert tags.elements == [("img", {"src": "../a.png", "alt": "", "width": "4", "height": "3", "loading": "eager"})]


def test_no_word_breaks_out_of_a_picture():
    evil = '"><script>alert(1)</script>'
    tags = Tags(picture_element(link, PICTURE, evil, evil, class_=evil))
    assert tags.names == ["picture", "source", "source", "img"]
    assert tags.elements[3][1]["alt"] == evil


def test_pictures_of_the_notes_are_offered_in_every_form_and_others_left_alone():
    notes = '<p><img src="../assets/a-480.jpg" alt="A" width="480"> <img src="../b.png" alt="B"></p>'
    tags = Tags(with_picture_elements(notes, link, {"../assets/a-480.jpg": PICTURE}, "42rem"))
    assert tags.names == ["p", "picture", "source", "source", "img", "img"]
    assert [attributes["alt"] for name, attributes in tags.elements if name == "img"] == ["A", "B"]
    assert tags.elements[4][1]["srcset"] == "../assets/a-240.jpg 240w, ../assets/a-480.jpg 480w"


def test_a_thumbnail_is_offered_in_its_smallest_width_alone():
    tags = Tags(thumbnail_element(link, PICTURE, "Ein Schrank", class_="cover"))
    assert tags.elements[1:] == [
        ("source", {"type": "image/avif", "srcset": "../assets/a-240.avif"}),
        ("img", {
            "src": "../assets/a-240.jpg", "alt": "Ein Schrank", "width": "240", "height": "160", "loading": "lazy",
            "class": "cover",
        }),
    ]  # fmt: skip


def test_a_thumbnail_without_forms_is_an_image():
    plain = Picture("a/c.jpg", 480, 480)
    assert thumbnail_element(str, plain, "") == picture_element(str, plain, "", "")
