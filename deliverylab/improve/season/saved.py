"""A season in a file: saved after each quarter, opened to go on with.

The file is JSON, written whole or not at all. What is in it may be more than an hour of somebody's
thoughts: a file that is no saved season, belongs to another one, or was gone on with elsewhere, is
never written over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from deliverylab.files import alone, keep_copy, replace_whole
from deliverylab.improve.season.as_json import from_json, to_json
from deliverylab.improve.season.season import Season
from deliverylab.log.json_text import read_json

__all__ = ["VERSION", "SavedSeasonError", "open_season", "put_aside", "save_season"]

VERSION = 1
"""Of the form of the file."""

_ABOUT = "A season of the harbour game of Delivery Lab, to go on with."
_WAIT_SECONDS = 2.0


class SavedSeasonError(ValueError):
    """A file cannot be opened as a season, or must not be written over."""


def save_season(season: Season, file: str | Path) -> None:
    """Write a season into a file, in which there is nothing yet or an earlier state of it.

    Raises:
        SavedSeasonError: where something else is in it; then it stays as it is.
        OSError: where the file cannot be written; then it stays as it is too.
    """
    path = Path(file)
    content = {"about": _ABOUT, "version": VERSION, **to_json(season)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path, _WAIT_SECONDS) as mine:
        _refuse_to_share(mine, path)
        if path.exists():
            _refuse_to_lose(open_season(path), season, path)
        text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        replace_whole(path, f"{text}\n".encode())


def open_season(file: str | Path) -> Season:
    """Return the season that is saved in a file.

    Quarters that were played keep their results. Where this version of the course would come to
    others, the season's notes say so.

    Raises:
        SavedSeasonError: where the file is no saved season, is damaged, or was written by a later
            version of the course; it says which, and what helps.
        OSError: where the file is not there or cannot be read.
    """
    path = Path(file)
    try:
        entries = read_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damaged(path, error) from error
    if not isinstance(entries, Mapping) or "version" not in entries or "quarters" not in entries:
        raise SavedSeasonError(
            f"{path} is no saved season of the harbour game. Give the name of a file that is, or "
            "of one that does not exist yet."
        )
    version = entries["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged(path, ValueError(f"the version {version!r}"))
    if version > VERSION:
        raise SavedSeasonError(
            f"{path} was written by a later version of the course (form {version}; this one knows "
            f"forms up to {VERSION}). Update the course, or begin another season in another file."
        )
    try:
        return from_json(entries)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, error) from error


def put_aside(file: str | Path) -> Path | None:
    """Keep the season of a file under a dated name, so that another can begin in the file.

    Returns:
        The file in which it is now, or None where there was none.

    Raises:
        SavedSeasonError: where the file is no saved season; then it stays.
        OSError: where it cannot be copied; then it stays too.
    """
    path = Path(file)
    if not path.exists():
        return None
    with alone(path, _WAIT_SECONDS) as mine:
        _refuse_to_share(mine, path)
        open_season(path)
        copy = keep_copy(path, path.read_bytes())
        path.unlink()
    return copy


def _refuse_to_share(mine: bool, path: Path) -> None:
    """Raise where another notebook is at the file."""
    if not mine:
        raise SavedSeasonError(f"Another notebook is writing {path} just now. Try once more.")


def _refuse_to_lose(there: Season, season: Season, path: Path) -> None:
    """Raise where writing `season` over what is there would lose something."""
    if (there.seed, there.team.name) != (season.seed, season.team.name):
        raise SavedSeasonError(
            f"In {path} there is another season: the {there.team.name}, season {there.seed}. "
            "It was not written over. Give the name of another file."
        )
    decided = [quarter.moves for quarter in season.quarters]
    before = [quarter.moves for quarter in there.quarters]
    if decided[: len(before)] != before:
        raise SavedSeasonError(
            f"The season in {path} was gone on with elsewhere, to quarter {len(before)}. It was "
            "not written over. Open it again to go on with it, or give the name of another file."
        )


def _damaged(path: Path, error: Exception) -> SavedSeasonError:
    found = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
    return SavedSeasonError(
        f"{path} cannot be read as a saved season: {found}. It was left as it is. Take a copy that "
        "you kept, or give the name of another file."
    )
