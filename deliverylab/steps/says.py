"""The sentences of the steps: what happened, and what users get."""

from __future__ import annotations

from deliverylab.steps.nouns import Package

NOTHING = "nothing yet"
ERRORS = ", with errors"


def released(package: Package) -> str:
    """Say that a package is on the shelf."""
    return f"Release: commit {package.number} is now package {package.version}, on the shelf."


def rolled_back(package: Package, left: str) -> str:
    """Say that production runs a package again, in place of the version that it left."""
    return f"Roll back: production runs {package.version} again; {left} stays on the shelf."


def users_get(package: Package | None, *, errors: bool) -> str:
    """Return what users get of production, in two or three words."""
    if package is None:
        return NOTHING
    return package.version + (ERRORS if errors else "")


def users(before: str, after: str, which: str = "") -> str:
    """Say what users get, and whether that is new.

    Args:
        before: what they got until now, as `users_get` says it.
        after: what they get from now on.
        which: the errors that they have, where they are known.

    >>> users("1.1, with errors", "1.2"), users("1.2", "1.2")
    ('Users now get 1.2, and the errors are gone.', 'Users still get 1.2.')
    >>> users("1.2", "1.3, with errors", "the map stays empty")
    'Users now get 1.3, with errors: the map stays empty.'
    """
    if after == NOTHING:
        return f"Users get {NOTHING}."
    same = before.removesuffix(ERRORS) == after.removesuffix(ERRORS)
    gone = ", and the errors are gone" if before.endswith(ERRORS) and ERRORS not in after else ""
    return f"Users {'still' if same else 'now'} get {after}{gone}{f': {which}' if which else ''}."
