"""What not every system has is used in `podcast.platform` alone, where it has an alternative."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.parsed_code import modules_below, nodes

PACKAGE = Path(__file__).parents[2] / "podcast"
MODULES = {"fcntl", "msvcrt", "grp", "pwd", "pty", "termios", "tty", "resource", "posix", "syslog", "winreg"}
ATTRIBUTES = {
    "os": {
        *("fork", "forkpty", "sync", "fsync", "fdatasync", "nice", "getuid", "geteuid", "getgid", "setsid", "getppid"),
        *("kill", "killpg", "mkfifo", "chown", "statvfs", "sched_getaffinity", "link", "symlink", "sendfile"),
        *("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "replace", "rename", "renames", "unlink", "remove"),
    },
    "time": {"tzset"},
    "socket": {"AF_UNIX", "SO_REUSEADDR", "SO_REUSEPORT"},
    "select": {"poll", "epoll"},
}
# Methods of paths that Windows refuses for a file that is open; servers' files have methods of the same names.
CHANGES = {"unlink", "rename", "symlink_to", "hardlink_to", "rmtree"}
OF_SERVERS = ("publish/targets/web_space/",)
# Folders of our own whose leftovers cost nothing but space: nothing depends on their removal.
LEFTOVERS = {
    *(
        "authoring/new_episode.py",
        "desk/recordings/held_files.py",
        "importing/mapping/write_show.py",
        "steps/jobs/tagged_files.py",
        "steps/rendering.py",
        "publish/targets/git/repository.py",
    ),
}


def trees() -> dict[str, ast.Module]:
    """The modules that are to assume no system."""
    return {name: tree for name, tree in modules_below(PACKAGE).items() if not name.startswith("platform/")}


def assumptions(tree: ast.Module) -> set[str]:
    """What a module uses that not every system has."""
    used = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = {alias.name for alias in node.names}
            used |= {node.module or ""} & MODULES | ATTRIBUTES.get(node.module or "", set()) & names
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used |= {node.attr} & ATTRIBUTES.get(node.value.id, set())
    return used


def changes(tree: ast.Module) -> set[str]:
    """The methods by which a module renames or removes files."""
    calls = [node for node in nodes(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    renames = {f"replace({ast.unparse(call.args[0])})" for call in calls if is_rename(call)}
    return {call.func.attr for call in calls if call.func.attr in CHANGES} | renames


def is_rename(call: ast.Call) -> bool:
    """Whether a call of `replace` gives a file another name: that of a text has two arguments."""
    return call.func.attr == "replace" and len(call.args) == 1 and not call.keywords


def test_no_other_module_assumes_a_system() -> None:
    assert {name: used for name, tree in trees().items() if (used := assumptions(tree))} == {}


def test_no_other_module_renames_or_removes_files_by_itself() -> None:
    local = {name: tree for name, tree in trees().items() if not name.startswith(OF_SERVERS)}
    allowed = {name: {"rmtree"} for name in LEFTOVERS}
    assert {name: used for name, tree in local.items() if (used := changes(tree) - allowed.get(name, set()))} == {}


def test_text_is_read_and_written_in_a_named_encoding() -> None:
    calls = [(name, node) for name, tree in trees().items() for node in nodes(tree) if isinstance(node, ast.Call)]
    arguments = {"read_text": 1, "write_text": 2}
    unnamed = [
        (name, ast.unparse(call))
        for name, call in calls
        if isinstance(call.func, ast.Attribute)
        and len(call.args) + len(call.keywords) < arguments.get(call.func.attr, 0)
    ]
    assert unnamed == []


ASSUMING = """
import os, fcntl
from os import fork
os.sync()
path.unlink()
source.replace(target)
text.replace("a", "b")
"""


def test_a_module_that_assumes_a_system_is_found() -> None:
    assert assumptions(ast.parse(ASSUMING)) == {"fcntl", "fork", "sync"}
    assert changes(ast.parse(ASSUMING)) == {"unlink", "replace(target)"}
