"""Over TLS every client of Valkey checks whom it speaks to."""

import asyncio
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kombu import Connection

from delegation.embedded.servers import Servers
from delegation.valkey import AWAY, connect, connect_async
from tests.delegation.making import settings_of


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "valkey")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "valkey.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def address(certificate: Path, servers: Servers) -> Iterator[str]:
    """The run's Valkey behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    plain = urlsplit(servers.redis_url)
    listener = socket.create_server(("127.0.0.1", 0))

    def converse(client: socket.socket) -> None:
        with (
            suppress(OSError),
            context.wrap_socket(client, server_side=True) as secure,
            socket.create_connection((str(plain.hostname), int(plain.port or 0))) as valkey,
        ):
            threading.Thread(target=forward, args=[valkey, secure], daemon=True).start()
            forward(secure, valkey)

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=converse, args=[client], daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    credentials = plain.netloc.rpartition("@")[0]
    yield f"rediss://{credentials}@127.0.0.1:{listener.getsockname()[1]}{plain.path}"
    listener.close()


def forward(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while received := source.recv(65_536):
            target.sendall(received)


def celery(address: str) -> None:
    """Connect as Celery does with the settings of such an address."""
    use_ssl = settings_of("CELERY_BROKER_USE_SSL", REDIS_URL=address)["CELERY_BROKER_USE_SSL"]
    options = {"ssl_cert_reqs": ssl.VerifyMode(use_ssl["ssl_cert_reqs"])} if use_ssl else False
    with Connection(address, ssl=options) as connection:
        channel: Any = connection.default_channel
        channel.client.ping()


def stream(address: str) -> None:
    async def ping() -> None:
        client = connect_async(address, name="stream")
        try:
            await client.ping()
        finally:
            await client.aclose()

    # Playwright keeps a loop in the thread of the tests.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, ping()).result()


def writer(address: str) -> None:
    with connect(address) as client:
        client.ping()


CLIENTS = [celery, stream, writer]


@pytest.mark.parametrize("reach", CLIENTS)
def test_a_server_that_nobody_vouches_for_is_refused(
    address: str, reach: Callable[[str], None]
) -> None:
    with pytest.raises(AWAY, match="CERTIFICATE_VERIFY_FAILED"):
        reach(address)


@pytest.mark.parametrize("reach", CLIENTS)
def test_an_authority_may_be_named_in_the_address(
    address: str, certificate: Path, reach: Callable[[str], None]
) -> None:
    reach(f"{address}?ssl_ca_certs={certificate}")
