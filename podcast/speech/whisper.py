"""Whisper, by faster-whisper (the extra `transcribe`), with a model on the local disk.

Nothing is downloaded: faster-whisper downloads a model that is given by name instead of by path, and a tokenizer that
is missing in a model's folder, so both are checked before it is called.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from podcast.errors import PodcastError
from podcast.i18n import _
from podcast.speech.engine import Word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MODEL_FILES = ("model.bin", "config.json", "tokenizer.json")  # the files of a converted model that faster-whisper needs
_BEAM_SIZE = 5  # hypotheses followed at once; Whisper's default


class Whisper:
    """A Whisper model, loaded from a folder.

    Args:
        model: its folder, as converted for CTranslate2.
        language: of the episode, as `de` or `de-AT`.

    Raises:
        PodcastError: the extra or a file of the model is missing, or the model does not support the language.
    """

    def __init__(self, model: Path, language: str) -> None:
        missing = [name for name in MODEL_FILES if not (model / name).is_file()]
        if missing:
            sentence = _(
                "{model}: {names} is missing; name the folder of a Whisper model converted for "
                "CTranslate2 (nothing is downloaded)"
            )
            raise PodcastError(sentence.format(model=model, names=", ".join(missing)))
        if find_spec("faster_whisper") is None:
            raise PodcastError(
                _("faster-whisper is not installed; run `python -m pip install 'podcast-from-a-folder[transcribe]'`")
            )
        from faster_whisper import WhisperModel

        try:
            self._model: Any = WhisperModel(str(model), device="cpu", compute_type="int8", local_files_only=True)
        except (RuntimeError, ValueError) as error:
            raise PodcastError(
                _("{model}: is not a readable model ({error}); convert or copy it again").format(
                    model=model, error=error
                )
            ) from error
        self._language = require_language(model, language, multilingual=bool(self._model.model.is_multilingual))

    def words(self, sound: NDArray[np.float32]) -> Iterator[Word]:
        """Yield the recognised words; see `Engine`."""
        segments, _info = self._model.transcribe(
            sound, language=self._language, word_timestamps=True, vad_filter=True, beam_size=_BEAM_SIZE
        )
        for segment in segments:
            yield from (Word(float(word.start), float(word.end), word.word.strip()) for word in segment.words or ())


def require_language(model: Path, language: str, *, multilingual: bool) -> str:
    """Return the language code for Whisper.

    Raises:
        PodcastError: the model supports only English, and the language is another one: such a model makes up fluent
            English without a warning.
    """
    code = language.partition("-")[0]
    if not multilingual and code != "en":
        sentence = _(
            "{model}: supports only English, but the show is in {code}: it would invent English "
            "sentences; use a multilingual model (its name does not end in .en)"
        )
        raise PodcastError(sentence.format(model=model, code=code))
    return code
