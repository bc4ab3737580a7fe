"""The words of hints about recordings: for each kind of fault what is wrong, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podcast.i18n import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

# Kind of fault -> message and remedy. {where}: places; {value}: without its sign.
MESSAGES: Mapping[str, tuple[str, str]] = {
    "clipping": (
        gettext_noop("is clipped (flattened peaks): {where}"),
        gettext_noop("record at a lower level; a declipper can only guess what is lost"),
    ),
    "digital silence": (
        gettext_noop("has digital silence: {where}"),
        gettext_noop("check whether the recorder stopped there or something was cut out; cuts: removes such places"),
    ),
    "pause": (
        gettext_noop("has long pauses: {where}"),
        gettext_noop("shorten them with audio: {shorten_pauses: 2.0}, or ignore this hint if they are intentional"),
    ),
    "imbalance": (
        gettext_noop("is {value} dB louder in one channel than in the other"),
        gettext_noop("balance the channels, or export it in mono"),
    ),
    "inverted": (
        gettext_noop("has one inverted channel: on a single loudspeaker much of it is lost"),
        gettext_noop("invert one of the two channels in your editor"),
    ),
    "offset": (
        gettext_noop("has a DC offset; mastering removes it"),
        gettext_noop("check the sound card or the cable before the next recording"),
    ),
    "hum": (
        gettext_noop("has mains hum at {value} Hz"),
        gettext_noop("find the cable or power supply that causes it; audio: {denoise: light} filters it out"),
    ),
    "quiet passage": (
        gettext_noop("is {value} dB quieter than the rest: {where}"),
        gettext_noop("raise the level of that passage, or have it done by audio: {level: true}"),
    ),
    "telephone": (
        gettext_noop("sounds like a telephone call: nothing above {value} Hz"),
        gettext_noop("have everyone record locally and send the file"),
    ),
    "lossy": (
        gettext_noop("was compressed before or has a low sample rate: nothing above {value} Hz"),
        gettext_noop("use the original recording as WAV or FLAC"),
    ),
    "low bit rate": (
        gettext_noop("has only {value} kbit/s, which is audible"),
        gettext_noop("use the original recording as WAV or FLAC"),
    ),
    "speakers apart": (
        gettext_noop("has a speaker who is {value} dB quieter than the other: {where}"),
        gettext_noop("have both levelled by audio: {level: true}, or raise the quieter one in your editor"),
    ),
    "noise": (
        gettext_noop("is noisy: the voices are only {value} dB above the noise"),
        gettext_noop("reduce the noise with audio: {denoise: light}, and next time move closer to the microphone"),
    ),
    "reverberation": (
        gettext_noop("is very reverberant"),
        gettext_noop("next time move closer to the microphone, in a room with carpets and curtains"),
    ),
    "clicks": (
        gettext_noop("has clicks: {where}"),
        gettext_noop("repair them in your editor, and check cables and the sample rate of the sound card"),
    ),
    "dropouts": (
        gettext_noop("has dropouts of some milliseconds: {where}"),
        gettext_noop("use another copy if there is one; a slow disk or a busy computer causes them"),
    ),
    "echo": (
        gettext_noop("has an echo after {value} ms"),
        gettext_noop("leave out the second microphone or the loudspeaker that has the same voice"),
    ),
    "soft clipping": (
        gettext_noop("is saturated (rounded peaks)"),
        gettext_noop("record at a lower level: a preamplifier or a plug-in was driven too far"),
    ),
    "plosives": (
        gettext_noop("has popping plosives: {where}"),
        gettext_noop("use a pop filter, or speak past the microphone; audio: {highpass: true} reduces them"),
    ),
}
# Of kinds that also occur in parts of a recording.
PART_MESSAGES: Mapping[str, str] = {
    "hum": gettext_noop("has mains hum at {value} Hz: {where}"),
    "noise": gettext_noop("is noisy: the voices are only {value} dB above the noise: {where}"),
    "telephone": gettext_noop("sounds like a telephone call: {where}"),
}
DEAD_CHANNEL_MESSAGES = (
    gettext_noop("has a silent right channel"),
    gettext_noop("has a silent left channel"),
    gettext_noop("export it in mono, or write audio: {channels: mono}"),
)
DEAD_CHANNEL_PART_MESSAGES = (
    gettext_noop("has a silent right channel: {where}"),
    gettext_noop("has a silent left channel: {where}"),
    gettext_noop("check cable and microphone, and export the other channel in mono"),
)
