"""From a recording to its transcript: with an engine that returns given words, and with a real one."""

import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import webvtt

from podcast import pipeline
from podcast.errors import PodcastError
from podcast.speech import segmentation, transcribe, whisper
from podcast.speech.engine import SAMPLE_RATE, Word
from podcast.transcripts.cue import Cue
from tests.support import podcast_process
from tests.support.small_show import change, write_show
from tests.support.sounds import speech, write

SPOKEN = ("hello and good morning", "this is a little test")


class Script:
    """An engine that returns given words, recording by recording."""

    def __init__(self, *sounds):
        self.sounds = list(sounds)
        self.lengths = []

    def words(self, sound):
        self.lengths.append(len(sound) / SAMPLE_RATE)
        yield from self.sounds.pop(0)


class Sphinx:
    """PocketSphinx, whose English model is in its own wheel: a bad listener, but a real one."""

    def words(self, sound):
        from pocketsphinx import Decoder

        decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
        decoder.start_utt()
        decoder.process_raw((sound * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        for segment in decoder.seg():
            if not segment.word.startswith(("<", "[")):
                yield Word(segment.start_frame / 100, (segment.end_frame + 1) / 100, segment.word.partition("(")[0])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_show(tmp_path / "show", episodes=1)


def transcribed(root, engine, *, overwrite=False):
    show = pipeline.load_show(root)
    events = []
    episode = transcribe.require_transcribable(show, "folge-1", overwrite=overwrite)
    path, _ = transcribe.transcribe(show, episode, root, engine, events.append)
    return path, events


def test_a_cue_ends_in_a_pause():
    words = [Word(0.0, 0.4, "Ja."), Word(0.5, 0.9, "Gut."), Word(1.7, 2.0, "Also"), Word(2.69, 3.0, "dann.")]
    assert list(segmentation.build_cues(words, "Ada")) == [
        Cue(0.0, 0.9, "Ada", "Ja. Gut."),
        Cue(1.7, 3.0, "Ada", "Also dann."),
    ]


def test_a_long_speech_becomes_captions_of_two_lines_at_most():
    words = [Word(n * 0.3, n * 0.3 + 0.3, "Wort." if n % 9 == 8 else "Wort") for n in range(400)]
    cues = list(segmentation.build_cues(words, None))
    assert max(len(cue.text) for cue in cues) <= 130
    assert " ".join(cue.text for cue in cues).split() == [word.text for word in words]
    assert all(before.end <= after.start for before, after in pairwise(cues))


def test_a_recording_becomes_a_transcript_that_others_read(root):
    engine = Script([Word(0.1, 0.5, "Grüße"), Word(0.5, 0.9, "& so.")])
    path, events = transcribed(root, engine)
    assert path == root / "episodes/folge-1/transcript.vtt"
    assert [(cue.start, cue.text) for cue in webvtt.read(path)] == [("00:00:00.100", "Grüße &amp; so.")]
    assert engine.lengths == [pytest.approx(2, abs=0.01)]
    assert [event.position for event in events] == [0.0, 0.5, 0.9, pytest.approx(2, abs=0.01)]
    assert pipeline.load_show(root).episodes[0].transcript == "episodes/folge-1/transcript.vtt"


def test_tracks_give_their_speakers_and_are_merged_by_time(root):
    folder = root / "episodes/folge-1"
    for name in ("ada", "ben"):
        write(folder / f"{name}.wav", speech(1))
    change(folder / "episode.yaml", "chapters:", "tracks:\n  - {file: ada.wav, speaker: Ada}\n"
           "  - {file: ben.wav, speaker: b}\nspeakers: {b: Ben}\nchapters:")  # fmt: skip
    ada = [Word(0.0, 0.2, "Wer?"), Word(5.0, 5.5, "Aha.")]
    ben = [Word(1.0, 1.5, "Ich."), Word(1.6, 1.9, "Ja.")]
    path, _ = transcribed(root, Script(ada, ben))
    assert [(cue.voice, cue.text) for cue in webvtt.read(path)] == [
        ("Ada", "Wer?"),
        ("Ben", "Ich. Ja."),
        ("Ada", "Aha."),
    ]


def test_a_transcript_that_is_there_is_not_written_over(root):
    existing = root / "episodes/folge-1/transcript.vtt"
    existing.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nVon Hand.\n")
    with pytest.raises(PodcastError, match="already exists; pass --overwrite"):
        transcribed(root, Script([]))
    transcribed(root, Script([Word(0.0, 1.0, "Neu.")]), overwrite=True)
    assert "Neu." in existing.read_text()


def test_what_fails_writes_nothing(root):
    def fails():
        yield Word(0.0, 1.0, "Halb")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribed(root, Script(fails()))
    with pytest.raises(PodcastError, match="no speech was recognised"):
        transcribed(root, Script([]))
    assert not list(root.rglob("*transcript*"))


def test_another_transcript_is_not_left_beside_the_new_one(root):
    (root / "episodes/folge-1/t.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nJa\n")
    with pytest.raises(PodcastError, match=r"t\.srt: would conflict with the new transcript\.vtt"):
        transcribed(root, Script([]), overwrite=True)


def test_an_episode_that_is_not_there_is_named(root):
    with pytest.raises(PodcastError, match="folge-9: there is no episode of this name"):
        transcribe.require_transcribable(pipeline.load_show(root), "folge-9", overwrite=False)


def test_an_english_model_does_not_get_to_hear_german():
    with pytest.raises(PodcastError, match=r"supports only English, but the show is in de.*does not end in \.en"):
        whisper.require_language(Path("tiny.en"), "de-AT", multilingual=False)
    assert whisper.require_language(Path("tiny.en"), "en", multilingual=False) == "en"
    assert whisper.require_language(Path("small"), "de", multilingual=True) == "de"


def test_a_folder_that_is_no_model_is_refused_before_anything_could_be_fetched(tmp_path):
    (tmp_path / "model.bin").touch()
    with pytest.raises(PodcastError, match=r"config\.json, tokenizer\.json is missing; .*nothing is downloaded"):
        whisper.Whisper(tmp_path, "de")


def commanded(root, *words):
    done = podcast_process.run("transcribe", *words, at=root)
    return done.returncode, done.stderr


def test_the_command_takes_a_folder_and_no_name_of_a_model(root):
    status, output = commanded(root, "folge-1", "--model", "small")
    assert status == 2
    assert "'small' does not exist" in output
    (root / "model").mkdir()
    status, output = commanded(root, "folge-1", "--model", "model")
    assert status == 1
    assert "model: model.bin, config.json, tokenizer.json is missing" in output
    assert not list(root.rglob("*transcript*"))


@pytest.fixture
def talk(tmp_path):
    """Two sentences in English by a computer's voice, with a pause between them."""
    if shutil.which("espeak-ng") is None:
        if os.environ.get("PODCAST_READERS") == "required":
            pytest.fail("espeak-ng is not installed")
        pytest.skip("needs espeak-ng")
    parts = []
    for number, words in enumerate(SPOKEN):
        file = tmp_path / f"{number}.wav"
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", file, words], check=True, timeout=60)
        from podcast.speech.transcribe import read_mono

        parts += [read_mono(file, SAMPLE_RATE), np.zeros(SAMPLE_RATE, np.float32)]
    return np.concatenate(parts)


def test_a_real_engine_hears_real_words_at_real_times(root, talk):
    pytest.importorskip("pocketsphinx", reason="has wheels for Python 3.11 and 3.13")
    write(root / "episodes/folge-1/recording.wav", talk[None].astype(np.float64), SAMPLE_RATE)
    path, _ = transcribed(root, Sphinx())
    cues = list(webvtt.read(path))
    seconds = len(talk) / SAMPLE_RATE
    assert len(cues) >= 2
    assert all(0 <= cue.start_in_seconds <= cue.end_in_seconds <= seconds for cue in cues)
    recognised = set(" ".join(cue.text for cue in cues).split())
    assert len(recognised & set(" ".join(SPOKEN).split())) >= 3
