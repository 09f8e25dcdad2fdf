"""What the server says where it was started, in English. Plain text."""

from __future__ import annotations

TITLE = "Footnote"
LISTENING = "{title} is at {address}"
PORT_IN_USE = (
    "Port {port} on {host} is in use by another program. "
    "Stop that program, or choose another port with --port."
)
CANNOT_LISTEN = "Cannot listen on {host}, port {port}: {reason}. Choose another --host or --port."
