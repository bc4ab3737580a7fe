"""Where the password of web space comes from, and where it is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import keyring
import pytest
from keyring.backends.fail import Keyring as NoStore

from podcast.errors import PublishError
from podcast.publish.targets.target import EXIT_REFUSED
from podcast.publish.targets.web_space.addresses import parse_address
from podcast.publish.targets.web_space.credentials import Credentials
from tests.support.password_store import PasswordStore

ADDRESS = parse_address("ftps://anna@example.org/www")
ACCOUNT = ("ftps://example.org", "anna")


@dataclass
class Person:
    """Someone at a terminal, who types these passwords."""

    passwords: list[str] = field(default_factory=list)
    keeps: bool = False
    heard: list[str] = field(default_factory=list)

    def ask(self, account):
        self.heard.append(account)
        return self.passwords.pop(0) if self.passwords else None

    def is_to_be_kept(self):
        self.heard.append("keep?")
        return self.keeps

    def report_not_kept(self):
        self.heard.append("not kept")


@dataclass
class Server:
    """Accepts one password."""

    password: str = "right"  # noqa: S105 -- of no server
    attempts: list[str] = field(default_factory=list)

    def __call__(self, password):
        self.attempts.append(password)
        return password == self.password


@pytest.fixture
def store(monkeypatch):
    monkeypatch.delenv("PODCAST_PASSWORD", raising=False)
    before, store = keyring.get_keyring(), PasswordStore()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def no_store(store):  # noqa: ARG001 -- which is replaced
    keyring.set_keyring(NoStore())


def test_a_password_of_the_environment_is_the_only_one(store, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", "right")
    store.passwords[ACCOUNT] = "another"
    server, person = Server(), Person(["typed"])
    Credentials(ADDRESS, prompt=person).log_in(server)
    assert (server.attempts, person.heard) == (["right"], [])


def test_a_password_of_the_environment_that_is_refused_is_not_replaced_by_another(store, monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", "wrong")
    store.passwords[ACCOUNT] = "right"
    server = Server()
    with pytest.raises(PublishError, match="refuses the password of anna; correct PODCAST_PASSWORD"):
        Credentials(ADDRESS, prompt=Person(["right"])).log_in(server)
    assert server.attempts == ["wrong"]


def test_a_stored_password_is_used_without_a_question(store):
    store.passwords[ACCOUNT] = "right"
    person = Person()
    Credentials(ADDRESS, prompt=person).log_in(Server())
    assert person.heard == []


def test_a_stored_password_that_is_refused_is_asked_for(store):
    store.passwords[ACCOUNT] = "old"
    server = Server()
    Credentials(ADDRESS, prompt=Person(["right"], keeps=True)).log_in(server)
    assert server.attempts == ["old", "right"]
    assert store.passwords == {ACCOUNT: "right"}


def test_a_stored_password_that_is_refused_where_no_question_can_be_asked_has_its_remedy(store):
    store.passwords[ACCOUNT] = "old"
    with pytest.raises(PublishError, match="in a terminal to type the new one"):
        Credentials(ADDRESS, prompt=Person()).log_in(Server())


@pytest.mark.parametrize("keeps", [True, False])
def test_a_typed_password_is_kept_if_the_user_wants_that(store, keeps):
    person = Person(["right"], keeps=keeps)
    Credentials(ADDRESS, prompt=person).log_in(Server())
    assert person.heard == ["anna, ftps://example.org", "keep?"]
    assert store.passwords == ({ACCOUNT: "right"} if keeps else {})


def test_a_password_is_asked_for_three_times(store):
    server = Server()
    with pytest.raises(PublishError, match="refuses the password of anna; check it") as refused:
        Credentials(ADDRESS, prompt=Person(["a", "b", "c", "right"])).log_in(server)
    assert refused.value.exit_status == EXIT_REFUSED
    assert server.attempts == ["a", "b", "c"]
    assert store.passwords == {}


@pytest.mark.usefixtures("no_store")
def test_without_a_store_nothing_is_offered():
    person = Person(["right"], keeps=True)
    Credentials(ADDRESS, prompt=person).log_in(Server())
    assert person.heard == ["anna, ftps://example.org"]


def test_a_store_that_takes_no_password_stops_nothing(store):
    store.locked, person = True, Person(["right"], keeps=True)
    Credentials(ADDRESS, prompt=person).log_in(Server())
    assert person.heard[-1] == "not kept"


@pytest.mark.usefixtures("store")
def test_an_accepted_password_is_used_again_without_a_question():
    person, server = Person(["right"]), Server()
    credentials = Credentials(ADDRESS, prompt=person)
    credentials.log_in(server)
    credentials.log_in(server)
    assert person.heard.count("anna, ftps://example.org") == 1
    assert server.attempts == ["right", "right"]


def test_connections_log_in_at_the_same_time_once_a_password_is_accepted(store):
    store.passwords[ACCOUNT] = "right"
    credentials, both = Credentials(ADDRESS), Barrier(2, timeout=30)
    credentials.log_in(Server())
    with ThreadPoolExecutor(2) as executor:
        attempts = [executor.submit(credentials.log_in, lambda _password: both.wait() >= 0) for _ in range(2)]
    assert [attempt.exception() for attempt in attempts] == [None, None]


@pytest.mark.usefixtures("store")
def test_a_password_that_is_accepted_no_more_is_tried_once(monkeypatch):
    monkeypatch.setenv("PODCAST_PASSWORD", "right")
    credentials, changed = Credentials(ADDRESS), Server("another")
    credentials.log_in(Server())
    with pytest.raises(PublishError, match="correct PODCAST_PASSWORD"):
        credentials.log_in(changed)
    assert changed.attempts == ["right"]


@pytest.mark.usefixtures("no_store")
@pytest.mark.parametrize("prompt", [None, Person()])
def test_where_there_is_no_password_the_variable_is_named(prompt):
    with pytest.raises(PublishError, match="PODCAST_PASSWORD") as missing:
        Credentials(ADDRESS, prompt=prompt).log_in(Server())
    assert missing.value.exit_status == EXIT_REFUSED
