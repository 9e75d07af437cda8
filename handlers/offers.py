"""The presets of a channel, as forms offer them and as what is ordered goes by them."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.generation import Json
from bot.domain.presets import Part, Preset, Sort, bound_to_another, standard_of
from bot.domain.task import ChannelId
from bot.errors import NotAllowed, PersonError
from bot.views import forms, ids
from bot.views.forms import FILLED_BY, AnimateForm, AvatarVideoForm, ClipForm, Offer, StateValues
from bot.views.text import presets as text
from handlers.desk import Desk, Payload
from handlers.submissions import values_of


async def offer_of(
    desk: Desk, channel: ChannelId, sort: Sort, provider: str, *, name: str | None = None
) -> Offer:
    """What the channel has for orders at this provider. `name`: which one was chosen; "" for none, which is
    no choice where one binds; None before anybody could choose. Raises NotAllowed where the channel is bound
    to another provider."""
    there = await desk.service.store.presets(desk.team, channel)
    if (bound := bound_to_another(there, provider)) is not None:
        raise NotAllowed(text.provider_locked(bound, provider))
    standard = standard_of(there)
    fitting = [preset for preset in there if preset.serves(provider)]
    chosen = next((preset for preset in fitting if preset.name == name), None)
    if chosen is None and standard in fitting and standard is not None:
        chosen = standard if name is None or standard.binds else None
    return Offer(sort=sort, presets=fitting, chosen=chosen)


async def chosen_offer(desk: Desk, body: Payload, channel: ChannelId, sort: Sort, provider: str) -> Offer:
    """The same as it was chosen in a form."""
    return await offer_of(desk, channel, sort, provider, name=forms.chosen_name(values_of(body)))


async def with_preset(
    desk: Desk, body: Payload, channel: ChannelId, inputs: Mapping[str, Json], sort: Sort, provider: str
) -> Mapping[str, Json]:
    """What a form asked for, with the chosen preset as it is kept: what it locks, a form cannot change."""
    chosen = (await chosen_offer(desk, body, channel, sort, provider)).chosen
    return inputs if chosen is None else chosen.applies(inputs, sort)


async def typed_with_preset(
    desk: Desk, channel: ChannelId, inputs: Mapping[str, Json], sort: Sort, provider: str, *, name: str = ""
) -> Mapping[str, Json]:
    """What was typed behind a command, with the preset that it names, or else the channel's standard.

    Raises NotAllowed where it wants otherwise what is locked, PersonError for a name that nothing has.
    """
    chosen = (await typed_offer(desk, channel, sort, provider, name=name)).chosen
    if chosen is None:
        return inputs
    if (part := chosen.contradicted(inputs, sort)) is not None:
        raise NotAllowed(text.part_locked(chosen, part))
    return chosen.starts(inputs, sort)


async def typed_offer(desk: Desk, channel: ChannelId, sort: Sort, provider: str, *, name: str) -> Offer:
    """What is on offer, with the one chosen that was named. Raises PersonError for a name that none has."""
    offer = await offer_of(desk, channel, sort, provider)
    if not name:
        return offer
    return replace(offer, chosen=_named(offer, name))


def animation_by(offer: Offer, given: AnimateForm, *, anew: bool) -> AnimateForm:
    """The form with what the chosen preset locks, and `anew` with all that it fills in."""
    filled = offer.chosen.fills(offer.sort).get(Part.EFFECT) if offer.chosen else None
    if filled is None or not (anew or offer.locks(Part.EFFECT)):
        return given
    return replace(given, effect_code=filled["effect_code"], effect_name=filled["effect_name"])


def film_by(offer: Offer, given: AvatarVideoForm) -> AvatarVideoForm:
    """The form with all that the chosen preset fills in. Clips behind the first that nobody touched stay
    empty: they are left out of the order."""
    first, *more = given.clips
    return replace(
        given,
        aspect_ratio=offer.initial(Part.RATIO, ids.ASPECT_RATIO, given.aspect_ratio),
        clips=(clip_by(offer, first), *(clip if clip.is_empty else clip_by(offer, clip) for clip in more)),
    )


def clip_by(offer: Offer, clip: ClipForm) -> ClipForm:
    if clip.clip:
        return clip
    return replace(
        clip,
        avatar=offer.initial(Part.SPEAKER, ids.AVATAR, clip.avatar),
        avatar_name=offer.initial(Part.SPEAKER, "avatar_name", clip.avatar_name),
        voice=offer.initial(Part.VOICE, ids.VOICE, clip.voice),
        voice_name=offer.initial(Part.VOICE, "voice_name", clip.voice_name),
    )


def typed_values(body: Payload) -> StateValues:
    """What stands in a form that is redrawn; once another preset is chosen, without what the last one filled
    in."""
    values = values_of(body)
    if not is_choice_of_preset(body):
        return values
    return {block: value for block, value in values.items() if FILLED_BY not in block}


def is_choice_of_preset(body: Payload) -> bool:
    """Whether a form is redrawn since another preset was chosen."""
    return bool(body["actions"][0]["action_id"] == ids.PRESET)


def _named(offer: Offer, name: str) -> Preset:
    for preset in offer.presets:
        if preset.name.casefold() == name.casefold():
            return preset
    raise PersonError(text.no_such_preset(name, [preset.name for preset in offer.presets]))
