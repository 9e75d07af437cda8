"""What somebody changed in the settings of a channel, as lines of its audit trail."""

from datetime import datetime

from bot.domain.policy import ChannelPolicy, SettingChange
from bot.domain.task import UserId
from bot.views.text.settings import in_words


def setting_changes(
    before: ChannelPolicy, after: ChannelPolicy, *, who: UserId, at: datetime, currency: str
) -> list[SettingChange]:
    """One line for each setting that reads differently now."""
    old, new = in_words(before, currency), in_words(after, currency)
    return [
        SettingChange(at=at, who=who, what=what, before=old[what], after=words)
        for what, words in new.items()
        if words != old[what]
    ]
