import json
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcast.model.groups import Chapter, Correction
from podcast.pages import view_models
from podcast.pages.search import tokens
from podcast.pages.search.episode_file import BLOOM_BITS, CHUNK_CHARACTERS, MAX_FIRST_BYTES
from podcast.pages.search.facets import facets
from podcast.pages.search.gender_forms import gender_forms
from podcast.pages.search.index import RECORD_BYTES, index_entry, index_files
from podcast.pages.search.passages import Field
from podcast.pages.search.segments import SEGMENT_SIZES, coded_size, segment_ranges, size_code
from podcast.pages.slugs import oldest_first
from podcast.transcripts.sections import sections
from podcast.transcripts.write import format_text
from tests.support.people_pages import episode, guest, page, show
from tests.support.rendered_pages import write_files
from tests.support.search_site import (
    EPISODES,
    EPISODES_FILE,
    SCRIPT,
    TRANSCRIPTS,
    answers,
    cues_of,
    search_files,
    search_pages,
)

LONG = "Die Verwaltung arbeitet an vielen Stellen zugleich und redet darüber. "


def test_signs_between_letters_join_them_and_umlauts_are_spelled_out():
    assert tokens.fold("Bürger*innen\xadbeteiligung: „Größe“ der E-Mail, 12:30!") == (
        "buergerinnenbeteiligung groesse der email 12 30"
    )
    assert tokens.fold("Bu\u0308rger") == "buerger"
    assert tokens.fold("Élan, Žižek") == "elan zizek"


@pytest.mark.parametrize(("text", "form", "word"), [
    ("Bürger*innenbeteiligung", "buergerbeteiligung", "buergerinnenbeteiligung"),
    ("Bürger:innen-Rat", "buergerrat", "buergerinnenrat"),
    ("Kolleg_innen", "kollegen", "kolleginnen"),
    ("Kolleginnen", "kollegen", "kolleginnen"),
    ("Lehrer/-innenzimmer", "lehrerzimmer", "lehrerinnenzimmer"),
    ("LehrerInnenzimmer", "lehrerzimmer", "lehrerinnenzimmer"),
    ("Ärzt·innen", "aerzte", "aerztinnen"),
    ("Jurist*in", "juristen", "juristin"),
])  # fmt: skip
def test_words_for_people_have_other_forms(text, form, word):
    assert (form, word) in list(gender_forms(f"Die {text}."))


@pytest.mark.parametrize(
    "word", ["beginnen", "gewinnen", "Finnen", "erinnern", "Made-in-Germany", "Termin", "LinkedIn"]
)
def test_other_words_have_none(word):
    assert list(gender_forms(word)) == []


def test_a_word_that_returns_has_its_forms_once() -> None:
    forms = [*gender_forms("Bürger*innen und Bürger*innen")]
    assert len(forms) == len(set(forms)) > 0


def parts(files):
    """The episodes' files of the search, read, by title: what is shown, the Bloom filters, the chunks."""
    files_by_title = {}
    for path, data in files.items():
        if EPISODES_FILE.search(path):
            head, rest = data.split(b"\n", 1)
            shown = json.loads(head)
            size = (len(shown["ends"]) + len(shown.get("spoken", ()))) * BLOOM_BITS // 8
            starts = [0, *shown["ends"]]
            written = [json.loads(rest[size:][a:b]) for a, b in pairwise(starts)]
            files_by_title[shown["title"]] = shown, rest[:size], [*written, *spoken_chunks(files, shown)]
    return files_by_title


def spoken_chunks(files, shown):
    """The chunks of the transcript, at the places that the search file names."""
    transcript = files.get(shown.get("transcript", "").partition("?")[0], b"")
    for first, end, places in shown.get("spoken", ()):
        chunk, place = [], first
        for time, before, size in zip(*[iter(places)] * 3, strict=True):
            chunk.append((Field.SPEECH, time, transcript[place + before :][:size].decode()))
            place += before + size
        assert place == end
        yield chunk


def test_long_transcripts_are_cut_into_chunks_and_nothing_is_lost():
    texts = [f"{number} {LONG * 4}".strip() for number in range(200)]
    files = search_files(episode(1), transcripts={"folge-1": cues_of(*texts)})
    ((_, _, chunks),) = parts(files).values()
    assert len(chunks) > 16
    assert all(sum(len(text) for *_, text in chunk) <= CHUNK_CHARACTERS + len(texts[0]) for chunk in chunks)
    assert [passage for chunk in chunks[1:] for passage in chunk] == [
        (Field.SPEECH, 20 * number, text) for number, text in enumerate(texts)
    ]


