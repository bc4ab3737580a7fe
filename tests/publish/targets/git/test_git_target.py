"""A branch as a target: one commit for each publish, and nothing at all of one that fails."""

import gc
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from podcast.errors import PublishError
from podcast.files.digest import Digest
from podcast.publish.protocol.prepare import PublishOptions, prepare
from podcast.publish.protocol.publish import carry_out
from podcast.publish.protocol.state_json import parse_head
from podcast.publish.protocol.undo import UndoRequest, prepare_undo
from podcast.publish.protocol.unpublish import UnpublishRequest, prepare_unpublish
from podcast.publish.protocol.verify import VerifyOptions, mark_damaged, verify
from podcast.publish.targets.body import Body
from podcast.publish.targets.git import staged_changes as git_staging
from podcast.publish.targets.git.git_target import GitTarget
from podcast.publish.targets.git.open_git import open_git_target
from podcast.publish.targets.git.repository import Repository
from podcast.publish.targets.retry import Retrier, TransientError
from podcast.publish.targets.target import ABSENT, EXIT_FOREIGN, EXIT_LEASE_LOST, EXIT_REFUSED, Headers
from tests.support.publish.git_repository import GitRepository, bare_repository
from tests.support.publish.memory_target import (
    GUID,
    LINK,
    Episode,
    Hands,
    OneByOne,
    as_built,
    build,
    contents,
    new_publisher,
)

FIRST, SECOND = Episode("eins", b"sound of the first"), Episode("zwei", b"sound of the second")
HTML = Headers("text/html; charset=utf-8", "public, max-age=300")
NOW = datetime.now(UTC)
ANY_DELETION = PublishOptions(max_delete=99)


@pytest.fixture
def repository(tmp_path):
    return bare_repository(tmp_path / "pages.git")


@pytest.fixture
def target(repository, tmp_path):
    return repository.target(tmp_path / "show")


def execute(prepared, now=NOW):
    return carry_out(prepared, new_publisher(hands=Hands(now)), OneByOne(), lambda _: None)


def publish(tmp_path, target, *episodes, now=NOW, options=ANY_DELETION, **more):
    files = contents(*episodes, **more)
    site = build(tmp_path / f"site-{len(list(tmp_path.iterdir()))}", files)
    execute(prepare(site, target, now, options), now)
    return files


def site_of(files):
    """What readers get, the feed without its mark."""
    return {key: as_built(key, data) for key, data in files.items() if not key.startswith(".")}


def undo(tmp_path, target, number=0):
    folder = tmp_path / f"undo-{number}-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    return prepare_undo(UndoRequest(GUID, LINK, number, folder), target, NOW)


def test_a_publish_is_one_commit_with_all_files(repository, target, tmp_path):
    files = publish(tmp_path, target, FIRST)
    assert site_of(repository.files()) == files
    assert repository.files()[".nojekyll"] == b""
    files = publish(tmp_path, target, FIRST, SECOND)
    assert site_of(repository.files()) == files
    assert repository.commits() == [
        "Publish 2: 3 new, 1 changed, 0 removed",
        "Publish 1: 6 new, 0 changed, 0 removed",
    ]


def test_nothing_new_makes_no_commit(repository, target, tmp_path):
    publish(tmp_path, target, FIRST)
    tip = repository.tip()
    publish(tmp_path, target, FIRST)
    publish(tmp_path, repository.target(tmp_path / "another-computer"), FIRST)
    assert repository.tip() == tip


def test_an_undo_is_a_new_commit_with_the_old_tree(repository, target, tmp_path):
    files = publish(tmp_path, target, FIRST)
    publish(tmp_path, target, FIRST, SECOND)
    execute(undo(tmp_path, target))
    feed_and_pages = {key: data for key, data in site_of(repository.files()).items() if "zwei" not in key}
    assert feed_and_pages == files
    assert len(repository.commits()) == 3
    execute(undo(tmp_path, repository.target(tmp_path / "another-computer"), 2))
    assert b"zwei" in repository.files()["feed.xml"]


