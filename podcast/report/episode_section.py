"""The report's chapter on one episode: its waveform, the course of its loudness, its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.report import svg_charts as chart
from podcast.report.html import Element, node
from podcast.report.overview import anchor, kicker, pen
from podcast.report.report_strings import figure, speaker
from podcast.text import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podcast.artifacts import Levels
    from podcast.report.entry import Entry


def chapter(entry: Entry, tongue: str) -> Element:
    """The sheet of an episode."""
    say, name = speaker(tongue), anchor(entry)
    return node(
        "section",
        {"class": f"sheet {pen(entry)}", "id": name, "aria-labelledby": f"{name}-head"},
        node("p", {"class": "kicker"}, kicker(entry, tongue)),
        node("h2", {"id": f"{name}-head"}, entry.episode.title),
        [node("p", {"class": "missed"}, words) for words in _missed(entry, tongue)],
        _pictures(entry, entry.levels, tongue),
        _measures(entry, tongue),
        node("h3", {}, say("more")),
        node("dl", {}, *([node("dt", {}, word), node("dd", {}, told)] for word, told in _done(entry, tongue))),
    )


def _missed(entry: Entry, tongue: str) -> Iterator[str]:
    say = speaker(tongue)
    if entry.fits:
        return
    if entry.master.after.true_peak > entry.targets.true_peak:
        yield say("peak_over", value=figure(entry.targets.true_peak, tongue))
    elif entry.off:
        yield say("too_quiet" if entry.off < 0 else "too_loud", value=figure(abs(entry.off), tongue))


def _pictures(entry: Entry, levels: Levels | None, tongue: str) -> Element:
    """The waveform above the curve, on the same axis of time."""
    say, name, length = speaker(tongue), anchor(entry), clock(round(entry.master.seconds))
    heard = {when: _heard(levels, when) for when in ("before", "after")} if levels else {}
    if levels is None or not all(heard.values()):
        return node("p", {"class": "pale"}, say("no_curve"))
    about = {
        f"{when}_{end}": figure(pick(values), tongue, 0)
        for when, values in heard.items()
        for end, pick in (("low", min), ("high", max))
    }
    whole = {when: figure(getattr(entry.master, when).loudness, tongue) for when in ("before", "after")}
    target = figure(entry.targets.loudness, tongue, 0)
    told = say("curve_desc", length=length, target=target, **about, **whole)
    curve = chart.curve(entry, f"{name}-curve", say("curve_of", title=entry.episode.title), told)
    loudest = say("wave_desc", length=length, value=round(100 * max(levels.peaks, default=0.0)))
    wave = chart.waveform(levels.peaks, f"{name}-wave", say("wave_of", title=entry.episode.title), loudest)
    return node(
        "figure",
        {},
        node("div", {"class": "waves"}, wave) if levels.peaks else None,
        node("div", {"class": "plot"}, curve, _axes(entry, tongue)),
        node("figcaption", {}, _legend(target, tongue)),
    )


def _heard(levels: Levels, when: str) -> list[float]:
    return [value for value in getattr(levels, when)[: len(levels.after)] if value > chart.SILENCE]


def _axes(entry: Entry, tongue: str) -> Iterator[Element]:
    """The words of both axes; the picture's description says what they are good for."""
    for loudness in chart.heights():
        at = {"class": "y", "aria-hidden": "true", "style": f"top: {chart.height(loudness):.1%}"}
        yield node("span", at, figure(loudness, tongue, 0))
    for place, time in chart.marks(entry.master.seconds):
        yield node("span", {"class": "x", "aria-hidden": "true", "style": f"left: {place:.2%}"}, time)


def _legend(target: str, tongue: str) -> Element:
    say = speaker(tongue)
    words = {"before": say("before"), "after": say("after"), "target": say("legend_target", value=target)}
    samples = ((node("path", {"class": name, "d": "M0 6H36"}), word) for name, word in words.items())
    shape = {"viewBox": "0 0 36 12", "aria-hidden": "true"}
    return node("ul", {"class": "legend"}, *(node("li", {}, node("svg", shape, line), word) for line, word in samples))


def _measures(entry: Entry, tongue: str) -> Element:
    """What was measured, and what it was to be."""
    say, before, after = speaker(tongue), entry.master.before, entry.master.after
    ceiling = say("at_most", value=figure(entry.targets.true_peak, tongue))
    rows = (
        ("loudness", "LUFS", before.loudness, after.loudness, figure(entry.targets.loudness, tongue)),
        ("true_peak", "dBTP", before.true_peak, after.true_peak, ceiling),
        ("loudness_range", "LU", before.loudness_range, after.loudness_range, "–"),
    )
    heads = [node("th", {"scope": "col"}, say(word)) for word in ("before", "after", "target")]
    lines = (
        node(
            "tr",
            {},
            node("th", {"scope": "row"}, f"{say(key)}, {unit}"),
            [node("td", {}, cell) for cell in (figure(was, tongue), figure(now, tongue), wanted)],
        )
        for key, unit, was, now, wanted in rows
    )
    table = node(
        "table",
        {"class": "measures"},
        node("caption", {"id": f"{anchor(entry)}-measures"}, say("measures")),
        node("thead", {}, node("tr", {}, node("td"), heads)),
        node("tbody", {}, *lines),
    )
    reach = {"class": "scroll", "role": "region", "tabindex": "0", "aria-labelledby": f"{anchor(entry)}-measures"}
    return node("div", reach, table)


def _done(entry: Entry, tongue: str) -> Iterator[tuple[str, str]]:
    """What was done, as pairs of word and figure."""
    say, made = speaker(tongue), entry.master
    yield say("gain"), f"{figure(made.gain, tongue, sign=True)} dB"
    cut = say("deepest", value=f"{figure(-made.limited, tongue)} dB") if made.limited else say("not_needed")
    yield say("limiter"), cut
    yield say("length"), f"{clock(round(made.recording_seconds))} → {clock(round(made.seconds))}"
    yield say("shift"), f"{figure(made.shift, tongue, 2, sign=True)} s"
    sides = say("mono" if made.channels == 1 else "stereo")
    yield say("format"), f"MP3, {made.bitrate} kbit/s, {figure(made.sample_rate / 1000, tongue)} kHz, {sides}"
    yield say("speed"), say("speed_value", value=round(entry.speed)) if entry.speed else say("known")
    yield say("recording"), str(entry.episode.recording)
    yield say("master"), made.path
