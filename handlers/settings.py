"""The settings of a channel: opened and changed by admins alone, and every change kept."""

from bot.domain.policy import Action, ChannelPolicy, can
from bot.domain.task import ChannelId, UserId
from bot.errors import NotAllowed
from bot.outbox.digest import next_digest
from bot.views import forms, ids, text
from bot.views.forms import Metadata, SettingsForm
from bot.views.message import Block
from bot.views.settings_trail import setting_changes
from handlers import openers
from handlers.desk import Desk, Payload
from handlers.submissions import values_of

LAST_CHANGES = 5


async def open_settings(desk: Desk, body: Payload) -> None:
    """The settings of the channel the command was typed in, and who changed them last."""
    channel, person = ChannelId(body["channel_id"]), UserId(body["user_id"])

    async def fill(metadata: Metadata) -> Block:
        policy = await _checked(desk, channel, person)
        changes = await desk.service.store.setting_changes(desk.team, channel, LAST_CHANGES)
        groups = {str(group.id): group.name for group in await desk.people.groups()}
        return forms.settings_form(policy, metadata, prices=desk.prices, changes=changes, groups=groups)

    metadata = Metadata(channel=channel, response_url=body.get("response_url", ""))
    await openers.open_form(desk, body, ids.SETTINGS, metadata, fill)


async def save_settings(desk: Desk, body: Payload) -> None:
    """What was read is applied to the settings as they are by then: two admins at once change both, and the
    same submission delivered twice changes nothing the second time and leaves no second line."""
    view, person = body["view"], UserId(body["user"]["id"])
    read = forms.read_settings(values_of(body), view["private_metadata"])
    policy = await desk.told(_checked(desk, read.channel, person))
    while not await _is_saved(desk, read, policy, person):
        policy = await desk.told(_checked(desk, read.channel, person))
    await desk.service.add(next_digest(read.apply(policy), desk.clock))
    kept = forms.read_metadata(view["private_metadata"])
    said = desk.private.tell(
        read.channel, person, text.plain(text.settings_saved()), response_url=kept.response_url
    )
    desk.supervise(said, what="say that settings are saved")


async def _is_saved(desk: Desk, read: SettingsForm, policy: ChannelPolicy, person: UserId) -> bool:
    after = read.apply(policy)
    changes = setting_changes(policy, after, who=person, at=desk.clock.now(), currency=desk.prices.currency)
    return not changes or await desk.service.store.set_policy(after, changes, was=policy)


async def _checked(desk: Desk, channel: ChannelId, person: UserId) -> ChannelPolicy:
    """The channel's policy, for those who may change it. Raises NotAllowed."""
    policy = await desk.people.policy(desk.team, channel)
    actor = await desk.people.actor(desk.team, person)
    ruling = can(actor, Action.SETTINGS, None, policy)
    if not ruling.allowed:
        raise NotAllowed(ruling.why)
    return policy
