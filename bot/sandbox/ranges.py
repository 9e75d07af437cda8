"""Bytes over HTTP with ranges, as players of films ask for them."""

import re
from urllib.parse import quote

from aiohttp import web

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def serve(request: web.Request, content: bytes, content_type: str, name: str = "") -> web.Response:
    """The whole, or the one range asked for; 416 for a range outside."""
    headers = {"Accept-Ranges": "bytes", "Content-Type": content_type, "Cache-Control": "private"}
    if name:
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    wanted = _RANGE.match(request.headers.get("Range", ""))
    if wanted is None or not any(wanted.groups()):
        return web.Response(body=content, headers=headers)
    first, last = _bounds(wanted[1], wanted[2], len(content))
    if first > last:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return web.Response(status=416, headers=headers)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return web.Response(status=206, body=content[first : last + 1], headers=headers)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last) if last else size - 1, size - 1)
