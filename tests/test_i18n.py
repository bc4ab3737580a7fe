"""The program speaks German and English, whole sentences of each; what is published depends on neither."""

from __future__ import annotations

import ast
import builtins
import gettext
import json
import re
import shutil
import string
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from podcast import i18n as language
from podcast.checks.examine import examine
from podcast.cli.main import podcast
from podcast.cli.terminal import ask_yes_no, confirm
from podcast.errors import AudioError
from podcast.i18n import _, format_number, language_from_argv, ngettext, set_language
from podcast.steps.workers import Workers
from tests.support.parsed_code import nodes, parsed
from tests.support.paths import ROOT
from tests.support.small_show import change
from tests.tools import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHOWS = sorted((ROOT / "tests" / "shows").iterdir())
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]{2,}")
COUNTS = {"count", "n"}  # placeholders of the number that chooses between singular and plural
EXAMPLE = re.compile(r"[a-z_]+: ")  # what would stand in the file: `title: Echte Beteiligung?`


@pytest.fixture
def germans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")


# --- the catalogue ---------------------------------------------------------------------------------------------------


def fields(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name is not None}


def braces(sentence: str) -> set[str]:
    """The placeholders; none where a sentence is never formatted, and shows braces as they are."""
    try:
        return fields(sentence)
    except ValueError:
        return set()


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def test_every_sentence_is_there_in_german() -> None:
    german = {message.id: message for message in catalogue.german() if message.id}
    missing = [
        message.id
        for message in catalogue.program_messages()
        if message.id and not all(forms(german[message.id].string if message.id in german else ""))
    ]
    assert not missing, "run `make words` and translate"
    assert not [message.id for message in german.values() if message.fuzzy]


def test_the_catalogue_has_no_unused_sentence() -> None:
    assert not {message.id for message in catalogue.german()} - {
        message.id for message in catalogue.program_messages()
    }, "run `make words`"


def test_german_sentences_have_the_same_placeholders() -> None:
    for message in catalogue.german():
        is_ours = any(not place.startswith("click") for place, _line in message.locations)
        for number, sentence in enumerate(forms(message.string) if message.id else ()):
            placeholders = set().union(*map(braces, forms(message.id)))
            optional = COUNTS if message.pluralizable and number == 0 else set()  # "the hint above" needs no 1
            required = placeholders - optional if is_ours else set()
            assert required <= braces(sentence) <= placeholders, message.id


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with catalogue.GERMAN.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in catalogue.german():
        if message.id and isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string, "run `make words`"
        elif message.id:
            assert tuple(compiled.ngettext(*message.id, count) for count in (1, 2)) == tuple(message.string), (
                "run `make words`"
            )


# Calls whose arguments users read.
USER_FACING = {"echo", "echo_err", "echo_hint", "echo_detail", "echo_line", "require_confirmation"}
USER_FACING |= {"UsageError", "BadParameter", "Problem", "Finding"}
FOREIGN_ERRORS = {"ParseError", "ExpatError", "LookupError", "ProtocolError"}  # of other libraries, or for programmers


def user_facing_arguments(tree: ast.AST) -> Iterator[ast.expr]:
    """The arguments of calls that print, raise or report something to users."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            is_ours = name.endswith("Error") and not hasattr(builtins, name) and name not in FOREIGN_ERRORS
            if name in USER_FACING or is_ours:
                yield from node.args


def untranslated_texts(node: ast.AST) -> Iterator[str]:
    """Texts in an argument that no call of `_`, `ngettext` or `gettext_noop` goes around."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext", "gettext_noop"}:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from untranslated_texts(child)


def test_every_sentence_for_users_goes_through_the_catalogue() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in sorted((ROOT / "podcast").rglob("*.py"))
        for argument in user_facing_arguments(parsed(path))
        for text in untranslated_texts(argument)
        if SENTENCE.search(text)
    ]
    assert not faults


# --- which language --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_AT@euro"}, "de"),
        ({"LANG": "den_CA"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "en_GB.UTF-8", "LC_ALL": "de"}, "de"),
        ({"LC_ALL": "en_US.UTF-8", "LANGUAGE": "fr:de:en"}, "de"),
        ({"LANGUAGE": "en:de"}, "en"),
        ({"LANGUAGE": "", "LANG": "de"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_environment_names_the_language(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language.current_language() == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "en"),
        ("check", "en"),
        ("--lang de check", "de"),
        ("check --lang=de", "de"),
        ("--lang de check --lang en", "en"),
        ("check --lang fr", "en"),
        ("check --lang", "en"),
        ("new -- --lang=de", "en"),
        ("check --lang de --json", "en"),
    ],
)
def test_the_option_wins_and_scripts_are_spoken_to_in_english(line: str, code: str) -> None:
    assert language_from_argv(line.split()) == code


