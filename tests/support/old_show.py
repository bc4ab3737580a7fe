"""A show at its old host on loopback: a feed with everything that hosts write, and all of its files."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from tests.support.sounds import speech, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.media_host import MediaHost

FEED = "/feed.xml"
NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "host": "https://host.example.com/ns",
}
_DECLARATIONS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())

_CHANNEL = """\
<title>Kaffee im Rathaus</title>
<link>{link}</link>
<description>Zehn Minuten mit Menschen, die in Rathäusern arbeiten.</description>
<language>de</language>
<copyright>Stadt Musterhausen</copyright>
<generator>Old Host 3.1</generator>
<atom:link rel="self" type="application/rss+xml" href="{feed}"/>
<itunes:author>Stadt Musterhausen</itunes:author>
<itunes:owner>
<itunes:name>Stadt Musterhausen</itunes:name><itunes:email>kaffee@example.org</itunes:email></itunes:owner>
<itunes:image href="{cover}"/>
<itunes:category text="Government"/>
<itunes:explicit>no</itunes:explicit>
<itunes:type>episodic</itunes:type>
<itunes:keywords>Rathaus,Kaffee</itunes:keywords>
<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
<podcast:locked owner="kaffee@example.org">no</podcast:locked>
<podcast:funding url="https://example.org/spenden">Unterstützen</podcast:funding>
<host:plan level="2">Pro</host:plan>
"""

_ITEM = """\
<item>
<title>{title}</title>
<link>{link}folge/{slug}/</link>
<guid isPermaLink="false">{guid}</guid>
<pubDate>{date}</pubDate>
<description>Worum es in „{title}“ geht.</description>
<content:encoded>
<![CDATA[<p>Mit <a href="https://example.org/?a=1&amp;b=2">Link</a> &amp; mehr.</p>]]></content:encoded>
<enclosure url="{audio}" length="{length}" type="audio/mpeg"/>
<itunes:duration>00:00:02</itunes:duration>
<itunes:episode>{number}</itunes:episode>
<itunes:episodeType>full</itunes:episodeType>
<itunes:explicit>no</itunes:explicit>
<itunes:subtitle>Kurz</itunes:subtitle>
<podcast:person role="guest" href="https://example.org/erika">Erika Muster</podcast:person>
<podcast:transcript url="{transcript}" type="text/vtt" language="de"/>
<podcast:chapters url="{chapters}" type="application/json+chapters"/>
<psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Anfang"/>\
<psc:chapter start="00:00:01.000" title="Ende" href="https://example.org/ende"/></psc:chapters>
<podcast:soundbite startTime="0.5" duration="1.0">Der Satz</podcast:soundbite>
<host:rating>5</host:rating>
</item>
"""
_TRANSCRIPT = "WEBVTT\n\n00:00.000 --> 00:01.500\n<v Erika Muster>Guten Tag aus Folge {number}.\n"


@dataclass
class OldShow:
    """The show; `items` are the numbers of its episodes, `channel` is added to the channel's elements."""

    host: MediaHost
    audio: bytes
    items: list[int] = field(default_factory=lambda: [1, 2])
    channel: str = ""

    @property
    def feed(self) -> str:
        """The address of the feed."""
        return self.host.url(FEED)

    def publish(self) -> str:
        """Put the feed and its files in their places; return the address of the feed."""
        cover = self.host.add("/cover.jpg", picture("JPEG"), type="image/jpeg")
        link = "https://old.example.com/"
        channel = _CHANNEL.format(link=link, feed=self.feed, cover=cover) + self.channel
        items = "".join(self._item(number, link) for number in sorted(self.items, reverse=True))
        feed = f"<?xml version='1.0'?>\n<rss version='2.0' {_DECLARATIONS}><channel>{channel}{items}</channel></rss>"
        return self.host.add(FEED, feed.encode(), type="application/rss+xml")

    def audio_of(self, number: int) -> bytes:
        """The bytes of an episode's audio: an MP3 with a tag of its own behind the sound."""
        return self.audio + b"TAG" + f"Folge {number}".encode().ljust(125, b"\0")

    def _item(self, number: int, link: str) -> str:
        audio = self.audio_of(number)
        chapters = [{"startTime": 0, "title": "Anfang"}]
        chapters += [{"startTime": 1, "title": "Ende", "url": "https://example.org/ende"}]
        document = json.dumps({"version": "1.2.0", "chapters": chapters}).encode()
        transcript = _TRANSCRIPT.format(number=number).encode()
        return _ITEM.format(
            title=f"Folge {number} über Äpfel &amp; Birnen",
            link=link,
            slug=f"folge-{number}",
            guid=f"tag:old.example.com,2020:{number}/Ä",
            date=f"Mon, 0{number} Jan 2024 09:00:00 +0100",
            number=number,
            audio=self.host.add(f"/audio/{number}.mp3", audio),
            length=len(audio),
            transcript=self.host.add(f"/{number}.vtt", transcript, type="text/vtt"),
            chapters=self.host.add(f"/{number}.json", document, type="application/json+chapters"),
        )


def sound(folder: Path) -> bytes:
    """Two seconds of speech as MP3."""
    path = folder / "sound.mp3"
    write(path, speech(2, rate=44100, channels=1), 44100)
    return path.read_bytes()


def picture(form: str) -> bytes:
    """A square picture in a format of Pillow, `JPEG` or `PNG`."""
    buffer = io.BytesIO()
    Image.new("RGB", (1400, 1400), (120, 60, 20)).save(buffer, form)
    return buffer.getvalue()
