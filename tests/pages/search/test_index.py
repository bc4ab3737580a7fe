import json
import shutil
import subprocess
import unicodedata
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.pages import view_models
from podcast.pages.search import tokens
from podcast.pages.search.index import (
    BLOOM_BITS,
    CHUNK_CHARACTERS,
    FALSE_POSITIVES,
    RECORD_BYTES,
    index_entry,
    index_files,
    index_size,
)
from podcast.pages.theme import default_templates
from tests.support.paths import TESTS
from tests.support.people_pages import episode, page, show, words
from tests.support.search_site import EPISODES, EPISODES_FILE, TRANSCRIPTS, cues_of, search_pages, write_files

LONG = "Die Verwaltung arbeitet an vielen Stellen zugleich und redet darüber. "


SCRIPT = default_templates() / "assets" / "search.js"


def test_signs_between_letters_join_them_and_umlauts_are_spelled_out():
    assert tokens.fold("Bürger*innen\xadbeteiligung: „Größe“ der E-Mail, 12:30!") == (
        "buergerinnenbeteiligung groesse der email 12 30"
    )
    assert tokens.fold("Bu\u0308rger") == "buerger"
    assert tokens.fold("Élan, Žižek") == "elan zizek"


def parts(files):
    """The episodes' files of the search, read, by title: what is shown, the sketches, the portions."""
    files_by_title = {}
    for path, data in files.items():
        if EPISODES_FILE.search(path):
            head, rest = data.split(b"\n", 1)
            shown = json.loads(head)
            sketches = rest[: len(shown["ends"]) * BLOOM_BITS // 8]
            rest = rest[len(sketches) :]
            starts = [0, *shown["ends"]]
            files_by_title[shown["title"]] = shown, sketches, [json.loads(rest[a:b]) for a, b in pairwise(starts)]
    return files_by_title


def test_long_transcripts_are_cut_into_portions_and_nothing_is_lost():
    texts = [f"{number} {LONG * 4}" for number in range(200)]
    files = search_pages(episode(1), transcripts={"folge-1": cues_of(*texts)})
    ((_, _, chunks),) = parts(files).values()
    assert len(chunks) > 8
    assert all(sum(len(text) for _, text in chunk) <= CHUNK_CHARACTERS + len(texts[0]) for chunk in chunks)
    everything = " ".join(text for chunk in chunks for _, text in chunk)
    assert all(f"{number} Die" in everything for number in range(200))


def test_the_list_leads_to_every_file_of_the_search_the_newest_episode_first():
    files = search_pages(*EPISODES, transcripts=TRANSCRIPTS)
    listed = json.loads(files["suche/index.json"])
    records = files["suche/" + listed["files"]]
    each = [records[at : at + RECORD_BYTES].hex() for at in range(0, len(records), RECORD_BYTES)]
    named = [f"suche/{record[:12]}.{record[12:20]}.bin" for record in each]
    assert [json.loads(files[name].split(b"\n")[0])["title"] for name in named] == [
        "Drei", "Kinder-Beteiligung", "Anfang",
    ]  # fmt: skip
    bloom_filters = [parts(files)[title][1] for title in ("Drei", "Kinder-Beteiligung", "Anfang")]
    heads = [files[name].index(b"\n") + 1 + len(bloom) for name, bloom in zip(named, bloom_filters, strict=True)]
    assert [int(record[20:], 16) for record in each] == heads
    tables = ["suche/" + name for name in listed["bits"]]
    assert sum(len(files[name]) for name in tables) == listed["rows"] * listed["width"]
    of_search = {path for path in files if path.startswith("suche/")}
    assert of_search == {"suche/index.html", "suche/index.json", "suche/" + listed["files"], *named, *tables}


def test_a_new_or_changed_or_removed_episode_renames_no_other_episodes_files():
    first, second, third = (episode(number, title=f"Titel {number}") for number in (1, 2, 3))
    changed = episode(2, title="Titel 2", notes="Anders.")

    def files(*episodes):
        return {path for path in search_pages(*episodes) if EPISODES_FILE.search(path)}

    assert files(first, second) < files(first, second, third)
    assert len(files(first, second, third) - files(first, changed, third)) == 1
    assert files(first, third) < files(first, second, third)


@given(st.integers(1, 20_000), st.floats(0.0001, 0.5))
def test_of_three_letters_few_episodes_are_meant_wrongly_and_what_is_asked_stays_small(count, full):
    rows, ask = index_size(count, full)
    filled = 1 - (1 - full) ** (tokens.MAX_ROWS / rows)
    assert filled**tokens.ROWS_PER_TRIGRAM * count <= FALSE_POSITIVES * 1.001 or rows == tokens.MAX_ROWS
    assert filled**ask * count <= 1 or ask == 12 or count == 1
    assert ask * -(-count // 8) <= 30_000  # bytes a word


@given(st.text(alphabet="abcdeäöüßsrn", min_size=3, max_size=20), st.data())
def test_every_piece_of_a_word_has_its_rows_set(word, data):
    bare = tokens.fold(word)
    start = data.draw(st.integers(0, len(bare) - 3))
    piece = bare[start : data.draw(st.integers(start + 3, len(bare)))]
    assert tokens.token_rows({piece}) <= tokens.token_rows({bare})
    assert tokens.trigram_hashes({piece}) <= tokens.trigram_hashes({bare})


def test_the_page_works_without_a_script_as_far_as_it_can():
    document = page(search_pages(episode(1, season=1)), "suche/")
    assert document.xpath("//form[@role='search']//input[@type='search']/@name") == ["q"]
    assert "Staffeln" in words(document.xpath("//noscript")[0])
    assert document.xpath("//main//a[contains(@href, 'staffel-1')]")
    assert document.xpath("//*[@role='status']")


# --- the script itself, run by node ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def node():
    path = shutil.which("node")
    if path is None:
        pytest.skip("node is not installed")
    return path


def asked(node, root, query, mode="range"):
    """What the page shows when this is asked."""
    program = [node, TESTS / "support" / "search_page.mjs", SCRIPT, root / "suche", mode, query]
    done = subprocess.run(program, capture_output=True, check=True, timeout=30, text=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def search(node, tmp_path_factory):
    """The function that searches the little show: what is asked -> what the page shows."""
    return partial(
        asked, node, write_files(search_pages(*EPISODES, transcripts=TRANSCRIPTS), tmp_path_factory.mktemp("site"))
    )


def titles(results):
    return [hit["title"] for hit in results["hits"]]


@pytest.mark.parametrize(("query", "expected", "marked"), [
    ("modernisierung", ["Anfang"], "modernisierung"),  # the inside of a compound
    ("Buerger", ["Drei", "Kinder-Beteiligung"], "bürger"),
    ("BÜRGERINNEN", ["Kinder-Beteiligung"], "Bürger*innen"),
    ("buergerm", ["Drei"], "bürgerm"),
    ("amt", ["Anfang"], "amt"),
    ("kinderbeteiligung", ["Kinder-Beteiligung"], "Kinder-Beteiligung"),
    ("kinder-beteiligung", ["Kinder-Beteiligung"], "Kinder-Beteiligung"),
    ("zizek", ["Kinder-Beteiligung"], "Žižek"),
    ("東京都", ["Kinder-Beteiligung"], "東京都"),
    ("λλαδ", ["Kinder-Beteiligung"], "λλάδ"),
    ("𝔫𝔦𝔳", ["Kinder-Beteiligung"], "𝔫𝔦𝔳"),
    ("ki", ["Drei"], "KI"),  # a word of two letters, not the beginning of another
    ("akten lacht", ["Drei"], "lacht"),
    ("modernisierung jugendamt", ["Anfang"], "Jugendamt"),
])  # fmt: skip
def test_what_is_asked_is_found_and_marked(search, query, expected, marked):
    results = search(query)
    assert titles(results) == expected
    assert marked in [mark for line in results["hits"][0]["lines"] for mark in line["marked"]]


@pytest.mark.parametrize("query", ["modernisiert", "lacht jugendamt", "qqqq", "link]", "<script>"])
def test_what_is_not_there_is_not_found(search, query):
    results = search(query)
    assert titles(results) == ([] if query != "link]" else ["Anfang"])  # signs are not searched for
    assert query == "link]" or results["status"] == f"none {query} 0"


def test_a_hit_leads_to_its_moment(search):
    (hit,) = search("oberbürgermeister")["hits"]
    assert hit["href"] == "../folge-3/index.html"
    (line,) = hit["lines"]
    assert line["href"] == "../folge-3/index.html#t=20"
    assert line["text"] == "0:20 Der Oberbürgermeister lacht über <b>Akten</b>."
    assert search("jugendamt")["hits"][0]["lines"][0]["href"].endswith("#t=83.5")


def test_a_server_without_ranges_will_do(search):
    assert titles(search("modernisierung", "whole")) == ["Anfang"]


def test_a_show_without_episodes_finds_nothing(node, tmp_path):
    assert asked(node, write_files(search_pages(), tmp_path), "amt")["status"] == "none amt 0"


def test_one_letter_is_too_few_and_nothing_is_loaded_for_it(search):
    results = search("x")
    assert results["status"].startswith("short")
    assert results["asked"] == []


def test_only_what_may_hold_the_word_is_loaded(search):
    assert len({name for name, _ in search("modernisierung")["asked"] if EPISODES_FILE.search(name)}) == 1


def test_of_a_long_episode_only_the_head_and_the_portion_with_the_word_are_loaded(node, tmp_path):
    texts = [f"{LONG * 3} Und {'Streusandkiste' if number == 70 else 'weiter'}." for number in range(100)]
    root = write_files(search_pages(episode(1), transcripts={"folge-1": cues_of(*texts)}), tmp_path)
    results = asked(node, root, "sandkiste")
    assert results["hits"][0]["lines"][0]["href"].endswith("#t=1400")
    head, portion = [size for name, size in results["asked"] if EPISODES_FILE.search(name)]
    assert head < 10 * BLOOM_BITS // 8
    assert portion < 1.4 * CHUNK_CHARACTERS


COMMON = [
    f"{word}{end}" for word in ("Jugend", "Gemeinde", "Haushalts", "Planungs") for end in ("amt", "rat", "mittel")
]


@pytest.fixture(scope="module")
def great(tmp_path_factory):
    """A show of ten thousand episodes: the words stand in every 500th, which alone have files; the others say less."""
    slugs = [f"folge-{number}" for number in range(10_000)]
    spoken = {slug: cues_of(*(f"{LONG * 5} {word}." for word in COMMON * 7)) for slug in slugs[::500]}
    whole = show(*(episode(1).model_copy(update={"slug": slug}) for slug in slugs))
    cards = dict(zip(slugs, view_models.episode_cards(whole, {}), strict=True))
    other = index_entry(whole, whole.episodes[1], cues_of(LONG), cards[slugs[1]])
    entries = {
        an_episode.slug: index_entry(whole, an_episode, spoken[an_episode.slug], cards[an_episode.slug])
        for an_episode in whole.episodes
        if an_episode.slug in spoken
    }
    files = index_files(whole, lambda slug: entries.get(slug, other).entry)
    return write_files(
        {**dict(files), **{entry.path: entry.data for entry in entries.values()}},
        tmp_path_factory.mktemp("great"),
    )


@pytest.mark.parametrize(
    "query", ["jugendamt", "haushalt", "amt", "planungsrat gemeinderat", "jugendrat mittel planungsamt", "oja"]
)
def test_the_first_answer_of_ten_thousand_episodes_loads_less_than_200_kb(node, great, query):
    results = asked(node, great, query)
    assert len(results["hits"]) == (0 if query == "oja" else 8)
    assert sum(size for _, size in results["asked"]) < 200_000
    assert len(results["asked"]) < 60


def test_the_script_folds_as_the_index_does():
    script = SCRIPT.read_text()
    assert all(unicodedata.is_normalized("NFC", line) for line in script.splitlines())
