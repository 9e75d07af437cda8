"""What people read when Slack refuses a call, where they read it, and whether the way out works."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.outbox.show import MOST_TRIES
from tests.hunting import IS_HUNT, tenth
from tests.stories.seams import (
    brisk,
    calls,
    delivered_for_free,
    delivered_once,
    direct_channel,
    heal,
    order,
    refuse,
    results,
    roots,
    undelivered,
    whispered,
)
from tests.stories.slack_codes import AWAY, COMMON, COMPLETE, INVITE, POST, SLOT, UPDATE, told, told_when_paid
from tests.stories.stage import ANN, LAUNCH, STUDIO, Stage, is_result, labels, open_stage, spoken

TRIED_OUT = 15


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, seams=brisk()) as opened:
        yield opened


# --- before anything is posted: told in private, nothing spent


AT_THE_ROOT = ("not_in_channel", "is_archived", "missing_scope", "restricted_action", "invalid_blocks")
ROOT_REST = [code for code in (*POST, *COMMON) if code not in AT_THE_ROOT]


@pytest.mark.parametrize("code", [*AT_THE_ROOT, *tenth(ROOT_REST)])
async def test_an_order_whose_root_is_refused_is_told_in_private_and_costs_nothing(
    stage: Stage, code: str
) -> None:
    await refuse(stage, "chat.postMessage", code)
    await order(stage)

    said = await whispered(stage, told(code))

    assert "Nothing was spent." in spoken(said)
    assert labels(said) == ({"Try again"} if "Try again" in told(code) + spoken(said) else set())
    assert not await stage.paid()
    assert not await roots(stage)


@pytest.mark.parametrize("code", ["missing_scope", "restricted_action", "token_revoked"])
async def test_try_again_works_once_slack_lets_us_post(stage: Stage, code: str) -> None:
    await refuse(stage, "chat.postMessage", code)
    await order(stage)
    await whispered(stage, told(code))

    await stage.press("Try again")

    await delivered_once(stage)


@pytest.mark.parametrize(
    ("closed", "code"),
    [({"restricted": True}, "restricted_action"), ({"bot_is_member": False}, "not_in_channel")],
)
async def test_a_channel_that_is_closed_is_told_as_what_it_is(
    stage: Stage, closed: dict[str, bool], code: str
) -> None:
    await stage.channel(STUDIO, **closed)
    await order(stage, channel=STUDIO)

    said = await whispered(stage, told(code), channel=STUDIO)

    assert "Nothing was spent." in spoken(said)
    assert not await stage.paid()


PASSES: list[tuple[str, dict[str, Any]]] = [
    ("error", {"error": "internal_error"}),
    ("error", {"error": "fatal_error"}),
    ("error", {"error": "service_unavailable"}),
    ("error", {"error": "request_timeout"}),
    ("refuse", {"status": 500}),
    ("refuse", {"status": 503, "body": "<html>Service Unavailable"}),
    ("ratelimit", {"retry_after": 1}),
    ("cut_before", {}),
    ("cut_after", {}),
    ("garbage", {}),
]
ALWAYS = [PASSES[0], PASSES[6], PASSES[8]]
PASSING = [*ALWAYS, *tenth([fault for fault in PASSES if fault not in ALWAYS])]
NAMES = [f"{mode} {more.get('error') or more.get('status') or ''}".strip() for mode, more in PASSING]


@pytest.mark.parametrize(("mode", "more"), PASSING, ids=NAMES)
async def test_a_passing_fault_at_the_root_leaves_one_root_and_one_result(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await stage.fault("slack:chat.postMessage", mode, **more)
    await order(stage)

    await delivered_once(stage)

    assert len(await roots(stage)) == 1


# --- admission: facts that Slack does not give


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("conversations.info", "channel_not_found"),
        ("conversations.info", "missing_scope"),
        ("users.info", "missing_scope"),
        *tenth([(method, code) for method in ("conversations.info", "users.info") for code in COMMON]),
        *tenth([("users.info", "user_not_found"), ("users.info", "user_not_visible")]),
    ],
)
async def test_without_the_facts_nothing_starts_and_the_reason_is_told(
    stage: Stage, method: str, code: str
) -> None:
    await refuse(stage, method, code)
    await order(stage)

    said = await whispered(stage, told(code))

    assert "Nothing was spent." in spoken(said)
    assert not await stage.paid()


@pytest.mark.parametrize("method", ["conversations.info", "users.info"])
async def test_facts_that_come_late_only_delay_the_order(stage: Stage, method: str) -> None:
    await refuse(stage, method, "internal_error", times=2)
    await order(stage)

    await delivered_once(stage)


@pytest.mark.parametrize(
    "method", ["users.info", *(["conversations.info", "chat.postMessage"] if IS_HUNT else [])]
)
async def test_what_slack_never_does_is_told_at_the_end_and_try_again_works(
    tmp_path: Path, method: str
) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=1000), GREENLIGHT_SPEED="1000") as stage:
        await refuse(stage, method, "internal_error", times=0)
        await order(stage)

        said = await whispered(stage, AWAY)
        await stage.quiet()

        assert "Nothing was spent." in spoken(said)
        assert not await stage.paid()
        assert 1 < len(await calls(stage, method)) <= TRIED_OUT

        await heal(stage)
        await stage.press("Try again")
        await delivered_once(stage)


# --- private words: the next way when one is closed


async def test_with_a_dead_token_the_response_url_still_tells(stage: Stage) -> None:
    for target in ("chat.*", "conversations.*", "users.*", "views.*"):
        await stage.fault(f"slack:{target}", "error", error="token_revoked", times=0)
    await order(stage)

    said = await whispered(stage, told("token_revoked"))

    assert "Nothing was spent." in spoken(said)


@pytest.mark.parametrize("mode", ["refuse", "cut_before", "ratelimit"])
async def test_without_the_response_url_the_words_come_as_an_ephemeral_message(
    stage: Stage, mode: str
) -> None:
    await stage.fault("slack:response_url", mode, times=0, status=404, body="used_url")
    await refuse(stage, "chat.postMessage", "restricted_action")
    await order(stage)

    await whispered(stage, told("restricted_action"))

    assert await calls(stage, "chat.postEphemeral")


@pytest.mark.parametrize("code", ["user_not_in_channel", *tenth(["not_in_channel", "is_archived"])])
async def test_without_both_they_come_as_a_direct_message_with_the_button(stage: Stage, code: str) -> None:
    await stage.fault("slack:response_url", "refuse", times=0, status=404, body="expired_url")
    await refuse(stage, "chat.postEphemeral", code, times=0)
    await refuse(stage, "chat.postMessage", "restricted_action")
    await order(stage)

    direct = await direct_channel(stage)
    await stage.message(told("restricted_action"), channel=direct)
    await stage.press("Try again", channel=direct)

    await delivered_once(stage)


async def test_where_no_way_is_left_nobody_is_asked_for_ever(stage: Stage) -> None:
    await stage.fault("slack:response_url", "refuse", times=0, status=404, body="expired_url")
    for method in ("chat.postMessage", "chat.postEphemeral", "conversations.open"):
        await refuse(stage, method, "token_revoked", times=0)
    await order(stage)

    async def asked() -> bool:
        return bool(await calls(stage, "conversations.open"))

    await stage.eventually(asked, what="the last way tried")
    await stage.quiet()

    assert len(await calls(stage, "conversations.open")) == 1
    assert not await stage.paid()


# --- while the job runs


RUNNING = ("is_inactive", "message_not_found", "cant_update_message")


@pytest.mark.parametrize("code", [*RUNNING, *tenth([code for code in UPDATE if code not in RUNNING])])
async def test_an_edit_that_is_refused_for_good_does_not_hold_up_the_result(stage: Stage, code: str) -> None:
    await refuse(stage, "chat.update", code, times=0)
    await order(stage)

    await delivered_once(stage)

    assert len(await roots(stage)) <= 4


@pytest.mark.parametrize("mode", ["ratelimit", "refuse", "cut_after", "garbage"])
async def test_an_edit_that_fails_for_a_while_is_made_later(stage: Stage, mode: str) -> None:
    await stage.fault("slack:chat.update", mode, times=3, retry_after=1)
    await order(stage)

    await delivered_once(stage)
    await stage.message(lambda message: "v1 image delivered" in spoken(message))

    assert len(await roots(stage)) == 1


CLOSED = [
    ({"bot_is_member": False}, {"bot_is_member": True}, INVITE),
    ({"is_archived": True}, {"is_archived": False}, "Once it is unarchived, press Try again."),
    ({"restricted": True}, {"restricted": False}, "A rule of this workspace keeps me from posting here."),
]


@pytest.mark.parametrize(("close", "reopen", "words"), CLOSED, ids=["kicked", "archived", "restricted"])
async def test_a_channel_that_closes_in_the_middle_is_told_directly_with_the_way_out(
    stage: Stage, close: dict[str, bool], reopen: dict[str, bool], words: str
) -> None:
    await stage.fault("creatify:job", "slow", seconds=30)
    await order(stage)
    await stage.message("Rendering")
    await stage.channel(LAUNCH, **close)

    direct = await direct_channel(stage)
    said = await stage.message("is made and paid (1 credit), but not shown yet", channel=direct)
    await stage.channel(LAUNCH, **reopen)
    await stage.press("Try again", channel=direct)

    assert words in spoken(said)
    assert "Try again is free." in spoken(said)
    await delivered_once(stage)


# --- the upload


FIRST_STEP = (
    "storage_limit_reached",
    "file_uploads_disabled",
    "file_upload_size_restricted",
    "missing_scope",
)


@pytest.mark.parametrize(
    "code", [*FIRST_STEP, *tenth([code for code in (*SLOT, *COMMON) if code not in FIRST_STEP])]
)
async def test_an_upload_that_is_refused_is_undelivered_and_tried_again_for_free(
    stage: Stage, code: str
) -> None:
    await refuse(stage, "files.getUploadURLExternal", code)
    await order(stage)

    await undelivered(stage, told_when_paid(code))

    await delivered_for_free(stage)


async def test_a_full_storage_is_told_and_mended_by_making_room(stage: Stage) -> None:
    await stage.fault("slack:files", "storage_full", times=2)
    await order(stage)

    await undelivered(stage, told("storage_limit_reached"))
    await stage.press("Try again")
    await stage.message(lambda message: "not shown yet" in spoken(message))
    await stage.quiet()

    await delivered_for_free(stage)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (413, "bigger than this workspace allows"),
        (403, "does not let me upload"),
        (400, "does not let me upload"),
    ],
)
async def test_bytes_that_are_refused_are_told(stage: Stage, status: int, words: str) -> None:
    await stage.fault("slack:upload", "refuse", status=status, body="no")
    await order(stage)

    await undelivered(stage, words)

    await delivered_for_free(stage)


UPLOAD_CALLS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal", "files.info")
FAULTS = [
    (call, mode, more)
    for call in UPLOAD_CALLS
    for mode, more in PASSES
    if (call, mode) != ("upload", "error")
]
MOST_TELLING = [fault for fault in FAULTS if fault[1] in ("cut_after", "ratelimit")]


@pytest.mark.parametrize(
    ("call", "mode", "more"),
    [*MOST_TELLING, *tenth([fault for fault in FAULTS if fault not in MOST_TELLING])],
)
async def test_a_passing_fault_on_the_way_of_the_file_leaves_one_result(
    stage: Stage, call: str, mode: str, more: dict[str, object]
) -> None:
    await stage.fault(f"slack:{call}", mode, **more)
    await order(stage)

    await delivered_once(stage)


@pytest.mark.parametrize("call", UPLOAD_CALLS)
async def test_a_fault_that_does_not_pass_becomes_undelivered(tmp_path: Path, call: str) -> None:
    async with open_stage(tmp_path, seams=brisk()) as stage:
        await stage.fault(f"slack:{call}", "refuse", status=503, times=0)
        await order(stage)

        await undelivered(stage, "Press Try again in a few minutes.")
        await heal(stage)

        await delivered_for_free(stage)


@pytest.mark.parametrize(
    "code", ["posting_to_channel_denied", "file_not_found", *tenth([*COMPLETE, *COMMON])]
)
async def test_a_completion_that_is_refused_is_undelivered(stage: Stage, code: str) -> None:
    await refuse(stage, "files.completeUploadExternal", code)
    await order(stage)

    await undelivered(stage, told_when_paid(code))

    await delivered_for_free(stage)


@pytest.mark.parametrize("code", ["missing_scope", *tenth(COMMON)])
async def test_a_file_that_cannot_be_looked_at_is_undelivered(stage: Stage, code: str) -> None:
    await refuse(stage, "files.info", code)
    await order(stage)

    await undelivered(stage, told_when_paid(code))

    await delivered_for_free(stage)


async def test_a_picture_that_slack_refuses_in_a_message_is_shared_into_the_thread(stage: Stage) -> None:
    await stage.fault("slack:files", "invalid_slack_file", times=0)
    await order(stage)

    result = await delivered_once(stage)

    assert not [block for block in result["blocks"] if block["type"] == "image"]
    shared = [message for message in await stage.messages() if message.get("files")]
    assert [message["thread_ts"] for message in shared] == [result["thread_ts"]]


async def test_a_picture_that_slack_never_reads_is_shared_into_the_thread(stage: Stage) -> None:
    await stage.fault("slack:files", "slow_processing", seconds=600)
    await order(stage)

    result = await delivered_once(stage)

    shared = [message for message in await stage.messages() if message.get("files")]
    assert [message["thread_ts"] for message in shared] == [result["thread_ts"]]


# --- the result message


RESULT = ("is_archived", "missing_scope", "msg_blocks_too_long")


@pytest.mark.parametrize(
    "code", [*RESULT, *tenth([code for code in (*POST, *COMMON) if code not in (*RESULT, "invalid_blocks")])]
)
async def test_a_result_message_that_is_refused_is_undelivered(stage: Stage, code: str) -> None:
    await refuse(stage, "chat.postMessage", code, after=1)
    await order(stage)

    await undelivered(stage, told_when_paid(code))

    await delivered_for_free(stage)


@pytest.mark.parametrize(("mode", "more"), PASSING, ids=NAMES)
async def test_a_passing_fault_at_the_result_leaves_one_result(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", mode, **more)
    await order(stage)

    await delivered_once(stage)


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel"])
async def test_a_result_that_cannot_be_looked_for_is_posted_at_most_once_more(
    stage: Stage, code: str
) -> None:
    await refuse(stage, "conversations.replies", code, times=0)
    await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", "cut_after")
    await order(stage)

    await stage.message(is_result)
    await stage.quiet()

    assert len(await results(stage)) == 2
    assert len(await stage.paid()) == 1


async def test_a_result_that_was_posted_unheard_and_given_up_is_not_posted_again(stage: Stage) -> None:
    """Its answer is lost, and then nothing can be looked for until the patience is over."""
    await refuse(stage, "conversations.replies", "internal_error", times=0)
    await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", "cut_after")
    await order(stage)
    await stage.message(lambda message: "Try again" in labels(message))
    assert len(await results(stage)) == 1

    await stage.http.delete("/sandbox/faults")
    await stage.press("Try again")
    await stage.message(lambda message: "delivered" in spoken(message))
    await stage.quiet()

    assert len(await results(stage)) == 1


async def test_a_result_that_was_posted_unheard_at_the_last_try_is_delivered(stage: Stage) -> None:
    await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", "cut_before", times=MOST_TRIES - 1)
    await stage.fault("slack:chat.postMessage", "cut_after")
    await order(stage)

    await stage.message(lambda message: "delivered" in spoken(message))
    await stage.quiet()

    assert len(await results(stage)) == 1
    assert not [message for message in await stage.messages() if "Try again" in labels(message)]


# --- the mention of an outcome


@pytest.mark.parametrize("code", ["is_archived", *tenth([*POST, *COMMON])])
async def test_an_outcome_that_the_thread_does_not_take_is_told_directly_with_its_button(
    stage: Stage, code: str
) -> None:
    await stage.fault("creatify:job", "fail", reason="too blurred")
    await refuse(stage, "chat.postMessage", code, after=1)
    await order(stage)

    direct = await direct_channel(stage)
    said = await stage.message("Creatify could not make this image: “too blurred”", channel=direct)

    assert "It may have charged 1 credit." in spoken(said)
    assert labels(said) == {"Try again"}


async def test_an_outcome_that_cannot_even_be_told_directly_comes_by_the_response_url(stage: Stage) -> None:
    await stage.fault("creatify:job", "fail", reason="too blurred")
    await refuse(stage, "chat.postMessage", "restricted_action", after=1, times=0)
    await refuse(stage, "conversations.open", "missing_scope", times=0)
    await order(stage)

    said = await whispered(stage, "too blurred")
    await stage.quiet()

    assert labels(said) == {"Try again"}
    assert len(await calls(stage, "conversations.open")) == 1


@pytest.mark.parametrize("mode", ["cut_after", "garbage"])
async def test_an_outcome_whose_post_lost_its_answer_is_said_once(stage: Stage, mode: str) -> None:
    await stage.fault("creatify:job", "fail", reason="too blurred")
    await stage.fault("slack:chat.postMessage", "slow", seconds=0)
    await stage.fault("slack:chat.postMessage", mode)
    await order(stage)

    def mentions(message: object) -> bool:
        return isinstance(message, dict) and str(message["text"]).startswith(f"<@{ANN}> Creatify could not")

    await stage.message(mentions)
    await stage.quiet()

    assert len([message for message in await stage.messages() if mentions(message)]) == 1
