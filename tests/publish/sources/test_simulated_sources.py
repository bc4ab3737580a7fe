"""Two publishers that keep sources, through schedules with crashes, lost responses and leases that expire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podcast import http
from podcast.files.digest import bytes_digest
from podcast.publish.sources.source_list import ShowSources
from tests.support.publish.simulated_publish import MOST, chance, sites_in, tried, undo_meets_delayed_requests


@pytest.fixture
def sites(tmp_path, monkeypatch):
    """Every build, all but one with sources: some of them shared, some of their own; nobody else can read them."""
    monkeypatch.setattr(http, "send", lambda request, *_arguments: http.Response(request.url, 404))
    builds = sites_in(tmp_path / "sites")
    for number, name in enumerate(list(builds)):
        files = {
            "episodes/entwurf/episode.yaml": b"title: Noch geheim\n",
            "podcast.yaml": b"title: %d\n" % (number % 3),
            "own.md": b"%d" % number,
        }
        root = tmp_path / "sources" / str(number)
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        if name != "second":
            digests = {path: bytes_digest(data) for path, data in files.items()}
            builds[name] = replace(builds[name], sources=ShowSources(root, digests))
    return builds


def test_sources_break_no_invariant_in_a_few_schedules(sites):
    assert tried(sites, "", [chance(seed) for seed in range(8)], in_flight=True)[1:] == (0, {})


@pytest.mark.long
@pytest.mark.parametrize("in_flight", [False, True])
def test_sources_break_no_invariant_at_random(sites, in_flight):
    assert tried(sites, "", [chance(seed) for seed in range(150)], in_flight=in_flight)[1:] == (0, {})


@pytest.mark.long
def test_sources_break_no_invariant_where_a_publisher_is_overtaken(sites):
    schedules = list(undo_meets_delayed_requests(MOST))[::3]
    assert tried(sites, "", schedules, in_flight=True)[1:] == (0, {})
