"""What is said about a table of orders before it is confirmed."""

from typing import Final

from bot.domain.generation import Generation, Kind
from bot.views.escape import inert

EXAMPLE: Final = "image_url,prompt"
COLUMNS: Final = (
    "One row an order, with a heading:\n"
    "*what* · image; video (an image whose approval makes the video); animation; avatar-video\n"
    "*image_url* · the product's picture, or the one to animate\n"
    "*prompt* · what to make of it, or how it moves (may be empty)\n"
    "*script* · what is said in an avatar video\n"
    "Also, where they apply: *aspect_ratio*, *avatar*, *voice*, *effect*, *resolution*, *length*, *audio*, "
    "*background*, *scene_url*, *preset*.\n"
    "Nothing is ordered yet: the next window says what would be, and for how much."
)
CHECKING: Final = "Checking…"


def nothing_given() -> str:
    return "Please upload a file, or paste the table here."


def what_unknown(what: str) -> str:
    return f"“{inert(what, 40)}” is none of image, video, animation and avatar-video."


def what_is_made(wish: Generation, follow_up: Kind | None) -> str:
    if follow_up:
        return "image, then a video"
    return {Kind.IMAGE: "image", Kind.AVATAR_VIDEO: "avatar video"}.get(wish.kind, "animation")


def not_in_list(column: str, name: str, provider: str) -> str:
    return f"{provider} has no {column} “{inert(name, 60)}”."


def list_unread(column: str, provider: str) -> str:
    return f"{provider} did not tell its list of {column}s in time. Check again in a minute."


def no_heading() -> str:
    return (
        "I find no column image_url, nor a column script: the first row has to be the heading. "
        "Nothing was ordered."
    )


def table_unreadable(why: str) -> str:
    return f"I cannot read this table: {inert(why, 120)}. Nothing was ordered."


def how_many_rows(count: int, most: int) -> str:
    if count == 0:
        return "There is no row below the heading. Nothing was ordered."
    return f"These are {count} rows; a batch has at most {most}. Nothing was ordered."


def file_unreadable() -> str:
    return "I cannot read this file. Please save it as CSV in UTF-8, at most 1 MB, and try again."


def checked_too_slowly() -> str:
    return (
        "Checking took too long, since Slack or a provider is slow just now. Nothing was ordered; try again."
    )


def outcome(good: int, bad: int, price: str) -> str:
    """mrkdwn."""
    wrong = f" {bad} cannot be ordered as {'it stands' if bad == 1 else 'they stand'}." if bad else ""
    if good == 0:
        return f"No row can be ordered.{wrong} Nothing was spent."
    rows = "1 row is" if good == 1 else f"{good} rows are"
    return f"*{rows} ready: {price}.*{wrong}"
