"""What was asked for so far, as each person may see it."""

from dataclasses import replace
from typing import Final

from bot.domain.task import ChannelId, Status, TaskId, UserId
from tests.storage.examples import first, some_task
from tests.stories.stage import ANN, BEN, LAUNCH, STUDIO, Message, Stage, is_result, labels, spoken

BOTH: Final = ("Show", "Use these settings again")
LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ"


async def keep(stage: Stage, count: int, *, channel: str = LAUNCH, status: Status = Status.DELIVERED) -> None:
    """So many tasks of Ann's, as if they had been made: GL-<the channel's letter>AAA and so on."""
    assert stage.app is not None
    for number, letter in enumerate(LETTERS[:count]):
        name = TaskId(f"GL-{channel[2]}AA{letter}")
        made = some_task(number + 2, status, channel=ChannelId(channel), requester=UserId(ANN), job_id=None)
        await stage.app.store.save(first(replace(made, id=name, lineage=name)))


def listed(message: Message) -> str:
    """The last letters of the ids, in order."""
    return "".join(line.split("*")[1][-1] for line in message["text"].split("\n") if line.startswith("*GL-"))


async def the_list(stage: Stage, wanted: str, *, by: str = ANN) -> Message:
    """The one list on the person's screen, once it reads as `wanted`."""

    def fits(message: Message) -> bool:
        return bool(message.get("is_ephemeral")) and listed(message) == wanted

    found = await stage.message(fits, seen_by=by)
    lists = [m for m in await stage.messages(seen_by=by) if m.get("is_ephemeral") and "Tasks in" in m["text"]]
    assert len(lists) == 1
    return found


async def test_a_list_is_turned_page_by_page_in_its_place(stage: Stage) -> None:
    await keep(stage, 20)

    await stage.type("/greenlight tasks")
    newest = await the_list(stage, "XWVTSRQP")
    await stage.press("Older")
    middle = await the_list(stage, "NMKJHGFE")
    await stage.press("Older")
    oldest = await the_list(stage, "DCBA")
    await stage.press("Newer")
    await the_list(stage, "NMKJHGFE")

    assert labels(newest) == {*BOTH, "Older"}
    assert labels(middle) == {*BOTH, "Newer", "Older"}
    assert labels(oldest) == {*BOTH, "Newer"}


async def test_show_opens_a_task_beside_its_list(stage: Stage) -> None:
    await keep(stage, 2)
    await stage.type("/greenlight tasks")

    await stage.press("Show", task="GL-LAAA")

    shown = await stage.message(lambda m: m["text"].startswith("*GL-LAAA*"))
    assert shown["is_ephemeral"]
    await the_list(stage, "BA")


async def test_filters_narrow_a_list_and_stay_over_its_pages(stage: Stage) -> None:
    await keep(stage, 10, channel=STUDIO)
    await keep(stage, 3, status=Status.FAILED)

    await stage.type(f"/greenlight tasks in:<#{STUDIO}> status:delivered from:<@{ANN}>")
    await the_list(stage, "KJHGFEDC")
    await stage.press("Older")
    older = await the_list(stage, "BA")
    await stage.type("/greenlight tasks text:nonsense")
    nothing = await stage.message("There is nothing to show.")

    assert spoken(older).startswith(f"*Tasks in* <#{STUDIO}> · <@{ANN}> · delivered")
    assert "“nonsense”" in spoken(nothing)


async def test_whoever_left_the_channel_turns_no_more_pages(stage: Stage) -> None:
    await keep(stage, 12, channel=STUDIO)
    await stage.channel(STUDIO, joins=[BEN])
    await stage.type(f"/greenlight tasks <#{STUDIO}>", by=BEN)
    await the_list(stage, "NMKJHGFE", by=BEN)

    await stage.channel(STUDIO, leaves=[BEN])
    await stage.press("Older", by=BEN)
    await stage.message("a channel that you are not in", seen_by=BEN)
    await stage.press("Show", by=BEN)

    async def refused_twice() -> bool:
        seen = [spoken(message) for message in await stage.messages(seen_by=BEN)]
        return sum("a channel that you are not in" in words for words in seen) == 2

    await stage.eventually(refused_twice)


