"""Two publishers on one target, and the plug of each: every request is a place where the other goes on.

They publish, undo, verify and adopt, one job after another; whose plug is pulled goes on as a new process.

A publisher is a thread that stops before each request until it is told to go on, so a schedule is a list, and the same
schedule always does the same. After every effect the invariants are looked at:

I1  every file that a public feed names is there, whole, and is the one that its name says
I2  what is not ours is never changed
I3  with no intent open, the manifest is the truth
I4  generations rise by one
I6  nothing that the live manifest lists is deleted, and nothing before its time
I9  who was overtaken writes nothing more, but opens its own intents again

With requests in flight, each publisher has up to three of them under way at once: they have passed all checks, and take
effect later in any order, even after the lease has run out, or after their process has died. I9 does not hold then.
What a request of a dead process writes into a page is found by `podcast verify` at the latest; a feed is never wrong.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections import Counter
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest import mock

from podcast.errors import PublishError
from podcast.files.digest import bytes_digest
from podcast.publish import headers
from podcast.publish.protocol import lease, prepare, recovery, state, unpublish
from podcast.publish.protocol import publish as protocol
from podcast.publish.protocol.feed_gate import feed_references, object_key
from podcast.publish.protocol.prepare import PublishOptions
from podcast.publish.protocol.session import PublishSession
from podcast.publish.protocol.state_json import parse_head, parse_manifest
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.protocol.verify import VerifyOptions, mark_damaged, verify
from podcast.publish.targets.target import ConflictError, Headers
from tests.support.publish.memory_target import (
    GUID,
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
    "same feed": contents(OLD, extra={"alt.html": b"3"}),
    "another page": contents(OLD, extra={"alt.html": b"1", "more.html": b"4"}),
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
    dead: set[str] = field(default_factory=set)  # owners of leases whose plug was pulled
    late: list[InFlight] = field(default_factory=list)  # requests of the dead that are still under way
    landed: set[str] = field(default_factory=set)  # what these requests wrote
    suspects: set[str] = field(default_factory=set)  # what differs from the manifest until `podcast verify` finds it
    unreported: set[str] = field(default_factory=set)  # what an overtaken publisher wrote and has yet to say
    may_adopt: bool = False
    ended: bool = False
    feeds: dict[bytes, list[tuple[str, str | None]]] = field(default_factory=dict)

    def after(self, who: str, verb: str, key: str, before: tuple[bytes, Headers] | None) -> None:
        """Looks at everything after an effect."""
        objects = self.memory.objects
        self.seen += [f"I2 {THEIRS} is changed"] * (
            objects.get(THEIRS) != (b"theirs", THEIR_HEADERS) and not self.may_adopt
        )
        if verb == "PUT":
            self._written(who, key)
        if not self.memory.in_flight:  # what was on its way when its turn ended may still arrive
            overtaken = who in self.overtaken and not key.startswith((state.HEAD_KEY, state.INTENTS))
            self.seen += [f"I9 {who} was overtaken and did {verb} {key}"] * overtaken
        if verb == "DELETE":
            self._deleted(key, before)
        if key == state.HEAD_KEY:
            self._head(before)
        self._feed()
        self._truth()

    def _written(self, who: str, key: str) -> None:
        """Notes what a delayed request wrote, except for feeds, which may never differ from the manifest.

        The dead cannot say so, and `podcast verify` has to find it. Who is only overtaken says so when it ends.
        """
        self.suspects.discard(key)
        self.unreported.discard(key)
        if headers.phase(key) not in headers.FEEDS and not key.startswith(state.OWN_PREFIX):
            if who in self.dead:
                self.suspects.add(key)
                self.landed.add(key)
            elif who in self.overtaken:
                self.unreported.add(key)

    def land_late(self, count: int) -> None:
        """Requests of dead processes take effect."""
        landing, self.late = self.late[:count], self.late[count:]
        for request in landing:
            request.step()

    def damage(self, key: str) -> None:
        """Another program overwrites one of the show's own pages."""
        if key in self.memory.objects:
            self.memory.objects[key] = (b"damaged", self.memory.objects[key][1])
            self.suspects.add(key)

    def _deleted(self, key: str, before: tuple[bytes, Headers] | None) -> None:
        if parse_head(self.memory.objects[state.HEAD_KEY][0]).manifest_key not in self.memory.objects:
            return  # see `_truth`
        manifest, _ = self.committed_state()
        stone = manifest.retired.get(key)
        early = stone is not None and stone.delete_after - self.hands.now > MAX_SKEW
        if before is not None and not key.startswith(state.OWN_PREFIX) and (key in manifest.objects or early):
            self.seen.append(f"I6 {key} is deleted")

    def _head(self, before: tuple[bytes, Headers] | None) -> None:
        old = parse_head(before[0]) if before else None
        new = parse_head(self.memory.objects[state.HEAD_KEY][0])
        if new.generation not in {old.generation if old else 0, (old.generation if old else 0) + 1}:
            self.seen.append(f"I4 generation {new.generation}")
        owner = new.lease.owner if new.lease else ""  # not `who`: an overtaken publisher reopens its intents
        if self.holder and owner not in {"", self.holder}:
            self.overtaken.add(self.holder)
        self.holder = owner

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
        if parse_head(self.memory.objects[state.HEAD_KEY][0]).manifest_key not in self.memory.objects:
            self.seen.append("I3 the manifest is gone")
            return
        manifest, head = self.committed_state()
        if head.open_intents:
            self.unreported.clear()
            return
        if manifest.is_taken_down and "feed.xml" in self.memory.objects:
            self.seen.append("I3 a feed is public, and the show was taken down")
        for key, row in manifest.objects.items():
            if key in self.suspects | self.unreported:
                continue
            stored = self.memory.objects.get(key)
            if stored is None or (bytes_digest(stored[0]), stored[1]) != (row.spec.digest, row.spec.headers):
                self.seen.append(f"I3 {key} is not what the manifest says")


