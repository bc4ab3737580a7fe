"""Every word that the site says by itself, in one place, by language.

A word that changes with a number has two forms, `…_one` and `…_other`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.pages.text import strings_legal as words_legal
from podcast.pages.text import strings_pages as words_pages
from podcast.pages.text import strings_player as words_player

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Words = dict[str, str]

_DE: Words = {
    "skip": "Zum Inhalt springen",
    "seasons": "Staffeln",
    "season": "Staffel {number}",
    "season_episode": "{season}, {episode}",
    "episode": "Folge {number}",
    "kind_full": "Folge",
    "kind_trailer": "Trailer",
    "kind_bonus": "Bonusfolge",
    "draft": "Entwurf",
    "draft_note": "Diese Folge ist ein Entwurf und noch nicht veröffentlicht.",
    "correction": "Korrektur vom {date}",
    "withdrawn": "Diese Folge wurde am {date} zurückgezogen und ist nicht mehr zu hören.",
    "withdrawn_description": "Diese Folge ist nicht mehr zu hören.",
    "newest": "Neueste Folge",
    "newest_kicker": "Neueste Folge: {kicker}",
    "with": "mit\u00a0{names}",
    "and": "{names} und {last}",
    "listen": "Folge anhören: {title}",
    "chapters": "Kapitel",
    "chapter_link": "Mehr dazu: {host}",
    "notes": "Worum es geht",
    "topics": "Themen",
    "place": "Ort",
    "transcript": "Transkript",
    "to_transcript": "Zum Transkript",
    "to_episode": "Zur Folge",
    "to_chapters": "Kapitel ansehen",
    "to_chapters_transcript": "Kapitel und Transkript",
    "save_transcript": "Transkript herunterladen",
    "reviewed": "Geprüft von {name} am {day}.",
    "not_reviewed": "Maschinell erstellt, nicht geprüft.",
    "save_vtt": "mit Zeitmarken (VTT)",
    "save_srt": "als Untertitel (SRT)",
    "save_txt": "als Text (TXT)",
    "jump": "Ab {time} anhören",
    "download": "MP3 herunterladen ({size})",
    "download_other": "{name} herunterladen ({size})",
    "previous": "Vorherige Folge",
    "next": "Nächste Folge",
    "neighbours": "Vorherige und nächste Folge",
    "count_one": "{count} Folge",
    "count_other": "{count} Folgen",
    "count_latest": "{count} Folgen, die letzten vier",
    "all_of_season": "Alle Folgen der Staffel {number}",
    "all_episodes": "Alle Folgen",
    "more_episodes": "Weitere Folgen",
    "none_yet": "Noch ist keine Folge erschienen.",
    "subscribe": "Abonnieren",
    "subscribe_title": "Podcast abonnieren",
    "subscribe_lead": "Neue Folgen kommen von selbst in jede Podcast-App, kostenlos und ohne Anmeldung.",
    "subscribe_feed": "Adresse für jede Podcast-App",
    "license": "Inhalte unter {name}, wo nicht anders angegeben.",
    "cover": "Titelbild",
    "podcast": "Podcast",
    "card_alt": "Eine Karteikarte mit den Wörtern: {title}",
    "season_description": "Alle Folgen der Staffel {number} von „{show}“, von der ersten an.",
    "lost_title": "Diese Akte ist nicht auffindbar",
    "lost": "Die Seite gibt es nicht, oder sie liegt jetzt an einem anderen Ort. Vielleicht finden Sie sie hier:",
    "home": "Zur Startseite",
    "page_title": "{title} – {show}",
    "seconds_one": "{count}\xa0Sekunde",
    "seconds_other": "{count}\xa0Sekunden",
    "minutes_one": "{count}\xa0Minute",
    "minutes_other": "{count}\xa0Minuten",
    "hours": "{hours}\xa0Std.",
    "hours_minutes": "{hours}\xa0Std. {minutes}\xa0Min.",
    "minutes_short": "{count}\xa0Min.",
    "megabytes": "{count}\xa0MB",
    "role_guest": "Zu Gast",
    "role_host": "Moderation",
    "role_co-host": "Co-Moderation",
    "role_guest host": "Gastmoderation",
    "role_interviewer": "Interview",
    "role_reporter": "Reportage",
    "role_author": "Text",
    "role_editor": "Redaktion",
    "role_producer": "Produktion",
    "role_audio editor": "Schnitt",
    "role_audio engineer": "Ton",
    "role_narrator": "Sprecher*in",
}

_EN: Words = {
    "skip": "Skip to content",
    "seasons": "Seasons",
    "season": "Season {number}",
    "season_episode": "{season}, {episode}",
    "episode": "Episode {number}",
    "kind_full": "Episode",
    "kind_trailer": "Trailer",
    "kind_bonus": "Bonus episode",
    "draft": "Draft",
    "draft_note": "This episode is a draft and not published yet.",
    "correction": "Correction of {date}",
    "withdrawn": "This episode was withdrawn on {date} and can no longer be heard.",
    "withdrawn_description": "This episode can no longer be heard.",
    "newest": "Newest episode",
    "newest_kicker": "Newest episode: {kicker}",
    "with": "with\u00a0{names}",
    "and": "{names} and {last}",
    "listen": "Listen to the episode: {title}",
    "chapters": "Chapters",
    "chapter_link": "More about this: {host}",
    "notes": "About this episode",
    "topics": "Topics",
    "place": "Place",
    "transcript": "Transcript",
    "to_transcript": "To the transcript",
    "to_episode": "To the episode",
    "to_chapters": "See the chapters",
    "to_chapters_transcript": "Chapters and transcript",
    "save_transcript": "Download the transcript",
    "reviewed": "Reviewed by {name} on {day}.",
    "not_reviewed": "Made by a machine, not reviewed.",
    "save_vtt": "with times (VTT)",
    "save_srt": "as subtitles (SRT)",
    "save_txt": "as text (TXT)",
    "jump": "Listen from {time}",
    "download": "Download MP3 ({size})",
    "download_other": "Download {name} ({size})",
    "previous": "Previous episode",
    "next": "Next episode",
    "neighbours": "Previous and next episode",
    "count_one": "{count} episode",
    "count_other": "{count} episodes",
    "count_latest": "{count} episodes, the latest four",
    "all_of_season": "All episodes of season {number}",
    "all_episodes": "All episodes",
    "more_episodes": "More episodes",
    "none_yet": "No episode is out yet.",
    "subscribe": "Subscribe",
    "subscribe_title": "Subscribe to the podcast",
    "subscribe_lead": "New episodes come to any podcast app by themselves, free and without an account.",
    "subscribe_feed": "Address for any podcast app",
    "license": "Content under {name} unless stated otherwise.",
    "cover": "Cover",
    "podcast": "Podcast",
    "card_alt": "An index card with the words: {title}",
    "season_description": "All episodes of season {number} of “{show}”, from the first one on.",
    "lost_title": "This file cannot be found",
    "lost": "There is no such page, or it has moved. Perhaps you find it here:",
    "home": "To the front page",
    "page_title": "{title} – {show}",
    "seconds_one": "{count}\xa0second",
    "seconds_other": "{count}\xa0seconds",
    "minutes_one": "{count}\xa0minute",
    "minutes_other": "{count}\xa0minutes",
    "hours": "{hours}\xa0hr",
    "hours_minutes": "{hours}\xa0hr {minutes}\xa0min",
    "minutes_short": "{count}\xa0min",
    "megabytes": "{count}\xa0MB",
    "role_guest": "Guests",
    "role_host": "Hosts",
    "role_co-host": "Co-hosts",
    "role_guest host": "Guest hosts",
    "role_interviewer": "Interview",
    "role_reporter": "Reporting",
    "role_author": "Text",
    "role_editor": "Editing",
    "role_producer": "Production",
    "role_audio editor": "Audio editing",
    "role_audio engineer": "Sound",
    "role_narrator": "Narration",
}

WORDS: Mapping[str, Words] = {
    "de": _DE | words_pages.DE | words_legal.DE | words_player.DE,
    "en": _EN | words_pages.EN | words_legal.EN | words_player.EN,
}


def words(language: str) -> Words:
    """The site's words in a language; English where we have none in it."""
    return WORDS.get(language.partition("-")[0], WORDS["en"])


def speaker(language: str) -> Callable[..., str]:
    """The function by which templates say something: `say("episode", number=2)`, `say("count", count=8)`.

    Raises (when called):
        KeyError: there is no such word.
    """
    known = words(language)

    def say(key: str, **values: object) -> str:
        if key not in known and "count" in values:
            key += "_one" if values["count"] in {1, "1"} else "_other"
        return known[key].format(**values)

    return say
