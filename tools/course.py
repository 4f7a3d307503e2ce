"""Set the course up and run it: ``python tools/course.py help``.

This is what ``make`` calls, and what you call yourself where there is no make (Windows). It needs
nothing but Python: the first ``lab`` or ``test`` makes the folder ``.venv`` with everything else.

Any Python from 3.6 on can read this file, so that a Python which is too old, or too new, is told
apart in words and a fitting one on the same machine is used in its place.
"""

import os
import shutil
import subprocess
import sys
from typing import List

OLDEST = (3, 11)
NEWEST = (3, 13)
ASK_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


def main() -> int:
    """Run the command given on the command line with a Python that fits."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return hand_over()
    import commands

    return commands.main(sys.argv[1:])


def hand_over() -> int:
    """Start this file again with another Python on this machine that fits, or say what to do."""
    here = "Python {}.{}".format(*sys.version_info[:2])
    complaint = "too old" if sys.version_info[:2] < OLDEST else "too new"
    for command in candidates():
        if answers(command):
            print(f"{here} is {complaint}; using {' '.join(command)}.", flush=True)
            return subprocess.call([*command, os.path.abspath(__file__), *sys.argv[1:]])
    newest = f"3.{NEWEST[1]}"
    print(
        f"Delivery Lab needs Python 3.{OLDEST[1]} to {newest}. {here} ({sys.executable}) is"
        f" {complaint}, and no other was found here.\n"
        "Install one (python.org/downloads, or your system's packages), then either\n"
        f"    make lab PYTHON=/path/to/python{newest}\n"
        "or, without make,\n"
        f"    /path/to/python{newest} tools/course.py lab",
        file=sys.stderr,
    )
    return 1


def candidates() -> List[List[str]]:
    """Return the commands that could start a fitting Python, the newest first."""
    found = []
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path:
            found.append([path])
        launcher = shutil.which("py") if os.name == "nt" else None
        if launcher:
            found.append([launcher, f"-3.{minor}"])
    return found


def answers(command: List[str]) -> bool:
    """Return whether ``command`` starts a Python that fits (a leftover shim does not)."""
    try:
        reply = subprocess.run(
            [*command, "-c", ASK_VERSION], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    version = reply.stdout.decode("ascii", "replace").strip()
    fitting = {f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)}
    return reply.returncode == 0 and version in fitting


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        sys.exit(130)