MAX_SKEW = timedelta(minutes=10)  # two clocks, each wrong by five minutes
MOST = 30  # requests of a publish, and some
MOST_OF_UNPUBLISH = 50  # requests by which a show is taken down; as many bring it back
MAX_IN_FLIGHT = 3
CURRENT = threading.local()  # `job`: what the running thread does for an executor
_FOLDERS = itertools.count()
DAMAGED = "index.html"
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
        return replace(found_out(self, key), conditional_writes=self.world.memory.variant != "no conditions")

    def get(self, key):
        return self._ask(key, lambda: self.world.memory.get(key))

    def head(self, key):
        return self._ask(key, lambda: self.world.memory.head(key))

    def digest(self, key):
        return self._ask(key, lambda: self.world.memory.digest(key))

    def read_start(self, key, size):
        return self._ask(key, lambda: self.world.memory.read_start(key, size))

    def save(self, key, path):
        return self._ask(key, lambda: self.world.memory.save(key, path))

    def unsigned_addresses(self, folder):
        return self.world.memory.unsigned_addresses(folder)

    def list(self, prefix):
        return iter(self._ask(prefix, lambda: list(self.world.memory.list(prefix))))

    def put(self, key, body, headers, expected):
        if self.world.memory.variant == "no conditions" or (
            self.world.memory.variant == "unconditional PUT" and key != state.HEAD_KEY
        ):
            expected = None
        return self._change("PUT", key, lambda: self.world.memory.put(key, body, headers, expected))

    def delete(self, key):
        return self._change("DELETE", key, lambda: self.world.memory.delete(key))

    def _ask(self, key, act):
        self._stop(key)
        return act()

    def _stop(self, key):
        """A place to stop, but not in a thread that holds the lock of the session: it is asking for the lease."""
        if key != state.HEAD_KEY or not getattr(CURRENT, "job", None):
            self.actor.stop()

    def _change(self, verb, key, act):
        owner = self.actor.owner
        if self.world.memory.in_flight:
            self.check()
            sent = self.world.hands.now
            self._stop(key)
            if self.world.hands.now - sent > lease.MAX_REQUEST_DELAY:
                raise PublishError("the signature of the request has expired")
        else:
            self._stop(key)
            self.check()
        before = self.world.memory.objects.get(key)
        result = act()
        self.world.after(owner, verb, key, before)
        if owner in self.world.dead:
            raise CrashError
        if self.actor.crash == "after":
            self.actor.dead = True
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

    @property
    def single_writer(self) -> bool:
        """Whether the show promises that it has one publisher only: the store ignores conditions."""
        return self.variant == "no conditions"


