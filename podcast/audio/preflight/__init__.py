"""Pre-flight: faults of a recording itself, found before it is mastered.

Entry point: `analysis.analyse`. A new kind of fault is a kind in `fault`, and a function that yields it in `levels`,
`clipping` or `spectrum`; `podcast.checks.audio_hints` has its words.
"""
