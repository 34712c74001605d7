"""The compose file, the image and the bus's configuration fit the code. No container is started here."""

import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.bus.worker import GRACEFUL_TIMEOUT
from thumbworks.documents.settings import OF_THE_COMMAND_LINE, classes, own
from thumbworks.embedded.nats import find_program

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()

SERVERS = {"nats", "postgres"}
ONE_SHOTS = {"migrate", "provision"}
DECLARED = {variable for cls in classes().values() for variable in own(cls)}
ROOMS = sorted(set(COMPOSE["services"]) - SERVERS - ONE_SHOTS)


def environment_of(name: str) -> dict[str, str]:
    return COMPOSE["services"][name].get("environment", {})


def test_compose_starts_every_service_and_what_they_stand_on(services):
    assert set(COMPOSE["services"]) == {service.name for service in services} | SERVERS | ONE_SHOTS


@pytest.mark.parametrize("name", ROOMS)
def test_a_service_is_built_from_its_own_folder_by_the_one_recipe(name):
    service = COMPOSE["services"][name]

    assert service["build"] == {"context": ".", "args": {"SERVICE": name}}
    assert service["image"] == f"thumbworks/{name}"


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_container_is_told_only_what_is_declared(name):
    told = {variable for variable in environment_of(name) if variable.startswith("THUMBWORKS_")}

    assert told <= DECLARED


@pytest.mark.parametrize("name", ROOMS)
def test_a_service_is_told_only_what_it_reads(name):
    read = set(own(classes()["every service"])) | set(own(classes()[name]))

    assert set(environment_of(name)) <= read


def test_the_image_sets_only_what_is_declared():
    named = set(re.findall(r"THUMBWORKS_\w+", DOCKERFILE))

    assert named <= DECLARED - set(OF_THE_COMMAND_LINE)


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_any_number_of_copies_may_run(name):
    """A name or a port of its own would keep a second container from starting."""
    assert "container_name" not in COMPOSE["services"][name]
    assert name == "gateway" or "ports" not in COMPOSE["services"][name]


@pytest.mark.parametrize("name", ROOMS)
def test_a_service_has_the_time_to_finish_what_it_has_in_hand(name):
    grace = float(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s"))

    assert grace > GRACEFUL_TIMEOUT + 10
    assert COMPOSE["services"][name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ROOMS)
def test_a_service_starts_when_schema_and_streams_are_there(name):
    waits = COMPOSE["services"][name]["depends_on"]

    assert waits == {shot: {"condition": "service_completed_successfully"} for shot in ("migrate", "provision")}


@pytest.mark.parametrize(("shot", "server"), [("migrate", "postgres"), ("provision", "nats")])
def test_what_runs_once_waits_for_its_server_and_is_not_started_again(shot, server):
    service = COMPOSE["services"][shot]

    assert service["depends_on"] == {server: {"condition": "service_healthy"}}
    assert service["restart"] == "no"
    assert "healthcheck" in COMPOSE["services"][server]


@pytest.mark.parametrize("shot", sorted(ONE_SHOTS))
def test_what_runs_once_is_a_program_that_is_there(shot):
    python, option, name, *_ = COMPOSE["services"][shot]["command"]
    module = find_spec(name)

    assert (python, option) == ("python", "-m")
    assert module
    assert not module.submodule_search_locations or find_spec(f"{name}.__main__")


def test_all_services_share_one_volume_of_blobs():
    assert {tuple(COMPOSE["services"][name]["volumes"]) for name in ROOMS} == {("blobs:/data/blobs",)}
    assert {environment_of(name)["THUMBWORKS_BLOBS_URL"] for name in ROOMS} == {"file:///data/blobs"}
    assert set(COMPOSE["volumes"]) == {"blobs", "nats", "postgres"}


def test_no_secret_has_a_default():
    secrets = [environment_of("gateway")[f"THUMBWORKS_{name}"] for name in ("SECRET", "JWT_SECRET")]

    assert all(re.fullmatch(r"\$\{THUMBWORKS_\w+:\?.+\}", secret) for secret in secrets)


def test_one_check_fits_every_image():
    port = re.search(r"THUMBWORKS_PORT=(\d+)", DOCKERFILE)
    health = re.search(r"THUMBWORKS_HEALTH_PORT=(\d+)", DOCKERFILE)

    assert port
    assert health
    assert port[1] == health[1]
    assert f"http://127.0.0.1:{port[1]}/healthz" in DOCKERFILE
    assert COMPOSE["services"]["gateway"]["ports"] == [f"${{GATEWAY_PORTS:-127.0.0.1:8000}}:{port[1]}"]


def test_the_image_runs_as_nobody_in_particular_with_locked_packages():
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.count("--require-hashes") == len(re.findall(r"-r \"?requirements/", DOCKERFILE)) == 3


def test_the_image_leaves_data_and_secrets_out():
    kept = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]

    assert kept[0] == "*"
    copied = {
        word.split("/")[0]
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }
    assert copied <= {line.removeprefix("!") for line in kept if line.startswith("!")}


def test_the_bus_accepts_its_configuration():
    done = subprocess.run(
        [str(find_program()), "-t", "-c", str(ROOT / "deploy/nats.conf")],
        env=os.environ | {"NATS_TOKEN": "token"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "sync_interval: always" in (ROOT / "deploy/nats.conf").read_text()


def test_every_verb_of_the_taskfile_calls_something_that_is_there():
    tasks = yaml.safe_load((ROOT / "Taskfile.yml").read_text())["tasks"]
    wanted = {"setup", "up", "make", "test", "lint", "bench", "lock", "migrate", "replay", "docs"}

    assert wanted <= set(tasks)
    assert all(task["desc"] for name, task in tasks.items() if name in wanted)
    assert all(
        re.match(r"(\./thumbworks|\.venv/bin/python -m) ", command)
        for name in wanted
        for command in tasks[name]["cmds"]
    )