class InFlight(Future):
    """A job of an executor with several requests under way: a thread that stops before each of its requests."""

    def __init__(self, actor: Actor, job: Callable) -> None:
        super().__init__()
        self.actor, self.job = actor, job
        self.go, self.here = threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        CURRENT.job = self
        self.go.acquire()
        try:
            self.set_result(self.job())
        except BaseException as error:  # noqa: BLE001 -- whoever wants the result gets it
            self.set_exception(error)
        self.here.release()

    def stop(self) -> None:
        """Wait until the request is to take effect."""
        self.here.release()
        self.go.acquire()

    def step(self) -> None:
        """Let the request that is under way take effect, and go on to the next."""
        if not self.thread.ident:
            self.thread.start()
        self.go.release()
        self.here.acquire()

    def cancel(self) -> bool:
        return (self.actor.dead or not self.thread.ident) and super().cancel()

    def result(self, timeout: float | None = None):  # noqa: ARG002 -- nothing takes time here
        self._finish()
        return super().result(0)

    def exception(self, timeout: float | None = None):  # noqa: ARG002 -- nothing takes time here
        self._finish()
        return super().exception(0)

    def _finish(self) -> None:
        while not self.done():
            started = self.actor.jobs_in_flight()
            self.actor.stop()
            self.actor.dice.choice(started).step()


