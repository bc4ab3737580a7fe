import json
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.artifacts import Audio
from podcast.pages import folding
from podcast.pages.render import default_templates, pages
from podcast.pages.search import PORTION, eight, marked, table
from podcast.show.model import Chapter
from podcast.transcripts.cue import Cue
from test_people import episode, page, show, words

LONG = "Die Verwaltung arbeitet an vielen Stellen zugleich und redet darüber. "


def said(*texts):
    return tuple(Cue(20.0 * n, 20.0 * n + 9, "Ada", text) for n, text in enumerate(texts))


def built(*episodes, transcripts=None, **fields):
    sound = {
        one.slug: Audio(f"audio/{one.slug}.mp3", 1, 9999.0, "audio/mpeg", 128, 0.0, -16.0, -1.0) for one in episodes
    }
    return pages(show(*episodes, **fields), sound, {}, transcripts or {}, [default_templates()])


def test_signs_between_letters_join_them_and_umlauts_are_spelled_out():
    assert folding.folded("Bürger*innen\xadbeteiligung: „Größe“ der E-Mail, 12:30!") == (
        "buergerinnenbeteiligung groesse der email 12 30"
    )
    assert folding.folded("Bu\u0308rger") == "buerger"
    assert folding.folded("Élan, Žižek") == "elan zizek"


def test_long_transcripts_are_cut_into_portions_and_nothing_is_lost():
    texts = [f"{number} {LONG * 4}" for number in range(200)]
    found = built(episode(1), transcripts={"folge-1": said(*texts)})
    index = json.loads(found["suche/index.json"])
    ((slug, count),) = index["episodes"]
    portions = [json.loads(found[f"suche/{slug}-{number}.json"]) for number in range(count)]
    assert count > 3
    assert all(sum(len(text) for _, text in one["said"]) <= PORTION + len(texts[0]) for one in portions)
    everything = " ".join(text for one in portions for _, text in one["said"])
    assert all(f"{number} Die" in everything for number in range(200))
    assert len(found["suche/bits.bin"]) == index["rows"] * index["width"]


@given(st.lists(st.sets(st.integers(0, folding.ROWS - 1), max_size=20), min_size=1, max_size=20))
def test_a_bit_stands_where_its_column_has_the_row_and_nowhere_else(columns):
    eights = [eight([*map(marked, columns[start : start + 8])]) for start in range(0, len(columns), 8)]
    bits, width = table(eights), len(eights)
    assert len(bits) == folding.ROWS * width
    assert int.from_bytes(bits, "big").bit_count() == sum(map(len, columns))
    for number, rows in enumerate(columns):
        assert all(bits[row * width + (number >> 3)] >> (number & 7) & 1 for row in rows)


@given(st.text(alphabet="abcdeäöüßsrn", min_size=3, max_size=20), st.data())
def test_every_piece_of_a_word_has_its_rows_set(word, data):
    bare = folding.folded(word)
    start = data.draw(st.integers(0, len(bare) - 3))
    piece = bare[start : data.draw(st.integers(start + 3, len(bare)))]
    assert set(folding.rows(piece)) <= set(folding.rows(bare))


def test_the_page_works_without_a_script_as_far_as_it_can():
    found = page(built(episode(1, season=1)), "suche/")
    assert found.xpath("//form[@role='search']//input[@type='search']/@name") == ["q"]
    assert "Staffeln" in words(found.xpath("//noscript")[0])
    assert found.xpath("//main//a[contains(@href, 'staffel-1')]")
    assert found.xpath("//*[@role='status']")


# --- the script itself, run by node ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def node():
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    return found


EPISODES = (
    episode(1, title="Anfang", season=1, notes="Mit [Link](https://example.org/) und **Verwaltungsmodernisierung**.",
            chapters=(Chapter(start=0, title="Los"), Chapter(start=83.5, title="Das Jugendamt"))),
    episode(2, title="Kinder-Beteiligung", season=1, summary="Bürger*innen fragen."),
    episode(3, title="Drei", season=1),
)  # fmt: skip
TRANSCRIPTS = {
    "folge-3": said("Guten Tag.", "Die KI-Strategie gilt. Der Oberbürgermeister lacht über <b>Akten</b>.", "Kind.")
}


@pytest.fixture(scope="module")
def search(node, tmp_path_factory):
    """The function that searches the little show: what is asked -> what the page shows."""
    root = tmp_path_factory.mktemp("site")
    for path, data in built(*EPISODES, transcripts=TRANSCRIPTS).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (script,) = (root / "assets").glob("search.*.js")

    def run(query, mode="range"):
        program = [node, Path(__file__).with_name("search_page.mjs"), script, root / "suche", mode, query]
        done = subprocess.run(program, capture_output=True, check=True, timeout=30, text=True)
        return json.loads(done.stdout)

    return run


def titles(found):
    return [hit["title"] for hit in found["hits"]]


@pytest.mark.parametrize(("query", "expected", "marked"), [
    ("modernisierung", ["Anfang"], "modernisierung"),  # the inside of a compound
    ("Buerger", ["Drei", "Kinder-Beteiligung"], "bürger"),
    ("BÜRGERINNEN", ["Kinder-Beteiligung"], "Bürger*innen"),
    ("buergerm", ["Drei"], "bürgerm"),
    ("amt", ["Anfang"], "amt"),
    ("kinderbeteiligung", ["Kinder-Beteiligung"], "Kinder-Beteiligung"),
    ("kinder-beteiligung", ["Kinder-Beteiligung"], "Kinder-Beteiligung"),
    ("ki", ["Drei"], "KI"),  # a word of two letters, not the beginning of another
    ("akten lacht", ["Drei"], "lacht"),
    ("modernisierung jugendamt", ["Anfang"], "Jugendamt"),
])  # fmt: skip
def test_what_is_asked_is_found_and_marked(search, query, expected, marked):
    found = search(query)
    assert titles(found) == expected
    assert marked in [mark for line in found["hits"][0]["lines"] for mark in line["marked"]]


@pytest.mark.parametrize("query", ["modernisiert", "lacht jugendamt", "qqqq", "link]", "<script>"])
def test_what_is_not_there_is_not_found(search, query):
    found = search(query)
    assert titles(found) == ([] if query != "link]" else ["Anfang"])  # signs are not searched for
    assert query == "link]" or found["status"] == f"none {query} 0"


def test_a_hit_leads_to_its_moment(search):
    (hit,) = search("oberbürgermeister")["hits"]
    assert hit["href"] == "../folge-3/index.html"
    (line,) = hit["lines"]
    assert line["href"] == "../folge-3/index.html#t=20"
    assert line["text"] == "0:20 Der Oberbürgermeister lacht über <b>Akten</b>."
    assert search("jugendamt")["hits"][0]["lines"][0]["href"].endswith("#t=83.5")


def test_a_server_without_ranges_will_do(search):
    assert titles(search("modernisierung", "whole")) == ["Anfang"]


def test_one_letter_is_too_few_and_nothing_is_loaded_for_it(search):
    found = search("x")
    assert found["status"].startswith("short")
    assert found["asked"] == []


def test_only_what_may_hold_the_word_is_loaded(search):
    loaded = [name for name, _ in search("modernisierung")["asked"] if name.endswith("-0.json")]
    assert loaded == ["folge-1-0.json"]


def test_the_script_folds_as_the_index_does():
    script = (default_templates() / "assets" / "search.js").read_text()
    assert "sum * 31" in script
    assert all(unicodedata.is_normalized("NFC", line) for line in script.splitlines())
