"""All levels and thresholds of the faults that are read from frames and from single samples, in one table.

They were set with the tuning half of `bench/preflight.py`, so that clean sounds stay without faults.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Speech:
    """When a window of ten seconds is speech; see `speech.SpeechMap` for the measures."""

    below_loud_db: float = 25.0
    min_colour_db: float = 5.3  # whispering has less
    max_colour_db: float = 10.3  # drums have more
    max_beat: float = 0.27
    min_syllables: float = 0.28
    max_fast: float = 0.14
    min_windows: int = 3
    min_share: float = 0.5  # of the windows with sound, for faults of speech


SPEECH = _Speech()


@dataclass(frozen=True, slots=True)
class _Clicks:
    """When a sample is a click."""

    min_amplitude: float = 0.01  # full scale 1.0
    min_ratio: float = 8.0  # to the second difference around it
    reach_samples: int = 200
    max_per_block: int = 20  # of a second: more are a sound
    max_per_second: float = 2.0  # of the recording
    max_places: int = 100
    merge_seconds: float = 0.02  # both channels have the same click


CLICKS = _Clicks()


@dataclass(frozen=True, slots=True)
class _Dropouts:
    """When a run of equal samples is a dropout."""

    min_seconds: float = 0.004
    max_seconds: float = 0.15  # longer ones are cuts or pauses
    max_step: float = 1.6e-5  # half a step of 16 bits
    reach_samples: int = 220
    min_peak: float = 0.01
    min_step: float = 0.1  # of the peak beside it, at one end at least
    near_samples: int = 40
    min_near_peak: float = 0.15  # of the peak beside it, at both ends: before a plosive, voices fall silent softly
    max_quantisation_step: float = 2e-3  # full scale 1.0


DROPOUTS = _Dropouts()


@dataclass(frozen=True, slots=True)
class _Echo:
    """When a line of the cepstrum is an echo."""

    max_cepstra: int = 120  # of a recording
    min_cepstra: int = 8
    low_hz: float = 200.0
    high_hz: float = 6200.0
    smooth_hz: float = 75.0
    min_seconds: float = 0.015
    max_seconds: float = 0.13
    min_gain: float = 0.1
    min_clearness: float = 3.0
    min_agreement: float = 0.7
    min_voiced_share: float = 0.15
    max_voiced_share: float = 0.85


ECHO = _Echo()


@dataclass(frozen=True, slots=True)
class _Speakers:
    """When two groups of turns are two speakers at different levels; see `voice_turns`. A frame is 20 ms."""

    over_floor_db: float = 9.0
    pause_frames: int = 10  # shorter ones are within a phrase
    phrase_frames: int = 40  # shorter ones may be drums
    min_colour_db: float = 4.3  # the treble of a phrase against its level; notes have less, drums more
    max_colour_db: float = 10.5
    min_gap_db: float = 6.0
    min_seconds_by_transcript: float = 10.0  # of each speaker


SPEAKERS = _Speakers()


@dataclass(frozen=True, slots=True)
class _Voicing:
    """When a frame of 60 ms is voiced."""

    max_seconds: int = 120  # of a recording
    min_hz: float = 70.0
    max_hz: float = 350.0
    min_strength: float = 0.6
    min_frames: int = 20
    min_spread_semitones: float = 1.0


VOICING = _Voicing()


@dataclass(frozen=True, slots=True)
class _Noise:
    """When speech is too close to the noise."""

    max_snr_db: float = 18.0
    loud_over_mean_db: float = 0.0
    max_beat: float = 0.22
    min_syllables: float = 0.35
    max_slow: float = 0.45
    max_floor_change_db: float = 1.5
    min_voiced_share: float = 0.15


NOISE = _Noise()


@dataclass(frozen=True, slots=True)
class _Reverberation:
    """When a room is too reverberant; the measures are medians of all windows with sound."""

    min_slow: float = 0.62
    max_syllables: float = 0.37
    max_beat: float = 0.3
    min_colour_db: float = 3.5
    max_colour_db: float = 8.5
    max_fall_db: float = 12.0  # in 0.1 s
    min_decay_seconds: float = 0.2  # by 15 dB
    max_decays: int = 5000
    min_voiced_share: float = 0.15
    max_voiced_share: float = 0.75  # instruments have more


REVERBERATION = _Reverberation()


@dataclass(frozen=True, slots=True)
class _Saturation:
    """When loud frames are saturated: strongly by the first three measures, or lightly by the others."""

    min_share: float = 0.2  # of the loud frames that touch the ceiling
    max_slope: float = 0.66  # of the peak against the level
    max_crest_db: float = 7.8
    min_light_share: float = 0.025
    top_db: float = 1.5  # below the ceiling: the highest peaks …
    usual_db: tuple[float, float] = (5.0, 8.0)  # … and usual ones
    min_frames: int = 30  # of each
    max_top_crest_db: float = 8.6
    min_crest_fall_db: float = 1.25  # from the usual peaks to the highest; unsaturated voices have at most 1.0


SATURATION = _Saturation()


@dataclass(frozen=True, slots=True)
class _Plosives:
    """When bursts of bass are plosives."""

    over_speech_db: float = 3.0  # over the loud frames of speech
    min_rise_db: float = 12.0
    min_count: int = 4
    min_per_minute: float = 0.3
    max_per_minute: float = 40.0


PLOSIVES = _Plosives()


@dataclass(frozen=True, slots=True)
class _Hum:
    """When a tone is a hum."""

    min_audible_dbfs: float = -80.0
    min_seconds: int = 8  # with sound; with fewer nothing is reported
    min_db: float = 10.0  # over the frequencies beside it
    min_lone_db: float = 20.0  # if only the mains' own frequency stands out
    tolerance_hz: float = 0.3  # a bass plays other notes
    max_variation_db: float = 5.0  # from the tenth percentile to the median
    max_multiple: int = 8
    below_loud_db: float = 6.0  # of all tones: nearer to the loud seconds they are the programme
    min_burst_seconds: int = 5
    times_chance: float = 5.0
    max_burst_spread_db: float = 8.0  # of its level, half of the seconds
    burst_below_loud_db: float = 10.0


HUM = _Hum()


@dataclass(frozen=True, slots=True)
class _DeadPart:
    """When a channel has failed for a while."""

    min_seconds: float = 4.0
    below_loud_db: float = 20.0
    min_difference_db: float = 18.0  # of each reading with sound
    min_usual_difference_db: float = 28.0  # of their median
    max_other_difference_db: float = 12.0  # elsewhere
    min_share: float = 0.9  # of the readings elsewhere


DEAD_PART = _DeadPart()


@dataclass(frozen=True, slots=True)
class _TelephonePart:
    """When a passage is of telephone quality."""

    below_loud_db: float = 20.0
    min_drop_db: float = 28.0  # from 3 to 5 kHz
    min_sloping_drop_db: float = 14.0  # the same for a line that ends gently, in the median of three spectra …
    min_bass_drop_db: float = 15.0  # … and also from 400 to 1000 Hz to what is below 200 Hz
    max_usual_bass_drop_db: float = 10.0  # elsewhere
    max_usual_drop_db: float = 20.0  # elsewhere
    min_treble_db: float = 10.0  # more elsewhere: 4.2 to 5.6 kHz
    min_spectra: int = 3
    min_seconds: float = 8.0  # all passages together


TELEPHONE_PART = _TelephonePart()