def test_the_address_of_a_transcript_changes_with_its_bytes():
    old, new = (
        parts(search_files(episode(1, title="T"), transcripts={"folge-1": cues_of(text)}))["T"][0]["transcript"]
        for text in ("Guten Tag.", "Guten Abend.")
    )
    assert old != new
    assert old.partition("?")[0] == new.partition("?")[0] == "folge-1/transcript.txt"


def test_every_text_of_an_episode_is_searched_and_its_field_is_known():
    files = search_files(
        episode(1, guest("Jana Öztürk", title="Bürgermeisterin"), title="Titel", summary="Kurz.", topics=("Klima",),
                notes="Notiz\n\nZweite", chapters=(Chapter(start=5, title="Kapitel"),),
                correction=Correction(on="2024-05-01", text="Verbessert.")),
        transcripts={"folge-1": cues_of("Gesagt.")},
    )  # fmt: skip
    ((_, _, chunks),) = parts(files).values()
    assert [tuple(passage) for chunk in chunks for passage in chunk] == [
        (Field.TITLE, None, "Titel"),
        (Field.CHAPTER, 5, "Kapitel"),
        (Field.TOPIC, None, "Klima"),
        (Field.PERSON, None, "Jana Öztürk, Bürgermeisterin"),
        (Field.SUMMARY, None, "Kurz."),
        (Field.NOTES, None, "Notiz"),
        (Field.NOTES, None, "Zweite"),
        (Field.CORRECTION, None, "Verbessert."),
        (Field.SPEECH, 0, "Gesagt."),
    ]


def records(files):
    """Name and first part's size of each search file, the oldest first, as the records have them."""
    listed = json.loads(files["suche/index.json"])
    ((first, end, bits, name),) = listed["segments"]
    assert (first, bits) == (0, 0)
    each = [files["suche/" + name][RECORD_BYTES * at :][:RECORD_BYTES] for at in range(end)]
    return [(f"suche/{one[:6].hex()}.{one[6:10].hex()}.bin", int.from_bytes(one[10:], "big")) for one in each]


def test_the_list_leads_to_every_file_of_the_search_the_oldest_episode_first():
    files = search_files(*EPISODES, transcripts=TRANSCRIPTS)
    listed = json.loads(files["suche/index.json"])
    titles_of_files = {name: json.loads(files[name].split(b"\n")[0])["title"] for name, _size in records(files)}
    assert [*titles_of_files.values()] == ["Anfang", "Kinder-Beteiligung", "Drei"]
    assert all(size == len(files[name]) for name, size in records(files))
    ((first, end, bits, *names),) = listed["segments"]
    assert (first, end, bits) == (0, 3, 0)
    others = (listed["facets"], *names, "index.json")
    assert set(files) == {*titles_of_files, *(f"suche/{name}" for name in others), "folge-3/transcript.txt"}


def test_of_long_notes_only_the_head_is_loaded_first():
    files = search_files(episode(1, notes="\n\n".join(LONG for _ in range(300))))
    ((name, size),) = records(files)
    assert size < MAX_FIRST_BYTES < len(files[name])


@pytest.mark.parametrize("count", [0, 1, 7, 8, 20, 130, 300, 2047, 2048, 10_000])
def test_segments_have_every_episode_once_and_end_at_multiples_of_their_size(count):
    segments = [*segment_ranges(count)]
    assert [number for one in segments for number in range(one.first, one.end)] == [*range(count)]
    large, _middle, small = SEGMENT_SIZES
    sizes = [one.end - one.first for one in segments]
    assert len(sizes) <= count // large + 3
    assert all(size <= large for size in sizes)
    assert all(one.end == count or one.end % small == 0 for one in segments)
    assert all(one.bits or one.end - one.first < small for one in segments)


def index_of(*episodes):
    """The files of the index by their bytes, `index.json` and the episodes' own files apart."""
    said = {one.slug: cues_of(" ".join(f"{word}{one.slug[-2:]}" for word in LONG.split())) for one in episodes}
    files = search_files(*episodes, transcripts=said)
    return {path: data for path, data in files.items() if "-" in path and path.startswith("suche/")}


def test_a_new_episode_changes_the_last_segments_alone():
    episodes = [episode(number, title=f"Titel {number}") for number in range(1, 150)]
    before, after = index_of(*episodes[:-1]), index_of(*episodes)
    changed = {path.partition("-")[0] for path in after.keys() - before.keys()}
    assert changed == {"suche/block"}
    assert sum(len(after[path]) for path in after.keys() - before.keys()) < sum(map(len, after.values())) / 20


