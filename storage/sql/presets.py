"""The presets of a channel. Each change leaves a line in the audit trail of its settings."""

from collections.abc import Sequence

from bot.domain.policy import SettingChange
from bot.domain.presets import Preset
from bot.domain.task import ChannelId, TeamId
from storage.queries import SQL
from storage.sql.database import Database
from storage.sql.values import from_json, storable, to_json, to_json_list, to_micros


def of(database: Database, team: TeamId, channel: ChannelId) -> Sequence[Preset]:
    rows = database.execute(SQL["presets"], (team, channel))
    return [
        Preset(
            team=team,
            channel=channel,
            name=name,
            style=style,
            values=from_json(given),
            locked=frozenset(from_json(locked)),
            is_standard=bool(standard),
        )
        for name, style, given, locked, standard in rows
    ]


def keep(database: Database, preset: Preset, change: SettingChange) -> None:
    if preset.is_standard:
        database.execute(SQL["no_standard_preset"], (preset.team, preset.channel))
    given, locked = to_json(dict(preset.values)), to_json_list(sorted(preset.locked))
    style, standard = storable(preset.style), int(preset.is_standard)
    row = (preset.team, preset.channel, preset.name, style, given, locked, standard)
    database.execute(SQL["keep_preset"], row)
    _note(database, preset, change)


def drop(database: Database, preset: Preset, change: SettingChange) -> None:
    database.execute(SQL["drop_preset"], (preset.team, preset.channel, preset.name))
    _note(database, preset, change)


def _note(database: Database, preset: Preset, change: SettingChange) -> None:
    at = to_micros(change.at)
    row = (preset.team, preset.channel, at, change.who, change.what, change.before, change.after)
    database.execute(SQL["add_setting_change"], row)