class SeveralAtOnce(Executor):
    """Has up to `MAX_IN_FLIGHT` requests under way; which of them takes effect next is chance."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def submit(self, fn, /, *args, **kwargs):
        job = InFlight(self.actor, lambda: fn(*args, **kwargs))
        self.actor.submitted.append(job)
        return job


class Actor(threading.Thread):
    """A publisher that does one job after another, and goes one request further each time that it is told to.

    If the plug is pulled, its next job is done by a new process. Requests of the dead one that were under way may
    still take effect (`land_late`).
    """

    def __init__(self, name: str, sites: dict[str, Site], world: World, schedule: Schedule) -> None:
        super().__init__(name=name, daemon=True)
        number = "AB".index(name)
        self.sites, self.world = sites, world
        self.jobs, self.skew = schedule.jobs[number], schedule.skews[number]
        self.dice = random.Random(schedule.seed + number)  # noqa: S311 -- a seed makes a schedule
        self.go, self.here = threading.Semaphore(0), threading.Semaphore(0)
        self.over, self.crash, self.dead, self.error, self.owner = False, "", False, None, name
        self.submitted: list[InFlight] = []

    def run(self) -> None:
        self.go.acquire()
        for number, job in enumerate(self.jobs):
            self.owner = f"{self.name}{number}"
            try:
                self._do(job)
            except PublishError as error:
                self.error = error
            except CrashError as error:
                self.error = error
                self.world.dead.add(self.owner)
                self.world.late += self.jobs_in_flight(start=False)
                self.submitted, self.crash, self.dead = [], "", False
                if self.world.ended:
                    break
            except BaseException as error:  # noqa: BLE001 -- a bug is told by whoever made the schedule
                self.world.seen.append(f"bug: {error!r}")
        self.over = True
        self.here.release()

    def _do(self, job: str) -> None:
        clock = self.world.hands.clock(self.skew)
        publisher = replace(new_publisher(self.owner), clock=clock)
        view, executor = View(self, self.world), SeveralAtOnce(self) if self.world.memory.in_flight else OneByOne()
        if job == "verify":
            options = VerifyOptions(executor, lambda _: None, full=True)
            mark_damaged(view, verify(view, GUID, clock.wall(), options), publisher)
            return
        if job == "undo":
            folder = self.sites["zero"].folder.parent / f"undo-{next(_FOLDERS)}"
            prepared = prepare_undo(UndoRequest(GUID, LINK, 0, folder), view, clock.wall())
        elif job.startswith("unpublish"):
            request = UnpublishRequest(GUID, LINK, delete_audio=job == "unpublish now")
            options = PublishOptions(single_writer=self.world.memory.single_writer)
            prepared = prepare_unpublish(request, view, clock.wall(), options)
        else:
            name = job.removeprefix("adopt ")
            options = PublishOptions(max_delete=99, adopt=name != job, single_writer=self.world.memory.single_writer)
            prepared = prepare.prepare(self.sites[name], view, clock.wall(), options)
        protocol.carry_out(prepared, publisher, executor, lambda _: None)

    def jobs_in_flight(self, *, start: bool = True) -> list[InFlight]:
        """The jobs whose requests are under way."""
        self.submitted = [job for job in self.submitted if not job.done()]
        for job in self.submitted[:MAX_IN_FLIGHT] if start else ():
            if not job.thread.ident:
                job.step()  # to its first request
        return [job for job in self.submitted if job.thread.ident and not job.done()]

    def stop(self) -> None:
        """Wait until it is told to go on; the plug may have been pulled meanwhile."""
        if job := getattr(CURRENT, "job", None):
            job.stop()
            if job.actor.owner != self.owner or self.over:
                return
        else:
            self.here.release()
            self.go.acquire()
        if self.crash == "before":
            self.dead = True
            raise CrashError

    def advance(self, requests: float) -> None:
        """Go so many requests further; -1: to its end."""
        while requests and not self.over:
            self.go.release()
            self.here.acquire()
            requests -= 1

    def die(self) -> None:
        """Pull the plug, if it is still running."""
        while not self.over:
            self.crash = "before"
            self.advance(1)


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
    """What happens in which order, how wrong the two publishers' clocks are, and what each of them does.

    A job is the name of a build to publish, `adopt` and such a name, `undo`, `verify`, `unpublish` or `unpublish now`.
    On one computer, each sees that the process of the other is dead.
    """

    steps: list[Step]
    skews: tuple[float, float] = (0.0, 0.0)  # seconds
    jobs: tuple[tuple[str, ...], tuple[str, ...]] = (("second",), ("third",))
    one_computer: bool = False
    seed: int = 0


def run(world: World, sites: dict[str, Site], schedule: Schedule) -> list[str]:
    """Carries a schedule out, then publishes once more; what was seen that must not be."""
    world.may_adopt = any(job.startswith("adopt") for jobs in schedule.jobs for job in jobs)
    actors = {name: Actor(name, sites, world, schedule) for name in "AB"}
    with mock.patch.object(lease, "is_dead", lambda held: schedule.one_computer and held.owner in world.dead):
        for actor in actors.values():
            actor.start()
        for who, much in schedule.steps:
            _take(world, actors, who, much)
        world.ended = True
        for actor in actors.values():
            actor.die()
            actor.join()
        world.land_late(schedule.seed % 4)
        world.seen += [f"I3 {key} differs, and no intent says so" for key in world.unreported]
        if not world.seen:
            _converges(world, sites)
    return world.seen


def _take(world: World, actors: dict[str, Actor], who: str, much: float) -> None:
    """Takes one step of a schedule."""
    if who == "time":
        world.hands.pass_by(much)
    elif who == "late":
        world.land_late(int(much))
    elif who == "damage":
        world.damage(DAMAGED)
    elif who in actors:
        actors[who].advance(much)
    else:  # "A before", "B after", "A lost": what happens at its next request
        actors[who[0]].crash = who[2:]
        actors[who[0]].advance(1)


def _converges(world: World, sites: dict[str, Site]) -> None:
    """I5: one publish later all is as it was built; I7: another one does nothing; I8: nothing piles up."""
    memory, hands = world.memory, world.hands
    hands.pass_by(A_TURN + lease.MAX_REQUEST_DELAY.total_seconds())
    if world.suspects and "feed.xml" in memory.objects:
        result = verify(memory, GUID, hands.now, VerifyOptions(OneByOne(), lambda _: None, full=True))
        mark_damaged(memory, result, new_publisher("verifier", hands))
    done(sites["third"], memory, hands)
    if wrong := [key for key, data in BUILDS["third"].items() if memory.public().get(key) != data]:
        world.seen.append(f"I5 {wrong[0]}")
    memory.log.clear()
    done(sites["third"], memory, hands)
    world.seen += [f"I7 {key}" for key in memory.written()]
    for name in ("first", "third"):
        hands.pass_by(timedelta(days=31).total_seconds())
        done(sites[name], memory, hands)
    rest = memory.public().keys() - BUILDS["first"].keys() - BUILDS["third"].keys() - {THEIRS} - world.landed
    world.seen += [f"I8 {key} was not deleted" for key in sorted(rest)]


def pairs(most: int, step: int = 1) -> Iterator[Schedule]:
    """A for i requests, then B for j, then each to its end; with and without A's turn running out between."""
    for first in range(1, most, step):
        for second in range(1, most, step):
            for wait in (0.0, A_TURN):
                yield Schedule([("A", first), ("time", wait), ("B", second), ("A", -1), ("B", -1)])
                if wait:
                    yield Schedule([("A", first), ("time", wait), ("B", second), ("time", wait), ("A", -1), ("B", -1)])


