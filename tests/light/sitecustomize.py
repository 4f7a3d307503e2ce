"""What every Python does at its start that the tests start. See `tests/light_imports.py`.

Where the tests ask for it, no connection leaves the machine from then on. What stays possible: this
machine's own addresses, which a kernel and a local server need.
"""

import atexit
import gc
import os
import sys

OF_OTHERS = ("ipykernel_launcher", "nbgrader", "alembic")


def is_here(host: object) -> bool:
    """Return whether a host, as the socket module is given it, is this machine."""
    import ipaddress  # which few programs need

    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def refuse(event: str, args: tuple[object, ...]) -> None:
    """Stop a look-up of, or a connection to, any other machine."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if not isinstance(address, tuple):  # a socket that is a file has no host
            return
        host = address[0]
    else:
        return
    if not is_here(host):
        raise OSError(f"The network is off in tests, and this cell asked for {host!r}.")


if "COURSE_TESTS_OFFLINE" in os.environ:
    sys.addaudithook(refuse)

# Garbage is looked for after a hundred thousand new objects, not after every seven hundred: most
# programs end before, and what they import is no garbage. See `tests/garbage.py`.
gc.set_threshold(100_000, 20, 100)

# A third of what some programs take is to look through all that they have imported when they end.
# They are the work of others: what Python would find then is not ours to mend.
if any(name in word for word in sys.orig_argv for name in OF_OTHERS):
    atexit.register(gc.freeze)
