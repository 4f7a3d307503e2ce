"""Release the course: two packages and their digests in ``dist/``, of the commit that is here."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from release.built import Built, build
from release.contents import for_instructors, for_students, stem
from release.leaks import leaks
from release.package import sums, write_whole, zipped
from release.source import ReleaseError, Source, read_source

ROOT = Path(__file__).resolve().parents[1]
SUMS = "SHA256SUMS"


def main(course: Path = ROOT) -> int:
    """Make the packages of the commit that is checked out; return the exit status."""
    began = time.perf_counter()
    try:
        source = read_source(course)
        source.check()
        print(f"Version {source.version}, of commit {source.commit[:7]}, {source.date:%Y-%m-%d}")
        if source.changed:
            print(f"  - {source.changed} files here are not as committed; that is not in it")
        if source.is_trial:
            print("  - a trial: no tag and date in CHANGELOG.md make it the version to give out")
        print("  - making the wheel and the slides", flush=True)
        packages = made(source, build(source))
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    for name, data in packages.items():
        write_whole(course / "dist" / name, data)
    digests = sums(packages)
    write_whole(course / "dist" / SUMS, digests)
    for name, data in packages.items():
        print(f"  - dist/{name}: {len(data) / 1e6:.1f} MB")
    print(f"\n{digests.decode()}\nTo check them: cd dist && sha256sum -c {SUMS}")
    print("This is the release: two packages, built once. To deploy them is to bring them to")
    print("schools; CONTRIBUTING.md says how to publish them, and their digests with them.")
    print(f"({time.perf_counter() - began:.0f} s)")
    return 0


def made(source: Source, built: Built) -> dict[str, bytes]:
    """Return the two packages: name → bytes.

    Raises:
        ReleaseError: if there is something in the students' package that is the instructor's.
    """
    students, instructors = for_students(source, built), for_instructors(source, built)
    if found := leaks(students, source):
        raise ReleaseError("Nothing was packaged; students would get:\n" + "\n".join(found))
    return {
        f"{name}.zip": zipped(files, name, source.date)
        for name, files in (
            (stem(source.version, "students"), students),
            (stem(source.version, "instructors"), instructors),
        )
    }


if __name__ == "__main__":
    sys.exit(main())
