"""What a student's function raised, in words that help someone who has met few errors.

pandas says "single positional indexer is out-of-bounds" where no row was left after choosing. The
usual ones of these are put into plain words; every other exception is told as it is.
"""

from __future__ import annotations

import linecache
import traceback
import types
from collections.abc import Callable

from deliverylab.teach.forms.describe import is_a, kind_of, one_line, plain

LONGEST_LINE = 50
LONGEST_REASON = 150

NO_ROW = "there is no such row. Was any row left after choosing?"
ONE_TRUTH = (
    "this is a whole column of True and False. Put `&` between two conditions on columns, in "
    "place of `and`, and brackets around each."
)
BRACKETS = "put brackets around each of the conditions beside `&`."

SAID: tuple[tuple[type[Exception], str, str], ...] = (
    (IndexError, "single positional indexer", NO_ROW),
    (IndexError, "with size 0", NO_ROW),
    (IndexError, "list index", "the list has fewer entries than that."),
    (ValueError, "truth value of a", ONE_TRUTH),
    (TypeError, "'rand_'", BRACKETS),
    (TypeError, "for &:", BRACKETS),
)
"""The exception, what its own message contains, and what is said in place of it."""


def in_words(error: BaseException, written: Callable[..., object]) -> str:
    """Return what was raised, where in the function, and why.

    Args:
        error: what the function raised.
        written: the function.
    """
    return f"{kind_of(error)}{_place(error, written)}{_reason(error)}"


def _place(error: BaseException, written: Callable[..., object]) -> str:
    """Return the line of the function that raised, or nothing where it is not known."""
    if not is_a(written, types.FunctionType):
        return ""
    code: types.CodeType = written.__code__
    frames = traceback.walk_tb(error.__traceback__)
    lines = [number for frame, number in frames if frame.f_code is code]
    if not lines:
        return ""
    source = linecache.getline(code.co_filename, lines[0]).strip()
    return f" at `{one_line(source, LONGEST_LINE)}`" if source else f" in line {lines[0]}"


def _reason(error: BaseException) -> str:
    """Return why, after a colon, or nothing where nothing is said."""
    message = _message(error)
    for kind, words, said in SAID:
        if is_a(error, kind) and words in message:
            return f": {said}"
    if type(error) is KeyError and message.lstrip("-").isdigit():
        return f": no row is labelled {message}. `.iloc[{message}]` goes by the place instead."
    if type(error) is KeyError:
        return f": there is no entry {one_line(message, LONGEST_REASON)}."
    return f": {one_line(message, LONGEST_REASON)}" if message else ""


def _message(error: BaseException) -> str:
    """Return an exception's own message, or nothing where it raises as well."""
    try:
        return plain(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""
