import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from podcast.artifacts import Levels, LoudnessValues, Master
from podcast.model.audio_settings import AudioTargets
from podcast.model.groups import Season
from podcast.model.season_colours import SEASON_COLOURS
from podcast.model.show import Episode, Show
from podcast.report import svg_charts
from podcast.report.entry import ReportEntry
from podcast.report.html_report import page
from podcast.report.mastering_table import mastering_lines
from podcast.report.svg_charts import loudness_curve
from podcast.report.text_table import Column, display_width, shorten, table
from podcast.text import format_time
from podcast.timeline.time_map import TimeMap
from tests.support.paths import ROOT

SITE = (ROOT / "templates" / "assets" / "site.css").read_text("utf-8")
MASTER = Master(
    path="0123.mp3",
    recording_seconds=1503.2,
    seconds=1500.0,
    sample_rate=44100,
    channels=2,
    bitrate=128,
    time_map=TimeMap.shifted(-3.2),
    before=LoudnessValues(-23.04, -4.1, 8.26),
    after=LoudnessValues(-16.02, -1.3, 6.1),
    gain=7.0,
    limited=2.4,
)
LEVELS = Levels(tuple(-23 + (n % 9) for n in range(1500)), tuple(-16 + (n % 9) for n in range(1500)), (0.2, 0.87) * 500)


def entry(number=1, *, levels=LEVELS, elapsed=None, after=-16.02, **fields):
    fields = {
        "slug": f"folge-{number}",
        "guid": "g",
        "title": f"Titel {number}",
        "season": 1,
        "episode": number,
    } | fields
    master = replace(MASTER, after=replace(MASTER.after, loudness=after))
    return ReportEntry(Episode(**fields), AudioTargets(), master, levels, elapsed)


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
    head, line = mastering_lines([entry(elapsed=30.0)])
    assert head.split("  ")[0] == "episode"
    assert line.split() == ["folge-1", "25:00", "-23.0", "→", "-16.0", "-1.3", "+7.0", "-2.4", "6.1", "50"]


def test_what_was_there_before_has_no_speed():
    assert mastering_lines([entry()])[1].split()[-1] == "–"


def test_what_misses_its_target_is_named_below_the_table():
    assert mastering_lines([entry(after=-16.9)])[2:] == []
    assert mastering_lines([entry(after=-18.5)])[2:] == ["folge-1: 2.5 LU below the target of -16 LUFS"]
    loud = replace(entry(), targets=AudioTargets(true_peak=-2))
    assert mastering_lines([loud])[2:] == ["folge-1: its true peak of -1.3 dBTP exceeds the ceiling of -2 dBTP"]


@given(st.lists(st.tuples(st.text(max_size=60), st.text("0123456789.", max_size=8)), max_size=5), st.integers(40, 120))
def test_a_table_fits_the_terminal_and_its_figures_stand_in_line(rows, width):
    rows = [(" ".join(name.split()), figure) for name, figure in rows]
    lines = table((Column("episode", shrinks=True), Column("figure", align_right=True)), rows, width)
    assert len(lines) == len(rows) + 1
    assert all(display_width(line) <= width for line in lines)
    assert len({display_width(line) for line, (_, figure) in zip(lines[1:], rows, strict=True) if figure}) <= 1


def test_a_long_name_is_cut_with_an_ellipsis_where_the_terminal_is_narrow():
    long = entry(slug="sozialplanung-als-veraenderungsmotor-schmalkalden-meiningen")
    assert "sozialplanung-als-…" in "".join(mastering_lines([long], 100)) or "…" in mastering_lines([long], 100)[1]
    assert "schmalkalden-meiningen" in mastering_lines([long])[1]


@pytest.mark.parametrize(("text", "columns"), [("Bürger", 6), ("Bu\u0308rger", 6), ("日本", 4), ("", 0)])
def test_a_text_is_as_wide_as_a_terminal_shows_it(text, columns):
    assert display_width(text) == columns
    assert display_width(shorten(text, 3)) <= 3


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_has_a_row_and_a_chapter_for_each_episode():
    tree = read(entry(1, elapsed=30.0), entry(2))
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
def test_the_page_is_in_the_language_of_the_program(language, head, figure):
    tree = read(entry(), language=language)
    assert tree.get("lang") == language
    assert tree.xpath("string(//h1)") == head
    assert figure in tree.text_content()


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
        text = picture.get("role") == "img" and picture.find("title").text and picture.find("desc").text
        assert text or picture.get("aria-hidden") == "true"
    assert len(tree.xpath("//table")) == len(tree.xpath("//table[caption]")) == 2
    assert not tree.xpath("//table//th[not(@scope)]")


def test_the_description_of_a_curve_says_what_it_shows():
    text = read(entry()).xpath("string(//desc[@id='episode-folge-1-curve-desc'])")
    assert text == (
        "Kurzzeit-Lautheit über 25:00. Vorher zwischen −23 und −15 LUFS, insgesamt −23,0; "
        "nachher zwischen −16 und −8 LUFS, insgesamt −16,0. Ziel: −16 LUFS."
    )