async def test_show_tells_the_way_of_a_task_with_its_picture_and_live_buttons(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    name = task_of(await stage.message(is_result))
    await stage.quiet()

    await stage.type(f"/greenlight show {name}", channel=STUDIO)
    shown = await stage.message("made", channel=STUDIO)
    await stage.press("Approve", channel=STUDIO, task=name)
    await stage.message(lambda m: "approved by" in spoken(m), channel=LAUNCH)

    said = spoken(shown)
    assert shown["is_ephemeral"]
    assert f"asked for by <@{ANN}>" in said
    assert "admitted · 1 credit reserved" in said
    assert f"v1 · *{name}* · image delivered · 1 credit" in said
    assert [block["accessory"]["type"] for block in shown["blocks"] if "accessory" in block] == ["image"]
    assert {"Approve", "Request changes", "Make video", "Delete"} <= labels(shown)


async def test_where_slack_refuses_the_picture_the_words_come_alone(stage: Stage) -> None:
    await stage.type(f"/product-image {stage.bag} clean background")
    name = task_of(await stage.message(is_result))
    await stage.quiet()

    refused = '{"ok":false,"error":"invalid_blocks"}'
    await stage.fault("slack:response_url", "refuse", times=1, status=200, body=refused)
    await stage.type(f"/greenlight show {name}")
    shown = await stage.message("asked for by", seen_by=ANN)

    assert shown["is_ephemeral"]
    assert not [block for block in shown["blocks"] if "accessory" in block]
    assert "Approve" in labels(shown)


async def test_a_task_is_shown_only_to_whoever_may_see_it(stage: Stage) -> None:
    await keep(stage, 1, channel=STUDIO)
    await stage.channel(STUDIO, leaves=[BEN])

    await stage.type("/greenlight show GL-SAAA", by=BEN)
    await stage.message("a channel that you are not in", seen_by=BEN)
    await stage.type("/greenlight show GL-SAAA", by=ANN)
    own = await stage.message(lambda m: m["text"].startswith("*GL-SAAA*"))

    assert own["is_ephemeral"]


def task_of(result: Message) -> str:
    """The id that a result's buttons carry."""
    row = next(block for block in result["blocks"] if block["type"] == "actions")
    return str(row["elements"][0]["value"]).split(":")[0]


async def test_the_settings_of_an_old_order_fill_in_the_form_of_a_new_one(stage: Stage) -> None:
    await stage.type(f"/product-video {stage.bag} on marble ratio:9:16")
    await stage.message(is_result)
    await stage.type("/greenlight tasks")
    await stage.press("Use these settings again")
    await stage.modal(with_submit=True)
    await stage.fill({"Prompt": "on slate"})

    async def both() -> bool:
        return len(await stage.paid()) == 2

    await stage.eventually(both, what="a second picture")
    old, new = await stage.paid()
    assert (old["aspect_ratio"], new["aspect_ratio"]) == ("9x16", "9x16")
    assert old["product_url"] == new["product_url"]
    assert [job["prompt"] for job in (old, new)] == ["on marble", "on slate"]


async def test_a_film_and_an_animation_are_ordered_once_more_in_their_own_forms(stage: Stage) -> None:
    await stage.type("/avatar-video Meet the bag.")
    await stage.message(is_result)
    await stage.type(f"/animate {stage.bag} slow turn")
    await stage.press("Spend")
    await stage.eventually(lambda: _results(stage, 2), what="both films")
    await stage.type("/greenlight tasks")
    listed = await stage.message("Tasks in")
    newest, oldest = [line.split("*")[1] for line in listed["text"].split("\n") if line.startswith("*GL-")]

    await stage.press("Use these settings again", task=newest)
    await stage.modal(with_submit=True)
    await stage.fill({"Negative prompt": "blur"})
    await stage.press("Use these settings again", task=oldest)
    await stage.form(lambda view: "Meet the bag." in str(view))
    await stage.fill({"Script": "Meet her again."})
    await stage.eventually(lambda: _paid_twice(stage), what="both again")

    assert [job["prompt"] for job in await stage.paid("akool")] == ["slow turn", "slow turn"]
    assert [job["prompt"] for job in await stage.paid("heygen")] == ["Meet the bag.", "Meet her again."]


async def _results(stage: Stage, count: int) -> bool:
    return sum(is_result(message) for message in await stage.messages()) == count


async def _paid_twice(stage: Stage) -> bool:
    return len(await stage.paid("akool")) == len(await stage.paid("heygen")) == 2
