import pytest

from podcast.artifacts import AudioInfo, ImageInfo
from podcast.checks.facts import Facts
from podcast.checks.rules.media import find_media_hints
from tests.checks.rules.test_rules import episode, show


def hints(facts: Facts, *episodes, **fields) -> list[str]:
    findings = find_media_hints(show(*episodes, **fields), facts)
    return [f"{'.'.join(str(part) for part in finding.loc)}: {finding.what}; {finding.remedy}" for finding in findings]


@pytest.mark.parametrize(
    ("picture", "reasons"),
    [
        (ImageInfo(1400, 1400, "WEBP", "RGB"), "from WebP"),
        (ImageInfo(3000, 3000, "HEIF", "RGB", is_upright=False), "from HEIC, turned upright"),
        (ImageInfo(1500, 1500, "PNG", "RGBA", is_transparent=True), "transparent parts become white"),
        (ImageInfo(1500, 1500, "JPEG", "CMYK"), "CMYK colours"),
        (ImageInfo(1500, 1500, "PNG", "P", is_transparent=True), "a colour palette, transparent parts become white"),
        (ImageInfo(1500, 1500, "TIFF", "I;16"), "from TIFF, 16-bit greyscale"),
        (ImageInfo(4000, 4000, "JPEG", "RGB"), "was 4000 × 4000"),
    ],
)
def test_a_cover_that_is_converted_says_once_what_was_done(picture, reasons):
    size = min(picture.width, 3000)
    assert hints(Facts({}, {"cover.jpg": picture})) == [
        (
            f"cover: is converted to an RGB JPEG of at most {size} × {size} pixels and 500 kB ({reasons}); "
            "ignore this hint, or save it as an RGB JPEG or PNG of at most 3000 × 3000 pixels"
        )
    ]


@pytest.mark.parametrize(
    "picture",
    [
        ImageInfo(1400, 1400, "JPEG", "RGB"),
        ImageInfo(3000, 3000, "PNG", "RGB"),
        ImageInfo(100, 100, "PNG", "RGBA", is_transparent=True),
        ImageInfo(1400, 1500, "WEBP", "RGB"),
    ],
)
def test_a_cover_that_is_used_as_it_is_or_refused_has_no_hint(picture):
    assert hints(Facts({}, {"cover.jpg": picture})) == []


def test_a_portrait_in_an_unusual_format_says_so_and_a_plain_one_does_not():
    people = {
        "ada": {"name": "A", "role": "host", "image": "a.heic"},
        "eve": {"name": "E", "role": "guest", "image": "e.png"},
    }
    pictures = {"a.heic": ImageInfo(10, 10, "HEIF", "RGB"), "e.png": ImageInfo(10, 10, "PNG", "RGBA")}
    (line,) = hints(Facts({}, pictures), people=people)
    assert line == (
        "people.ada.image: is a HEIC picture; the site and apps get copies in JPEG; "
        "ignore this hint, or save it as JPEG or PNG"
    )


PATH = "episodes/folge-{}/a.flac"


def test_several_audio_tracks_are_a_hint():
    facts = Facts({PATH.format(1): AudioInfo("flac", 60, 48000, 2, tracks=3, is_film=True)})
    (line,) = hints(facts, episode(1))
    assert line.startswith("recording: has 3 audio tracks; the default one is used, or else the first; export")


def test_compressed_audio_of_videos_and_telephones_is_one_hint_for_the_show():
    info = {
        1: AudioInfo("aac", 60, 48000, 2, is_film=True),
        2: AudioInfo("amrnb", 60, 8000, 1),
        3: AudioInfo("wmav2", 60, 44100, 2),
    }
    facts = Facts({PATH.format(number): audio for number, audio in info.items()})
    (line,) = hints(facts, *(episode(number) for number in info))
    assert line.startswith("recording: is compressed audio (")
    assert "; so do 2 other recordings; record WAV or FLAC next time if your device can" in line
    facts = Facts({PATH.format(1): info[1], PATH.format(2): info[2]})
    assert "so does 1 other recording;" in hints(facts, episode(1), episode(2))[0]


@pytest.mark.parametrize("codec", ["mp3", "mp3float", "aac", "vorbis", "opus", "flac", "pcm_s16be", "alac", "wavpack"])
def test_what_recorders_usually_make_is_no_hint(codec):
    assert hints(Facts({PATH.format(1): AudioInfo(codec, 60, 48000, 2)}), episode(1)) == []
    is_lossless = codec in {"flac", "pcm_s16be", "alac", "wavpack"}
    film = Facts({PATH.format(1): AudioInfo(codec, 60, 48000, 2, is_film=True)})
    assert bool(hints(film, episode(1))) != is_lossless
