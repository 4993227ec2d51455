"""Certificates are always checked."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.http import Client

MakeClient = Callable[..., Client]
Fault = Callable[..., str]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority has signed, with its key."""
    path = tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    name = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path), "-out", str(tmp_path / "cert")]
    try:
        subprocess.run([*command, *name, *files], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    path.write_text(path.read_text() + (tmp_path / "cert").read_text())
    return path


@pytest.fixture
def secure_server(other_server: Any, certificate: Path) -> Iterator[Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    other_server.socket = context.wrap_socket(other_server.socket, server_side=True)
    return other_server


def test_a_certificate_that_nobody_signed(
    secure_server: Any, make_client: MakeClient, fault: Fault
) -> None:
    secure_server.page("/", b"data")
    client = make_client(inner=(secure_server.host,))
    sentence = fault(client, f"https://{secure_server.host}/", errors.Unreachable)
    assert "certificate of the server is not valid" in sentence
    assert secure_server.visits == []


def test_a_certificate_of_the_towns_own_authority(
    secure_server: Any, make_client: MakeClient, certificate: Path
) -> None:
    secure_server.page("/", b"data")
    client = make_client(ca_bundle=str(certificate), inner=(secure_server.host,))
    assert client.get(f"https://{secure_server.host}/").body == b"data"


def test_no_redirect_from_https_to_http(
    server: Any, secure_server: Any, make_client: MakeClient, certificate: Path, fault: Fault
) -> None:
    secure_server.page("/", b"", status=302, location=server.page("/", b"open"))
    client = make_client(ca_bundle=str(certificate), inner=(secure_server.host,))
    sentence = fault(client, f"https://{secure_server.host}/", errors.NotAllowed)
    assert "from https to an open connection" in sentence
    assert server.visits == []


def test_a_handshake_that_never_ends(make_client: MakeClient, fault: Fault) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        client = make_client(inner=(host,), connect=30, read=30, total=0.5)
        fault(client, f"https://{host}/", errors.TooSlow)
