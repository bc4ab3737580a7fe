"""Steps for the old host after an import."""

from __future__ import annotations

import re

import pytest

from podcast.importing.moving.host_steps import host_steps
from podcast.importing.moving.hosting_services import hosting_service
from podcast.importing.moving.server_rules import apache_rule, nginx_rule

NEW = "https://neu.example/feed.xml"


@pytest.mark.parametrize(
    ("feed", "generator", "name"),
    [
        ("https://show.podigee.io/feed/mp3", "Podigee (https://www.podigee.com)", "Podigee"),
        ("https://anchor.fm/s/1234/podcast/rss", "Anchor Podcasts", "Spotify"),
        ("https://feeds.libsyn.com/1/rss", "Libsyn WebEngine 2.0", "Libsyn"),
        ("https://feed.podbean.com/show/feed.xml", "https://podbean.com/?v=5.5", "Podbean"),
        ("https://feeds.buzzsprout.com/1.rss", "", "Buzzsprout"),
        ("https://feeds.acast.com/public/shows/show", "acast.com", "Acast"),
        ("https://feeds.soundcloud.com/users/soundcloud:users:1/sounds.rss", "", "SoundCloud"),
        ("https://letscast.fm/podcasts/show/feed", "LetsCast.fm (https://letscast.fm)", "LetsCast.fm"),
        ("https://www.spreaker.com/show/1/episodes/feed", "", "Spreaker"),
        ("https://show.blubrry.net/feed/podcast", "", "Blubrry"),
        ("https://feeds.simplecast.com/abc", "https://simplecast.com", "Simplecast"),
        ("https://feeds.transistor.fm/show", "Transistor (https://transistor.fm)", "Transistor"),
        ("https://kommune.example/feed/mp3", "Podlove Podcast Publisher v4.1.10", "Podlove Publisher"),
        ("https://kommune.example/@show/feed.xml", "Castopod", "Castopod"),
        ("https://kommune.example/feed", "https://wordpress.org/?v=6.8", "WordPress"),
        ("https://kommune.example/feed.xml", "something else", None),
        ("https://notpodigee.io/feed", "", None),
    ],
)
def test_a_host_is_told_by_its_address_or_by_its_generator(feed: str, generator: str, name: str | None) -> None:
    service = hosting_service(feed, generator)
    assert (service.name if service else None) == name
    steps = host_steps(feed, NEW, generator)
    assert any(NEW in step for step in steps[2:4])
    assert not any(re.search(r"\{\w+\}", step.replace("%{QUERY_STRING}", "")) for step in steps)


def test_the_steps_of_every_host_end_with_the_check_the_time_and_the_directories() -> None:
    steps = "\n".join(host_steps("https://feeds.libsyn.com/1/rss", NEW))
    order = ["podcast publish", "--statistics", "Libsyn", "new-feed-url", "--verify-move", "four weeks"]
    places = [steps.index(word) for word in [*order, "Apple Podcasts Connect", "Spotify for Creators", "Podcast Index"]]
    assert places == sorted(places)
    assert "permanent redirect (301) from https://feeds.libsyn.com/1/rss to https://neu.example/feed.xml" in steps
    assert "nginx" not in steps


def test_a_server_of_ones_own_gets_its_lines() -> None:
    steps = host_steps("https://alt.example/feed.xml", NEW)
    assert f"nginx, in the server block: location = /feed.xml {{ return 301 {NEW}; }}" in steps
    assert f'Apache, in the virtual host or in .htaccess: RedirectMatch 301 "^/feed\\.xml$" "{NEW}"' in steps


@pytest.mark.parametrize(
    ("old", "nginx", "apache"),
    [
        (
            "https://alt.example/?feed=mp3",
            f'if ($request_uri = "/?feed=mp3") {{ return 301 {NEW}; }}',
            f'RewriteEngine On\nRewriteCond %{{QUERY_STRING}} ^feed=mp3$\nRewriteRule "^/?$" "{NEW}" [R=301,L,QSD,NE]',
        ),
        (
            "https://alt.example/Größe.xml",
            f'if ($request_uri = "/Gr%C3%B6%C3%9Fe.xml") {{ return 301 {NEW}; }}',
            f'RedirectMatch 301 "^/Größe\\.xml$" "{NEW}"',
        ),
        ("https://alt.example", f"location = / {{ return 301 {NEW}; }}", f'RedirectMatch 301 "^/$" "{NEW}"'),
        ("https://alt.example/a;return 301 x;", "", ""),
        ("https://alt.example/a$uri", "", ""),
    ],
)
def test_lines_for_a_web_server_are_exact_and_never_of_unusual_characters(old: str, nginx: str, apache: str) -> None:
    assert (nginx_rule(old, NEW), apache_rule(old, NEW)) == (nginx, apache)
