"""The downloader connects to public addresses only, whatever a link, a name or a redirect says."""

from pathlib import Path

import httpx
import pytest

from bot.domain.generation import Kind
from bot.errors import MediaCut, MediaError, MediaRefused
from bot.media import Downloader
from tests.media.conftest import PNG, Host, Names, Spy
from tests.media.hostile import PRIVATE_V4, PRIVATE_V6, hostile_urls

PUBLIC = "93.184.215.14"
PUBLIC_V6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


def downloader(spy: Spy, names: Names, *, allow_loopback: bool = False, hosts: str = "") -> Downloader:
    return Downloader(
        allow_loopback=allow_loopback,
        hosts=frozenset(hosts.split()),
        resolver=names,
        transports=lambda: spy,
    )


async def test_no_hostile_spelling_leads_to_a_connection(
    spy: Spy, names: Names, host: Host, tmp_path: Path
) -> None:
    careful = downloader(spy, names)
    spellings = hostile_urls(host.port)

    for url in spellings:
        with pytest.raises(MediaError):
            await careful.fetch(url, kind=Kind.IMAGE, into=tmp_path / "x")

    assert len(set(spellings)) >= 200
    assert spy.requests == []
    assert names.asked == []


async def test_no_hostile_spelling_reaches_a_real_listener(host: Host, tmp_path: Path, names: Names) -> None:
    host.serve("/x.png", PNG)
    careful = Downloader(resolver=names)

    for url in hostile_urls(host.port):
        with pytest.raises(MediaError):
            await careful.fetch(url, kind=Kind.IMAGE, into=tmp_path / "x")

    assert host.seen == []


@pytest.mark.parametrize("private", [*PRIVATE_V4, *PRIVATE_V6])
async def test_a_name_that_leads_to_a_private_address_is_refused(
    spy: Spy, names: Names, tmp_path: Path, private: str
) -> None:
    names.known["cdn.example.com"] = [[private]]
    names.known["mixed.example.com"] = [[PUBLIC, private]]

    for name in names.known:
        with pytest.raises(MediaRefused, match="private network"):
            await downloader(spy, names).fetch(f"https://{name}/x", kind=Kind.IMAGE, into=tmp_path / "x")

    assert spy.requests == []


@pytest.mark.parametrize("scoped", ["fe80::1%eth0", "2606:4700::1%1", "", "not an address"])
async def test_an_odd_answer_to_a_lookup_is_refused(
    spy: Spy, names: Names, tmp_path: Path, scoped: str
) -> None:
    names.known["cdn.example.com"] = [[scoped]]

    with pytest.raises(MediaRefused):
        await downloader(spy, names).fetch("https://cdn.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")


async def test_a_redirect_to_a_hostile_spelling_is_not_followed(
    host: Host, names: Names, tmp_path: Path
) -> None:
    """The redirecting host is the only one that is reached, though the victim listens on the same port."""
    host.serve("/x.png", PNG)
    careful = Downloader(allow_loopback=True, resolver=names)
    victim = f"http://127.0.0.1:{host.port}/"
    spellings = [url for url in hostile_urls(host.port) if url.isascii() and url.isprintable()]
    elsewhere = [url for url in spellings if "://" in url and not url.startswith(victim)]

    for number, url in enumerate(elsewhere):
        start = host.redirect(f"/{number}", url)
        with pytest.raises(MediaError):
            await careful.fetch(start, kind=Kind.IMAGE, into=tmp_path / "x")

    assert len(elsewhere) > 150
    assert "/x.png" not in {request.path for request in host.seen}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_public_host_cannot_pass_us_on_to_a_private_one(
    spy: Spy, names: Names, tmp_path: Path, status: int
) -> None:
    names.known = {"cdn.example.com": [[PUBLIC]], "inside.example.com": [["10.0.0.7"]]}
    spy.answers = [httpx.Response(status, headers={"Location": "https://inside.example.com/x"})]

    with pytest.raises(MediaRefused, match="private network"):
        await downloader(spy, names).fetch("https://cdn.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")

    assert [request.url.host for request in spy.requests] == [PUBLIC]


