"""The command line: measure a repository, get a fresh exercise, see your progress, call a doctor.

    python -m deliverylab measure PATH    print the scorecard of a repository
    python -m deliverylab reset 01        a fresh exercise; your version is kept beside it
    python -m deliverylab progress        what you have done so far
    python -m deliverylab doctor          whether everything works, and what helps where it does not
    python -m deliverylab hand-in FILE    your results of the tests and exercises, for your teacher
    python -m deliverylab class FOLDER    what a class has learnt, from such files
    python -m deliverylab key SEED        for teachers: the answers of exercises 06 (not listed)

Each subcommand is a file: `add` tells the parser its arguments, and what it runs gives back the
text to print. `program` puts them together, `output` prints on whatever there is to print on.

`measure` reads a path (`reading`), asks `deliverylab.measure`, and has one of three answers:
a scorecard (`of_scorecard`), definitions side by side (`of_definitions`), or the rows behind a
number (`of_rows`). Each of them can be had as text, as JSON and as CSV (`formats`).
"""

from deliverylab.command_line.program import main

__all__ = ["main"]
