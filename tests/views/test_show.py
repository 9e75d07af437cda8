from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.domain.events import HistoryLine, StepCost
from bot.domain.generation import Kind
from bot.domain.task import Status, Task, TaskId
from bot.views.lineage import tree
from bot.views.message import Message
from bot.views.show import has_pictures, show_message
from tests.domain.examples import ANN, BEN, NOW, PICTURE, task
from tests.views.scenes import PRICES, child, result

SHOWN = {"media": PICTURE, "decided_by": BEN}


def shown(it: Task, *others: Task, history: Sequence[HistoryLine] = (), **more: Any) -> Message:
    family = [it, *others]
    buttons = [block for block in result(it, *others).blocks if block["type"] == "actions"]
    return show_message(
        it,
        lineage=family,
        history=history,
        buttons=buttons,
        now=NOW,
        prices=PRICES,
        provider_label="Creatify",
        **more,
    )


def step(what: str, who: Any = None, **more: Any) -> HistoryLine:
    return HistoryLine(at=NOW, what=what, who=who, before="", after="", **more)


def steps_of(message: Message, count: int) -> list[str]:
    """The last lines, without their times."""
    return [line.partition(" · ")[2] for line in message.text.split("\n")[-count:]]


def test_each_step_says_who_why_and_what_it_cost() -> None:
    history = [
        step("Requested", ANN),
        step("Admitted", cost=StepCost(credit=Decimal(1), state="reserved", is_estimate=True)),
        step("SubmissionLost", cost=StepCost(credit=Decimal(1), state="unknown", is_estimate=True)),
        step("JobFound", cost=StepCost(credit=Decimal(1), state="settled", is_estimate=True)),
        step("JobSucceeded", cost=StepCost(credit=Decimal("1.5"), state="settled")),
        step("ChangesAsked", BEN, why="warmer\nlight"),
        step("Refused", why="Only <@U0BEN00001> can request something here."),
        step("JobFailed", why="<!channel> no subject", cost=StepCost(credit=Decimal(3), state="released")),
    ]

    assert steps_of(shown(task(Status.DELIVERED), history=history), 8) == [
        f"asked for by <@{ANN}>",
        "admitted · 1 credit reserved",
        "sent, but no answer · 1 credit may be spent",
        "found at the provider · about 1 credit spent",
        "made · 1.5 credits spent",
        f"changes asked for by <@{BEN}> · “warmer light”",
        "refused · Only <@U0BEN00001> can request something here.",
        "failed at the provider · 3 credits not spent · “&lt;!channel&gt; no subject”",
    ]


def test_of_a_long_way_the_first_steps_are_left_out() -> None:
    said = shown(task(Status.DELIVERED), history=[step("CheckAsked")] * 30 + [step("Approved", BEN)])

    lines = said.text.split("\n")
    assert "11 earlier steps" in lines
    assert steps_of(said, 1) == [f"approved by <@{BEN}>"]


def test_the_tree_shows_what_was_made_from_what() -> None:
    root = task(Status.APPROVED, **SHOWN)
    film = child("GL-AAA2", Status.DELIVERED)
    again = child("GL-AAA3", Status.FAILED, kind=Kind.IMAGE)
    sound = child("GL-AAA4", Status.RENDERING, parent="GL-AAA2")

    lines = shown(film, root, again, sound).text.split("\n")

    assert lines[-4:] == [
        f"v1 · GL-7K3Q · image approved by <@{BEN}> · 1 credit",
        "└ v2 · *GL-AAA2* · video delivered · 3 credits",
        "\u2003└ v4 · GL-AAA4 · video rendering · about 3 credits",
        "└ v3 · GL-AAA3 · image failed · nothing spent",
    ]


def test_parents_that_lead_in_a_circle_lose_nobody() -> None:
    one = child("GL-AAA2", Status.DELIVERED, parent="GL-AAA3")
    two = child("GL-AAA3", Status.DELIVERED, parent="GL-AAA2")

    assert {each.id for each, _ in tree([task(), one, two])} == {"GL-7K3Q", "GL-AAA2", "GL-AAA3"}


def test_a_large_tree_keeps_its_newest_and_the_task_itself() -> None:
    family = [replace(child("GL-AAA2", Status.FAILED), id=TaskId(f"GL-AA{n}2")) for n in range(20, 60)]

    lines = shown(task(Status.DELIVERED), *family).text.split("\n")

    assert "28 older" in lines
    assert sum("GL-AA" in line for line in lines) == 12
    assert any("*GL-7K3Q* · image delivered" in line for line in lines)


def test_pictures_stand_beside_their_version_until_they_are_deleted() -> None:
    root, gone = task(Status.DELIVERED, media=PICTURE), child("GL-AAA2", Status.DELETED, media=PICTURE)
    film = child("GL-AAA3", Status.DELIVERED, media=replace(PICTURE, mime="video/mp4"))

    message = shown(root, gone, film)

    thumbnails = [block["accessory"] for block in message.blocks if "accessory" in block]
    files = [picture["slack_file"] for picture in thumbnails]  # type: ignore[index,call-overload]  # any JSON
    assert files == [{"id": "F0PICTURE1"}]
    assert has_pictures(message)
    assert not has_pictures(shown(root, gone, film, with_pictures=False))


def test_buttons_stand_under_ids_of_their_own() -> None:
    rows = [block["block_id"] for block in shown(task(Status.DELIVERED)).blocks if block["type"] == "actions"]

    assert rows == ["review:GL-7K3Q", "next:GL-7K3Q", "again:GL-7K3Q"]
