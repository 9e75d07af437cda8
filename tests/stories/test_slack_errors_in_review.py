"""What people read when Slack refuses windows, private answers, deletions and broadcasts of a result."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hunting import tenth
from tests.stories.seams import (
    brisk,
    calls,
    delivered_once,
    direct_channel,
    heal,
    order,
    refuse,
    results,
    roots,
    whispered,
)
from tests.stories.slack_codes import COMMON, DELETE_FILE, DELETE_MESSAGE, FILL, SCOPE, WHISPER, WINDOW, told
from tests.stories.stage import ANN, BEN, CLEO, GUS, LAUNCH, Stage, is_result, labels, open_stage, spoken

TOO_SLOW = "Slack was too slow to open the form. Please try once more."


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, seams=brisk()) as opened:
        yield opened


# --- windows


@pytest.mark.parametrize("code", ["expired_trigger_id", *tenth([*WINDOW, *COMMON])])
async def test_a_window_that_cannot_open_is_told_to_the_one_who_asked_for_it(stage: Stage, code: str) -> None:
    await refuse(stage, "views.open", code)
    await stage.type("/product-image")

    await whispered(stage, TOO_SLOW)
    await stage.type("/product-image")

    await stage.modal(with_submit=True)


async def test_a_window_that_slack_opens_too_late_is_told(stage: Stage) -> None:
    await stage.fault("slack:views.open", "slow", seconds=2.5)
    await stage.type("/product-image")

    await whispered(stage, TOO_SLOW)


async def test_a_window_is_told_about_even_without_its_response_url(stage: Stage) -> None:
    await stage.fault("slack:response_url", "refuse", status=404, body="used_url", times=0)
    await refuse(stage, "views.open", "expired_trigger_id")
    await stage.type("/product-image")

    await whispered(stage, TOO_SLOW)


@pytest.mark.parametrize("mode", ["error", "refuse", "cut_after", "garbage"])
async def test_a_window_is_filled_although_the_first_try_failed(stage: Stage, mode: str) -> None:
    await stage.fault("slack:views.update", mode, error="internal_error")
    await stage.type("/product-image")

    await stage.modal(with_submit=True)


@pytest.mark.parametrize("code", ["internal_error", "view_too_large", *tenth(COMMON)])
async def test_a_window_that_is_never_filled_is_told(stage: Stage, code: str) -> None:
    await refuse(stage, "views.update", code, times=0)
    await stage.type("/product-image")

    await whispered(stage, TOO_SLOW)

    assert len(await calls(stage, "views.update")) <= 3


@pytest.mark.parametrize("code", FILL[:2])
async def test_a_window_that_was_closed_meanwhile_is_nobody_s_trouble(stage: Stage, code: str) -> None:
    await refuse(stage, "views.update", code)
    await stage.type("/product-image")

    async def tried() -> bool:
        return bool(await calls(stage, "views.update"))

    await stage.eventually(tried, what="the window being filled")

    assert not [message for message in await stage.messages() if message.get("is_ephemeral")]


async def test_a_window_without_the_facts_says_so_in_itself(stage: Stage) -> None:
    await order(stage)
    await delivered_once(stage)
    await refuse(stage, "users.info", "missing_scope")
    await stage.press("Make video", by=BEN)

    async def said() -> bool:
        return any("lacks the Slack scope" in str(view) for view in (await stage.state(BEN))["views"])

    await stage.eventually(said, what="the reason in the window")


@pytest.mark.parametrize("code", ["hash_conflict", *tenth(COMMON)])
async def test_a_home_that_is_refused_is_drawn_at_the_next_visit(stage: Stage, code: str) -> None:
    await refuse(stage, "views.publish", code)

    async def shown() -> bool:
        async with stage.http.post(f"/sandbox/people/{ANN}/home", json={}) as answer:
            assert answer.status == 200
        return (await stage.state(ANN))["home"] is not None

    await stage.eventually(shown, what="the home tab")


# --- private answers to clicks


async def refused_click(stage: Stage) -> None:
    """Gus, a guest, may look and not approve."""
    await delivered_once(stage)
    await stage.press("Approve", by=GUS)


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        ("refuse", {"status": 404, "body": "used_url"}),
        ("refuse", {"status": 404, "body": "expired_url"}),
        ("refuse", {"status": 500}),
        ("refuse", {"status": 200, "body": {"ok": False, "error": "invalid_blocks"}}),
        ("cut_before", {}),
        ("ratelimit", {}),
    ],
)
async def test_a_refused_click_is_answered_by_the_next_way(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await order(stage)
    await stage.fault("slack:response_url", mode, times=0, **more)
    await refused_click(stage)

    await whispered(stage, "Guests may look", to=GUS)


@pytest.mark.parametrize("code", ["user_not_in_channel", *tenth([*WHISPER, *COMMON])])
async def test_a_refused_click_is_answered_directly_when_no_other_way_is_left(
    stage: Stage, code: str
) -> None:
    await order(stage)
    await stage.fault("slack:response_url", "refuse", status=404, body="used_url", times=0)
    await refuse(stage, "chat.postEphemeral", code, times=0)
    await refused_click(stage)

    await stage.message("Guests may look", channel=await direct_channel(stage, GUS), seen_by=GUS)


async def test_a_click_whose_person_slack_does_not_name_is_answered_and_changes_nothing(stage: Stage) -> None:
    await order(stage)
    await delivered_once(stage)
    await refuse(stage, "users.info", "missing_scope", times=0)
    await stage.press("Approve", by=BEN)

    said = await whispered(stage, SCOPE, to=BEN)

    assert "press" not in spoken(said)
    assert "Approve" in labels((await results(stage))[0])


# --- deleting


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ("file_not_found", False),
        ("file_deleted", False),
        ("cant_delete_file", True),
        ("missing_scope", True),
        *tenth([(code, True) for code in COMMON]),
    ],
)
async def test_what_slack_keeps_of_a_deleted_result_is_said(stage: Stage, code: str, *, left: bool) -> None:
    await order(stage)
    await delivered_once(stage)
    await refuse(stage, "files.delete", code)
    await stage.press("Delete")

    said = await stage.message("Creatify keeps its copy")
    await stage.quiet()

    assert ("Slack did not let me delete the file; a workspace admin can." in spoken(said)) is left
    assert len(await calls(stage, "files.delete")) == 1
    assert code in DELETE_FILE or left


async def test_a_delete_that_slack_never_answers_ends_and_says_what_is_left(tmp_path: Path) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=1000), GREENLIGHT_SPEED="1000") as stage:
        await order(stage)
        await delivered_once(stage)
        await refuse(stage, "files.delete", "internal_error", times=0)
        await stage.press("Delete")

        await stage.message("Slack did not let me delete the file")


# --- a thread whose root is gone


@pytest.mark.parametrize("code", [*DELETE_MESSAGE, "internal_error"])
async def test_a_stray_that_cannot_be_taken_back_does_not_multiply(stage: Stage, code: str) -> None:
    await stage.fault("creatify:job", "slow", seconds=30)
    await order(stage)
    await stage.message("Rendering")
    root = (await roots(stage))[0]
    await stage.fault("slack:chat.update", "error", error="cant_update_message", times=0)
    await refuse(stage, "chat.delete", code, times=0)
    async with stage.http.post(
        f"/sandbox/people/{CLEO}/delete", json={"channel": LAUNCH, "ts": root["ts"]}
    ) as answer:
        assert (await answer.json())["ok"]

    await stage.message(lambda message: is_result(message) and bool(message.get("thread_ts")))
    await stage.quiet()

    strays = [message for message in await results(stage) if not message.get("thread_ts")]
    assert len(await results(stage)) - len(strays) == 1
    assert len(strays) == 1
    assert len(await stage.paid()) == 1


# --- what follows an approval


@pytest.mark.parametrize(("method", "tries"), [("chat.getPermalink", 2), ("chat.postMessage", 1)])
async def test_an_approved_video_that_cannot_be_broadcast_stays_approved_and_is_not_tried_for_ever(
    stage: Stage, method: str, tries: int
) -> None:
    """The root wants to lead to it too, so the link is asked for twice."""
    await stage.type(f"/product-video {stage.bag} clean background")
    await stage.message(is_result)
    await stage.press("Approve", by=BEN)
    await stage.message("your video is ready. 3 credits.")
    await stage.quiet()
    before = len(await calls(stage, method))
    await refuse(stage, method, "restricted_action", times=0)
    await stage.press("Approve", by=BEN)

    await stage.message(lambda message: "Reopen" in labels(message) and "video is ready" in spoken(message))
    await stage.quiet()

    assert len(await calls(stage, method)) == before + tries


@pytest.mark.parametrize(
    ("target", "mode", "more", "words"),
    [
        ("slack:files", "share_never", {"times": 2}, "Slack took the file but did not show it."),
        ("slack:files.completeUploadExternal", "error", {"error": "not_in_channel"}, told("not_in_channel")),
    ],
)
async def test_a_video_that_cannot_be_shared_is_undelivered_and_free(
    stage: Stage, target: str, mode: str, more: dict[str, object], words: str
) -> None:
    await stage.type(f"/product-video {stage.bag} clean background")
    await stage.message(is_result)
    await stage.quiet()
    await stage.fault(target, mode, **more)
    await stage.press("Approve", by=BEN)

    said = await stage.message("The video is made and paid (3 credits), but not shown yet.")
    await heal(stage)
    await stage.press("Try again")
    await stage.message("your video is ready. 3 credits.")
    await stage.quiet()

    assert words in spoken(said)
    assert len(await stage.paid()) == 2
    films = [message for message in await stage.messages() if message.get("files")]
    assert len([message for message in films if message["files"][0]["name"].endswith(".mp4")]) == 1


# --- the start


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive"])
async def test_a_wrong_token_stops_the_start_with_a_sentence(tmp_path: Path, code: str) -> None:
    async with open_stage(tmp_path, bot=False) as stage:
        await refuse(stage, "auth.test", code)

        with pytest.raises(Exception, match=code):
            await stage.start_bot()
