"""The language of the desktop where no variable of the environment names one, as on Windows."""

from __future__ import annotations

from functools import cache

from podcast.platform.rules import WINDOWS_RULES


@cache
def desktop_language() -> str:
    """The locale of the user's desktop, such as `de_DE`; empty where the environment is to name it."""
    if not WINDOWS_RULES:
        return ""
    import ctypes
    import locale

    windll = getattr(ctypes, "windll", None)
    number = windll.kernel32.GetUserDefaultUILanguage() if windll else 0
    return locale.windows_locale.get(number, "")
