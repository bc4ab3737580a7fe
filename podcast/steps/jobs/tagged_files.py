"""Tagged files into the site, each under a name that contains the digest of its bytes; here or on other computers."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from podcast import urls
from podcast.errors import FileError
from podcast.files import atomic, os_errors
from podcast.files.folders import make_folders
from podcast.steps import workers
from podcast.steps.audio_record import TaggedFile
from podcast.steps.jobs import tagging_worker
from podcast.steps.jobs.file_job import FileJob

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from podcast.files.digest import Digest
    from podcast.steps.jobs.tagging_worker import TaggedFileJob


@dataclass(slots=True)
class TaggedFileWriter:
    """Writes tagged files into `site`: on the workers where these write into the show's folder, else in this process.

    Workers write below `staging_area`, on the same disk. `announce` is called with path and digest of each file before
    it gets its name in the site: a build that is killed afterwards leaves no file that no record names.
    """

    site: Path
    staging_area: Path
    announce: Callable[[str, Digest], None]
    executor: Executor | None = None
    _futures: list[Future[Digest]] = field(default_factory=list)

    @property
    def max_pending(self) -> int:
        """How many episodes may be under way at once, which holds their pictures in memory."""
        return 64 if workers.writes_into_folder(self.executor) else 0

    def start(self, job: TaggedFileJob) -> Callable[[], TaggedFile]:
        """Begin a file; the function that is returned puts it in place, and waits for it.

        It raises a DamagedFileError if the master does not have the bytes that were mastered.
        """
        if self.executor is None or not workers.writes_into_folder(self.executor):
            return partial(self._write_here, job)
        staged = self.staging_area / f".{job.episode.slug[:80]}.{secrets.token_hex(4)}.part"
        make_folders(staged.parent)
        inputs = {job.tagging_job.path: job.tagging_job.sha256}
        file_job = FileJob(tagging_worker.write_file, (job, staged), job.episode.slug, inputs, (staged,), is_brief=True)
        future = self.executor.submit(file_job)
        self._futures.append(future)
        return partial(self._place_staged, job, staged, future)

    def stop(self) -> None:
        """Stop what is under way after an error, and remove what is not in place."""
        if self.executor is not None and self._futures:
            workers.stop(self.executor, self._futures)
        shutil.rmtree(self.staging_area, ignore_errors=True)

    def _write_here(self, job: TaggedFileJob) -> TaggedFile:
        name = urls.audio(job.episode.slug, job.tagging_job.fingerprint, job.format_name)
        with atomic.temporary_path(self.site / name, public=True) as temporary:
            return self._place(job, temporary, tagging_worker.write_file(job, temporary))

    def _place_staged(self, job: TaggedFileJob, staged: Path, future: Future[Digest]) -> TaggedFile:
        try:
            digest = future.result()
        except workers.JobKilledError:
            return self._write_here(job)
        except OSError as error:
            raise FileError(os_errors.os_error_message(staged, error)) from error
        make_folders((self.site / urls.audio(job.episode.slug, digest.sha256)).parent, public=True)
        return self._place(job, staged, digest)

    def _place(self, job: TaggedFileJob, temporary: Path, digest: Digest) -> TaggedFile:
        """Give a file its name; it has no state yet."""
        path = urls.audio(job.episode.slug, digest.sha256, job.format_name)
        self.announce(path, digest)
        atomic.put_in_place(temporary, self.site / path, public=True)
        return TaggedFile(path, digest.size, digest.md5, digest.sha256)
