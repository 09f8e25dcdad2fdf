"""/widget.js, which pages of other sites load. Knows nothing of what is in it.

That other sites may load it, its path says to `ui.headers`; who may ask with it, `ui.access`.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

PATH = "/widget.js"
LASTS = 600
"""Seconds after which a browser asks whether there is a newer one."""


def routes() -> list[BaseRoute]:
    """The route of the script, which is read once, with a tag of what is in it."""
    from starlette.responses import Response
    from starlette.routing import Route

    script = files("ui.widget").joinpath("widget.js").read_bytes()
    tag = f'"{hashlib.sha256(script).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={LASTS}"}

    async def widget(request: Request) -> Response:
        # A proxy that compresses makes the tag a weak one.
        known = request.headers.get("if-none-match", "").replace("W/", "").split(",")
        if tag in (one.strip() for one in known):
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript", headers=headers)

    return [Route(PATH, widget)]
