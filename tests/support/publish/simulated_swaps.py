"""Publishers that replace the head of web space at once: every request to the server is a place where another goes on.

Their heads repeat themselves, so that a publisher which has slept may find the head that it had read. A request takes
effect within half the lifetime of a token, or not at all: that is what the server is relied on for. Responses are lost,
plugs are pulled, computers sleep.

After every effect: a head is only replaced by a publisher that knows it. In the end: another publisher gets its turn.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unittest import mock

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish.protocol.lease import Clock, instant
from podcast.publish.protocol.state import HEAD_KEY
from podcast.publish.targets.body import body_of
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.target import ABSENT, Capabilities, ConflictError, Headers
from podcast.publish.targets.web_space.head_swap import HeadSwap
from podcast.publish.targets.web_space.head_tokens import TOKEN_LIFETIME, HeadToken, HeadTokens
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from tests.support.publish.memory_files import MemoryFiles
from tests.support.publish.memory_target import CrashError

HEADS = [json.dumps({"head": number}).encode() for number in range(2)]
SWAPS_EACH = 4
MAX_STEPS = 3000


@dataclass
class World:
    """The server, the time, and what was seen that must not be."""

    now: float = 1_700_000_000.0
    has_server_clock: bool = True
    files: MemoryFiles = field(default_factory=MemoryFiles)
    seen: list[str] = field(default_factory=list)
    swaps: int = 0

    def __post_init__(self) -> None:
        self.files.clock = lambda: self.now if self.has_server_clock else 0.0

    def head(self) -> str:
        entry = self.files.entries.get(HEAD_KEY)
        return bytes_digest(entry.data).md5 if entry else ABSENT


class ScheduledFiles:
    """The server as one publisher reaches it."""

    checks_bytes = True

    def __init__(self, actor: Actor) -> None:
        self._actor, self._world = actor, actor.world

    def clock_skew(self) -> float:
        return 0.0

    def close(self) -> None:
        pass

    def __getattr__(self, name: str):
        if not hasattr(MemoryFiles, name):
            raise AttributeError(name)

        def request(*args):
            return self._request(name, args)

        return request

    def _request(self, name, args):
        actor, world = self._actor, self._world
        if actor.dead:
            raise CrashError
        sent = world.now
        actor.stop(name)
        if name in {"rename", "delete_folder"} and world.now - sent > TOKEN_LIFETIME / 2:
            raise TransientError("the request never arrived")
        if actor.event == "cut":
            actor.event = ""
            raise TransientError("the connection was cut")
        if name == "rename" and args[1] == HEAD_KEY and args[0] in world.files.entries:
            world.swaps += 1
            if world.head() != actor.expected:
                world.seen.append(f"{actor.name} replaces a head that it does not know")
        result = getattr(world.files, name)(*args)
        result = iter([*result]) if name == "list" else result
        if actor.event == "after":
            actor.event, actor.dead = "", True
            raise CrashError
        if actor.event == "lost":
            actor.event = ""
            raise TransientError("the response was lost")
        if name == "read":
            actor.stop("response")
        return result


class Actor(threading.Thread):
    """A publisher that replaces the head several times; whose plug is pulled goes on as a new process."""

    def __init__(self, name: str, world: World, swaps: int = SWAPS_EACH) -> None:
        super().__init__(name=name, daemon=True)
        self.world, self.swaps = world, swaps
        self.go, self.here = threading.Semaphore(0), threading.Semaphore(0)
        self.over, self.event, self.expected, self.suspended = False, "", "", 0.0
        self.done, self.pending, self.dead = 0, "", False

    def run(self) -> None:
        self.go.acquire()
        for number in range(self.swaps):
            try:
                self._swap(HEADS[number % len(HEADS)])
                self.done += 1
            except (ConflictError, PublishError, CrashError):
                self.event, self.dead = "", False
            except BaseException as error:  # noqa: BLE001 -- a bug is told by the test
                self.world.seen.append(f"bug: {error!r}")
        self.over = True
        self.here.release()

    def _swap(self, data: bytes) -> None:
        wall = lambda: datetime.fromtimestamp(self.world.now, UTC)  # noqa: E731 -- a clock
        clock = Clock(wall, lambda: self.world.now - self.suspended)
        retrier = Retrier(sleep=lambda _: None, clock=clock.monotonic)
        files = ScheduledFiles(self)
        target = WebSpaceTarget(files, retrier, clock, self._sleep).for_writing(lambda: None, Capabilities())
        current = target.get(HEAD_KEY)
        self.expected = current[1] if current else ABSENT
        if current and current[0] == data:
            data = HEADS[1 - HEADS.index(data)]
        target.put(HEAD_KEY, body_of(data), Headers("", ""), self.expected)

    def _sleep(self, seconds: float) -> None:
        self.world.now += seconds
        self.stop("sleep")

    def stop(self, pending: str) -> None:
        """Wait until it is told to go on; `pending` comes next."""
        self.pending = pending
        self.here.release()
        self.go.acquire()
        if self.event == "before":
            self.event, self.dead = "", True
            raise CrashError

    def advance_to(self, pending: str) -> None:
        """Go on until this comes next, but not for ever."""
        for _ in range(40):
            if self.over or self.pending == pending:
                return
            self.advance(1)

    def advance(self, requests: int) -> None:
        """Go so many requests further; -1: to its end."""
        while requests and not self.over:
            self.go.release()
            self.here.acquire()
            requests -= 1


def run_by_chance(seed: int) -> World:
    """A schedule by chance, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- a seed makes a schedule
    world = World(has_server_clock=dice.random() < 0.7)
    actors = [Actor(name, world) for name in "ABC"]
    for actor in actors:
        actor.start()
    for _ in range(dice.randint(10, 60)):
        _take_step(world, dice, actors)
    for actor in actors:
        actor.advance(-1)
    last = Actor("last", world, swaps=1)
    last.start()
    last.advance(MAX_STEPS)
    if not last.done and not world.seen:
        world.seen.append("the last publisher does not get its turn")
    return world


