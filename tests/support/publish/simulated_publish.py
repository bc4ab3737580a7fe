"""Two publishers on one target, and the plug of each: every request is a place where the other goes on.

A publisher is a thread that stops before each request until it is told to go on, so a schedule is a list, and the same
schedule always does the same. After every effect the invariants are looked at:

I1  every file that a public feed names is there, whole, and is the one that its name says
I2  what is not ours is never changed
I3  with no intent open, the manifest is the truth
I4  generations rise by one
I6  nothing that the live manifest lists is deleted, and nothing before its time
I9  who was overtaken writes nothing more
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest import mock

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish import headers
from podcast.publish.protocol import prepare, state
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol.feed_gate import feed_references, object_key
from podcast.publish.protocol.prepare import PublishOptions
from podcast.publish.protocol.session import PublishSession
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.targets.target import ConflictError, Headers
from tests.support.publish.memory_target import (
    LINK,
    CrashError,
    Episode,
    Hands,
    Memory,
    OneByOne,
    build,
    contents,
    found_out,
    new_publisher,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from podcast.publish.protocol.prepare import Site

THEIRS = "theirs.txt"
A_TURN = 70.0  # seconds, longer than a lease and its margin
OLD, NEW = Episode("alt", b"old sound" * 3), Episode("neu", b"new sound" * 4)
BUILDS = {
    "zero": contents(NEW, extra={"gone.html": b"0"}),
    "first": contents(OLD, extra={"alt.html": b"1"}),
    "second": contents(NEW, OLD, style=b"p{}", extra={"alt.html": b"2"}),
    "third": contents(Episode("alt", b"louder"), style=b"p{}"),
    "in the way": contents(NEW, OLD, extra={THEIRS: b"ours"}),
}
Step = tuple[str, float]  # whose turn it is (or "time"), and for how many requests (or seconds); -1: to its end


@dataclass
class World:
    """The target, the time, and what was seen that must not be."""

    memory: Memory
    hands: Hands
    seen: list[str] = field(default_factory=list)
    holder: str = ""  # whose lease was written last
    overtaken: set[str] = field(default_factory=set)
    feeds: dict[bytes, list[tuple[str, str | None]]] = field(default_factory=dict)

    def after(self, who: str, verb: str, key: str, before: tuple[bytes, Headers] | None) -> None:
        """Looks at everything after an effect."""
        objects = self.memory.objects
        self.seen += [f"I2 {THEIRS} is changed"] * (objects.get(THEIRS) != (b"theirs", THEIR_HEADERS))
        if not self.memory.in_flight:  # what was on its way when its turn ended may still arrive
            self.seen += [f"I9 {who} was overtaken and did {verb} {key}"] * (who in self.overtaken)
        if verb == "DELETE":
            self._deleted(key, before)
        if key == state.HEAD_KEY:
            self._head(who, before)
        self._feed()
        self._truth()

    def _deleted(self, key: str, before: tuple[bytes, Headers] | None) -> None:
        manifest, _ = self.committed_state()
        stone = manifest.retired.get(key)
        early = stone is not None and stone.delete_after > self.hands.now
        if before is not None and not key.startswith(state.OWN_PREFIX) and (key in manifest.objects or early):
            self.seen.append(f"I6 {key} is deleted")

    def _head(self, who: str, before: tuple[bytes, Headers] | None) -> None:
        old = parse_head(before[0]) if before else None
        new = parse_head(self.memory.objects[state.HEAD_KEY][0])
        if new.generation not in {old.generation if old else 0, (old.generation if old else 0) + 1}:
            self.seen.append(f"I4 generation {new.generation}")
        if self.holder and self.holder != who and new.lease:
            self.overtaken.add(self.holder)
        self.holder = who if new.lease else ""

    def _feed(self) -> None:
        objects = self.memory.objects
        if "feed.xml" not in objects:
            return
        feed = objects["feed.xml"][0]
        if feed not in self.feeds:
            self.feeds[feed] = list(feed_references(feed))
        for url, length in self.feeds[feed]:
            stored = objects.get(key := object_key(url, LINK))
            if stored is None or (length is not None and length != str(len(stored[0]))):
                self.seen.append(f"I1 the feed names {key}")
            elif key.startswith("audio/") and bytes_digest(stored[0]).sha256[:8] not in key:
                self.seen.append(f"I1 {key} is not what its name says")

    def committed_state(self):
        """The manifest that holds, and the head."""
        head = parse_head(self.memory.objects[state.HEAD_KEY][0])
        return parse_manifest(head.manifest_key, self.memory.objects[head.manifest_key][0]), head

    def _truth(self) -> None:
        manifest, head = self.committed_state()
        if head.open_intents:
            return
        for key, row in manifest.objects.items():
            stored = self.memory.objects.get(key)
            if stored is None or (bytes_digest(stored[0]), stored[1]) != (row.spec.digest, row.spec.headers):
                self.seen.append(f"I3 {key} is not what the manifest says")


MOST = 30  # requests of a publish, and some
THEIR_HEADERS = Headers("text/plain", "")


@dataclass
class View:
    """The target as one publisher sees it: each request is a place to stop."""

    actor: Actor
    world: World
    check: Callable[[], None] = lambda: None

    def for_writing(self, check, capabilities):  # noqa: ARG002
        return View(self.actor, self.world, check)

    def clock_skew(self) -> float:
        return -self.actor.skew

    def detect_capabilities(self, key):
        return found_out(self, key)

    def get(self, key):
        return self._ask(lambda: self.world.memory.get(key))

    def head(self, key):
        return self._ask(lambda: self.world.memory.head(key))

    def digest(self, key):
        return self._ask(lambda: self.world.memory.digest(key))

    def read_start(self, key, size):
        return self._ask(lambda: self.world.memory.read_start(key, size))

    def list(self, prefix):
        return iter(self._ask(lambda: list(self.world.memory.list(prefix))))

    def put(self, key, body, headers, expected):
        if self.world.memory.variant == "no conditions" or (
            self.world.memory.variant == "unconditional PUT" and key != state.HEAD_KEY
        ):
            expected = None
        return self._change("PUT", key, lambda: self.world.memory.put(key, body, headers, expected))

    def delete(self, key):
        return self._change("DELETE", key, lambda: self.world.memory.delete(key))

    def _ask(self, act):
        self.actor.stop()
        return act()

    def _change(self, verb, key, act):
        if self.world.memory.in_flight:
            self.check()
            self.actor.stop()
        else:
            self.actor.stop()
            self.check()
        before = self.world.memory.objects.get(key)
        result = act()
        self.world.after(self.actor.name, verb, key, before)
        if self.actor.crash == "after":
            raise CrashError
        if self.actor.crash == "lost" and verb == "PUT":
            self.actor.crash = ""
            raise ConflictError(key)
        return result


@dataclass
class Timed(Memory):
    """The target, and what is broken on purpose."""

    variant: str = ""
    in_flight: bool = False


class Actor(threading.Thread):
    """A publisher that goes one request further each time it is told to."""

    def __init__(self, name: str, site: Site, world: World, skew: float = 0.0) -> None:
        super().__init__(name=name, daemon=True)
        self.site, self.world, self.skew = site, world, skew
        self.go, self.here = threading.Semaphore(0), threading.Semaphore(0)
        self.over, self.crash, self.error = False, "", None

    def run(self) -> None:
        self.go.acquire()
        try:
            clock = self.world.hands.clock(self.skew)
            publisher = new_publisher(self.name)
            publisher = type(publisher)(publisher.owner, publisher.host, publisher.pid, clock)
            view = View(self, self.world)
            planned = prepare.prepare(self.site, view, clock.wall(), PublishOptions(max_delete=99))
            protocol.carry_out(planned, publisher, OneByOne(), lambda _: None)
        except (PublishError, CrashError) as error:
            self.error = error
        except BaseException as error:  # noqa: BLE001 -- a bug is told by whoever made the schedule
            self.world.seen.append(f"bug: {error!r}")
        self.over = True
        self.here.release()

    def stop(self) -> None:
        """Waits until it is told to go on; the plug may have been pulled meanwhile."""
        self.here.release()
        self.go.acquire()
        if self.crash == "before":
            raise CrashError

    def advance(self, requests: float) -> None:
        """Goes so many requests further; -1: to its end."""
        while requests and not self.over:
            self.go.release()
            self.here.acquire()
            requests -= 1

    def die(self) -> None:
        """Pulls the plug, if it is still running."""
        if not self.over:
            self.crash = "before"
            self.advance(-1)


def begun(sites: dict[str, Site], variant: str = "", *, in_flight: bool = False) -> World:
    """Two generations are published, and something is due to be deleted."""
    memory = Timed({THEIRS: (b"theirs", THEIR_HEADERS)}, variant=variant, in_flight=in_flight)
    hands = Hands()
    for name in ("zero", "first"):
        done(sites[name], memory, hands)
    hands.pass_by(timedelta(days=40).total_seconds())
    return World(memory, hands)


def done(site: Site, memory: Memory, hands: Hands) -> None:
    """One publish from its beginning to its end."""
    planned = prepare.prepare(site, memory, hands.now, PublishOptions(max_delete=99))
    protocol.carry_out(planned, new_publisher("next", hands), OneByOne(), lambda _: None)


def sites_in(folder: Path) -> dict[str, Site]:
    """Every build, on disk."""
    return {name: build(folder / name, files) for name, files in BUILDS.items()}


@dataclass(frozen=True)
class Schedule:
    """What happens in which order, how wrong the two publishers' clocks are, and what the first publishes."""

    steps: list[Step]
    skews: tuple[float, float] = (0.0, 0.0)  # seconds
    build: str = "second"


