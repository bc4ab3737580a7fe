"""A transcript of 900 lines at the desk: time of the server for the page and for a save, time from a key to paint.

    python bench/transcript_keys.py [LINES]

The time from a key to paint is measured in the page: from the event's time stamp to the frame after its change. Keys
are typed as a person types them, every 60 ms; every eighth one is Enter, which saves, and goes to the next line.

Other work on the computer lengthens these times; the load average of the last minute is printed with them. The time of
the processor that Chromium's page needs from a key to its frame hardly depends on it, nor does that of the server.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from podcast.desk.desk_server import first_address, running_desk
from tests.support.desk import DeskBrowser
from tests.support.long_transcript import SLUG, write_long_transcript
from tests.support.two_browsers import BOTH_BROWSERS, ChromiumSession
from tests.support.webdriver import BrowserSession, Preferences

PORT = 18670
KEYS = 160
PROBE = """(() => {
  window.paints = [];
  addEventListener("keydown", (event) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.paints.push(performance.now() - event.timeStamp);
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }, true);
  return 1;
})()"""


def spread(values: list[float]) -> str:
    ordered = sorted(values)
    at_95 = ordered[int(len(ordered) * 0.95) - 1]
    return f"median {statistics.median(ordered):.0f} ms, 95 % {at_95:.0f} ms, worst {ordered[-1]:.0f} ms"


def server_times(browser: DeskBrowser) -> None:
    for path in ("", "?lines=0"):
        times, processor = [], []
        for _number in range(12):
            begin, begin_of_processor = time.perf_counter(), time.process_time()
            size = len(browser.text(f"/e/{SLUG}/transcript{path}"))
            times.append((time.perf_counter() - begin) * 1000)
            processor.append((time.process_time() - begin_of_processor) * 1000)
        print(f"page{path}: {spread(times[2:])}, {size / 1e6:.2f} MB; processor {spread(processor[2:])}")
    times = []
    for number in range(12):
        begin = time.perf_counter()
        status, data = browser.save(f"/e/{SLUG}/transcript/cue", {f"t-{number}": f"Zeile {number}", "digest": ""})
        if status != 200:
            sys.exit(str(data))
        times.append((time.perf_counter() - begin) * 1000)
    print(f"save of a line: {spread(times[2:])}")


def key_times(name: str, address: str, origin: str, folder: Path) -> None:
    with BOTH_BROWSERS[name](folder, Preferences()) as session:
        session.resize(1280, 800)
        session.open(address)
        session.open(f"{origin}/e/{SLUG}/transcript")
        session.wait("document.activeElement.closest('.cue')")
        session.evaluate(PROBE)
        press_keys(session)
        session.wait(f"window.paints.length === {KEYS}")
        print(f"{name}: key to paint {spread(session.evaluate('window.paints'))}, load {os.getloadavg()[0]:.1f}")
        if isinstance(session, ChromiumSession):
            print(f"{name}: processor from key to frame {spread(processor_times(session))}")


def press_keys(session: BrowserSession) -> None:
    for number in range(KEYS):
        session.press("Enter" if number % 8 == 7 else "x")
        time.sleep(0.06)


def processor_times(session: ChromiumSession) -> list[float]:
    """Press the keys once more; return the ms of the page's main thread from each key to the end of its frame."""
    tools = session.page.context.new_cdp_session(session.page)
    events: list[dict[str, Any]] = []
    ends: list[bool] = []
    tools.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    tools.on("Tracing.tracingComplete", lambda _data: ends.append(True))
    trace = {"includedCategories": ["devtools.timeline", "blink"]}
    tools.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": trace})
    press_keys(session)
    session.page.wait_for_timeout(1000)
    tools.send("Tracing.end")
    while not ends:
        session.page.wait_for_timeout(50)
    events = sorted((event for event in events if "tdur" in event), key=lambda event: event["ts"])
    keys = [event for event in events if event["args"].get("data", {}).get("type") == "keydown"]
    frames = [event for event in events if event["name"].endswith("UpdateLifecycle") and event["tid"] == keys[0]["tid"]]
    pairs = [(key, next((frame for frame in frames if frame["ts"] > key["ts"]), None)) for key in keys]
    return [(frame["tts"] + frame["tdur"] - key["tts"]) / 1000 for key, frame in pairs if frame]


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 900
    with tempfile.TemporaryDirectory() as folder:
        path = write_long_transcript(Path(folder) / "show", lines)
        with running_desk(path.parents[2], PORT) as desk:
            browser = DeskBrowser(desk)
            browser.enter()
            server_times(browser)
            for name in BOTH_BROWSERS:
                place = Path(folder) / name
                place.mkdir()
                key_times(name, first_address(desk), desk.address.origin, place)


if __name__ == "__main__":
    main()
