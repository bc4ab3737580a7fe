"""The feed that is live against the one to be published: what differs, and what must not by accident."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from podcast.feed.breaking_changes import change_sentences, find_breaking_changes
from podcast.feed.diff import compare_feeds, feed_documents
from tests.support.feed_inputs import Inputs, an_audio, an_episode, any_inputs, full, inputs, small_limits

LIVE = (
    an_episode("eins", season=1, episode=1, date="2024-01-01 09:00"),
    an_episode("zwei", season=1, episode=2, date="2024-02-01 09:00"),
)
NEXT = an_episode("drei", season=1, episode=3, date="2024-03-01 09:00")


def compare_inputs(live: Inputs, new: Inputs):
    return compare_feeds([live.bytes()], [new.bytes()])


def kinds(live: Inputs, new: Inputs) -> list[tuple[str, str]]:
    return [(change.kind, change.guid) for change in find_breaking_changes(compare_inputs(live, new))]


def test_a_feed_against_itself_is_no_change():
    changes = compare_inputs(full(), full())
    assert changes.is_empty
    assert find_breaking_changes(changes) == ()
    assert change_sentences(changes) == ("0 new episodes, 0 changed, 0 removed",)


def test_changes_of_a_first_feed_are_its_episodes_alone():
    changes = compare_feeds([], [inputs(*LIVE).bytes()])
    assert change_sentences(changes) == ("first feed: 2 episodes",)
    assert find_breaking_changes(changes) == ()


@pytest.mark.parametrize("damaged", [b"", b"<html></html>", b"\x00", "<rss><channel/>".encode("utf-16")])
def test_a_live_feed_that_is_none_is_no_feed(damaged: bytes):
    assert compare_feeds([damaged], [inputs(*LIVE).bytes()]).is_first


def test_a_new_episode_and_a_new_title_are_said_in_words():
    renamed = LIVE[1].model_copy(update={"title": "Ganz anders", "summary": "Neu."})
    changes = compare_inputs(inputs(*LIVE), inputs(LIVE[0], renamed, NEXT))
    assert change_sentences(changes) == (
        'new: season 1, episode 3 "Über drei"',
        'season 1, episode 2 "Ganz anders": title and description changed',
        "1 new episode, 1 changed, 0 removed",
    )
    assert find_breaking_changes(changes) == ()


def test_a_new_title_gives_the_audio_another_name_and_that_is_no_hazard():
    new = inputs(*LIVE)
    audio = {**new.audio, "eins": replace(new.audio["eins"], path="audio/eins.ffffffff.mp3", size=31_415_999)}
    changes = compare_inputs(inputs(*LIVE), new._replace(audio=audio))
    assert changes.changed[0].fields == ("audio file",)
    assert find_breaking_changes(changes) == ()


def test_another_guid_is_found_whether_the_page_stays_or_only_title_and_date():
    for slug in ("eins", "eins-neu"):
        other = an_episode(slug, guid="anders", title="Über eins", season=1, episode=1, date="2024-01-01 09:00")
        changes = compare_inputs(inputs(*LIVE), inputs(other, LIVE[1]))
        assert [(change.before.guid, change.after.guid) for change in changes.guid_changes] == [("guid-eins", "anders")]
        assert (changes.new, changes.removed) == ((), ())
        [breaking] = find_breaking_changes(changes)
        assert (breaking.kind, breaking.guid) == ("guid", "anders")
        assert "restore the old guid in its episode.yaml" in breaking.sentence


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
    assert find_breaking_changes(compare_inputs(inputs(*LIVE), new), announced={"guid-eins"}) == ()


def test_an_episode_that_vanishes_is_named_unless_that_was_announced():
    changes = compare_inputs(inputs(*LIVE), inputs(LIVE[1]))
    assert change_sentences(changes) == (
        'removed: season 1, episode 1 "Über eins"',
        "0 new episodes, 0 changed, 1 removed",
    )
    assert [change.kind for change in find_breaking_changes(changes)] == ["gone"]
    assert find_breaking_changes(changes, announced={"guid-eins"}) == ()


def test_the_guid_of_the_show_is_for_life():
    other = inputs(*LIVE, guid="11111111-5f0e-5d3c-9a55-0d1c2b3a4f5e")
    assert kinds(inputs(*LIVE), other) == [("show", "")]


def test_a_show_that_moves_says_so():
    new_address = {"link": "https://neu.example/"}
    assert kinds(inputs(*LIVE), inputs(*LIVE, **new_address)) == [("show", "")]
    moved = inputs(*LIVE, **new_address, moved_from="https://podcast.example.org/amt/feed.xml")
    assert kinds(inputs(*LIVE), moved) == []


def test_an_episode_that_moves_into_an_archive_is_still_there():
    many = inputs(*(an_episode(f"e{n:02}", date=f"2024-01-{n:02} 09:00") for n in range(1, 29)))
    undivided, paged = many.all(), many.all(small_limits(4000))
    feed = feed_documents(paged.get)
    assert len(feed) > 2
    changes = compare_feeds(feed_documents(undivided.get), feed)
    assert (changes.new, changes.removed, changes.changed) == ((), (), ())


@pytest.mark.long
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(any_inputs(), any_inputs())
def test_whatever_differs_is_counted_once(live: Inputs, new: Inputs):
    changes = compare_inputs(live, new)
    before, after = ({item.guid for item in feed.show.episodes} for feed in (live, new))
    guid_changes = {(item.before.guid, item.after.guid) for item in changes.guid_changes}
    assert {item.guid for item in changes.new} | {now for _, now in guid_changes} == after - before
    assert {item.guid for item in changes.removed} | {was for was, _ in guid_changes} == before - after
    assert {item.after.guid for item in changes.changed} <= before & after
    assert (
        len(change_sentences(changes))
        == len(changes.new) + len(changes.removed) + len(changes.changed) + len(guid_changes) + bool(changes.show) + 1
    )


def test_a_replaced_recording_and_a_withdrawn_episode_are_said_with_their_reasons():
    new = inputs(LIVE[1])
    audio = {"zwei": replace(new.audio["zwei"], path="audio/zwei.ffffffff.mp3", seconds=7.0)}
    changes = compare_inputs(inputs(*LIVE), new._replace(audio=audio))
    notices = {LIVE[0].guid: "since 2024-03-03: Einverständnis fehlt", LIVE[1].guid: "correction of 2024-03-04: Fünf."}
    assert change_sentences(changes, notices) == (
        (
            'replaced: season 1, episode 2 "Über zwei" has a new recording under the same guid; '
            "correction of 2024-03-04: Fünf."
        ),
        'withdrawn: season 1, episode 1 "Über eins", since 2024-03-03: Einverständnis fehlt',
        "0 new episodes, 1 changed, 1 removed",
    )


def test_a_new_title_of_a_corrected_episode_is_no_replacement():
    new = inputs(LIVE[0], LIVE[1].model_copy(update={"title": "Anders"}))
    audio = {**new.audio, "zwei": replace(new.audio["zwei"], path="audio/zwei.ffffffff.mp3")}
    changes = compare_inputs(inputs(*LIVE), new._replace(audio=audio))
    first, _ = change_sentences(changes, {LIVE[1].guid: "correction of 2024-03-04: Fünf."})
    assert first == 'season 1, episode 2 "Anders": title and audio file changed'


@pytest.mark.parametrize(
    ("addition", "name"),
    [
        ("<itunes:complete>Yes</itunes:complete>", "end of the show"),
        ("<itunes:block>Yes</itunes:block>", "block"),
        ('<podcast:funding url="https://a.example/">Spende</podcast:funding>', "funding"),
        ('<podcast:value type="lightning" method="keysend"/>', "podcast:value"),
        ('<atom:link rel="hub" href="https://hub.example/"/>', "hub"),
        ("<webMaster>a@example.org</webMaster>", "webMaster"),
    ],
)
def test_every_new_element_of_the_show_is_named(addition: str, name: str):
    live = inputs(*LIVE).bytes()
    new = live.replace(b"<item>", addition.encode() + b"<item>", 1)
    assert compare_feeds([live], [new]).show == (name,)
    assert compare_feeds([new], [live]).show == (name,)


def test_every_element_that_an_item_loses_is_named():
    live = full().bytes()
    for element, name in ((b"podcast:chapters", "chapters file"), (b"podcast:license", "licence"), (b"guid", "guid")):
        new = re.sub(rb' isPermaLink="false"' if element == b"guid" else rb"<%s [^>]*/>" % element, b"", live)
        if new != live:
            [*changes] = compare_feeds([live], [new]).changed
            assert {field for change in changes for field in change.fields} == {name}


def test_another_notation_is_no_change():
    live = inputs(*LIVE).bytes()
    new = live.replace(b"+0100</pubDate>", b"+0100 </pubDate>")
    new = new.replace(b"Mon, 01 Jan 2024 09:00:00 +0100", b"1 Jan 2024 08:00 GMT")
    new = new.replace(b"<itunes:explicit>false", b"<itunes:explicit>no")
    assert new != live
    assert compare_feeds([live], [new]).is_empty
