"""Transcripts of programs, and hostile ones, for tests of edits: each with its suffix and the names of people."""

from __future__ import annotations

import json
from typing import NamedTuple

from podcast.transcripts.cue import Cue
from podcast.transcripts.write import format_json, format_srt, format_vtt
from tests.support.paths import ROOT
from tests.transcripts import test_program_formats as programs

ADA, BEN = programs.ADA, programs.BEN


class Sample(NamedTuple):
    """A transcript as bytes."""

    data: bytes
    suffix: str
    names: tuple[str, ...] = ()


LONG = (
    "Ein Satz, der so lang ist, dass er in mehrere Karten zu je zwei Zeilen zerfällt, auch bei uns im Donaudampfschiff."
)
OWN_CUES = (
    Cue(0.5, 4.0, ADA, "Rat & Tat <b> kosten 3 > 2."),
    Cue(4.0, 12.25, BEN, LONG),
    Cue(12.25, 14.0, None, "Warum: darum."),
    Cue(14.0, 15.5, ADA, "Ja."),
)
HOSTILE_VTT = (
    "WEBVTT - Titel\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\nzwei\nZeilen\n\n"
    "erste\n00:00:01.000 --> 00:00:03.500 align:start position:10%\n<v.loud Ada Lovelace><i>Guten</i> Tag,\nihr &amp; "
    "<00:00:02.000><c.x>wir</c>.</v>\n\n\n\nNOTE dazwischen\n\n00:04.000 --> 00:05.000\n<v Ben>Ja &lt;oder&gt; "
    "nein</v>\n\nzwei\n00:05.000 --> 00:06.000\n<v Ada Lovelace>Doch.</v>\n<v Ben>Nein.</v>\n\n"
    "00:07.000 --> 00:08.000\nAT&T fährt\tbis  zum\u00a0Ende\u2028hier\n\nNOTE Ende\n"
)
HOSTILE_SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\n<i>Guten</i> Tag {\\an8}ihr\nbeiden\n\n\n7\n00:00:03,500 --> 00:00:06,000\n"
    "Fünf < sechs & 7\n\n2\n00:00:06,000 --> 00:00:07,000 X1:1\n  Ja  \n\n\n"
)
HOSTILE_JSON = (
    '{"version":"1.0.0",\n "extra": [1, {"body": "x"}],\n "segments":[{"speaker":"Ada","startTime":0.5,"endTime":2,'
    '"body":"Sch\\u00f6n \\"ja\\"\\n und \\ud83d\\ude00","words":[]},\n\t{"startTime":2,"endTime":2.75,'
    '"body":" Nein. "} '
    ',{"body":"Doch, doch.","endTime":4.0,"startTime":3.0}]}\n'
)
PODLOVE = json.dumps(
    [
        {
            "speaker": "1",
            "voice": ADA,
            "items": [
                {"start": "00:00:01.000", "start_ms": 1000, "end": "00:00:03.500", "end_ms": 3500, "text": "Good day."},
                {"start": "00:00:03.500", "start_ms": 3500, "end": "00:00:06.000", "end_ms": 6000, "text": "Yes."},
            ],
        }
    ],
    indent=2,
)
HOSTILE_TTML = (
    '<?xml version="1.0"?>\n<!-- a <p>comment</p> -->\n<tt xmlns="http://www.w3.org/ns/ttml"><head/><body><div>\n'
    "  <p begin='00:00:01.000' end='00:00:03.500' xml:id=\"c1\">Gu<!-- x -->ten <span>Ta</span>g<br/>"
    "ihr &amp; wir</p>\n"
    '  <p\n begin="3.5s" end="6s"><![CDATA[Ja]]>, &#228;hnlich.</p>\n  <p begin="6s" dur="1s" />\n'
    '  <p begin="7s" dur="1s">Nein &gt; nein</p>\n</div></body></tt>\n'
)


def corpus() -> dict[str, Sample]:
    """Return the transcripts by name."""
    return {**_programs(), **_hostile(), **_encodings(), **_shipped()}


