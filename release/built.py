"""What programs make of a commit for its release: the wheel of the library, and the slides.

They run on the files of the commit, in a folder of their own, with the packages that are installed
already: no network is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from release.source import ReleaseError, Source

__all__ = ["Built", "build"]


@dataclass(frozen=True)
class Built:
    """What is in a release and not in the repository: name → bytes.

    Attributes:
        wheel: the library as one file, for an environment of one's own.
        slides: the slides of each lesson.
        slides_with_notes: the same, with the notes for who speaks.
    """

    wheel: dict[str, bytes]
    slides: dict[str, bytes]
    slides_with_notes: dict[str, bytes]


def build(source: Source) -> Built:
    """Make the wheel and the slides of a commit.

    Raises:
        ReleaseError: if one of the programs stops; its words are printed.
    """
    with tempfile.TemporaryDirectory(prefix="delivery-lab-release-") as name:
        tree, out = Path(name, "tree"), Path(name, "out")
        for path, content in source.files.items():
            file = tree / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        wheel, plain, noted = out / "wheel", out / "plain", out / "noted"
        _run(source, tree, "hatchling", "build", "--target", "wheel", "--directory", str(wheel))
        _run(source, tree, "slides", "--without-notes", "--to", str(plain))
        _run(source, tree, "slides", "--to", str(noted))
        return Built(_read(wheel), _read(plain), _read(noted))


def _run(source: Source, tree: Path, *module: str) -> None:
    date = str(int(source.date.timestamp()))
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=tree,
        env=os.environ | {"SOURCE_DATE_EPOCH": date, "PYTHONPATH": str(tree)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise ReleaseError(f"{' '.join(module[:2])} stopped. Its words:\n{done.stdout}")


def _read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
