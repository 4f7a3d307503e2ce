"""What a student wants to commit: a prepared change by its name, or files of their own.

A draft is checked before anything is written: names stay inside of the repository and work on every
system, texts are texts, and something really changes.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deliverylab.ship.changes import CHANGES, TAKE_BACK, Kind, tidy
from deliverylab.ship.names import checked_name
from deliverylab.ship.package import LABEL
from deliverylab.ship.state import State
from deliverylab.steps import Refused

LONGEST_MESSAGE, LONGEST_TEXT = 200, 1_000_000
NOTHING_TO_COMMIT = "There is nothing to commit."


@dataclass(frozen=True)
class Draft:
    """A commit to be.

    Attributes:
        message: what it will say.
        kind: what it is for.
        files: name → bytes of each file that is new or other than before; None takes it away.
    """

    message: str
    kind: Kind
    files: Mapping[str, bytes | None]
    takes_back: bool = False


def drafted(
    change: str,
    files: Mapping[str, str] | None,
    kind: Kind,
    state: State,
    files_at: Callable[[int], Mapping[str, bytes]],
) -> Draft:
    """Return the draft of what a student asks for.

    Args:
        change: the name of a prepared change; with `files`: the message.
        files: a student's own files: name → text.
        kind: what a student's own change is for.
        state: the main line until now.
        files_at: gives the files of a commit, counted from the newest (-1) backwards.

    Raises:
        Refused: nothing would change, or it cannot be committed.
    """
    if files is not None:
        return own(change, files, kind, files_at(-1))
    if tidy(change) == TAKE_BACK:
        return taken_back(state, files_at)
    return prepared(change, files_at(-1))


def taken_back(state: State, files_at: Callable[[int], Mapping[str, bytes]]) -> Draft:
    """Return the draft that undoes the newest commit.

    Args:
        state: the main line until now.
        files_at: gives the files of a commit, counted from the newest (-1) backwards.

    Raises:
        Refused: "nothing new": there is no commit, or the newest took a change back itself.
    """
    if not state.commits:
        raise _nothing_new(f"There is nothing to take back: {state.nothing_yet}.")
    newest = state.commits[-1]
    if newest.takes_back:
        raise _nothing_new(
            f"Commit {newest.number} took a change back already. To take that back would bring "
            "the change again, with its faults. Build this commit, or commit another change.",
        )
    current, before = files_at(-1), files_at(-2)
    names = sorted(current.keys() | before.keys())
    files = {name: before.get(name) for name in names if before.get(name) != current.get(name)}
    return Draft(f"Take back: {newest.message}", "fix", files, takes_back=True)


def prepared(name: object, current: Mapping[str, bytes]) -> Draft:
    """Return the draft of a prepared change.

    Args:
        name: its name, one of `CHANGES`.
        current: the files of the newest commit: name → bytes.

    Raises:
        Refused: "does not fit" where there is no such change or the files do not let it be made,
            "nothing new" where it was made already.
    """
    change = CHANGES.get(name) if isinstance(name, str) else None
    if change is None:
        names = (*CHANGES, TAKE_BACK)
        near = difflib.get_close_matches(tidy(name)[:80], names, n=1)
        raise _no_fit(
            f"{name!r:.80} is no prepared change. {f'Did you mean {near[0]!r}? ' if near else ''}"
            f"Choose one of {', '.join(map(repr, names))}; or give a message and "
            "your own files: commit('Say hello', {'parcels/hello.py': text})."
        )
    texts = {path: data.decode("utf-8", "replace") for path, data in current.items()}
    changed = change.applied_to(texts)
    if changed is None:
        raise _no_fit(
            f"“{change.message}” changes lines that are no longer there as it expects them. "
            "Choose another change, or take back the one that changed them."
        )
    if not changed:
        raise _nothing_new(f"“{change.message}” is in the repository already. {NOTHING_TO_COMMIT}")
    return Draft(change.message, change.kind, {p: text.encode() for p, text in changed.items()})


def own(message: object, files: object, kind: Kind, current: Mapping[str, bytes]) -> Draft:
    """Return the draft of a student's own change.

    Args:
        message: one line that says what the change does.
        files: name → text of each file, from the top of the repository.
        kind: what the change is for.
        current: the files of the newest commit: name → bytes.

    Raises:
        Refused: "does not fit" for what cannot be committed, "nothing new" where nothing changes.
    """
    if not isinstance(message, str) or not message.strip() or not message.isprintable():
        raise _no_fit(f"The message is {message!r:.80}; it must be one line of text.")
    if len(message) > LONGEST_MESSAGE:
        raise _no_fit(
            f"The message has {len(message):,} letters; say it in at most {LONGEST_MESSAGE}."
        )
    if kind not in ("feature", "fix", "chore"):
        raise _no_fit(f"kind is {kind!r:.80}; it must be 'feature', 'fix' or 'chore'.")
    if not isinstance(files, Mapping) or not files:
        raise _no_fit(
            "The files must be a dictionary of names and texts, such as {'parcels/book.py': text}."
        )
    data = {_name(name, current): _data(name, text) for name, text in files.items()}
    changed = {name: content for name, content in data.items() if current.get(name) != content}
    if not changed:
        raise _nothing_new(
            f"These files are in the repository already, with the same text. {NOTHING_TO_COMMIT}"
        )
    return Draft(message.strip(), kind, changed)


def _name(name: object, current: Mapping[str, bytes]) -> str:
    """Return the name of a file, when it is safe and does not collide with one that is there."""
    try:
        path = checked_name(name)
    except ValueError as error:
        raise _no_fit(f"{error}") from None
    if path.lower() == LABEL:
        raise _no_fit(f"{LABEL} is written by the release. Choose another name.")
    for there in current:
        if there != path and there.lower() == path.lower():
            raise _no_fit(
                f"{path} differs from {there} in capital letters only, and on some systems that "
                f"is the same file. Choose another name."
            )
        if f"{there}/".lower().startswith(f"{path}/".lower()) and there != path:
            raise _no_fit(f"{path} is a folder, and not a file. Choose another name.")
        if path.lower().startswith(f"{there}/".lower()):
            raise _no_fit(f"{there} is a file, and not a folder. Choose another name.")
    return path


def _data(name: str, text: object) -> bytes:
    """Return the bytes of a text, with the ends of lines that git keeps."""
    if not isinstance(text, str):
        raise _no_fit(
            f"What {name} should hold is of type {type(text).__name__}; it must be a text."
        )
    try:
        data = text.replace("\r\n", "\n").encode("utf-8")
    except UnicodeEncodeError:
        raise _no_fit(f"The text of {name} holds signs that cannot be written in UTF-8.") from None
    if len(data) > LONGEST_TEXT:
        raise _no_fit(f"The text of {name} has {len(data):,} bytes; {LONGEST_TEXT:,} is the most.")
    return data


def _no_fit(sentence: str) -> Refused:
    return Refused("Commit", "does not fit", sentence)


def _nothing_new(sentence: str) -> Refused:
    return Refused("Commit", "nothing new", sentence)
