"""`/greenlight presets`: kept by admins, with a line in the audit trail for each change."""

from bot.domain.policy import Action, SettingChange, can
from bot.domain.task import ChannelId, UserId
from bot.errors import FormError, NotAllowed
from bot.views import forms, ids, text
from bot.views.forms import Metadata
from bot.views.message import Block
from bot.views.text.presets import preset_words
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


async def redraw_presets(desk: Desk, body: Payload) -> None:
    """One was chosen to be changed: the form is filled in with it."""
    view = body["view"]
    metadata, name = forms.read_metadata(view["private_metadata"]), forms.known_name(values_of(body))
    if metadata.channel is None:
        return
    async with desk.turns.take(view["id"], str(body["actions"][0].get("action_ts", ""))) as is_newest:
        if not is_newest:
            return
        await _check(desk, metadata.channel, UserId(body["user"]["id"]))
        there = await desk.service.store.presets(desk.team, metadata.channel)
        known = next((preset for preset in there if preset.name == name), None)
        await desk.slack.update_view(view["id"], forms.presets_form(there, metadata, known))


async def save_presets(desk: Desk, body: Payload) -> None:
    """What changes nothing leaves no line in the trail."""
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
            before=preset_words(before),
            after=preset_words(after),
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


async def _check(desk: Desk, channel: ChannelId, person: UserId) -> None:
    """Raises NotAllowed."""
    policy = await desk.people.policy(desk.team, channel)
    actor = await desk.people.actor(desk.team, person)
    ruling = can(actor, Action.PRESETS, None, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
