"""A provider without keys is off: whoever asks for it hears how to switch it on, and all else goes on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from bot.app import App, Seams
from bot.errors import SettingsError
from bot.settings import load_settings
from tests.hunting import few
from tests.stories.films import animation, order, speech
from tests.stories.stage import Message, Stage, is_result, open_stage, spoken

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "creatify": ("CREATIFY_API_ID", "CREATIFY_API_KEY"),
    "akool": ("AKOOL_CLIENT_ID", "AKOOL_CLIENT_SECRET"),
    "heygen": ("HEYGEN_API_KEY",),
}
COMMANDS: Final = {
    "creatify": "/product-image {bag} clean background",
    "akool": "/animate {bag} slow turn",
    "heygen": "/avatar-video Meet the bag.",
}
LABELS: Final = {"creatify": "Creatify", "akool": "Akool", "heygen": "HeyGen"}


def without(provider: str) -> dict[str, str]:
    return dict.fromkeys(KEYS[provider], "")


async def switch_off(stage: Stage, provider: str) -> None:
    """The bot is started again without the keys; what it made before is still there."""
    await stage.stop_bot()
    stage.environ.update(without(provider))
    await stage.start_bot()


async def heard(stage: Stage, *, times: int) -> Message:
    """The newest of so many messages that somebody is not set up here."""

    async def all_of_them() -> Message | None:
        told = [m for m in await stage.messages() if "is not set up here." in spoken(m)]
        return told[-1] if len(told) == times else None

    found = await stage.eventually(all_of_them, what=f"{times} messages")
    assert isinstance(found, Mapping)
    return found


@pytest.mark.parametrize("provider", KEYS)
async def test_its_commands_say_how_to_switch_it_on(tmp_path: Path, provider: str) -> None:
    async with open_stage(tmp_path, **without(provider)) as stage:  # type: ignore[arg-type]  # all are texts
        inline, bare = COMMANDS[provider].format(bag=stage.bag), COMMANDS[provider].split()[0]
        for number, command in enumerate((inline, bare)):
            await stage.type(command)
            said = await heard(stage, times=number + 1)

            assert f"{LABELS[provider]} is not" in spoken(said)
            assert " and ".join(KEYS[provider]) in spoken(said)
            assert said["is_ephemeral"]
        assert not [job for name in KEYS for job in await stage.paid(name)]


@pytest.mark.parametrize("provider", few(list(KEYS), 1))
async def test_the_others_work_as_ever(tmp_path: Path, provider: str) -> None:
    async with open_stage(tmp_path, **without(provider)) as stage:  # type: ignore[arg-type]  # as above
        if provider == "creatify":
            await order(stage, animation(stage))
        else:
            await stage.type(COMMANDS["creatify"].format(bag=stage.bag))

        await stage.message(is_result)

        assert len(await stage.paid("akool" if provider == "creatify" else "creatify")) == 1


@pytest.mark.parametrize("provider", few(["akool", "heygen"], 1))
async def test_results_from_before_are_reviewed_and_deleted_and_their_buttons_say_what_is_missing(
    stage: Stage, provider: str
) -> None:
    await order(stage, animation(stage) if provider == "akool" else speech())
    await stage.message(is_result)
    await switch_off(stage, provider)

    await stage.press("Regenerate video")
    refused = str(await stage.form(lambda view: "is not set up here." in str(view)))
    await stage.press("Approve")
    await stage.message("pproved by")
    await stage.press("Delete")

    assert " and ".join(KEYS[provider]) in refused
    assert LABELS[provider] in spoken(await stage.message("keys"))
    assert len(await stage.paid(provider)) == 1


async def test_an_order_that_waited_when_the_keys_went_is_refused_unpaid(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.type(f"/animate {stage.bag} slow turn")
        await stage.message("Spend about 20 credits?")
        await switch_off(stage, "akool")

        await stage.press("Spend")

        assert await stage.message("Akool")
        await stage.quiet()
        assert not await stage.paid("akool")


@pytest.mark.parametrize("provider", KEYS)
async def test_its_webhooks_lead_nowhere(tmp_path: Path, provider: str) -> None:
    async with open_stage(tmp_path, **without(provider)) as stage:  # type: ignore[arg-type]  # as above
        assert stage.app is not None
        address = f"{stage.app.url}/webhooks/{provider}"
        for path in (address, f"{address}/{'A' * 43}"):
            async with stage.http.post(path, json={}) as answer:
                assert (answer.status, await answer.read()) == (404, b"")


HALVES: Final = [
    ({"CREATIFY_API_ID": ""}, "CREATIFY_API_ID"),
    ({"CREATIFY_API_KEY": ""}, "CREATIFY_API_KEY"),
    ({"AKOOL_CLIENT_ID": ""}, "AKOOL_CLIENT_ID"),
    ({"AKOOL_CLIENT_SECRET": ""}, "AKOOL_CLIENT_SECRET"),
    ({"AKOOL_CLIENT_ID": "", "AKOOL_CLIENT_SECRET": "", "AKOOL_API_KEY": "a-key"}, "AKOOL_CLIENT_ID"),
    ({"HEYGEN_API_KEY": "", "HEYGEN_WEBHOOK_SECRET": "a-secret"}, "HEYGEN_API_KEY"),
    ({"HEYGEN_API_VERSION": "v2"}, "HEYGEN_API_VERSION"),
    ({"AKOOL_CLIENT_SECRET": "two words"}, "AKOOL_CLIENT_SECRET"),
]


ENVIRON: Final = {
    "SLACK_BOT_TOKEN": "xoxb-a-token",
    "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
    "CREATIFY_API_ID": "an-id",
    "CREATIFY_API_KEY": "a-key",
    "AKOOL_CLIENT_ID": "an-id",
    "AKOOL_CLIENT_SECRET": "a-secret-of-24-bytes-lon",
    "HEYGEN_API_KEY": "a-key",
}


@pytest.mark.parametrize(("changes", "named"), HALVES)
async def test_half_its_keys_stop_the_start_with_one_sentence(
    tmp_path: Path, changes: Mapping[str, str], named: str
) -> None:
    environ = {**ENVIRON, "GREENLIGHT_DATA_DIR": str(tmp_path), **changes}

    with pytest.raises(SettingsError) as stopped:
        await App(load_settings(environ, env_file=None), Seams()).start()

    said = str(stopped.value)
    assert named in said
    assert "\n" not in said
    assert said.endswith(".")
    assert "two words" not in said
