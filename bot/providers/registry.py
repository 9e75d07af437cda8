"""Which providers there are: ours, and those that other installed packages bring."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from bot.errors import KeysRefused, SettingsError
from bot.providers.akool import Akool
from bot.providers.creatify import Creatify
from bot.providers.heygen import HeyGen
from bot.providers.provider import Provider, Reply, Request, SwitchedOff

GROUP: Final = "greenlight.providers"
"""The group of entry points under which another package offers a Registered.
https://packaging.python.org/en/latest/specifications/entry-points/"""


_NO_KEY: Final = "not-set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A kind of provider. `make` is given the values of `keys`, variables of the environment, in that order,
    and then those of `options`, "" for one that is not set.

    `address` names the variable that may point it elsewhere, `base_url` where it is otherwise.
    """

    name: str
    keys: tuple[str, ...]
    options: tuple[str, ...] = ()
    address: str
    base_url: str
    make: Callable[..., Provider]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """A provider that has its keys, and where it is reached."""

    provider: Provider
    base_url: str


class NoKeys:
    """What carries the calls of a provider that is switched off: none."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    async def send(self, _request: Request, _headers: Mapping[str, str]) -> Reply:
        raise KeysRefused(self._provider, "it is switched off, for its keys are not set")


PROVIDERS: Final = (
    Registered(
        name="creatify",
        keys=("CREATIFY_API_ID", "CREATIFY_API_KEY"),
        address="CREATIFY_BASE_URL",
        base_url="https://api.creatify.ai",
        make=Creatify,
    ),
    Registered(
        name="akool",
        keys=("AKOOL_CLIENT_ID", "AKOOL_CLIENT_SECRET"),
        options=("AKOOL_API_KEY",),
        address="AKOOL_BASE_URL",
        base_url="https://openapi.akool.com",
        make=Akool,
    ),
    Registered(
        name="heygen",
        keys=("HEYGEN_API_KEY",),
        options=("HEYGEN_API_VERSION", "HEYGEN_WEBHOOK_SECRET"),
        address="HEYGEN_BASE_URL",
        base_url="https://api.heygen.com",
        make=HeyGen,
    ),
)


def registered() -> Sequence[Registered]:
    """All that are known, ours first. Raises SettingsError for one that cannot be used."""
    known = {entry.name: entry for entry in PROVIDERS}
    for point in _offered(tuple(sys.path)):
        entry = point.load()
        if not isinstance(entry, Registered):
            raise SettingsError(f"The entry point {point.value} of {GROUP} is no Registered provider.")
        if entry.name in known:
            raise SettingsError(
                f"Two providers are called {entry.name!r}: uninstall the package of {point.value}."
            )
        known[entry.name] = entry
    return tuple(known.values())


@cache
def _offered(_places: tuple[str, ...]) -> Sequence[EntryPoint]:
    """What other packages offer in these places: read once, for every installed package is looked at."""
    return tuple(entry_points(group=GROUP))


def configured(values: Mapping[str, str]) -> Mapping[str, Configured]:
    """The providers that have all their keys in `values`; one without any is switched off.

    Raises SettingsError naming the variable when one has some of its keys alone.
    """
    return {
        entry.name: Configured(
            provider=entry.make(*(values.get(name, "") for name in (*entry.keys, *entry.options))),
            base_url=values.get(entry.address) or entry.base_url,
        )
        for entry in registered()
        if _has_keys(entry, values)
    }


def switched_off(values: Mapping[str, str]) -> Mapping[str, SwitchedOff]:
    """The others, made without keys that would open anything: for what there is of theirs from before.

    What is shown of it needs to know how they are called and what they can do. Raises as `configured` does.
    """
    off = [entry for entry in registered() if not _has_keys(entry, values)]
    made = {entry: _made_without_keys(entry, values) for entry in off}
    return {
        entry.name: SwitchedOff(provider=provider, keys=entry.keys)
        for entry, provider in made.items()
        if provider is not None
    }


def _made_without_keys(entry: Registered, values: Mapping[str, str]) -> Provider | None:
    """None for a provider that looks closely at its keys: then nothing of it can be shown."""
    keys = (_NO_KEY for _ in entry.keys)
    try:
        return entry.make(*keys, *(values.get(name, "") for name in entry.options))
    except SettingsError:
        return None


def _has_keys(entry: Registered, values: Mapping[str, str]) -> bool:
    given = [key for key in entry.keys if values.get(key)]
    missing = [key for key in entry.keys if key not in given]
    if given and missing:
        raise SettingsError(f"{missing[0]} is not set though {given[0]} is: set all of them or none.")
    return not missing
