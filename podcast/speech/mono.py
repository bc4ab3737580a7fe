"""A whole recording in memory, for those who have to hear all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.audio import decode

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def mono(path: Path, sample_rate: int) -> NDArray[np.float32]:
    """The recording's samples at `sample_rate` (Hz), mixed to one channel, shape (n,); an hour at 16 kHz is 230 MB.

    Raises:
        AudioError: see `podcast.audio.decode.blocks`.
    """
    import numpy as np

    return np.concatenate([block[0] for block in decode.blocks(path, sample_rate, 1)]).astype(np.float32, copy=False)
