"""The steps of a task's way, in the words of its timeline."""

from collections.abc import Mapping
from typing import Final

from bot.domain.events import StepCost
from bot.domain.pricing import PriceList
from bot.domain.task import Task

HAPPENED: Final[Mapping[str, str]] = {
    "Requested": "asked for",
    "Admitted": "admitted",
    "SpendQuestioned": "price asked about",
    "ApprovalNeeded": "needs its spend approved",
    "Refused": "refused",
    "ApprovalExpired": "nobody approved the spend",
    "AskedNext": "somebody else was asked to approve the spend",
    "StatusShown": "shown in the channel",
    "SubmissionStarted": "sent",
    "SubmissionNotSent": "could not be sent, tried again",
    "SubmissionRefused": "refused by the provider",
    "SubmissionLost": "sent, but no answer",
    "JobAccepted": "accepted by the provider",
    "JobFound": "found at the provider",
    "JobNotFound": "not found at the provider",
    "SearchEnded": "the search ended",
    "JobSucceeded": "made",
    "JobFailed": "failed at the provider",
    "JobOverdue": "took too long",
    "MediaArchived": "fetched",
    "FileStored": "being uploaded",
    "FileLost": "upload lost",
    "ResultShown": "shown",
    "DeliveryFailed": "could not be shown",
    "Removed": "removed",
    "ThreadMoved": "the thread moved",
    "SpendConfirmed": "spend confirmed",
    "SpendApproved": "spend approved",
    "SpendRefused": "spend refused",
    "Cancelled": "cancelled",
    "Approved": "approved",
    "Reopened": "reopened",
    "ChangesAsked": "changes asked for",
    "DeleteAsked": "delete asked for",
    "CheckAsked": "checked again",
    "SendAsked": "sent again",
    "GivenUp": "given up",
    "RetryAsked": "tried again",
    "Refunded": "noted as refunded",
}

SAID_BY_US: Final = frozenset({"Refused", "SubmissionRefused", "DeliveryFailed", "Removed"})
"""Whose reasons are sentences of ours; those of all others are somebody's words."""

_COSTS: Final[Mapping[str, str]] = {
    "reserved": "reserved",
    "settled": "spent",
    "released": "not spent",
    "unknown": "may be spent",
}


def cost_words(task: Task, cost: StepCost, prices: PriceList) -> str:
    """ "1 credit reserved", "about 1 credit spent" where the provider gave no figure."""
    counted = prices.words(task.generation.provider, cost.credit)
    is_guess = cost.is_estimate and cost.state == "settled"
    return f"{'about ' if is_guess else ''}{counted} {_COSTS[cost.state]}"
