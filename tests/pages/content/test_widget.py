"""The list of episodes for other websites: its data, and what may be overridden."""

from __future__ import annotations

import json
import re

from tests.support.rendered_pages import episode, select, site

MAX_BYTES = 12_000  # code and twenty episodes


def data(*episodes, **fields):
    script = site(*episodes, **fields)["widget.js"].decode()
    return json.loads(re.search(r"\}\)\((\{.*\})\);\s*\Z", script, re.DOTALL)[1])


def test_the_newest_episodes_come_first_and_at_most_twenty():
    listed = data(*(episode(number) for number in range(1, 26)))["episodes"]
    assert [row[0] for row in listed[:2]] == ["https://example.org/folge-25/", "https://example.org/folge-24/"]
    assert len(listed) == 20


def test_a_row_has_address_title_and_facts():
    (row,) = data(episode(1, title='Was ist "echt"?'))["episodes"]
    assert row[:2] == ["https://example.org/folge-1/", "Was ist „echt“?"]
    assert re.fullmatch(r"Staffel 1, Folge 1 · \d+\.\sJanuar 2022 · \d+\sMin\.", row[2])


def test_drafts_are_not_listed():
    rows = data(episode(1), episode(2, draft=True, date=None))["episodes"]
    assert [row[0] for row in rows] == ["https://example.org/folge-1/"]


def test_a_title_cannot_break_out_of_the_script():
    evil = "'\"`${alert(1)}</script>{{ 7 * 7 }}"
    (row,) = data(episode(1, title=evil))["episodes"]
    assert "alert(1)}</script>" in row[1]


def test_code_and_data_are_small():
    files = site(*(episode(number, title="Wie führt man kooperativ in der Kommune?") for number in range(1, 26)))
    assert len(files["widget.js"]) < MAX_BYTES


def test_a_show_that_cannot_be_heard_offers_no_list():
    assert select(site(episode(1))["ueber/index.html"], "//section[@aria-labelledby='widget']")
    silent = site(episode(1, draft=True, date=None))
    assert not select(silent["ueber/index.html"], "//section[@aria-labelledby='widget']")


def test_a_theme_may_have_its_own(tmp_path):
    (tmp_path / "widget.js").write_text("const own = {{ data }};", "utf-8")
    assert site(episode(1), templates=[tmp_path])["widget.js"].startswith(b'const own = {"link":"https://example.org/"')
