"""Check of a publish against the feed rules: refuse a document that newly breaks a MUST rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from podcast.errors import PublishError
from podcast.feed.rules.rule import grouped_sentences
from podcast.i18n import _
from podcast.publish.targets.target import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podcast.feed.rules.rule import Fault
    from podcast.model.show import Show
    from podcast.publish.protocol.plan import Upload
    from podcast.publish.protocol.prepare import PreparedPublish

# A show whose last episode is withdrawn keeps its feed; whether it may be empty is decided by the build.
# An identifier that is declared to be an address came with an imported show: apps know the episode by it.
_LEFT_TO_THE_BUILD = frozenset({"40", "48"})


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """A fault, and the address of the document that has it."""

    address: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """The faults of a publish.

    Attributes:
        refused: new ones of MUST rules.
        live: those that are live already.
        advised: new ones of SHOULD rules.
        inherited: of MUST rules, in what was published elsewhere before the show moved here.
    """

    refused: tuple[DocumentFault, ...] = ()
    live: tuple[DocumentFault, ...] = ()
    advised: tuple[DocumentFault, ...] = ()
    inherited: tuple[DocumentFault, ...] = ()


def judge_publish(prepared: PreparedPublish, show: Show) -> RuleVerdict:
    """Check every feed document that a publish would upload against the rules, and compare it with the live one.

    Args:
        prepared: the publish.
        show: episodes that were published elsewhere may keep the faults that they came with, and so may the show.

    Raises:
        PublishError: the target cannot be read.
    """
    from podcast.feed.rules.item_rules import NO_TRANSCRIPT
    from podcast.feed.rules.judge import judge_feed, new_faults
    from podcast.publish.headers import FEEDS, phase

    verdicts: dict[str, list[DocumentFault]] = {"refused": [], "live": [], "advised": [], "inherited": []}
    elsewhere = {episode.guid for episode in show.episodes if episode.is_passthrough}
    if elsewhere:
        elsewhere.add("")  # the show itself
    feeds = [upload for upload in prepared.plan.uploads if phase(upload.key) in FEEDS]
    faults = {upload.key: judge_feed(_built_bytes(prepared, upload)) for upload in feeds}
    live_documents = _live_documents(prepared, [key for key, document_faults in faults.items() if document_faults])
    for key, document_faults in faults.items():
        new = set(new_faults(live_documents, document_faults))
        for fault in document_faults:
            if fault.rule.level == "MUST":
                is_new = fault in new and fault.rule.number not in _LEFT_TO_THE_BUILD
                verdict = "live" if not is_new else "inherited" if fault.guid in elsewhere else "refused"
                verdicts[verdict].append(DocumentFault(key, fault))
            elif fault in new and fault.rule != NO_TRANSCRIPT:  # `podcast check` has a hint about it
                verdicts["advised"].append(DocumentFault(key, fault))
    return RuleVerdict(**{verdict: tuple(document_faults) for verdict, document_faults in verdicts.items()})


def _built_bytes(prepared: PreparedPublish, upload: Upload) -> bytes:
    return upload.data if upload.data is not None else (prepared.site.folder / upload.key).read_bytes()


def _live_documents(prepared: PreparedPublish, keys: Iterable[str]) -> tuple[bytes, ...]:
    """Read the live versions of documents with faults."""
    stored = (prepared.target.get(key) for key in keys)
    return tuple(item[0] for item in stored if item)


def refuse_faults(verdict: RuleVerdict) -> None:
    """Refuse a publish whose feed would break a rule that the live feed keeps.

    Raises:
        PublishError: with a sentence for each fault.
    """
    if verdict.refused:
        sentence = _("{lines}\nNothing was changed: stores or apps would refuse or misread this feed")
        raise PublishError(sentence.format(lines="\n".join(_grouped(verdict.refused))), EXIT_REFUSED)


def fault_lines(verdict: RuleVerdict) -> tuple[str, ...]:
    """Return a line for each rule that the feed breaks without being refused."""
    live = (_("live already: {fault}").format(fault=line) for line in _grouped(verdict.live))
    inherited = (_("as it was at the old host: {fault}").format(fault=line) for line in _grouped(verdict.inherited))
    return (*live, *inherited, *_grouped(verdict.advised))


def _grouped(faults: Iterable[DocumentFault]) -> Iterator[str]:
    """Yield a sentence for each rule; the feeds of seasons repeat the faults of the show's, which are named once."""
    seen: set[Fault] = set()
    by_address: dict[str, list[Fault]] = {}
    for document_fault in sorted(faults, key=lambda document_fault: document_fault.address.count("/")):
        if document_fault.fault not in seen:
            seen.add(document_fault.fault)
            by_address.setdefault(document_fault.address, []).append(document_fault.fault)
    for address, document_faults in by_address.items():
        for sentence in grouped_sentences(document_faults):
            yield _("{feed}: {fault}").format(feed=address, fault=sentence)
