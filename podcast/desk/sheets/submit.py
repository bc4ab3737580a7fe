"""A sent form: its changes are saved field by field; what cannot be saved stays in the form, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from podcast.authoring.edited_file import parse_field
from podcast.authoring.yaml_nodes import value_at
from podcast.desk.forms.edits import FormChange, moved_item, sent_changes, sent_text
from podcast.desk.forms.field_view import Message
from podcast.desk.forms.form_field import form_field
from podcast.desk.saving.field_saves import FieldEdit, save_field
from podcast.desk.saving.outcomes import Conflict, Refused, conflicts_url
from podcast.desk.sheets.known_people import completed_person
from podcast.desk.sheets.sheet import RejectedFields, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podcast.desk.desk_session import Desk
    from podcast.desk.saving.outcomes import Outcome

    Form = Mapping[str, Sequence[str]]

DIGEST, ACTION = "digest", "do"


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a sent form: where a conflict waits, what was rejected, whether anything was saved."""

    conflict: str | None = None
    rejected: RejectedFields = field(default_factory=RejectedFields)
    is_changed: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether all of it was saved."""
        return self.conflict is None and not self.rejected.messages

    def with_messages(self, messages: Mapping[str, tuple[Message, ...]]) -> Submission:
        """Return it with further fields that cannot be saved."""
        all_messages = {**self.rejected.messages, **messages}
        return replace(self, rejected=replace(self.rejected, messages=all_messages))


def submit(desk: Desk, sheet: Sheet, names: Iterable[str], form: Form) -> Submission:
    """Save what a form changes, then carry out the action of the button that sent it.

    Args:
        desk: of the show.
        sheet: the file as it is now, and the page of the form.
        names: of the fields that the page shows.
        form: the values of all inputs by name.
    """
    names = tuple(name for name in names if name in sheet.model.model_fields)
    digest = next(iter(form.get(DIGEST, ())), sheet.digest)
    changes = [_completed(desk, change) for change in sent_changes(sheet.model, sheet.fields, names, form)]
    submission = save_changes(desk, sheet, changes, digest)
    action = next(iter(form.get(ACTION, ())), "")
    if submission.is_accepted and action:
        now = Sheet.open(desk, sheet.slug, sheet.page)
        submission = save_changes(desk, now, _action_changes(now, action), now.digest)
    if submission.is_accepted:
        return submission
    texts = {**dict(_sent_texts(sheet, names, form))}
    return replace(submission, rejected=replace(submission.rejected, texts=texts))


def save_changes(desk: Desk, sheet: Sheet, changes: Iterable[FormChange], digest: str) -> Submission:
    """Save changes one after the other; the others are saved although one cannot be.

    Args:
        desk: of the show.
        sheet: the file.
        changes: of its fields.
        digest: of the file that the form was loaded from.
    """
    messages: dict[str, tuple[Message, ...]] = {}
    conflicts: list[Conflict] = []
    is_changed = False
    for change in changes:
        outcome: Outcome = save_field(desk, FieldEdit(sheet.slug, change.field, change.old, change.new, digest))
        if isinstance(outcome, Conflict):
            conflicts.append(outcome)
        elif isinstance(outcome, Refused):
            messages[_message_field(sheet, change.field)] = (Message("problem", outcome.message),)
        else:
            digest, is_changed = outcome.digest, is_changed or outcome.is_changed
    if is_changed:
        desk.saved_at = desk.now()
    return Submission(conflicts_url(conflicts) or None, RejectedFields(messages=messages), is_changed)


def _message_field(sheet: Sheet, name: str) -> str:
    """Return the field that shows the reason for a refusal: for an item that is new, its list."""
    loc = parse_field(name)
    return name if value_at({**sheet.fields}, loc) is not None or len(loc) == 1 else name.rpartition("[")[0] or name


def _completed(desk: Desk, change: FormChange) -> FormChange:
    """Return a change with what is known of a person who is added to an episode."""
    is_person = change.field.startswith("people[") and change.old is None and isinstance(change.new, dict)
    if not is_person or not isinstance(change.new, dict):
        return change
    return replace(change, new=completed_person(desk.show().fields, change.new))


def _action_changes(sheet: Sheet, action: str) -> Iterator[FormChange]:
    """Yield the change of a button: `remove:people[2]`, `up:people[2]`, `down:people[2]`."""
    verb, _colon, name = action.partition(":")
    loc = parse_field(name) if name else ()
    values = {**sheet.fields}
    present = value_at(values, loc) if loc else None
    if present is None:
        return
    if verb == "remove":
        yield FormChange(name, present, None)
    elif verb in {"up", "down"} and isinstance(loc[-1], int):
        items = value_at(values, loc[:-1])
        if isinstance(items, list) and (moved := moved_item(items, loc[-1], -1 if verb == "up" else 1)):
            yield FormChange(name.rpartition("[")[0], items, moved)


def _sent_texts(sheet: Sheet, names: Iterable[str], form: Form) -> Iterator[tuple[str, str]]:
    for name in names:
        for leaf in form_field(sheet.model, name, sheet.fields).leaves():
            text = sent_text(leaf, form)
            if text is not None:
                yield leaf.name, text
