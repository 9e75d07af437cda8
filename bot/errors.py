"""The error tree: the leaf says who has to act."""

from datetime import timedelta
from decimal import Decimal


class GreenlightError(Exception):
    """Root of all that is raised on purpose."""


class PersonError(GreenlightError):
    """A person can mend it; the text is shown to them as it is."""


class FormError(PersonError):
    """Something in a form is wrong; `faults` maps a block id to what to do about it."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


class NotAllowed(PersonError):
    """Role, channel, budget or limit says no."""


class OverBudget(NotAllowed):
    """A reservation would go over a budget, or the budget cannot be evaluated (`used` is None).

    `is_personal`: it is the person's own budget in the channel, not that of the whole channel. In money.
    """

    def __init__(self, *, limit: Decimal, used: Decimal | None, is_personal: bool) -> None:
        super().__init__(f"over the budget of {limit}")
        self.limit = limit
        self.used = used
        self.is_personal = is_personal


class LineFull(NotAllowed):
    """Too many tasks are waiting: of this `whose` ("person", "channel", "provider")."""

    def __init__(self, whose: str) -> None:
        super().__init__(f"too many tasks of this {whose} are waiting")
        self.whose = whose


class TooLate(PersonError):
    """The task has moved on since the button was drawn."""


class SaidBefore(PersonError):
    """They have agreed to that already, and others have not."""


class ProviderError(GreenlightError):
    """A provider did not do what was asked. Never carries a secret.

    `status` is the HTTP status, 0 when there was none.
    """

    def __init__(self, provider: str, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.provider = provider
        self.message = message
        self.status = status


class Rejected(ProviderError):
    """Our input was refused: tell the person, do not send it again."""


class KeysRefused(Rejected):
    """The provider does not accept our keys: tell the owner."""


class OutOfCredit(Rejected):
    """The account has no credits left: tell the owner."""


class JobGone(Rejected):
    """The provider does not know the job."""


class RateLimited(ProviderError):
    """Refused for now; again after `wait`, None when the provider did not say."""

    def __init__(
        self, provider: str, message: str, *, status: int = 429, wait: timedelta | None = None
    ) -> None:
        super().__init__(provider, message, status=status)
        self.wait = wait


class NotSent(ProviderError):
    """The request surely never left: safe to send again."""


class OutcomeUnknown(ProviderError):
    """The request may have been accepted: reconcile, never send blindly."""


class Unreadable(OutcomeUnknown):
    """An answer of unknown shape: the bytes are kept, nothing is guessed."""


class SlackError(GreenlightError):
    """Slack did not do what was asked; `code` is Slack's own error word."""

    def __init__(self, method: str, code: str, detail: str = "") -> None:
        super().__init__(f"{method}: {code}{f' ({detail})' if detail else ''}")
        self.method = method
        self.code = code
        self.detail = detail


class SlackBusy(SlackError):
    """Slack asks us to wait (429)."""

    def __init__(self, method: str, wait: timedelta) -> None:
        super().__init__(method, "ratelimited")
        self.wait = wait


class SlackQueued(SlackBusy):
    """Not asked: others are before us in this channel, or may have this work by now. Nothing is wrong."""


class SlackUnsure(SlackError):
    """The call left and no answer came: it may have been done."""


class SlackDown(SlackError):
    """Slack could not be reached or had a fault of its own: surely not done, or harmless to repeat."""


class MediaError(GreenlightError):
    """A result could not be fetched."""


class MediaRefused(MediaError):
    """Wrong host, type, size or encoding: trying again would not help."""


class MediaExpired(MediaError):
    """The URL is no longer good (403, 404, 410): read the job again for a fresh one."""


class MediaCut(MediaError):
    """A cut, a 5xx or a time limit: worth another try."""


class WebhookRefused(GreenlightError):
    """401, 404, 413 or 415, with no detail given back."""

    def __init__(self, status: int) -> None:
        super().__init__(f"webhook refused with {status}")
        self.status = status


class StorageError(GreenlightError):
    """The database did not do what was asked."""


class StaleTask(StorageError):
    """Somebody else moved the task first: load it again."""


class NoSlot(GreenlightError):
    """Enough is running already, so the task waits. `ahead`: how many stand before it in its channel."""

    def __init__(self, ahead: int) -> None:
        super().__init__(f"waits in line, {ahead} ahead")
        self.ahead = ahead


class SchemaTooNew(StorageError):
    """The database was written by a newer release."""


class StorageFull(StorageError):
    """The disk is full, or the file cannot be written: no new spends."""


class Corrupt(StorageError):
    """The database is damaged. It is never recreated by itself."""


class SettingsError(GreenlightError):
    """The environment cannot be started with; the text names the variable and says what to do."""
