from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.generation import Kind
from bot.domain.task import ChannelId, Status, TaskId, Ts
from bot.errors import FormError, PersonError
from bot.views import forms, ids
from bot.views.forms import Metadata, ProductForm
from bot.views.forms.review import with_change
from bot.views.message import Block
from bot.views.text import ANOTHER
from tests.domain.examples import CHANNEL, task
from tests.views.reading import texts_of
from tests.views.scenes import child
from tests.views.test_every_form import inputs_of, untouched

HERE = Metadata(channel=CHANNEL, response_url="https://hooks.slack.example/1")
ABOUT_THIS = Metadata(channel=CHANNEL, task=TaskId("GL-7K3Q"), version=4, thread_ts=Ts("1.1"))
URL = "https://shop.example/bag.jpg"


def labels_of(view: Block) -> list[str]:
    return [block["label"]["text"] for block in inputs_of(view)]


def prefilled(view: Block, field: str) -> object:
    return next(block for block in inputs_of(view) if block["block_id"] == field)["element"].get(
        "initial_value"
    )


def written(text: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": text}


def chosen(value: str, words: str = "x") -> dict[str, Any]:
    return {"selected_option": {"text": {"type": "plain_text", "text": words}, "value": value}}


def filled(**fields: dict[str, Any]) -> dict[str, Any]:
    return {name: {name: state} for name, state in fields.items()}


def test_the_labels_of_the_product_forms_are_the_fixed_ones() -> None:
    image = forms.product_image_form(HERE, price="1 credit")
    film = forms.product_video_form(HERE, price="1 credit", video_price="3 credits")
    anywhere = forms.new_generation_form(HERE, price="1 credit", video_price="3 credits")

    product = ["Product image URL", "Prompt", "Aspect ratio", "Type", "Avatar", "Scene image URL"]
    assert labels_of(image) == product
    assert labels_of(film) == [*product, "Motion style"]
    assert labels_of(anywhere) == ["Channel", "What", *product, "Motion style"]


def test_the_choices_are_the_fixed_ones() -> None:
    view = forms.product_video_form(HERE, price="1 credit", video_price="3 credits")
    offered = {block["block_id"]: block["element"].get("options", []) for block in inputs_of(view)}
    words = {name: [option["text"]["text"] for option in options] for name, options in offered.items()}

    assert words["aspect_ratio"] == ["1:1", "16:9", "9:16"]
    assert words["type"] == ["Product AnyShot", "Product Avatar"]
    assert words["motion_style"] == ["Talking", "Display"]
    assert [option["value"] for option in offered["aspect_ratio"]] == ["1x1", "16x9", "9x16"]


@pytest.mark.parametrize(
    ("view", "price"),
    [
        (forms.product_image_form(HERE, price="1 credit"), "About 1 credit"),
        (
            forms.product_video_form(HERE, price="1 credit", video_price="3 credits"),
            "About 1 credit for the image. Approving it makes the video: about 3 credits.",
        ),
        (forms.make_video_form(task(), ABOUT_THIS, price="3 credits"), "About 3 credits"),
        (forms.regenerate_image_form(task(), ABOUT_THIS, price="1 credit"), "About 1 credit"),
        (forms.regenerate_video_form(task(), ABOUT_THIS, price="1 credit"), "About 1 credit"),
        (forms.request_changes_form(task(), ABOUT_THIS), "Nothing is spent by this."),
    ],
    ids=lambda value: "" if isinstance(value, str) else str(value["callback_id"]),
)
def test_a_form_says_its_price(view: Block, price: str) -> None:
    assert price in [text for _, text in texts_of(view)]


def test_a_loading_view_cannot_be_submitted() -> None:
    view = forms.loading_view(ids.MAKE_VIDEO, ABOUT_THIS)
    assert "submit" not in view
    assert view["title"] == forms.make_video_form(task(), ABOUT_THIS, price="3 credits")["title"]


def test_a_window_that_only_speaks_cannot_be_submitted() -> None:
    assert "submit" not in forms.say_view("Make video", "Too late.")


def test_what_was_typed_behind_the_command_stands_in_the_form() -> None:
    view = forms.product_image_form(
        HERE, price="1 credit", given=ProductForm(product_url=URL, prompt="on <marble> & glass")
    )
    assert prefilled(view, "product_url") == URL
    assert prefilled(view, "prompt") == "on <marble> & glass"


def test_a_product_form_is_read_as_the_inputs_of_a_generation() -> None:
    values = filled(
        product_url=written(f"<{URL}|shop.example>"),
        prompt=written("clean background "),
        aspect_ratio=chosen("9x16"),
        type=chosen("product_avatar"),
        avatar=chosen("8f1c", "Nora · adult"),
        scene_url=written(""),
    )

    read = forms.read_product_image(values, HERE.to_text())

    assert (read.channel, read.what, read.response_url) == (CHANNEL, Kind.IMAGE, HERE.response_url)
    assert read.inputs() == {
        "product_url": URL,
        "prompt": "clean background",
        "aspect_ratio": "9x16",
        "type": "product_avatar",
        "avatar": "8f1c",
        "avatar_name": "Nora · adult",
    }


def test_a_product_video_keeps_its_motion_style() -> None:
    values = filled(product_url=written(URL), motion_style=chosen("talking"))
    assert forms.read_product_video(values, HERE.to_text()).inputs()["motion_style"] == "talking"
    assert "motion_style" not in forms.read_product_image(values, HERE.to_text()).inputs()


def test_a_missing_link_is_said_beside_its_field() -> None:
    with pytest.raises(FormError) as raised:
        forms.read_product_image(filled(product_url=written("  ")), HERE.to_text())
    assert list(raised.value.faults) == ["product_url"]


def test_an_option_that_was_never_offered_is_not_taken() -> None:
    values = filled(product_url=written(URL), aspect_ratio=chosen("4x5"), type=chosen("evil"))
    read = forms.read_product_image(values, HERE.to_text())
    assert (read.aspect_ratio, read.type) == ("16x9", "product_anyshot")


def test_a_form_without_its_channel_is_refused_in_words() -> None:
    with pytest.raises(PersonError, match="open it once more"):
        forms.read_product_image(filled(product_url=written(URL)), "")


def test_a_new_generation_goes_to_the_chosen_channel() -> None:
    values = filled(
        channel={"selected_conversation": "C0STUDIO01"}, what=chosen("video"), product_url=written(URL)
    )
    read = forms.read_new_generation(values, "", response_url="https://hooks.slack.example/2")
    assert (read.channel, read.what) == ("C0STUDIO01", Kind.VIDEO)
    assert read.response_url == "https://hooks.slack.example/2"


def test_a_new_generation_needs_a_channel() -> None:
    with pytest.raises(FormError) as raised:
        forms.read_new_generation(filled(product_url=written(URL)), "")
    assert list(raised.value.faults) == ["channel"]


def test_the_changes_asked_for_stand_behind_the_old_prompt() -> None:
    asked = task(Status.DELIVERED, asked_change="warmer light")
    view = forms.regenerate_image_form(asked, ABOUT_THIS, price="1 credit")
    assert prefilled(view, "prompt") == "clean background. warmer light"


@pytest.mark.parametrize(
    ("prompt", "change", "both"),
    [
        ("", "", ""),
        ("bag", "", "bag"),
        ("", "warmer", "warmer"),
        ("bag.", "warmer", "bag. warmer"),
        ("bag, warmer", "warmer", "bag, warmer"),
        ("bag", ANOTHER, "bag"),
    ],
)
def test_changes_are_added_once(prompt: str, change: str, both: str) -> None:
    assert with_change(prompt, change) == both


def test_regenerating_the_image_from_a_video_starts_from_the_image() -> None:
    view = forms.regenerate_image_form(
        child("GL-AAA2", Status.DELIVERED), ABOUT_THIS, price="1 credit", image=task()
    )
    assert prefilled(view, "prompt") == "clean background"


def test_a_form_of_a_task_knows_its_task_and_version() -> None:
    view = forms.regenerate_video_form(task(), ABOUT_THIS, price="1 credit")

    read = forms.read_task_form(untouched(view), str(view["private_metadata"]))

    assert (read.task, read.version, read.channel, read.thread_ts) == ("GL-7K3Q", 4, CHANNEL, "1.1")
    assert read.inputs() == {"prompt": "clean background", "motion_style": "display"}


def test_a_form_that_lost_its_task_is_refused_in_words() -> None:
    with pytest.raises(PersonError):
        forms.read_task_form({}, HERE.to_text())


def test_changes_are_read_as_they_were_written() -> None:
    read = forms.read_request_changes(filled(changes=written(" warmer light ")), ABOUT_THIS.to_text())
    assert (read.task, read.words) == ("GL-7K3Q", "warmer light")


def test_an_empty_wish_for_changes_asks_for_another_version() -> None:
    view = forms.request_changes_form(task(), ABOUT_THIS)
    assert forms.read_request_changes(untouched(view), ABOUT_THIS.to_text()).words == ANOTHER


def test_metadata_survives_the_round_trip() -> None:
    kept = Metadata(
        channel=ChannelId("C0LAUNCH01"),
        task=TaskId("GL-7K3Q"),
        version=7,
        made=2,
        response_url="https://hooks.slack.example/1",
        thread_ts=Ts("1763733600.000100"),
    )
    assert forms.read_metadata(kept.to_text()) == kept


@dataclass(frozen=True)
class Avatar:
    id: str
    name: str
    detail: str = ""


def options_of(choices: list[Avatar], query: str) -> list[str]:
    answer: Any = forms.choice_options(choices, query)
    return [option["text"]["text"] for option in answer["options"]]


def test_avatars_carry_their_own_name_in_full() -> None:
    assert options_of([Avatar("1", "Nora", "adult · indoor")], "") == ["Nora · adult · indoor"]


def test_avatars_are_found_by_every_word_and_by_name_first() -> None:
    choices = [Avatar("1", "Max", "like Nora"), Avatar("2", "Nora", "adult"), Avatar("3", "Olga", "adult")]
    assert options_of(choices, "nora") == ["Nora · adult", "Max · like Nora"]
    assert options_of(choices, "adult NORA") == ["Nora · adult"]


def test_at_most_a_hundred_distinct_avatars_are_offered() -> None:
    many = [Avatar(str(number % 150), f"Nora {number}") for number in range(400)]
    assert len(options_of(many, "")) == 100
    assert options_of([Avatar("1", "A"), Avatar("1", "B"), Avatar("", "C")], "") == ["A"]