def test_numbers_are_written_as_their_readers_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (format_number(-16), format_number(2.25, 2), format_number(3, sign=True)) == ("-16.0", "2.25", "+3.0")
    monkeypatch.setenv("LANGUAGE", "de")
    assert (format_number(-16), format_number(2.25, 2), format_number(3, sign=True)) == ("-16,0", "2,25", "+3,0")


@pytest.mark.usefixtures("germans")
def test_sentences_and_their_plurals() -> None:
    assert _("is empty") == "ist leer"
    assert [ngettext("{count} file", "{count} files", n).format(count=n) for n in (0, 1, 2)] == [
        "0 Dateien",
        "1 Datei",
        "2 Dateien",
    ]
    assert (_(""), _("not in any catalogue")) == ("", "not in any catalogue")


def refused() -> None:
    raise AudioError("a.wav", _("is empty"), _("export it again"))


@pytest.mark.usefixtures("germans")
def test_other_processes_speak_the_same_language() -> None:
    set_language("de")
    with Workers(1) as workers, pytest.raises(AudioError, match=r"a.wav: ist leer; exportieren Sie es noch einmal"):
        workers.submit(refused).result()


# --- the command -----------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(podcast, list(arguments), prog_name="podcast")
    return done.exit_code, done.output


USAGE = [
    (["--help"], 0, "Usage: podcast [OPTIONS] [COMMAND]", "Aufruf: podcast [OPTIONEN] [BEFEHL]"),
    (["--help"], 0, "Show the version and exit.", "Zeigt die Version."),
    (["--help"], 0, "Publish a podcast from a folder of files.", "Veröffentlicht einen Podcast aus einem Ordner"),
    (["build", "--help"], 0, "Show this message and exit.", "Zeigt diese Hilfe."),
    (["build", "--help"], 0, "-C DIR", "-C ORDNER"),
    (["build", "--help"], 0, "Example:  podcast build", "Beispiel:  podcast build"),
    (["new", "--help"], 0, "Usage: podcast new [OPTIONS] TITLE", "Aufruf: podcast new [OPTIONEN] TITEL"),
    (["bild"], 2, 'no command "bild"; did you mean `podcast build`?', "Den Befehl „bild“ gibt es nicht; meinten Sie"),
    (["bild"], 2, "Try 'podcast --help' for help.", "Hilfe zeigt „podcast --help“."),
    (["build", "--reprt"], 2, "No such option '--reprt'", "Die Option '--reprt' gibt es nicht."),
    (["new"], 2, "Missing argument 'TITLE'.", "Es fehlt das Argument 'TITEL'"),
    (["publish", "--max-delete", "x"], 2, "'x' is not a valid integer range", "'x' ist keine gültige Zahl."),
    (["publish", "--max-delete", "-1"], 2, "-1 is not in the range", "-1 liegt nicht im Bereich"),
    (["publish", "--allow", "all"], 2, "'all' is not one of", "'all' ist keins von"),
    (["build", "--at", "soon"], 2, '"soon" is not a date; write day and time', "„soon“ ist kein Datum"),
    (["build", "-C", "/nowhere/at/all"], 2, "Directory '/nowhere/at/all' does not exist", "gibt es nicht"),
    (["build", "--report=1"], 2, "Option '--report' does not take a value", "Die Option '--report' hat keinen Wert"),
    (["build", "-j"], 2, "Option '-j' requires an argument", "Die Option '-j' braucht einen Wert"),
    (["check", "all", "of", "it"], 2, "Got unexpected extra arguments", "Diese Argumente sind zu viel"),
    (["check", "--lang", "fr"], 2, "'fr' is not one of 'de', 'en'", "'fr' ist keins von 'de', 'en'"),
]