def test_an_episode_without_levels_says_so_and_has_its_figures():
    tree = read(entry(levels=None))
    assert "Kein Verlauf verfügbar" in tree.text_content()
    assert not tree.xpath("//figure")
    assert tree.xpath("//table[@class='measures']")


@pytest.mark.parametrize(
    "levels", [Levels((), (), ()), Levels((-20.0,), (-16.0,), (0.5,)), Levels((-20.0,), (), (0.5,))]
)
def test_the_shortest_episode_makes_a_page_too(levels):
    assert read(entry(levels=levels)).xpath("//section[@id='episode-folge-1']")


def test_an_episode_off_its_target_is_named_at_the_top_in_the_table_and_in_its_chapter():
    text = read(entry(1), entry(2, after=-18.5)).text_content()
    assert "1 Folge verfehlt ihr Lautheitsziel." in text
    assert "verfehlt das Ziel" in text
    assert "2,5 LU leiser als das Ziel" in text
    assert "Alle Folgen erreichen ihr Lautheitsziel" in read(entry(1)).text_content()


def test_a_show_without_episodes_makes_a_page_too():
    tree = read()
    assert "0 Folgen" in tree.text_content()
    assert not tree.xpath("//table")


def test_the_same_masters_make_the_same_page():
    assert shown(entry(1), entry(2)) == shown(entry(1), entry(2))


def test_the_colours_are_those_of_the_site():
    ours, site = (
        [dict(re.findall(r"--([\w-]+): (#\w+);", part)) for part in sheet.split("@media", 2)[:2]]
        for sheet in (shown(entry()).decode(), SITE)
    )
    for mode in (0, 1):  # light, dark
        assert ours[mode].items() <= site[mode].items()
    assert {colour.name for colour in SEASON_COLOURS} < ours[0].keys() == ours[1].keys()


# --- curves ----------------------------------------------------------------------------------------------------------


def points(path):
    return [tuple(map(float, point.split())) for point in re.split("[ML]", path)[1:]]


def test_a_curve_goes_through_the_loudness_of_each_second():
    curve = loudness_curve(Levels((-25.0, -25.0), (-20.0, -10.0), ()), -16.0)
    assert points(curve.after) == [(250.0, 200.0), (750.0, 100.0)]
    assert (curve.target, curve.band_top, curve.band_height) == (160, 150, 20)


def test_the_page_shows_the_paths_of_the_curve():
    (figure,) = read(entry()).iter("figure")
    paths = {path.get("class"): path.get("d") for path in figure.xpath("div[@class='plot']/svg/path")}
    curve = loudness_curve(LEVELS, -16.0)
    assert paths["after"] == curve.after
    assert paths["before"] == curve.before
    assert paths["target"] == "M0 160H1000"
    assert paths["grid"] == "M0 100H1000M0 200H1000M0 300H1000M0 400H1000"


@given(st.lists(st.floats(-200, 20) | st.just(float("-inf")), max_size=9000))
def test_a_curve_of_any_length_stays_in_its_frame(values):
    path = points(loudness_curve(Levels((), tuple(values), ()), -16.0).after)
    assert len(path) <= svg_charts.MAX_CURVE_POINTS
    assert all(0 <= x <= svg_charts.WIDTH and 0 <= y <= svg_charts.HEIGHT for x, y in path)


def test_silence_is_a_gap_in_the_curve_and_not_the_lowest_loudness():
    levels = Levels((-120.0, -20.0, -30.0), (-120.0, -16.0, -26.0), ())
    assert loudness_curve(levels, -16.0).after == "M500.0 160.0L833.3 260.0"
    assert "nachher zwischen −26 und −16 LUFS" in read(entry(levels=levels)).text_content()


def test_the_silence_that_was_trimmed_at_the_end_of_a_recording_is_not_shown():
    curve = loudness_curve(Levels((-20.0, -20.0, -60.0), (-16.0, -16.0), ()), -16.0)
    assert points(curve.before) == [(250.0, 200.0), (750.0, 200.0)]


def test_a_long_curve_shows_the_mean_energy_of_its_seconds():
    assert svg_charts.downsample([-20.0] * 2000, 720) == pytest.approx([-20.0] * 667)
    (mean,) = svg_charts.downsample([-20.0, -200.0], 1)
    assert mean == pytest.approx(-23.01, abs=0.01)


def test_a_waveform_keeps_the_highest_of_its_peaks():
    waveform = svg_charts.waveform([0.1] * 999 + [0.9])
    assert waveform.width == 500
    assert "L499 10H500" in waveform.path


@given(st.floats(0.5, 100_000))
def test_marks_of_time_are_few_and_leave_room_at_the_end(seconds):
    marks = svg_charts.time_marks(seconds)
    assert 1 <= len(marks) <= 5
    assert marks[0] == (0.0, "0:00")
    assert all(position <= 0.94 for position, _ in marks)
    assert [format_time(round(position * seconds)) for position, _ in marks] == [label for _, label in marks]
