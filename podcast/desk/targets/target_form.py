"""The form of a target: its kinds, the inputs that each needs, and the settings of podcast.yaml that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.targets.git.branch_address import format_branch, is_git_address
from podcast.publish.targets.web_space.addresses import SCHEMES, Address, format_address, parse_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podcast.show.yaml_reader import YamlValue

TargetKind: TypeAlias = Literal["web_space", "store", "git", "folder"]

WAYS: Final = ("sftp", "ftps", "webdavs", "rsync+ssh")
OPEN_WAYS: Final = ("ftp", "webdav")  # unencrypted: only shown to a show that has one
WITH_PASSWORD: Final = frozenset({"sftp", "ftps", "webdavs", "ftp", "webdav"})
# The inputs of each kind, in the order of the page; those that are needed first.
INPUTS: Final[Mapping[TargetKind, tuple[str, ...]]] = {
    "web_space": ("host", "way", "user", "directory", "port"),
    "store": ("bucket", "prefix", "endpoint", "region"),
    "git": ("repository", "branch", "branch_folder"),
    "folder": ("path",),
}
NEEDED: Final = frozenset({"host", "bucket", "repository", "path"})
SETTINGS: Final = ("target", "endpoint", "region")  # fields of `publish:` that the form writes


@dataclass(frozen=True, slots=True)
class TargetSettingsOfForm:
    """The fields of `publish:` that a form gives; `missing` are its required inputs that are empty."""

    settings: Mapping[str, str]
    missing: tuple[str, ...] = ()


def form_values(publish: Mapping[str, YamlValue]) -> dict[str, str]:
    """Return the texts of the inputs for `publish:` of podcast.yaml, `kind` among them; none where it names no target.

    Args:
        publish: as the file has it.
    """
    target = str(publish.get("target") or "")
    stores = {name: str(publish.get(name) or "") for name in SETTINGS[1:]}
    scheme, separator, rest = target.partition("://")
    if not target:
        return {}
    if is_git_address(target):
        repository, _hash, place = target.removeprefix("git+").removeprefix("file:").partition("#")
        branch, _colon, folder = place.partition(":")
        return {"kind": "git", "repository": repository, "branch": branch, "branch_folder": folder}
    if scheme == "s3":
        bucket, _slash, prefix = rest.partition("/")
        return {"kind": "store", "bucket": bucket, "prefix": prefix, **stores}
    if scheme in SCHEMES:
        return {"kind": "web_space", **_web_space_values(target)}
    return {"kind": "web_space", "host": target} if separator else {"kind": "folder", "path": target}


def _web_space_values(target: str) -> dict[str, str]:
    """The inputs of web space; all of an address that is not valid is in one of them."""
    try:
        address = parse_address(target, insecure=True)
    except PublishError:
        return {"host": target}
    host, port = address.host, str(address.port or "")
    return {"way": address.scheme, "host": host, "port": port, "user": address.user, "directory": address.folder}


def form_settings(values: Mapping[str, str]) -> TargetSettingsOfForm:
    """Return the settings that the texts of a form stand for.

    Args:
        values: by name of the input; those of other kinds than the chosen one do not count.

    Raises:
        PublishError: the port is no number.
    """
    kind, texts = values.get("kind", ""), {name: text.strip() for name, text in values.items()}
    names = next((names for name, names in INPUTS.items() if name == kind), ())
    missing = tuple(name for name in names if name in NEEDED and not texts.get(name)) if names else ("kind",)
    if missing:
        return TargetSettingsOfForm({}, missing)
    inputs = {name: texts.get(name, "") for name in names}
    settings = {"target": _target(kind, inputs), "endpoint": _endpoint(inputs.get("endpoint", ""))}
    return TargetSettingsOfForm({**settings, "region": inputs.get("region", "")})


def is_same_target(publish: Mapping[str, YamlValue], settings: Mapping[str, str]) -> bool:
    """Whether settings stand for the same as `publish:` of podcast.yaml, however that writes it."""
    try:
        return form_settings(form_values(publish)).settings == settings
    except PublishError:
        return False


def _target(kind: str, inputs: Mapping[str, str]) -> str:
    if kind == "web_space":
        return inputs["host"] if "://" in inputs["host"] else _web_space_target(inputs)
    if kind == "store":
        prefix = inputs["prefix"].strip("/")
        return f"s3://{inputs['bucket'].removeprefix('s3://')}" + (f"/{prefix}" if prefix else "")
    if kind == "git":
        return format_branch(inputs["repository"], inputs["branch"], inputs["branch_folder"])
    return inputs["path"]


def _web_space_target(inputs: Mapping[str, str]) -> str:
    """Return the address of web space; a folder without a leading slash is relative to the login folder."""
    way = inputs["way"] if inputs["way"] in {*WAYS, *OPEN_WAYS} else WAYS[0]
    directory = inputs["directory"].rstrip("/") or ("/" if inputs["directory"] else "")
    if way.startswith("webdav") and not directory.startswith("/"):
        directory = f"/{directory}"
    if inputs["port"] and not inputs["port"].isdecimal():
        raise PublishError(_("the port is a number from 1 to 65535, and an IPv6 address is in brackets"))
    return format_address(Address(way, inputs["user"], inputs["host"].strip("[]"), int(inputs["port"] or 0), directory))


def _endpoint(text: str) -> str:
    return text if not text or "://" in text else f"https://{text}"
