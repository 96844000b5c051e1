"""Encryption checks the name that was asked for, at the address that was judged."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from delegation.teacher import (
    Endpoint,
    Guard,
    NoBreaker,
    OwnMemory,
    Persona,
    Teacher,
    TeacherMisconfigured,
    TeacherRequest,
)
from tests.delegation.teacher.asking import SHORT
from tests.faults.teacher_server import FaultTeacher

NAME = "teacher.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for NAME, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[FaultTeacher]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    teacher = FaultTeacher()
    teacher.server.socket = context.wrap_socket(teacher.server.socket, server_side=True)
    with teacher:
        yield teacher


def ask(server: FaultTeacher, name: str) -> str:
    guard = Guard(exceptions=[f"{name}:{server.port}"], resolve=lambda host, port: ["127.0.0.1"])
    teacher = Teacher(memory=OwnMemory(), breaker=NoBreaker(), guard=guard, limits=SHORT)
    endpoint = Endpoint(1, f"https://{name}:{server.port}/v1", "m")
    try:
        reply = teacher.reply(endpoint, TeacherRequest(Persona(), "Hi"))
    finally:
        teacher.close()
    return reply.parsed.user_response


def test_a_trusted_certificate_of_the_name_is_accepted_at_the_pinned_address(
    secure_server: FaultTeacher, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(secure_server, NAME) == "You said: Hi"


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_server: FaultTeacher) -> None:
    with pytest.raises(TeacherMisconfigured) as caught:
        ask(secure_server, NAME)
    assert caught.value.code == "teacher_certificate_refused"
    assert secure_server.calls == []


def test_a_certificate_of_another_name_is_refused(
    secure_server: FaultTeacher, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(TeacherMisconfigured) as caught:
        ask(secure_server, "other.example")
    assert caught.value.code == "teacher_certificate_refused"
    assert secure_server.calls == []