def undo_meets_delayed_requests(most: int, step: int = 1) -> Iterator[Schedule]:
    """A for i requests, then its lease runs out, B publishes and takes it back, then A goes on."""
    for first in range(1, most, step):
        steps = [("A", first), ("time", A_TURN), ("B", -1), ("A", -1)]
        for jobs in (("third", "undo"), ("same feed",), ("another page", "undo")):
            yield Schedule(steps, jobs=(("second",), jobs), seed=first)
        yield Schedule(steps, jobs=(("third",), ("second",)), seed=first)  # what A deletes B needs again


def unpublish_meets_delayed_requests(step: int = 1) -> Iterator[Schedule]:
    """A takes the show down for i requests, or brings it back; its lease runs out, B does something, then A goes on."""
    for first in range(1, MOST_OF_UNPUBLISH, step):
        for jobs in (("unpublish now",), ("third",), ("undo", "unpublish")):
            yield overtaken(first, ("unpublish",), jobs)
    for first in range(MOST_OF_UNPUBLISH, 2 * MOST_OF_UNPUBLISH, step):
        for way in ("unpublish", "unpublish now"):
            for jobs in (("unpublish now",), ("third", "unpublish"), ("second", "unpublish now")):
                yield overtaken(first, (way, "second"), jobs)


def overtaken(first: int, jobs_of_a: tuple[str, ...], jobs_of_b: tuple[str, ...]) -> Schedule:
    """A for i requests, then B does all that it has to do, then A goes on, and all that is under way takes effect."""
    steps: list[Step] = [("A", first), ("time", A_TURN), ("B", -1), ("A", -1), ("late", 9)]
    return Schedule(steps, jobs=(jobs_of_a, jobs_of_b), seed=first)


JOBS = {  # and how likely each is
    "second": 6,
    "third": 3,
    "first": 2,
    "same feed": 2,
    "another page": 2,
    "undo": 5,
    "verify": 3,
    "in the way": 2,
    "adopt in the way": 1,
    "unpublish": 2,
    "unpublish now": 1,
}


