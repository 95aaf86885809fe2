"""What docker-compose.yml promises of every service, without running it."""

from typing import Any

import pytest
import yaml

from tests.compose.stack import ROOT
from workers import __version__

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"topics", "newsmill"}
"""Services that end by themselves."""

every = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


@every
def test_an_image_has_a_version(service: dict[str, Any]) -> None:
    _, version = service["image"].split(":")
    assert version[-1].isdigit()


def test_the_image_is_called_after_the_version_of_newsmill() -> None:
    assert {service["image"] for service in SERVICES.values() if "newsmill" in service["image"]} == {f"newsmill:{__version__}"}


@every
def test_a_service_is_confined(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert service["mem_limit"]
    assert service["cpus"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    inherited = service["image"].startswith("newsmill:") and "healthcheck" not in service  # the Dockerfile's
    assert inherited or service["healthcheck"].get("disable", False) == (name in ONCE)


@every
def test_ports_are_on_loopback(service: dict[str, Any]) -> None:
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@every
def test_data_is_on_named_volumes(service: dict[str, Any]) -> None:
    for volume in service.get("volumes", ()):
        if isinstance(volume, str):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or volume.endswith(":ro")


def test_grafana_asks_for_a_password_that_the_example_leaves_to_be_set() -> None:
    environment = SERVICES["grafana"]["environment"]
    assert environment["GF_SECURITY_ADMIN_PASSWORD"].startswith("${GRAFANA_PASSWORD:?")
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert "GRAFANA_PASSWORD=" in (ROOT / ".env.example").read_text(encoding="utf-8")
