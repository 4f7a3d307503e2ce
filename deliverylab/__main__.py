"""The door to the command line: `python -m deliverylab`; see `deliverylab.command_line`.

Whoever comes with the system's own Python, which may be too old to read the rest, is told where the
course's is.
"""

import sys
from collections.abc import Sequence

OLDEST = (3, 11)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; see `deliverylab.command_line.program`."""
    if sys.version_info[:2] < OLDEST:
        print(
            "Delivery Lab needs Python {}.{} or newer, and this is Python {}.{}.".format(
                *OLDEST, *sys.version_info[:2]
            ),
            "Use the course's own, which make lab (Windows: py tools/course.py lab) sets up:",
            "    .venv/bin/python -m deliverylab        (Windows: .venv\\Scripts\\python)",
            sep="\n",
            file=sys.stderr,
        )
        return 1
    from deliverylab.command_line import main as run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
