"""How nbgrader makes an exercise of a solution, and how it grades what is handed in.

``make exercises`` uses this file, and so does an instructor. In a course folder of nbgrader, a
file ``nbgrader_config.py`` with these two lines takes it over::

    c = get_config()
    load_subconfig("/where/the/course/is/jupyter/nbgrader_config.py")

Then, with a copy of ``solutions/01_exercises.ipynb`` in ``source/lesson_01/``::

    nbgrader generate_assignment lesson_01    # writes release/lesson_01/01_exercises.ipynb
    nbgrader autograde lesson_01              # grades submitted/STUDENT/lesson_01/…
    nbgrader generate_feedback lesson_01      # writes feedback/STUDENT/lesson_01/…

What is handed in runs in the environment that nbgrader runs in, so the course is installed there.
It needs no data beside it: an exercise asks the library where the course's data are.
"""

import atexit
import os
import shutil
import tempfile
from typing import Any

import zmq
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader import preprocessors as steps

c = get_config()  # noqa: F821  (nbgrader gives it)

CUT = "# nbgrader cut a solution here"


class CloseCuts(steps.NbGraderPreprocessor):
    """Take out the lines that mark where a solution was cut, so that no trace of it is left."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Keep every other line of a code cell; of empty lines around a cut, keep those above."""
        if cell.cell_type != "code":
            return cell, resources
        kept, after_cut = [""], False
        for line in cell.source.split("\n"):
            if line.strip() == CUT:
                after_cut = True
            elif line or kept[-1] or not after_cut:
                kept.append(line)
                after_cut = False
        cell.source = "\n".join(kept).strip("\n")
        return cell, resources


class ShowChecks(steps.NbGraderPreprocessor):
    """Let what a right check says be something shown; nbgrader reads a result as its points."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Turn the results of a graded cell into displays."""
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.output_type = "display_data"
                    del output["execution_count"]
        return cell, resources


# The stub that a student sees stands in the solution itself, around the region that is cut.
c.ClearSolutions.code_stub = {"python": CUT}
c.ClearSolutions.text_stub = "*Write your answer here.*"

# nbgrader's own steps in nbgrader's own order, and one more in each list.
c.GenerateAssignment.preprocessors = [
    steps.IncludeHeaderFooter,
    steps.InstantiateTests,
    steps.LockCells,
    steps.ClearSolutions,
    CloseCuts,
    steps.ClearOutput,
    steps.CheckCellMetadata,
    steps.ComputeChecksums,
    steps.SaveCells,
    steps.ClearHiddenTests,
    steps.ClearMarkScheme,
    steps.ComputeChecksums,
    steps.CheckCellMetadata,
]

c.Autograde.autograde_preprocessors = [
    steps.Execute,
    steps.IgnorePattern,
    ClearMetadataPreprocessor,
    steps.LimitOutput,
    ShowChecks,
    steps.SaveAutoGrades,
    steps.AssignLatePenalties,
    steps.CheckCellMetadata,
]

# As in jupyter_server_config.py.
c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
# Seconds for one cell. The slowest cell of a solution takes a few; a loop without end takes all.
c.Execute.timeout = 60

# What a graded notebook notes as progress is not the progress of whoever grades it.
if "DELIVERYLAB_PROGRESS" not in os.environ:
    folder = tempfile.mkdtemp(prefix="delivery-lab-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DELIVERYLAB_PROGRESS"] = os.path.join(folder, "progress.json")