def _programs() -> dict[str, Sample]:
    texts = {
        "vtt": ("WEBEX", "TEAMS", "DESCRIPT", "NO_EMPTY_LINE", "METADATA", "YOUTUBE", "ROLLING"),
        "srt": ("SRT_DENSE", "SRT_BLANKS", "OTTER_SRT", "OTTER_UNKNOWN"),
        "tsv": ("TSV", "TSV_SPEAKERS"),
        "ttml": ("TTML", "TTML_APPLE"),
        "sbv": ("SBV",),
    }
    samples = {
        name: Sample(getattr(programs, name).encode(), suffix, (ADA, BEN) if "OTTER" in name else ())
        for suffix, names in texts.items()
        for name in names
    }
    for name in ("WHISPER_CPP", "AWS", "AMBERSCRIPT", "SONIX", "TRINT", "NO_END"):
        samples[name] = Sample(json.dumps(getattr(programs, name), indent=1).encode(), "json")
    utterances = {"status": "completed", "words": programs.ASSEMBLY_WORDS, "utterances": programs.UTTERANCES}
    samples["ASSEMBLYAI"] = Sample(json.dumps(utterances).encode(), "json")
    named = {"ZOOM": "vtt", "RIVERSIDE_SRT": "srt"}
    return {
        **samples,
        **{key: Sample(getattr(programs, key).encode(), kind, (ADA, BEN)) for key, kind in named.items()},
    }


def _hostile() -> dict[str, Sample]:
    texts = {
        "txt": "Titel\n" * 0
        + "[0:01] Ada Lovelace: Good day,\nall.\n\n\n[0:05]  Ben: Yes.\n[0:09] Ada Lovelace:  So\n",
        "otter": "Ada Lovelace  0:01\nGood day.\n\nBen  0:05\nYes.\n",
        "f4": "Ada Lovelace: Good day. #00:00:03-5#\n\nBen: Yes. #00:00:06-0#\n",
    }
    return {
        **{f"hostile {name}": Sample(text.encode(), "txt", (ADA, BEN)) for name, text in texts.items()},
        "hostile vtt": Sample(HOSTILE_VTT.encode(), "vtt"),
        "hostile srt": Sample(HOSTILE_SRT.encode(), "srt"),
        "hostile json": Sample(HOSTILE_JSON.encode(), "json"),
        "hostile ttml": Sample(HOSTILE_TTML.encode(), "ttml"),
        "podlove": Sample(PODLOVE.encode(), "json"),
        "own vtt": Sample(format_vtt(OWN_CUES), "vtt"),
        "own srt": Sample(format_srt(OWN_CUES), "srt"),
        "own json": Sample(format_json(OWN_CUES), "json"),
    }


def _encodings() -> dict[str, Sample]:
    crlf, cr = HOSTILE_VTT.replace("\n", "\r\n"), HOSTILE_VTT.replace("\n", "\r")
    srt = HOSTILE_SRT.replace("\n", "\r\n")
    ttml = HOSTILE_TTML.replace('"1.0"', '"1.0" encoding="UTF-16"')
    return {
        "vtt crlf bom": Sample(crlf.encode("utf-8-sig"), "vtt"),
        "vtt cr": Sample(cr.encode(), "vtt"),
        "vtt mixed": Sample(HOSTILE_VTT.replace("\n", "\r\n", 9).encode(), "vtt"),
        "vtt no end": Sample(HOSTILE_VTT.replace("\n\nNOTE Ende\n", "").encode(), "vtt"),
        "vtt utf-16": Sample(crlf.encode("utf-16"), "vtt"),
        "srt cp1252": Sample(srt.encode("cp1252"), "srt"),
        "srt utf-16-be": Sample(b"\xfe\xff" + srt.encode("utf-16-be"), "srt"),
        "ttml utf-16": Sample(ttml.encode("utf-16"), "ttml"),
        "json crlf": Sample(HOSTILE_JSON.replace("\n", "\r\n").encode(), "json"),
    }


def _shipped() -> dict[str, Sample]:
    files = sorted(ROOT.glob("episodes/*/transcript.vtt"))[:3]
    return {f"shipped {file.parent.name}": Sample(file.read_bytes(), "vtt") for file in files}
