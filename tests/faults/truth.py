"""The verdict, from what the providers charged and called back and from what stands in Slack."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.stories.stage import Message, labels, spoken

WORDS: Final = re.compile(r"order number \d+ of [0-9a-f]{8}")
"""What every order says and no other one does."""

_READY: Final = re.compile(r"your (image|video) is ready")
_TAKEN: Final = 200

Root = tuple[str, str]
"""A thread: its channel and the time stamp of its root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order as its person knows it. One that got no answer may stand and may not."""

    words: str
    provider: str
    was_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is true at the end. `wrong` names each order that is not as it has to be, and why.

    `asked`: put before a person, because nothing that the provider offers could tell what became of the call.
    `failed`: the provider could not make it, and that was said. `shown_late`: those of the shown for which
    somebody had to press "Try again", free of charge, because for two minutes of the bot's time it could not
    be fetched or posted.
    """

    kills: int
    orders: int
    paid: int
    shown: int
    shown_late: int
    asked: int
    failed: int
    lost: int
    paid_twice: int
    posted_twice: int
    asked_needlessly: int
    wrong: Sequence[str] = field(repr=False)

    @property
    def is_clean(self) -> bool:
        return self.paid > 0 and not self.wrong

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.orders} orders, {self.paid} paid: {self.lost} lost, "
            f"{self.paid_twice} paid twice, {self.posted_twice} posted twice; {self.shown} shown "
            f"({self.shown_late} after a free Try again), "
            f"{self.failed} failed at the provider, {self.asked} put before a person, "
            f"{self.asked_needlessly} of them needlessly"
        )


class Truth:
    """All that happened outside the bot, by the words of the orders."""

    def __init__(self, books: Mapping[str, Any], messages: Sequence[Message]) -> None:
        self._jobs: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self._called_back = {
            hook["job"] for book in books.values() for hook in book["webhooks"] if _TAKEN in hook["tries"]
        }
        self._roots: defaultdict[str, set[Root]] = defaultdict(set)
        self._results: Counter[Root] = Counter()
        self._films: Counter[Root] = Counter()
        self._buttons: defaultdict[Root, dict[str, Message]] = defaultdict(dict)
        for book in books.values():
            for job in book["jobs"]:
                if found := WORDS.search(str(job["prompt"])):
                    self._jobs[found[0]].append(job)
        for message in messages:
            self._hear(message)

    def _hear(self, message: Message) -> None:
        thread = (str(message["channel"]), str(message.get("thread_ts") or message["ts"]))
        self._buttons[thread] |= dict.fromkeys(labels(message), message)
        if message["ts"] == thread[1]:
            for words in set(WORDS.findall(spoken(message))):
                self._roots[words].add(thread)
            return
        self._results[thread] += bool(_READY.search(str(message["text"])))
        self._films[thread] += bool(message.get("files"))

    def paid(self, words: str) -> int:
        return len(self._jobs[words])

    def shown(self, words: str) -> int:
        """How many results stand in its thread; a film is a message of its own beside its buttons."""
        return max((max(self._results[root], self._films[root]) for root in self._roots[words]), default=0)

    def roots(self, words: str) -> int:
        return len(self._roots[words])

    def offers(self, words: str, label: str) -> Message | None:
        """A message in its thread with such a button."""
        found = (self._buttons[root].get(label) for root in self._roots[words])
        return next((message for message in found if message), None)

    def failed(self, words: str) -> bool:
        """Whether the provider really could not make it."""
        return any(job["status"] == "failed" for job in self._jobs[words])

    def could_be_told(self, ordered: Ordered) -> bool:
        """Whether something that its provider offers says what became of the call.

        HeyGen answers the same key again, always. Creatify lists the job with our token, if there is one.
        Akool has neither, but its call back carries our token, if it arrived.
        """
        jobs = self._jobs[ordered.words]
        match ordered.provider:
            case "heygen":
                return True
            case "creatify":
                return bool(jobs)
            case _:
                return any(job["id"] in self._called_back for job in jobs)


def judge(kills: int, orders: Iterable[Ordered], truth: Truth, tried_again: Container[str] = ()) -> Outcome:
    counted: Counter[str] = Counter()
    wrong = []
    for ordered in orders:
        words = ordered.words
        counted["orders"] += ordered.was_answered
        counted["paid"] += truth.paid(words)
        for verdict in _verdicts(ordered, truth):
            counted[verdict] += 1
            counted["shown late"] += verdict == "shown" and words in tried_again
            if verdict not in {"shown", "asked", "failed"}:
                wrong.append(f"{verdict}: {words} at {ordered.provider}")
    return Outcome(
        kills=kills,
        orders=counted["orders"],
        paid=counted["paid"],
        shown=counted["shown"],
        shown_late=counted["shown late"],
        asked=counted["asked"],
        failed=counted["failed"],
        lost=counted["lost"],
        paid_twice=counted["paid twice"],
        posted_twice=counted["posted twice"],
        asked_needlessly=counted["asked needlessly"],
        wrong=wrong,
    )


def _verdicts(ordered: Ordered, truth: Truth) -> Iterable[str]:
    words = ordered.words
    stands = ordered.was_answered or truth.roots(words) > 0 or truth.paid(words) > 0
    if truth.paid(words) > 1:
        yield "paid twice"
    if truth.roots(words) > 1 or truth.shown(words) > 1:
        yield "posted twice"
    if truth.shown(words):
        yield "shown"
    elif truth.offers(words, "Send again"):
        yield "asked"
        if truth.could_be_told(ordered):
            yield "asked needlessly"
    elif truth.offers(words, "Try again") and truth.failed(words):
        yield "failed"
    elif stands:
        yield "lost"
