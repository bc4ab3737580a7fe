"""A bare git repository, as a host has it, and what its branch shows."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.publish.targets.git.open_git import open_git_target
from podcast.publish.targets.retry import Retrier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from podcast.publish.targets.git.git_target import GitTarget

BRANCH = "gh-pages"


@dataclass(frozen=True)
class GitRepository:
    """A repository whose branch is published, read by git alone."""

    path: Path
    branch: str = BRANCH

    def target(self, root: Path, *, has_audio_elsewhere: bool = False) -> GitTarget:
        """Its branch as the target of the show in a folder."""
        address = f"git+file://{self.path}#{self.branch}"
        retrier = Retrier(sleep=lambda _: None)
        return open_git_target(address, root, retrier, has_audio_elsewhere=has_audio_elsewhere)

    def git(self, *arguments: str, data: bytes | None = None) -> bytes:
        command = ["git", "-c", "user.name=Hand", "-c", "user.email=hand@example.org", "-C", self.path, *arguments]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout

    def tip(self) -> str:
        """The commit of the branch; empty if there is none."""
        listed = self.git("for-each-ref", "--format=%(objectname)", f"refs/heads/{self.branch}")
        return listed.decode().strip()

    def commits(self) -> list[str]:
        """The messages of all commits, latest first."""
        return self.git("log", "--format=%s", self.branch).decode().splitlines() if self.tip() else []

    def files(self, commit: str = "") -> dict[str, bytes]:
        """All files that a commit has, the branch's by default."""
        if not (commit or self.tip()):
            return {}
        names = self.git("ls-tree", "-r", "-z", "--name-only", commit or self.branch).decode().split("\0")
        return {name: self.git("cat-file", "blob", f"{commit or self.branch}:{name}") for name in names if name}

    def commit_by_hand(self, files: dict[str, bytes | None]) -> None:
        """Commit changes of files to the branch, as another program would."""
        tip = self.tip()
        index = self.path / "index-by-hand"
        environment = ["env", f"GIT_INDEX_FILE={index}", "git", "-C", str(self.path)]
        subprocess.run([*environment, "read-tree", tip or "--empty"], check=True)
        for name, data in files.items():
            blob = self.git("hash-object", "-w", "--stdin", data=data or b"").decode().strip()
            line = f"100644 {blob}\t{name}\n" if data is not None else f"0 {'0' * 40}\t{name}\n"
            subprocess.run([*environment, "update-index", "--add", "--index-info"], input=line.encode(), check=True)
        tree = subprocess.run([*environment, "write-tree"], check=True, capture_output=True).stdout.decode().strip()
        index.unlink()
        parents = ("-p", tip) if tip else ()
        commit = self.git("commit-tree", tree, *parents, "-m", "By hand").decode().strip()
        self.git("update-ref", f"refs/heads/{self.branch}", commit)


def bare_repository(path: Path) -> GitRepository:
    """Create an empty repository."""
    subprocess.run(["git", "init", "--quiet", "--bare", path], check=True)
    return GitRepository(path)


@dataclass
class GitPlace:
    """A branch that a show is published to while its publisher is killed, see `kill_places.Place`."""

    root: Path
    address: Callable[[Path], str]  # of a repository in a folder of the root, without its branch
    repository: GitRepository | None = None
    name: str = "git"
    kills: int = 15
    guessed_requests: int = 25
    counts_requests: bool = False
    has_line: bool = True
    replaces_whole: bool = True

    def move(self) -> str:
        path = self.root / f"kill-{len(list(self.root.iterdir()))}.git"
        self.repository = bare_repository(path)
        return f"publish: {{target: '{self.address(path)}#{BRANCH}'}}\n"

    def object(self, key: str) -> bytes | None:
        command = ["git", "-C", self.repository.path, "cat-file", "blob", f"{BRANCH}:{key}"]
        run = subprocess.run(command, capture_output=True, check=False)
        return None if run.returncode else run.stdout

    def overwrite(self, key: str, data: bytes) -> None:
        self.repository.commit_by_hand({key: data})
