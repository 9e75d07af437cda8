"""Presets of a channel."""

from dataclasses import replace

from bot.domain.policy import SettingChange
from bot.domain.presets import Preset
from bot.domain.task import ChannelId
from storage.store import Store
from tests.domain.examples import BEN, CHANNEL, NOW, TEAM

SPRING = Preset(
    team=TEAM,
    channel=CHANNEL,
    name="Spring",
    style="soft light",
    values={"aspect_ratio": "9x16"},
    locked=frozenset({"aspect_ratio"}),
)
CHANGE = SettingChange(at=NOW, who=BEN, what="Preset Spring", before="none", after="soft light")


class Presets:
    async def test_a_preset_is_kept_changed_and_dropped_and_the_trail_says_so(self, store: Store) -> None:
        changed = replace(SPRING, style="hard light")
        await store.keep_preset(SPRING, CHANGE)
        await store.keep_preset(replace(SPRING, channel=ChannelId("C0OTHER001")), CHANGE)
        assert await store.presets(TEAM, CHANNEL) == [SPRING]

        await store.keep_preset(changed, CHANGE)
        assert await store.presets(TEAM, CHANNEL) == [changed]

        await store.drop_preset(changed, CHANGE)
        assert not await store.presets(TEAM, CHANNEL)
        assert len(await store.setting_changes(TEAM, CHANNEL, 10)) == 3

    async def test_a_channel_has_one_standard_preset_the_last_that_was_made_it(self, store: Store) -> None:
        spring, summer = (replace(SPRING, name=name, is_standard=True) for name in ("Spring", "Summer"))
        elsewhere = replace(spring, channel=ChannelId("C0OTHER001"))

        for preset in (spring, elsewhere, summer):
            await store.keep_preset(preset, CHANGE)

        assert await store.presets(TEAM, CHANNEL) == [replace(spring, is_standard=False), summer]
        assert await store.presets(TEAM, elsewhere.channel) == [elsewhere]
