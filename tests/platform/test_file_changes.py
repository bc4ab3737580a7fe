"""Files get other names, and leave, also where another program has them open for a moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from podcast.platform import file_changes, file_identity
from tests.support import windows

if TYPE_CHECKING:
    from pathlib import Path

HOLD_A_MOMENT = """
import sys, threading, time
from pathlib import Path
from podcast.platform.file_changes import remove_file, rename_folder, replace_file
folder = Path(sys.argv[1])
def hold(path):
    file = path.open("rb")
    threading.Timer(0.3, file.close).start()
    return path
for name in ("a", "b", "c"):
    (folder / name).write_bytes(name.encode())
replace_file(folder / "a", hold(folder / "b"))
remove_file(hold(folder / "c"))
(folder / "new").mkdir()
(folder / "new" / "d").write_bytes(b"d")
hold(folder / "new" / "d")
rename_folder(folder / "new", folder / "old")
print(sorted(path.name for path in folder.iterdir()), (folder / "b").read_bytes())
"""
READ_ONLY = """
import sys
from pathlib import Path
from podcast.files import atomic
from podcast.platform.file_changes import remove_file
path = Path(sys.argv[1]) / "a"
path.write_bytes(b"old")
path.chmod(0o444)
print(atomic.write(path, b"new"), path.read_bytes(), oct(path.stat().st_mode & 0o200))
remove_file(path)
print(path.exists())
"""
KEPT_OPEN = """
import sys, time
from pathlib import Path
from podcast.files import atomic
from podcast.errors import FileError
path = Path(sys.argv[1]) / "a"
path.write_bytes(b"old")
with path.open("rb"):
    try:
        atomic.write(path, b"new")
    except FileError as error:
        print(error)
print(path.read_bytes(), [other.name for other in path.parent.iterdir()])
"""
WRITING = """
import sys
from pathlib import Path
from podcast.files import atomic
with atomic.atomic_path(Path(sys.argv[1])) as temporary:
    temporary.write_bytes(b"half")
    print("writing", flush=True)
    sys.stdin.read()
"""
SWEEPING = """
import sys
from pathlib import Path
from podcast.files.partial_files import remove_partial_files
print(len(remove_partial_files(Path(sys.argv[1]))))
"""


def test_a_scanner_that_has_a_file_open_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    assert windows.run_python(HOLD_A_MOMENT, tmp_path) == "['b', 'old'] b'a'\n"


def test_a_file_that_is_marked_read_only_is_replaced_and_stays_marked(tmp_path: Path) -> None:
    assert windows.run_python(READ_ONLY, tmp_path) == "True b'new' 0o0\nFalse\n"


def test_a_file_that_stays_open_is_named_with_the_remedy_and_keeps_its_bytes(tmp_path: Path) -> None:
    printed = windows.run_python(KEPT_OPEN, tmp_path, LANGUAGE="en").splitlines()
    assert "close the program that has it open, then run the same command again" in printed[0]
    assert printed[1] == "b'old' ['a']"


def test_a_partial_file_is_swept_when_its_process_is_gone_and_not_before(tmp_path: Path) -> None:
    with windows.python(WRITING, tmp_path / "a") as writer:
        assert writer.stdout
        writer.stdout.readline()
        assert windows.run_python(SWEEPING, tmp_path) == "0\n"
        assert len(list(tmp_path.iterdir())) == 1
        writer.kill()
        writer.wait()
        assert windows.run_python(SWEEPING, tmp_path) == "1\n"
    assert list(tmp_path.iterdir()) == []


def test_a_number_of_64_bits_fits_the_database() -> None:
    fields = list(os.stat("."))  # noqa: PTH116
    fields[1] = 2**64 - 1
    assert file_identity.inode(os.stat_result(fields)) == 2**63 - 1


def test_nothing_is_tried_twice_on_linux(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    with (tmp_path / "b").open("rb") as file:
        file_changes.replace_file(tmp_path / "a", tmp_path / "b")
        assert file.read() == b"b"
        file_changes.remove_file(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []
