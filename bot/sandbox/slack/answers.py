"""What the app answered, read the way Slack reads it."""

import json
from dataclasses import dataclass

from bot.sandbox.slack.wire import Json

TIMED_OUT = "operation_timeout"
FAILED = "dispatch_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The app's acknowledgement, or why there was none (`failure` is empty when it was accepted).

    `retry_reason` is the word the Events API uses for the same failure.
    """

    body: bytes = b""
    failure: str = ""
    retry_reason: str = ""
    no_retry: bool = False

    @property
    def is_accepted(self) -> bool:
        return not self.failure

    @property
    def is_empty(self) -> bool:
        return not self.body.strip()

    def read(self) -> Json | None:
        """The body as a JSON object, or None when it is none."""
        try:
            parsed = json.loads(self.body)
        except ValueError:
            return None
        return parsed if isinstance(parsed, dict) else None


def refused(failure: str, retry_reason: str, *, no_retry: bool = False) -> Answer:
    return Answer(failure=failure, retry_reason=retry_reason, no_retry=no_retry)
