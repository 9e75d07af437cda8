"""Turns a host into the addresses that may be connected to: looked up once, and all of them public."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from bot.addresses import LOOPBACK, Address, is_global
from bot.errors import MediaCut, MediaRefused

Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a name up; raises OSError when it has no address."""


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """The addresses of a name as the machine knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def checked_addresses(address: Address, resolver: Resolver) -> Sequence[str]:
    """Where to connect for this URL.

    One private address among public ones refuses the name: whoever answers so is up to something.
    Raises MediaRefused for that, MediaCut when the name cannot be looked up now.
    """
    if address.scheme == "http" and address.host == LOOPBACK:
        return (LOOPBACK,)
    if is_global(address.host):
        return (address.host,)
    try:
        found = await resolver(address.host, address.port)
    except (OSError, UnicodeError) as error:
        raise MediaCut(f"The host {address.host} could not be found.") from error
    if not found:
        raise MediaCut(f"The host {address.host} could not be found.")
    if not all(is_global(one) for one in found):
        raise MediaRefused(f"The host {address.host} leads into a private network.")
    return found
