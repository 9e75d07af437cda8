"""What Akool and HeyGen call us with: taken when it is theirs, refused alike when it is not."""

from typing import Final

import pytest

from bot.sandbox.config import SandboxConfig
from tests.providers.akool.sealing import encrypted, signed
from tests.stories.films import animation, order, speech
from tests.stories.stage import Stage, is_result

CONFIG: Final = SandboxConfig()
REFUSED: Final = (401, b"")


async def _knock(stage: Stage, address: str, body: bytes) -> tuple[int, bytes]:
    async with stage.http.post(address, data=body) as answer:
        return answer.status, await answer.read()


async def _address(stage: Stage, provider: str) -> str:
    """Where the provider was told to call us."""

    async def told() -> str:
        return next((str(job["webhook_url"]) for job in await stage.paid(provider)), "")

    return str(await stage.eventually(told, what="an order"))


def _genuine(text: bytes) -> bytes:
    own = {"client_id": CONFIG.akool_client_id}
    return signed(encrypted(text, secret=CONFIG.akool_client_secret, **own), **own)


@pytest.mark.parametrize("provider", ["akool", "heygen"])
async def test_a_film_is_delivered_by_a_webhook_that_was_taken_with_200(stage: Stage, provider: str) -> None:
    await order(stage, animation(stage) if provider == "akool" else speech())
    await stage.message(is_result)

    calls = (await stage.ledger())[provider]["webhooks"]

    assert calls
    assert {tried for call in calls for tried in call["tries"]} == {200}
    assert len(await stage.paid(provider)) == 1


async def test_what_akool_did_not_sign_or_seal_is_refused_without_a_word(stage: Stage) -> None:
    await stage.fault("akool:webhook", "lose", times=0)
    await order(stage, animation(stage))
    address = await _address(stage, "akool")
    ours = {"client_id": CONFIG.akool_client_id}

    unsealed = signed("A" * 64, **ours)
    no_job = _genuine(b'{"status": 3}')
    unsigned = _genuine(b'{"_id": "66f0c0ffee0000000000abcd", "status": 3}').replace(b'e": "', b'e": "0')

    for body in (b"", b"{}", unsealed, no_job, unsigned):
        assert await _knock(stage, address, body) == REFUSED


async def test_a_wrong_token_is_not_found_whatever_is_signed(stage: Stage) -> None:
    assert stage.app is not None
    address = f"{stage.app.url}/webhooks/akool/{'A' * 43}"
    genuine = _genuine(b'{"_id": "66f0c0ffee0000000000abcd", "status": 3}')

    assert await _knock(stage, address, genuine) == (404, b"")
    assert await _knock(stage, address, b"forged") == (404, b"")
