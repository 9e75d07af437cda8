"""Takes secrets out of text: Slack's tokens, keys in headers, and URLs that open something by themselves."""

import re
from collections.abc import Iterable
from typing import Final

GONE: Final = "[redacted]"

# What may stand between a name and its value in a header dump, a repr, JSON or JSON within JSON.
_BETWEEN: Final = r"""[\\"']{0,3}\s{0,3}[:=,]\s{0,3}(?:b(?=["']))?[\\"']{0,3}"""
_NAMES: Final = (
    r"x-api-key|x-api-id|api[_-]?key|api[_-]?id|authorization|client[_-]?secret|signing[_-]?secret"
    r"|webhook[_-]?secret|secret[_-]?key|access[_-]?token|refresh[_-]?token|bot[_-]?token|app[_-]?token"
    r"|x-slack-signature|set-cookie|cookie|password|ticket|token"
)

# As it is, as Slack's own JSON escapes it, and as in a form.
_SLASH: Final = r"(?:\\{0,2}/|%2F)"

_RULES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        # https://docs.slack.dev/authentication/tokens
        (r"\bxox[a-z](?:\.xox[a-z])?-[\w.-]+", GONE),
        (r"\bxapp-[\w.-]+", GONE),
        (rf"\b({_NAMES})({_BETWEEN})(?:(?:bearer|basic)\s+)?[^\s\"'\\,;&}}\[\])]+", rf"\1\2{GONE}"),
        (r"\b(bearer)\s+[\w.~+/=-]+", rf"\1 {GONE}"),
        # ours, and Slack's: whoever has the path needs nothing else
        (rf"({_SLASH}webhooks{_SLASH}[\w-]+{_SLASH})[^\s/?#\"'\\<>]+", rf"\1{GONE}"),
        (r"(/media/)[\w.~=-]{24,}", rf"\1{GONE}"),
        (rf"(hooks\.slack(?:-gov)?\.com)(?:{_SLASH}[^\s\"'\\<>&]+)+", rf"\1/{GONE}"),
        (r"(/hooks/[a-z]+/)[^\s\"'\\<>]+", rf"\1{GONE}"),
        (r"(//files\.slack(?:-gov)?\.com/upload/)[^\s\"'\\<>]+", rf"\1{GONE}"),
        # names and passwords in a URL, and query strings, which is where signatures stand
        (r"(\b[a-z][a-z0-9+.-]{0,30}://)[^\s/@\"'\\<>]+@", rf"\1{GONE}@"),
        (r"(\b(?:https?|wss?)://[^\s?\"'\\<>]{1,2048})\?[^\s\"'\\<>]+", rf"\1?{GONE}"),
        (
            r"([?&](?:x-amz-[\w-]+|x-goog-[\w-]+|signature|sig|policy|key-pair-id|token|hash)=)[^\s&\"'\\<>]+",
            rf"\1{GONE}",
        ),
    )
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without what opens something. `secrets` are values to take out wherever they stand."""
    for secret in secrets:
        text = text.replace(secret, GONE)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
