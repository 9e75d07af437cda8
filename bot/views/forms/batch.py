"""The form of a batch, the table behind it, and what its check found."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.batch import Batch
from bot.domain.pricing import PriceList
from bot.domain.task import ChannelId
from bot.errors import FormError, PersonError
from bot.views import ids
from bot.views.batch import fault_line, price_of
from bot.views.blocks import section, sections
from bot.views.escape import quote
from bot.views.forms.fields import file_field, text_field
from bot.views.forms.metadata import Metadata, read_metadata
from bot.views.forms.values import StateValues, Values
from bot.views.forms.windows import form_view
from bot.views.message import Block
from bot.views.text import labels, money
from bot.views.text import tables as words
from bot.views.text.answers import order_gone
from bot.views.text.wishes import wish_words

MOST_ROWS: Final = 500
MOST_BYTES: Final = 1024 * 1024
_LONGEST_PASTE: Final = 3_000
_LONGEST_PROMPT: Final = 60


class Column(StrEnum):
    """What a row can say, by the heading that it stands under."""

    WHAT = "what"
    IMAGE_URL = "image_url"
    PROMPT = "prompt"
    SCRIPT = "script"
    ASPECT_RATIO = "aspect_ratio"
    AVATAR = "avatar"
    VOICE = "voice"
    EFFECT = "effect"
    RESOLUTION = "resolution"
    LENGTH = "length"
    AUDIO = "audio"
    BACKGROUND = "background"
    SCENE_URL = "scene_url"
    PRESET = "preset"


class What(StrEnum):
    """What a row orders."""

    IMAGE = "image"
    VIDEO = "video"
    ANIMATION = "animation"
    AVATAR_VIDEO = "avatar-video"


NAMES: Final[Mapping[str, Column]] = {
    **{column.value: column for column in Column},
    "product_url": Column.IMAGE_URL,
    "url": Column.IMAGE_URL,
    "ratio": Column.ASPECT_RATIO,
    "kind": Column.WHAT,
}
"""What the headings mean; others are passed over."""

WHATS: Final[Mapping[str, What]] = {
    **{what.value: what for what in What},
    "": What.IMAGE,
    "animate": What.ANIMATION,
    "avatar_video": What.AVATAR_VIDEO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchForm:
    """The table is in the file, or else in the text."""

    channel: ChannelId
    file: str
    file_url: str
    text: str
    response_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row as it was written: `number` counts from 1 without the heading. Empty cells are left out."""

    number: int
    cells: Mapping[Column, str]

    @property
    def what(self) -> What:
        """Raises PersonError for a word that is none of them."""
        said = self.cells.get(Column.WHAT, "").lower().replace(" ", "-")
        if said not in WHATS:
            raise PersonError(words.what_unknown(said))
        return WHATS[said]


def batch_form(metadata: Metadata) -> Block:
    blocks = [
        section(words.COLUMNS),
        file_field(ids.CSV_FILE, labels.CSV_FILE, types=("csv", "txt"), optional=True),
        text_field(
            ids.CSV_TEXT,
            labels.CSV_TEXT,
            placeholder=words.EXAMPLE,
            multiline=True,
            limit=_LONGEST_PASTE,
            optional=True,
        ),
    ]
    return form_view(ids.BATCH, "Check", blocks, metadata)


def read_batch(values: StateValues, private_metadata: str) -> BatchForm:
    """Raises FormError by block id, PersonError when the form's channel is lost."""
    given, metadata = Values(values), read_metadata(private_metadata)
    if metadata.channel is None:
        raise PersonError(order_gone())
    file, text = given.file(ids.CSV_FILE), given.text(ids.CSV_TEXT)
    if not file and not text:
        raise FormError({ids.CSV_TEXT: words.nothing_given()})
    return BatchForm(
        channel=metadata.channel,
        file=file,
        file_url=given.file_url(ids.CSV_FILE),
        text=text,
        response_url=metadata.response_url,
    )


def read_table(content: str) -> Sequence[TableRow]:
    """The rows of a table as spreadsheets write it: with commas, semicolons or tabs. Raises PersonError."""
    text = content.removeprefix("\ufeff").strip()
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise PersonError(words.table_unreadable(str(error))) from error
    columns = [NAMES.get(name.strip().lower().replace(" ", "_")) for name in rows[0]] if rows else []
    if not {Column.IMAGE_URL, Column.SCRIPT} & set(columns):
        raise PersonError(words.no_heading())
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    if not filled or len(filled) > MOST_ROWS:
        raise PersonError(words.how_many_rows(len(filled), MOST_ROWS))
    return [TableRow(number=n, cells=dict(_cells(columns, row))) for n, row in enumerate(filled, start=1)]


def batch_outcome(batch: Batch, metadata: Metadata, *, prices: PriceList) -> Block:
    """What the check found, row by row, with the price of the whole. Without a good row nothing can be
    ordered."""
    lines = [_outcome_line(batch, number) for number in range(len(batch.rows))]
    price = price_of(batch, prices)
    blocks = [section(words.outcome(len(batch.good), len(batch.bad), money.about(price))), *sections(lines)]
    view = form_view(ids.BATCH_ORDER, f"Order {len(batch.good)}", blocks, metadata)
    if not batch.good:
        del view["submit"]
    return view


def _outcome_line(batch: Batch, place: int) -> str:
    row = batch.rows[place]
    if row.wish is None:
        return fault_line(row)
    what = words.what_is_made(row.wish, row.follow_up)
    return f"{row.number} · {what} {quote(wish_words(row.wish), _LONGEST_PROMPT)}"


def _cells(columns: Sequence[Column | None], row: Sequence[str]) -> Iterator[tuple[Column, str]]:
    for column, cell in zip(columns, row, strict=False):
        if column is not None and cell.strip():
            yield column, cell.strip()