def test_another_title_of_an_old_episode_changes_few_files():
    episodes = [episode(number, title=f"Titel {number}") for number in range(1, 150)]
    before = index_of(*episodes)
    after = index_of(episode(1, title="Jahresrückblick"), *episodes[1:])
    changed = [path for path in after.keys() - before.keys() if path.startswith("suche/words")]
    assert 0 < len(changed) < 20
    assert len(before) > 100


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 17, 33, 1000, 65_535, 700_001, 5_000_000, 1 << 30])
def test_the_code_of_a_size_stands_for_little_more(size):
    assert 0 <= size_code(size) < 256
    assert size <= coded_size(size_code(size)) <= max(9 * bool(size), size * 1.13)


def test_a_new_or_changed_or_removed_episode_renames_no_other_episodes_files():
    first, second, third = (episode(number, title=f"Titel {number}") for number in (1, 2, 3))
    changed = episode(2, title="Titel 2", notes="Anders.")

    def files(*episodes):
        return {path for path in search_files(*episodes) if EPISODES_FILE.search(path)}

    assert files(first, second) < files(first, second, third)
    assert len(files(first, second, third) - files(first, changed, third)) == 1
    assert files(first, third) < files(first, second, third)


@given(st.text(alphabet="abcdeäöüßsrn", min_size=3, max_size=20), st.data())
def test_the_trigrams_of_a_piece_of_a_word_are_those_of_the_word(word, data):
    bare = tokens.fold(word)
    start = data.draw(st.integers(0, len(bare) - 3))
    piece = bare[start : data.draw(st.integers(start + 3, len(bare)))]
    hashes, owners = tokens.trigrams([piece, bare])
    assert set(hashes[owners == 0]) <= set(hashes[owners == 1])
    one, other = (int.from_bytes(bits, "little") for bits in tokens.bloom_filters([{piece}, {bare}], BLOOM_BITS))
    assert one & other == one


@given(st.lists(st.text(alphabet="abü1𝔫😀", max_size=9), max_size=8))
def test_all_words_at_once_have_the_trigrams_of_each(words):
    hashes, owners = tokens.trigrams(words)
    for number, word in enumerate(words):
        runs = [word] if len(word) < 3 else [word[at : at + 3] for at in range(len(word) - 2)]
        sums = [sum(31**place * ord(letter) for place, letter in enumerate(reversed(run))) for run in runs if run]
        assert sorted(hashes[owners == number].tolist()) == sorted(one * 0x9E3779B1 % 2**32 for one in sums)


def test_facets_name_the_episodes_of_each_value_newest_first():
    ada = guest("Ada")
    the_show = show(
        episode(1, ada, season=1, topics=("Klima",)),
        episode(2, season=1),
        episode(3, ada, season=2, topics=("klima", "Rat")),
    )
    assert facets(the_show, oldest_first(the_show)[::-1]) == {
        "season": {"1": [(1, 3)], "2": [(0, 1)]},
        "year": {"2022": [(0, 3)]},
        "person": {"Ada": [(0, 1), (2, 3)]},
        "topic": {"Klima": [(0, 1), (2, 3)], "Rat": [(0, 1)]},
    }


def test_without_a_script_the_page_leads_to_episodes_and_seasons():
    document = page(search_pages(episode(1, guest("Ada"), season=1, topics=("Klima",))), "suche/")
    assert document.xpath("//form[@role='search']//input[@type='search']/@name") == ["q"]
    assert "JavaScript" in document.xpath("//noscript")[0].text_content()
    links = document.xpath("//main//*[contains(@class, 'links')]//a/@href")
    assert [link.split("/")[1] for link in links] == ["folgen", "personen", "themen", "staffel-1"]
    assert document.xpath("//*[@role='status']")


# --- the script itself, run by node ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    """The function that searches the little show: what is asked -> the answer."""
    root = write_files(search_files(*EPISODES, transcripts=TRANSCRIPTS), tmp_path_factory.mktemp("site"))
    return lambda *queries, **options: answers(root, *queries, **options)


def titles(answer):
    return [hit["title"] for group in answer["groups"] for hit in group["hits"]]


def test_what_is_asked_is_found_and_marked(search):
    expected = {
        "modernisierung": (["Anfang"], "modernisierung"),  # the inside of a compound
        "Buerger": (["Kinder-Beteiligung", "Drei"], "Bürger"),
        "BÜRGERINNEN": (["Kinder-Beteiligung"], "Bürger*innen"),
        "buergerm": (["Drei"], "bürgerm"),
        "amt": (["Anfang"], "amt"),
        "kinderbeteiligung": (["Kinder-Beteiligung"], "Kinder-Beteiligung"),
        "kinder-beteiligung": (["Kinder-Beteiligung"], "Kinder-Beteiligung"),
        "zizek": (["Kinder-Beteiligung"], "Žižek"),
        "東京都": (["Kinder-Beteiligung"], "東京都"),
        "λλαδ": (["Kinder-Beteiligung"], "λλάδ"),
        "𝔫𝔦𝔳": (["Kinder-Beteiligung"], "𝔫𝔦𝔳"),
        "ki": (["Drei"], "KI"),  # a word of two letters, not the beginning of another
        "akten lacht": (["Drei"], "lacht"),
        "modernisierung jugendamt": (["Anfang"], "Jugendamt"),
        "link]": (["Anfang"], "Link"),  # signs are not searched for
    }
    for answer in search(*expected):
        found_titles, marked = expected[answer["query"]]
        assert titles(answer) == found_titles, answer["query"]
        hit = answer["groups"][0]["hits"][0]
        assert marked in [*hit["marked"], *(mark for line in hit["lines"] for mark in line["marked"])]


