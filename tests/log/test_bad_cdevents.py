"""A bad file of events is refused in one message that names every bad line.

Each test spoils a good file in one way. What is accepted, because nothing is lost by it, stands in
`test_cdevents.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.cdevents import read_cdevents
from deliverylab.log.cdevents.reading import _same
from deliverylab.log.json_text import json_text


@pytest.fixture
def path(small, tmp_path) -> Path:
    path = tmp_path / "log.jsonl"
    small.to_cdevents(path)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        DeliveryLog.from_cdevents(path)
    return str(caught.value)


def spoil(path: Path, line: int, change) -> None:
    """Change the event on a line, counted from 1."""
    lines = path.read_text(encoding="utf-8").splitlines()
    event = json.loads(lines[line - 1])
    change(event)
    lines[line - 1] = json.dumps(event)
    path.write_text("\n".join(lines), encoding="utf-8")


def line_of(path: Path, identity: str) -> int:
    """Return the number of the line with the event of this id."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(
        n for n, line in enumerate(lines, 1) if json.loads(line)["context"]["id"] == identity
    )


def merged(**context: object) -> bytes:
    """Return the line of an event that a change was merged, with some entries replaced."""
    whole = {
        "specversion": "0.5.1",
        "id": "1",
        "source": "/git",
        "type": "dev.cdevents.change.merged.0.3.0",
        "timestamp": "2025-01-06T09:00:00Z",
        **context,
    }
    return json.dumps({"context": whole, "subject": {"id": "c1", "content": {}}}).encode()


def said_of(*lines: bytes) -> str:
    with pytest.raises(LogError) as caught:
        read_cdevents(lines)
    return str(caught.value)


LINES_THAT_ARE_NO_EVENT = {
    "no JSON": (
        b"merged c1", "expected one event in JSON\n    line 2: found 'merged c1' (Expecting"),
    "half an event": (merged()[:60], "expected one event in JSON\n    line 2: found '{"),
    "two events": (merged() + merged(), "(Extra data: column 1"),
    "a list": (b"[]", "expected an object\n    line 2: found []"),
    "nothing": (b"null", "expected an object\n    line 2: found null"),
    "no UTF-8": (b'{"context": "\xff"}', "expected text in UTF-8\n    line 2: found the byte 0xff"),
    "half a character": (
        merged()[:-1] + rb', "customData": {"a": "\ud83d"}}',
        "expected one event in JSON\n    line 2: found half a character, as in '\\ud83d'"),
    "deep": (b"[" * 100_000, "values inside values, too deep to read"),
    "not a number": (b'{"a": NaN}', "NaN, which is no number in JSON"),
    "a number too long": (b"1" * 5000, "line 2: found Exceeds the limit"),
    "an entry twice": (b'{"a": 1, "a": 2}', "the entry 'a' twice in one object"),
    "no context": (b'{"subject": {"id": "c1", "content": {}}}',
        "column context, 1 row: expected this entry, which every such event has\n"
        "    line 2: found none"),
    "null for the context": (
        b'{"context": null, "subject": {"id": "c1", "content": {}}}',
        "column context, 1 row: expected an object\n    line 2: found null"),
    "no subject": (b'{"context": {}}', "column subject, 1 row: expected this entry"),
    "an entry too many": (
        merged()[:-1] + b', "extra": 1}', "expected only context, customData, customData"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "said"), LINES_THAT_ARE_NO_EVENT.values(),
                         ids=LINES_THAT_ARE_NO_EVENT)  # fmt: skip
def test_a_line_that_is_no_event(line, said):
    text = said_of(merged(id="0"), line)
    assert text.startswith("The file of events 'events' has")
    assert said in text


