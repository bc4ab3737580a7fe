"""Former addresses of episodes: pages that lead on, and rules for web servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from podcast.checks.facts import Facts
from podcast.checks.rules import find_problems
from podcast.checks.rules.hints import find_hints
from podcast.pages.content.redirect_pages import page_address
from podcast.pages.metadata.redirect_rules import redirect_rules
from podcast.pages.render import default_templates, site_files
from podcast.show.load import load
from tests.support.feed_inputs import a_show, an_audio, an_episode
from tests.support.small_show import change, write_show

if TYPE_CHECKING:
    from pathlib import Path

    from podcast.model.show import Show

LINK = "https://podcast.example.org/"
TARGET = f"{LINK}folge/"


def show_with(*redirects: str, link: str = LINK) -> Show:
    return a_show(episodes=(an_episode(redirects=redirects),), link=link)


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("/2019/eins/", "2019/eins/"),
        ("/2019/eins", "2019/eins/"),
        ("/2019/eins/index.html", "2019/eins/"),
        ("/eins.html", "eins.html"),
        ("/eins.php", None),
        ("/?p=12", None),
        ("/f%C3%BCnf/", None),
    ],
)
def test_a_former_address_has_a_page_where_a_file_can_have_it(source: str, address: str | None) -> None:
    assert page_address(show_with(), source) == address


def test_a_show_in_a_folder_has_pages_below_it_alone() -> None:
    show = show_with(link="https://example.org/podcast/")
    assert page_address(show, "/podcast/alt/") == "alt/"
    assert page_address(show, "/alt/") is None


def test_the_page_leads_on_at_once_and_names_the_address_of_today() -> None:
    show = show_with("/2019/eins", "/?p=12", "/folge/", "/alt.html")
    files = site_files(show, {"folge": an_audio()}, {}, {}, [default_templates()])
    page = files["2019/eins/index.html"].decode()
    assert f'<link rel="canonical" href="{TARGET}">' in page
    assert '<meta http-equiv="refresh" content="0; url=../../folge/index.html">' in page
    assert 'content="noindex' in page
    assert "url=folge/index.html" in files["alt.html"].decode()
    assert b"refresh" not in files["folge/index.html"]
    assert "2019" not in files["sitemap.xml"].decode()


def test_a_show_without_former_addresses_has_no_rules() -> None:
    assert not dict(redirect_rules(show_with()))


def test_rules_for_each_web_server() -> None:
    rules = dict(redirect_rules(show_with("/2019/f%C3%BCnf", "/?p=12&a=1", "/Folge/", "/eins.html")))
    assert [line for line in rules["_redirects"].decode().splitlines() if "#" not in line] == [
        f"/2019/f%C3%BCnf {TARGET} 301!",
        f"/ p=12 a=1 {TARGET} 301!",
        f"/Folge/ {TARGET} 301!",
        f"/eins.html {TARGET} 301!",
    ]
    nginx = rules["redirects/nginx.txt"].decode()
    assert f'location = "/2019/fünf" {{ return 301 {TARGET}; }}\n' in nginx
    assert f'location = "/2019/fünf/" {{ return 301 {TARGET}; }}\n' in nginx
    assert f'if ($request_uri ~ "^/\\?p=12&a=1$") {{ return 301 {TARGET}; }}\n' in nginx
    apache = rules["redirects/apache.txt"].decode()
    assert f'RedirectMatch 301 "^/eins\\.html/?$" "{TARGET}"\n' in apache
    assert 'RewriteCond "%{QUERY_STRING}" "^p=12&a=1$"\n' in apache
    keys = [rule["Condition"]["KeyPrefixEquals"] for rule in json.loads(rules["redirects/s3.json"])["RoutingRules"]]
    assert keys == ["2019/fünf/", "Folge/", "eins.html"]


def test_a_withdrawn_episode_keeps_its_former_addresses() -> None:
    episode = an_episode(redirects=("/alt/",), withdrawn={"on": "2024-03-01", "reason": "Auf Wunsch."})
    files = site_files(a_show(episodes=(episode.as_withdrawn(),), link=LINK), {}, {}, {}, [default_templates()])
    assert b"refresh" in files["alt/index.html"]


def written(root: Path, first: str, second: str = "[]") -> Any:
    write_show(root, episodes=2)
    for number, text in ((1, first), (2, second)):
        change(root / "episodes" / f"folge-{number}" / "episode.yaml", "season:", f"redirects: {text}\nseason:")
    return load(root)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("[/folge-2/]", "[]", '"/folge-2/" is the address of another page of the site'),
        ("[/staffel-1/]", "[]", '"/staffel-1/" is the address of another page of the site'),
        ("[/folgen/seite-2]", "[]", '"/folgen/seite-2" is the address of another page of the site'),
        ("[/audio/a.html]", "[]", '"/audio/a.html" is the address of another page of the site'),
        ("[/alt/]", "[https://old.example.org/ALT]", '"/ALT" is also a former address of folge-1'),
    ],
)
def test_an_address_has_one_page(first: str, second: str, message: str, tmp_path: Path) -> None:
    [problem] = find_problems(written(tmp_path, first, second), Facts())
    assert problem.what == message
    assert (problem.line > 0, problem.field) == (True, "redirects[1]")


@pytest.mark.parametrize("address", ["alt", "//a", "/a/../b", "/", "/.podcast/a", "ftp://example.org/a", "/a\\b"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    [problem] = written(tmp_path, f"['{address}']").problems
    assert problem.field == "redirects[1]"


def test_check_names_the_addresses_that_only_rules_serve(tmp_path: Path) -> None:
    loaded = written(tmp_path, "[/alt/, '/?p=1']", "['/?p=2']")
    assert not find_problems(loaded, Facts())
    assert [(hint.path, hint.what) for hint in find_hints(loaded.show) if hint.loc[:1] == ("redirects",)] == [
        (
            "episodes/folge-1/episode.yaml",
            '"/?p=1" and 1 more can have no page: files have no such addresses',
        )
    ]
