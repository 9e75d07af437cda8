from dataclasses import replace
from typing import Any

from bot.domain.generation import Kind
from bot.domain.task import Status
from tests.domain.examples import ANN, BEN, NOW, PICTURE, task
from tests.views.reading import buttons_of, dialog_of, rows_of, words_of
from tests.views.scenes import child, result
from tests.views.test_every_message import CANNOT

FOURTEEN_TWO = f"<!date^{int(NOW.timestamp())}^{{time}}|14:02 UTC>"


def kinds_of(message: Any) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_an_image_is_announced_to_its_requester_with_its_price() -> None:
    shown = result(task(Status.FETCHING, media=PICTURE), picture="F0PICTURE1")

    assert shown.text == f"<@{ANN}> your image is ready. 1 credit."
    assert kinds_of(shown) == ["section", "image", "actions", "actions"]
    assert shown.blocks[1]["slack_file"] == {"id": "F0PICTURE1"}
    assert shown.blocks[1]["alt_text"] == "Image: clean background"


def test_an_image_has_its_buttons_in_two_rows() -> None:
    assert rows_of(result(task(Status.DELIVERED))) == [
        ["Approve", "Request changes"],
        ["Make video", "Regenerate image", "Animate", "Delete"],
    ]


def test_a_video_has_its_buttons_in_two_rows() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    assert rows_of(result(film, task(Status.APPROVED))) == [
        ["Approve", "Request changes"],
        ["Regenerate video", "Regenerate image", "Delete"],
    ]


def test_a_film_is_never_put_into_the_message() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    assert "image" not in kinds_of(result(film, picture="F0PICTURE1"))


def test_a_picture_that_slack_does_not_draw_stays_out() -> None:
    webp = task(Status.DELIVERED, media=replace(PICTURE, mime="image/webp"))
    assert "image" not in kinds_of(result(webp, picture="F0PICTURE1"))


def test_approve_is_the_one_primary_button() -> None:
    styles = {
        words: button.get("style") for words, button in buttons_of(result(task(Status.DELIVERED))).items()
    }
    assert [words for words, style in styles.items() if style == "primary"] == ["Approve"]
    assert styles["Delete"] == "danger"


def test_approving_an_ordinary_image_buys_nothing_and_asks_nothing() -> None:
    assert "confirm" not in buttons_of(result(task(Status.DELIVERED)))["Approve"]


def test_approving_an_image_ordered_with_its_video_says_the_price() -> None:
    approve = buttons_of(result(task(Status.DELIVERED, follow_up=Kind.VIDEO)))["Approve"]
    assert dialog_of(approve) == "Approve and make the video? About 3 credits."


def test_approve_asks_nothing_once_the_video_is_on_its_way() -> None:
    image = task(Status.DELIVERED, follow_up=Kind.VIDEO)
    assert "confirm" not in buttons_of(result(image, child("GL-AAA2", Status.QUEUED)))["Approve"]


def test_an_approved_image_says_what_comes_next() -> None:
    approved = result(task(Status.APPROVED, decided_by=BEN, decided_at=NOW))

    assert f"Approved by <@{BEN}>, {FOURTEEN_TWO}. Next: Make video (about 3 credits)." in approved.text
    assert rows_of(approved) == [["Reopen"], ["Make video", "Regenerate image", "Animate", "Delete"]]


def test_an_approved_image_with_a_follow_up_says_that_the_video_is_made() -> None:
    approved = result(task(Status.APPROVED, follow_up=Kind.VIDEO, decided_by=BEN, decided_at=NOW))
    assert "Making the video (about 3 credits)." in approved.text


def test_an_approved_video_needs_nothing_more() -> None:
    film = child("GL-AAA2", Status.APPROVED, decided_by=BEN, decided_at=NOW)
    assert result(film).text.endswith(f"Approved by <@{BEN}>, {FOURTEEN_TWO}.")


def test_asked_changes_cost_nothing_and_say_so() -> None:
    asked = result(task(Status.DELIVERED, asked_by=BEN, asked_change="warmer light"))
    assert f"<@{BEN}> asks: “warmer light”. Nothing spent yet." in words_of(asked)


def test_asked_changes_that_were_ordered_are_not_free_any_more() -> None:
    asked = task(Status.DELIVERED, asked_by=BEN, asked_change="warmer light")
    again = child("GL-AAA2", Status.RENDERING, kind=Kind.IMAGE)
    generation = replace(again.generation, inputs={"prompt": "clean background. warmer light"})
    shown = result(asked, replace(again, generation=generation))
    assert "“warmer light”. v2 was ordered with that." in shown.text


def test_make_video_stays_while_a_video_is_on_its_way_and_the_message_says_so() -> None:
    shown = result(task(Status.APPROVED), child("GL-AAA2", Status.RENDERING))
    assert "Make video" in buttons_of(shown)
    assert "v2, a video of this image, is on its way." in shown.text


def test_make_video_becomes_regenerate_video_once_there_is_one() -> None:
    shown = result(task(Status.DELIVERED), child("GL-AAA2", Status.DELIVERED))
    assert rows_of(shown)[1] == ["Regenerate video", "Regenerate image", "Animate", "Delete"]


def test_a_video_of_another_image_changes_nothing() -> None:
    other = child("GL-AAA2", Status.DELIVERED, kind=Kind.IMAGE)
    film = child("GL-AAA3", Status.DELIVERED, parent="GL-AAA2")
    assert "Make video" in buttons_of(result(task(Status.DELIVERED), other, film))


def test_a_remade_video_still_belongs_to_its_image() -> None:
    film = child("GL-AAA2", Status.DELETED)
    again = child("GL-AAA3", Status.RENDERING, parent="GL-AAA2")
    assert "v3, a video of this image, is on its way." in result(task(Status.DELIVERED), film, again).text


def test_only_what_the_provider_can_do_is_offered() -> None:
    assert rows_of(result(task(Status.DELIVERED), can=CANNOT))[1] == ["Animate", "Delete"]


def test_a_film_gets_sound_from_its_provider_or_from_us_if_anybody_can_do_that() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    provider_can = replace(CANNOT, adds_audio="add_audio")

    assert rows_of(result(film, can=provider_can))[1] == ["Regenerate video", "Add audio", "Delete"]
    assert rows_of(result(film, can=CANNOT, mixes=True))[1] == ["Regenerate video", "Add audio", "Delete"]
    assert rows_of(result(film, can=CANNOT))[1] == ["Regenerate video", "Delete"]


def test_an_animation_by_another_provider_takes_no_place_of_the_image_s_own_video() -> None:
    film = child("GL-AAA2", Status.DELIVERED)
    animated = replace(film, generation=replace(film.generation, provider="akool", call="animate"))
    assert "Make video" in buttons_of(result(task(Status.DELIVERED), animated))


def test_deleting_says_what_is_removed_and_what_stays() -> None:
    here = dialog_of(buttons_of(result(task(Status.DELIVERED)))["Delete"])
    everywhere = dialog_of(buttons_of(result(task(Status.DELIVERED), can=CANNOT))["Delete"])

    assert "Creatify keeps its own: it has no delete call. Credits are not returned." in here
    assert everywhere == "Removes the picture here, our copy and Creatify's. Credits are not returned."


def test_a_deleted_result_has_no_buttons_and_says_what_is_left() -> None:
    gone = task(Status.DELETED, decided_by=ANN, leftovers="Creatify keeps its copy: it has no delete call.")
    shown = result(gone, picture="F0PICTURE1")

    assert shown.text == f"Deleted by <@{ANN}>. Creatify keeps its copy: it has no delete call."
    assert kinds_of(shown) == ["section"]
