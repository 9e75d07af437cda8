"""What the bot is told from outside: one frozen Settings from the environment and `.env`."""

from bot.settings.load import load_settings
from bot.settings.settings import VARIABLES, Settings, SlackKeys

__all__ = ["VARIABLES", "Settings", "SlackKeys", "load_settings"]