CONTEXTS = {
    "a naive time": ({"timestamp": "2025-01-06T09:00:00"},
        "column context.timestamp, 1 row: expected a time with its zone, such as "
        "2025-01-06T09:14:32Z (Z stands for UTC)\n    line 1: found '2025-01-06T09:00:00'"),
    "a day that no month has": ({"timestamp": "2025-02-30T09:00:00Z"},
        "column context.timestamp, 1 row: expected a time such as 2025-01-06T09:14:32Z\n"
        "    line 1: found '2025-02-30T09:00:00Z'"),
    "a year that no calendar has": ({"timestamp": "0000-01-01T00:00:00Z"}, "expected a time such"),
    "a number for a time": ({"timestamp": 1736154000},
        "expected a time such as 2025-01-06T09:14:32Z\n    line 1: found 1736154000"),
    "an empty id": ({"id": ""}, "column context.id, 1 row: expected a text that is not empty"),
    "a number for an id": ({"id": 7}, "expected a text that is not empty\n    line 1: found 7"),
    "a source that is no URI": ({"source": "our git"},
        "column context.source, 1 row: expected a URI such as /git/parcels\n"
        "    line 1: found 'our git'"),
    "a type that is none": ({"type": "merged"},
        "column context.type, 1 row: expected a type of event such as "
        "dev.cdevents.change.merged.0.3.0\n    line 1: found 'merged'"),
    "no version of the specification": ({"specversion": ""}, "column context.specversion, 1 row"),
    "an unknown entry": ({"colour": "red"},
        "column context, 1 row: expected only chainId, id, links, schemaUri, source, specversion, "
        "timestamp, type\n    line 1: found 'colour'"),
    "links that are none": ({"links": [{"linkType": "PATH"}]}, "expected a list of links"),
    "a link without a kind": (
        {"links": [{"linkType": "RELATION", "target": {"contextId": "2"}}]},
        "expected a list of links"),
    "a schema that is no URI": ({"schemaUri": "mine"}, "expected a URI such as https://example"),
    "an empty chain": ({"chainId": ""}, "column context.chainId, 1 row"),
}  # fmt: skip


@pytest.mark.parametrize(("context", "said"), CONTEXTS.values(), ids=CONTEXTS)
def test_a_context_that_the_schemas_do_not_allow(context, said):
    assert said in said_of(merged(**context))


def event(kind: str, content: dict[str, object], **more: object) -> bytes:
    whole = {
        "context": {
            "specversion": "0.5.1",
            "id": "1",
            "source": "/tool",
            "type": f"dev.cdevents.{kind}",
            "timestamp": "2025-01-06T09:00:00Z",
        },
        "subject": {"id": "s", "content": content},
        **more,
    }
    return json.dumps(whole).encode()


PROD = {"environment": {"id": "prod"}}
CONTENTS = {
    "a deployment of nothing": ("service.deployed.0.3.0", PROD,
        "column subject.content.artifactId, 1 row: expected this entry, which every such event "
        "has\n    line 1: found none"),
    "a deployment to nowhere": ("service.upgraded.0.3.0", {"artifactId": "pkg:oci/p@1"},
        "column subject.content.environment, 1 row"),
    "an environment without an id": (
        "service.rolledback.0.3.0", {"environment": {}, "artifactId": "pkg:oci/p@1"},
        "column subject.content.environment.id, 1 row: expected this entry"),
    "a package of nothing": ("artifact.packaged.0.3.0", {},
        "column subject.content.change, 1 row: expected this entry"),
    "an unknown entry": ("change.merged.0.3.0", {"commit": "abc"},
        "column subject.content, 1 row: expected only repository\n    line 1: found 'commit'"),
    "content where there is none": ("build.queued.0.3.0", {"name": "b"},
        "column subject.content, 1 row: expected only no entry\n    line 1: found 'name'"),
    "another outcome": ("pipelinerun.finished.0.3.0", {"outcome": "passed"},
        "column subject.content.outcome, 1 row: expected one of success, failure, cancel, error\n"
        "    line 1: found 'passed'"),
    "a list for an outcome": ("pipelinerun.finished.0.3.0", {"outcome": ["success"]},
        "column subject.content.outcome, 1 row"),
    "a report without a ticket": ("incident.reported.0.3.0", PROD,
        "column subject.content.ticketURI, 1 row: expected this entry"),
    "a ticket that is no URI": ("incident.reported.0.3.0", {**PROD, "ticketURI": "T-345"},
        "column subject.content.ticketURI, 1 row: expected a URI such as https://example"),
    "a description that is no text": ("incident.detected.0.3.0", {**PROD, "description": 3},
        "column subject.content.description, 1 row: expected a text\n    line 1: found 3"),
    "a list of materials that is a text": (
        "artifact.packaged.0.3.0", {"change": {"id": "c"}, "sbom": "https://s"},
        "column subject.content.sbom, 1 row: expected an object"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "content", "said"), CONTENTS.values(), ids=CONTENTS)
def test_content_that_the_schemas_do_not_allow(kind, content, said):
    assert said in said_of(event(kind, content))


def test_custom_data_is_an_object_or_a_text():
    assert "column customData, 1 row" in said_of(event("change.merged.0.3.0", {}, customData=[1]))


def test_the_type_of_custom_data_is_a_text():
    line = event("change.merged.0.3.0", {}, customDataContentType=1)
    assert "column customDataContentType, 1 row: expected a text" in said_of(line)


