"""Slack's Block Kit rules, as strict as Slack and in Slack's words."""

from bot.sandbox.blockkit.messages import problems_in_message
from bot.sandbox.blockkit.problem import Problem
from bot.sandbox.blockkit.texts import text_length
from bot.sandbox.blockkit.views import problems_in_options, problems_in_view

__all__ = ["Problem", "problems_in_message", "problems_in_options", "problems_in_view", "text_length"]
