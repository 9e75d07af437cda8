"""Sound under a finished video: the form that asks which, and the order that it becomes."""

from dataclasses import replace

from bot.domain.generation import Generation
from bot.domain.task import Task
from bot.errors import PersonError
from bot.views import forms, ids
from bot.views.forms import AudioForm, Metadata
from bot.views.message import Block
from bot.views.text import money
from bot.views.text.motion import no_mixing
from handlers import orders
from handlers.desk import Desk, Payload
from handlers.submissions import order_child, read_result, values_of


def form_of(desk: Desk, video: Task, metadata: Metadata) -> Block:
    """Raises PersonError where nobody can put sound under this video."""
    if desk.service.provider_of(video).can.adds_audio is None:
        raise PersonError(no_mixing())
    wish = orders.sound_under(desk, video, AudioForm(task=video.id).inputs())
    return forms.add_audio_form(_priced(desk, metadata, wish), price=_price(desk, wish))


def form_again(desk: Desk, heard: Task, metadata: Metadata) -> Block:
    """The form that `heard` got its sound by, filled in as it was then."""
    wish = heard.generation
    return forms.add_audio_form(
        _priced(desk, metadata, wish),
        price=_price(desk, wish),
        audio_type=wish.text(ids.AUDIO),
        audio_url=wish.text(ids.AUDIO_URL),
        form=ids.REGENERATE_VIDEO,
    )


async def submit(desk: Desk, body: Payload) -> None:
    """Raises FormError by block id, PersonError when the video is not there any more."""
    video, metadata = await read_result(desk, body)
    read = forms.read_add_audio(values_of(body), body["view"]["private_metadata"], file=False)
    wish = orders.sound_under(desk, video, read.inputs())
    await order_child(desk, body, video, wish, reply_to=metadata.response_url)


async def submit_again(desk: Desk, body: Payload, heard: Task) -> None:
    """Other sound under the same silent video."""
    read = forms.read_add_audio(values_of(body), body["view"]["private_metadata"], file=False)
    wish = orders.sound_again(desk, heard, read.inputs())
    await order_child(desk, body, heard, wish, reply_to=read.response_url)


def _priced(desk: Desk, metadata: Metadata, wish: Generation) -> Metadata:
    return replace(metadata, seen=str(desk.prices.estimate(wish)))


def _price(desk: Desk, wish: Generation) -> str:
    return money.price_of_generation(desk.prices, wish)
