import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from podcast.artifacts import Levels, Master, LoudnessValues
from podcast.model.groups import AudioTargets, Season
from podcast.model.show import Episode, Show
from podcast.report import report_strings as words
from podcast.report import stylesheet as look
from podcast.report import svg_charts as chart
from podcast.report.entry import Entry
from podcast.report.html_report import page
from podcast.report.mastering_table import lines
from podcast.report.text_table import Column, columns_of, shortened, table
from podcast.text import clock
from tests.support.paths import ROOT

SITE = (ROOT / "templates" / "assets" / "site.css").read_text("utf-8")
MASTER = Master(
    path="0123.mp3",
    recording_seconds=1503.2,
    seconds=1500.0,
    sample_rate=44100,
    channels=2,
    bitrate=128,
    shift=-3.2,
    before=LoudnessValues(-23.04, -4.1, 8.26),
    after=LoudnessValues(-16.02, -1.3, 6.1),
    gain=7.0,
    limited=2.4,
)
LEVELS = Levels(tuple(-23 + (n % 9) for n in range(1500)), tuple(-16 + (n % 9) for n in range(1500)), (0.2, 0.87) * 500)


def entry(number=1, *, levels=LEVELS, took=None, after=-16.02, **fields):
    fields = {
        "slug": f"folge-{number}",
        "guid": "g",
        "title": f"Titel {number}",
        "season": 1,
        "episode": number,
    } | fields
    made = replace(MASTER, after=replace(MASTER.after, loudness=after))
    return Entry(Episode(**fields), AudioTargets(), made, levels, took)


def shown(*entries, language="de", title="Rebellion"):
    show = Show(
        title=title,
        description="Ein Podcast.",
        link="https://example.org/",
        language="de",
        timezone="Europe/Berlin",
        author="Initiative",
        categories=("Government",),
        explicit=False,
        guid="8d2f0000-0000-4000-8000-000000000000",
        cover="cover.jpg",
        cover_alt="Ein Schrank",
        seasons=(Season(number=1, title="Jugend"),),
    )
    return page(show, entries, language)


def read(*entries, **options):
    return html.document_fromstring(shown(*entries, **options).decode())


# --- the table on the terminal ---------------------------------------------------------------------------------------


def test_a_line_says_how_an_episode_was_mastered():
    head, line = lines([entry(took=30.0)])
    assert head.split("  ")[0] == "episode"
    assert line.split() == ["folge-1", "25:00", "-23.0", "→", "-16.0", "-1.3", "+7.0", "-2.4", "6.1", "50"]


def test_what_was_there_before_has_no_speed():
    assert lines([entry()])[1].split()[-1] == "–"


def test_what_misses_its_target_is_named_below_the_table():
    assert lines([entry(after=-16.9)])[2:] == []
    assert lines([entry(after=-18.5)])[2:] == ["folge-1: 2.5 LU below the target of -16 LUFS"]
    loud = replace(entry(), targets=AudioTargets(true_peak=-2))
    assert lines([loud])[2:] == ["folge-1: its true peak of -1.3 dBTP is over the ceiling of -2 dBTP"]


@given(st.lists(st.tuples(st.text(max_size=60), st.text("0123456789.", max_size=8)), max_size=5), st.integers(40, 120))
def test_a_table_fits_the_terminal_and_its_figures_stand_in_line(rows, width):
    rows = [(" ".join(name.split()), figure) for name, figure in rows]
    found = table((Column("episode", cut=True), Column("figure", right=True)), rows, width)
    assert len(found) == len(rows) + 1
    assert all(columns_of(line) <= width for line in found)
    assert len({columns_of(line) for line, (_, figure) in zip(found[1:], rows, strict=True) if figure}) <= 1


def test_a_long_name_is_cut_with_an_ellipsis_where_the_terminal_is_narrow():
    long = entry(slug="sozialplanung-als-veraenderungsmotor-schmalkalden-meiningen")
    assert "sozialplanung-als-…" in "".join(lines([long], 100)) or "…" in lines([long], 100)[1]
    assert "schmalkalden-meiningen" in lines([long])[1]


