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
from services.house.settings import PREFIX, Settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
FILE = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
SERVICES = FILE["services"]
KEEPS_DATA = {"postgres", "redis"}
OTHERS = KEEPS_DATA | {"proxy"}  # from images that aren't ours
DASKS = {"scheduler", "hand"}  # another program, from an image of ours
ENDS = {"migrate", "check"}
OURS = set(SERVICES) - OTHERS
HEALTHY = ["CMD", "python", "-I", "-S", "/opt/docking/healthy.py"]
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
def test_the_process_says_itself_whether_it_works_and_no_program_is_started(name):
    [*asks, what] = SERVICES[name]["healthcheck"]["test"]
    assert (asks, what) == (HEALTHY, "page" if name == "web" else "beat")
    assert SERVICES[name]["environment"]["DOCKING_HEARTBEAT"] == "/tmp/heartbeat"


@services
def test_a_service_fills_neither_disk_nor_memory_and_starts_no_end_of_processes(name):
    service = SERVICES[name]
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    assert service["mem_limit"]
    assert service["pids_limit"] == 256


@pytest.mark.parametrize("name", sorted(set(SERVICES) - DASKS))
def test_clocks_are_those_of_china(name):
    assert SERVICES[name]["environment"]["TZ"] == "Asia/Shanghai"


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
        "proxy",
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
    named = {volume for volume in volumes if not volume.startswith((".", "$"))}
    assert named - set(FILE["volumes"]) == set()
    assert set(SERVICES[name]["networks"]) - set(FILE["networks"]) == set()


@services
def test_what_of_ours_is_mounted_is_there_and_is_only_read(name):
    for mount in SERVICES[name].get("volumes", []):
        if mount.startswith("./"):
            ours, _, rights = mount.split(":")
            assert ((ROOT / ours).is_file(), rights) == (True, "ro")


@pytest.mark.parametrize("name", sorted(KEEPS_DATA))
def test_what_keeps_data_keeps_it_in_a_volume_and_publishes_no_port(name):
    assert SERVICES[name]["volumes"]
    assert "ports" not in SERVICES[name]
    assert [FILE["networks"][network] for network in SERVICES[name]["networks"]] == [
        {"internal": True}
    ]


def test_the_proxy_alone_is_published():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"proxy": ["${HTTP_PORT:-80}:80", "${HTTPS_PORT:-443}:443"]}


def test_whose_word_for_an_address_is_taken_can_be_the_proxys_alone():
    pages = FILE["networks"]["pages"]
    [within] = pages["ipam"]["config"]
    assert (pages["internal"], within["subnet"]) == (
        True,
        SERVICES["web"]["environment"]["DOCKING_PROXIES"],
    )
    on = {name for name in SERVICES if "pages" in SERVICES[name]["networks"]}
    shared = set(SERVICES["proxy"]["networks"]) & set(SERVICES["web"]["networks"])
    assert (on, shared) == ({"proxy", "web"}, {"pages"})


def test_figures_are_served_to_a_network_that_nobody_else_is_in():
    measured = {name for name in SERVICES if "--metrics" in SERVICES[name].get("command", [])}
    on = {name for name in SERVICES if "metrics" in SERVICES[name]["networks"]}
    assert (measured, on) == ({"clock", "relay"}, {"clock", "relay"})
    assert FILE["networks"]["metrics"] == {"internal": True}


def test_whoever_writes_to_somebody_outside_gets_there():
    on = {name for name in SERVICES if "front" in SERVICES[name]["networks"]}
    assert on == {"web", "notices", "relay"}


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
        if "PASSWORD" in key or "SECRET" in key or "KEY" in key or "AUTH" in key
    ]
    assert secrets
    assert [secret for secret in secrets if not secret.startswith("${")] == []


def test_redis_takes_nobody_without_the_word_that_the_others_are_handed():
    word = "${REDIS_PASSWORD:?write it into .env, see env.example}"
    lines = FILE["configs"]["redis"]["content"].splitlines()
    assert {f"requirepass {word}", "protected-mode yes"} <= set(lines)
    addresses = [s.get("environment", {}).get("DOCKING_REDIS") for s in SERVICES.values()]
    assert set(addresses) == {None, f"redis://:{word}@redis:6379/0"}
    assert "--requirepass" not in SERVICES["redis"]["command"]


def test_whatever_may_be_set_can_be_set_in_the_example_s_file():
    """But where things are kept, which is the compose file's own matter."""
    handed_on = {name for name in SERVICES["web"]["environment"] if name.startswith(PREFIX)}
    handed_on |= {"DOCKING_REDIS"}
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    assert handed_on == known - {"DOCKING_DATA", "DOCKING_KEYS"}


def test_what_nobody_filled_in_is_as_if_it_were_not_there():
    """`.env` as the example has it: empty texts, and what the file says in their place."""
    empty = {
        name: re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", str(value))
        for name, value in SERVICES["web"]["environment"].items()
        if name.startswith(PREFIX) and "${" in str(value) and ":?" not in str(value)
    }
    read, plain = Settings.read(empty), Settings()
    assert {
        name: getattr(read, name)
        for name in Settings.model_fields
        if (getattr(read, name) or None) != (getattr(plain, name) or None)
    } == {"proxies": "172.30.250.0/24"}


def test_the_example_gives_every_variable_the_file_wants():
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")))
    given = re.findall(
        r"^(\w+)=$", (ROOT / "env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(given) == wanted