async def test_a_name_that_changes_its_mind_is_looked_up_once(spy: Spy, names: Names, tmp_path: Path) -> None:
    names.known["rebind.example.com"] = [[PUBLIC], ["127.0.0.1"]]

    await downloader(spy, names).fetch("https://rebind.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")

    assert names.asked == ["rebind.example.com"]
    assert [request.url.host for request in spy.requests] == [PUBLIC]


async def test_a_name_that_changes_its_mind_between_hops_is_checked_again(
    spy: Spy, names: Names, tmp_path: Path
) -> None:
    names.known["rebind.example.com"] = [[PUBLIC], ["127.0.0.1"]]
    spy.answers = [httpx.Response(302, headers={"Location": "/again"})]

    with pytest.raises(MediaRefused, match="private network"):
        await downloader(spy, names).fetch(
            "https://rebind.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x"
        )

    assert len(spy.requests) == 1


async def test_the_checked_address_is_asked_under_the_original_name(
    spy: Spy, names: Names, tmp_path: Path
) -> None:
    names.known["cdn.example.com"] = [[PUBLIC]]

    await downloader(spy, names).fetch(
        "https://CDN.example.com/a%2Fb.png?Signature=a%2Bb~c", kind=Kind.IMAGE, into=tmp_path / "x"
    )

    (request,) = spy.requests
    assert str(request.url) == f"https://{PUBLIC}/a%2Fb.png?Signature=a%2Bb~c"
    assert request.headers["Host"] == "cdn.example.com"
    assert request.extensions["sni_hostname"] == "cdn.example.com"
    assert request.headers["Accept-Encoding"] == "identity"


async def test_nothing_of_ours_goes_along(spy: Spy, names: Names, tmp_path: Path) -> None:
    names.known["cdn.example.com"] = [[PUBLIC]]

    await downloader(spy, names).fetch("https://cdn.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")

    wanted = {"host", "accept", "accept-encoding", "user-agent", "connection"}
    assert set(spy.requests[0].headers) == wanted


async def test_the_next_address_is_tried_when_one_takes_no_connection(
    spy: Spy, names: Names, tmp_path: Path
) -> None:
    names.known["cdn.example.com"] = [[PUBLIC_V6, PUBLIC]]
    spy.answers = [httpx.ConnectError("no route")]

    await downloader(spy, names).fetch("https://cdn.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")

    assert [str(request.url.host) for request in spy.requests] == [PUBLIC_V6, PUBLIC]


async def test_a_name_that_cannot_be_found_may_be_found_later(spy: Spy, names: Names, tmp_path: Path) -> None:
    with pytest.raises(MediaCut, match="could not be found"):
        await downloader(spy, names).fetch("https://gone.example.com/x", kind=Kind.IMAGE, into=tmp_path / "x")


async def test_only_named_hosts_are_fetched_from_when_there_are_any(
    spy: Spy, names: Names, tmp_path: Path
) -> None:
    names.known = {name: [[PUBLIC]] for name in ("cdn.example.com", "a.cdn.example.com", "other.example.com")}
    narrow = downloader(spy, names, hosts="cdn.example.com")
    spy.answers = [httpx.Response(302, headers={"Location": "https://other.example.com/x"})]

    for url in ("https://a.cdn.example.com/x", "https://other.example.com/x", "https://cdn.example.com/x"):
        with pytest.raises(MediaRefused, match="GREENLIGHT_MEDIA_HOSTS"):
            await narrow.fetch(url, kind=Kind.IMAGE, into=tmp_path / "x")

    assert [request.headers["Host"] for request in spy.requests] == ["cdn.example.com"]


async def test_a_proxy_of_the_environment_is_not_used(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    url = host.serve("/x.png", PNG)

    fetched = await Downloader(allow_loopback=True).fetch(url, kind=Kind.IMAGE, into=tmp_path / "x")

    assert fetched.size == len(PNG)
