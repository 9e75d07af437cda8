"""What is taken from a host, and what is refused, cut or expired."""

import asyncio
import gzip
import stat
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.generation import Kind
from bot.errors import MediaCut, MediaExpired, MediaRefused
from bot.media import Downloader, Limits
from tests.media.conftest import MP4, PNG, Host, talking

SMALL = Limits(image_bytes=100_000, video_bytes=200_000)
HASTY = Limits(slowest=100_000, window=timedelta(seconds=0.2), head=timedelta(seconds=0.2))


@pytest.fixture
def careful() -> Downloader:
    return Downloader(allow_loopback=True, limits=SMALL)


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "incoming" / "GL-7K3Q"


def content_of(path: Path) -> bytes:
    return path.read_bytes()


def rights_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


async def test_a_picture_is_brought_byte_for_byte(careful: Downloader, host: Host, into: Path) -> None:
    url = host.serve("/shoe", PNG, Content_Type="application/octet-stream")

    fetched = await careful.fetch(url, kind=Kind.IMAGE, into=into)

    assert content_of(fetched.path) == PNG
    assert (fetched.sha256, fetched.size) == (sha256(PNG).hexdigest(), len(PNG))
    assert fetched.mime == "image/png"


async def test_a_large_film_is_brought_byte_for_byte(host: Host, into: Path) -> None:
    film = MP4 + bytes(range(256)) * 8_000
    url = host.serve("/film", film)

    fetched = await Downloader(allow_loopback=True).fetch(url, kind=Kind.VIDEO, into=into)

    assert sha256(content_of(into)).hexdigest() == fetched.sha256 == sha256(film).hexdigest()
    assert fetched.mime == "video/mp4"


async def test_nobody_else_may_read_it_and_nothing_is_left_beside_it(
    careful: Downloader, host: Host, into: Path
) -> None:
    into.parent.mkdir()
    into.with_name("GL-7K3Q.part").write_bytes(b"left over")

    await careful.fetch(host.serve("/shoe", PNG), kind=Kind.IMAGE, into=into)

    assert rights_of(into) == 0o600
    assert left_in(into.parent) == [into]


@pytest.mark.parametrize("kind", [Kind.VIDEO, Kind.AVATAR_VIDEO, Kind.AUDIO])
async def test_a_picture_is_no_film(careful: Downloader, host: Host, into: Path, kind: Kind) -> None:
    with pytest.raises(MediaRefused, match="should be a video, but it is a file of type image/png"):
        await careful.fetch(host.serve("/x", PNG), kind=kind, into=into)


@pytest.mark.parametrize(
    "body", [MP4, b"<html>sign in</html>", b"%PDF-1.7", b"<svg xmlns='x'/>", b"P", b"PK\3\4" * 30]
)
async def test_what_is_no_picture_is_refused_whatever_it_calls_itself(
    careful: Downloader, host: Host, into: Path, body: bytes
) -> None:
    url = host.serve("/x.png", body, Content_Type="image/png")

    with pytest.raises(MediaRefused, match="should be an image"):
        await careful.fetch(url, kind=Kind.IMAGE, into=into)

    assert left_in(into.parent) == []


async def test_an_empty_file_is_refused(careful: Downloader, host: Host, into: Path) -> None:
    with pytest.raises(MediaRefused, match="empty"):
        await careful.fetch(host.serve("/x", b""), kind=Kind.IMAGE, into=into)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, MediaExpired),
        (401, MediaExpired),
        (403, MediaExpired),
        (404, MediaExpired),
        (410, MediaExpired),
        (408, MediaCut),
        (429, MediaCut),
        (500, MediaCut),
        (502, MediaCut),
        (503, MediaCut),
        (201, MediaRefused),
        (204, MediaRefused),
        (206, MediaRefused),
        (304, MediaRefused),
    ],
)
async def test_a_status_says_whether_another_try_may_help(
    careful: Downloader, host: Host, into: Path, status: int, fault: type[Exception]
) -> None:
    url = host.serve("/x", b"" if status in (204, 304) else PNG, status=status)

    with pytest.raises(fault):
        await careful.fetch(url, kind=Kind.IMAGE, into=into)


async def test_a_file_that_says_it_is_too_large_is_not_read(
    careful: Downloader, host: Host, into: Path
) -> None:
    with pytest.raises(MediaRefused, match="larger than"):
        await careful.fetch(host.serve("/x", PNG + bytes(100_000)), kind=Kind.IMAGE, into=into)

    assert left_in(into.parent) == []


async def test_a_file_that_hides_its_size_is_stopped_at_the_limit(
    careful: Downloader, host: Host, into: Path
) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(PNG)
        for _ in range(1_000):
            await response.write(bytes(10_000))
        return response

    with pytest.raises(MediaRefused, match="larger than"):
        await careful.fetch(host.answer("/x", endless), kind=Kind.IMAGE, into=into)

    assert left_in(into.parent) == []


