"""The same episodes for every maker of sites: notes and a transcript of 25 minutes each, in the form that it reads."""

from __future__ import annotations

import io
import json
import random
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from speech import WORDS, language, spoken_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

LINK = "https://podcast.example.org/"
FIRST = datetime(2000, 1, 1, 9, tzinfo=UTC)
HOURS = 7  # between two episodes
FREQUENT, FREQUENT_HOURS = 30_000, 2  # from so many episodes on they come more often, so that all are in the past
CUES, CUE_SECONDS, CUE_WORDS = 250, 6.0, 14
SHORT_CUES = 12
SEASON = 50  # episodes; the last one of a show with full hundreds has half of them, so that one more begins no season
CHAPTERS = 5
GUESTS = 300
PICTURES, PICTURE_EVERY = 3, 100  # the first episode of each hundred has one in its notes, until there are no more
NO_CARD = "漢"  # the font of the cards has no such sign: a title with it gets no card
# Who speaks each of nine cues: "Ben" and "Stimme aus dem Saal" are not among the people of any episode.
TURNS = ("Ada", "Ada", "Ada", "Ada", "Ben", "Ben", "Ben", "Stimme aus dem Saal", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of a show: episodes, cues of each transcript, whether episodes have social cards."""

    episodes: int
    cues: int = CUES
    cards: bool = True


@dataclass(frozen=True, slots=True)
class EpisodeText:
    """The texts of an episode; `spoken` are the speaker and the words of each cue."""

    number: int
    title: str
    summary: str
    notes: str
    spoken: tuple[tuple[str, str], ...]
    date: datetime

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"folge-{self.number:05}"

    @property
    def season(self) -> int:
        """Its season, from 1."""
        return (self.number + SEASON // 2) // SEASON + 1

    @property
    def number_in_season(self) -> int:
        """Its number there, from 1."""
        return (self.number + SEASON // 2) % SEASON + 1

    @property
    def guest(self) -> str:
        """A person who is in other episodes as well."""
        return f"Gast {self.number % GUESTS}"

    @property
    def picture(self) -> int | None:
        """The number of the picture in its notes; None where they have none."""
        number, rest = divmod(self.number, PICTURE_EVERY)
        return number if rest == 0 and number < PICTURES else None

    @property
    def chapters(self) -> tuple[tuple[int, str], ...]:
        """Start in seconds, title."""
        seconds = int(len(self.spoken) * CUE_SECONDS / CHAPTERS)
        return tuple((number * seconds, f"Kapitel {number + 1}") for number in range(CHAPTERS))


def episode_texts(shape: Shape) -> Iterator[EpisodeText]:
    """Yield all episodes, the same each time."""
    return (episode_text(number, shape) for number in range(shape.episodes))


def episode_text(number: int, shape: Shape) -> EpisodeText:
    """The texts of an episode, the same each time."""
    chance = random.Random(number)  # noqa: S311 -- the same words each time
    vocabulary, _ = language()
    hours = HOURS if shape.episodes < FREQUENT else FREQUENT_HOURS

    def words(count: int) -> str:
        text = " ".join(spoken_words(chance, count))
        return f"{text[0].upper()}{text[1:]}"

    def speaker(at: int) -> str:
        return TURNS[at % len(TURNS)] or f"Gast {number % GUESTS}"

    title = f"{vocabulary[number * 37 % 5000].capitalize()} und {vocabulary[number * 101 % 900]}: {words(2)} {number}"
    sections = [_section(words, part) for part in range(3)]
    return EpisodeText(
        number,
        title if shape.cards else f"{title} {NO_CARD}",
        f"{words(25)}.",
        "\n\n".join(sections),
        tuple((speaker(at), f"{words(CUE_WORDS)}.") for at in range(shape.cues)),
        FIRST + timedelta(hours=hours * number),
    )


def _section(words: Callable[[int], str], part: int) -> str:
    """A part of the notes: a heading, a paragraph, a list with a link; the first with a table."""
    rows = "\n".join(f"| {words(2)} | {words(4)} | {row * 17} |" for row in range(4))
    table = f"\n\n| Wo | Was | Wie viel |\n| --- | --- | ---: |\n{rows}" if part == 0 else ""
    return f"## {words(3)}\n\n{words(60)}.\n\n- {words(6)}\n- [{words(3)}]({LINK}{part}){table}"


def clock(seconds: float) -> str:
    """`0:24:06`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def write_peers(folder: Path, shape: Shape) -> None:
    """Write the show for the other makers of sites, each in a folder of its own."""
    for name in ("hugo/content/folgen", "pelican/content", "eleventy/content"):
        (folder / name).mkdir(parents=True)
    for text in episode_texts(shape):
        (folder / "hugo" / "content" / "folgen" / f"{text.slug}.md").write_text(_front(text) + _body(text), "utf-8")
        (folder / "pelican" / "content" / f"{text.slug}.md").write_text(_pelican(text) + _body(text), "utf-8")
        (folder / "eleventy" / "content" / f"{text.slug}.md").write_text(_eleventy(text) + _body(text), "utf-8")
    for path, layout in LAYOUTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(layout, "utf-8")


def write_show(root: Path, shape: Shape, cover: Path) -> None:
    """Write the show for our program, without recordings."""
    root.mkdir(parents=True)
    shutil.copyfile(cover, root / "cover.jpg")
    (root / "podcast.yaml").write_text(_show(root, shape.episodes), "utf-8")
    pictures = _pictures(cover)
    for text in episode_texts(shape):
        write_episode(root, text, pictures)


def write_episode(root: Path, text: EpisodeText, pictures: Sequence[bytes] = ()) -> None:
    """Write the folder of an episode."""
    folder = root / "episodes" / text.slug
    folder.mkdir(parents=True)
    notes = text.notes
    if text.picture is not None:
        (folder / "bild.jpg").write_bytes(pictures[text.picture])
        notes += "\n\n![Ein Foto aus dem Saal.](bild.jpg)"
    fields = {
        "guid": f"guid-{text.number}", "title": text.title, "season": text.season,
        "episode": text.number_in_season, "date": f"{text.date:%Y-%m-%d %H:%M}", "summary": text.summary,
        "people": [{"name": "Ada", "role": "host"}, {"name": text.guest, "role": "guest"}],
        "topics": [WORDS[text.number % 7], WORDS[text.number % 5]],
        "chapters": [{"start": start, "title": title} for start, title in text.chapters], "notes": notes,
    }  # fmt: skip
    (folder / "episode.yaml").write_text(json.dumps(fields, ensure_ascii=False, indent=1), "utf-8")
    cues = "".join(
        f"\n{_stamp(at * CUE_SECONDS)} --> {_stamp(at * CUE_SECONDS + 5.5)}\n<v {speaker}>{words}\n"
        for at, (speaker, words) in enumerate(text.spoken)
    )
    (folder / "transcript.vtt").write_text(f"WEBVTT\n{cues}", "utf-8")


def _pictures(cover: Path) -> list[bytes]:
    """The pictures of the notes: parts of the cover, 1200 by 800 pixels."""
    from PIL import Image

    pictures = []
    with Image.open(cover) as image:
        for number in range(PICTURES):
            left, upper, target = 17 * number, 23 * number, io.BytesIO()
            image.crop((left, upper, left + 1200, upper + 800)).convert("RGB").save(target, "JPEG", quality=85)
            pictures.append(target.getvalue())
    return pictures


def published_folder(root: Path) -> Path:
    """The folder beside a show into which `podcast publish` puts it."""
    return root.parent / f"{root.name}-published"


def _show(root: Path, count: int) -> str:
    seasons = [
        {"number": number + 1, "title": f"Thema {number + 1}"} for number in range((count + SEASON // 2) // SEASON + 1)
    ]
    fields = {
        "title": "Große Sendung", "description": "Eine Sendung zum Messen.", "link": LINK, "language": "de",
        "timezone": "Europe/Berlin", "author": "Amt", "categories": ["Government"], "explicit": False,
        "guid": "0f7c2a4e-5f0e-5d3c-9a55-0d1c2b3a4f5e", "cover": "cover.jpg", "cover_alt": "Ein Schrank.",
        "seasons": seasons, "publish": {"target": str(published_folder(root))},
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False, indent=1)


def retitle(root: Path) -> Path:
    """Give the newest episode another title, and return its file."""
    file = max((root / "episodes").glob("*/episode.yaml"))
    fields = json.loads(file.read_text("utf-8"))
    fields["title"] = f"Neu {fields['title']}"
    file.write_text(json.dumps(fields, ensure_ascii=False, indent=1), "utf-8")
    return file


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"


def _front(text: EpisodeText) -> str:
    fields = {
        "title": text.title, "date": text.date.isoformat(), "description": text.summary,
        "slug": text.slug, "season": text.season, "staffeln": [f"staffel-{text.season}"],
        "tags": [f"staffel-{text.season}"], "layout": "folge.html",
    }  # fmt: skip
    return f"{json.dumps(fields, ensure_ascii=False, indent=1)}\n\n"


def _eleventy(text: EpisodeText) -> str:
    """The same: Eleventy wants to be told that it is JSON."""
    return f"---json\n{_front(text).strip()}\n---\n"


def _pelican(text: EpisodeText) -> str:
    return (
        f"Title: {text.title}\nDate: {text.date:%Y-%m-%d %H:%M}\nSlug: {text.slug}\n"
        f"Category: staffel-{text.season}\nSummary: {text.summary}\n\n"
    )


def _body(text: EpisodeText) -> str:
    """Notes, chapters and the transcript as one would write them in Markdown: a paragraph for each turn."""
    chapters = "\n".join(f"- [{clock(start)}]({LINK}a.mp3#t={start}) {title}" for start, title in text.chapters)
    turns: list[list[str]] = []
    for at, (who, words) in enumerate(text.spoken):
        if not at or text.spoken[at - 1][0] != who:
            turns.append([f"[{clock(at * CUE_SECONDS)}]({LINK}a.mp3#t={at * CUE_SECONDS:g}) **{who}:**"])
        turns[-1].append(words)
    picture = "" if text.picture is None else f"\n\n![Ein Foto aus dem Saal.]({LINK}bilder/{text.picture}.jpg)"
    return (
        f"{text.notes}{picture}\n\n## Kapitel\n\n{chapters}\n\n## Transkript\n\n"
        + "\n\n".join(map(" ".join, turns))
        + "\n"
    )


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
