"""The settings of one channel: the form, and its reader."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.domain.policy import ChannelPolicy
from bot.domain.task import ChannelId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.forms.fields import channel_field, number_field, ticks_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels
from bot.views.text.answers import order_gone

RESULTS: Final = "results"
APPROVED: Final = "approved"
MOST_CREDITS: Final = Decimal(100_000)

_BROADCASTS: Final = {RESULTS: "Every result", APPROVED: "Approved videos"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """What was set for `channel`; all else of its policy stays."""

    channel: ChannelId
    also_notify: ChannelId | None
    broadcast_results: bool
    broadcast_approved: bool
    ask_before: Decimal

    def apply(self, policy: ChannelPolicy) -> ChannelPolicy:
        return replace(
            policy,
            also_notify=self.also_notify,
            broadcast_results=self.broadcast_results,
            broadcast_approved=self.broadcast_approved,
            ask_before=self.ask_before,
        )


def settings_form(policy: ChannelPolicy, metadata: Metadata) -> Block:
    wished = {RESULTS: policy.broadcast_results, APPROVED: policy.broadcast_approved}
    ticked = [name for name, is_on in wished.items() if is_on]
    blocks = [
        channel_field(
            ids.ALSO_NOTIFY,
            labels.ALSO_NOTIFY,
            initial=policy.also_notify,
            hint="Hears of every finished image and video of this channel.",
        ),
        ticks_field(ids.BROADCAST_RESULTS, labels.BROADCAST_RESULTS, _BROADCASTS, ticked=ticked),
        number_field(
            ids.ASK_BEFORE,
            labels.ASK_BEFORE,
            initial=f"{policy.ask_before.normalize():f}",
            hint="Credits. An order above this is asked about first.",
        ),
    ]
    return form_view(ids.SETTINGS, "Save", blocks, metadata)


def read_settings(values: StateValues, private_metadata: str) -> SettingsForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    given = Values(values)
    channel = read_metadata(private_metadata).channel
    if channel is None:
        raise PersonError(order_gone())
    notified = given.conversation(ids.ALSO_NOTIFY)
    broadcasts = given.options(ids.BROADCAST_RESULTS)
    return SettingsForm(
        channel=channel,
        also_notify=ChannelId(notified) if notified else None,
        broadcast_results=RESULTS in broadcasts,
        broadcast_approved=APPROVED in broadcasts,
        ask_before=_credits(given.text(ids.ASK_BEFORE)),
    )


def _credits(text: str) -> Decimal:
    fault = FormError({ids.ASK_BEFORE: f"Please give a number of credits between 0 and {MOST_CREDITS:,}."})
    try:
        credit = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise fault from error
    if not credit.is_finite() or not 0 <= credit <= MOST_CREDITS:
        raise fault
    return credit
