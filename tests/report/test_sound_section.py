"""Voices, gains, changes in time, channels and tracks on the report's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from podcast.artifacts import PartLoudness, ProgrammeParts
from podcast.model.audio_settings import AudioTargets
from podcast.report import svg_charts
from podcast.report.sound_details import MixedTrack, Removal, SoundDetails
from podcast.timeline.recording_notes import ChannelGain, ChannelMix, RecordingNotes, TimeJump
from podcast.timeline.track_facts import TrackFacts
from tests.report.test_html_report import entry, read

ANNA, BERT = PartLoudness("Anna", 612.0, -19.8, -15.9), PartLoudness("Bert", 540.0, -31.4, -16.8)
PARTS = ProgrammeParts(
    speakers=(ANNA, BERT, PartLoudness("Publikum", 9.0, -40.0, -30.0)),
    speakers_from="transcript",
    dialogue=PartLoudness("", 1161.0, -22.8, -16.1),
    pauses=PartLoudness("", 291.0, -32.2, -27.1),
    limiter=(0.0, -2.5, 0.0, -6.1),
    leveler=(5.2, 5.1, -4.0, -4.1),
)
SURROUND = ChannelMix(0.0, "5.1", (ChannelGain("FL", 0.0, None), ChannelGain("FR", None, 0.0),
    ChannelGain("FC", -3.0, -3.0), ChannelGain("LFE", None, None)))  # fmt: skip
NOTES = RecordingNotes(
    (SURROUND,), (TimeJump(190.2, 2.0, is_filled=True), TimeJump(802.0, -20.0, is_filled=False)), 2, 2.0, -0.9
)
FIRST = TrackFacts("first", 0.0, None, is_corrected=False, gain=4.2, seconds=1500.0)
SECOND = TrackFacts("found", 0.2345, -12.3, is_corrected=True, gain=-1.5, seconds=1500.0)
JINGLE = TrackFacts("music", 0.0, None, is_corrected=False, gain=0.0, seconds=30.0)
TRACKS = (
    MixedTrack("episodes/a/anna.wav", "Anna", FIRST),
    MixedTrack("episodes/a/bert.wav", "Bert", SECOND),
    MixedTrack("episodes/a/musik.flac", None, JINGLE),
)
REMOVALS = (
    Removal("start", 0.0, 2.4),
    Removal("cut", 61.2, 95.0),
    *(Removal("pause", 100.0 + 30 * number, 101.5 + 30 * number) for number in range(17)),
    Removal("end", 1498.0, 1503.1),
)
EVERYTHING = SoundDetails(PARTS, REMOVALS, (("episodes/a/anna.wav", NOTES),), TRACKS)


def detailed(details: SoundDetails = EVERYTHING, number: int = 1, **fields: Any) -> Any:
    return replace(entry(number, **fields), details=details)


def rows(tree: Any, table: str) -> list[list[str]]:
    found = tree.xpath(f"//table[@class='{table}']/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row if "chart" not in cell.classes] for row in found]


def test_each_voice_has_a_row_and_all_speech_has_one() -> None:
    tree = read(detailed())
    assert rows(tree, "voices") == [
        ["Anna", "−19,8", "−15,9", "10:12"],
        ["Bert", "−31,4", "−16,8", "9:00"],
        ["Publikum", "−40,0", "−30,0", "0:09"],
        ["Alle Sprache", "−22,8", "−16,1", "19:21"],
    ]
    assert tree.xpath("string(//table[@class='voices']/caption)") == (
        "Lautheit jeder Stimme in LUFS, nach den Zeiten des Transkripts"
    )


def test_the_gap_between_speakers_is_a_sentence_that_leaves_out_a_few_words_of_others() -> None:
    text = read(detailed(), language="en").text_content()
    assert "The speakers are 11.6 LU apart in the recording, 0.9 LU in the episode." in text


def test_voices_that_were_told_apart_by_their_level_are_called_so() -> None:
    voices = (replace(ANNA, name="louder"), replace(BERT, name="quieter"))
    tree = read(detailed(SoundDetails(replace(PARTS, speakers=voices, speakers_from="turns"))), language="en")
    assert [row[0] for row in rows(tree, "voices")] == ["Louder voice", "Quieter voice", "All speech"]
    assert "no transcript says who speaks" in tree.text_content()


def test_one_voice_alone_has_no_gap() -> None:
    tree = read(detailed(SoundDetails(replace(PARTS, speakers=(ANNA,)))))
    assert "auseinander" not in tree.text_content()
    unknown = read(detailed(SoundDetails(replace(PARTS, speakers=(), speakers_from=""))))
    assert [row[0] for row in rows(unknown, "voices")] == ["Alle Sprache"]


def test_dialogue_and_pauses_are_measurements() -> None:
    measures = rows(read(detailed(), language="en"), "measures")
    assert ["Dialogue, LUFS", "−22.8", "−16.1", "–"] in measures
    assert ["Pauses, relative, LU", "−32.2", "−27.1", "–"] in measures


def test_what_is_not_stored_is_said_to_be() -> None:
    text = read(detailed(SoundDetails()), language="en").text_content()
    assert "made by an earlier version. Delete `.podcast/masters/0123.mp3` and build again" in text
    assert not rows(read(detailed(SoundDetails())), "voices")


def test_the_chart_of_gains_says_what_it_shows() -> None:
    tree = read(detailed(), language="en")
    assert tree.xpath("string(//desc[@id='episode-folge-1-gains-desc'])") == (
        "The leveler changes the level by −4.1 to +5.2 dB. "
        "The limiter acts in 50 per cent of the seconds, by −6.1 dB at most."
    )
    assert "leveler, dB" in tree.text_content()
    without = read(detailed(SoundDetails(replace(PARTS, leveler=()))), language="en")
    assert "leveler, dB" not in without.text_content()
    nothing = SoundDetails(replace(PARTS, leveler=(), limiter=(0.0, 0.0)))
    assert not read(detailed(nothing)).xpath("//desc[contains(@id, '-gains-desc')]")


def test_the_chart_of_gains_has_the_time_of_the_programme() -> None:
    curves = svg_charts.gain_curve((0.0, -6.0), (6.0, -18.0), 2.0)
    assert curves.zero == 120
    assert curves.limiter == "M500.0 120V180.0H1000.0V120Z"
    assert curves.leveler == "M0.0 60.0H500.0L500.0 300.0H1000.0"


@given(st.lists(st.floats(-60, 0), max_size=5000), st.lists(st.floats(-20, 20), max_size=5000), st.floats(0.1, 1e5))
def test_gains_stay_in_their_frame(limiter: list[float], leveler: list[float], seconds: float) -> None:
    curves = svg_charts.gain_curve(limiter, leveler, seconds)
    numbers = [float(number) for number in curves.leveler.replace("M", " ").replace("L", " ").replace("H", " ").split()]
    assert all(0 <= number <= svg_charts.WIDTH for number in numbers)
    assert curves.limiter.count("Z") <= svg_charts.MAX_CURVE_POINTS


def test_what_was_removed_and_inserted_is_a_table_in_which_pauses_are_one_row() -> None:
    assert rows(read(detailed(), language="en"), "changes") == [
        ["Silence at the start, trimmed", "0:00–0:02", "2.4 s"],
        ["Cut", "1:01–1:35", "33.8 s"],
        ["Silence at the end, trimmed", "24:58–25:03", "5.1 s"],
        ["17 pauses, shortened", "", "25.5 s"],
        ["Gap in the recording, filled with silence", "3:10", "2.0 s"],
        ["Jump of the recording's clock, the sound continues", "13:22", "20.0 s"],
        ["Sound longer than the picture, spread over its length", "", "0.9 s"],
    ]


def test_a_long_list_of_gaps_is_cut_short() -> None:
    jumps = tuple(TimeJump(10.0 * number, 0.2, is_filled=True) for number in range(1, 41))
    notes = RecordingNotes(jumps=jumps, jump_count=40, inserted_silence=8.0)
    table = rows(read(detailed(SoundDetails(notes=(("a.webm", notes),))), language="en"), "changes")
    assert len(table) == 13
    assert table[-1][0] == "28 more"


def test_mixed_channels_are_told() -> None:
    text = read(detailed(), language="en").text_content()
    assert (
        "4 channels (5.1), mixed to stereo by ITU-R BS.775: front unchanged, centre −3 dB, bass (LFE) left out" in text
    )
    alike = RecordingNotes((ChannelMix(0.0, "", (ChannelGain("1", -9.5, -9.5),) * 3),))
    assert (
        "3 channels without a stated place"
        in read(detailed(SoundDetails(notes=(("a.wav", alike),))), language="en").text_content()
    )


def test_tracks_are_a_table() -> None:
    assert rows(read(detailed(), language="en"), "tracks") == [
        ["anna.wav", "Anna", "first track", "–", "+4.2 dB"],
        ["bert.wav", "Bert", "+0.234 s, found", "−12.3 ppm, corrected", "−1.5 dB"],
        ["musik.flac", "music", "with the first", "–", "0.0 dB"],
    ]


def test_noise_reduction_and_leveler_are_part_of_the_processing() -> None:
    chosen = replace(detailed(), targets=AudioTargets(denoise="light", highpass=100))
    text = " ".join(text for text in read(chosen, language="en").xpath("//dl//text()") if text.strip())
    assert "Leveler between −4.1 and +5.2 dB" in text
    assert "High-pass 100 Hz Noise reduction light" in text
    plain = " ".join(read(entry(), language="en").xpath("//dl//text()"))
    assert "High-pass" not in plain
    assert "Leveler" not in plain


def test_every_id_of_a_page_with_everything_is_there_once_and_every_reference_leads_somewhere() -> None:
    tree = read(detailed(), detailed(number=2))
    ids = tree.xpath("//@id")
    named = " ".join(tree.xpath("//@aria-labelledby | //@aria-describedby")).split()
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)
    assert len(tree.xpath("//table")) == len(tree.xpath("//table[caption]"))
