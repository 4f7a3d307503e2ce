"""JSON, read without mercy: what another reader could take otherwise is refused.

Python's own reader takes the last of two entries with the same name, and numbers that JSON does not
have. Here both are errors, and so is all that would only fail later.
"""

from __future__ import annotations

import json
from collections import Counter

from deliverylab.log.faults import shortened, show

TOO_DEEP = "values inside values, too deep to read"


def read_json(text: str) -> object:
    r"""Return the value that a text in JSON is.

    Raises:
        ValueError: where it is none; says what was found.

    >>> read_json('{"attempt": 1, "attempt": 2}')
    Traceback (most recent call last):
        ...
    ValueError: the entry 'attempt' twice in one object
    """
    try:
        value: object = _READER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except UnicodeEncodeError:
        raise ValueError("half a character, as in '\\ud83d'") from None
    except json.JSONDecodeError as error:
        if "\n" in text:
            raise ValueError(str(error)) from None
        raise ValueError(f"{show(text)} ({error.msg}: column {error.colno})") from None
    return value


def json_text(value: object) -> str:
    """Return a value of JSON as a message shows it.

    >>> json_text("tug"), json_text([1, None, True])
    ("'tug'", '[1, null, true]')
    """
    if isinstance(value, str):
        return show(value)
    try:
        return shortened(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        return TOO_DEEP


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON; refuse one that names an entry twice."""
    entries = dict(pairs)
    if len(entries) < len(pairs):
        (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the entry {show(twice)} twice in one object")
    return entries


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant}, which is no number in JSON")


_READER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_refuse)
