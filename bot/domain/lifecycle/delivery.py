"""From the provider's bytes to a result in the thread."""

from dataclasses import replace

from bot.domain import events as happened
from bot.domain.effects import NotifyChannels, SayOutcome, ShowResult
from bot.domain.lifecycle.moves import Moved, redraw, reminders
from bot.domain.task import Status, Task


def delivery(
    task: Task,
    event: happened.MediaArchived
    | happened.FileStored
    | happened.FileLost
    | happened.ResultShown
    | happened.DeliveryFailed,
) -> Moved:
    if task.status is not Status.FETCHING:
        return task, ()
    match event:
        case happened.MediaArchived(media=media):
            return replace(task, media=media), (ShowResult(),)
        case happened.FileStored(slack_file=slack_file):
            return replace(task, media=task.media and replace(task.media, slack_file=slack_file)), ()
        case happened.FileLost():
            return replace(task, media=task.media and replace(task.media, slack_file=None)), ()
        case happened.ResultShown(ts=ts, remind_after=remind_after):
            delivered = replace(task, status=Status.DELIVERED, shown=replace(task.shown, result_ts=ts))
            return delivered, (*redraw(delivered), NotifyChannels(), *reminders(remind_after))
        case happened.DeliveryFailed(reason=reason):
            undelivered = replace(task, status=Status.UNDELIVERED, reason=reason)
            return undelivered, (*redraw(undelivered), SayOutcome())
