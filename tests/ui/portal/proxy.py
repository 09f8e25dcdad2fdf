"""nginx in front of a server: the guide's own server block, on free ports of this machine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.ui.portal.conftest import find
from tests.ui.portal.guide import example
from tests.ui.serving import free_port

HOST = "portal.localhost"
"""Resolved to this machine by every browser."""

_SETTING = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    {server}
}}
"""
_LOCATION = """    location /answers/ {
        proxy_pass http://127.0.0.1:7860/;      # this last slash takes the prefix away
    }
"""


@dataclass(frozen=True)
class Proxy:
    """Where nginx listens."""

    port: int

    @property
    def host(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def address(self) -> str:
        """The public address of the server behind it."""
        return f"https://{self.host}/answers"

    def client(self, **options: Any) -> httpx.Client:
        """A client that asks for the public name, whatever a resolver says of it."""
        headers = {"host": self.host, **options.pop("headers", {})}
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}/answers/",
            headers=headers, verify=False, timeout=30, **options,
        )  # fmt: skip


@contextmanager
def proxied(folder: Path, backend: str, sso: str = "") -> Iterator[Proxy]:
    """nginx before the server at `backend`; with `sso`, asking that address who somebody is."""
    port = free_port()
    server = example("nginx")
    if sso:
        assert _LOCATION in server
        server = server.replace(_LOCATION, example("nginx-sso", {"127.0.0.1:9000": sso}))
    for written, meant in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "https://portal.example/": f"https://{HOST}:{port}/",
        "/etc/ssl/portal.example.pem": str(folder / "cert.pem"),
        "/etc/ssl/portal.example.key": str(folder / "key.pem"),
        "portal.example": HOST,
        "127.0.0.1:7860": backend.removeprefix("http://"),
    }.items():
        server = server.replace(written, meant)
    _certify(folder)
    setting = folder / "nginx.conf"
    setting.write_text(_SETTING.format(folder=folder, server=server))
    process = subprocess.Popen(
        [str(find("nginx")), "-p", str(folder), "-e", "stderr", "-c", str(setting)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        proxy = Proxy(port)
        _wait(process, proxy)
        yield proxy
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait(process: subprocess.Popen[str], proxy: Proxy) -> None:
    with proxy.client() as client:
        for _ in range(100):
            if process.poll() is not None:
                raise AssertionError(process.communicate()[1])
            try:
                client.get("healthz")
            except httpx.ConnectError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError("nginx does not listen.")


def _certify(folder: Path) -> None:
    """A certificate of its own making."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
