"""What belongs to the course and to its student: the data, the progress, the copies."""

from __future__ import annotations

from pathlib import Path

from deliverylab.teach.doctor.cures import COURSE, ways
from deliverylab.teach.doctor.examine import Note, Trouble

__all__ = ["copies", "data", "progress"]


def data() -> str:
    """Read the year of the four teams, with every check that a delivery log has to pass."""
    from deliverylab.log import DeliveryLog, LogError, course_data
    from deliverylab.teach.workspace import how_to_get_back

    try:
        log = DeliveryLog.from_csv(course_data())
    except (LogError, OSError) as error:
        raise Trouble(str(error), how_to_get_back(COURSE, "data")) from error
    return f"{len(log.changes):,} changes"


def progress() -> str:
    """Look whether the file with the progress is whole, and its folder can be written."""
    from deliverylab.teach.progress import progress_file

    try:
        file = progress_file()
    except (OSError, RuntimeError) as error:  # there is no home folder
        raise Trouble(
            f"this machine has no place for your progress ({error})",
            f"Let DELIVERYLAB_PROGRESS name a file for it; then: {ways().start}",
        ) from error
    if reason := file.why_not_writable():
        raise Trouble(
            f"{file.path} cannot be written ({reason})",
            "Allow writing there, or let DELIVERYLAB_PROGRESS name another file; then:"
            f" {ways().start}",
        )
    if kept := file.damaged():
        raise Note(
            f"your file with the progress was damaged, and a new one was begun: {file.path}",
            f"Nothing is to be done. The damaged one is kept: {kept[0]}. Delete it when you like.",
        )
    return str(file.path)


def copies() -> str:
    """Look whether the course has newer versions of notebooks that the student works in."""
    from deliverylab.teach.workspace import WORKSPACE, behind, find_course

    old = behind(find_course(Path.cwd()))
    if old:
        raise Note(
            f"the course has newer versions of {', '.join(old)}",
            f"{ways().start} brings copies up to date; one in which you changed a cell stays yours"
            f" until you make it fresh ({ways().reset}, or its name), which keeps yours beside it.",
        )
    return WORKSPACE
