"""Debian's Firefox over WebDriver BiDi, and WebKitGTK's MiniBrowser over WebDriver, for the tests of pages.

Playwright drives neither as Debian builds them. Firefox speaks BiDi itself, without geckodriver.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.browsers import required

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from websockets.sync.client import ClientConnection

PATIENCE = 120.0  # seconds; a browser starts slowly on a busy computer
MAX_ATTEMPTS = 5  # to load a page in WebKit
KEYS = {"Enter": "\ue007", "Space": " ", "Escape": "\ue00c", "ArrowRight": "\ue014", "ArrowLeft": "\ue012"}
KEYS |= {"Tab": "\ue004", "ArrowDown": "\ue015"}
CENTRE = """((element) => {
  element.scrollIntoView({block: "center", behavior: "instant"});
  const {x, y, width, height} = element.getClientRects()[0];
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
})"""


@dataclass(frozen=True)
class Preferences:
    """What a user has chosen in the browser; text of 32 px is at 200 %."""

    is_dark: bool = False
    has_large_text: bool = False
    runs_scripts: bool = True


class ScriptError(AssertionError):
    """A browser's answer that a command failed, or a script."""


class BrowserSession(ABC):
    """One tab of a browser, with what both protocols can do."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Load an address, and wait until it has loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, awaited."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the window a size in pixels; WebKit's is at least 447 wide."""

    @abstractmethod
    def act(self, *sources: dict[str, Any]) -> None:
        """Use keys and pointer as a user does, in the form of https://www.w3.org/TR/webdriver2/#actions."""

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds."""
        self.wait(f"document.querySelector({json.dumps(selector)})")
        x, y = self.evaluate(f"{CENTRE}(document.querySelector({json.dumps(selector)}))")
        steps = [{"type": "pointerMove", "x": x, "y": y}]
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps})

    def press(self, *keys: str) -> None:
        """Press keys one after the other: letters, or the names in KEYS."""
        steps = [{"type": step, "value": KEYS.get(key, key)} for key in keys for step in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keyboard", "actions": steps})

    def fill(self, selector: str, text: str) -> None:
        """Type a text into an empty field."""
        self.click(selector)
        self.press(*text)

    def text(self, selector: str) -> str:
        """Return the text of the first element that a selector finds, its spaces plain."""
        text = self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")
        return " ".join(str(text).split())

    def wait(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + PATIENCE
        while not self._holds(condition):
            assert time.monotonic() < end, f"never: {condition}"
            time.sleep(0.03)

    def _holds(self, condition: str) -> bool:
        """Whether an expression is true; it is not while one page takes the place of another."""
        with contextlib.suppress(ScriptError):
            return bool(self.evaluate(f"Boolean({condition})"))
        return False


# --- Firefox ----------------------------------------------------------------------------------------------------------


class FirefoxSession(BrowserSession):
    """A tab of Firefox: https://www.w3.org/TR/webdriver-bidi/."""

    def __init__(self, connection: ClientConnection, *, runs_scripts: bool) -> None:
        self.connection = connection
        self.runs_scripts = runs_scripts
        self.numbers = count(1)
        self.call("session.new", capabilities={})
        # In the first tab the address bar has the focus, and keys press no button of the page.
        self.tab = self.call("browsingContext.create", type="tab")["context"]
        self.call("emulation.setLocaleOverride", locale="de-DE", contexts=[self.tab])

    def call(self, method: str, **params: Any) -> Any:
        """Send a command, and return its result."""
        number = next(self.numbers)
        self.connection.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.connection.recv(timeout=PATIENCE))
            if answer.get("id") == number:
                if "result" not in answer:
                    raise ScriptError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, url: str) -> None:
        # An answer to wait="complete" may fail to come where the page changes its own address while it loads.
        for address in ("about:blank", url):
            self.call("browsingContext.navigate", context=self.tab, url=address, wait="none")
            is_blank = json.dumps(address == "about:blank")
            self.wait(f"(location.href === 'about:blank') === {is_blank} && document.readyState === 'complete'")

    def evaluate(self, expression: str) -> Any:
        script = f"JSON.stringify(({expression}) ?? null)"
        target = {"context": self.tab}
        if self.runs_scripts:
            script = f"(async () => JSON.stringify(await ({expression}) ?? null))()"
        else:  # only a sandbox may look at the page, and nothing in it can be awaited
            target["sandbox"] = "tests"
        answer = self.call("script.evaluate", expression=script, target=target, awaitPromise=self.runs_scripts)
        if answer["type"] != "success":
            raise ScriptError(f"{expression}: {answer['exceptionDetails']['text']}")
        return json.loads(answer["result"]["value"])

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self.tab, viewport=size)

    def act(self, *sources: dict[str, Any]) -> None:
        self.call("input.performActions", context=self.tab, actions=list(sources))


