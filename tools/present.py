"""Present one lesson on a projector: ``python tools/present.py LESSON [OPTION …]``.

Run by ``make present`` in the environment; run it yourself where you made an environment of your
own, with conda for example. JupyterLab opens with the extension in ``jupyter/present``, which shows
the notebook as slides; ``docs/presenting.md`` says how to use it.

What is presented is a copy in ``my_presenting/``, made afresh from the lesson each time, with the
notes for the instructor. A copy of which you have changed a cell is kept beside it, with the date
in its name. What is said in class to a quiz or a check goes into no one's progress.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from commands import call, find_notebook
from deliverylab.files import keep_copy, replace_whole
from deliverylab.teach.copies import Version
from deliverylab.teach.questions import load_quiz, quiz_file
from deliverylab.teach.slide_places import PLACES, pieces, quiz_of
from environment import ROOT, SetupError
from jupyter_lab import trust

COPIES = "my_presenting"
SETTINGS = ("jupyter", "jupyter/present")
"""What JupyterLab is set up by: the course's settings, and on top of them those for presenting."""

EXTENSIONS = ("jupyter/look", "jupyter/present")
"""The folders of the extensions that it loads."""


def main(*arguments: str) -> int:
    """Present a lesson, and return the exit status.

    Args:
        arguments: A lesson's number or a notebook's path, then JupyterLab's options.

    Raises:
        SetupError: If no lesson is named, or there is none of that name.
    """
    if os.environ.get("JUPYTER_CONFIG_PATH") != str(ROOT / "jupyter"):
        return call(Path(sys.executable), __file__, *arguments)
    from jupyterlab.labapp import LabApp  # takes long to import, and only this needs it

    which, *options = arguments or [""]
    notebook = prepare(find_notebook(which))
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(str(ROOT / one) for one in SETTINGS)
    print(f"Presenting {notebook}. To stop JupyterLab: press Ctrl-C here.", flush=True)
    with tempfile.TemporaryDirectory(prefix="delivery-lab-") as folder:
        os.environ["DELIVERYLAB_PROGRESS"] = str(Path(folder, "progress.json"))
        LabApp.launch_instance(
            [
                f"--ServerApp.root_dir={ROOT}",
                *(f"--LabApp.extra_labextensions_path={ROOT / part}" for part in EXTENSIONS),
                # What is set and which tabs are open is kept apart: make lab opens as it was left.
                f"--LabApp.user_settings_dir={ROOT / '.jupyter' / 'present'}",
                f"--LabApp.workspaces_dir={Path(folder, 'workspaces')}",
                f"--LabApp.default_url=/lab/tree/{quote(notebook)}",
                *options,
            ]
        )
    return 0


def prepare(notebook: str) -> str:
    """Return the notebook to present, as a path from the course's folder.

    A student's copy stands for its lesson, of which a copy to present is made; any other notebook
    is presented as it is.
    """
    path = Path(notebook)
    if path.parent != Path("my_work"):
        return notebook
    lesson = ROOT / "notebooks" / path.name
    content = nbformat.writes(to_present(nbformat.read(lesson, as_version=4))) + "\n"
    copy = ROOT / COPIES / path.name
    copy.parent.mkdir(exist_ok=True)
    if kept := keep_if_changed(copy, content.encode()):
        print(
            f"  - {COPIES}/{copy.name} said something else than the lesson does now. It is kept as"
            f" {kept.name}.",
            flush=True,
        )
    replace_whole(copy, content.encode())
    trust([copy])
    return f"{COPIES}/{copy.name}"


def keep_if_changed(copy: Path, content: bytes) -> Path | None:
    """Keep a copy whose cells are not those of `content`; return where, if there was need to."""
    if not copy.exists():
        return None
    mine = copy.read_bytes()
    try:
        same = Version.of(mine).cells == Version.of(content).cells
    except ValueError:
        same = False
    return None if same else keep_copy(copy, mine)


def to_present(lesson: NotebookNode) -> NotebookNode:
    r"""Return a lesson in which every cell has one place: what a mark in a text divides is divided.

    >>> text = nbformat.v4.new_markdown_cell("# One\n<!-- slide -->\n## Two", id="text")
    >>> divided = to_present(nbformat.v4.new_notebook(cells=[text])).cells
    >>> [(cell.id, cell.source, cell.metadata) for cell in divided]
    [('text', '# One', {}), ('text-2', '## Two', {'slideshow': {'slide_type': 'slide'}})]
    """
    lesson.cells = [part for cell in lesson.cells for part in _parts(cell)]
    return lesson


def _answers(cell: NotebookNode) -> Iterator[NotebookNode]:
    """Yield, for a cell that shows a quiz, a note with the answers to what it asks."""
    lesson = quiz_of(cell)
    if lesson is None:
        return
    questions = load_quiz(quiz_file(lesson)).questions
    asked = cell.metadata.get("deck", {}).get("questions") or range(1, len(questions) + 1)
    right = [[one for one in questions[number - 1].options if one.right] for number in asked]
    said = (" ".join(f"**{one.text}** {one.why}" for one in options) for options in right)
    yield nbformat.v4.new_markdown_cell(
        "**Answers**\n\n" + "\n".join(f"1. {answer}" for answer in said),
        id=f"{cell.id}-answers",
        metadata={"slideshow": {"slide_type": "notes"}, "tags": ["instructor"]},
    )


def _parts(cell: NotebookNode) -> list[NotebookNode]:
    if cell.cell_type != "markdown":
        return [cell, *_answers(cell)]
    kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
    parts = []
    for number, (place, text, title) in enumerate(pieces(cell.source, PLACES.get(kind, "slide"))):
        part = cell if number == 0 else nbformat.v4.new_markdown_cell(id=f"{cell.id}-{number + 1}")
        part.source = text.strip()
        if number or place != PLACES.get(kind, "slide"):
            part.metadata["slideshow"] = {"slide_type": "-" if place == "on" else place}
        if title:
            part.metadata["deck"] = {"title": title}
        parts.append(part)
    return parts


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except SetupError as error:
        sys.exit(str(error))
