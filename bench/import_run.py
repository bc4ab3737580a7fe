"""One measured run of an import, in a process of its own: `import_run.py read|import COUNT`; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from podcast.importing.downloads.policy import NetworkPolicy
from podcast.importing.import_result import ImportOptions
from podcast.importing.import_show import import_show
from podcast.importing.source.read_source import read_source
from podcast.profiling.garbage_collection import relax_garbage_collection

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters"
 xmlns:podcast="https://podcastindex.org/namespace/1.0">
<channel><title>Viele Folgen</title><link>https://example.org/</link><description>Eine Sendung.</description>
<language>de</language><itunes:author>Redaktion</itunes:author><itunes:explicit>false</itunes:explicit>
<itunes:category text="News"/><itunes:owner><itunes:name>R</itunes:name><itunes:email>r@example.org</itunes:email>
</itunes:owner>
"""
CHAPTERS = "".join(f'<psc:chapter start="00:{minute:02}:00" title="Thema {minute}"/>' for minute in range(0, 40, 5))
NOTES = f"<p>{'Was in der Folge vorkommt, mit Umlauten und Anführungszeichen. ' * 20}</p>"


def item(number: int) -> str:
    rest = number % 400  # 100 a month, in winter, when the offset of Central Europe is +0100
    day = f"{rest % 25 + 1:02} {('Jan', 'Feb', 'Nov', 'Dec')[rest // 100]} {2000 + number // 400}"
    hour = rest % 100 // 25 + 8
    return f"""<item><title>Folge {number} über dies &amp; das</title><guid isPermaLink="false">id-{number}</guid>
<link>https://example.org/folge-{number}/</link><pubDate>{day} {hour:02}:00:00 +0100</pubDate>
<enclosure url="https://op3.dev/e/cdn.example.org/{number}.mp3" length="{number + 1}" type="audio/mpeg"/>
<description>Zusammenfassung der Folge {number}.</description><content:encoded><![CDATA[{NOTES}]]></content:encoded>
<itunes:duration>2400</itunes:duration><itunes:episode>{number}</itunes:episode>
<psc:chapters version="1.2">{CHAPTERS}</psc:chapters><podcast:person role="guest">Erika Muster</podcast:person></item>
"""


def main() -> None:
    part, count = sys.argv[1], int(sys.argv[2])
    relax_garbage_collection()  # as the command does
    with tempfile.TemporaryDirectory() as place:
        feed = Path(place) / "feed.xml"
        items = "".join(item(number) for number in range(count, 0, -1))
        feed.write_text(f"{HEAD}{items}</channel></rss>", "utf-8")
        del items
        equal = 0
        begin, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if part == "read":
            read_source(str(feed), NetworkPolicy())
        else:
            result = import_show(str(feed), Path(place) / "show", NetworkPolicy(), ImportOptions(with_audio=False))
            equal = result.proof.equal if result.proof else -1
        seconds, after = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures = {"cpu": seconds, "memory": (after - before) * 1024, "size": feed.stat().st_size, "equal": equal}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
