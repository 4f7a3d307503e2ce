"""The doctor: does everything on this machine work that the course needs?

`doctor()` runs every check, from the Python to the student's own copies, and gives back a report:
one line each, OK, NOTE or FAIL, and with each that is not OK what it found and the cure. The same
report is printed by `python -m deliverylab doctor`.

A check is a function that returns what it found, or raises `Trouble` with the cure. One that breaks
itself says so and stops no other, so the report is whole even in a Python that has none of the
packages. Nothing is repaired, and what is written to try something out is deleted again.

* `installed`: Python, packages, environment, widgets;
* `machine`: git, a server of one's own, temporary files, room on the disk;
* `course`: the data, the file with the progress, the copies in `my_work/`.
"""

from __future__ import annotations

from deliverylab.teach.doctor.examine import Check, examine
from deliverylab.teach.doctor.report import Report

__all__ = ["CHECKS", "doctor"]


def doctor() -> Report:
    """Check what the course needs on this machine; show it as the last line of a cell."""
    return examine(CHECKS)


def _checks() -> tuple[Check, ...]:
    from deliverylab.teach.doctor import course, installed, machine

    return (
        Check("Python", "one that the course is made for", installed.python),
        Check("packages", "all are there, none too old", installed.packages),
        Check("environment", "this Python is the one of the course", installed.environment),
        Check("widgets", "labs can be shown: both halves are there and fit", installed.widgets),
        Check("git", "it is there", machine.git),
        Check("server", "a program can serve this machine and nobody else", machine.server),
        Check("temporary files", "they can be written and read", machine.temporary_files),
        Check("disk", "there is room", machine.room),
        Check("data", "the year of the four teams is whole", course.data),
        Check("progress", "what you do can be recorded", course.progress),
        Check("your copies", "none is older than the course", course.copies),
    )


CHECKS = _checks()
"""Every check, in the order in which a fault of one is likely to be behind a fault of the next."""
