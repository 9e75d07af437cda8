"""The forms of motion, of speech and of sound: what is filled in comes back, whatever it is."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.task import ChannelId, TaskId
from bot.errors import FormError, PersonError
from bot.providers.heygen.limits import V1, V3
from bot.views import forms, ids
from bot.views.forms import AnimateForm, AvatarVideoForm, ClipForm, Metadata
from bot.views.message import Block
from tests.domain.examples import TEAM
from tests.hunting import count
from tests.views.hostile import texts
from tests.views.reading import faults_in_view
from tests.views.test_every_form import PRICE, inputs_of, untouched

thorough = settings(max_examples=count(100), deadline=None, suppress_health_check=list(HealthCheck))

HERE = ChannelId("C0LAUNCH01")
TASK = TaskId("GL-7K3Q")
PICTURE = "https://shop.example/bag.jpg"
SOUND = "https://shop.example/song.mp3"


def labels_of(view: Block) -> list[str]:
    return [block["label"]["text"] for block in inputs_of(view)]


def chosen(field: str, value: str) -> dict[str, Any]:
    return {field: {field: {"selected_option": {"value": value, "text": {"text": value.title()}}}}}


def typed(**fields: str) -> dict[str, Any]:
    return {name: {name: {"value": words}} for name, words in fields.items()}


def metadata_of(view: Block) -> str:
    return str(view["private_metadata"])


def test_the_animate_form_has_its_fixed_labels() -> None:
    view = forms.animate_form(Metadata(channel=HERE), AnimateForm(), price=PRICE)

    wanted = {
        "Image URL",
        "Prompt",
        "Negative prompt",
        "Resolution",
        "Length",
        "Audio",
        "Audio URL",
        "Effect",
    }
    assert set(labels_of(view)) == wanted


def test_a_filled_animate_form_comes_back_as_it_stands() -> None:
    filled = AnimateForm(
        channel=HERE,
        image_url=PICTURE,
        prompt="it spins",
        negative_prompt="blur",
        resolution="4k",
        video_length="10",
        audio_type="2",
        audio_url=SOUND,
        effect_code="squish_89244231312",
        effect_name="Squish",
    )
    view = forms.animate_form(Metadata(channel=HERE), filled, price=PRICE)

    assert forms.read_animate(untouched(view), metadata_of(view)) == filled


def test_the_price_stands_first() -> None:
    view: Any = forms.animate_form(Metadata(channel=HERE), AnimateForm(), price=PRICE)
    assert view["blocks"][0]["elements"][0]["text"] == f"About {PRICE}"


def test_a_choice_that_changes_price_or_preview_is_heard_of() -> None:
    view = forms.animate_form(Metadata(channel=HERE), AnimateForm(), price=PRICE)
    heard = {block["block_id"] for block in inputs_of(view) if block.get("dispatch_action")}
    assert heard == {ids.EFFECT, ids.RESOLUTION, ids.LENGTH}


def test_a_preview_changes_no_field() -> None:
    given = AnimateForm(image_url=PICTURE, effect_code="squish", effect_name="Squish")
    bare = forms.animate_form(Metadata(channel=HERE), given, price=PRICE)
    shown: Any = forms.animate_form(Metadata(channel=HERE), given, price=PRICE, preview_url=PICTURE)

    assert inputs_of(shown) == inputs_of(bare)
    pictures = [block for block in shown["blocks"] if block["type"] == "image"]
    assert [(block["image_url"], block["alt_text"]) for block in pictures] == [(PICTURE, "Squish")]


def test_a_link_that_we_filled_in_is_known_again_and_one_that_was_changed_is_not() -> None:
    metadata = Metadata(channel=HERE, task=TASK, offered=forms.offer_mark(PICTURE))
    view = forms.animate_form(metadata, AnimateForm(image_url=PICTURE), price=PRICE)

    kept = forms.read_animate(untouched(view), metadata_of(view))
    changed = forms.read_animate({**untouched(view), **typed(image_url=SOUND)}, metadata_of(view))

    assert kept.is_offered
    assert not changed.is_offered


def test_without_a_public_link_the_form_says_so_in_words() -> None:
    view: Any = forms.animate_form(Metadata(channel=HERE, task=TASK), AnimateForm(), price=PRICE)
    assert "GREENLIGHT_PUBLIC_URL" in view["blocks"][1]["elements"][0]["text"]


@pytest.mark.parametrize(
    ("filled", "fault"),
    [
        (typed(prompt="spin"), ids.IMAGE_URL),
        ({**typed(image_url=PICTURE), **chosen(ids.AUDIO, "2")}, ids.AUDIO_URL),
    ],
)
def test_what_is_missing_stands_beside_its_field(filled: Mapping[str, Any], fault: str) -> None:
    with pytest.raises(FormError) as raised:
        forms.read_animate(filled, Metadata(channel=HERE).to_text())
    assert set(raised.value.faults) == {fault}


def test_a_film_of_two_clips_comes_back_under_the_names_of_the_providers_inputs() -> None:
    film = AvatarVideoForm(
        channel=HERE,
        clips=(
            ClipForm(avatar="ada", avatar_name="Ada", voice="v1", voice_name="Warm", script="Hello"),
            ClipForm(clip=TASK, clip_name="GL-7K3Q video"),
        ),
        background="#FAFAFA",
        aspect_ratio="9:16",
        captions=True,
    )
    view = forms.avatar_video_form(
        Metadata(channel=HERE, clips=2), film, price=PRICE, inputs=V3.inputs, ratios=V3.ratios.keys()
    )

    read = forms.read_avatar_video(untouched(view), metadata_of(view))

    assert read == film
    assert read.inputs() == {
        "avatar": "ada",
        "avatar_name": "Ada",
        "voice": "v1",
        "voice_name": "Warm",
        "prompt": "Hello",
        "background": "#FAFAFA",
        "aspect_ratio": "9:16",
        "captions": "yes",
        "clips": [{"clip": TASK, "clip_name": "GL-7K3Q video"}],
    }


def test_a_further_clip_left_empty_is_none() -> None:
    film = AvatarVideoForm(clips=(ClipForm(avatar="ada", script="Hello"), ClipForm()))
    assert "clips" not in film.inputs()


def test_the_form_offers_what_the_release_takes() -> None:
    film, metadata = AvatarVideoForm(), Metadata(channel=HERE)
    new = forms.avatar_video_form(metadata, film, price=PRICE, inputs=V3.inputs, ratios=V3.ratios.keys())
    old = forms.avatar_video_form(metadata, film, price=PRICE, inputs=V1.inputs, ratios=V1.ratios.keys())

    common = {"Avatar", "Voice", "Script", "Audio URL", "Background", "Aspect ratio", "Captions"}
    assert set(labels_of(new)) == common | {"Clip"}
    assert set(labels_of(old)) == common | {"Test", "Style", "Scale", "Offset X", "Offset Y"}


def test_the_longest_film_fits_into_a_form_and_asks_for_no_more() -> None:
    clips = tuple(ClipForm(script="Hello") for _ in range(forms.MOST_CLIPS))
    view: Any = forms.avatar_video_form(
        Metadata(channel=HERE, clips=len(clips)),
        AvatarVideoForm(clips=clips),
        price=PRICE,
        inputs=V1.inputs | V3.inputs,
    )

    assert not faults_in_view(view)
    assert not [block for block in view["blocks"] if block["type"] == "actions"]


def test_added_sound_is_made_by_ai_unless_told_otherwise() -> None:
    view = forms.add_audio_form(Metadata(task=TASK), price=PRICE)
    read = forms.read_add_audio(untouched(view), metadata_of(view), file=False)
    assert read.inputs() == {"audio_type": "1"}


def test_sound_of_ones_own_is_an_uploaded_file() -> None:
    values = {ids.AUDIO_FILE: {ids.AUDIO_FILE: {"type": "file_input", "files": [{"id": "F0SONG0001"}]}}}
    read = forms.read_add_audio(values, Metadata(task=TASK).to_text(), file=True)
    assert read.inputs() == {"audio_file": "F0SONG0001"}


def test_no_file_is_said_beside_the_field() -> None:
    with pytest.raises(FormError) as raised:
        forms.read_add_audio({}, Metadata(task=TASK).to_text(), file=True)
    assert set(raised.value.faults) == {ids.AUDIO_FILE}


def test_sound_for_a_task_that_is_lost_is_refused() -> None:
    with pytest.raises(PersonError):
        forms.read_add_audio({}, "", file=False)


@thorough
@given(texts, texts, texts, st.integers(1, forms.MOST_CLIPS))
def test_hostile_text_breaks_no_form(url: str, words: str, chosen_id: str, count: int) -> None:
    metadata = Metadata(channel=HERE, task=TASK, clips=count, offered=forms.offer_mark(url), response_url=url)
    motion = AnimateForm(
        image_url=url,
        prompt=words,
        negative_prompt=words,
        audio_url=url,
        effect_code=chosen_id,
        effect_name=words,
    )
    clip = ClipForm(
        avatar=chosen_id,
        avatar_name=words,
        voice=chosen_id,
        voice_name=words,
        script=words,
        audio_url=url,
        clip=chosen_id,
        clip_name=words,
        scale=words,
    )
    film = AvatarVideoForm(clips=(clip,) * count, background=words)
    views = [
        forms.animate_form(metadata, motion, price=PRICE, preview_url=PICTURE),
        forms.avatar_video_form(metadata, film, price=PRICE, inputs=V3.inputs),
        forms.avatar_video_form(metadata, film, price=PRICE, inputs=V1.inputs),
        forms.add_audio_form(metadata, price=PRICE, audio_url=url),
        forms.audio_file_form(metadata),
    ]
    for view in views:
        assert not faults_in_view(view)


@thorough
@given(st.dictionaries(st.sampled_from([ids.PROMPT, ids.EFFECT, ids.AVATAR]), st.none() | st.just([])), texts)
def test_values_of_any_shape_can_be_read(garbage: dict[str, Any], metadata: str) -> None:
    assert forms.read_open_animate(garbage, metadata) == AnimateForm()
    assert forms.read_avatar_video(garbage, metadata) == AvatarVideoForm()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (typed(preset_name="None"), ids.PRESET_NAME),
        (typed(preset_name="x" * 61), ids.PRESET_NAME),
        (typed(preset_name="Spring", preset_style="x" * 301), ids.PRESET_STYLE),
        (
            {**typed(preset_name="Spring"), "locked": {"locked": {"selected_options": [{"value": "voice"}]}}},
            ids.LOCKED,
        ),
    ],
)
def test_a_preset_that_cannot_be_kept_is_refused_beside_its_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(FormError) as refusal:
        forms.read_presets(given, Metadata(channel=HERE).to_text(), team=TEAM)

    assert set(refusal.value.faults) == {field}
