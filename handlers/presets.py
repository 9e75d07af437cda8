"""Presets of a channel: kept by admins, chosen in the product forms, applied to what is ordered."""

from collections.abc import Mapping

from bot.domain.generation import Json
from bot.domain.policy import Action, SettingChange, can
from bot.domain.presets import Preset
from bot.domain.task import ChannelId, UserId
from bot.errors import FormError, NotAllowed
from bot.views import forms, ids, text
from bot.views.forms import Metadata
from bot.views.message import Block
from handlers import openers
from handlers.desk import Desk, Payload
from handlers.submissions import values_of


async def open_presets(desk: Desk, body: Payload) -> None:
    """The presets of the channel that the command was typed in, for admins."""
    channel, person = ChannelId(body["channel_id"]), UserId(body["user_id"])

    async def fill(metadata: Metadata) -> Block:
        await _check(desk, channel, person)
        return forms.presets_form(await desk.service.store.presets(desk.team, channel), metadata)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.PRESETS, metadata, fill)


async def save_presets(desk: Desk, body: Payload) -> None:
    """Each change leaves a line in the audit trail of the channel; what changes nothing leaves none."""
    view, person = body["view"], UserId(body["user"]["id"])
    preset, is_removed = forms.read_presets(values_of(body), view["private_metadata"], team=desk.team)
    await desk.told(_check(desk, preset.channel, person))
    store = desk.service.store
    there = {it.name: it for it in await store.presets(desk.team, preset.channel)}
    before, after = there.get(preset.name), None if is_removed else preset
    if before is None and len(there) >= forms.MOST_PRESETS and after is not None:
        raise FormError({ids.PRESET_NAME: text.too_many_presets(forms.MOST_PRESETS)})
    if before != after:
        change = SettingChange(
            at=desk.clock.now(),
            who=person,
            what=f"Preset {preset.name}",
            before=forms.preset_words(before),
            after=forms.preset_words(after),
        )
        await (store.drop_preset(preset, change) if is_removed else store.keep_preset(preset, change))
    kept = forms.read_metadata(view["private_metadata"])
    said = desk.private.tell(
        preset.channel,
        person,
        text.plain(text.preset_saved(preset.name, is_removed=is_removed)),
        response_url=kept.response_url,
    )
    desk.supervise(said, what="say that a preset is saved")


async def with_preset(
    desk: Desk, channel: ChannelId, body: Payload, inputs: Mapping[str, Json]
) -> Mapping[str, Json]:
    """What the form asked for, with the chosen preset as it is kept: what it locks, a form cannot change."""
    preset = await chosen_preset(desk, channel, body)
    return inputs if preset is None else preset.apply(inputs)


async def chosen_preset(desk: Desk, channel: ChannelId, body: Payload) -> Preset | None:
    name = forms.chosen_name(values_of(body))
    presets = await desk.service.store.presets(desk.team, channel) if name else ()
    return next((preset for preset in presets if preset.name == name), None)


async def redraw(desk: Desk, body: Payload) -> None:
    """A preset was chosen: its fields are filled in or locked; what was typed stays."""
    view, moment = body["view"], str(body["actions"][0].get("action_ts", ""))
    metadata = forms.read_metadata(view["private_metadata"])
    if metadata.channel is None:
        return
    async with desk.turns.take(view["id"], moment) as is_newest:
        if not is_newest:
            return
        presets = await desk.service.store.presets(desk.team, metadata.channel)
        chosen = await chosen_preset(desk, metadata.channel, body)
        filled = openers.drawn_product_form(
            desk, str(view["callback_id"]), metadata, presets=presets, chosen=chosen
        )
        await desk.slack.update_view(view["id"], filled)


async def _check(desk: Desk, channel: ChannelId, person: UserId) -> None:
    """Raises NotAllowed."""
    policy = await desk.people.policy(desk.team, channel)
    actor = await desk.people.actor(desk.team, person)
    ruling = can(actor, Action.PRESETS, None, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