@contextlib.contextmanager
def firefox(folder: Path, preferences: Preferences) -> Iterator[BrowserSession]:
    """Firefox with a profile of its own in an empty folder."""
    program = shutil.which("firefox-esr")
    if program is None:
        required("Firefox is not installed (Debian: apt-get install firefox-esr)")
    from websockets.sync.client import connect

    (folder / "user.js").write_text(_firefox_preferences(preferences), "utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with _running(command, folder / "log") as log:
        address = _until(lambda: re.search(r"BiDi listening on (ws://\S+)", log.read_text("utf-8", "replace")))[1]
        with connect(f"{address}/session", max_size=None, compression=None) as connection:
            yield FirefoxSession(connection, runs_scripts=preferences.runs_scripts)


def _firefox_preferences(preferences: Preferences) -> str:
    """The file user.js of a profile; https://kb.mozillazine.org/User.js_file."""
    chosen: dict[str, Any] = {
        "ui.systemUsesDarkTheme": int(preferences.is_dark),
        "layout.css.prefers-color-scheme.content-override": int(not preferences.is_dark),
        "ui.prefersReducedMotion": 1,
        "javascript.enabled": preferences.runs_scripts,
        "app.update.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "browser.startup.page": 0,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.reportingpolicy.firstRun": False,
    }
    if preferences.has_large_text:
        chosen |= {f"font.size.variable.{script}": 32 for script in ("x-western", "x-unicode")}
    return "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items())


# --- WebKit -----------------------------------------------------------------------------------------------------------


class MiniBrowserSession(BrowserSession):
    """A window of MiniBrowser: https://www.w3.org/TR/webdriver2/."""

    def __init__(self, port: int, arguments: list[str]) -> None:
        self.port = port
        self.arguments = ["--automation", *arguments]
        self.size: tuple[int, int] | None = None
        self.start()

    def start(self) -> None:
        """Start the browser in a session of its own, in the window size that was asked for last."""
        self.path = "/session"
        options = {"webkitgtk:browserOptions": {"binary": str(mini_browser()), "args": self.arguments}}
        session = self.call("POST", "", {"capabilities": {"alwaysMatch": options}})
        self.path = f"/session/{session['sessionId']}"
        if self.size:
            self.resize(*self.size)

    def close(self) -> None:
        """Close the browser, unless it has ended by itself."""
        with contextlib.suppress(ScriptError):
            self.call("DELETE", "")

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send a command, and return its value."""
        with contextlib.closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request(method, self.path + path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            value = json.load(response)["value"]
        if response.status != HTTPStatus.OK:
            raise ScriptError(f"{path}: {value}")
        return value

    def open(self, url: str) -> None:
        # On a busy machine the driver may answer with an unknown error while the page before is still on its way out,
        # and MiniBrowser may end by itself now and then: a page that makes it end is one that does so each time.
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                self.call("POST", "/url", {"url": url})
            except ScriptError as error:
                time.sleep(1)
                if "invalid session id" in str(error):
                    self.start()
            else:
                return
        self.call("POST", "/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        script = f"const done = arguments[0]; Promise.resolve({expression}).then((value) => done(value ?? null))"
        return self.call("POST", "/execute/async", {"script": script, "args": []})

    def resize(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.call("POST", "/window/rect", {"width": width, "height": height})

    def act(self, *sources: dict[str, Any]) -> None:
        self.call("POST", "/actions", {"actions": list(sources)})


@contextlib.contextmanager
def webkit(folder: Path, preferences: Preferences) -> Iterator[BrowserSession]:
    """MiniBrowser on a display of its own; in German as far as the system has it."""
    for program, package in (("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")):
        if shutil.which(program) is None:
            required(f"{program} is not installed (Debian: apt-get install {package})")
    arguments = ["--media-playback-requires-user-gesture=false"]
    arguments += ["--dark-mode"] * preferences.is_dark
    arguments += ["--enable-javascript=false"] * (not preferences.runs_scripts)
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(
            _running(["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], folder / "screen")
        )
        display = _until(lambda: re.search(r"^(\d+)\n", screen.read_text("utf-8", "replace"), re.MULTILINE))[1]
        scale = "2" if preferences.has_large_text else "1"  # the page is zoomed: its text, and its widths in px
        variables = {"DISPLAY": f":{display}", "GDK_BACKEND": "x11", "GDK_DPI_SCALE": scale, "HOME": str(folder)}
        port = _free_port()
        stack.enter_context(_running(["WebKitWebDriver", f"--port={port}"], folder / "log", variables))
        _until(lambda: _is_listening(port))
        session = MiniBrowserSession(port, arguments)
        stack.callback(session.close)
        yield session


def mini_browser() -> Path:
    """The program that Debian puts beside the library."""
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))


# --- programs ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _running(command: list[str], log: Path, variables: dict[str, str] | None = None) -> Iterator[Path]:
    """A program, until the block ends; yields the file with its output."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(variables or {})},
        )
        try:
            yield log
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _until(current_value: Callable[[], Any]) -> Any:
    """What a function returns at last."""
    end = time.monotonic() + PATIENCE
    while not (value := current_value()):
        assert time.monotonic() < end, "a browser has not started"
        time.sleep(0.03)
    return value


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _is_listening(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