@pytest.mark.parametrize(("arguments", "status", "english", "german"), USAGE)
def test_usage_is_in_the_language_of_the_environment(
    arguments: list[str], status: int, english: str, german: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_said(arguments, status, english)
    monkeypatch.setenv("LANGUAGE", "de")
    assert_said(arguments, status, german)


def assert_said(arguments: list[str], status: int, words: str) -> None:
    done, output = run(*arguments)
    assert done == status
    assert " ".join(words.split()) in " ".join(output.split())


@pytest.mark.usefixtures("germans")
@pytest.mark.parametrize("command", sorted(podcast.commands))
def test_no_help_mixes_the_languages(command: str) -> None:
    _status, german = run(command, "--help")
    _status, english = run(command, "--help", "--lang", "en")
    spoken = {line.strip() for line in german.splitlines() if LETTERS.search(line)}
    same = spoken & {line.strip() for line in english.splitlines()}
    assert not [line for line in same if SENTENCE.search(line)]


def test_the_option_stands_with_the_group_and_with_each_command() -> None:
    assert "Aufruf:" in run("--lang", "de", "check", "--help")[1]
    assert all("--lang [de|en]" in run(name, "--help")[1] for name in ("", *podcast.commands) if name)


@pytest.mark.usefixtures("germans")
@pytest.mark.parametrize("answer", ["j", "Ja", "y", "n", "nein", "no"])
def test_yes_and_no_are_understood_in_both_languages(answer: str) -> None:
    yes = not answer.startswith("n")
    with CliRunner().isolation(f"{answer}\nvielleicht\n{answer}\n"):
        assert confirm("Jetzt veröffentlichen?") is yes
        assert ask_yes_no("Gibt es darin anstößige Inhalte?") is yes, "after it was asked once more"


# --- what it says of a show ------------------------------------------------------------------------------------------


class Unknown(gettext.NullTranslations):
    """Sentences that were requested and are in no catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.requested: list[str] = []

    def gettext(self, message: str) -> str:
        self.requested.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.requested.append(msgid1)
        return super().ngettext(msgid1, msgid2, n)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every sentence that was said in German and is not in the catalogue."""
    monkeypatch.setenv("LANGUAGE", "de")
    missing_texts = Unknown()
    catalogue = language._catalogue("de")  # noqa: SLF001 -- gettext's own way to hear of what is missing
    catalogue.add_fallback(missing_texts)
    yield missing_texts.requested
    catalogue._fallback = None  # noqa: SLF001 -- there is no public way to take it away again


def test_problems_and_hints_of_every_faulty_show_are_in_german_too(
    unknown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = []
    for show in SHOWS:
        monkeypatch.setenv("LANGUAGE", "de")
        german = problem_texts(show)
        monkeypatch.setenv("LANGUAGE", "en")
        english = problem_texts(show)
        if len(german) != len(english):
            faults.append(f"{show.name}: {len(german)} texts in German, {len(english)} in English")
        same = set(german) & set(english)
        faults += [f"{show.name}: {text}" for text in same if SENTENCE.search(text) and not EXAMPLE.match(text)]
    assert not faults
    assert not [text for text in unknown if not EXAMPLE.match(text)]


def problem_texts(show: Path) -> list[str]:
    """The texts of all problems and hints of a show."""
    examination = examine(show)
    return [text for entry in (*examination.problems, *examination.hints()) for text in (entry.what, entry.remedy)]


def test_a_show_from_building_to_undoing_in_german(small_show: Path, tmp_path: Path, unknown: list[str]) -> None:
    root = shutil.copytree(small_show, tmp_path / "show", copy_function=shutil.copy2)
    change(root / "podcast.yaml", "title: Kleine", "title: Kleinere")
    at = ("-C", str(root))
    assert "0 Probleme" not in run("check", *at)[1]
    assert "Dateien geschrieben" in run("build", *at, "--report", "-j", "1")[1]
    assert "2 gebaut" in run("status", *at)[1]
    first = run("publish", *at, "--yes", "-j", "1")[1]
    assert "erster Feed: 2 Folgen" in first
    assert "veröffentlicht: " in first
    assert "die öffentliche Website wurde nicht geprüft" in first
    change(root / "podcast.yaml", "title: Kleinere", "title: Kleine")
    assert "Sendung: geändert: Titel" in run("publish", *at, "--yes", "-j", "1")[1]
    assert "alle vorhanden und unverändert" in run("verify", *at)[1]
    assert "stellt Veröffentlichung 1" in run("undo", *at, "--yes")[1]
    assert "wiederhergestellt aus Nr. 1" in run("status", *at)[1]
    assert not [message for message in unknown if not EXAMPLE.match(message)]


def test_scripts_read_the_same_in_every_language(small_show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ("check", "status"):
        english = CliRunner().invoke(podcast, [command, "--json", "-C", str(small_show)])
        monkeypatch.setenv("LANGUAGE", "de")
        german = CliRunner().invoke(podcast, [command, "--json", "-C", str(small_show)])
        assert (german.exit_code, json.loads(german.stdout)) == (english.exit_code, json.loads(english.stdout))


def test_published_files_do_not_depend_on_the_language(small_show: Path, tmp_path: Path) -> None:
    root = tmp_path / "show"
    shutil.copytree(small_show, root, ignore=shutil.ignore_patterns("site", ".podcast"))
    assert run("build", "-C", str(root), "--lang", "de", "-j", "1")[0] == 0
    english, german = (
        {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
        for site in (small_show / "site", root / "site")
    )
    assert english == german
