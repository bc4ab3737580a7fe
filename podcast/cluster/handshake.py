"""The handshake with the workers of a cluster, before the first job.

A worker with another version of the encoder would give other bytes under the same name, and one without the show's
folder would blame a recording that it does not see. Versions are compared here alone: they are no part of a master's
fingerprint, or an update of a library would master every episode anew.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from podcast.cluster.store import RecordingStore
from podcast.errors import PodcastError, PublishError
from podcast.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.cluster.cluster_job import ClusterJob, Token
    from podcast.publish.targets.s3.client import S3Location

PROGRAM: Final = "podcast-from-a-folder"
PACKAGES: Final = (PROGRAM, "av", "numpy", "lameenc")  # the bytes of a master depend on them
RECOGNITION_PACKAGES: Final = ("faster-whisper", "ctranslate2")  # those of a transcript, as well
_TOKEN_BYTES = 100  # that are read of a token at most
_greeted: set[str] = set()  # the tokens that this worker has compared


def local_versions(packages: Iterable[str]) -> dict[str, str]:
    """The versions of packages here, empty where one is not installed, and under "" a digest of the program's code."""
    return {name: _version(name) for name in packages} | {"": _program_digest()}


def compare(client: Any, versions: Mapping[str, str], token: Token, location: S3Location | None) -> None:
    """Compare all workers with this computer.

    Raises:
        PodcastError: a worker has another version of a package, or does not see the folder or the store.
    """
    packages = [name for name in versions if name]
    remote = client.get_versions(packages=packages)
    scheduler = remote["scheduler"]["packages"]
    _require_versions(_("the scheduler"), {PROGRAM: versions[PROGRAM]}, scheduler)
    for address, facts in sorted(remote["workers"].items()):
        _require_versions(_worker(address), {name: versions[name] for name in packages}, facts["packages"])
    for address, (digest, content) in sorted(client.run(read_facts, token, location).items()):
        _require_facts(_worker(address), versions[""] == digest, token, content)


def read_facts(token: Token, location: S3Location | None) -> tuple[str, str]:
    """Return the digest of the program's code on this worker, and the content of the token; empty if it is not seen."""
    try:
        if location is None:
            return _program_digest(), Path(token.place).read_bytes()[:_TOKEN_BYTES].decode(errors="replace")
        return _program_digest(), RecordingStore(location).read_token(str(token.place))
    except OSError:
        return _program_digest(), ""
    except PublishError as error:
        return _program_digest(), str(error)


def require_same(job: ClusterJob) -> None:
    """Compare this worker with the caller of a job, once: it may have come after the handshake with all others.

    Raises:
        PodcastError: it has another version of a package, or does not see the folder or the store.
    """
    if job.token.content in _greeted:
        return
    worker = worker_name()
    versions = local_versions(name for name in job.versions if name)
    _require_versions(worker, {name: value for name, value in job.versions.items() if name}, versions)
    digest, content = read_facts(job.token, job.store)
    _require_facts(worker, digest == job.versions[""], job.token, content)
    _greeted.add(job.token.content)


def worker_name() -> str:
    """The name of this worker in messages."""
    from distributed import get_worker

    return _worker(get_worker().address)


def _worker(address: str) -> str:
    return _("worker {place}").format(place=address.rpartition("/")[2])


def _require_versions(computer: str, versions: Mapping[str, str], remote: Mapping[str, str | None]) -> None:
    for package, local_version in versions.items():
        remote_version = remote.get(package)
        if not remote_version:
            sentence = _("{computer}: {package} is not installed there; install {package} {version}")
            raise PodcastError(sentence.format(computer=computer, package=package, version=local_version))
        if local_version and remote_version != local_version:
            sentence = _("{computer}: has {package} {theirs}, but this computer has {ours}; install the same version")
            raise PodcastError(
                sentence.format(computer=computer, package=package, theirs=remote_version, ours=local_version)
            )


def _require_facts(computer: str, is_same_program: bool, token: Token, content: str) -> None:  # noqa: FBT001 -- a fact, not a switch
    if not is_same_program:
        sentence = _("{computer}: has other code of podcast under the same version; install the same code")
        raise PodcastError(sentence.format(computer=computer))
    if content == token.content:
        return
    if isinstance(token.place, Path):
        sentence = _(
            "{computer}: does not see the folder {folder}; mount it there under the same path, or set `cluster: "
            "{{store: s3://…}}` in podcast.yaml (see `podcast docs cluster`)"
        )
        raise PodcastError(sentence.format(computer=computer, folder=token.place.parent.parent))
    sentence = _("{computer}: cannot read the store of `cluster:` ({reason}); set its credentials there")
    raise PodcastError(sentence.format(computer=computer, reason=content or _("the test object is missing")))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@cache
def _program_digest() -> str:
    """A digest of all modules of the package: a checkout has the same version for many states of its code."""
    import podcast

    package, digest = Path(podcast.__file__).parent, hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
