"""The page's own files, from memory: there are many small ones, and a first visit asks for all at once."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from aiohttp import web

_PAGE: Final = Path(__file__).parent / "page"
_INDEX: Final = "index.html"


class PageFiles:
    """What stood in the folder when the sandbox was started."""

    def __init__(self) -> None:
        self._files = {path.name: path.read_bytes() for path in _PAGE.iterdir() if path.is_file()}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.index), web.get("/page/{name}", self.file)]

    async def index(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, _INDEX)

    async def file(self, request: web.Request) -> web.StreamResponse:
        return self._answer(request, request.match_info["name"])

    def _answer(self, request: web.Request, name: str) -> web.StreamResponse:
        """A browser may keep a file, but asks each time whether it is still the same."""
        content = self._files.get(name)
        if content is None:
            raise web.HTTPNotFound
        tag = hashlib.sha256(content).hexdigest()[:16]
        headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if any(known.value == tag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers)