def test_an_event_has_a_type():
    line = merged().replace(b'"type"', b'"kind"')
    assert "column context.type, 1 row: expected this entry, which every such event" in said_of(
        line
    )


def test_values_inside_values_are_compared_and_shown_as_far_as_they_can_be():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert json_text(deep) == "values inside values, too deep to read"
    assert not _same(b"[" * 100_000, b"[" * 99_999)


def test_all_bad_lines_come_in_one_message_with_at_most_ten_shown():
    naive = [merged(id=str(n), timestamp="2025-01-06T09:00:00") for n in range(20)]
    said = said_of(b"", *naive, b"{", merged(id="a"))
    assert said.startswith("The file of events 'events' has 21 faults.\n")
    assert said.count("    line ") == 10
    assert "    line 2: found" in said
    assert "    line 22: found '{'" in said
    assert "… and 11 more" in said


def test_a_long_line_is_not_shown_whole():
    said = said_of(merged(id="a"), b"x" * 5_000_000, merged(id="b", source="x y" * 1_000_000))
    assert len(said) < 1_000
    assert "(5,000,000 characters)" in said


@pytest.mark.parametrize("nothing", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
def test_a_file_without_an_event(tmp_path, nothing):
    (tmp_path / "e.jsonl").write_bytes(nothing)
    assert complaint(tmp_path / "e.jsonl") == (
        "The file of events 'e.jsonl' has 1 fault.\n"
        "  e.jsonl: expected at least one event; found none"
    )


def test_no_file_and_a_folder(tmp_path):
    assert complaint(tmp_path / "nowhere.jsonl").startswith("There is no file ")
    assert "is a folder. Give the file that holds the events" in complaint(tmp_path)


def test_an_id_that_two_events_share():
    said = said_of(merged(), merged(timestamp="2025-01-07T09:00:00Z"))
    assert (
        "column context.id, 1 row: expected an id that no other event of the same source has\n"
        "    line 2: found '1', as in line 1, with another content"
    ) in said


# Events that tell a delivery log: each is needed, and each value is of its kind.


def test_a_line_that_got_lost_is_missed(path):
    lines = path.read_bytes().splitlines(keepends=True)
    at = line_of(path, "change/c1/merged") - 1
    path.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
    assert complaint(path) == (
        "The delivery log in 'log.jsonl' has 1 fault.\n"
        "  log.jsonl, line 1: expected 2 events change.merged, as this line says; found 1: lines "
        "were lost, added or changed"
    )


def test_the_line_that_describes_the_log_is_needed_once(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[1:]))
    assert "expected one event deliverylab-log.described" in complaint(path)
    again = lines[0].replace(b'"id":"log"', b'"id":"log2"', 1)
    path.write_bytes(b"".join([*lines, again]))
    assert f"line {len(lines) + 1}: found another one, as in line 1" in complaint(path)


def content(event: dict) -> dict:
    return event["subject"]["content"]


def ours(event: dict) -> dict:
    return event["customData"]["deliverylab"]


