"""Makes the connection to Slack: one session for all calls, no proxy, no retries of its own."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

CALL_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=10)
CONNECTIONS = 32


def open_session() -> aiohttp.ClientSession:
    """The one session of the process; whoever opens it closes it. It reads nothing from the environment."""
    return aiohttp.ClientSession(
        timeout=CALL_TIMEOUT,
        connector=aiohttp.TCPConnector(limit=CONNECTIONS),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def make_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that makes each call once, straight to `base_url` (with or without a slash at its end).

    The library would repeat a call whose connection was lost, which can post twice, and takes HTTPS_PROXY
    from the environment without heeding NO_PROXY.
    https://docs.slack.dev/tools/python-slack-sdk/web/#retryhandler
    """
    client = AsyncWebClient(
        token=token,
        base_url=base_url,
        session=session,
        timeout=int(CALL_TIMEOUT.total or 0),
        trust_env_in_session=False,
        retry_handlers=[],
    )
    client.proxy = None
    return client
