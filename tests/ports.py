"""Ports for the servers of the tests: none that the system gives to connections, and others in each process.

One that the system names, and that is let go again, may be another's by the time a server asks for it.
"""

from __future__ import annotations

import itertools
import os
import socket

_FIRST, _LAST = 10_100, 32_700
_next = itertools.count(os.getpid() * 997)


def free_port() -> int:
    """One at which nobody listens on loopback."""
    for number in itertools.islice(_next, _LAST - _FIRST):
        port = _FIRST + number % (_LAST - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port is taken")
