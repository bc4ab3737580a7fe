"""The same episodes for every maker of sites: notes and a transcript of 25 minutes each, in the form it reads."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = "https://podcast.example.org/"
FIRST = datetime(2000, 1, 1, 9, tzinfo=UTC)
CUES, EACH = 250, 6.0  # cues of a transcript, seconds of one
SEASON = 50  # episodes
CHAPTERS = 5
WORDS = (
    *("Verwaltung", "Kommune", "Jugend", "Beteiligung", "Rathaus", "Amt", "Bürger*innen", "und"),
    *("oder", "nicht", "weil", "gemeinsam", "planen", "steuern", "Stadt", "arbeiten"),
    *("Landkreis", "Führung", "Daten", "Haus", "Weg", "Mut", "Gebühren", "Satzung"),
    *("Schule", "Straße", "Wahl", "Größe", "für", "über", "mit", "von"),
    "Menschen",
)


@dataclass(frozen=True, slots=True)
class Told:
    """An episode; `said` are the speaker and the words of each cue."""

    number: int
    title: str
    summary: str
    notes: str
    said: tuple[tuple[str, str], ...]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"folge-{self.number:05}"

    @property
    def season(self) -> int:
        """Its season, from 1."""
        return self.number // SEASON + 1

    @property
    def date(self) -> datetime:
        """When it came out."""
        return FIRST + timedelta(hours=7 * self.number)

    @property
    def chapters(self) -> tuple[tuple[int, str], ...]:
        """Start in seconds, title."""
        each = int(CUES * EACH / CHAPTERS)
        return tuple((number * each, f"Kapitel {number + 1}") for number in range(CHAPTERS))


def episodes(count: int) -> Iterator[Told]:
    """So many episodes, the same each time."""
    chance = random.Random(1)  # noqa: S311 -- the same words each time

    def words(number: int) -> str:
        return " ".join(chance.choices(WORDS, k=number)).capitalize()

    for number in range(count):
        notes = "\n\n".join(f"## {words(3)}\n\n{words(60)}.\n\n- {words(6)}\n- [{words(3)}]({LINK})" for _ in range(3))
        said = tuple(("Ada" if at % 9 < 5 else "Ben", f"{words(14)}.") for at in range(CUES))
        yield Told(number, f"{words(5)} {number}", f"{words(25)}.", notes, said)


def clock(seconds: float) -> str:
    """`0:24:06`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def write(folder: Path, count: int, cover: Path) -> None:
    """Writes the show for every maker, each in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("podcast", "hugo/content/folgen", "pelican/content", "eleventy/content"):
        (folder / name).mkdir(parents=True)
    for told in episodes(count):
        _ours(folder / "podcast" / "episodes" / told.slug, told)
        (folder / "hugo" / "content" / "folgen" / f"{told.slug}.md").write_text(_front(told) + _body(told), "utf-8")
        (folder / "pelican" / "content" / f"{told.slug}.md").write_text(_pelican(told) + _body(told), "utf-8")
        (folder / "eleventy" / "content" / f"{told.slug}.md").write_text(_eleventy(told) + _body(told), "utf-8")
    shutil.copyfile(cover, folder / "podcast" / "cover.jpg")
    (folder / "podcast" / "podcast.yaml").write_text(_show(count), "utf-8")
    for path, text in LAYOUTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def _show(count: int) -> str:
    seasons = [{"number": number + 1, "title": f"Thema {number + 1}"} for number in range((count - 1) // SEASON + 1)]
    fields = {
        "title": "Große Sendung", "description": "Eine Sendung zum Messen.", "link": LINK, "language": "de",
        "timezone": "Europe/Berlin", "author": "Amt", "categories": ["Government"], "explicit": False,
        "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e", "cover": "cover.jpg", "cover_alt": "Ein Schrank.",
        "seasons": seasons,
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False, indent=1)


def _ours(folder: Path, told: Told) -> None:
    folder.mkdir(parents=True)
    fields = {
        "guid": f"guid-{told.number}", "title": told.title, "season": told.season,
        "episode": told.number % SEASON + 1, "date": f"{told.date:%Y-%m-%d %H:%M}", "summary": told.summary,
        "people": [{"name": "Ada", "role": "host"}, {"name": f"Gast {told.number % 300}", "role": "guest"}],
        "topics": [WORDS[told.number % 7], WORDS[told.number % 5]],
        "chapters": [{"start": start, "title": title} for start, title in told.chapters], "notes": told.notes,
    }  # fmt: skip
    (folder / "episode.yaml").write_text(json.dumps(fields, ensure_ascii=False, indent=1), "utf-8")
    cues = "".join(
        f"\n{_stamp(at * EACH)} --> {_stamp(at * EACH + 5.5)}\n<v {who}>{words}\n"
        for at, (who, words) in enumerate(told.said)
    )
    (folder / "transcript.vtt").write_text(f"WEBVTT\n{cues}", "utf-8")


def retitle(show: Path) -> None:
    """Gives the newest episode of our show another title."""
    file = max((show / "episodes").glob("*/episode.yaml"))
    fields = json.loads(file.read_text("utf-8"))
    fields["title"] = f"Neu {fields['title']}"
    file.write_text(json.dumps(fields, ensure_ascii=False, indent=1), "utf-8")


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"


def _front(told: Told) -> str:
    fields = {
        "title": told.title, "date": told.date.isoformat(), "description": told.summary,
        "slug": told.slug, "season": told.season, "staffeln": [f"staffel-{told.season}"],
        "tags": [f"staffel-{told.season}"], "layout": "folge.html",
    }  # fmt: skip
    return f"{json.dumps(fields, ensure_ascii=False, indent=1)}\n\n"


def _eleventy(told: Told) -> str:
    """The same: Eleventy wants to be told that it is JSON."""
    return f"---json\n{_front(told).strip()}\n---\n"


def _pelican(told: Told) -> str:
    return (
        f"Title: {told.title}\nDate: {told.date:%Y-%m-%d %H:%M}\nSlug: {told.slug}\n"
        f"Category: staffel-{told.season}\nSummary: {told.summary}\n\n"
    )


def _body(told: Told) -> str:
    """Notes, chapters and the transcript as one would write them in Markdown: a paragraph for each turn."""
    chapters = "\n".join(f"- [{clock(start)}]({LINK}a.mp3#t={start}) {title}" for start, title in told.chapters)
    turns: list[list[str]] = []
    for at, (who, words) in enumerate(told.said):
        if not at or told.said[at - 1][0] != who:
            turns.append([f"[{clock(at * EACH)}]({LINK}a.mp3#t={at * EACH:g}) **{who}:**"])
        turns[-1].append(words)
    return f"{told.notes}\n\n## Kapitel\n\n{chapters}\n\n## Transkript\n\n" + "\n\n".join(map(" ".join, turns)) + "\n"


# Plain layouts with what every page of ours has as well: title, description, canonical address, header, footer, list.
_HEAD = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="description" content="{description}"><link rel="canonical" href="{url}"></head><body>'
    '<header><p><a href="/">Große Sendung</a></p></header><main><h1>{title}</h1>'
)
_FOOT = "</main><footer><p>Amt</p></footer></body></html>"
_HUGO = {"title": "{{ .Title }}", "description": "{{ .Description }}", "url": "{{ .Permalink }}"}
_HUGO_ROWS = (
    '<ol>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ol>'
)
_PELICAN = {
    "title": "{{ article.title }}",
    "description": "{{ article.summary|striptags }}",
    "url": "{{ SITEURL }}/{{ article.url }}",
}
_PELICAN_ROWS = (
    '<ol>{% for one in articles %}<li><a href="{{ SITEURL }}/{{ one.url }}">{{ one.title }}</a> '
    "{{ one.summary|striptags }}</li>{% endfor %}</ol>"
)
_ELEVENTY = {"title": "{{ title }}", "description": "{{ description }}", "url": f"{LINK}{{{{ page.url }}}}"}
_ELEVENTY_ROWS = (
    '<ol>{% for one in rows %}<li><a href="{{ one.url }}">{{ one.data.title }}</a> {{ one.data.description }}</li>'
    "{% endfor %}</ol>"
)
_ELEVENTY_SEASONS = (
    "---js\n{ pagination: { data: 'collections', size: 1, alias: 'tag', filter: ['all'] }, "
    "permalink: data => `/${data.tag}/`, title: 'Staffel' }\n---\n"
)


def _page(fields: dict[str, str], inner: str) -> str:
    return _HEAD.format(**fields) + inner + _FOOT


LAYOUTS = {
    "hugo/hugo.toml": (
        f'baseURL = "{LINK}"\nlanguageCode = "de"\ntitle = "Große Sendung"\n[taxonomies]\nstaffel = "staffeln"\n'
        "[markup.goldmark.renderer]\nunsafe = false\n"
    ),
    "hugo/layouts/_default/folge.html.html": _page(_HUGO, "{{ .Content }}"),
    "hugo/layouts/_default/single.html": _page(_HUGO, "{{ .Content }}"),
    "hugo/layouts/_default/list.html": _page(_HUGO, _HUGO_ROWS),
    "hugo/layouts/_default/home.html": _page(
        _HUGO, "{{ range first 12 .Site.RegularPages }}<p>{{ .Title }}</p>{{ end }}"
    ),
    "pelican/pelicanconf.py": (
        f'SITEURL = "{LINK[:-1]}"\nSITENAME = "Große Sendung"\nPATH = "content"\nTIMEZONE = "Europe/Berlin"\n'
        'DEFAULT_LANG = "de"\nTHEME = "theme"\nARTICLE_URL = "{slug}/"\nARTICLE_SAVE_AS = "{slug}/index.html"\n'
        'FEED_ALL_ATOM = "feed.xml"\nCATEGORY_FEED_ATOM = None\nAUTHOR_SAVE_AS = ""\nDEFAULT_PAGINATION = 12\n'
        'PAGINATED_TEMPLATES = {"index": None}\n'  # else page 2 of season 1 is called as season 12 is
        'AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = TAGS_SAVE_AS = TAG_SAVE_AS = ""\nLOAD_CONTENT_CACHE = False\n'
    ),
    "pelican/theme/templates/article.html": _page(_PELICAN, "{{ article.content }}"),
    "pelican/theme/templates/category.html": _page(
        {"title": "{{ category }}", "description": "", "url": "{{ SITEURL }}/{{ category.url }}"}, _PELICAN_ROWS
    ),
    "pelican/theme/templates/index.html": _page(
        {"title": "{{ SITENAME }}", "description": "", "url": "{{ SITEURL }}/"},
        "{% for one in articles_page.object_list %}<p>{{ one.title }}</p>{% endfor %}",
    ),
    "pelican/theme/templates/categories.html": _page({"title": "Staffeln", "description": "", "url": ""}, ""),
    "eleventy/eleventy.config.mjs": (
        "export default (config) => {\n"
        "  config.setQuietMode(true);\n"
        "  return { dir: { input: 'content', output: '_site', includes: '../_includes' }, "
        "htmlTemplateEngine: 'liquid', markdownTemplateEngine: false };\n};\n"
    ),
    "eleventy/_includes/folge.html": _page(_ELEVENTY, "{{ content }}"),
    "eleventy/content/index.html": "---\ntitle: Große Sendung\n---\n"
    + _page(_ELEVENTY, "{% for one in collections.all limit: 12 %}<p>{{ one.data.title }}</p>{% endfor %}"),
    "eleventy/content/staffeln.html": _ELEVENTY_SEASONS
    + _page(_ELEVENTY, "{% assign rows = collections[tag] %}" + _ELEVENTY_ROWS),
}  # fmt: skip
