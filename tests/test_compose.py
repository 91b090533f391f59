"""The compose file fits the compose specification and our own rules for a county's server.

No container engine takes part: the schema is the specification's own, as check-jsonschema brings
it, and the rules are read off the file.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from services.cli import docking

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
FILE = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
SERVICES = FILE["services"]
KEEPS_DATA = {"postgres", "redis"}
DASKS = {"scheduler", "hand"}  # another program, from an image of ours
ENDS = {"migrate", "check"}
OURS = set(SERVICES) - KEEPS_DATA
PINNED = re.compile(r"[a-z/.-]+:\d+\.\d+[a-z0-9.-]*")  # a release, never `latest` nor a whole major
OF_A_COMMIT = re.compile(
    r"docking(-scale)?:\$\{DOCKING_COMMIT:-local\}"
)  # ours: what was checked out

services = pytest.mark.parametrize("name", SERVICES)


def schema_says(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema=vendor.compose-spec", path],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_file_fits_the_compose_specification():
    said = schema_says(COMPOSE)
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_misspelt_word_does_not_fit(tmp_path):
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("depends_on:", "depend_on:"))
    assert schema_says(wrong).returncode == 1


@services
def test_a_service_waits_for_health_that_somebody_checks_or_for_an_end(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        ends = SERVICES[other].get("restart") == "no"
        condition = "service_completed_successfully" if ends else "service_healthy"
        assert wait["condition"] == condition
        assert ends or "test" in SERVICES[other]["healthcheck"]


@pytest.mark.parametrize("name", sorted(OURS - ENDS - DASKS))
def test_the_health_of_our_own_processes_is_whether_work_is_done(name):
    said = SERVICES[name]["healthcheck"]["test"]
    looks = (["doctor", "--quick"], ["work", "--check"], ["web", "--check"])
    assert said[:2] == ["CMD", "docking"]
    assert said[2:] in looks


@pytest.mark.parametrize("name", sorted(OURS - DASKS))
def test_what_a_service_runs_is_a_word_of_the_command_line(name):
    word, *options = SERVICES[name]["command"]
    command = docking.commands[word]
    while options and options[0] in getattr(command, "commands", {}):
        command = command.commands[options.pop(0)]
    known = {name for option in command.params for name in option.opts}
    assert [option for option in options if option.startswith("--") and option not in known] == []


@pytest.mark.parametrize("name", sorted(DASKS))
def test_what_dask_runs_it_knows(name):
    word, *options = SERVICES[name]["command"]
    said = subprocess.run(
        [sys.executable, "-m", "dask", word, "--help"], capture_output=True, text=True, check=True
    )
    wanted = {option for option in options if option.startswith("--")}
    assert wanted - set(re.findall(r"--[a-z-]+", said.stdout)) == set()


def test_workers_and_who_asks_them_find_the_index_by_one_path():
    assert {tuple(SERVICES[name]["volumes"]) for name in (*DASKS, "check")} == {("index:/index",)}


def test_without_streams_nothing_waits_for_redis():
    profiles = {name: SERVICES[name].get("profiles", []) for name in SERVICES}
    for name, service in SERVICES.items():
        for other in service.get("depends_on", {}):
            assert set(profiles[other]) <= set(profiles[name])
    assert [name for name in SERVICES if not profiles[name]] == [
        "postgres",
        "migrate",
        "clock",
        "web",
        "notices",
    ]


@services
def test_an_image_is_pinned(name):
    image = SERVICES[name]["image"]
    assert PINNED.fullmatch(image) or OF_A_COMMIT.fullmatch(image)


def test_the_images_we_build_on_are_pinned():
    bases = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [bool(PINNED.fullmatch(base)) for base in bases] == [True, True]


@services
def test_volumes_and_networks_are_named_and_declared(name):
    volumes = {mount.split(":")[0] for mount in SERVICES[name].get("volumes", [])}
    assert volumes - set(FILE["volumes"]) == set()
    assert set(SERVICES[name]["networks"]) - set(FILE["networks"]) == set()


@pytest.mark.parametrize("name", sorted(KEEPS_DATA))
def test_what_keeps_data_keeps_it_in_a_volume_and_publishes_no_port(name):
    assert SERVICES[name]["volumes"]
    assert "ports" not in SERVICES[name]
    assert [FILE["networks"][network] for network in SERVICES[name]["networks"]] == [
        {"internal": True}
    ]


def test_only_the_pages_are_published_and_to_this_machine_alone():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_own_processes_may_do_little(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0


def test_no_secret_stands_in_the_file():
    secrets = [
        str(value)
        for service in SERVICES.values()
        for key, value in service.get("environment", {}).items()
        if "PASSWORD" in key or "SECRET" in key or "KEY" in key
    ]
    assert secrets
    assert [secret for secret in secrets if not secret.startswith("${")] == []


def test_the_example_gives_every_variable_the_file_wants():
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")))
    given = re.findall(
        r"^(\w+)=$", (ROOT / "env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(given) == wanted