def test_retired_files_stay_their_time_and_then_go_with_one_commit(repository, target, tmp_path):
    publish(tmp_path, target, FIRST, SECOND)
    publish(tmp_path, target, FIRST)
    assert SECOND.key in repository.files()
    publish(tmp_path, target, replace(FIRST, title="Anders"), now=NOW + timedelta(days=31))
    assert SECOND.key not in repository.files()
    assert len(repository.commits()) == 3


def test_a_show_that_is_taken_down_leaves_with_one_commit(repository, target, tmp_path):
    publish(tmp_path, target, FIRST)
    execute(prepare_unpublish(UnpublishRequest(GUID, LINK, delete_audio=True), target, NOW))
    assert site_of(repository.files()) == {}
    assert len(repository.commits()) == 2


def test_a_publish_that_fails_changes_nothing_and_leaves_nothing_behind(repository, target, tmp_path, monkeypatch):
    files = publish(tmp_path, target, FIRST)
    tip, real = repository.tip(), GitTarget.put

    def put(self, key, *arguments):
        if key == "zwei/index.html":
            raise PublishError("the disk is full")
        return real(self, key, *arguments)

    with monkeypatch.context() as patch, pytest.raises(PublishError, match="the disk is full"):
        patch.setattr(GitTarget, "put", put)
        publish(tmp_path, target, FIRST, SECOND)
    assert repository.tip() == tip
    publish(tmp_path, target, FIRST)  # by the same target: nothing of the failed one is pushed with it
    assert repository.tip() == tip
    publish(tmp_path, target, replace(FIRST, title="Anders"))
    assert set(site_of(repository.files())) == set(files)


def test_a_push_that_the_host_declines_is_told_in_its_words_and_can_be_repeated(repository, target, tmp_path):
    files = publish(tmp_path, target, FIRST)
    hook = repository.path / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Files are only taken on weekdays.'\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PublishError, match=r"Files are only taken on weekdays.*nothing was changed") as error:
        publish(tmp_path, target, FIRST, SECOND)
    assert error.value.exit_status == EXIT_REFUSED
    assert site_of(repository.files()) == files
    hook.unlink()
    files = publish(tmp_path, target, FIRST, SECOND)
    assert site_of(repository.files()) == files
    assert len(repository.commits()) == 2


def test_of_two_publishers_the_first_whose_push_arrives_wins(repository, target, tmp_path):
    publish(tmp_path, target, FIRST)
    other = repository.target(tmp_path / "another-computer")
    mine = prepare(build(tmp_path / "mine", contents(FIRST, SECOND)), target, NOW)
    theirs = publish(tmp_path, other, replace(FIRST, title="Anders"))
    tip = repository.tip()
    with pytest.raises(PublishError, match="the public site is intact") as error:
        execute(mine)
    assert error.value.exit_status == EXIT_LEASE_LOST
    assert repository.tip() == tip
    assert site_of(repository.files()) == theirs
    files = publish(tmp_path, target, FIRST, SECOND)
    assert site_of(repository.files()) == files


@pytest.mark.parametrize("call", ["push", "commit"])
def test_a_publisher_that_comes_in_between_at_the_last_moment_wins(repository, target, tmp_path, monkeypatch, call):
    publish(tmp_path, target, FIRST)
    other, real = repository.target(tmp_path / "another-computer"), getattr(Repository, call)

    def first_the_other(self, *arguments):
        monkeypatch.setattr(Repository, call, real)
        publish(tmp_path, other, replace(FIRST, title="Anders"))
        return real(self, *arguments)

    monkeypatch.setattr(Repository, call, first_the_other)
    with pytest.raises(PublishError) as error:
        publish(tmp_path, target, FIRST, SECOND)
    assert error.value.exit_status == EXIT_LEASE_LOST
    assert b"Anders" in repository.files()["feed.xml"]
    assert len(repository.commits()) == 2