OWN = {
    "a value that is not known": (
        "change/c1/committed", lambda e: content(e).update(kind="bug"),
        "log.jsonl, changes, column kind, 1 row: expected one of feature, fix, chore\n"
        "    line {line}: found 'bug'"),
    "a text for a number": (
        "change/c1/committed", lambda e: content(e).update(size="120"),
        "column subject.content.size, 1 row: expected a whole number\n"
        "    line {line}: found '120'"),
    "a fraction for a whole number": (
        "change/c1/committed", lambda e: content(e).update(size=120.0),
        "expected a whole number\n    line {line}: found 120.0"),
    "true for a number": (
        "build/b1/queued", lambda e: ours(e).update(attempt=True),
        "column customData.deliverylab.attempt, 1 row: expected a whole number\n"
        "    line {line}: found true"),
    "a word for true": (
        "deployment/d1/finished", lambda e: ours(e).update(planned="yes"),
        "expected true or false\n    line {line}: found 'yes'"),
    "an empty text": (
        "build/b1/queued", lambda e: ours(e).update(change=""), "expected a text or nothing"),
    "a column that is renamed": (
        "deployment/d1/finished", lambda e: ours(e).update(Deployment=ours(e).pop("deployment")),
        "column customData.deliverylab, 1 row: expected only row, deployment, started, strategy, "
        "trigger, planned\n    line {line}: found 'Deployment'"),
    "a name that is missing": (
        "deployment/d0/finished", lambda e: ours(e).pop("deployment"),
        "log.jsonl, deployments, column deployment, 1 row: expected a value\n"
        "    line {line}: found none"),
    "a row without a number": (
        "incident/i1/started", lambda e: content(e).pop("row"),
        "column subject.content.row, 1 row: expected the number of the row in its table\n"
        "    line {line}: found null"),
    "the number of another row": (
        "change/c1/committed", lambda e: content(e).update(row=1),
        "column row, 1 row: expected each row of changes once, from 0 to 2"),
    "times out of order": (
        "change/c1/merged", lambda e: e["context"].update(timestamp="2025-01-09T15:00:00Z"),
        "log.jsonl, changes, column deployed, 1 row: expected a time not before merged"),
    "a time outside the window": (
        "change/c3/committed", lambda e: e["context"].update(timestamp="2026-01-09T15:00:00Z"),
        "log.jsonl, changes, column committed, 1 row: expected a time in the window"),
    "an id that points nowhere": (
        "build/b2/queued", lambda e: ours(e).update(change="c9"),
        "log.jsonl, builds, column change, 1 row: expected the id of a row in log.jsonl, changes\n"
        "    line {line}: found 'c9'"),
    "a deployment that is not there": (
        "change/c1/committed", lambda e: content(e).update(deployment="d9"),
        "has 1 fault.\n  log.jsonl, changes, column deployment, 1 row"),
    "a merge of a change that is not there": (
        "change/c1/merged", lambda e: e["subject"].update(id="c9"),
        "column subject.id, 1 row: expected the id of a change that an event of this file "
        "announces\n    line {line}: found 'c9'"),
    "a second merge": (
        "change/c1/merged", lambda e: e["subject"].update(id="c2"),
        "expected one event change.merged for each change\n    line"),
    "a change that is announced twice": (
        "change/c2/committed", lambda e: e["subject"].update(id="c1"),
        "expected each change announced only once\n    line {line}: found 'c1' again"),
    "another team's event": (
        "change/c1/merged", lambda e: e["context"].update(source="/deliverylab/barge"),
        "column context.source, 1 row: expected the source of the events of the same change\n"
        "    line {line}: found '/deliverylab/barge'"),
    "a source that is not ours": (
        "change/c1/committed", lambda e: e["context"].update(source="/git"),
        "expected the source of a team's events, such as /deliverylab/tug"),
    "a source that is half a character": (
        "change/c1/committed", lambda e: e["context"].update(source="/deliverylab/%C3"),
        "expected the source of a team's events, such as /deliverylab/tug"),
    "a package URL that is not ours": (
        "release/r1/packaged", lambda e: e["subject"].update(id="pkg:oci/parcels@1"),
        "column subject.id, 1 row: expected a package URL such as pkg:generic/tug-r0001@1.1"),
    "another package deployed": (
        "deployment/d1/finished", lambda e: content(e).update(artifactId="pkg:generic/r9@1.1"),
        "log.jsonl, deployments, column release, 1 row: expected the id of a row in"),
    "an empty reason": (
        "build/b1/finished", lambda e: content(e).update(errors=""), "expected a text or nothing"),
    "an hour with a number too many": (
        "traffic/2025-01-08", lambda e: content(e)["hours"][0].append(3),
        "column subject.content.hours, 1 row: expected a list of hour, requests, failed, "
        "p95_latency_ms"),
    "a number of requests with a fraction": (
        "traffic/2025-01-08", lambda e: content(e)["hours"][0].__setitem__(1, 10.5),
        "column subject.content.hours.requests, 1 row: expected a whole number\n"
        "    line {line}: found 10.5"),
    "hours that are none": (
        "traffic/2025-01-08", lambda e: content(e).update(hours=[]),
        "and 'hours', a list of hours"),
    "no count of the events": (
        "log", lambda e: content(e).pop("events"), "expected how many events of each kind"),
    "a window that ends before it starts": (
        "log", lambda e: content(e).update(end="2024-01-01T00:00:00Z"),
        "log.jsonl, line 1: expected an end that is not before the start"),
    "no window": (
        "log", lambda e: content(e).pop("start"),
        "log.jsonl, line 1, column subject.content.start: expected a time with its zone"),
}  # fmt: skip


@pytest.mark.parametrize(("identity", "change", "said"), OWN.values(), ids=OWN)
def test_a_value_of_ours_that_is_wrong_is_named_by_its_line(path, identity, change, said):
    line = line_of(path, identity)
    spoil(path, line, change)
    assert said.format(line=line) in complaint(path)


def test_a_version_that_is_not_known_is_not_ours(path):
    spoil(path, 2, lambda e: e["context"].update(type="dev.cdevents.change.planned.0.1.0"))
    assert "expected 0 events change.planned, as this line says; found 1" in complaint(path)
