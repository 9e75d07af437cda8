"""What is said about a table of orders before it is confirmed."""

from typing import Final

from bot.views.escape import inert

EXAMPLE: Final = "image_url,prompt"
COLUMNS: Final = (
    "One row an order, with a heading:\n"
    "*image_url* · the product's picture\n"
    "*prompt* · what to make of it (may be empty)\n"
    "*what* · image, or video for an image whose approval makes the video (may be left out)\n"
    "*aspect_ratio* · 1:1, 9:16 or 16:9 (may be left out)\n"
    "Nothing is ordered yet: the next window says what would be, and for how much."
)
CHECKING: Final = "Checking…"


def nothing_given() -> str:
    return "Please upload a file, or paste the table here."


def what_unknown(what: str) -> str:
    return f"“{inert(what, 40)}” is neither image nor video."


def no_heading() -> str:
    return "I find no column image_url: the first row has to be the heading. Nothing was ordered."


def table_unreadable(why: str) -> str:
    return f"I cannot read this table: {inert(why, 120)}. Nothing was ordered."


def how_many_rows(count: int, most: int) -> str:
    if count == 0:
        return "There is no row below the heading. Nothing was ordered."
    return f"These are {count} rows; a batch has at most {most}. Nothing was ordered."


def file_unreadable() -> str:
    return "I cannot read this file. Please save it as CSV in UTF-8, at most 1 MB, and try again."


def outcome(good: int, bad: int, price: str) -> str:
    """mrkdwn."""
    wrong = f" {bad} cannot be ordered as {'it stands' if bad == 1 else 'they stand'}." if bad else ""
    if good == 0:
        return f"No row can be ordered.{wrong} Nothing was spent."
    rows = "1 row is" if good == 1 else f"{good} rows are"
    return f"*{rows} ready: {price}.*{wrong}"
