"""Whatever was typed before: every window is one that Slack takes, and every form comes back as it stands."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.generation import Json
from bot.domain.policy import ChannelPolicy, Digest
from bot.domain.presets import Part, Preset, Sort
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId, Task
from bot.providers.heygen.limits import V1, V3
from bot.providers.provider import Choice
from bot.sandbox.blockkit import problems_in_options
from bot.views import forms, ids
from bot.views.escape import one_line
from bot.views.forms import AnimateForm, AvatarVideoForm, ClipForm, Metadata, Offer, ProductForm
from bot.views.home import Home, Waiting, home_view
from bot.views.message import Block
from bot.views.settings_trail import setting_changes
from tests.domain.examples import ANN, BEN, CHANNEL, NOW, TEAM, policy
from tests.hunting import count
from tests.views.hostile import ours, tasks, texts
from tests.views.reading import faults_in_view, texts_of, unseen

thorough = settings(max_examples=count(100), deadline=None, suppress_health_check=list(HealthCheck))

PRICE = "1 credit (0.20 USD)"

people = st.sampled_from([ANN, BEN])
crowds = st.none() | st.frozensets(people, min_size=1)
amounts = st.none() | st.decimals(0, 100_000, places=2)
waits = st.integers(60, 90 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def policies(draw: st.DrawFn) -> ChannelPolicy:
    """All that can be set in a channel."""
    approvers = draw(crowds)
    return policy(
        requesters=draw(crowds),
        approvers=approvers,
        approvals_needed=draw(st.integers(1, 20 if approvers is None else len(approvers))),
        own_approval=draw(st.booleans()),
        ask_before=draw(st.decimals(0, 100_000, places=2)),
        limit=draw(amounts),
        budget_month=draw(amounts),
        budget_person=draw(amounts),
        remind_after=draw(st.none() | waits),
        expire_after=draw(waits),
        ask_next=draw(st.none() | people),
        also_notify=draw(st.none() | st.just(CHANNEL)),
        broadcast_results=draw(st.booleans()),
        broadcast_approved=draw(st.booleans()),
        digest=draw(st.sampled_from(Digest)),
    )


@thorough
@given(tasks(), texts, texts)
def test_forms_and_windows(task: Task, url: str, words: str) -> None:
    metadata = Metadata(channel=task.channel, task=task.id, version=task.version, response_url=url)
    typed = ProductForm(product_url=url, prompt=words)
    views = [
        forms.product_image_form(metadata, price=PRICE, given=typed),
        forms.product_video_form(metadata, price=PRICE, video_price=PRICE, given=typed),
        forms.new_generation_form(metadata, price=PRICE, video_price=PRICE),
        *opened_by_buttons(task, metadata),
        *(forms.loading_view(form, metadata) for form in ids.FORMS),
        forms.say_view(forms.title_of(ids.MAKE_VIDEO), ours(words)),
    ]
    for view in views:
        assert not faults_in_view(view)


@st.composite
def presets(draw: st.DrawFn) -> Preset:
    """As an admin may have kept it: any part of it filled in, and any of those locked."""
    values = {part: f"{part}-1" for part in draw(st.sets(st.sampled_from(Part)))}
    named = {part.words: one_line(draw(texts)) for part in values if part not in {Part.PROVIDER, Part.RATIO}}
    chosen = {Part.PROVIDER: "akool", Part.RATIO: "9x16"}
    return Preset(
        team=TEAM,
        channel=CHANNEL,
        name=one_line(draw(texts))[:60].strip() or "Spring",
        style=one_line(draw(texts))[:300].strip(),
        values={**values, **{part: chosen[part] for part in values.keys() & chosen.keys()}, **named},
        locked=frozenset(draw(st.sets(st.sampled_from(Part)))),
        is_standard=draw(st.booleans()),
    )


@thorough
@given(presets(), tasks())
def test_forms_with_a_preset(preset: Preset, task: Task) -> None:
    metadata = Metadata(channel=task.channel, task=task.id, version=task.version)
    offers = {sort: Offer(sort=sort, presets=[preset], chosen=preset) for sort in Sort}
    product, film = offers[Sort.PRODUCT], AvatarVideoForm(clips=[ClipForm(script="x")] * forms.MOST_CLIPS)
    views = [
        forms.product_image_form(metadata, price=PRICE, offer=product),
        forms.product_video_form(metadata, price=PRICE, video_price=PRICE, offer=product),
        forms.new_generation_form(metadata, price=PRICE, video_price=PRICE, offer=product, note="Look."),
        forms.make_video_form(task, metadata, price=PRICE, offer=offers[Sort.VIDEO]),
        forms.animate_form(metadata, AnimateForm(), price=PRICE, offer=offers[Sort.ANIMATION]),
        forms.avatar_video_form(metadata, film, price=PRICE, inputs=V1.inputs, offer=offers[Sort.FILM]),
        forms.avatar_video_form(metadata, film, price=PRICE, inputs=V3.inputs, offer=offers[Sort.FILM]),
        forms.presets_form([preset], metadata),
        forms.presets_form([preset], metadata, preset),
    ]
    for view in views:
        assert not faults_in_view(view)


@thorough
@given(presets())
def test_a_preset_comes_back_as_it_was(preset: Preset) -> None:
    view = forms.presets_form([preset], Metadata(channel=preset.channel), preset)

    kept, is_removed = forms.read_presets(untouched(view), str(view["private_metadata"]), team=TEAM)

    assert not is_removed
    assert (kept.name, kept.style, kept.is_standard) == (preset.name, preset.style, preset.is_standard)
    assert [kept.values.get(part) for part in Part] == [preset.values.get(part) for part in Part]
    assert [kept.locks(part) for part in Part] == [preset.locks(part) for part in Part]


@thorough
@given(tasks())
def test_a_form_that_a_button_opens_can_be_sent_as_it_stands(task: Task) -> None:
    metadata = Metadata(channel=task.channel, task=task.id, version=task.version)
    for view in opened_by_buttons(task, metadata):
        assert not [block for block in inputs_of(view) if is_needed(block) and not has_value(block)]


@thorough
@given(policies(), policies())
def test_settings_come_back_as_they_were(before: ChannelPolicy, kept: ChannelPolicy) -> None:
    trail = setting_changes(before, kept, who=BEN, at=NOW, currency="USD")
    view = forms.settings_form(kept, Metadata(channel=kept.channel), prices=PriceList(), changes=trail)

    assert not faults_in_view(view)
    read = forms.read_settings(untouched(view), str(view["private_metadata"]))
    assert read.apply(policy()) == kept


@thorough
@given(st.lists(st.builds(Choice, id=texts, name=texts, detail=texts), max_size=120), texts)
def test_choice_options(choices: Sequence[Choice], query: str) -> None:
    options = forms.choice_options(choices, query)

    assert not problems_in_options(options)
    assert not [text for _, text in texts_of(options) if unseen(text)]


@thorough
@given(texts)
def test_metadata_of_any_shape_can_be_read(words: str) -> None:
    for text in (words, f"[{words}]", f'{{"task":{words!r}}}', '{"task":7,"channel":[],"made":"9999999999"}'):
        assert forms.read_metadata(text).version == 0


@thorough
@given(st.dictionaries(st.sampled_from([ids.PROMPT, ids.ASPECT_RATIO, ids.AVATAR]), st.none() | st.just([])))
def test_values_of_any_shape_can_be_read(garbage: dict[str, Any]) -> None:
    given = {**garbage, ids.PRODUCT_URL: {ids.PRODUCT_URL: {"value": "https://shop.example/bag.jpg"}}}
    read = forms.read_product_image(given, Metadata(channel=ChannelId("C0LAUNCH01")).to_text())
    assert (read.prompt, read.avatar, read.aspect_ratio) == ("", "", "16x9")


@thorough
@given(st.lists(tasks(), max_size=3, unique_by=lambda task: task.id), st.lists(tasks(), max_size=3))
def test_app_home(running: list[Task], recent: list[Task]) -> None:
    buttons: list[Json] = [
        {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": "x", "value": "x"}
    ]
    home = Home(
        month="2026-11",
        waiting=[Waiting(task=task, buttons=buttons) for task in running],
        running=running * 10,
        recent=(recent * 10)[:10],
        budgets=[(policy(), [])] * 6,
    )
    for with_pictures in (True, False):
        assert not faults_in_view(home_view(home, prices=PriceList(), with_pictures=with_pictures))


def opened_by_buttons(task: Task, metadata: Metadata) -> list[Block]:
    return [
        forms.make_video_form(task, metadata, price=PRICE),
        forms.regenerate_image_form(task, metadata, price=PRICE),
        forms.regenerate_video_form(task, metadata, price=PRICE),
        forms.request_changes_form(task, metadata),
    ]


def inputs_of(view: Block) -> list[Mapping[str, Any]]:
    blocks: Any = view["blocks"]
    return [block for block in blocks if block["type"] == "input"]


def is_needed(block: Mapping[str, Any]) -> bool:
    return not block.get("optional", False)


def has_value(block: Mapping[str, Any]) -> bool:
    return any(name.startswith("initial_") for name in block["element"])


def untouched(view: Block) -> dict[str, Any]:
    """What Slack sends when a person changes nothing."""
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"])}
        for block in inputs_of(view)
    }


def _state(element: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": element["type"],
        "value": element.get("initial_value"),
        "selected_option": element.get("initial_option"),
        "selected_options": element.get("initial_options", []),
        "selected_conversation": element.get("initial_conversation"),
        "selected_users": element.get("initial_users", []),
        "selected_user": element.get("initial_user"),
    }
