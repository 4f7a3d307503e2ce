"""Which file is in which package, and how it reads there.

A lesson for students is a student's copy of it. The README says at its top which package this is. A
link to what is only in the repository, or only in the other package, is plain text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from deliverylab.teach.copies import without_notes
from release.built import Built
from release.source import Source

__all__ = ["for_instructors", "for_students", "stem"]

BOTH = (
    *("CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-CC-BY-4.0.txt", "README.md"),
    *("Makefile", "environment.yml", "pyproject.toml", "requirements.lock"),
    *("data/", "deliverylab/", "docs/", "exercises/", "jupyter/", "notebooks/", "tools/"),
)
"""Files, and folders with all that is in them."""
FOR_TEACHING = ("TEACHING.md", "docs/teaching/", "solutions/")
MAKERS = re.compile(r"(data|docs)/[^/]+\.py")
"""Programs that make what stands beside them; they stay in the repository."""

_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def for_students(source: Source, built: Built) -> dict[str, bytes]:
    """Return the files of the package for students: name → bytes."""
    files = {
        name: without_notes(data) if name.startswith("notebooks/") else data
        for name, data in source.files.items()
        if name.startswith(BOTH) and not name.startswith(FOR_TEACHING) and not MAKERS.match(name)
    }
    return _finished(files, built.slides, source, built, "students")


def for_instructors(source: Source, built: Built) -> dict[str, bytes]:
    """Return the files of the package for instructors: name → bytes."""
    files = {
        name: data
        for name, data in source.files.items()
        if name.startswith((*BOTH, *FOR_TEACHING)) and not MAKERS.match(name)
    }
    return _finished(files, built.slides_with_notes, source, built, "instructors")


def stem(version: str, readers: str) -> str:
    """Return the name of a package, and of the folder that it unpacks to.

    >>> stem("0.1.0", "students")
    'delivery-lab-0.1.0-students'
    """
    return f"delivery-lab-{version}-{readers}"


def _finished(
    files: dict[str, bytes], slides: Mapping[str, bytes], source: Source, built: Built, readers: str
) -> dict[str, bytes]:
    files |= {f"slides/{name}": data for name, data in slides.items()}
    files |= {f"wheel/{name}": data for name, data in built.wheel.items()}
    for name in [name for name in files if name.endswith(".md")]:
        page = without_dead_links(files[name].decode(), name, files)
        files[name] = (_headed(page, source, readers) if name == "README.md" else page).encode()
    return files


def _headed(readme: str, source: Source, readers: str) -> str:
    """Return the README with a note under its title on what this package is."""
    title, rest = readme.split("\n", 1)
    note = (
        f"> **Version {source.version}, for {readers}**, packaged from commit"
        f" {source.commit[:7]} of {source.date:%Y-%m-%d}. The slides are in `slides/`; open one in"
        " a browser. The library alone, for a Python environment of your own, is in `wheel/`."
        " A newer version is a new download: move your folder `my_work` into its folder, and"
        " `make lab` brings your copies up to date. The tests are in the repository only."
    )
    return f"{title}\n\n{note}\n{rest}"


def without_dead_links(page: str, name: str, files: Mapping[str, bytes]) -> str:
    """Return a page on which a link to what is not among the files is plain text.

    >>> files = {"docs/a.md": b"", "notebooks/01.ipynb": b""}
    >>> page = "[the lesson](../notebooks/01.ipynb), [its solution](../solutions/01.ipynb)"
    >>> without_dead_links(page, "docs/a.md", files)
    '[the lesson](../notebooks/01.ipynb), its solution'
    """

    def kept(link: re.Match[str]) -> str:
        text, target = link.groups()
        if target.startswith(("http://", "https://", "mailto:", "#")):
            return link.group()
        path = unquote(target.partition("#")[0])
        there = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        found = there in files or any(one.startswith(f"{there}/") for one in files)
        return link.group() if found else text

    return _LINK.sub(kept, page)
