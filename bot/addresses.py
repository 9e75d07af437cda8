"""Which URLs and network addresses may be used: pure rules that open no socket."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from bot.errors import PersonError

LONGEST_URL: Final = 2_048
LOOPBACK: Final = "127.0.0.1"
HTTPS_PORT: Final = 443

# https://www.iana.org/assignments/iana-ipv4-special-registry
_CLOSED_V4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# https://www.iana.org/assignments/iana-ipv6-special-registry: only 2000::/3 is given out, less these
_OPEN_V6: Final = IPv6Network("2000::/3")
_CLOSED_V6: Final = tuple(IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64: Final = IPv6Network("64:ff9b::/96")

# Names that only mean something inside a network: RFC 6761, RFC 6762, RFC 8375, and ICANN's .internal
_PRIVATE_ENDINGS: Final = frozenset(
    {
        "corp",
        "home",
        "home.arpa",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
    }
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_AUTHORITY: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(?::(?P<port>[0-9]{0,5}))?")
_FORBIDDEN: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\<>\"`]"
)
# Straight quotes, then the curly, low and angled ones that phones put in their place
_QUOTES: Final = "\"'`\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a"
_TRAILING: Final = ".,;:!?…"
_WANTED: Final = "Please give a link that starts with https://."
_NOT_PUBLIC: Final = "That link leads into a private network; please use one that everybody can open."
# Slack escapes these three and nothing else, so no other entity is read.
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A URL taken apart and found good.

    `host` is a name in ASCII or an address without brackets; `target` is path and query.
    """

    url: str
    scheme: str
    host: str
    port: int
    authority: str
    target: str


def check_public_url(url: str, *, allow_loopback: bool = False, limit: int = LONGEST_URL) -> str:
    """The URL in its plain spelling, without a fragment.

    Raises PersonError with a sentence that says what to do. Whether a name leads to a public address is not
    known here: whoever fetches it has to look.
    """
    return read_public_url(url, allow_loopback=allow_loopback, limit=limit).url


def read_public_url(url: str, *, allow_loopback: bool = False, limit: int = LONGEST_URL) -> Address:
    """Like `check_public_url`, for whoever needs the parts."""
    parts = _split(url, limit)
    host, port = _authority(parts.netloc)
    if allow_loopback and parts.scheme == "http" and host == LOOPBACK:
        address = _address(parts, host=host, port=port or 80, usual_port=80)
    elif parts.scheme != "https":
        raise PersonError(_WANTED)
    elif port not in (None, HTTPS_PORT):
        raise PersonError(f"Please use a link without “:{port}”: only the usual https port works.")
    else:
        address = _address(parts, host=_public_host(host), port=HTTPS_PORT, usual_port=HTTPS_PORT)
    _check_length(address.url, limit)
    return address


def _split(url: str, limit: int) -> SplitResult:
    if not url:
        raise PersonError(_WANTED)
    _check_length(url, limit)
    if _FORBIDDEN.search(url):
        raise PersonError("That link has a space or a character in it that links cannot have; copy it again.")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise PersonError("That is not a link; copy it again from your browser.") from error
    if parts.scheme not in ("http", "https"):
        raise PersonError(_WANTED)
    return parts


def _check_length(url: str, limit: int) -> None:
    if len(url) > limit:
        raise PersonError(f"That link has {len(url):,} characters; please use one of at most {limit:,}.")


def _authority(netloc: str) -> tuple[str, int | None]:
    """Host in ASCII (an IPv6 one in its brackets) and port, None when there is none."""
    if "@" in netloc:
        raise PersonError("That link has a user name in it; please use one without “@” before the host.")
    found = _AUTHORITY.fullmatch(netloc)
    if found is None:
        raise PersonError("That link names no host that I can read; copy it again from your browser.")
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 0 < port < 65_536:
        raise PersonError(f"Please use a link without “:{port}”: there is no such port.")
    return _ascii_host(found["host"]), port


def _ascii_host(host: str) -> str:
    if host.startswith("["):
        return _ascii_v6(host)
    if host.isascii():
        return host.lower().removesuffix(".")
    try:
        return idna.encode(host, uts46=True, std3_rules=True).decode().lower().removesuffix(".")
    except (idna.IDNAError, UnicodeError) as error:
        raise PersonError("That link's host name cannot be written in plain letters.") from error


def _ascii_v6(host: str) -> str:
    try:
        return f"[{IPv6Address(host[1:-1])}]"
    except ValueError as error:
        raise PersonError("That link names no address that I can read.") from error


@lru_cache(maxsize=256)
def _public_host(host: str) -> str:
    """The host without brackets. Raises PersonError unless it is a public name or address."""
    bare = host.strip("[]")
    if host.startswith("[") or _is_v4(bare):
        if not is_global(bare):
            raise PersonError(_NOT_PUBLIC)
        return bare
    labels = bare.split(".")
    # What ends in a number is read as an IPv4 address by browsers: https://url.spec.whatwg.org/#ends-in-a-number-checker
    if labels[-1].isdigit() or re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        raise PersonError("That link has an address spelled in an unusual way; please use a host name.")
    if len(bare) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise PersonError("That link's host name is not one that can exist; copy it again.")
    if len(labels) < 2 or _PRIVATE_ENDINGS & {labels[-1], ".".join(labels[-2:])}:
        raise PersonError(_NOT_PUBLIC)
    return bare


def _is_v4(host: str) -> bool:
    if not host[-1:].isdigit():
        return False
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True


def _address(parts: SplitResult, *, host: str, port: int, usual_port: int) -> Address:
    name = f"[{host}]" if ":" in host else host
    authority = name if port == usual_port else f"{name}:{port}"
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]|")
    url = f"{parts.scheme}://{authority}{target}"
    return Address(url=url, scheme=parts.scheme, host=host, port=port, authority=authority, target=target)


def is_global(address: str) -> bool:
    """Whether this is a public address in its usual spelling, with all that hides an IPv4 one unwrapped."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    match parsed:
        case IPv4Address():
            return not any(parsed in block for block in _CLOSED_V4)
        case IPv6Address():
            return _is_global_v6(parsed)


def _is_global_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    inner = _hidden_v4(address)
    if inner:
        return all(is_global(str(hidden)) for hidden in inner)
    return address in _OPEN_V6 and not any(address in block for block in _CLOSED_V6)


def _hidden_v4(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that packets to this one may end at (RFC 4291, 6052, 3056, 4380)."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    return address.teredo or ()


def clean_slack_url(text: str) -> str:
    """The URL as it was meant, from what Slack and phones make of it.

    Takes off `<…|label>`, quotes of any shape and the punctuation of the sentence around it.
    https://docs.slack.dev/messaging/formatting-message-text
    """
    return _without_tail(_unwrapped(unescaped(_unwrapped(text))))


def unescaped(text: str) -> str:
    """The text as it was typed, where Slack has written &, < and > as entities."""
    for entity, meant in _ENTITIES:
        text = text.replace(entity, meant)
    return text


def _unwrapped(text: str) -> str:
    bare = text.strip().strip(_QUOTES).strip()
    if bare.startswith("<") and bare.endswith(">"):
        bare = bare[1:-1].partition("|")[0].strip()
    return bare


def _without_tail(url: str) -> str:
    while url:
        last = url[-1]
        unpaired = last in _PAIRS and url.count(last) > url.count(_PAIRS[last])
        if not (last in _TRAILING or last in _QUOTES or unpaired):
            break
        url = url[:-1]
    return url
