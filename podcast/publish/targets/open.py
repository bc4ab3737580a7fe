"""Opens the target that podcast.yaml names: object storage (s3/), web space (web_space/), or a folder (folder.py)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.split_audio.audio_keys import configured_places
from podcast.publish.split_audio.split_target import PlaceTargets, SplitTarget
from podcast.publish.targets.folder import FolderTarget
from podcast.publish.targets.git.branch_address import is_git_address
from podcast.publish.targets.git.open_git import open_git_target
from podcast.publish.targets.retry import Retrier
from podcast.publish.targets.s3.bucket_names import bucket_name_problem
from podcast.publish.targets.s3.client import S3Location
from podcast.publish.targets.s3.s3_target import S3Target
from podcast.publish.targets.target import EXIT_REFUSED, validate_key
from podcast.publish.targets.web_space.addresses import SCHEMES, parse_address
from podcast.publish.targets.web_space.open_files import open_files
from podcast.publish.targets.web_space.web_space_target import WebSpaceTarget
from podcast.publish.targets.wrappers import DryRun, ManifestCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from podcast.model.groups import Publish
    from podcast.publish.protocol.state import AudioPlace
    from podcast.publish.targets.retry import RetryWait
    from podcast.publish.targets.target import Target
    from podcast.publish.targets.web_space.credentials import PasswordPrompt

__all__ = ["DryRun", "FolderTarget", "ManifestCache", "open_single", "open_target"]

MANIFEST_FOLDER: Final = ".podcast/manifests"  # below the show's root
OWN_FOLDERS: Final = ("episodes", "site", "templates", "schema", ".podcast")  # of a show: sources, build and caches


def open_target(
    publish: Publish,
    root: Path,
    on_wait: Callable[[RetryWait], None] | None = None,
    prompt: PasswordPrompt | None = None,
    audio_folder: Callable[[str], str] = str,
) -> Target:
    """Open the target that `podcast.yaml` names; its latest manifest is cached under the show's root.

    Args:
        publish: `publish:` of podcast.yaml. A target without a scheme is a folder, relative to the show's root.
        root: the folder of podcast.yaml.
        on_wait: called in any thread while a request to a server is tried again for more than a few seconds.
        prompt: asks for the password of web space, see `web_space.credentials.Credentials`.
        audio_folder: returns the folder of a place of audio that is named by a path relative to the show's root; where
            that is another root than the publisher's, another path, or it raises PublishError.

    Raises:
        PublishError: it is not a valid target, or one that contains the show itself.
    """

    def open_place(place: AudioPlace) -> Target:
        if is_git_address(place.target):
            sentence = _("{target} cannot have audio alone: audio does not belong into git; name another place")
            raise PublishError(sentence.format(target=place.target), EXIT_REFUSED)
        target = audio_folder(place.target) if _is_relative_folder(place.target) else place.target
        settings = {"target": target, "endpoint": place.endpoint, "region": place.region}
        return open_single(publish.model_copy(update=settings), root, on_wait, prompt)

    places = configured_places(publish)
    audio = PlaceTargets(places, open_place)
    for name in places:
        audio.target(name)  # an address that is wrong is refused at once
    return ManifestCache(SplitTarget(open_single(publish, root, on_wait, prompt), audio), root / MANIFEST_FOLDER)


def _is_relative_folder(target: str) -> bool:
    """Whether a target is a folder that is named by a path relative to the show's root."""
    return "://" not in target and not Path(target).expanduser().is_absolute()


def open_single(
    publish: Publish,
    root: Path,
    on_wait: Callable[[RetryWait], None] | None = None,
    prompt: PasswordPrompt | None = None,
) -> Target:
    """Open a target, without its audio if that is elsewhere; for the arguments see `open_target`.

    Raises:
        PublishError: see there.
    """
    scheme, separator, _rest = publish.target.partition("://")
    target: Target
    if is_git_address(publish.target):
        retrier, has_audio_elsewhere = Retrier(on_wait=on_wait), publish.audio is not None
        target = open_git_target(publish.target, root, retrier, has_audio_elsewhere=has_audio_elsewhere)
    elif not separator:
        target = FolderTarget(_require_separate(Path(publish.target).expanduser(), root))
    elif scheme == "s3":
        target = S3Target(_bucket(publish), Retrier(on_wait=on_wait))
    elif scheme in SCHEMES:
        files = open_files(parse_address(publish.target, insecure=publish.insecure), prompt)
        target = WebSpaceTarget(files, Retrier(on_wait=on_wait))
    else:
        raise PublishError(
            _(
                '"{target}" is not a valid target: {scheme}:// is not supported; write the address of web space '
                "(sftp://user@example.org/folder), s3://bucket/prefix, or a folder"
            ).format(target=publish.target, scheme=scheme)
        )
    return target


def _bucket(publish: Publish) -> S3Location:
    """The bucket and the prefix of an S3 target."""
    bucket, _slash, prefix = publish.target.removeprefix("s3://").partition("/")
    if problem := bucket_name_problem(bucket, is_amazon=publish.endpoint is None):
        raise PublishError(
            _('"{target}" is not a valid target: {problem}').format(target=publish.target, problem=problem)
        )
    prefix = prefix.strip("/")
    return S3Location(bucket, validate_key(prefix) if prefix else "", publish.endpoint, publish.region)


def _require_separate(folder: Path, root: Path) -> Path:
    """Return a folder that neither contains the show nor is part of its sources, its build or its caches."""
    target, show = (root / folder).resolve(), root.resolve()
    own_folders = {name: (show / name).resolve() for name in OWN_FOLDERS}  # each may be a link
    for name, own_folder in own_folders.items():
        if target.is_relative_to(own_folder):
            raise PublishError(
                _(
                    "{target} cannot be the target: {name}/ belongs to the show itself; name another folder in "
                    "`publish: target:`"
                ).format(target=target, name=name)
            )
    if any(path.is_relative_to(target) for path in (show, *own_folders.values())):
        raise PublishError(
            _(
                "{target} cannot be the target: it contains the show itself; name another folder in `publish: target:`"
            ).format(target=target)
        )
    return target
