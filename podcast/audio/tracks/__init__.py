"""Mix the tracks of an episode: one recording for each microphone, and music.

First pass over each track (levels, envelopes) → clocks compared (offset, drift) → who speaks when → gain of each track
along the time (level of the speaker, bleed, ducking) → mix. Everything but the samples themselves is kept in steps of
20 ms, so that memory does not grow with them.
"""
