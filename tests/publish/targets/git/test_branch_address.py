"""Addresses of branches: what they mean, what is refused, and what to write instead."""

import pytest

from podcast.errors import PublishError
from podcast.publish.targets.git.branch_address import GitAddress, is_git_address, parse_git_address


@pytest.mark.parametrize(
    ("target", "address"),
    [
        (
            "git+ssh://git@github.com/amt/podcast.git#gh-pages",
            GitAddress("ssh://git@github.com/amt/podcast.git", "gh-pages", "", "github.com", "git"),
        ),
        (
            "git+ssh://git@host.example:2222/~/pages.git#main:docs/",
            GitAddress("ssh://git@host.example:2222/~/pages.git", "main", "docs", "host.example", "git", 2222),
        ),
        (
            "git+https://codeberg.org/amt/pages#pages",
            GitAddress("https://codeberg.org/amt/pages", "pages", "", "codeberg.org"),
        ),
        ("git+ssh://[::1]/p.git#a/b", GitAddress("ssh://[::1]/p.git", "a/b", "", "::1")),
        ("git+file:///srv/git/pages.git#pages", GitAddress("/srv/git/pages.git", "pages")),
        ("git+file:../pages", GitAddress("../pages", "")),
        ("git+file:../a%20b#x:y/z", GitAddress("../a b", "x", "y/z")),
    ],
)
def test_a_branch_is_known_by_its_address(target, address):
    assert is_git_address(target)
    assert parse_git_address(target) == address


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("git+ssh://git@github.com/amt/podcast.git", "name the branch at its end, for example #gh-pages"),
        ("git+https://github.com/amt/podcast.git#", "name the branch"),
        ("git+https://github.com/amt/podcast.git#a b", "name the branch"),
        ("git+https://github.com/amt/podcast.git#-f", "name the branch"),
        ("git+https://github.com/amt/podcast.git#a..b", "name the branch"),
        ("git+https://github.com/amt/podcast.git#x.lock", "name the branch"),
        ("git+https://github.com/#pages", "write it like git"),
        ("git+https:///x.git#pages", "write it like git"),
        ("git+ssh://-oProxyCommand=touch/x.git#pages", "write it like git"),
        ("git+ssh://host:port/x.git#pages", "write it like git"),
        ("git+http://host.example/x.git#pages", "not encrypted"),
        ("git+file:#pages", "the path of the repository"),
        ("git+file:x#:docs", "name the branch"),
        ("git+file:x#main:../docs", "not a valid name"),
        ("git+ftp://host/x.git#pages", "write it like git"),
    ],
)
def test_what_is_no_branch_is_refused_with_what_to_write(target, words):
    assert is_git_address(target)
    with pytest.raises(PublishError, match=words):
        parse_git_address(target)


@pytest.mark.parametrize(
    ("copied", "address"),
    [
        ("git@github.com:amt/podcast.git", "git+ssh://git@github.com/amt/podcast.git#BRANCH"),
        ("git@codeberg.org:amt/pages.git#pages", "git+ssh://git@codeberg.org/amt/pages.git#pages"),
        ("https://github.com/amt/podcast.git", "git+https://github.com/amt/podcast.git#BRANCH"),
    ],
)
def test_what_was_copied_from_a_hosts_page_is_told_how_to_be_written(copied, address):
    assert is_git_address(copied)
    with pytest.raises(PublishError) as error:
        parse_git_address(copied)
    assert str(error.value) == f'"{copied}" is not the address of a branch; write {address}'


@pytest.mark.parametrize("target", ["public", "s3://bucket/x", "sftp://me@host/x", "../a@b", "C:/Users/me", "a@b:c d"])
def test_other_targets_are_no_branches(target):
    assert not is_git_address(target)


def test_a_password_is_refused_and_not_repeated():
    for target in ("git+https://me:geheim@host.example/x.git#pages", "git+https://me:geheim@host.example/x.git"):
        with pytest.raises(PublishError) as error:
            parse_git_address(target)
        assert "geheim" not in str(error.value)
