"""A small site with transcripts for the tests of the search, and the search's script, run by node."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from podcast import urls
from podcast.artifacts import Audio
from podcast.model.groups import Chapter
from podcast.pages import view_models
from podcast.pages.render import site_files
from podcast.pages.search.index import index_entry, index_files
from podcast.pages.theme import default_templates
from podcast.strings import translator
from podcast.timeline.time_map import TimeMap
from podcast.transcripts.cue import Cue
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text
from tests.support.paths import TESTS
from tests.support.people_pages import episode, show

SCRIPT = default_templates() / "assets" / "search-index.js"
EPISODES_FILE = re.compile(r"(^|/)[0-9a-f]{12}\.[0-9a-f]{8}\.bin$")


def cues_of(*texts):
    return tuple(Cue(20.0 * n, 20.0 * n + 9, "Ada", text) for n, text in enumerate(texts))


def search_pages(*episodes, transcripts=None, **fields):
    sound = audio_of(episodes)
    return site_files(show(*episodes, **fields), sound, {}, transcripts or {}, [default_templates()])


def audio_of(episodes):
    return {
        episode.slug: Audio(f"audio/{episode.slug}.mp3", 1, 9999.0, "audio/mpeg", 128, TimeMap(), -16.0, -1.0)
        for episode in episodes
    }


def search_files(*episodes, transcripts=None, **fields):
    """The files of the search alone."""
    return search_files_of(show(*episodes, **fields), transcripts or {})


def search_files_of(the_show, transcripts):
    """The files of the search of a show, whose transcripts are by slug; the transcripts as text as well."""
    cards = {card.slug: card for card in view_models.episode_cards(the_show, audio_of(the_show.episodes))}
    entries = {
        episode.slug: index_entry(the_show, episode, transcripts.get(episode.slug, ()), cards[episode.slug])
        for episode in the_show.episodes
    }
    texts = {
        urls.transcript(episode, "txt"): format_text(sections(transcripts[episode.slug], episode.chapters))
        for episode in the_show.episodes
        if episode.slug in transcripts
    }
    files = {entry.path: entry.data for entry in entries.values()}
    return dict(index_files(the_show, lambda slug: entries[slug].entry)) | files | texts


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


def answers(root, *queries, mode="range", folder="suche"):
    """What the search answers, in this order: groups of hits, and what was loaded."""
    node = shutil.which("node") or pytest.skip("node is not installed")
    stop_words = " ".join(translator(language)("search_stop_words") for language in ("de", "en"))
    with tempfile.TemporaryDirectory() as temporary:
        questions = Path(temporary) / "questions.json"
        questions.write_text(json.dumps([stop_words, queries]), "utf-8")
        program = [node, TESTS / "support" / "search_index.mjs", SCRIPT, root / folder, mode, questions]
        done = subprocess.run(program, capture_output=True, check=False, timeout=60, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
