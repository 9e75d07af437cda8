"""What comes in: Slack's commands, forms, buttons, shortcuts and events, and the providers' webhooks.

Each listener reads, writes down and acks; what follows is carried out by the outbox. There is one listener a
kind, since Bolt tries them one by one; what each name does stands in tables of ours.
"""

from slack_bolt.async_app import AsyncApp

from handlers import buttons, commands, forms, home, options, shortcuts
from handlers.desk import Desk


def register(bolt: AsyncApp, desk: Desk) -> None:
    """Put every listener on `bolt`."""
    for part in (commands, buttons, forms, options, shortcuts, home):
        part.register(bolt, desk)
