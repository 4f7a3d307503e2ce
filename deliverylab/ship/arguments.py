"""What a student hands to the harbour, checked at once: wrong values are told in one sentence."""

from __future__ import annotations

import math

from deliverylab.ship.errors import WrongValue
from deliverylab.steps import ENVIRONMENTS, Environment


def checked_environment(environment: object) -> Environment:
    """Return an environment.

    Raises:
        WrongValue: where there is none of this name.
    """
    for known in ENVIRONMENTS:
        if environment == known:
            return known
    raise WrongValue(f"environment is {environment!r:.80}; it must be 'staging' or 'production'.")


def checked_version(version: object) -> str | None:
    """Return a version; None means that none was asked for.

    Raises:
        WrongValue: where it is no text.
    """
    if version is None or isinstance(version, str):
        return version
    raise WrongValue(
        f'version is {version!r:.80}; write it as text, in quotes, such as "1.1": it is a name, '
        "and no number."
    )


def checked_path(path: object) -> str:
    """Return an address of the service.

    Raises:
        WrongValue: where it does not begin with "/".
    """
    if isinstance(path, str) and path.startswith("/"):
        return path
    raise WrongValue(f"path is {path!r:.80}; it must be a text such as '/version'.")


def checked_seconds(name: str, seconds: object) -> float:
    """Return a number of seconds.

    Args:
        name: what it is called.
        seconds: what was given.

    Raises:
        WrongValue: where it is no number above 0.
    """
    if (
        isinstance(seconds, int | float)
        and not isinstance(seconds, bool)
        and math.isfinite(seconds)
        and seconds > 0
    ):
        return float(seconds)
    raise WrongValue(f"{name} is {seconds!r:.80}; it must be a number of seconds above 0.")
