"""The login page of `password`: /login and /logout. Its words and its cookie; no more."""

from __future__ import annotations

import html
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from rag.settings import Settings
from ui.access.password import COOKIE, LASTS, Password
from ui.access.proxies import address_of
from ui.access.refused import TooMany

SIGN_IN = "Sign in"
PASSWORD = "Password"  # noqa: S105 - the field's label
WRONG = "That is not the password. Please try again."

_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{sign_in} · {title}</title>
<style>:root{{color-scheme:light dark}}
body{{font:1rem/1.5 system-ui,sans-serif;max-width:22rem;margin:15vh auto;padding:0 1rem}}
label,input,button{{display:block;width:100%;box-sizing:border-box;font:inherit}}
input,button{{padding:.6rem;margin:.3rem 0 1rem;min-height:2.75rem}}</style></head>
<body><main><h1>{title}</h1><form method="post" action="login{query}">
<label for="password">{label}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 autofocus{described}>{trouble}<button>{sign_in}</button></form></main></body></html>"""


def routes(password: Password, settings: Settings) -> list[BaseRoute]:
    """The two routes, over the password that guards the rest."""
    title = settings.brand.title

    def page(request: Request, trouble: str = "", status: int = 200, **headers: str) -> Response:
        body = _PAGE.format(
            title=html.escape(title),
            sign_in=SIGN_IN,
            label=PASSWORD,
            query=_query(request),
            described=' aria-describedby="trouble" aria-invalid="true"' if trouble else "",
            trouble=f'<p id="trouble" role="alert">{html.escape(trouble)}</p>' if trouble else "",
        )
        return HTMLResponse(body, status, headers)

    async def show(request: Request) -> Response:
        return page(request)

    async def login(request: Request) -> Response:
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        guess = form.get("password", [""])[0]
        try:
            right = bool(guess) and password.is_right(guess, address_of(request.scope))
        except TooMany as error:
            return page(
                request, str(error), error.status, **{"Retry-After": str(error.retry_after)}
            )
        if not right:
            return page(request, WRONG, 401)
        response = RedirectResponse(f"chat/{_query(request)}", 303)
        response.set_cookie(
            COOKIE,
            password.begin(),
            max_age=LASTS,
            path=_path(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    async def logout(request: Request) -> Response:
        password.end(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("login", 303)
        response.delete_cookie(COOKIE, path=_path(request))
        return response

    return [
        Route("/login", show, methods=["GET"]),
        Route("/login", login, methods=["POST"]),
        Route("/logout", logout, methods=["POST"]),
    ]


def _query(request: Request) -> str:
    """The one thing that is kept on the way in; never an address to be sent to."""
    return "?embed=1" if request.query_params.get("embed") == "1" else ""


def _path(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/"