def chance(seed: int) -> Schedule:
    """A schedule by chance, the same for the same seed: who goes how far, when time passes, when a plug is pulled."""
    dice = random.Random(seed)  # noqa: S311 -- a seed makes a schedule
    steps: list[Step] = []
    for _ in range(dice.randint(2, 14)):
        kind = dice.random()
        if kind < 0.25:
            steps.append(("time", dice.choice([1, 15, 25, 45, 59, 61, 66, 70, 200])))
        elif kind < 0.33:
            steps.append((f"{dice.choice('AB')} {dice.choice(['before', 'after', 'lost'])}", 1))
        elif kind < 0.38:
            steps.append(("late", dice.choice([1, 2, 9])))
        elif kind < 0.4:
            steps.append(("damage", 0))
        else:
            steps.append((dice.choice("AB"), dice.choice([1, 1, 2, 3, 5, 8, 13, 21])))
    ends = dice.choice([["A", "B"], ["B", "A"], ["A"], ["B"], []])
    steps += [(who, -1) for who in ends]
    skews = (dice.choice([0, 0, 300, -300]), dice.choice([0, 0, 300, -300]))
    jobs = tuple(tuple(dice.choices([*JOBS], [*JOBS.values()], k=dice.randint(1, 3))) for _ in "AB")
    return Schedule(steps, skews, jobs, one_computer=dice.random() < 0.4, seed=seed)


def chance_alone(seed: int) -> Schedule:
    """A schedule by chance with one publisher, whose plug is pulled again and again; nothing is adopted."""
    schedule = chance(seed)
    steps = [(who.replace("B", "A"), much) for who, much in schedule.steps if who != "late"]
    jobs = tuple("second" if "in the way" in job else job for pair in schedule.jobs for job in pair)
    return replace(schedule, steps=steps, jobs=(jobs, ()), one_computer=True)


def broken(variant: str) -> ExitStack:
    """The protocol with one of its rules taken out."""
    stack = ExitStack()
    patch = mock.patch.object
    if variant in {"no lease", "lease not checked before a write"}:
        stack.enter_context(patch(PublishSession, "ensure_lease", lambda _: None))
    if variant == "no lease":
        stack.enter_context(patch(prepare, "is_active", lambda *_: False))
        stack.enter_context(patch(PublishSession, "renew_if_due", lambda _: None))
    if variant == "no generation in the feeds":
        stack.enter_context(patch(protocol, "with_marked_feeds", lambda plan, *_: plan))
    if variant == "deletions are not waited for":
        stack.enter_context(patch(prepare, "refuse_pending_deletions", lambda *_: None))
    if variant == "feeds under way are not waited for":
        stack.enter_context(patch(unpublish, "refuse_pending_feeds", lambda *_: None))
    if variant == "feeds of an interrupted publish are not written again":
        stack.enter_context(patch(recovery, "_interrupted_feeds", lambda _: set()))
    if variant == "intents are not reopened":
        stack.enter_context(patch(PublishSession, "reopen_intents", lambda _: None))
    if variant == "no check before the feed":
        stack.enter_context(patch(PublishSession, "confirm_lease", lambda _: None))
    if variant == "feed first":
        stack.enter_context(patch(protocol, "PHASES", tuple(reversed(headers.PHASES))))
        stack.enter_context(patch(protocol, "check_feeds", lambda *_: None))
    return stack


def tried(
    sites: dict[str, Site], variant: str, schedules: Iterable[Schedule], *, in_flight: bool = False, until: str = ""
) -> tuple[int, int, Counter[str]]:
    """How many schedules were run, how many broke an invariant, and which ones; it may end at one of them."""
    count, bad, which = 0, 0, Counter()
    with broken(variant):
        for schedule in schedules:
            seen = run(begun(sites, variant, in_flight=in_flight), sites, schedule)
            count += 1
            bad += bool(seen)
            which.update({words.split()[0] for words in seen})
            if until in which:
                break
    return count, bad, which
