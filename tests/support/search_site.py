"""A small site with transcripts for the tests of the search."""

import re

from podcast.artifacts import Audio
from podcast.model.groups import Chapter
from podcast.pages.render import site_files
from podcast.pages.theme import default_templates
from podcast.transcripts.cue import Cue
from tests.support.people_pages import episode, show

EPISODES_FILE = re.compile(r"(^|/)[0-9a-f]{12}\.[0-9a-f]{8}\.bin$")


def cues_of(*texts):
    return tuple(Cue(20.0 * n, 20.0 * n + 9, "Ada", text) for n, text in enumerate(texts))


def search_pages(*episodes, transcripts=None, **fields):
    sound = {
        episode.slug: Audio(f"audio/{episode.slug}.mp3", 1, 9999.0, "audio/mpeg", 128, 0.0, -16.0, -1.0)
        for episode in episodes
    }
    return site_files(show(*episodes, **fields), sound, {}, transcripts or {}, [default_templates()])


EPISODES = (
    episode(1, title="Anfang", season=1, notes="Mit [Link](https://example.org/) und **Verwaltungsmodernisierung**.",
            chapters=(Chapter(start=0, title="Los"), Chapter(start=83.5, title="Das Jugendamt"))),
    episode(2, title="Kinder-Beteiligung", season=1, summary="Bürger*innen fragen.",
            notes="Über Žižek, 東京都庁, Ελλάδα und 𝔘𝔫𝔦𝔳."),
    episode(3, title="Drei", season=1),
)  # fmt: skip


TRANSCRIPTS = {
    "folge-3": cues_of("Guten Tag.", "Die KI-Strategie gilt. Der Oberbürgermeister lacht über <b>Akten</b>.", "Kind.")
}


def write_files(files, root):
    """Writes the files, and the script."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root
