"""What people read when Creatify refuses, fails or is away, what it costs, and whether the way out works."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.hunting import tenth
from tests.ports import free_port
from tests.stories.seams import (
    brisk,
    delivered_for_free,
    delivered_once,
    direct_channel,
    heal,
    order,
    results,
    undelivered,
)
from tests.stories.stage import (
    ANN,
    BEN,
    CLEO,
    Message,
    Stage,
    is_result,
    labels,
    open_stage,
    spoken,
)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, seams=brisk()) as opened:
        yield opened


async def mentioned(stage: Stage, words: str) -> Message:
    """The new message that tells Ann so: edits notify nobody."""
    return await stage.message(
        lambda message: str(message["text"]).startswith(f"<@{ANN}>") and words in spoken(message)
    )


async def told_once(stage: Stage, words: str) -> None:
    await stage.quiet()
    said = [
        m for m in await stage.messages() if str(m["text"]).startswith(f"<@{ANN}>") and words in spoken(m)
    ]
    assert len(said) == 1


# --- refused: nothing spent, and Try again orders anew


def refused(status: int, body: object, words: str) -> Any:
    return pytest.param(status, body, words, id=f"{status} {body}"[:60])


SHAPES = [
    refused(400, {"product_url": ["Enter a valid URL."]}, "Product image URL: Enter a valid URL"),
    refused(400, {"detail": "The image is too small."}, "Creatify refused this: “The image is too small”"),
    refused(401, {"detail": "Invalid API key."}, "Creatify does not accept our keys."),
    refused(402, {"detail": "Payment required."}, "Creatify has no credits left."),
    refused(403, {"detail": "You do not have permission."}, "Creatify does not accept our keys."),
    refused(404, {"detail": "Not found."}, "Creatify refused this: “Not found”"),
    refused(302, "", "sent us to another address"),
    refused(400, "<html><body>Bad Request</body></html>", "Creatify refused this and gave no reason."),
]
MORE_SHAPES = [
    refused(400, {"message": "No such style."}, "“No such style”"),
    refused(400, {"error": "No such style."}, "“No such style”"),
    refused(400, ["No such style."], "“No such style”"),
    refused(400, {"error": {"message": "No such style.", "code": "bad"}}, "“No such style”"),
    refused(400, {"errors": [{"detail": "No such style."}]}, "“No such style”"),
    refused(400, {"non_field_errors": ["No such style."]}, "“No such style”"),
    refused(400, {"image_prompt": ["Too long."], "detail": "Mend it."}, "Prompt: Too long"),
    refused(400, {"aspect_ratio": ['"3x4" is not a valid choice.']}, "Aspect ratio: "),
    refused(400, {"detail": "<!channel> free credit cards"}, "Creatify refused this"),
    refused(400, "", "Creatify refused this and gave no reason."),
    refused(400, {}, "Creatify refused this and gave no reason."),
    refused(400, {"detail": "Not enough credits."}, "Creatify has no credits left."),
    refused(403, {"message": "Your account has insufficient credit"}, "Creatify has no credits left."),
    refused(402, "", "Creatify has no credits left."),
    refused(401, "<html>login</html>", "Creatify does not accept our keys."),
    refused(403, "", "Creatify does not accept our keys."),
    refused(405, {"detail": 'Method "POST" not allowed.'}, "Creatify refused this"),
    refused(409, {"detail": "Already there."}, "“Already there”"),
    refused(413, "", "Creatify refused this and gave no reason."),
    refused(415, {"detail": "Unsupported media type."}, "“Unsupported media type”"),
    refused(422, {"detail": [{"loc": ["body", "type"], "msg": "field required"}]}, "field required"),
    refused(301, "", "sent us to another address"),
    refused(308, "<html>moved</html>", "sent us to another address"),
]


@pytest.mark.parametrize(("status", "body", "words"), [*SHAPES, *tenth(MORE_SHAPES)])
async def test_a_refusal_is_told_with_its_reason_and_costs_nothing(
    stage: Stage, status: int, body: object, words: str
) -> None:
    await stage.fault("creatify:gen_image", "refuse", status=status, body=body)
    await order(stage)

    said = await mentioned(stage, words)
    assert "Nothing was spent." in spoken(said)
    assert "<!channel>" not in spoken(said)
    assert not await stage.paid()

    await told_once(stage, words)
    await stage.press("Try again")
    await delivered_once(stage)


@pytest.mark.parametrize(
    ("status", "words"), [(402, "the account is out of credits"), (401, "does not accept our keys")]
)
async def test_the_owner_hears_once_of_what_only_the_owner_can_mend(
    tmp_path: Path, status: int, words: str
) -> None:
    async with open_stage(tmp_path, seams=brisk(), GREENLIGHT_ADMINS=CLEO) as stage:
        await stage.fault("creatify:gen_image", "refuse", status=status, body={"detail": "No."}, times=0)
        await order(stage)
        await order(stage)

        place = await direct_channel(stage, CLEO)
        await stage.message(words, channel=place, seen_by=CLEO)
        await stage.quiet()

        assert len(await stage.messages(place, seen_by=CLEO)) == 1


# --- too busy, or not there: later, and paid once


@pytest.mark.parametrize("more", [{}, {"retry_after": 1}], ids=["unsaid", "Retry-After"])
@pytest.mark.parametrize("call", ["gen_image", "list"])
async def test_too_many_requests_only_delay_the_order(stage: Stage, call: str, more: dict[str, int]) -> None:
    await stage.fault("creatify:webhook", "lose", times=0)
    await stage.fault(f"creatify:{call}", "ratelimit", times=2, **more)
    await order(stage)

    await delivered_once(stage)


async def test_a_creatify_that_stays_busy_is_told_and_costs_nothing(tmp_path: Path) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=1000), GREENLIGHT_SPEED="1000") as stage:
        await stage.fault("creatify:gen_image", "ratelimit", times=0)
        await order(stage)

        said = await mentioned(stage, "Creatify is too busy to take this now.")
        await heal(stage)
        await stage.press("Try again")

        assert "Nothing was spent." in spoken(said)
        await delivered_once(stage)


async def test_a_creatify_that_cannot_be_reached_is_told_and_costs_nothing(tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    async with open_stage(
        tmp_path, seams=brisk(speed=1000), CREATIFY_BASE_URL=nowhere, GREENLIGHT_SPEED="1000"
    ) as stage:
        await order(stage)

        said = await mentioned(stage, "Creatify could not be reached.")

        assert "Nothing was spent." in spoken(said)
        assert not await stage.paid()


# --- no clear answer: looked for, sent once more at most, then a person decides


def unclear(mode: str, **more: object) -> Any:
    return pytest.param(mode, more, id=" ".join(str(part) for part in (mode, *more.values()))[:40])


NOT_DONE = [
    unclear("refuse", status=500, body={"detail": "Internal error."}),
    unclear("refuse", status=503, body="<html>Service Unavailable</html>"),
    unclear("refuse", status=200, body=""),
    unclear("cut_before"),
]
MORE_NOT_DONE = [
    unclear("refuse", status=502, body="<html>Bad Gateway</html>"),
    unclear("refuse", status=504, body=""),
    unclear("refuse", status=200, body="<html>Welcome</html>"),
    unclear("refuse", status=200, body={"status": "initializing"}),
    unclear("refuse", status=200, body={"id": None, "status": "initializing"}),
    unclear("refuse", status=200, body=[]),
    unclear("refuse", status=202, body="null"),
    unclear("refuse", status=418, body={"detail": "I am a teapot."}),
]
DONE = [unclear("cut_after"), unclear("garbage"), unclear("slow", seconds=1.5)]


@pytest.mark.parametrize(("mode", "more"), [*NOT_DONE, *tenth(MORE_NOT_DONE)])
async def test_what_was_not_accepted_is_sent_once_more_and_paid_once(
    tmp_path: Path, mode: str, more: dict[str, object]
) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=600), GREENLIGHT_SPEED="600") as stage:
        await stage.fault("creatify:gen_image", mode, **more)
        await order(stage)

        await delivered_once(stage)


@pytest.mark.parametrize("public", [True, False], ids=["by token", "by inputs"])
@pytest.mark.parametrize(("mode", "more"), DONE)
async def test_what_was_accepted_is_found_and_paid_once(
    tmp_path: Path, mode: str, more: dict[str, object], *, public: bool
) -> None:
    seams = brisk(client_timeout=timedelta(seconds=0.5))
    async with open_stage(tmp_path, seams=seams, public=public) as stage:
        await stage.fault("creatify:gen_image", mode, **more)
        await order(stage)

        await delivered_once(stage)


@pytest.mark.parametrize(("mode", "more"), [unclear("refuse", status=500), unclear("garbage")])
async def test_a_list_that_fails_for_a_while_is_no_not_found(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await stage.fault("creatify:webhook", "lose", times=0)
    await stage.fault("creatify:gen_image", "cut_after")
    await stage.fault("creatify:list", mode, times=3, **more)
    await order(stage)

    await delivered_once(stage)


async def test_a_list_that_never_answers_is_told_and_check_again_finds_the_job(tmp_path: Path) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=1000), GREENLIGHT_SPEED="1000") as stage:
        await stage.fault("creatify:webhook", "lose", times=0)
        await stage.fault("creatify:gen_image", "cut_after")
        await stage.fault("creatify:list", "refuse", status=500, times=0)
        await order(stage)

        said = await mentioned(stage, "I could not find out at Creatify whether it arrived.")
        status = await stage.message(lambda message: "Check again" in labels(message))
        await heal(stage)
        await stage.press("Check again")

        assert "1 credit may be spent" in spoken(said)
        assert labels(status) == {"Check again", "Send again", "Give up"}
        await delivered_once(stage)


@pytest.mark.parametrize("way_out", ["Send again", "Give up"])
async def test_twice_lost_a_person_decides_and_every_way_out_works(tmp_path: Path, way_out: str) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=600), GREENLIGHT_SPEED="600") as stage:
        await stage.fault("creatify:gen_image", "refuse", status=500, times=2)
        await order(stage)
        said = await mentioned(stage, "I checked twice and found nothing.")
        await told_once(stage, "I checked twice and found nothing.")

        await stage.press(way_out)

        assert "1 credit may be spent" in spoken(said)
        if way_out == "Send again":
            await delivered_once(stage)
        else:
            await stage.message("Creatify may have charged 1 credit.")
            assert not await stage.paid()


# --- while it runs


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        unclear("refuse", status=500),
        unclear("refuse", status=401),
        unclear("garbage"),
        unclear("cut_before"),
        *tenth(
            [unclear("refuse", status=status) for status in (403, 404, 429, 502)]
            + [unclear("refuse", status=200, body=body) for body in ("", "null", "[]", {"count": 0})]
        ),
    ],
)
async def test_reads_that_fail_for_a_while_only_delay_the_result(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await stage.fault("creatify:webhook", "lose", times=0)
    await stage.fault("creatify:list", mode, times=3, **more)
    await stage.fault("creatify:read", mode, times=3, **more)
    await order(stage)

    await delivered_once(stage)


@pytest.mark.parametrize("status", [500, 401])
async def test_reads_that_never_work_are_told_as_stalled_and_the_result_still_comes(
    tmp_path: Path, status: int
) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=1000), GREENLIGHT_SPEED="1000") as stage:
        await stage.fault("creatify:webhook", "lose", times=0)
        for call in ("list", "read"):
            await stage.fault(f"creatify:{call}", "refuse", status=status, times=0)
        await order(stage)

        await mentioned(stage, "Creatify has not finished your image in its time.")
        waiting = await stage.message(lambda message: "Check again" in labels(message))
        await heal(stage)
        await stage.press("Check again")

        assert labels(waiting) == {"Check again", "Give up"}
        await delivered_once(stage)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("The product is blurred.", "Creatify could not make this image: “The product is blurred”."),
        (" ", "Creatify could not make this image and gave no reason."),
        ("<!channel> *boom* <@U0BEN00001>", "Creatify could not make this image"),
        ("<html><body>504</body></html>", "Creatify could not make this image and gave no reason."),
        ("x" * 5_000, "Creatify could not make this image: “xxx"),
    ],
    ids=["reason", "none", "markup", "HTML", "long"],
)
async def test_a_failed_job_is_told_with_the_money_and_a_new_order_is_one_more_job(
    stage: Stage, reason: str, words: str
) -> None:
    await stage.fault("creatify:job", "fail", reason=reason)
    await order(stage)

    said = await mentioned(stage, words)
    await told_once(stage, words)
    await stage.press("Try again")
    await stage.message(is_result)

    assert "It may have charged 1 credit." in spoken(said)
    assert "<!channel>" not in spoken(said)
    assert f"<@{BEN}>" not in spoken(said)
    assert len(await stage.paid()) == 2


# --- the result


RECOVERS = [
    unclear("expire"),
    unclear("refuse", status=404),
    unclear("refuse", status=500),
    unclear("truncate"),
    unclear("cut_before"),
    *tenth([unclear("refuse", status=status) for status in (400, 403, 408, 410, 429, 503)]),
]


@pytest.mark.parametrize(("mode", "more"), RECOVERS)
async def test_a_download_that_fails_once_is_done_again_by_itself(
    stage: Stage, mode: str, more: dict[str, object]
) -> None:
    await stage.fault("creatify:media", mode, **more)
    await order(stage)

    await delivered_once(stage)


STAYS = [
    (unclear("refuse", status=403), "The link to the result is no longer good (403)."),
    (unclear("refuse", status=500), "The host of the result answered 500."),
    (unclear("truncate"), "The connection was cut during the download."),
    (unclear("wrong_type"), "The result should be an image, but it is a file of unknown type."),
    (unclear("wrong_type", content_type="image/png"), "The result should be an image"),
    (unclear("empty"), "The result is an empty file."),
    (unclear("huge"), "The result is larger than 25 MiB."),
    (unclear("refuse", status=204), "The host of the result answered 204 instead of the file."),
]


@pytest.mark.parametrize(
    ("mode", "more", "words"),
    [pytest.param(*fault.values, words, id=fault.id) for fault, words in STAYS],
)
async def test_a_download_that_stays_broken_is_undelivered_and_tried_again_for_free(
    tmp_path: Path, mode: str, more: dict[str, object], words: str
) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=600), GREENLIGHT_SPEED="600") as stage:
        await stage.fault("creatify:media", mode, times=0, **more)
        await order(stage)

        await undelivered(stage, words)
        await heal(stage)

        await delivered_for_free(stage)


# --- the video of an image


async def ordered_video(stage: Stage) -> None:
    await order(stage)
    await stage.message(is_result)
    await stage.quiet()


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "Creatify refused this: “Not now”"), (402, "no credits left"), (404, "does not know this job")],
)
async def test_a_refused_video_leaves_the_image_and_costs_nothing(
    stage: Stage, status: int, words: str
) -> None:
    await ordered_video(stage)
    await stage.fault("creatify:gen_video", "refuse", status=status, body={"detail": "Not now."})
    await stage.press("Make video")
    await stage.fill({})

    said = await mentioned(stage, words)
    assert "Nothing was spent." in spoken(said)
    await stage.press("Try again")
    await stage.message("your video is ready. 3 credits.")

    assert [job["call"] for job in await stage.paid()] == ["gen_image", "gen_video"]


@pytest.mark.parametrize(("mode", "more"), [unclear("cut_after"), unclear("refuse", status=500)])
async def test_a_lost_video_is_found_on_its_own_job_and_paid_once(
    tmp_path: Path, mode: str, more: dict[str, object]
) -> None:
    async with open_stage(tmp_path, seams=brisk(speed=600), GREENLIGHT_SPEED="600") as stage:
        await ordered_video(stage)
        await stage.fault("creatify:gen_video", mode, **more)
        await stage.press("Make video")
        await stage.fill({})

        await stage.message("your video is ready. 3 credits.")
        await stage.quiet()

        assert [job["call"] for job in await stage.paid()] == ["gen_image", "gen_video"]
        assert len(await results(stage)) == 2