def run(world: World, sites: dict[str, Site], schedule: Schedule) -> list[str]:
    """Carries a schedule out, then publishes once more; what was seen that must not be."""
    skews = schedule.skews
    actors = {
        "A": Actor("A", sites[schedule.build], world, skews[0]),
        "B": Actor("B", sites["third"], world, skews[1]),
    }
    for actor in actors.values():
        actor.start()
    for who, much in schedule.steps:
        if who == "time":
            world.hands.pass_by(much)
        elif who in {"A", "B"}:
            actors[who].advance(much)
        else:  # "A before", "B after", "A lost": what happens at its next request
            actors[who[0]].crash = who[2:]
            actors[who[0]].advance(1)
    for actor in actors.values():
        actor.die()
        actor.join()
    if not world.seen:
        _converges(world, sites)
    return world.seen


def _converges(world: World, sites: dict[str, Site]) -> None:
    """I5: one publish later all is as it was built; I7: another one does nothing; I8: nothing piles up."""
    memory, hands = world.memory, world.hands
    hands.pass_by(2 * A_TURN)
    done(sites["third"], memory, hands)
    if wrong := [key for key, data in BUILDS["third"].items() if memory.public().get(key) != data]:
        world.seen.append(f"I5 {wrong[0]}")
    memory.log.clear()
    done(sites["third"], memory, hands)
    world.seen += [f"I7 {key}" for key in memory.written()]
    for name in ("first", "third"):
        hands.pass_by(timedelta(days=31).total_seconds())
        done(sites[name], memory, hands)
    rest = memory.public().keys() - BUILDS["first"].keys() - BUILDS["third"].keys() - {THEIRS}
    world.seen += [f"I8 {key} was not deleted" for key in sorted(rest)]


