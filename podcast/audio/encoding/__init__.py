"""Encoding of an edited recording to its targets: gain, limiter, one encoding, its verification, mends."""
