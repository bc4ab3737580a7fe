import base64
import hashlib
import re
from dataclasses import replace

import pytest
from lxml import html

from podcast.artifacts import Levels, LoudnessValues, Master
from podcast.model.audio_settings import AudioTargets
from podcast.model.show import Episode, Show
from podcast.report.entry import ReportEntry
from podcast.report.listening_page import ListeningFiles, page
from podcast.timeline.time_map import TimeMap

MASTER = Master(
    path="0123.mp3",
    recording_seconds=63.2,
    seconds=60.0,
    sample_rate=44100,
    channels=2,
    bitrate=128,
    time_map=TimeMap.shifted(-3.2),
    before=LoudnessValues(-23.04, -4.1, 8.26),
    after=LoudnessValues(-16.02, -1.3, 6.1),
    gain=7.0,
    limited=2.4,
)
LEVELS = Levels(tuple(-23 + (n % 9) for n in range(60)), tuple(-16 + (n % 9) for n in range(60)), (0.2, 0.87) * 500)
FILES = ListeningFiles("before-0123.mp3", "after-0123.mp3", -23.1)
CHAPTERS = [{"start": 0, "title": "Anfang <1>"}, {"start": 30.5, "title": "Mitte"}]


def shown(language="de", files=FILES, levels=LEVELS):
    show = Show(
        title="Rebellion",
        description="Ein Podcast.",
        link="https://example.org/",
        language="de",
        timezone="Europe/Berlin",
        author="Initiative",
        categories=("Government",),
        explicit=False,
        guid="8d2f0000-0000-4000-8000-000000000000",
        cover="cover.jpg",
        cover_alt="Ein Schrank",
    )
    episode = Episode(slug="folge-1", guid="g", title='Wer "wählt"?', episode=1, chapters=CHAPTERS)
    targets = AudioTargets(denoise="light")
    return page(show, ReportEntry(episode, targets, MASTER, levels), files, language).decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_loads_nothing_but_its_two_audio_files(language):
    text = shown(language)
    document = html.document_fromstring(text)
    assert document.get("lang") == language
    assert [audio.get("src") for audio in document.iter("audio")] == [FILES.before, FILES.after]
    assert not document.xpath("//link | //img | //iframe | //script[@src] | //*[@href]")
    assert "http" not in re.sub(r"http-equiv", "", text)


def test_only_its_own_script_may_run():
    document = html.document_fromstring(shown())
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = document.iter("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_without_scripts_there_are_two_players_with_names():
    document = html.document_fromstring(shown("en"))
    for audio in document.iter("audio"):
        assert audio.get("controls") is not None
        name = document.get_element_by_id(audio.get("aria-labelledby")).text_content()
        assert name in {"Before, −23.1 LUFS", "After, −16.0 LUFS"}
    assert document.get_element_by_id("player").get("hidden") is not None


def test_controls_have_names_and_chapters_are_buttons():
    document = html.document_fromstring(shown())
    for button in document.iter("button"):
        assert button.get("aria-label") or button.text_content().strip()
    assert [button.get("data-start") for button in document.xpath("//button[@data-start]")] == ["0.000", "30.500"]
    assert document.get_element_by_id("seek").get("aria-label")
    assert len(document.xpath("//fieldset[legend]//label[input[@type='radio']]")) == 2
    identifiers = document.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    for reference in document.xpath("//@aria-labelledby | //@aria-describedby | //@for"):
        assert document.get_element_by_id(reference) is not None


@pytest.mark.parametrize(("before", "sentence"), [(-23.1, "Die Folge ist 7,1 dB"), (-12.0, "Die Aufnahme ist 4,0 dB")])
def test_it_says_which_one_is_turned_down(before, sentence):
    assert sentence in shown(files=replace(FILES, loudness_before=before))


def test_without_curves_it_can_be_heard_all_the_same():
    document = html.document_fromstring(shown(levels=None))
    assert len(list(document.iter("audio"))) == 2
    assert "Kein Verlauf" in document.text_content()