@pytest.mark.parametrize(("text", "columns"), [("Bürger", 6), ("Bu\u0308rger", 6), ("日本", 4), ("", 0)])
def test_a_text_is_as_wide_as_a_terminal_shows_it(text, columns):
    assert columns_of(text) == columns
    assert columns_of(shortened(text, 3)) <= 3


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_has_a_row_and_a_chapter_for_each_episode():
    tree = read(entry(1, took=30.0), entry(2))
    rows = tree.xpath("//table[@class='overview']/tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in rows[0].xpath("td")]
    assert cells == ["", "−23,0", "−16,0", "−1,3", "+7,0", "−2,4", "6,1", "25:00", "50 ×"]
    targets = [row.xpath("string(th/a/@href)") for row in rows]
    assert targets == ["#episode-folge-1", "#episode-folge-2"]
    assert [tree.xpath(f"//section[@id='{target[1:]}']//h2")[0].text for target in targets] == ["Titel 1", "Titel 2"]


@pytest.mark.parametrize(
    ("language", "head", "figure"),
    [
        ("de", "Lautheit der Folgen", "−16,0"),
        ("en", "Loudness of the episodes", "−16.0"),
    ],
)
def test_the_page_speaks_the_language_of_whoever_reads_it(language, head, figure):
    tree = read(entry(), language=language)
    assert tree.get("lang") == language
    assert tree.xpath("string(//h1)") == head
    assert figure in tree.text_content()


def test_both_languages_have_the_same_words():
    keys = [set(known) for known in words.WORDS.values()]
    assert keys[0] == keys[1]
    for key in keys[0]:
        places = {frozenset(re.findall(r"{(\w+)}", known[key])) for known in words.WORDS.values()}
        assert len(places) == 1, key


def test_the_page_needs_nothing_but_itself_and_runs_nothing():
    data = shown(entry())
    assert not re.search(rb"https?:|url\(|@import|<script|<link|<img| on\w+=", data)
    assert b"default-src 'none'" in data


def test_what_a_producer_wrote_is_text_and_never_markup():
    wild = '<script>alert("1")</script> & </style>'
    tree = read(entry(title=wild), title=wild)
    assert not tree.xpath("//script")
    assert tree.xpath("string(//section[@id='episode-folge-1']/h2)") == wild
    assert wild in tree.xpath("string(//head/title)")


def test_every_id_is_there_once_and_every_reference_leads_somewhere():
    tree = read(entry(1), entry(2), entry(3, levels=None))
    ids = tree.xpath("//@id")
    named = " ".join(tree.xpath("//@aria-labelledby | //@aria-describedby")).split()
    named += [href[1:] for href in tree.xpath("//a/@href")]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_every_picture_is_described_or_hidden_and_every_table_has_a_caption():
    tree = read(entry())
    for picture in tree.iter("svg"):
        told = picture.get("role") == "img" and picture.find("title").text and picture.find("desc").text
        assert told or picture.get("aria-hidden") == "true"
    assert len(tree.xpath("//table")) == len(tree.xpath("//table[caption]")) == 2
    assert not tree.xpath("//table//th[not(@scope)]")


def test_the_description_of_a_curve_says_what_it_shows():
    told = read(entry()).xpath("string(//desc[@id='episode-folge-1-curve-desc'])")
    assert told == (
        "Kurzzeit-Lautheit über 25:00. Vorher zwischen −23 und −15 LUFS, im Ganzen −23,0; "
        "nachher zwischen −16 und −8 LUFS, im Ganzen −16,0. Ziel: −16 LUFS."
    )


def test_an_episode_without_levels_says_so_and_has_its_figures():
    tree = read(entry(levels=None))
    assert "Ein Verlauf ist nicht bekannt" in tree.text_content()
    assert not tree.xpath("//figure")
    assert tree.xpath("//table[@class='measures']")


@pytest.mark.parametrize(
    "levels", [Levels((), (), ()), Levels((-20.0,), (-16.0,), (0.5,)), Levels((-20.0,), (), (0.5,))]
)
def test_the_shortest_episode_makes_a_page_too(levels):
    assert read(entry(levels=levels)).xpath("//section[@id='episode-folge-1']")


def test_an_episode_off_its_target_is_named_at_the_top_in_the_table_and_in_its_chapter():
    told = read(entry(1), entry(2, after=-18.5)).text_content()
    assert "1 hat nicht die Lautheit, die sie haben soll." in told
    assert "verfehlt das Ziel" in told
    assert "2,5 LU leiser als das Ziel" in told
    assert "Alle haben die Lautheit" in read(entry(1)).text_content()


def test_a_show_without_episodes_makes_a_page_too():
    tree = read()
    assert "0 Folgen" in tree.text_content()
    assert not tree.xpath("//table")


def test_the_same_masters_make_the_same_page():
    assert shown(entry(1), entry(2)) == shown(entry(1), entry(2))


def test_the_colours_are_those_of_the_site():
    day, night = (dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in SITE.split("@media", 2)[:2])
    for name, bright, dark in look.COLOURS:
        assert (day[name], night[name]) == (bright, dark), name
        assert f"--{name}: {bright};" in look.style()
        assert f"--{name}: {dark};" in look.style()


# --- curves ----------------------------------------------------------------------------------------------------------


def points(path):
    return [tuple(map(float, point.split())) for point in re.split("[ML]", path)[1:]]


def test_a_curve_goes_through_the_loudness_of_each_second():
    levels = Levels((-25.0, -25.0), (-20.0, -10.0), ())
    picture = chart.curve(entry(levels=levels), "x", "t", "d")
    (after,) = [path.get("d") for path in picture.iter("path") if path.get("class") == "after"]
    assert points(after) == [(250.0, 200.0), (750.0, 100.0)]
    (target,) = [path.get("d") for path in picture.iter("path") if path.get("class") == "target"]
    assert target == "M0 160H1000"


@given(st.lists(st.floats(-200, 20) | st.just(float("-inf")), max_size=9000))
def test_a_curve_of_any_length_stays_in_its_frame(values):
    picture = chart.curve(entry(levels=Levels((), tuple(values), ())), "x", "t", "d")
    (after,) = [path.get("d") for path in picture.iter("path") if path.get("class") == "after"]
    found = points(after)
    assert len(found) <= chart.POINTS
    assert all(0 <= x <= chart.WIDTH and 0 <= y <= chart.HEIGHT for x, y in found)


def test_silence_is_a_gap_in_the_curve_and_not_the_lowest_loudness():
    levels = Levels((-120.0, -20.0, -30.0), (-120.0, -16.0, -26.0), ())
    picture = chart.curve(entry(levels=levels), "x", "t", "d")
    (after,) = [path.get("d") for path in picture.iter("path") if path.get("class") == "after"]
    assert after == "M500.0 160.0L833.3 260.0"
    assert "nachher zwischen −26 und −16 LUFS" in read(entry(levels=levels)).text_content()


def test_the_silence_that_fell_away_at_the_end_of_a_recording_is_not_shown():
    levels = Levels((-20.0, -20.0, -60.0), (-16.0, -16.0), ())
    picture = chart.curve(entry(levels=levels), "x", "t", "d")
    (before,) = [path.get("d") for path in picture.iter("path") if path.get("class") == "before"]
    assert points(before) == [(250.0, 200.0), (750.0, 200.0)]


def test_a_long_curve_shows_the_mean_energy_of_its_seconds():
    assert chart.thinned([-20.0] * 2000, 720) == pytest.approx([-20.0] * 667)
    (one,) = chart.thinned([-20.0, -200.0], 1)
    assert one == pytest.approx(-23.01, abs=0.01)


def test_a_waveform_keeps_the_highest_of_its_peaks():
    (path,) = chart.waveform([0.1] * 999 + [0.9], "x", "t", "d").iter("path")
    assert "L499 10H500" in path.get("d")


@given(st.floats(0.5, 100_000))
def test_marks_of_time_are_few_and_leave_room_at_the_end(seconds):
    found = chart.marks(seconds)
    assert 1 <= len(found) <= 5
    assert found[0] == (0.0, "0:00")
    assert all(place <= 0.94 for place, _ in found)
    assert [clock(round(place * seconds)) for place, _ in found] == [time for _, time in found]
