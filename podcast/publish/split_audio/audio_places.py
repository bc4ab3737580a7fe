"""The owner of a place that has audio alone: without its mark there, nothing is written or deleted.

Names of audio hold digests, so two targets with the same audio would share its objects without noticing, and the one
that is taken down would delete the other's. So a place has an owner, written down in `.podcast/audio-owner.json` there:
a token that only the head of its target has. See docs/decisions/publish.md.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from podcast.errors import PublishError
from podcast.i18n import _
from podcast.publish.headers import NO_STORE
from podcast.publish.protocol.own_objects.required_capabilities import refuse_altered_responses
from podcast.publish.split_audio.audio_keys import places_of, private_key
from podcast.publish.targets.body import body_of
from podcast.publish.targets.target import ABSENT, EXIT_FOREIGN, EXIT_REFUSED, ConflictError, Headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podcast.publish.protocol.prepare import PreparedPublish
    from podcast.publish.protocol.recovery import TargetState
    from podcast.publish.protocol.session import PublishSession
    from podcast.publish.protocol.state import AudioPlace
    from podcast.publish.targets.target import Target

OWNER_FILE: Final = "audio-owner.json"  # below `.podcast/` at a place
_HEAD_FILE: Final = "head.json"
_HEADERS: Final = Headers("application/json", NO_STORE)


def prepare_places(prepared: PreparedPublish, owner: str) -> TargetState:
    """Check that a publish may use the places where it puts audio; return the state whose head names them.

    Args:
        prepared: the publish.
        owner: of the publish, for the key of the object by which capabilities are detected.

    Raises:
        PublishError: a place belongs to another target, is a target itself, or cannot have audio.
    """
    places = dict(prepared.state.head.audio_places)
    for name in sorted(_used_places(prepared)):
        place = places.get(name) or prepared.site.audio_places[name]
        place = place if place.token else replace(place, token=uuid4().hex)
        _require_usable(prepared, name, place)
        if place.capabilities is None:
            detected = prepared.target.detect_capabilities(private_key(name, f"probe-{owner}"))
            refuse_altered_responses(detected)
            place = replace(place, capabilities=detected)
        places[name] = place
    return replace(prepared.state, head=replace(prepared.state.head, audio_places=places))


def _used_places(prepared: PreparedPublish) -> frozenset[str]:
    """The places of audio that a publish uploads, adopts or names again."""
    plan = prepared.plan
    return places_of((*(upload.key for upload in plan.uploads), *plan.reinstated))


def _require_usable(prepared: PreparedPublish, name: str, place: AudioPlace) -> None:
    """Refuse a place that is a target of a show, or that another target has for its audio.

    Raises:
        PublishError: it is one of these.
    """
    if prepared.target.get(private_key(name, _HEAD_FILE)):
        sentence = _(
            "{place} cannot have the audio of this show: a show is published there; nothing was changed. Name another "
            "folder or prefix in `publish: audio:`"
        )
        raise PublishError(sentence.format(place=place.target), EXIT_REFUSED)
    token = read_owner(prepared.target, name)
    places = prepared.state.head.audio_places.items()
    if other := next((item for key, item in places if token and key != name and item.token == token), None):
        sentence = _(
            "{place} is the same place as {other}, where the audio of this show is; nothing was changed. Write {other} "
            "in `publish: audio:`, with its endpoint"
        )
        raise PublishError(sentence.format(place=place.target, other=other.target), EXIT_REFUSED)
    if token not in {"", place.token} and not prepared.options.adopt:
        raise _foreign_place_error(place)


def _foreign_place_error(place: AudioPlace) -> PublishError:
    sentence = _(
        "{place} has the audio of another target, which would delete it when its show is taken down; nothing was "
        "changed. Name another folder or prefix in `publish: audio:`; if the show has moved here from that target, "
        "take the place over with `podcast publish --adopt`"
    )
    return PublishError(sentence.format(place=place.target), EXIT_FOREIGN)


def read_owner(target: Target, name: str) -> str:
    """Read the token of a place's owner; empty if it has none.

    Raises:
        PublishError: the place cannot be reached.
    """
    stored = target.get(private_key(name, OWNER_FILE))
    if stored is None:
        return ""
    with contextlib.suppress(ValueError, KeyError, TypeError):
        return str(json.loads(stored[0])["token"])
    return "?"  # of a damaged file: no token


def claim_places(session: PublishSession, prepared: PreparedPublish) -> None:
    """Write the owner down at each place that a publish uses; the head, which has the tokens, must be written before.

    Raises:
        PublishError: another target has taken the place meanwhile.
    """
    for name in sorted(_used_places(prepared)):
        place, key = session.head.audio_places[name], private_key(name, OWNER_FILE)
        stored = session.target.get(key)
        if stored and read_owner(session.target, name) == place.token:
            continue
        body = body_of(json.dumps({"format": 1, "show_guid": session.head.show_guid, "token": place.token}).encode())
        etag = stored[1] if stored and prepared.options.adopt else ABSENT
        try:
            session.target.put(key, body, _HEADERS, etag)
        except ConflictError as error:  # or the response to an earlier attempt was lost
            if read_owner(session.target, name) != place.token:
                raise _foreign_place_error(place) from error


class OwnedPlaces:
    """The places where a session may delete audio: those that it owns and can reach.

    Args:
        session: holds the lease.
        configured: the name of the place that podcast.yaml names; it has to be reached.
    """

    def __init__(self, session: PublishSession, configured: str) -> None:
        self._session, self._configured = session, configured
        self._owned: dict[str, bool] = {}

    def may_delete(self, name: str) -> bool:
        """Whether the session owns a place; the target of the pages has no name."""
        if name and name not in self._owned:
            self._owned[name] = self._is_owned(name)
        return not name or self._owned[name]

    def give_up(self, name: str) -> bool:
        """Whether an error at a place does not matter: it is a former one. From now on nothing is done there."""
        self._owned[name] = False
        return bool(name) and name != self._configured

    def _is_owned(self, name: str) -> bool:
        place = self._session.head.audio_places.get(name)
        try:
            return place is not None and read_owner(self._session.target, name) == place.token
        except PublishError:
            if not self.give_up(name):
                raise
            return False

    def leave(self, keys: Iterable[str]) -> Mapping[str, AudioPlace]:
        """Leave the places that have none of these objects; return the others, for the head."""
        needed = places_of(keys)
        places = self._session.head.audio_places
        for name in places.keys() - needed:
            with contextlib.suppress(PublishError):  # it cannot be reached, or must not be written to
                if self.may_delete(name):
                    self._session.target.delete(private_key(name, OWNER_FILE))
        return {name: place for name, place in places.items() if name in needed}