def _take_step(world: World, dice: random.Random, actors: list[Actor]) -> None:
    actor, kind = dice.choice(actors), dice.random()
    if kind < 0.15:
        world.now += dice.choice([1, 5, 20, 29, 31, 45, 61, 70, 200])
    elif kind < 0.2:
        seconds = dice.choice([40, 70, 500])
        world.now += seconds
        actor.suspended += seconds
    elif kind < 0.35:
        actor.event = dice.choice(["before", "after", "lost", "lost", "cut"])
        actor.advance(1)
    elif kind < 0.55:
        actor.advance(1)
        actor.advance_to(dice.choice(["create_folder", "rename", "response", "list", "delete_folder"]))
    else:
        actor.advance(dice.choice([1, 1, 1, 2, 3, 5, 8, 13]))


def broken(variant: str) -> ExitStack:
    """The swap with one of its rules taken out."""
    stack = ExitStack()
    patch = mock.patch.object
    if variant == "the head is not read again":
        stack.enter_context(patch(HeadSwap, "_require_head", lambda *_: None))
    if variant == "no token":
        new_token = lambda tokens: HeadToken(tokens._base, instant(tokens._clock))  # noqa: E731, SLF001
        stack.enter_context(patch(HeadTokens, "take", new_token))
    if variant == "holders are not looked at":
        stack.enter_context(patch(HeadTokens, "_is_alone", lambda *_: True))
    if variant == "tokens are used after their time":
        stack.enter_context(patch(HeadToken, "is_safe", lambda *_: True))
    if variant == "only the clock that stands still counts":
        safe = lambda token, clock: clock.monotonic() - token.requested_at.monotonic <= TOKEN_LIFETIME / 2  # noqa: E731
        stack.enter_context(patch(HeadToken, "is_safe", safe))
    if variant == "tokens are superseded at once":
        stack.enter_context(patch(HeadTokens, "_is_abandoned", lambda *_: True))
    return stack


def tried(variant: str, seeds: range) -> Counter[str]:
    """What was seen in schedules by chance that must not be; it ends at the first."""
    seen: Counter[str] = Counter()
    with broken(variant):
        for seed in seeds:
            seen.update(run_by_chance(seed).seen)
            if seen:
                break
    return seen
