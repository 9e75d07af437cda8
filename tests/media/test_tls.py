"""Over TLS the certificate has to be that of the name in the link, not of the address."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.generation import Kind
from bot.errors import MediaCut
from bot.media import Downloader
from tests.media.conftest import PNG, Names

NAME = "cdn.example.com"
PUBLIC = "93.184.215.14"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `NAME`, signed by itself, with its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=test"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - fixed words
    return folder


@dataclass
class Detour(httpx.AsyncBaseTransport):
    """Leads the public address to a port of ours and leaves all else as it is."""

    inner: httpx.AsyncHTTPTransport
    port: int

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == PUBLIC
        request.url = request.url.copy_with(host="127.0.0.1", port=self.port)
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


@pytest.fixture
async def tls_port(certificate: Path) -> AsyncIterator[int]:
    async def page(_: web.Request) -> web.Response:
        return web.Response(body=PNG)

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    app = web.Application()
    app.router.add_get("/x", page)
    server = TestServer(app, host="127.0.0.1", scheme="https")
    await server.start_server(ssl=context)
    yield server.port or 0
    await server.close()


def downloader(certificate: Path, port: int, names: Names) -> Downloader:
    trust = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    return Downloader(
        resolver=names,
        transports=lambda: Detour(httpx.AsyncHTTPTransport(verify=trust, trust_env=False), port),
    )


async def test_the_certificate_of_the_name_is_accepted(
    certificate: Path, tls_port: int, names: Names, tmp_path: Path
) -> None:
    names.known[NAME] = [[PUBLIC]]

    fetched = await downloader(certificate, tls_port, names).fetch(
        f"https://{NAME}/x", kind=Kind.IMAGE, into=tmp_path / "x"
    )

    assert fetched.size == len(PNG)


async def test_the_certificate_of_another_name_is_not(
    certificate: Path, tls_port: int, names: Names, tmp_path: Path
) -> None:
    names.known["other.example.com"] = [[PUBLIC]]

    with pytest.raises(MediaCut):
        await downloader(certificate, tls_port, names).fetch(
            "https://other.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x"
        )
