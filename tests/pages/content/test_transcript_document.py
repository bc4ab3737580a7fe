"""The transcript as an HTML document for apps."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from podcast.model.groups import Chapter
from podcast.model.show import Episode, Show
from podcast.pages.content.transcript_document import transcript_document
from podcast.transcripts.cue import Cue

SHOW = Show.model_construct(title="Amt & Rat", language="de", link="https://p.example.org/")
TALK = Episode(slug="zwei", guid="g", title="Geld & Rat", chapters=(Chapter(start=0, title="Anfang"),))
CUES = (Cue(1.0, 3.5, "Ada <1>", "Ja & nein."), Cue(4.0, 5.0, "Ben", "So."))


class Tags(HTMLParser):
    """The elements of a document in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.names.append(tag)


def document() -> str:
    return transcript_document(SHOW, TALK, CUES)["zwei/transcript.html"].decode()


def test_it_has_the_form_of_the_podcast_namespace() -> None:
    text = document()
    assert "<h2>Anfang</h2>\n<cite>Ada &lt;1&gt;:</cite>\n" in text
    assert '<time datetime="PT1S">0:01</time>\n<p>Ja &amp; nein.</p>\n' in text
    assert Tags(text).names[-6:] == ["cite", "time", "p"] * 2
    assert 'rel="canonical"' in text
    assert "noindex" in text


def test_its_policy_lets_in_its_own_style_and_nothing_else() -> None:
    text = document()
    (style,) = re.findall(r"<style>(.*?)</style>", text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}' ")
    assert not re.search(r"<(script|img|link rel=.stylesheet)", text)
