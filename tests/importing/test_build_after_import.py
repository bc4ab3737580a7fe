"""A feed with all faults at once is imported and built: nothing of it has to be corrected by hand first."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from PIL import Image

from podcast.checks.examine import examine
from podcast.cli.main import podcast
from podcast.feed.rules.judge import judge_feed
from tests.support.foreign_feed import NAMESPACES
from tests.support.media_host import media_host
from tests.support.old_show import picture, sound

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.media_host import MediaHost

pytestmark = pytest.mark.long
NUMBERS = "<itunes:season>3</itunes:season><itunes:episode>1</itunes:episode>"
CHAPTERS = """<psc:chapters>
<psc:chapter start="9:00" title=""/><psc:chapter start="0:30" title="TODO"/></psc:chapters>"""
SOUNDBITE = '<podcast:soundbite startTime="600" duration="30">Später</podcast:soundbite>'
POSTS = """<podcast:socialInteract protocol="disabled"/>
<podcast:socialInteract protocol="activitypub" uri="https://social.example.org/1"/>"""
PERSON = '<podcast:person role="Kaiser" href="ftp://x">Erika Muster</podcast:person>'
DATE = "<pubDate>Tue, 23 Nov 2021 09:00:00 +0100</pubDate>"


def channel(host: MediaHost) -> str:
    """No cover, no owner, no category, an insecure link, a long description, a notice in the copyright."""
    return (
        f"<title>Amt und Würden</title><link>http://old.example.com/podcast</link><language>de</language>"
        f"<description>{'Über die Verwaltung. ' * 300}</description>"
        f"<copyright>© 2021 Stadt Musterhausen, all rights reserved</copyright>"
        f'<itunes:image href="{host.url("/cover.jpg")}"/><itunes:category text="Verwaltungsdinge"/>'
        "<itunes:owner><itunes:email>no address</itunes:email></itunes:owner><itunes:type>serial</itunes:type>"
    )


def items(host: MediaHost) -> tuple[str, ...]:
    """Items with the faults of real feeds; three of them cannot be published."""
    one = f'<enclosure url="{host.url("/one.mp3")}" length="0" type="audio/mpeg"/>'
    two = f'<enclosure url="{host.url("/two.mp3")}" length="1" type="audio/mp3"/>'
    lost = f'<enclosure url="{host.url("/lost.mp3")}" length="1" type="audio/mpeg"/>'
    same = f"{DATE}<title>Gleich</title><link>http://old.example.com/podcast/feed.xml</link>{NUMBERS}"
    cover = f'<itunes:image href="{host.url("/small.png")}"/>'
    season = f'<podcast:season name="{"Lang " * 40}">4</podcast:season>'
    return (
        f"<item><guid>a</guid>{one}{same}{cover}{CHAPTERS}{SOUNDBITE}{POSTS}</item>",
        f"<item><guid>b</guid>{two}{same}{season}</item>",
        f"<item>{DATE}{one}<title></title><dc:language>xx</dc:language><description>…</description></item>",
        f"<item><guid>f</guid>{DATE}{two}<title>lorem ipsum</title><itunes:explicit>?</itunes:explicit>{PERSON}</item>",
        f"<item><guid>c</guid>{two}<title>{'Sehr lang ' * 40}</title><pubDate>neulich</pubDate></item>",
        f'<item><guid>d</guid>{DATE}<title>Ohne Ton</title><podcast:episode display="?">x</podcast:episode></item>',
        f"<item><guid>e</guid>{DATE}{lost}<title>Ton verloren</title></item>",
    )


def document(host: MediaHost) -> bytes:
    """The feed."""
    return f"<rss version='2.0' {NAMESPACES}><channel>{channel(host)}{''.join(items(host))}</channel></rss>".encode()


def small_picture() -> bytes:
    """A picture that no store takes as a cover: too small, and not square."""
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), (120, 60, 20)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the imported show."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with media_host() as host:
        audio = sound(tmp_path)
        host.add("/one.mp3", audio)
        host.add("/two.mp3", audio)
        host.add("/cover.jpg", picture("JPEG")[:3000], type="image/jpeg")  # cut off
        host.add("/small.png", small_picture(), type="image/png")
        host.add("/feed.xml", document(host), type="application/rss+xml")
        command = ["import", host.url("/feed.xml"), str(tmp_path / "show"), "--allow-private", "--lang", "en"]
        result = CliRunner().invoke(podcast, command)
        (tmp_path / "show/source.xml").write_bytes(document(host))
    assert "new episodes" in result.stdout, result.output
    return tmp_path / "show"


def test_a_show_with_all_faults_is_built_as_it_was_imported(show: Path) -> None:
    assert [str(problem) for problem in examine(show).problems] == []
    result = CliRunner().invoke(podcast, ["-C", str(show), "build", "-j", "1"])
    assert result.exit_code == 0, result.output
    feed = (show / "site/feed.xml").read_bytes()
    assert feed.count(b"<item>") == 4  # of seven: without a date, without audio, and one whose audio is lost
    assert required_by_stores(feed) <= required_by_stores((show / "source.xml").read_bytes())


def required_by_stores(feed: bytes) -> set[str]:
    """The rules that a feed breaks and that stores insist on."""
    return {fault.rule.sentence for fault in judge_feed(feed) if fault.rule.level == "MUST"}
