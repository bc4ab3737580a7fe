"""The report of an import as an HTML page: what was found, what differs and why, and the steps of the move.

One file without scripts and without anything from elsewhere. It is never published.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from podcast.i18n import _, gettext_noop, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Template

# The words of the page, by the names that its template uses.
_WORDS: Final = {
    "title": gettext_noop("Import of a show"),
    "source": gettext_noop("Old feed"),
    "folder": gettext_noop("Folder"),
    "first": gettext_noop("Old feed"),
    "second": gettext_noop("New feed"),
    "show": gettext_noop("The show"),
    "missing": gettext_noop("missing"),
    "equal": gettext_noop("Nothing was lost: the new feed gives back every episode."),
    "harmless": gettext_noop("Nothing that matters was lost; some values differ, each for a reason."),
    "different": gettext_noop("Something is left that matters."),
    "unproved": gettext_noop("podcast.yaml has problems, so that there is no feed to compare yet."),
    "without_audio": gettext_noop("The audio is still at the old host and was not compared."),
    "findings": gettext_noop("What was found"),
    "failed": gettext_noop("Not fetched"),
    "problems": gettext_noop("Left to do in the folder"),
    "changed": gettext_noop("Episodes that differ"),
    "unchanged_fields": gettext_noop("Episodes with values that differ for a reason"),
    "steps": gettext_noop("The move"),
    "steps_later": gettext_noop(
        "The steps at the old host follow once everything is fetched and nothing differs that matters."
    ),
}
# Kinds of findings in the order of the page: the most important first.
_KINDS: Final = {
    "to do": gettext_noop("For you to decide"),
    "lost": gettext_noop("Lost"),
    "kept": gettext_noop("Kept as it was, though it breaks a rule"),
    "repaired": gettext_noop("Repaired"),
}


def import_page(details: Mapping[str, Any], language: str) -> bytes:
    """Render the report of an import as HTML.

    Args:
        details: the part `show` of the document that the command prints.
        language: of the person who reads it, `de` or `en`.
    """
    items = details["feed"]["items"]
    count = ngettext("{count} item", "{count} items", items).format(count=items)
    rendered = _template().render(
        details=details,
        count=count,
        verdict=_verdict(details),
        counts=_proof_sentence(details),
        kinds=[(_(name), _by_rule(details["findings"], kind)) for kind, name in _KINDS.items()],
        episodes=_episodes(details),
        language=language,
        words={name: _(text) for name, text in _WORDS.items()},
        translate=_,
    )
    return f"{rendered}\n".encode()


def _verdict(details: Mapping[str, Any]) -> str:
    """Return the name of the sentence that says how the import ended."""
    proof = details["proof"]
    if proof is None:
        return "unproved"
    if details["failed"] or not proof["lossless"]:
        return "different"
    return "harmless" if proof["show"] or proof["episodes"] else "equal"


def _proof_sentence(details: Mapping[str, Any]) -> str:
    proof = details["proof"]
    sentence = _("proof: {equal} of {compared} episodes equal")
    return sentence.format(equal=proof["equal"], compared=proof["compared"]) if proof else ""


def _by_rule(findings: Iterable[Mapping[str, Any]], kind: str) -> list[list[Mapping[str, Any]]]:
    """Return the findings of a kind, those of one rule together."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for finding in findings:
        if finding["kind"] == kind:
            groups.setdefault(finding["rule"], []).append(finding)
    return list(groups.values())


def _episodes(details: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the episodes that differ, in two groups with their headings: those that matter first."""
    episodes = details["proof"]["episodes"] if details["proof"] else []
    groups: dict[str, list[Mapping[str, Any]]] = {"changed": [], "unchanged_fields": []}
    for episode in episodes:
        matters = any(difference["matters"] for difference in episode["fields"])
        groups["changed" if matters else "unchanged_fields"].append(episode)
    return [(_(_WORDS[name]), group) for name, group in groups.items() if group]


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    environment = Environment(loader=PackageLoader("podcast.report", ""), autoescape=True, **options)
    return environment.get_template("import.html")
