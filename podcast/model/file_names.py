"""Names and endings of the files of a show. Imports nothing: the completion of the shell needs them at once."""

from __future__ import annotations

SHOW_FILE = "podcast.yaml"  # in the root of a show
EPISODE_FILE = "episode.yaml"  # in the folder of an episode
APPROVALS_FILE = "approvals.yaml"  # in the folder of an episode: who has approved it
EPISODES = "episodes"  # the folder of all episodes
STAND_IN_COVER = "cover-stand-in.jpg"  # drawn by an import for a show whose cover could not be had

# Recordings are recognised by their content; these names are looked for in an episode's folder.
AUDIO_SUFFIXES = (
    *(".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".amr", ".ape"),
    *(".au", ".bwf", ".caf", ".dsf", ".dss", ".dts", ".eac3", ".m4b", ".mka", ".mp2", ".mpc", ".oga", ".qcp", ".ra"),
    *(".rf64", ".shn", ".snd", ".spx", ".tak", ".tta", ".voc", ".w64", ".wma", ".wv"),
)
VIDEO_SUFFIXES = (
    *(".3g2", ".3gp", ".asf", ".avi", ".flv", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"),
    *(".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv"),
)
TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".json", ".txt", ".sbv", ".ttml", ".dfxp")
OTHER_TRANSCRIPT_SUFFIXES = (".docx", ".tsv", ".xml")
PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png")
OTHER_PICTURE_SUFFIXES = (".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".gif", ".bmp")
HTML_SUFFIX = ".html"  # of notes
