"""Tracking prefixes of audio addresses."""

import pytest

from podcast.importing.source.tracking import resolve_tracking, tracking_findings

FILE = "cdn.example.org/show/1.mp3?v=2"


@pytest.mark.parametrize(
    ("url", "file", "services"),
    [
        (f"https://{FILE}", f"https://{FILE}", ()),
        (f"https://dts.podtrac.com/redirect.mp3/{FILE}", f"https://{FILE}", ("Podtrac",)),
        (f"http://www.podtrac.com/pts/redirect.mp3/{FILE}", f"http://{FILE}", ("Podtrac",)),
        (f"https://op3.dev/e/http://{FILE}", f"http://{FILE}", ("OP3",)),
        (f"https://op3.dev/e,pg=0f9d/{FILE}", f"https://{FILE}", ("OP3",)),
        (f"https://media.blubrry.com/program/{FILE}", f"https://{FILE}", ("Blubrry",)),
        (f"https://growx.podkite.com/https/AB12/{FILE}", f"https://{FILE}", ("Podkite",)),
        (
            "https://pscrb.fm/rss/p/https%3A%2F%2Fcdn.example.org%2F1.mp3",
            "https://cdn.example.org/1.mp3",
            ("Podscribe",),
        ),
        (
            f"https://pdst.fm/e/chrt.fm/track/1A/mgln.ai/e/35/clrtpod.com/m/prfx.byspotify.com/e/{FILE}",
            f"https://{FILE}",
            ("Podsights", "Chartable", "Magellan AI", "Claritas", "Spotify Ad Analytics"),
        ),
        ("https://chtbl.com/track/AB/file.mp3", "https://chtbl.com/track/AB/file.mp3", ()),
        ("https://example.org/op3.dev/e/1.mp3", "https://example.org/op3.dev/e/1.mp3", ()),
        ("http://[::1/1.mp3", "http://[::1/1.mp3", ()),
        ("", "", ()),
    ],
)
def test_the_file_behind_all_prefixes_is_found(url: str, file: str, services: tuple[str, ...]) -> None:
    assert resolve_tracking(url) == (file, services)


def test_the_finding_names_the_services_and_says_what_the_move_does_to_statistics() -> None:
    (finding,) = tracking_findings([f"https://op3.dev/e/{FILE}", f"https://{FILE}", f"https://op3.dev/e/{FILE}"])
    assert finding.rule == "tracking-prefix"
    assert "2 episodes" in finding.sentence
    assert "OP3" in finding.sentence
    assert "Export their statistics" in finding.sentence
    assert tracking_findings([f"https://{FILE}"]) == ()