def test_eight_first_publishes_at_once_make_one_commit(repository, tmp_path):
    def attempt(number):
        try:
            publish(tmp_path / str(number), repository.target(tmp_path / str(number)), FIRST)
        except PublishError as error:
            return error.exit_status
        return 0

    for number in range(8):
        (tmp_path / str(number)).mkdir()
    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(attempt, range(8)))
    assert statuses[0] == 0
    assert set(statuses) <= {0, EXIT_LEASE_LOST}
    assert len(repository.commits()) == 1


def test_commits_to_other_files_come_in_between_without_harm(repository, target, tmp_path, monkeypatch):
    publish(tmp_path, target, FIRST)
    real = Repository.push

    def first_by_hand(self, *arguments):
        monkeypatch.setattr(Repository, "push", real)
        repository.commit_by_hand({"CNAME": b"podcast.example.org\n"})
        return real(self, *arguments)

    monkeypatch.setattr(Repository, "push", first_by_hand)
    files = publish(tmp_path, target, FIRST, SECOND)
    assert repository.files()["CNAME"] == b"podcast.example.org\n"
    assert site_of(repository.files()) == files | {"CNAME": b"podcast.example.org\n"}
    assert repository.commits()[:2] == ["Publish 2: 3 new, 1 changed, 0 removed", "By hand"]


def test_a_branch_that_never_stands_still_is_given_up(repository, target, tmp_path, monkeypatch):
    publish(tmp_path, target, FIRST)
    real = Repository.push

    def always_by_hand(self, *arguments):
        repository.commit_by_hand({"count": str(len(repository.commits())).encode()})
        return real(self, *arguments)

    monkeypatch.setattr(Repository, "push", always_by_hand)
    with pytest.raises(PublishError, match="changed 5 times"):
        publish(tmp_path, target, FIRST, SECOND)
    assert len(repository.commits()) == 1 + git_staging.MAX_PUSHES


def test_foreign_files_stay_as_they_are(repository, target, tmp_path):
    repository.commit_by_hand({"README.md": b"theirs", "index.html": b"theirs"})
    with pytest.raises(PublishError, match="--adopt") as error:
        publish(tmp_path, target, FIRST)
    assert error.value.exit_status == EXIT_FOREIGN
    assert repository.commits() == ["By hand"]
    files = publish(tmp_path, target, FIRST, options=PublishOptions(adopt=True))
    assert repository.files()["README.md"] == b"theirs"
    assert repository.files()["index.html"] == files["index.html"]


def test_what_was_changed_by_hand_is_found_and_repaired(repository, target, tmp_path):
    files = publish(tmp_path, target, FIRST)
    repository.commit_by_hand({"index.html": b"by hand", FIRST.key: None})
    target = repository.target(tmp_path / "show")
    with ThreadPoolExecutor(2) as threads:
        result = verify(target, GUID, NOW, VerifyOptions(threads, lambda _: None))
    assert sorted(damaged.key for damaged in result.damaged) == [FIRST.key, "index.html"]
    mark_damaged(target, result, new_publisher(hands=Hands(NOW)))
    assert repository.commits()[0] == "Note what podcast verify found"
    publish(tmp_path, target, FIRST)
    assert site_of(repository.files()) == files
    with ThreadPoolExecutor(2) as threads:
        result = verify(target, GUID, NOW, VerifyOptions(threads, lambda _: None, full=True))
    assert (result.damaged, result.foreign_count, result.orphans) == ((), 0, ())


def test_the_history_of_the_branch_may_be_cut(repository, target, tmp_path):
    publish(tmp_path, target, FIRST)
    publish(tmp_path, target, FIRST, SECOND)
    tree = repository.git("rev-parse", "gh-pages^{tree}").decode().strip()
    repository.git(
        "update-ref", "refs/heads/gh-pages", repository.git("commit-tree", tree, "-m", "Cut").decode().strip()
    )
    files = publish(tmp_path, target, FIRST)
    assert {key: data for key, data in site_of(repository.files()).items() if "zwei" not in key} == files
    assert len(repository.commits()) == 2


