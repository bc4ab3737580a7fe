"""The repository of a branch: its last commit is fetched, the next one made from it, and pushed if no other came first.

What is fetched is the last commit alone, without its history. The update of the branch on the server is the one step
that anyone can see, and it is atomic: the branch has the old commit, or the new one (git-push(1), --force-with-lease:
only if the branch is where it was expected; as the new commit follows that one, history is never rewritten).
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.platform.file_changes import replace_file
from podcast.publish.targets.git.git_errors import git_error, is_moved
from podcast.publish.targets.git.git_program import GitProgram
from podcast.publish.targets.git.object_pipes import ObjectPipes
from podcast.publish.targets.retry import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podcast.publish.targets.git.branch_address import GitAddress

TIP: Final = "refs/podcast/tip"  # in the private repository: the commit that was fetched or pushed last
FILE_MODE: Final = "100644"
NO_JEKYLL: Final = ".nojekyll"  # tells GitHub Pages to serve the files as they are, those below .podcast/ included
# Updates the files of a work tree whose branch is pushed to, if none of them has changes (receive.denyCurrentBranch).
RECEIVE_PACK: Final = "--receive-pack=git -c receive.denyCurrentBranch=updateInstead receive-pack"


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a tree: the hash of its object, and its size in bytes; 0 for what is no file."""

    object_id: str
    size: int