async def test_a_packed_bomb_is_refused_before_it_is_read(
    careful: Downloader, host: Host, into: Path
) -> None:
    bomb = gzip.compress(PNG + bytes(20_000_000))

    for encoding in ("gzip", "deflate", "br", "identity, gzip", "GZIP"):
        url = host.serve("/x", bomb, Content_Encoding=encoding)
        with pytest.raises(MediaRefused, match="packed"):
            await careful.fetch(url, kind=Kind.IMAGE, into=into)


async def test_a_cut_in_the_middle_may_be_tried_again(careful: Downloader, host: Host, into: Path) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "50000"})
        await response.prepare(request)
        await response.write(PNG)
        assert request.transport is not None
        request.transport.close()
        return response

    with pytest.raises(MediaCut, match="cut"):
        await careful.fetch(host.answer("/x", cut), kind=Kind.IMAGE, into=into)

    assert left_in(into.parent) == []


async def test_a_chunked_answer_that_breaks_off_may_be_tried_again(
    careful: Downloader, host: Host, into: Path
) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(PNG)
        assert request.transport is not None
        request.transport.close()
        return response

    with pytest.raises(MediaCut):
        await careful.fetch(host.answer("/x", cut), kind=Kind.IMAGE, into=into)


async def test_a_host_that_takes_no_connection_may_be_tried_again(careful: Downloader, into: Path) -> None:
    with pytest.raises(MediaCut):
        await careful.fetch("http://127.0.0.1:1/x", kind=Kind.IMAGE, into=into)


async def trickle(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "50000"})
    await response.prepare(request)
    await response.write(PNG)
    for _ in range(200):
        await response.write(b"\0")
        await asyncio.sleep(0.01)
    return response


async def test_a_slow_loris_is_cut_off_soon(host: Host, into: Path) -> None:
    careful = Downloader(allow_loopback=True, limits=HASTY)
    started = asyncio.get_running_loop().time()

    with pytest.raises(MediaCut, match=r"too slow|stood still"):
        await careful.fetch(host.answer("/x", trickle), kind=Kind.IMAGE, into=into)

    assert asyncio.get_running_loop().time() - started < 1.5


async def test_a_host_that_falls_silent_is_cut_off_soon(host: Host, into: Path) -> None:
    async def silent(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "50000"})
        await response.prepare(request)
        await response.write(PNG)
        await asyncio.sleep(1)
        return response

    careful = Downloader(allow_loopback=True, limits=HASTY)

    with pytest.raises(MediaCut, match="stood still"):
        await careful.fetch(host.answer("/x", silent), kind=Kind.IMAGE, into=into)


async def test_headers_that_never_end_are_cut_off_soon(into: Path) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            writer.write(b"X-%d: y\r\n" % number)
            await asyncio.sleep(0.01)

    careful = Downloader(allow_loopback=True, limits=HASTY)
    async with talking(drip) as url:
        with pytest.raises(MediaCut, match="too long"):
            await careful.fetch(f"{url}/x", kind=Kind.IMAGE, into=into)


async def test_the_whole_takes_no_longer_than_its_limit(host: Host, into: Path) -> None:
    async def steady(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "90000"})
        await response.prepare(request)
        await response.write(PNG)
        for _ in range(100):
            await response.write(bytes(400))
            await asyncio.sleep(0.01)
        return response

    quick = Limits(image_time=timedelta(seconds=0.2), slowest=1, window=timedelta(seconds=1))
    careful = Downloader(allow_loopback=True, limits=quick)

    with pytest.raises(MediaCut, match="too long"):
        await careful.fetch(host.answer("/x", steady), kind=Kind.IMAGE, into=into)


@pytest.mark.parametrize(
    "garbage", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"]
)
async def test_an_answer_that_is_no_http_may_be_tried_again(
    careful: Downloader, into: Path, garbage: bytes
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(garbage)

    async with talking(talk) as url:
        with pytest.raises(MediaCut):
            await careful.fetch(f"{url}/x", kind=Kind.IMAGE, into=into)


async def test_three_hops_are_followed_and_not_a_fourth(careful: Downloader, host: Host, into: Path) -> None:
    host.serve("/0", PNG)
    for number in range(1, 5):
        host.redirect(f"/{number}", f"/{number - 1}")

    assert (await careful.fetch(f"{host.url}/3", kind=Kind.IMAGE, into=into)).size == len(PNG)
    with pytest.raises(MediaRefused, match="more than 3 times"):
        await careful.fetch(f"{host.url}/4", kind=Kind.IMAGE, into=into)


@pytest.mark.parametrize("target", ["", "http://[", "https://exa mple.com/", "mailto:a@b.c"])
async def test_a_redirect_to_nowhere_is_refused(
    careful: Downloader, host: Host, into: Path, target: str
) -> None:
    url = host.redirect("/x", target) if target else host.serve("/x", b"", status=302)

    with pytest.raises(MediaRefused):
        await careful.fetch(url, kind=Kind.IMAGE, into=into)


async def test_a_blank_in_a_provider_s_link_is_forgiven(careful: Downloader, host: Host, into: Path) -> None:
    host.serve("/red shoe.png", PNG)

    fetched = await careful.fetch(f" {host.url}/red shoe.png\n", kind=Kind.IMAGE, into=into)

    assert fetched.size == len(PNG)