def test_a_branch_that_was_put_back_is_not_brought_forward_in_silence(repository, target, tmp_path, monkeypatch):
    """Its new commit follows the one that was put back, so a push without a lease would be a fast-forward."""
    publish(tmp_path, target, FIRST)
    before = repository.tip()
    publish(tmp_path, target, FIRST, SECOND)
    real = Repository.push

    def put_back(self, *arguments):
        monkeypatch.setattr(Repository, "push", real)
        repository.git("update-ref", "refs/heads/gh-pages", before)
        return real(self, *arguments)

    monkeypatch.setattr(Repository, "push", put_back)
    with pytest.raises(PublishError) as error:
        publish(tmp_path, target, replace(FIRST, title="Anders"))
    assert error.value.exit_status == EXIT_LEASE_LOST
    assert repository.tip() == before


def test_a_push_whose_answer_was_lost_is_looked_at(repository, target, tmp_path, monkeypatch):
    publish(tmp_path, target, FIRST)
    real = Repository.push

    def lost(self, *arguments):
        monkeypatch.setattr(Repository, "push", real)
        real(self, *arguments)
        raise TransientError("the line was cut")

    monkeypatch.setattr(Repository, "push", lost)
    files = publish(tmp_path, target, FIRST, SECOND)
    assert site_of(repository.files()) == files
    assert len(repository.commits()) == 2


def test_a_folder_of_a_branch_is_published_and_nothing_else_is_touched(repository, tmp_path):
    repository.commit_by_hand({"README.md": b"theirs", "docs/old.html": b"theirs"})
    target = GitRepository(repository.path, "gh-pages:docs").target(tmp_path / "show")
    files = publish(tmp_path, target, FIRST)
    tree = repository.files()
    assert {key: as_built(key, tree[f"docs/{key}"]) for key in files} == files
    assert (tree["README.md"], tree["docs/old.html"], tree["docs/.nojekyll"]) == (b"theirs", b"theirs", b"")
    assert ".nojekyll" not in tree
    assert target.head("README.md") is None


def work_tree(path):
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", path], check=True)
    hand = ["git", "-C", path, "-c", "user.name=Hand", "-c", "user.email=hand@example.org"]
    (path / "README.md").write_text("theirs")
    subprocess.run([*hand, "add", "README.md"], check=True)
    subprocess.run([*hand, "commit", "--quiet", "-m", "Begin"], check=True)
    return hand


def test_a_folder_in_a_work_tree_is_committed_and_has_the_files(tmp_path):
    hand = work_tree(tmp_path / "pages")
    (tmp_path / "pages" / "docs").mkdir()
    target = open_git_target("git+file:../pages/docs", tmp_path / "show", Retrier(), has_audio_elsewhere=False)
    (tmp_path / "show").mkdir(exist_ok=True)
    files = publish(tmp_path, target, FIRST)
    docs = tmp_path / "pages" / "docs"
    assert {key: as_built(key, (docs / key).read_bytes()) for key in files} == files
    assert subprocess.run([*hand, "status", "--short"], check=True, capture_output=True).stdout == b""
    assert (tmp_path / "pages" / "README.md").read_text() == "theirs"


def test_a_work_tree_with_changes_is_left_alone(tmp_path):
    hand = work_tree(tmp_path / "pages")
    (tmp_path / "pages" / "README.md").write_text("being written")
    tip = subprocess.run([*hand, "rev-parse", "main"], check=True, capture_output=True).stdout
    target = open_git_target("git+file:pages", tmp_path, Retrier(), has_audio_elsewhere=False)
    with pytest.raises(PublishError, match="changes that are not committed") as error:
        publish(tmp_path, target, FIRST)
    assert error.value.exit_status == EXIT_REFUSED
    assert (tmp_path / "pages" / "README.md").read_text() == "being written"
    assert subprocess.run([*hand, "rev-parse", "main"], check=True, capture_output=True).stdout == tip


@pytest.mark.parametrize(
    ("target", "words"), [("git+file:nowhere#x", "git init --bare"), ("git+file:pages.git", "names no branch")]
)
def test_a_repository_of_this_computer_must_be_there_and_its_branch_be_named(repository, tmp_path, target, words):  # noqa: ARG001 -- it is in the folder
    with pytest.raises(PublishError, match=words):
        open_git_target(target, tmp_path, Retrier(), has_audio_elsewhere=False)


