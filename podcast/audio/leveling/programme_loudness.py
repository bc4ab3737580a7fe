"""Loudness of a programme from the powers of its steps of 20 ms, after a change of gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HOP_STEPS, _BLOCK_HOPS = 5, 4  # 100 ms and 400 ms (BS.1770-4)
_LUFS_OFFSET = -0.691  # BS.1770-4, equation 2
_ABSOLUTE_GATE = 10 ** ((-70 - _LUFS_OFFSET) / 10)


def amplified(powers: NDArray[np.float32], gains: NDArray[np.int16]) -> NDArray[np.float32]:
    """Return powers after gains in hundredths of dB."""
    import numpy as np

    lowest = int(gains.min())
    table = np.array([10 ** (gain / 1000) for gain in range(lowest, int(gains.max()) + 1)], np.float32)
    louder: NDArray[np.float32] = powers * table[gains - np.int16(lowest)]
    return louder


def programme_loudness(powers: NDArray[np.float32]) -> int:
    """Return the integrated loudness of a programme in hundredths of LUFS, from the powers of its steps (BS.1770-4)."""
    import numpy as np

    hops = powers[: powers.size // _HOP_STEPS * _HOP_STEPS].reshape(-1, _HOP_STEPS).sum(axis=1, dtype=np.float64)
    if hops.size < _BLOCK_HOPS:
        return -7000
    blocks = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / (_HOP_STEPS * _BLOCK_HOPS)
    blocks = blocks[blocks > _ABSOLUTE_GATE]
    if not blocks.size:
        return -7000
    loud = blocks[blocks > blocks.mean() / 10]
    return round(100 * (float(10 * np.log10(loud.mean())) + _LUFS_OFFSET))
