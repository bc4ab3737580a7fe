"""Roles of people, as the Podcast Taxonomy names them, and the group of each.

Source: Podcast Taxonomy, whose names `podcast:person` of the Podcast Namespace uses.
"""

from __future__ import annotations

# A role that is in no group here belongs to the cast, the default of `podcast:person`.
_GROUPS = {
    "creative direction": "director, assistant director, executive producer, senior producer, producer, "
    "associate producer, development producer, creative director",
    "writing": "author, editorial director, co-writer, writer, songwriter, guest writer, story editor, "
    "managing editor, script editor, script coordinator, researcher, editor, fact checker, translator, transcriber, "
    "logger",
    "audio production": "studio coordinator, technical director, technical manager, audio engineer, "
    "remote recording engineer, post production engineer",
    "audio post-production": "audio editor, sound designer, foley artist, composer, theme music, music production, "
    "music contributor",
    "administration": "production coordinator, booking coordinator, production assistant, content manager, "
    "marketing manager, sales representative, sales manager",
    "visuals": "graphic designer, cover art designer",
    "community": "social media manager",
    "misc.": "consultant, intern",
    "video production": "camera operator, lighting designer, camera grip, assistant camera",
    "video post-production": "assistant editor",
}
ROLE_GROUPS = {role: group for group, roles in _GROUPS.items() for role in roles.split(", ")}

# The cast; `interviewer` is no word of the taxonomy, but the site has a heading for it.
CAST = ("host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter", "interviewer")

ROLES: tuple[str, ...] = (*CAST, *ROLE_GROUPS)
