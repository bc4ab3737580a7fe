"""Two publishers at once, at many pairs of requests and by chance: the promise holds; without its rules it does not.

`make prove` runs thousands of these; what it found is in docs/decisions/publish.md.
"""

from __future__ import annotations

import itertools

import pytest

from tests.support.publish.simulated_publish import MOST, Schedule, begun, chance, pairs, run, sites_in, tried


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    return sites_in(tmp_path_factory.mktemp("sites"))


def test_wherever_two_publishers_meet_nothing_false_is_ever_seen(sites):
    assert tried(sites, "", pairs(MOST, 5)) == (108, 0, {})


@pytest.mark.parametrize("in_flight", [False, True])
def test_whatever_chance_does_to_two_publishers_nothing_false_is_ever_seen(sites, in_flight):
    assert tried(sites, "", map(chance, range(60)), in_flight=in_flight) == (60, 0, {})


def test_the_same_seed_does_the_same(sites):
    logs = []
    for _ in range(2):
        world = begun(sites)
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
    ],
)
def test_a_rule_that_is_taken_out_is_missed(sites, variant, schedules, invariant):
    """These tests can fail."""
    _, bad, which = tried(sites, variant, itertools.islice(schedules, 108), in_flight=variant == "unconditional PUT")
    assert bad
    assert invariant in which


def test_two_who_come_at_the_same_moment_do_not_hinder_each_other_for_ever(sites):
    """Both have read the same head; one of them gets its turn."""
    world = begun(sites)
    assert run(world, sites, Schedule([("A", 3), ("B", 3), ("A", -1), ("B", -1)])) == []
    assert world.committed_state()[1].generation > 2
