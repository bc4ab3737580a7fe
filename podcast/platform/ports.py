"""Ports that one program alone listens at."""

from __future__ import annotations

import socket


def take_port_alone(listener: socket.socket) -> None:
    """Let a socket that is not bound yet take its port alone, also right after a server there has ended.

    That one leaves connections in TIME_WAIT, for which POSIX systems want SO_REUSEADDR. On Windows, that option lets
    two servers listen at one port, and only SO_EXCLUSIVEADDRUSE keeps others away.
    """
    option = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
    listener.setsockopt(socket.SOL_SOCKET, option, 1)
