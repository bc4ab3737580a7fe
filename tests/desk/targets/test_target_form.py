"""The form of a target: what stands for which settings, there and back."""

from __future__ import annotations

import pytest

from podcast.desk.targets.target_form import form_settings, form_values
from podcast.errors import PublishError

WEB_SPACE = {"kind": "web_space", "way": "sftp", "user": "anna", "port": "", "host": "example.org"}


@pytest.mark.parametrize(
    "publish",
    [
        {"target": "public"},
        {"target": "/srv/www/podcast"},
        {"target": "s3://bucket"},
        {"target": "s3://bucket/a/b", "endpoint": "https://s3.example.org", "region": "eu-central-1"},
        {"target": "sftp://anna@example.org/var/www"},
        {"target": "sftp://anna@example.org:2222/~/www/%C3%9Cbung%201"},
        {"target": "ftps://example.org/~"},
        {"target": "rsync+ssh://anna@[2001:db8::1]:22/www"},
        {"target": "webdavs://a%40b@dav.example.org/remote.php/dav"},
        {"target": "ftp://anna@example.org/www"},
        {"target": "git+ssh://git@github.com/office/podcast.git#gh-pages"},
        {"target": "git+https://codeberg.org/office/podcast.git#pages:docs"},
        {"target": "git+file:../website#main"},
        {"target": "git+file:/srv/website"},
    ],
    ids=lambda publish: publish["target"],
)
def test_what_the_form_shows_stands_for_the_same_target(publish: dict[str, str]) -> None:
    form = form_settings(form_values(publish))
    assert form.settings == {"endpoint": "", "region": "", **publish}
    assert not form.missing


@pytest.mark.parametrize(
    ("repository", "target"),
    [
        ("git@github.com:office/podcast.git", "git+ssh://git@github.com/office/podcast.git#gh-pages"),
        ("https://github.com/office/podcast.git", "git+https://github.com/office/podcast.git#gh-pages"),
        ("../website", "git+file:../website#gh-pages"),
    ],
)
def test_a_repository_is_written_as_its_host_shows_it(repository: str, target: str) -> None:
    form = form_settings({"kind": "git", "repository": repository, "branch": "gh-pages"})
    assert form.settings["target"] == target


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ({"directory": "www/podcast"}, "sftp://anna@example.org/~/www/podcast"),
        ({"directory": "/"}, "sftp://anna@example.org/"),
        ({"directory": ""}, "sftp://anna@example.org/~"),
        ({"directory": "www", "way": "webdavs"}, "webdavs://anna@example.org/www"),
        ({"port": "2222"}, "sftp://anna@example.org:2222/~"),
        ({"host": "ftps://anna@ftp.example.org/www"}, "ftps://anna@ftp.example.org/www"),
        ({"way": "gopher"}, "sftp://anna@example.org/~"),
    ],
)
def test_an_address_is_made_of_what_was_typed(typed: dict[str, str], target: str) -> None:
    assert form_settings({**WEB_SPACE, **typed}).settings["target"] == target


def test_what_is_missing_is_named_and_a_port_is_a_number() -> None:
    assert form_settings({**WEB_SPACE, "host": " "}).missing == ("host",)
    assert form_settings({"bucket": "x"}).missing == ("kind",)
    with pytest.raises(PublishError, match="port"):
        form_settings({**WEB_SPACE, "port": "ssh"})


def test_a_store_without_a_scheme_is_reached_by_https() -> None:
    values = {"kind": "store", "bucket": "b", "endpoint": "s3.example.org", "path": "of another kind"}
    assert form_settings(values).settings == {"target": "s3://b", "endpoint": "https://s3.example.org", "region": ""}
