"""The messy export is messy in many ways, and still holds the clean rows."""

from pathlib import Path

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError

DATA = Path(__file__).parents[2] / "data"
MISSING = ["", "-", "N/A", "null"]


@pytest.fixture(scope="module")
def ferry() -> DeliveryLog:
    return DeliveryLog.from_csv(DATA).team("ferry")


def read(name: str, separator: str = ",") -> pd.DataFrame:
    """Return one file of the export as text, with the headers and the cells stripped."""
    raw = pd.read_csv(
        DATA / "messy" / f"{name}.csv",
        sep=separator,
        dtype="str",
        encoding="utf-8-sig",
        keep_default_na=False,
    )
    raw = raw.rename(columns=str.strip)
    stripped = raw.apply(lambda column: column.str.strip())
    return stripped.mask(stripped.isin(MISSING))


def as_time(column: pd.Series) -> pd.Series:
    """Return a column in four forms of time as times in UTC."""
    seconds = column.str.fullmatch(r"\d+").fillna(False).astype(bool)
    slashed = column.str.contains("/").fillna(False).astype(bool)
    parts = [
        pd.to_datetime(column[seconds].astype("int64"), unit="s", utc=True),
        pd.to_datetime(column[slashed], format="%d/%m/%Y %H:%M:%S", utc=True),
        pd.to_datetime(column[~seconds & ~slashed], format="ISO8601", utc=True),
    ]
    joined = pd.concat([part.astype("datetime64[us, UTC]") for part in parts])
    return joined.reindex(column.index)


def assert_same_rows(cleaned: pd.DataFrame, clean: pd.DataFrame) -> None:
    """Compare the rows, in order of their id."""
    key = str(cleaned.columns[0])
    mine = cleaned.sort_values(key, ignore_index=True)
    theirs = clean[list(cleaned.columns)].sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False, check_categorical=False)


def test_changes_can_be_cleaned(ferry: DeliveryLog) -> None:
    raw = read("changes")
    cleaned = pd.DataFrame(
        {
            "change": raw["Change ID"].str.lower(),
            "kind": raw["Kind"].astype(ferry.changes["kind"].dtype),
            "size": raw["Size"].str.removesuffix(" lines").astype("Int64"),
            "committed": as_time(raw["Committed At"]),
            "merged": as_time(raw["Merged at"]),
            "deployed": as_time(raw["Deployed At"]),
        }
    )
    assert cleaned["change"].duplicated().sum() > 50
    assert_same_rows(cleaned.drop_duplicates(), ferry.changes)


def test_deployments_can_be_cleaned(ferry: DeliveryLog) -> None:
    raw = read("deployments", ";")
    assert raw["Deployment"].iloc[-1] == "Total"
    assert (raw["Deployment"] == "TEST1").sum() == 2
    raw = raw[raw["Deployment"].str.lower().str.startswith("ferry-d")]
    outcome = {"ok": "success", "success": "success", "passed": "success"}
    outcome |= {"failed": "failure", "error": "failure"}
    cleaned = pd.DataFrame(
        {
            "deployment": raw["Deployment"].str.lower(),
            "release": raw["Release"].str.lower(),
            "environment": raw["Env"]
            .str.lower()
            .str[:4]
            .map({"prod": "production", "stag": "staging"}),
            "started": as_time(raw["Started (UTC?)"]),
            "finished": as_time(raw["Finished"]),
            "outcome": raw["Result"].str.lower().map(outcome),
            "strategy": raw["Strategy"],
            "planned": raw["Unplanned"].str.lower().isin(["no", "n", "false"]),
        }
    )
    kept = ferry.deployments.astype({"environment": "str", "outcome": "str", "strategy": "str"})
    assert_same_rows(cleaned, kept)


def test_incidents_can_be_cleaned(ferry: DeliveryLog) -> None:
    raw = read("incidents")
    cleaned = pd.DataFrame(
        {
            "incident": raw["Incident"].str.lower(),
            "severity": raw["Severity"],
            "started": as_time(raw["Opened"]),
            "restored": as_time(raw["Closed"]),
            "deployment": raw["Caused by deployment"],
        }
    )
    assert cleaned["incident"].duplicated().any()
    latest = cleaned.sort_values(["incident", "restored"], na_position="last")
    kept = ferry.incidents.astype({"severity": "str"})
    assert_same_rows(latest.drop_duplicates("incident"), kept)


@pytest.mark.parametrize("name", ["changes", "deployments", "incidents"])
def test_it_is_as_messy_as_such_exports_are(name: str) -> None:
    content = (DATA / "messy" / f"{name}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    for form in (b"+01:00", b"+08:00", b"/2025 ", b"Z"):
        assert form in content, form


def test_what_is_missing_is_written_in_four_ways() -> None:
    content = b"".join(path.read_bytes() for path in sorted((DATA / "messy").iterdir()))
    for form in (b",,", b",-,", b"N/A", b"null"):
        assert form in content, form


def test_it_is_refused_as_a_delivery_log() -> None:
    with pytest.raises(LogError, match="team"):
        DeliveryLog.from_csv(DATA / "messy")


def test_the_answer_key_stands_in_the_dictionary_once_folded_and_at_the_end() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    before, key = text.split("## Answer key, for teachers")
    for told in ("byte order mark", "seconds since 1970", "stand there twice", "TEST"):
        assert told in key and told not in before
    assert key.index("<details>") < key.index("byte order mark") < key.index("</details>")
