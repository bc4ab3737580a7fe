"""Correction and withdrawal of an episode: prepared here, public with the next publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from podcast.cldr.date_formats import long_date
from podcast.desk.forms.edits import FormChange
from podcast.desk.sheets.pages import sent_values
from podcast.desk.sheets.sheet import Sheet
from podcast.desk.sheets.submit import DIGEST, save_changes
from podcast.model.dates import normalise_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from podcast.desk.desk_session import Desk
    from podcast.show.yaml_reader import YamlValue

Part = Literal["correction", "withdrawn"]
_TEXT_FIELDS: Mapping[str, str] = {"correction": "text", "withdrawn": "reason"}


@dataclass(frozen=True, slots=True)
class DatedText:
    """A correction, or the reason of a withdrawal, with its day in words; both empty where there is none."""

    text: str = ""
    day: str = ""

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.text or self.day)


def retract(request: Request) -> Response:
    """Return the page with both forms."""
    return _page(request, {})


def save_correction(request: Request) -> Response:
    """Write the correction, or remove it."""
    return _save(request, "correction")


def save_withdrawal(request: Request) -> Response:
    """Write the withdrawal, or take it back."""
    return _save(request, "withdrawn")


def _save(request: Request, part: Part) -> Response:
    desk, sheet, form = request.app.state.desk, _sheet(request), sent_values(request)
    text = next(iter(form.get("text", ())), "").replace("\r\n", "\n").strip()
    is_removal = "remove" in form.get("do", ())
    if not text and not is_removal:
        return _page(request, {part: desk.translate(f"retract.{part}_missing")})
    present = sheet.fields.get(part)
    new = None if is_removal else _with_text(desk, present, part, text)
    digest = next(iter(form.get(DIGEST, ())), sheet.digest)
    submission = save_changes(desk, sheet, [FormChange(part, present, new)], digest)
    if submission.conflict:
        return RedirectResponse(submission.conflict, 303)
    if not submission.is_accepted:
        reason = submission.rejected.messages[part][0].text
        return _page(request, {part: reason}, text)
    return RedirectResponse(sheet.page, 303)


def _with_text(desk: Desk, present: YamlValue, part: Part, text: str) -> YamlValue:
    """Return the field with another text: a withdrawal keeps its day, a correction is of today."""
    field = _TEXT_FIELDS[part]
    if isinstance(present, dict) and present.get(field) == text:
        return present
    zone = ZoneInfo(desk.show().fields.timezone)
    return {"on": desk.now().astimezone(zone).date().isoformat(), field: text}


def _sheet(request: Request) -> Sheet:
    slug = request.path_params["slug"]
    return Sheet.open(request.app.state.desk, slug, f"/e/{slug}/retract")


def _page(request: Request, problems: Mapping[str, str], typed: str = "") -> Response:
    desk, sheet = request.app.state.desk, _sheet(request)
    dated = {part: _dated_text(desk, sheet.fields.get(part), field) for part, field in _TEXT_FIELDS.items()}
    if typed and "correction" in problems:
        dated["correction"] = DatedText(typed, dated["correction"].day)
    return desk.page(  # type: ignore[no-any-return]
        request,
        "retract.html",
        slug=sheet.slug,
        status=422 if problems else 200,
        digest=sheet.digest,
        is_public=sheet.slug in desk.show().public.live,
        problems={part: problems.get(part, "") for part in _TEXT_FIELDS},
        reason=typed if "withdrawn" in problems else "",
        **dated,
    )


def _dated_text(desk: Desk, value: YamlValue, field: str) -> DatedText:
    if not isinstance(value, dict):
        return DatedText()
    day = normalise_date(str(value.get("on", "")))
    try:
        words = long_date(date.fromisoformat(day), desk.language)
    except ValueError:  # reported beside the facts
        words = day
    return DatedText(str(value.get(field, "")), words)


ROUTES: tuple[Route, ...] = (
    Route("/e/{slug}/retract", retract, methods=["GET"]),
    Route("/e/{slug}/retract/correction", save_correction, methods=["POST"]),
    Route("/e/{slug}/retract/withdrawn", save_withdrawal, methods=["POST"]),
)
