"""Python loads this at its start where it finds it: from then on, no connection leaves the machine.

What stays possible: this machine's own addresses, which a kernel and a local server need.
"""

import ipaddress
import sys


def is_here(host: object) -> bool:
    """Return whether a host, as the socket module is given it, is this machine."""
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


sys.addaudithook(refuse)
