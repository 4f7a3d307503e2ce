"""A bad log is refused in one message that names file, line, column, what was found and expected.

Each test spoils a good log in one way. What is accepted, because nothing is lost by it (a byte
order mark, Windows line ends), stands in `test_csv_folder.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog, LogError


@pytest.fixture
def folder(small, tmp_path) -> Path:
    path = tmp_path / "log"
    small.to_csv(path)
    return path


def complaint(folder: Path) -> str:
    """Return what is said about the log in a folder."""
    with pytest.raises(LogError) as caught:
        DeliveryLog.from_csv(folder)
    return str(caught.value)


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    path = folder / file
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, text
    path.write_bytes(text.replace(old, new).encode("utf-8"))


FAULTY_CELLS = {
    "a value that is not known": (
        "changes.csv", "c1,tug,feature,", "c1,tug,bug,",
        "changes.csv, column kind, 1 row: expected one of feature, fix, chore\n"
        "    line 2: found 'bug'",
    ),
    "a team that is not in the descriptor": (
        "incidents.csv", "i1,tug,", "i1,barge,",
        "incidents.csv, column team, 1 row: expected one of tug\n"
        "    line 2: found 'barge'",
    ),
    "a text where a number belongs": (
        "builds.csv", "b2,tug,c2,1,", "b2,tug,c2,one,",
        "builds.csv, column attempt, 1 row: expected a whole number\n"
        "    line 3: found 'one'",
    ),
    "a fraction where a whole number belongs": (
        "changes.csv", ",120,", ",120.0,",
        "changes.csv, column size, 1 row: expected a whole number\n"
        "    line 2: found '120.0'",
    ),
    "a number too large to hold": (
        "changes.csv", ",120,", ",9223372036854775808,",
        "changes.csv, column size, 1 row: expected a whole number\n"
        "    line 2: found '9223372036854775808'",
    ),
    "a number where a time belongs": (
        "changes.csv", "2025-01-06T11:30:00Z", "45663.479",
        "changes.csv, column committed, 1 row: expected a time such as 2025-01-06T09:14:32Z\n"
        "    line 3: found '45663.479'",
    ),
    "a day that no month has": (
        "incidents.csv", "2025-01-08T10:45:00Z", "2025-02-30T10:45:00Z",
        "incidents.csv, column detected, 1 row: expected a time such as 2025-01-06T09:14:32Z\n"
        "    line 2: found '2025-02-30T10:45:00Z'",
    ),
    "more digits than a time can keep": (
        "incidents.csv", "2025-01-08T10:45:00Z", "2025-01-08T10:45:00.1234567Z",
        "incidents.csv, column detected, 1 row: expected a time such as 2025-01-06T09:14:32Z\n"
        "    line 2: found '2025-01-08T10:45:00.1234567Z'",
    ),
    "a time without a time zone": (
        "incidents.csv", "2025-01-08T10:45:00Z", "2025-01-08T10:45:00",
        "incidents.csv, column detected, 1 row: expected a time with its zone, such as "
        "2025-01-06T09:14:32Z (Z stands for UTC)\n"
        "    line 2: found '2025-01-08T10:45:00'",
    ),
    "a decimal comma": (
        "traffic.csv", ",181.5", ',"181,5"',
        "traffic.csv, column p95_latency_ms, 1 row: expected a number such as 12.5\n"
        "    line 2: found '181,5'",
    ),
    "a number without end": (
        "traffic.csv", ",181.5", ",1e999",
        "traffic.csv, column p95_latency_ms, 1 row: expected a finite number, at least 0\n"
        "    line 2: found inf",
    ),
    "a word where true or false belongs": (
        "deployments.csv", "rolling,train,true", "rolling,train,yes",
        "deployments.csv, column planned, 1 row: expected true or false\n"
        "    line 3: found 'yes'",
    ),
    "a required value that is missing": (
        "releases.csv", "r1,tug,1.1,", "r1,tug,,",
        "releases.csv, column version, 1 row: expected a value\n"
        "    line 2: found none",
    ),
    "a required number that is missing": (
        "builds.csv", "b2,tug,c2,1,", "b2,tug,c2,,",
        "builds.csv, column attempt, 1 row: expected a value\n"
        "    line 3: found none",
    ),
    "a number below the least": (
        "changes.csv", ",120,", ",-120,",
        "changes.csv, column size, 1 row: expected a finite number, at least 0\n"
        "    line 2: found -120",
    ),
    "an id that comes twice": (
        "builds.csv", "b2,tug,", "b1,tug,",
        "builds.csv, column build, 1 row: expected each build only once\n"
        "    line 3: found 'b1', as in line 2",
    ),
    "an hour that comes twice": (
        "traffic.csv", "2025-01-08T10:00:00Z", "2025-01-08T09:00:00Z",
        "traffic.csv, column team and hour, 1 row: expected each hour only once\n"
        "    line 3: found 'tug', 2025-01-08T09:00:00Z, as in line 2",
    ),
    "an id that points nowhere": (
        "builds.csv", "b2,tug,c2,", "b2,tug,c9,",
        "builds.csv, column change, 1 row: expected the id of a row in changes.csv\n"
        "    line 3: found 'c9'",
    ),
    "times out of order": (
        "changes.csv", "2025-01-06T15:00:00Z", "2025-01-09T15:00:00Z",
        "changes.csv, column deployed, 1 row: expected a time not before merged\n"
        "    line 2: found deployed 2025-01-08T10:20:00Z, merged 2025-01-09T15:00:00Z",
    ),
    "a time before the window": (
        "changes.csv", "2025-01-06T09:00:00Z", "2024-12-24T09:00:00Z",
        "changes.csv, column committed, 1 row: expected a time in the window, from "
        "2025-01-06T00:00:00Z and before 2025-01-13T00:00:00Z\n"
        "    line 2: found 2024-12-24T09:00:00Z",
    ),
    "a time at the end of the window": (
        "changes.csv", "2025-01-10T16:00:00Z", "2025-01-13T00:00:00Z",
        "changes.csv, column committed, 1 row: expected a time in the window, from "
        "2025-01-06T00:00:00Z and before 2025-01-13T00:00:00Z\n"
        "    line 4: found 2025-01-13T00:00:00Z",
    ),
    "an outcome of what has not ended": (
        "builds.csv", "2025-01-06T14:10:00Z", "",
        "builds.csv, column finished, 1 row: expected a value, because outcome has one\n"
        "    line 2: found none, and outcome 'failure'",
    ),
    "a reason without a failure": (
        "builds.csv", "failure,flaky", "success,flaky",
        "builds.csv, column reason, 1 row: expected nothing for a build that did not fail\n"
        "    line 2: found 'flaky'",
    ),
    "more failures than requests": (
        "traffic.csv", "1000,2,", "1,2,",
        "traffic.csv, column failed, 1 row: expected at most as many as requests\n"
        "    line 2: found 2 of 1",
    ),
    "a deployment to staging that users are said to have": (
        "deployments.csv", "d1,tug,r1,production", "d1,tug,r1,staging",
        "changes.csv, column deployment, 2 rows: expected a successful deployment to production\n"
        "    line 2: found 'd1'\n"
        "    line 3: found 'd1'",
    ),
    "a change deployed at another time than its deployment": (
        "deployments.csv", "2025-01-08T10:20:00Z", "2025-01-08T10:19:00Z",
        "changes.csv, column deployed, 2 rows: expected the time at which its deployment finished\n"
        "    line 2: found 2025-01-08T10:20:00Z, and d1 finished 2025-01-08T10:19:00Z\n"
        "    line 3: found 2025-01-08T10:20:00Z, and d1 finished 2025-01-08T10:19:00Z",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTY_CELLS.values(), ids=FAULTY_CELLS)
def test_a_faulty_cell_is_named_by_file_line_and_column(folder, file, old, new, said):
    spoil(folder, file, old, new)
    rows = said.count("\n    line")
    total = f"{rows} fault{'s' * (rows > 1)}"
    assert complaint(folder) == f"The delivery log in 'log' has {total}.\n  {said}"


def test_a_missing_column_that_the_table_means_nothing_without(folder):
    spoil(folder, "traffic.csv", ",failed,", ",")
    spoil(folder, "traffic.csv", "1000,2,", "1000,")
    spoil(folder, "traffic.csv", ",0,0,", ",0,")
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  traffic.csv: expected the column 'failed'; found no such column in the header "
        "(those of them that failed)"
    )


def test_an_unexpected_column(folder):
    spoil(folder, "releases.csv", ",by\n", ",by,colour\n")
    spoil(folder, "releases.csv", ",hand\n", ",hand,red\n")
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  releases.csv: expected only the columns release, team, version, change, packaged, by; "
        "found 'colour'"
    )


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("review_started", "reviewstarted"),
        ("reviewed", "reveiwed"),
        ("committed", "Commited"),
        ("merged", "merged_at"),
        ("approved", "aproved"),
    ],
)
def test_a_misspelt_column_is_named_with_the_one_that_is_meant(folder, column, written):
    spoil(folder, "changes.csv", f",{column},", f",{written},")
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  changes.csv: expected only the columns change, team, kind, size, committed, opened, "
        "review_started, reviewed, merged, packaged, staged, approved, deployment, deployed; "
        f"found '{written}': did you mean '{column}'?"
    )


@pytest.mark.parametrize("name", ["incident.csv", "Incidents.CSV", "incidnets.csv"])
def test_a_misspelt_file_is_named_with_the_one_that_is_meant(folder, name):
    (folder / "incidents.csv").rename(folder / "passing.tmp")
    (folder / "passing.tmp").rename(folder / name)
    assert complaint(folder).endswith(f"found '{name}': did you mean 'incidents.csv'?")


def test_a_file_without_a_team_where_there_are_several(folder):
    rewritten = (folder / "datapackage.json").read_text("utf-8")
    rewritten = rewritten.replace('"teams": [', '"teams": ["barge",')
    (folder / "datapackage.json").write_text(rewritten, "utf-8")
    spoil(folder, "traffic.csv", "team,hour", "hour")
    (folder / "traffic.csv").write_text(
        (folder / "traffic.csv").read_text("utf-8").replace("tug,", ""), "utf-8"
    )
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  traffic.csv: expected the column 'team', because this log has several (barge, tug); "
        "found no such column in the header"
    )


def test_a_header_in_another_case(folder):
    spoil(folder, "releases.csv", "release,team,version", "release,Team, Version")
    assert complaint(folder).endswith(
        "has 2 faults.\n"
        "  releases.csv: expected the column 'team', written exactly so; found 'Team'\n"
        "  releases.csv: expected the column 'version', written exactly so; found ' Version'"
    )


def test_a_column_that_comes_twice(folder):
    spoil(folder, "releases.csv", ",by\n", ",version\n")
    assert "releases.csv: expected each column once; found 'version' more than once" in complaint(
        folder
    )


def test_a_file_without_a_header(folder):
    path = folder / "traffic.csv"
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  traffic.csv: expected a first line team,hour,requests,failed,p95_latency_ms; "
        "found tug,2025-01-08T09:00:00Z,1000,2,181.5"
    )


@pytest.mark.parametrize("nothing", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(folder, nothing):
    (folder / "traffic.csv").write_bytes(nothing)
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  traffic.csv: expected a first line with the names of the columns; found no line at all"
    )


def test_a_folder_in_place_of_a_file(folder):
    (folder / "traffic.csv").unlink()
    (folder / "traffic.csv").mkdir()
    assert "traffic.csv: expected a file that can be read; found" in complaint(folder)


def test_text_that_is_not_utf_8(folder):
    path = folder / "releases.csv"
    path.write_bytes(path.read_bytes().replace(b"1.1", "Größe".encode("latin-1")))
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  releases.csv: expected text in UTF-8 (a spreadsheet calls it 'CSV UTF-8'); "
        "found the byte 0xf6 on line 2"
    )


def test_text_in_utf_16(folder):
    path = folder / "releases.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert "releases.csv: expected text in UTF-8" in complaint(folder)


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_mark_between_the_cells(folder, mark, name):
    path = folder / "traffic.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", mark), encoding="utf-8")
    assert complaint(folder).endswith(
        f"has 1 fault.\n  traffic.csv: expected cells split by commas; found cells split by {name}"
    )


def test_a_row_with_too_many_cells(folder):
    spoil(folder, "releases.csv", ",hand\n", ",hand,red\n")
    assert complaint(folder).endswith(
        "has 1 fault.\n"
        "  releases.csv, 1 row: expected 6 cells, as many as the header has\n"
        "    line 2: found 7"
    )


def test_a_quote_that_is_never_closed(folder):
    spoil(folder, "releases.csv", "r1,", '"r1,')
    said = complaint(folder)
    assert "releases.csv: expected cells split by commas; found unexpected end of data" in said
    assert "(the row that begins on line 2)" in said


def test_lines_are_counted_as_an_editor_counts_them(folder):
    spoil(folder, "changes.csv", "c1,tug,feature", '"c\n1",tug,feature')
    spoil(folder, "changes.csv", "c2,tug,fix", "\n\nc2,tug,bug")
    spoil(folder, "builds.csv", "b1,tug,c1", '"b1",tug,"c\n1"')
    assert "line 6: found 'bug'" in complaint(folder)


def test_all_faults_come_in_one_message(folder):
    spoil(folder, "changes.csv", "c1,tug,feature,", "c1,tug,bug,")
    spoil(folder, "builds.csv", "b2,tug,c2,", "b2,tug,c9,")
    (folder / "traffic.csv").write_bytes(b"")
    said = complaint(folder)
    assert said.startswith("The delivery log in 'log' has 3 faults.\n")
    assert "'bug'" in said
    assert "'c9'" in said
    assert "traffic.csv" in said


def test_at_most_ten_rows_are_shown_and_every_kind_of_fault_is_named(folder):
    path = folder / "traffic.csv"
    rows = "".join(f"tug,2025-01-08T{n:02}:00:00,1,x,1.0\n" for n in range(24))
    path.write_text("team,hour,requests,failed,p95_latency_ms\n" + rows, encoding="utf-8")
    spoil(folder, "changes.csv", "c1,tug,feature,", "c1,tug,bug,")
    said = complaint(folder)
    assert said.startswith("The delivery log in 'log' has 49 faults.\n")
    assert said.count("    line ") == 10
    assert "traffic.csv, column hour, 24 rows: expected a time with its zone" in said
    assert "traffic.csv, column failed, 24 rows: expected a whole number" in said
    assert "… and 19 more" in said
    assert "'bug'" in said


def test_long_values_are_told_in_short(folder):
    spoil(folder, "changes.csv", "c1,tug,feature,", f"c1,tug,{'bug' * 30_000},")
    (folder / "traffic.csv").write_text(f"{'x' * 100_000}\n1\n", "utf-8")
    said = complaint(folder)
    assert len(said) < 1_000
    assert "xxx… (100,000 characters)" in said
    assert "bugb… (90,000 characters)" in said


def test_many_kinds_of_faults_are_told_in_short(folder):
    columns = ",".join(f"column{number}" for number in range(1000))
    (folder / "traffic.csv").write_text(f"team,hour,requests,failed,{columns}\n", "utf-8")
    said = complaint(folder)
    assert said.startswith("The delivery log in 'log' has 1,000 faults.\n")
    assert said.endswith("\n  … and 980 more kinds of faults")


def test_times_at_the_ends_of_the_calendar_are_no_times(folder):
    spoil(folder, "incidents.csv", "2025-01-08T10:45:00Z", "9999-12-31T23:59:59-14:00")
    assert "column detected, 1 row: expected a time such as" in complaint(folder)


def test_one_fault_is_not_told_twice(folder):
    spoil(folder, "deployments.csv", "rolling,train,true", "rolling,train,yes")
    spoil(folder, "deployments.csv", "10:20:00Z,success", "10:20:00Z,succes")
    said = complaint(folder)
    assert said.startswith("The delivery log in 'log' has 2 faults.\n")


# The descriptor.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"start": "2025-01-06T00:00:00Z"', '"start": "2025-01-06T00:00:00"',
         "column deliveryLog.start: expected a time with its zone, such as 2025-01-06T09:14:32Z "
         "(Z stands for UTC); found '2025-01-06T00:00:00'"),
        ('"end": "2025-01-13T00:00:00Z"', '"end": "2025-13-13T00:00:00Z"',
         "column deliveryLog.end: expected a time with its zone"),
        ('"end": "2025-01-13T00:00:00Z",', "",
         "column deliveryLog.end: expected a time with its zone"),
        ('"end": "2025-01-13T00:00:00Z"', '"end": "2025-01-01T00:00:00Z"',
         "expected an end that is not before the start; found 2025-01-06T00:00:00Z to "
         "2025-01-01T00:00:00Z"),
        ('"source": "simulation"', '"source": 3', "deliveryLog.source: expected a text; found 3"),
        ('"notes": []', '"notes": "all"',
         "deliveryLog.notes: expected a list of texts; found 'all'"),
        ('"unrecorded": []', '"unrecorded": [["tug"]]',
         "deliveryLog.unrecorded: expected a list of pairs of a team and a table"),
        ('"deliveryLog": {', '"aboutTheLog": {',
         "expected an object 'deliveryLog' with a start and an end; found none"),
        ('"$schema":', "$schema:", "expected JSON in UTF-8; found Expecting property name"),
        ('"source": "simulation"', '"source": "a", "source": "b"',
         "expected JSON in UTF-8; found the entry 'source' twice in one object"),
        ('"notes": []', '"notes": ["\\ud83d"]', "expected JSON in UTF-8; found half a character"),
        ('"notes": []', '"notes": ' + "[" * 100_000,
         "expected JSON in UTF-8; found values inside values, too deep to read"),
        ('"teams": [', '"teams": ["tug", ',
         "deliveryLog.teams: expected a list of names, each once; found ['tug', 'tug']"),
        ('"start": "2025-01-06T00:00:00Z"', '"start": "0000-01-01T00:00:00Z"',
         "column deliveryLog.start: expected a time with its zone"),
    ],
)  # fmt: skip
def test_a_faulty_descriptor(folder, old, new, said):
    spoil(folder, "datapackage.json", old, new)
    text = complaint(folder)
    assert text.startswith("The delivery log in 'log' has 1 fault.\n  datapackage.json")
    assert said in text


# The folder.


def test_a_folder_that_is_not_there(tmp_path):
    assert complaint(tmp_path / "nowhere").startswith("There is no folder ")


def test_a_file_in_place_of_the_folder(folder):
    assert "is a file. Give the folder that holds changes.csv" in complaint(folder / "changes.csv")


def test_a_folder_without_any_of_the_files(tmp_path):
    assert "holds no delivery log: none of changes.csv, builds.csv" in complaint(tmp_path)


def test_files_with_no_time_in_them_need_a_window(folder):
    for path in folder.glob("*.csv"):
        path.write_bytes(path.read_bytes().split(b"\n")[0])
    (folder / "datapackage.json").unlink()
    assert "expected this file with a window in 'deliveryLog'" in complaint(folder)
