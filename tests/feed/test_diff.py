"""The feed that is live against the one to be published: what differs, and what must not by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from podcast.feed.breaking_changes import change_sentences, find_breaking_changes
from podcast.feed.diff import compare_feeds, feed_documents
from tests.support.feed_inputs import Inputs, an_audio, an_episode, any_inputs, full, inputs

LIVE = (
    an_episode("eins", season=1, episode=1, date="2024-01-01 09:00"),
    an_episode("zwei", season=1, episode=2, date="2024-02-01 09:00"),
)
NEXT = an_episode("drei", season=1, episode=3, date="2024-03-01 09:00")


def found(live: Inputs, new: Inputs):
    return compare_feeds([live.bytes()], [new.bytes()])


def kinds(live: Inputs, new: Inputs) -> list[tuple[str, str]]:
    return [(one.kind, one.guid) for one in find_breaking_changes(found(live, new))]


def test_a_feed_against_itself_is_no_change():
    told = found(full(), full())
    assert told.is_empty
    assert find_breaking_changes(told) == ()
    assert change_sentences(told) == ("0 new episodes, 0 changed, 0 removed",)


def test_the_first_feed_is_told_by_its_episodes_alone():
    told = compare_feeds([], [inputs(*LIVE).bytes()])
    assert change_sentences(told) == ("the first feed: 2 episodes",)
    assert find_breaking_changes(told) == ()


@pytest.mark.parametrize("damaged", [b"", b"<html></html>", b"\x00", "<rss><channel/>".encode("utf-16")])
def test_a_live_feed_that_is_none_is_no_feed(damaged: bytes):
    assert compare_feeds([damaged], [inputs(*LIVE).bytes()]).is_first


def test_a_new_episode_and_a_new_title_are_said_in_words():
    renamed = LIVE[1].model_copy(update={"title": "Ganz anders", "summary": "Neu."})
    told = found(inputs(*LIVE), inputs(LIVE[0], renamed, NEXT))
    assert change_sentences(told) == (
        'new: episode 3 "Über drei"',
        'episode 2 "Ganz anders": title and description changed',
        "1 new episode, 1 changed, 0 removed",
    )
    assert find_breaking_changes(told) == ()


def test_a_new_title_gives_the_audio_another_name_and_that_is_no_hazard():
    new = inputs(*LIVE)
    audio = {**new.audio, "eins": replace(new.audio["eins"], path="audio/eins.ffffffff.mp3", size=31_415_999)}
    told = found(inputs(*LIVE), new._replace(audio=audio))
    assert told.changed[0].fields == ("audio file",)
    assert find_breaking_changes(told) == ()


def test_another_guid_is_found_whether_the_page_stays_or_only_title_and_date():
    for slug in ("eins", "eins-neu"):
        other = an_episode(slug, guid="anders", title="Über eins", season=1, episode=1, date="2024-01-01 09:00")
        told = found(inputs(*LIVE), inputs(other, LIVE[1]))
        assert [(one.before.guid, one.after.guid) for one in told.guid_changes] == [("guid-eins", "anders")]
        assert (told.new, told.removed) == ((), ())
        [hazard] = find_breaking_changes(told)
        assert (hazard.kind, hazard.guid) == ("guid", "anders")
        assert "put the old guid back into its episode.yaml" in hazard.sentence


def test_a_renamed_folder_moves_the_page():
    moved = LIVE[0].model_copy(update={"slug": "uno"})
    assert kinds(inputs(*LIVE), inputs(moved, LIVE[1])) == [("page", "guid-eins")]


def test_two_guids_that_are_swapped_are_two_hazards():
    swapped = [
        LIVE[0].model_copy(update={"guid": "guid-zwei"}),
        LIVE[1].model_copy(update={"guid": "guid-eins"}),
    ]
    assert sorted(kinds(inputs(*LIVE), inputs(*swapped))) == [("page", "guid-eins"), ("page", "guid-zwei")]


@pytest.mark.parametrize(("seconds", "expected"), [(1983.0, []), (1900.0, [("recording", "guid-eins")])])
def test_another_recording_is_one_that_lasts_longer_or_shorter(seconds: float, expected: list):
    new = inputs(*LIVE)
    new = new._replace(audio={**new.audio, "eins": an_audio("eins", 30_000_000, seconds)})
    assert kinds(inputs(*LIVE), new) == expected
    assert find_breaking_changes(found(inputs(*LIVE), new), announced={"guid-eins"}) == ()


def test_an_episode_that_vanishes_is_named_unless_that_was_announced():
    told = found(inputs(*LIVE), inputs(LIVE[1]))
    assert change_sentences(told) == ('removed: episode 1 "Über eins"', "0 new episodes, 0 changed, 1 removed")
    assert [one.kind for one in find_breaking_changes(told)] == ["gone"]
    assert find_breaking_changes(told, announced={"guid-eins"}) == ()


def test_the_guid_of_the_show_is_for_life():
    other = inputs(*LIVE, guid="11111111-5f0e-5d3c-9a55-0d1c2b3a4f5e")
    assert kinds(inputs(*LIVE), other) == [("show", "")]


def test_a_show_that_moves_says_so():
    there = {"link": "https://neu.example/"}
    assert kinds(inputs(*LIVE), inputs(*LIVE, **there)) == [("show", "")]
    moved = inputs(*LIVE, **there, moved_from="https://podcast.example.org/amt/feed.xml")
    assert kinds(inputs(*LIVE), moved) == []


def test_an_episode_that_moves_into_an_archive_is_still_there():
    many = inputs(*(an_episode(f"e{n:02}", date=f"2024-01-{n:02} 09:00") for n in range(1, 29)))
    whole, paged = many.all(), many.all(longest=6000)
    feed = feed_documents(paged.get)
    assert len(feed) > 2
    told = compare_feeds(feed_documents(whole.get), feed)
    assert (told.new, told.removed, told.changed) == ((), (), ())


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs(), any_inputs())
def test_whatever_differs_is_counted_once(live: Inputs, new: Inputs):
    told = found(live, new)
    before, after = ({one.guid for one in feed.show.episodes} for feed in (live, new))
    again = {(one.before.guid, one.after.guid) for one in told.guid_changes}
    assert {one.guid for one in told.new} | {now for _, now in again} == after - before
    assert {one.guid for one in told.removed} | {was for was, _ in again} == before - after
    assert {one.after.guid for one in told.changed} <= before & after
    assert (
        len(change_sentences(told))
        == len(told.new) + len(told.removed) + len(told.changed) + len(again) + bool(told.show) + 1
    )


def test_a_replaced_recording_and_a_withdrawn_episode_are_said_with_their_reasons():
    new = inputs(LIVE[1])
    audio = {"zwei": replace(new.audio["zwei"], path="audio/zwei.ffffffff.mp3", seconds=7.0)}
    told = found(inputs(*LIVE), new._replace(audio=audio))
    said = {LIVE[0].guid: "since 2024-03-03: Einverständnis fehlt", LIVE[1].guid: "correction of 2024-03-04: Fünf."}
    assert change_sentences(told, said) == (
        'replaced: episode 2 "Über zwei" has another recording, under the same guid; correction of 2024-03-04: Fünf.',
        'withdrawn: episode 1 "Über eins", since 2024-03-03: Einverständnis fehlt',
        "0 new episodes, 1 changed, 1 removed",
    )


def test_a_new_title_of_a_corrected_episode_is_no_replacement():
    new = inputs(LIVE[0], LIVE[1].model_copy(update={"title": "Anders"}))
    audio = {**new.audio, "zwei": replace(new.audio["zwei"], path="audio/zwei.ffffffff.mp3")}
    told = found(inputs(*LIVE), new._replace(audio=audio))
    first, _ = change_sentences(told, {LIVE[1].guid: "correction of 2024-03-04: Fünf."})
    assert first == 'episode 2 "Anders": title and audio file changed'
