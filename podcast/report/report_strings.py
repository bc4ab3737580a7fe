"""Every word of the report's page, by language; figures as its readers write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_DE = {
    "title": "Lautheit der Folgen",
    "window": "Lautheit der Folgen – {show}",
    "count_one": "{count} Folge",
    "count_other": "{count} Folgen",
    "lead": "{count}, zusammen {length}",
    "minutes": "{length} Min.",
    "hours": "{length} Std.",
    "all_fit": "Alle haben die Lautheit, die sie haben sollen.",
    "missed_one": "{count} hat nicht die Lautheit, die sie haben soll.",
    "missed_other": "{count} haben nicht die Lautheit, die sie haben sollen.",
    "private": "Dieser Bericht ist nur für die Redaktion; veröffentlicht wird er nicht.",
    "overview": "Alle Folgen im Überblick",
    "overview_caption": "Lautheit in LUFS, Spitzen in dBTP; die senkrechte Linie ist das Ziel.",
    "episode": "Folge",
    "season_episode": "Staffel {season}, Folge {number}",
    "only_season": "Staffel {season}",
    "only_number": "Folge {number}",
    "full": "Folge",
    "trailer": "Trailer",
    "bonus": "Bonusfolge",
    "length": "Länge",
    "loudness": "Lautheit",
    "ring": "○ vorher",
    "dot": "● nachher",
    "misses": "verfehlt das Ziel",
    "before": "vorher",
    "after": "nachher",
    "target": "Ziel",
    "at_most": "≤ {value}",
    "peak": "Spitze",
    "true_peak": "Höchste Spitze",
    "range": "Umfang",
    "loudness_range": "Lautheitsumfang",
    "gain": "Verstärkung",
    "limiter": "Begrenzer",
    "deepest": "{value}, an der lautesten Stelle",
    "not_needed": "nicht gebraucht",
    "speed": "Tempo",
    "speed_value": "{value}-mal so schnell wie beim Hören",
    "speed_short": "{value} ×",
    "known": "lag schon bereit",
    "format": "Format",
    "mono": "mono",
    "stereo": "stereo",
    "recording": "Aufnahme",
    "master": "Master",
    "shift": "Zeiten verschoben um",
    "measures": "Gemessen, vorher und nachher",
    "more": "Was getan wurde",
    "too_quiet": "{value} LU leiser als das Ziel: Die Aufnahme ist sehr leise, noch mehr Verstärkung wäre Rauschen.",
    "too_loud": "{value} LU lauter als das Ziel.",
    "peak_over": "Die höchste Spitze liegt über der Grenze von {value} dBTP.",
    "curve": "Verlauf der Lautheit",
    "curve_of": "Verlauf der Lautheit: {title}",
    "curve_desc": (
        "Kurzzeit-Lautheit über {length}. Vorher zwischen {before_low} und {before_high} LUFS, im Ganzen {before}; "
        "nachher zwischen {after_low} und {after_high} LUFS, im Ganzen {after}. Ziel: {target} LUFS."
    ),
    "wave_of": "Wellenform: {title}",
    "wave_desc": "Ausschläge des Masters über {length}, der höchste bei {value} Prozent der Vollaussteuerung.",
    "no_curve": "Ein Verlauf ist nicht bekannt: Die Folge ist zu kurz, oder ihr Master stammt von früher.",
    "legend_target": "Ziel {value} LUFS, der Streifen ±1 LU",
}

_EN = {
    "title": "Loudness of the episodes",
    "window": "Loudness of the episodes – {show}",
    "count_one": "{count} episode",
    "count_other": "{count} episodes",
    "lead": "{count}, {length} together.",
    "minutes": "{length} min",
    "hours": "{length} h",
    "all_fit": "All are as loud as they are meant to be.",
    "missed_one": "{count} is not as loud as it is meant to be.",
    "missed_other": "{count} are not as loud as they are meant to be.",
    "private": "This report is for the editors alone; it is not published.",
    "overview": "All episodes",
    "overview_caption": "Loudness in LUFS, peaks in dBTP; the upright line is the target.",
    "episode": "Episode",
    "season_episode": "Season {season}, episode {number}",
    "only_season": "Season {season}",
    "only_number": "Episode {number}",
    "full": "Episode",
    "trailer": "Trailer",
    "bonus": "Bonus episode",
    "length": "Length",
    "loudness": "Loudness",
    "ring": "○ before",
    "dot": "● after",
    "misses": "misses the target",
    "before": "before",
    "after": "after",
    "target": "target",
    "at_most": "≤ {value}",
    "peak": "Peak",
    "true_peak": "True peak",
    "range": "Range",
    "loudness_range": "Loudness range",
    "gain": "Gain",
    "limiter": "Limiter",
    "deepest": "{value} at the loudest place",
    "not_needed": "not needed",
    "speed": "Speed",
    "speed_value": "{value} times as fast as listening",
    "speed_short": "{value} ×",
    "known": "was there already",
    "format": "Format",
    "mono": "mono",
    "stereo": "stereo",
    "recording": "Recording",
    "master": "Master",
    "shift": "Times moved by",
    "measures": "Measured, before and after",
    "more": "What was done",
    "too_quiet": "{value} LU below the target: the recording is very quiet, more gain would be noise.",
    "too_loud": "{value} LU above the target.",
    "peak_over": "The true peak is over the ceiling of {value} dBTP.",
    "curve": "Course of the loudness",
    "curve_of": "Course of the loudness: {title}",
    "curve_desc": (
        "Short-term loudness over {length}. Before between {before_low} and {before_high} LUFS, {before} as a whole; "
        "after between {after_low} and {after_high} LUFS, {after} as a whole. Target: {target} LUFS."
    ),
    "wave_of": "Waveform: {title}",
    "wave_desc": "Peaks of the master over {length}, the highest at {value} per cent of full scale.",
    "no_curve": "No course is known: the episode is too short, or its master is from earlier.",
    "legend_target": "Target {value} LUFS, the stripe ±1 LU",
}

WORDS: Mapping[str, Mapping[str, str]] = {"de": _DE, "en": _EN}


def speaker(language: str) -> Callable[..., str]:
    """The function that says something: `say("count", count=8)`, with `…_one` and `…_other` where that matters.

    Raises (when called):
        KeyError: there is no such word.
    """
    known = WORDS[language]

    def say(key: str, **values: object) -> str:
        if key not in known and "count" in values:
            key += "_one" if values["count"] == 1 else "_other"
        return known[key].format(**values)

    return say


def figure(value: float, language: str, places: int = 1, *, sign: bool = False) -> str:
    """A number with its true minus, and with the decimal comma of German: `−16,0`."""
    text = f"{value:{'+' if sign else ''}.{places}f}"
    text = text.replace("-", "", 1) if not float(text) else text  # no minus before a zero
    return text.replace("-", "−").replace(".", "," if language == "de" else ".")
