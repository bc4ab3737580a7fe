"""Pre-flight: faults of a recording itself, found before it is mastered.

Entry point: `analysis.analyse`, which feeds `detectors.RecordingAnalyser`. A new kind of fault is a kind in `fault`, a
function that yields it in the module that has its measures (`level_readings`, `clipping`, `spectrum`, `frames`), a
call in `detectors`, and a row in `thresholds`; `podcast.checks.audio_hint_messages` has its words.
"""