def pairs(most: int, step: int = 1) -> Iterator[Schedule]:
    """A for i requests, then B for j, then each to its end; with and without A's turn running out between."""
    for first in range(1, most, step):
        for second in range(1, most, step):
            for wait in (0.0, A_TURN):
                yield Schedule([("A", first), ("time", wait), ("B", second), ("A", -1), ("B", -1)])
                if wait:
                    yield Schedule([("A", first), ("time", wait), ("B", second), ("time", wait), ("A", -1), ("B", -1)])


def chance(seed: int) -> Schedule:
    """A schedule by chance, the same for the same seed: who goes how far, when time passes, when a plug is pulled."""
    dice = random.Random(seed)  # noqa: S311 -- a seed makes a schedule
    steps: list[Step] = []
    for _ in range(dice.randint(2, 12)):
        kind = dice.random()
        if kind < 0.25:
            steps.append(("time", dice.choice([1, 15, 25, 45, 59, 61, 66, 70, 200])))
        elif kind < 0.33:
            steps.append((f"{dice.choice('AB')} {dice.choice(['before', 'after', 'lost'])}", 1))
        else:
            steps.append((dice.choice("AB"), dice.choice([1, 1, 2, 3, 5, 8, 13])))
    ends = dice.choice([["A", "B"], ["B", "A"], ["A"], ["B"], []])
    steps += [(who, -1) for who in ends]
    skews = (dice.choice([0, 0, 300, -300]), dice.choice([0, 0, 300, -300]))
    return Schedule(steps, skews, dice.choice(["second", "second", "second", "in the way"]))


def broken(variant: str) -> ExitStack:
    """The protocol with one of its rules taken out."""
    stack = ExitStack()
    patch = mock.patch.object
    if variant in {"no lease", "lease not checked before a write"}:
        stack.enter_context(patch(PublishSession, "ensure_lease", lambda _: None))
    if variant == "no lease":
        stack.enter_context(patch(prepare, "is_active", lambda *_: False))
        stack.enter_context(patch(PublishSession, "renew_if_due", lambda _: None))
    if variant == "no check before the feed":
        stack.enter_context(patch(PublishSession, "confirm_lease", lambda _: None))
    if variant == "feed first":
        stack.enter_context(patch(protocol, "PHASES", tuple(reversed(headers.PHASES))))
        stack.enter_context(patch(protocol, "check_feeds", lambda *_: None))
    return stack


def tried(
    sites: dict[str, Site], variant: str, schedules: Iterable[Schedule], *, in_flight: bool = False
) -> tuple[int, int, Counter[str]]:
    """How many schedules were run, how many broke an invariant, and which ones."""
    count, bad, which = 0, 0, Counter()
    with broken(variant):
        for schedule in schedules:
            seen = run(begun(sites, variant, in_flight=in_flight), sites, schedule)
            count += 1
            bad += bool(seen)
            which.update({words.split()[0] for words in seen})
    return count, bad, which