class Repository:
    """The branch, as it is on the server, and a private repository with its last commit. Thread-safe.

    Args:
        address: of the branch.
        cache: the folder below which objects are kept between runs; deleting it costs time and nothing else.
    """

    def __init__(self, address: GitAddress, cache: Path) -> None:
        self.address = address
        self._cache = cache / sha256(address.repository.encode()).hexdigest()[:12]
        self._lock = threading.Lock()
        self._opened: tuple[GitProgram, ObjectPipes] | None = None
        self._trees: dict[str, dict[str, Blob]] = {"": {}}

    @property
    def _git(self) -> GitProgram:
        return self._open()[0]

    @property
    def objects(self) -> ObjectPipes:
        """The pipes through which objects are read and stored."""
        return self._open()[1]

    def _open(self) -> tuple[GitProgram, ObjectPipes]:
        with self._lock:
            if self._opened is None:
                folder, objects = Path(tempfile.mkdtemp(prefix="podcast-git-")), self._cache / "objects"
                objects.mkdir(parents=True, exist_ok=True)
                git = GitProgram(self.address, folder, objects)
                pipes = ObjectPipes(git)
                weakref.finalize(self, _remove, pipes, folder)
                git.run("init", "--quiet", "--bare", "--template=", str(folder))
                self._opened = git, pipes
                self._remember_tip(git, folder)
            return self._opened

    def _remember_tip(self, git: GitProgram, folder: Path) -> None:
        """Tell git which commit is here already, without its history, so that it is not sent again."""
        tip_file = self._cache / "tip"
        tip = tip_file.read_text("ascii").strip() if tip_file.is_file() else ""
        if tip and git.attempt("ls-tree", "-r", tip)[0] == 0:
            (folder / "shallow").write_text(f"{tip}\n", "ascii")
            git.attempt("update-ref", TIP, tip)

    def fetch_tip(self) -> str:
        """Return the commit of the branch on the server, after its files were fetched; empty if there is no branch.

        Raises:
            PublishError: the server refuses.
            TransientError: it may not the next time.
        """
        listed = self._git.run("ls-remote", "--quiet", self.address.repository, self.address.ref).decode()
        tip = listed.split("\t")[0] if listed else ""
        if tip and tip != self._known_tip():
            refspec = f"+{self.address.ref}:{TIP}"
            self._git.run("fetch", "--quiet", "--no-tags", "--depth=1", "--force", self.address.repository, refspec)
            tip = self._known_tip()  # it may have moved in between
            self._write_tip(tip)
        return tip

    def _known_tip(self) -> str:
        return self._git.attempt("rev-parse", "--quiet", "--verify", TIP)[1].decode().strip()

    def _write_tip(self, tip: str) -> None:
        """Write down which commit is here, for the next run; whole or not at all."""
        temporary = self._cache / f"tip.{sha256(repr(id(self)).encode()).hexdigest()[:8]}"
        temporary.write_text(f"{tip}\n", "ascii")
        replace_file(temporary, self._cache / "tip")

    def tree(self, commit: str) -> Mapping[str, Blob]:
        """Return the files of a commit that has been fetched, by their path below the address's folder."""
        if commit not in self._trees:
            self._trees = {"": {}, commit: dict(self._read_tree(commit))}
        return self._trees[commit]

    def _read_tree(self, commit: str) -> Iterator[tuple[str, Blob]]:
        place = f"{commit}:{self.address.folder}"
        if self._git.attempt("rev-parse", "--quiet", "--verify", place)[0]:
            return
        for line in self._git.run("ls-tree", "-r", "-z", "-l", place).split(b"\0"):
            about, _tab, path = line.partition(b"\t")
            if about:
                _mode, _kind, object_id, size = about.decode().split()
                yield path.decode("utf-8", "surrogateescape"), Blob(object_id, int(size) if size.isdigit() else 0)

    def store_bytes(self, data: bytes) -> str:
        """Store bytes, and return their object's hash."""
        return self._git.run("hash-object", "-w", "--no-filters", "--stdin", data=data).decode().strip()

    def commit(self, parent: str, changes: Mapping[str, Blob | None], message: str) -> str:
        """Make a commit, which is on this computer only.

        Args:
            parent: the commit before; empty for the first.
            changes: what is written or deleted (None), by its path below the address's folder.
            message: of the commit.
        """
        prefix = f"{self.address.folder}/" if self.address.folder else ""
        if NO_JEKYLL not in self.tree(parent):
            changes = {NO_JEKYLL: Blob(self.store_bytes(b""), 0), **changes}
        gone = "0" * len(next(blob.object_id for blob in changes.values() if blob))
        lines = (
            f"{FILE_MODE if blob else 0} {blob.object_id if blob else gone}\t{prefix}{key}\0"
            for key, blob in changes.items()
        )
        self._git.run("read-tree", parent or "--empty")
        index = "".join(lines).encode("utf-8", "surrogateescape")
        self._git.run("update-index", "--add", "-z", "--index-info", data=index)
        tree = self._git.run("write-tree").decode().strip()
        self._git.set_author()
        parents = ("-p", parent) if parent else ()
        return self._git.run("commit-tree", tree, *parents, "-F", "-", data=message.encode()).decode().strip()

    def push(self, commit: str, expected: str) -> bool:
        """Make a commit that of the branch on the server, if the branch has the expected one; empty: if there is none.

        Returns:
            False if it has another.

        Raises:
            PublishError: the server refuses.
            TransientError: it was not pushed, and may be the next time.
        """
        local = () if self.address.host else (RECEIVE_PACK,)
        lease, refspec = f"--force-with-lease={self.address.ref}:{expected}", f"{commit}:{self.address.ref}"
        arguments = ("push", "--porcelain", "--no-verify", *local, lease, self.address.repository, refspec)
        status, output, words = self._git.attempt(*arguments)
        words = f"{words}\n{output.decode('utf-8', 'replace')}" if status else ""
        if status and is_moved(words):
            return False
        if status and not self._has_arrived(commit, words):
            raise git_error(words, self.address)
        self._git.attempt("update-ref", TIP, commit)
        self._write_tip(commit)
        self._git.attempt("gc", "--auto", "--quiet")
        return True

    def try_push(self, tip: str) -> None:
        """Ask the server whether it would accept a push; nothing is changed there.

        Args:
            tip: the commit of the branch; empty if there is no branch.

        Raises:
            PublishError: it would not.
            TransientError: it could not be asked.
        """
        local = () if self.address.host else (RECEIVE_PACK,)
        refspec = f"{tip or self.commit('', {}, 'test')}:{self.address.ref}"
        self._git.run("push", "--dry-run", "--porcelain", "--no-verify", *local, self.address.repository, refspec)

    def _has_arrived(self, commit: str, words: str) -> bool:
        """Whether a push whose answer was lost has taken effect."""
        if not isinstance(git_error(words, self.address), TransientError):
            return False
        try:
            return self.fetch_tip() == commit
        except (PublishError, TransientError):
            return False


def _remove(pipes: ObjectPipes, folder: Path) -> None:
    pipes.close()
    shutil.rmtree(folder, ignore_errors=True)
