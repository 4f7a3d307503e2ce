"""Where the course's own data stand, whatever folder a notebook is run in.

A lesson reads `"../data"`. An exercise is also run elsewhere: nbgrader gives each submission a
folder of its own, far from the course. So an exercise asks for the folder.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "data"


def course_data() -> Path:
    """Return the folder with the data that come with the course, as an absolute path.

    Raises:
        FileNotFoundError: the library was installed alone, without the rest of the course.

    >>> from deliverylab import DeliveryLog
    >>> DeliveryLog.from_csv(course_data()).changes["team"].nunique()
    4
    """
    if not (FOLDER / "changes.csv").is_file():
        raise FileNotFoundError(
            f"There are no data of the course in {FOLDER}. They stand in the folder data of the"
            " course, beside the library: get the whole course and install it from there"
            " (pip install --editable .)."
        )
    return FOLDER
