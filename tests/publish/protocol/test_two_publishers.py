"""Two publishers at once, at many pairs of requests and by chance: the promise holds; without its rules it does not.

`make prove` runs thousands of these; what it found is in docs/decisions/publish.md.
"""

from __future__ import annotations

import itertools

import pytest

from tests.support.publish.simulated_publish import (
    MOST,
    Schedule,
    begun,
    chance,
    chance_alone,
    overtaken,
    pairs,
    run,
    sites_in,
    tried,
    undo_meets_delayed_requests,
    unpublish_meets_delayed_requests,
)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    return sites_in(tmp_path_factory.mktemp("sites"))


def test_wherever_two_publishers_meet_nothing_false_is_ever_seen(sites):
    assert tried(sites, "", pairs(MOST, 5)) == (108, 0, {})


@pytest.mark.parametrize("in_flight", [False, True])
def test_whatever_chance_does_to_two_publishers_nothing_false_is_ever_seen(sites, in_flight):
    assert tried(sites, "", map(chance, range(60)), in_flight=in_flight) == (60, 0, {})


def test_who_is_overtaken_while_its_requests_are_in_flight_leaves_nothing_false(sites):
    """By another publish, by one that is taken back, and by one that needs what it was deleting."""
    schedules = list(undo_meets_delayed_requests(MOST))
    assert tried(sites, "", schedules, in_flight=True) == (len(schedules), 0, {})


BRINGING_BACK = [overtaken(n, ("unpublish now", "second"), ("third", "unpublish")) for n in range(62, 70)]  # the feed


@pytest.mark.parametrize("in_flight", [False, True])
def test_who_is_overtaken_while_a_show_is_taken_down_leaves_nothing_false(sites, in_flight):
    """Nor who is overtaken while it brings the show back: no feed appears once it is down."""
    schedules = [*unpublish_meets_delayed_requests(step=8), *BRINGING_BACK]
    assert tried(sites, "", schedules, in_flight=in_flight) == (len(schedules), 0, {})


def test_a_store_without_conditions_is_enough_for_one_publisher_however_often_it_dies(sites):
    assert tried(sites, "no conditions", map(chance_alone, range(60))) == (60, 0, {})


def test_the_same_seed_does_the_same(sites):
    logs = []
    for _ in range(2):
        world = begun(sites, in_flight=True)
        run(world, sites, chance(7))
        logs.append(world.memory.log)
    assert logs[0] == logs[1]


@pytest.mark.parametrize(
    ("variant", "schedules", "invariant"),
    [
        ("no lease", pairs(MOST, 5), "I9"),
        ("lease not checked before a write", pairs(MOST, 5), "I9"),
        ("feed first", map(chance, range(10)), "I1"),
        ("unconditional PUT", map(chance, range(40)), "I2"),
        ("no conditions", map(chance, range(40)), "I1"),
        ("no generation in the feeds", undo_meets_delayed_requests(MOST), "I3"),
        ("feeds of an interrupted publish are not written again", undo_meets_delayed_requests(MOST), "I3"),
        ("intents are not reopened", undo_meets_delayed_requests(MOST), "I3"),
        ("deletions are not waited for", undo_meets_delayed_requests(MOST), "I1"),
        ("feeds under way are not waited for", BRINGING_BACK, "I1"),
    ],
)
def test_a_rule_that_is_taken_out_is_missed(sites, variant, schedules, invariant):
    """These tests can fail."""
    in_flight = variant not in {"no lease", "lease not checked before a write", "feed first", "no conditions"}
    _, _, which = tried(sites, variant, itertools.islice(schedules, 120), in_flight=in_flight, until=invariant)
    assert invariant in which


def test_two_who_come_at_the_same_moment_do_not_hinder_each_other_for_ever(sites):
    """Both have read the same head; one of them gets its turn."""
    world = begun(sites)
    assert run(world, sites, Schedule([("A", 3), ("B", 3), ("A", -1), ("B", -1)])) == []
    assert world.committed_state()[1].generation > 2
