"""Make a delivery log of what GitHub or GitLab know: their JSON and a clone become CSV files.

    python docs/to_csv.py deployments.json CLONE FOLDER
    python docs/to_csv.py deployments.json CLONE FOLDER --incidents incidents.json

`docs/own_data.md` says how to get the JSON. This reads it and the clone (by `git log`), and writes
`changes.csv`, `deployments.csv` and, with incidents, `incidents.csv` into FOLDER. It asks nothing
of any server. Names of people are not read.

- A **deployment** is one that ended. One that still runs, was cancelled, or of whose end nothing
  is kept, is left out, and counted aloud.
- A **change** is a commit, no merge. It was deployed with the first successful deployment that
  holds it. What was in the first deployment of the file was there before, so nobody knows since
  when: it is left out.
- An **incident** is an issue, from when it was opened until it was closed. A label
  `deployment:1234` names the deployment that caused it. Without any such label, the cause is not
  recorded.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any
Row: TypeAlias = Mapping[str, str]

ENDS = {
    "SUCCESS": "success", "FAILURE": "failure", "ERROR": "failure",  # GitHub
    "success": "success", "failed": "failure",  # GitLab
}  # fmt: skip
CAUSE = "deployment:"


@dataclass(frozen=True)
class Deployment:
    """A deployment that ended: its id, the commit that was deployed, when, and how it went."""

    id: str
    commit: str
    started: str
    finished: str
    outcome: str


def deployments_of(answer: Json) -> tuple[list[Deployment], int]:
    """Return the deployments in an answer in the order of their ends, and how many have none.

    >>> answer = [{"data": {"repository": {"deployments": {"nodes": [
    ...     {"databaseId": 7, "commitOid": "4f1c",
    ...      "createdAt": "2025-03-04T09:50:00Z", "statuses": {"nodes": [
    ...         {"state": "INACTIVE", "createdAt": "2025-03-09T08:00:00Z"},
    ...         {"state": "SUCCESS", "createdAt": "2025-03-04T10:00:00Z"}]}}]}}}}]
    >>> deployments_of(answer)[0][0].finished
    '2025-03-04T10:00:00Z'
    """
    found = [_of_github(one) if "databaseId" in one else _of_gitlab(one) for one in _flat(answer)]
    ended = [one for one in found if one]
    ended.sort(key=lambda one: datetime.fromisoformat(one.finished))
    return ended, len(found) - len(ended)


def incidents_of(answer: Json) -> list[Row]:
    """Return the rows of `incidents.csv` in an answer of issues; pull requests are none.

    >>> incidents_of([{"iid": 3, "created_at": "2025-03-04T10:05:00Z", "closed_at": None,
    ...                "labels": ["incident", "deployment:7"]}])
    [{'incident': '3', 'started': '2025-03-04T10:05:00Z', 'restored': '', 'deployment': '7'}]
    """
    rows: list[Row] = []
    for issue in _flat(answer):
        if "pull_request" in issue:
            continue
        labels = (one if isinstance(one, str) else one["name"] for one in issue["labels"])
        causes = [one.removeprefix(CAUSE).strip() for one in labels if one.startswith(CAUSE)]
        rows.append(
            {
                "incident": str(issue["number"] if "number" in issue else issue["iid"]),
                "started": issue["created_at"],
                "restored": issue["closed_at"] or "",
                "deployment": causes[0] if causes else "",
            }
        )
    if any(row["deployment"] for row in rows):
        return rows
    return [{name: row[name] for name in row if name != "deployment"} for row in rows]


def changes_of(clone: Path, deployments: Iterable[Deployment]) -> list[Row]:
    """Return the rows of `changes.csv`: the commits since the first successful deployment."""
    good = [one for one in deployments if one.outcome == "success"]
    rows: list[Row] = []
    before: list[str] = [one.commit for one in good[:1]]
    for one in good[1:]:
        rows += _commits(clone, one.commit, before, one.id, one.finished)
        before.append(one.commit)
    return rows + _commits(clone, "HEAD", before, "", "") if good else rows


def _of_github(one: Json) -> Deployment | None:
    ends = [status for status in one["statuses"]["nodes"] if status["state"] in ENDS]
    if not ends:
        return None
    end = min(ends, key=lambda status: str(status["createdAt"]))
    return Deployment(str(one["databaseId"]), one["commitOid"], one["createdAt"],
                      end["createdAt"], ENDS[end["state"]])  # fmt: skip


def _of_gitlab(one: Json) -> Deployment | None:
    if one["status"] not in ENDS:
        return None
    job = one.get("deployable") or {}
    started = job.get("started_at") or one["created_at"]
    finished = job.get("finished_at") or one["updated_at"]
    return Deployment(str(one["iid"]), one["sha"], started, finished, ENDS[one["status"]])


def _flat(answer: Json) -> Iterator[dict[str, Json]]:
    """Yield what an answer lists, whether it comes in pages or not."""
    if isinstance(answer, list):
        for part in answer:
            yield from _flat(part)
    elif "data" in answer:
        yield from answer["data"]["repository"]["deployments"]["nodes"]
    else:
        yield answer


def _commits(
    clone: Path, last: str, before: list[str], deployment: str, deployed: str
) -> list[Row]:
    """Return a row for each commit that is in `last` and in none of those before."""
    command = ["git", "-C", str(clone), "log", "--no-merges", "--reverse", "--format=%H %aI", last,
               *(f"^{commit}" for commit in before), "--"]  # fmt: skip
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if told.returncode:
        raise SystemExit(f"git log in '{clone}' says: {told.stderr.strip()}\n"
                         "The clone must hold every commit that was deployed: git fetch --all, and "
                         "git fetch --unshallow where it is shallow.")  # fmt: skip
    return [
        {"change": name, "committed": time, "deployment": deployment, "deployed": deployed}
        for name, time in (line.split(" ") for line in told.stdout.splitlines())
    ]


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: list[str] | None = None) -> None:
    """Write the files, and say what to measure."""
    parser = argparse.ArgumentParser(description="Make CSV files of what GitHub or GitLab know.")
    parser.add_argument("deployments", type=Path, help="the JSON of the deployments")
    parser.add_argument("clone", type=Path, help="a clone of the repository")
    parser.add_argument("folder", type=Path, help="where the CSV files go")
    parser.add_argument("--incidents", type=Path, help="the JSON of the issues that are incidents")
    chosen = parser.parse_args(arguments)
    deployments, endless = deployments_of(_read(chosen.deployments))
    if not deployments:
        raise SystemExit(f"No deployment in '{chosen.deployments}' ended, so there is no log.")
    changes = changes_of(chosen.clone, deployments)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    _write(
        chosen.folder / "changes.csv", ("change", "committed", "deployment", "deployed"), changes
    )
    _write(chosen.folder / "deployments.csv",
           ("deployment", "environment", "started", "finished", "outcome"),
           ({**asdict(one), "deployment": one.id, "environment": "production"}
            for one in deployments))  # fmt: skip
    said = [f"{len(deployments):,} deployments", f"{len(changes):,} changes"]
    if chosen.incidents:
        incidents = incidents_of(_read(chosen.incidents))
        columns = ("incident", "started", "restored")
        named = not incidents or any("deployment" in row for row in incidents)
        columns_told = (*columns, "deployment") if named else columns
        _write(chosen.folder / "incidents.csv", columns_told, incidents)
        said.append(f"{len(incidents):,} incidents")
    print(f"{', '.join(said)} in '{chosen.folder}'.")
    if endless:
        print(f"Left out: {endless:,} deployments of which no end is known.")
    day = deployments[0].finished[:10]
    print(f"Now: python -m deliverylab measure {chosen.folder} --since {day}")


def _read(path: Path) -> Json:
    try:
        # A shell of Windows may write UTF-16; its mark at the beginning says so.
        data = path.read_bytes()
        return json.loads(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else
                                      "utf-8-sig"))  # fmt: skip
    except (OSError, ValueError) as error:
        raise SystemExit(f"'{path}' cannot be read as JSON: {error}") from None


if __name__ == "__main__":
    main()
