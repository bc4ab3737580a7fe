"""`audio:` of the show and of an episode: which of them counts."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from podcast import pipeline
from podcast.audio.master import fingerprint
from podcast.errors import ShowError
from podcast.files.cache import Cache
from podcast.model.audio_settings import AudioChanges, AudioSettings, AudioTargets
from podcast.steps import mastering_plan as planning
from podcast.steps import paths
from tests.support.paths import ENGLISH_DOCS
from tests.support.small_show import change, write_episode, write_show
from tests.support.sounds import decode_with_miniaudio, loudness, speech, write_wav

DOC = (ENGLISH_DOCS / "audio.md").read_text("utf-8")


def settings(changes=None, **show):
    wanted = AudioSettings(**show)
    return wanted.with_changes(AudioChanges(**changes)) if changes else wanted


def test_a_show_that_says_nothing_has_the_targets_that_it_always_had():
    for channels in (1, 2, 6):
        assert settings().for_channels(channels) == AudioTargets()
        assert fingerprint("aa", settings().for_channels(channels), None, None) == fingerprint(
            "aa", AudioTargets(), None, None
        )


def test_the_loudness_of_mono_counts_for_one_channel_alone():
    show = settings(loudness_mono=-19)
    assert show.for_channels(1) == AudioTargets(loudness=-19)
    assert show.for_channels(2) == AudioTargets()


@pytest.mark.parametrize(
    ("channels", "source", "count"),
    [("source", 1, 1), ("source", 2, 2), ("source", 6, 2), ("mono", 6, 1), ("mono", 2, 1), ("stereo", 1, 2)],
)
def test_what_counts_is_the_channels_of_the_master(channels, source, count):
    show = settings(loudness_mono=-19, channels=channels)
    assert show.channel_count(source) == count
    assert show.for_channels(source).loudness == (-19 if count == 1 else -16)


def test_an_episode_changes_what_it_names_and_keeps_the_rest():
    found = settings({"loudness": -18, "trim_silence": False}, bitrate=96, intro="audio/intro.wav").for_channels(2)
    assert found == AudioTargets(loudness=-18, trim_silence=False, bitrate=96, intro="audio/intro.wav")


def test_an_episode_that_names_a_loudness_means_it_in_mono_too():
    assert settings({"loudness": -18}, loudness_mono=-19).for_channels(1).loudness == -18
    assert settings({"loudness": -18, "loudness_mono": -21}, loudness_mono=-19).for_channels(1).loudness == -21
    assert settings({"bitrate": 64}, loudness_mono=-19).for_channels(1).loudness == -19


def test_false_leaves_the_intro_of_the_show_out():
    found = settings({"intro": False}, intro="audio/intro.wav", outro="audio/outro.wav").for_channels(2)
    assert (found.intro, found.outro) == (None, "audio/outro.wav")


@pytest.mark.parametrize("value", [True, 0, 1, 2.5])
def test_only_false_means_none(value):
    with pytest.raises(ValidationError, match="name a file in the episode's folder, or write false for none"):
        AudioChanges(intro=value)


def test_what_an_episode_may_change_is_what_a_show_may_set():
    of_one_recording = {"passthrough", "tags"}  # that it is published as it is
    assert set(AudioChanges.model_fields) - of_one_recording == set(AudioSettings.model_fields)


def test_the_docs_name_every_field_and_its_default():
    for name, field in AudioSettings.model_fields.items():
        (row,) = [line for line in DOC.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1]]
        shown = list(field.default) if isinstance(field.default, tuple) else field.default
        default = str(shown).lower().removesuffix(".0").replace("-", "−").replace("'", "")
        assert default in row or field.default is None


# --- on disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A show of a stereo episode (1) and a mono one (2)."""
    return write_show(tmp_path / "show")


def jobs(root: Path):
    with Cache() as cache:
        return planning.plan_masters(pipeline.load_show(root), paths.ProjectPaths(root), cache).jobs


def add(root: Path, number: int, line: str) -> None:
    change(root / f"episodes/folge-{number}/episode.yaml", "season: 1", f"season: 1\n{line}")


def test_only_masters_of_one_channel_are_made_anew_for_another_loudness_of_mono(root: Path) -> None:
    before = {slug: job.path for slug, job in jobs(root).items()}
    change(root / "podcast.yaml", "publish:", "audio: {loudness_mono: -19}\npublish:")
    after = jobs(root)
    assert after["folge-1"].path == before["folge-1"]
    assert after["folge-2"].path != before["folge-2"]
    assert [after[slug].targets.loudness for slug in ("folge-1", "folge-2")] == [-16, -19]


@pytest.mark.long
def test_an_episode_that_differs_is_mastered_to_its_own_loudness(root: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    add(root, 1, "audio: {loudness: -20}")
    with ThreadPoolExecutor(2) as executor:
        made = pipeline.build_show(pipeline.load_show(root), root, executor, lambda _: None)
    found = {slug: loudness(*decode_with_miniaudio(root / "site" / audio.path)) for slug, audio in made.audio.items()}
    assert found == {"folge-1": pytest.approx(-20, abs=0.5), "folge-2": pytest.approx(-16, abs=0.5)}


def test_the_intro_of_an_episode_is_a_file_of_its_folder(root: Path) -> None:
    write_wav(root / "audio/intro.wav", speech(1, seed=5))
    write_wav(root / "episodes/folge-2/intro.wav", speech(1, seed=6))
    write_episode(root, 3)
    change(root / "podcast.yaml", "publish:", "audio: {intro: audio/intro.wav}\npublish:")
    add(root, 2, "audio: {intro: intro.wav}")
    add(root, 3, "audio: {intro: false}")
    intros = {slug: job.intro for slug, job in jobs(root).items()}
    assert intros == {
        "folge-1": root / "audio/intro.wav",
        "folge-2": root / "episodes/folge-2/intro.wav",
        "folge-3": None,
    }


WRONG = {
    "audio: {loudnes: -18}": 'audio.loudnes: unknown field; did you mean "loudness"?',
    "audio: {loudness: -5}": "audio.loudness: is -5",
    "audio: {intro: missing.wav}": 'audio.intro: "missing.wav" does not exist',
    "audio: {intro: episode.yaml}": "audio.intro: ",
    "audio: {intro: true}": "audio.intro: cannot be true; name a file in the episode's folder, or write false for none",
    "audio: loud": 'audio: must be a group of fields, is the text "loud"',
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_in_an_episode_is_a_problem_of_its_file(root: Path, line: str) -> None:
    add(root, 2, line)
    with pytest.raises(ShowError) as error:
        pipeline.load_show(root)
    assert str(error.value).startswith("episodes/folge-2/episode.yaml:4:")
    assert WRONG[line] in str(error.value)


def test_an_intro_of_an_episode_that_is_no_sound_is_a_problem(root: Path) -> None:
    (root / "episodes/folge-2/intro.wav").write_bytes(b"kein Ton, nur Text" * 100)
    add(root, 2, "audio: {intro: intro.wav}")
    with pytest.raises(ShowError, match=r'episodes/folge-2/episode\.yaml:4:\d+: audio\.intro: "episodes/folge-2/intro'):
        pipeline.load_show(root)
