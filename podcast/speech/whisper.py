"""Whisper, by faster-whisper (the extra `transcribe`), with a model that is on this disk.

Nothing is ever fetched: faster-whisper downloads a model that is named instead of pointed to, and a tokenizer that a
model's folder lacks, so both have to be there before it is asked.
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

WANTED = ("model.bin", "config.json", "tokenizer.json")  # what a converted model holds and faster-whisper needs
_BEAMS = 5  # guesses followed at once, Whisper's own choice


class Whisper:
    """A model that was read.

    Args:
        model: its folder, as converted for CTranslate2.
        language: of the show, as `de` or `de-AT`.

    Raises:
        PodcastError: the extra or a file of the model is missing, or the model does not know the language.
    """

    def __init__(self, model: Path, language: str) -> None:
        missing = [name for name in WANTED if not (model / name).is_file()]
        if missing:
            sentence = _(
                "{model}: there is no {names} in it; name the folder of a Whisper model converted for CTranslate2; "
                "nothing is downloaded"
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
                _("{model}: is no model that can be read ({error}); convert or copy it again").format(
                    model=model, error=error
                )
            ) from error
        self._language = spoken(model, language, multilingual=bool(self._model.model.is_multilingual))

    def words(self, sound: NDArray[np.float32]) -> Iterator[Word]:
        """See `Engine`."""
        found, _ = self._model.transcribe(
            sound, language=self._language, word_timestamps=True, vad_filter=True, beam_size=_BEAMS
        )
        for segment in found:
            yield from (Word(float(one.start), float(one.end), one.word.strip()) for one in segment.words or ())


def spoken(model: Path, language: str, *, multilingual: bool) -> str:
    """The language that is asked for.

    Raises:
        PodcastError: an English-only model is to hear another one: it would make up fluent English, without a warning.
    """
    code = language.partition("-")[0]
    if not multilingual and code != "en":
        sentence = _(
            "{model}: knows only English, and the show speaks {code}: it would invent English sentences; "
            "take a multilingual model (its name does not end in .en)"
        )
        raise PodcastError(sentence.format(model=model, code=code))
    return code
