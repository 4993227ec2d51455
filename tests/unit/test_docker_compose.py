"""docker/compose.yaml keeps to the compose specification, to .env.example and to the portal."""

import json
import re
import runpy
import shutil
import stat
import subprocess
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml
from ckanext.loerrach.portal.settings import VARIABLES

DOCKER = Path(__file__).parents[2] / "docker"
COMPOSE = DOCKER / "compose.yaml"
EXAMPLE = DOCKER / ".env.example"
NGINX = DOCKER / "nginx.conf"
#: services that run the image of the portal for ever; setup runs it once
ROLES = {"web", "worker", "gather", "fetch", "scheduler"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


def example_variables():
    """Names that .env.example sets or shows in a comment."""
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))


def test_passes_the_schema_of_the_compose_specification(compose):
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(compose)] == []
    compose["services"]["web"]["helthcheck"] = {}
    assert list(validator.iter_errors(compose)), "the schema has to find a misspelt key"
    del compose["services"]["web"]["helthcheck"]


def test_has_the_services_of_a_portal(compose):
    assert set(compose["services"]) == ROLES | {"setup", "postgres", "valkey", "nginx"}
    for role in ROLES:
        service = compose["services"][role]
        assert service["command"] == ["run", role]
        assert service["healthcheck"]["test"] == ["CMD", "loerrach", "alive", role]
        assert service["depends_on"]["setup"] == {"condition": "service_completed_successfully"}


def test_every_service_is_watched_restarted_and_no_root(compose):
    for name, service in compose["services"].items():
        assert service["restart"] in {"unless-stopped", "on-failure:5"}, name
        assert str(service["user"]).split(":")[0] not in {"root", "0"}, name
        # setup ends by itself, so there is nothing to watch
        watched = service["healthcheck"].get("test") or name == "setup"
        assert watched, name


def test_every_service_can_write_only_where_it_has_to(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name


def test_every_volume_and_network_is_declared_and_used(compose):
    volumes = {
        volume.split(":")[0] for service in compose["services"].values()
        for volume in service.get("volumes", []) if not volume.startswith(".")
    }  # fmt: skip
    networks = {net for service in compose["services"].values() for net in service["networks"]}
    assert volumes == set(compose["volumes"])
    assert networks == set(compose["networks"])
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "valkey"):
        assert compose["services"][name]["networks"] == ["inside"]
        assert "ports" not in compose["services"][name]


def test_every_mounted_file_exists(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            if volume.startswith("."):
                assert (DOCKER / volume.split(":")[0]).exists(), volume


def test_database_script_is_run_and_not_read_into_the_images_own_shell():
    assert (DOCKER / "postgres" / "10-databases.sh").stat().st_mode & stat.S_IXOTH


def test_every_variable_of_the_file_is_in_the_example():
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE.read_text("utf-8")))
    assert used == example_variables()


def test_a_missing_password_is_said_before_anything_starts():
    composed = runpy.run_path(str(DOCKER / "test" / "composed.py"))
    lines = subprocess.run(["sh", DOCKER / "new-env"], capture_output=True, text=True, check=True)
    values = composed["read_env"](lines.stdout)
    web = composed["services"](COMPOSE, values)["web"]["environment"]
    password = values["CKAN_PASSWORD"]
    assert web["LOERRACH_DATABASE_URL"] == f"postgresql://ckan:{password}@postgres/ckan"
    for name in values:
        with pytest.raises(composed["Unset"], match=name):
            composed["services"](COMPOSE, values | {name: ""})


def test_variables_of_the_portal_are_those_its_settings_know():
    known = {variable.name for variable in VARIABLES}
    for file in (COMPOSE, NGINX, EXAMPLE, DOCKER / "Dockerfile"):
        used = set(re.findall(r"\bLOERRACH_[A-Z_]+", file.read_text("utf-8")))
        assert used <= known, file.name


def test_image_of_the_portal_runs_as_the_user_of_the_compose_file(compose):
    dockerfile = (DOCKER / "Dockerfile").read_text("utf-8")
    user = compose["services"]["web"]["user"]
    assert f"\nUSER {user}\n" in dockerfile


def test_new_env_fills_in_passwords_for_its_owner_only(tmp_path):
    target = tmp_path / "env"
    with target.open("w") as file:
        subprocess.run(
            ["sh", DOCKER / "new-env", "https://daten.example.org"], stdout=file, check=True
        )
    values = dict(
        line.split("=", 1) for line in target.read_text().splitlines()
        if line and not line.startswith("#")
    )  # fmt: skip
    passwords = [value for name, value in values.items() if name.endswith("_PASSWORD")]
    assert values["SITE_URL"] == "https://daten.example.org"
    assert len(passwords) == len(set(passwords)) == 5
    assert all(re.fullmatch(r"[0-9a-f]{48}", password) for password in passwords)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_new_env_refuses_an_address_without_scheme():
    done = subprocess.run(
        ["sh", DOCKER / "new-env", "daten.example.org"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "has to start with http:// or https://" in done.stderr


def test_nginx_reads_its_configuration(tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if not nginx:
        pytest.skip("nginx is not installed here (Debian package nginx-light)")
    text = NGINX.read_text("utf-8").replace("${NGINX_LOCAL_RESOLVERS}", "127.0.0.11")
    assert "${" not in text
    conf = tmp_path / "nginx.conf"
    conf.write_text(text.replace("/tmp/", f"{tmp_path}/").replace("/dev/stdout", f"{tmp_path}/log"))
    done = subprocess.run([nginx, "-t", "-c", conf], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