def test_a_file_that_the_host_refuses_is_refused_before_anything_is_pushed(tmp_path):
    target = open_git_target("git+https://github.com/x/y#pages", tmp_path, Retrier(), has_audio_elsewhere=False)
    body = Body(tmp_path / "a.mp3", Digest(104_857_601, "", ""))
    with pytest.raises(
        PublishError, match=r"audio/a.mp3 has 104 MB, and github.com takes no files of more than 104 MB"
    ):
        target.put("audio/a.mp3", body, HTML, ABSENT)


def test_sources_are_not_kept_on_a_branch(target):
    with pytest.raises(PublishError, match="keep_source"):
        target.unsigned_addresses(".podcast/sources/")


def test_where_the_audio_is_elsewhere_the_commit_comes_before_deletions(repository, tmp_path):
    target = repository.target(tmp_path / "show", has_audio_elsewhere=True)
    publish(tmp_path, target, FIRST, SECOND)
    publish(tmp_path, target, FIRST)
    assert len(repository.commits()) == 2
    tips, real, hands = [], GitTarget.delete, Hands(NOW + timedelta(days=31))

    def delete(self, key):
        tips.append((key, repository.commits()[0]))
        hands.pass_by(61)  # the lease is renewed
        real(self, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GitTarget, "delete", delete)
        prepared = prepare(build(tmp_path / "last", contents(FIRST, style=b"p{}")), target, hands.now)
        carry_out(prepared, new_publisher(hands=hands), OneByOne(), lambda _: None)
    assert (SECOND.key, "Publish 3: 1 new, 2 changed, 0 removed") in tips
    assert SECOND.key not in repository.files()
    head = parse_head(repository.files()[".podcast/head.json"])
    assert (head.lease, head.open_intents, len(repository.commits())) == (None, (), 4)


def test_the_copy_on_this_computer_may_be_deleted_or_damaged(repository, tmp_path):
    publish(tmp_path, repository.target(tmp_path / "show"), FIRST)
    (cache,) = (tmp_path / "show" / ".podcast" / "git").iterdir()
    for path in (cache / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.unlink()
    (cache / "tip").write_text("nonsense")
    files = publish(tmp_path, repository.target(tmp_path / "show"), FIRST, SECOND)
    assert site_of(repository.files()) == files


def test_git_is_started_as_if_from_nowhere(repository, tmp_path, monkeypatch):
    """In a hook of git, variables name another repository; a person may have odd settings."""
    other = bare_repository(tmp_path / "other.git")
    monkeypatch.setenv("GIT_DIR", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    (tmp_path / "config").write_text(
        "[core]\n\tautocrlf = true\n\thooksPath = /nowhere\n[commit]\n\tgpgSign = true\n[push]\n\tgpgSign = true\n"
        "[user]\n\tname = Redaktion\n\temail = redaktion@example.org\n[fetch]\n\tprune = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    target = repository.target(tmp_path / "show")
    files = publish(tmp_path, target, FIRST, extra={"notes.txt": b"one\r\ntwo\n"})
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert site_of(repository.files()) == files
    assert repository.git("log", "--format=%an <%ae>", "gh-pages").decode() == "Redaktion <redaktion@example.org>\n"
    assert other.tip() == ""


def test_without_a_name_of_its_own_the_commit_is_by_podcast(repository, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("GIT_", "EMAIL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    publish(tmp_path, repository.target(tmp_path / "show"), FIRST)
    assert repository.git("log", "--format=%an", "gh-pages").decode() == "podcast\n"


def test_without_git_its_absence_is_told(repository, tmp_path, monkeypatch):
    target = repository.target(tmp_path / "show")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match=r"git is not installed") as error:
        target.get(".podcast/head.json")
    assert error.value.exit_status == EXIT_REFUSED


@pytest.mark.long
def test_no_folder_is_left_behind(repository, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    publish(tmp_path, repository.target(tmp_path / "show"), FIRST)
    gc.collect()  # a session and its target know each other
    assert list((tmp_path / "temporary").iterdir()) == []
