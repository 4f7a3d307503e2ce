"""The text of a file that a log is written to."""

from __future__ import annotations

from deliverylab.log.errors import LogError


def in_utf_8(text: str) -> bytes:
    r"""Return the text as the bytes of a file.

    Raises:
        LogError: for half a character, which Python can hold and UTF-8 cannot.

    >>> in_utf_8("half a \ud83d character")
    Traceback (most recent call last):
        ...
    deliverylab.log.errors.LogError: The log cannot be written: '\ud83d' stands in one of its
    texts, and UTF-8 has no such character.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LogError(
            f"The log cannot be written: {error.object[error.start]!r} stands in one of its texts, "
            "and UTF-8 has no such character."
        ) from error
