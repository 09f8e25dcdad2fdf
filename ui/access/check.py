"""Whether the settings let anybody in who should not be: asked once, before anything listens."""

from __future__ import annotations

import ipaddress

from rag.collections import check_name
from rag.errors import BadInput, BadSettings
from rag.keys import EVERY
from rag.sections import Serve
from rag.settings import PASSWORD, Settings, secret

SHORTEST_PASSWORD = 8


def check_access(settings: Settings) -> None:
    """Raise BadSettings, naming the setting, for access that is open by mistake or cannot work."""
    serve = settings.serve
    if serve.access == "open" and not is_private(serve) and not serve.insist_open:
        where = "what serve.hosts and serve.proxies name"
        if not is_loopback(serve.host):
            where = serve.host or "this machine"
        raise BadSettings(
            f"With serve.access `open` anybody who reaches {where} could ask. Set serve.access to "
            "`keys`, `header` or `password`, or insist with serve.insist_open = true."
        )
    if serve.access == "header" and not serve.proxies:
        raise BadSettings(
            "With serve.access `header` somebody must name the user. List the addresses of your "
            "proxy in serve.proxies."
        )
    if serve.access == "password":
        given = secret(PASSWORD).get_secret_value()
        if len(given) < SHORTEST_PASSWORD:
            raise BadSettings(
                f"With serve.access `password` the variable {PASSWORD} must hold the password, "
                f"{SHORTEST_PASSWORD} characters or more. Set it and start again."
            )
    for user, may in serve.users.items():
        for name in may:
            try:
                check_name("default" if name == EVERY else name)
            except BadInput as error:
                raise BadSettings(f"The setting serve.users.{user} is wrong: {error}") from None


def is_private(serve: Serve) -> bool:
    """Whether only this machine reaches the server: not even a proxy on it passes others on."""
    return is_loopback(serve.host) and not serve.hosts and not serve.proxies


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
