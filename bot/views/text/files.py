"""Names of files, their titles, and what a picture shows to those who do not see it."""

from typing import Final

from bot.domain.generation import Kind
from bot.domain.task import Task
from bot.views.escape import cut, inert, one_line
from bot.views.text.labels import title_word
from bot.views.text.wishes import wish_words

_ENDINGS: Final = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}


def file_name(task: Task) -> str:
    """ "GL-7K3Q.png": Slack takes the type from the ending."""
    usual = "png" if task.kind is Kind.IMAGE else "mp4"
    ending = _ENDINGS.get(task.media.mime, usual) if task.media else usual
    return f"{task.id}.{ending}"


def file_title(task: Task) -> str:
    """ "Image: clean background", in which nothing is a mention."""
    words = inert(wish_words(task.generation), 80)
    return f"{title_word(task.kind)}: {words}" if words else f"{title_word(task.kind)} {task.id}"


def alt_text(task: Task) -> str:
    """What a screen reader says of the result."""
    words = cut(one_line(wish_words(task.generation)), 1_900)
    return f"{title_word(task.kind)}: {words}" if words else f"The finished {task.kind.word}"