def test_what_is_not_there_is_not_found(search):
    for answer in search("modernisiert", "lacht jugendamt", "qqqq", "<script>"):
        assert answer["groups"] == [], answer["query"]


def test_a_hit_knows_its_moment(search):
    mayor, office = search("oberbürgermeister", "jugendamt")
    (line,) = mayor["groups"][0]["hits"][0]["lines"]
    assert line == {
        "field": Field.SPEECH, "time": 20, "text": "Der Oberbürgermeister lacht über <b>Akten</b>.",
        "marked": ["Oberbürgermeister"],
    }  # fmt: skip
    assert office["groups"][0]["hits"][0]["lines"][0]["time"] == 83.5


def test_a_server_without_ranges_will_do(search):
    (answer,) = search("modernisierung", mode="whole")
    assert titles(answer) == ["Anfang"]


def test_a_show_without_episodes_finds_nothing(tmp_path):
    (answer,) = answers(write_files(search_files(), tmp_path), "amt")
    assert answer["groups"] == []


def test_one_letter_is_too_few_and_nothing_is_loaded_for_it(search):
    (answer,) = search("x")
    assert (answer["failure"], answer["loaded"]) == ("short", [])


def test_of_a_long_episode_only_the_head_and_the_chunk_with_the_word_are_loaded(tmp_path):
    texts = [f"{LONG * 3} Und {'Streusandkiste' if number == 70 else 'weiter'}." for number in range(100)]
    root = write_files(search_files(episode(1), transcripts={"folge-1": cues_of(*texts)}), tmp_path)
    (answer,) = answers(root, "sandkiste")
    assert answer["groups"][0]["hits"][0]["lines"][0]["time"] == 1400
    (head,) = [size for name, size in answer["loaded"] if EPISODES_FILE.search(name)]
    (chunk,) = [size for name, size in answer["loaded"] if name.endswith("transcript.txt")]
    assert head < 8000
    assert chunk < 1.4 * CHUNK_CHARACTERS


COMMON = [
    f"{word}{end}" for word in ("Jugend", "Gemeinde", "Haushalts", "Planungs") for end in ("amt", "rat", "mittel")
]


@pytest.fixture(scope="module")
def great(tmp_path_factory):
    """A show of ten thousand episodes: the words stand in every 500th, which alone have files; the others say less."""
    slugs = [f"folge-{number}" for number in range(10_000)]
    spoken = {slug: cues_of(*(f"{LONG * 5} {word}." for word in COMMON * 7)) for slug in slugs[::500]}
    large_show = show(*(episode(1).model_copy(update={"slug": slug}) for slug in slugs))
    cards = dict(zip(slugs, view_models.episode_cards(large_show, {}), strict=True))
    other = index_entry(large_show, large_show.episodes[1], cues_of(LONG), cards[slugs[1]])
    entries = {
        an_episode.slug: index_entry(large_show, an_episode, spoken[an_episode.slug], cards[an_episode.slug])
        for an_episode in large_show.episodes
        if an_episode.slug in spoken
    }
    files = index_files(large_show, lambda slug: entries.get(slug, other).entry)
    texts = {f"{slug}/transcript.txt": format_text(sections(cues, ())) for slug, cues in spoken.items()}
    return write_files(
        {**dict(files), **{entry.path: entry.data for entry in entries.values()}, **texts},
        tmp_path_factory.mktemp("great"),
    )


def test_the_first_answer_of_ten_thousand_episodes_loads_less_than_200_kb(great):
    queries = ("jugendamt", "haushalt", "amt", "planungsrat gemeinderat", "jugendrat mittel planungsamt", "oja")
    for answer in answers(great, *queries):
        assert len(titles(answer)) == (0 if answer["query"] == "oja" else 8)
        assert sum(size for _, size in answer["loaded"]) < 200_000
        assert len(answer["loaded"]) < 60


def test_the_scripts_fold_as_the_index_does():
    for script in (SCRIPT, SCRIPT.with_name("search.js")):
        assert all(unicodedata.is_normalized("NFC", line) for line in script.read_text("utf-8").splitlines())
