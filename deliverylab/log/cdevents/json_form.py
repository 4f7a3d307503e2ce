"""An event and its JSON form: reading checks what the published schemas ask for.

The constraints are those of the JSON schemas of CDEvents 0.5.1: what must be there, what may be,
nothing else, no empty texts, times as in RFC 3339, URIs. (As published with 0.5.0, a few of those
schemas require an entry `version` that they do not allow; `specversion` is what is meant.)

An event of another version than the one in the vocabulary is read too, if it has what we need:
it may have further entries, and an earlier one calls `specversion` by its old name `version`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from deliverylab.log.cdevents.event import (
    OUTCOMES,
    SPECIFICATION,
    Custom,
    Entry,
    Event,
    Head,
    Other,
    Reference,
)
from deliverylab.log.cdevents.vocabulary import VOCABULARY
from deliverylab.log.cells import A_TIME, A_ZONE

Wrong: TypeAlias = Callable[[str, str, object], None]
"""Told of each fault: where it lies (`subject.id`), what was expected there, what was found."""

NOTHING = object()
"""Found where something should be."""

TYPE = re.compile(
    r"dev\.cdevents\.([a-z]+\.[a-z]+)\.(\d+\.\d+\.\d+(?:-draft)?)"
    r"|dev\.cdeventsx\.([a-zA-Z0-9]+-[a-zA-Z]+\.[a-zA-Z]+)\.\d\.\d\.\d",
    re.ASCII,
)
OURS = "deliverylab-"
_SECOND = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d"
MOMENT = re.compile(_SECOND + r"(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
NAIVE = re.compile(_SECOND + r"(?:\.\d+)?", re.ASCII)
_URI_CHARACTERS = r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
URI_REFERENCE = re.compile(_URI_CHARACTERS + "+", re.ASCII)
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:" + _URI_CHARACTERS + "+", re.ASCII)

_EVENT, _EVENT_MAY = {"context", "subject"}, {"customData", "customDataContentType"}
_CONTEXT = {"specversion", "id", "source", "type", "timestamp"}
_CONTEXT_MAY = {"schemaUri", "chainId", "links"}
_SUBJECT, _SUBJECT_MAY, _SUBJECT_MAY_OLD = {"id", "content"}, {"source"}, {"source", "type"}
_CONTENT = {
    name: (
        {entry.name for entry in word.CONTENT if entry.required},
        {entry.name for entry in word.CONTENT if not entry.required},
    )
    for name, word in VOCABULARY.items()
}


def to_json(event: Event) -> dict[str, object]:
    """Return an event as it stands in JSON.

    >>> from deliverylab.log.cdevents.vocabulary import ChangeMerged
    >>> to_json(ChangeMerged(id="1", source="/git", timestamp="2025-01-06T09:00:00Z",
    ...                      subject="c1"))["subject"]
    {'id': 'c1', 'content': {}}
    """
    content: dict[str, object] = dict(event.content) if isinstance(event, Custom) else {}
    for entry in event.CONTENT:
        value: object = getattr(event, entry.attribute)
        if value is not None:
            content[entry.name] = _entry_to_json(entry, value)
    subject: dict[str, object] = {"id": event.subject}
    if event.subject_source is not None:
        subject["source"] = event.subject_source
    whole: dict[str, object] = {
        "context": {
            "specversion": SPECIFICATION,
            "id": event.id,
            "source": event.source,
            "type": event.type,
            "timestamp": event.timestamp,
        },
        "subject": {**subject, "content": content},
    }
    if event.custom_data is not None:
        whole["customData"] = event.custom_data
    return whole


def from_json(raw: object, wrong: Wrong) -> Event | None:
    """Return the event that a JSON value is, or `None`, with `wrong` told of each fault."""
    faults = 0

    def tell(where: str, expected: str, found: object) -> None:
        nonlocal faults
        faults += 1
        wrong(where, expected, found)

    whole = _object(raw, "", _EVENT, _EVENT_MAY, tell)
    given, about = whole.get("context", NOTHING), whole.get("subject", NOTHING)
    kind = _type(given, tell)
    word = VOCABULARY.get(kind.name)
    exact = word is not None and kind.version == word.VERSION
    strict = exact or kind.custom
    context = _context(given, strict, tell)
    subject = _object(
        about, "subject", _SUBJECT, _SUBJECT_MAY if strict else _SUBJECT_MAY_OLD, tell
    )
    content = _object(subject.get("content", NOTHING), "subject.content", set(), None, tell)
    entries = {} if word is None else _content(content, word, exact, tell)
    head: Head = {
        "id": _filled(context, "id", "context.id", tell),
        "source": _uri(context, "source", "context.source", URI_REFERENCE, tell) or "",
        "timestamp": _moment(context, tell),
        "subject": _filled(subject, "id", "subject.id", tell),
    }
    source = _uri(subject, "source", "subject.source", URI_REFERENCE, tell)
    data = _custom_data(whole, tell)
    if faults:
        return None
    if word is not None:
        return word(**head, subject_source=source, custom_data=data, **entries)
    if kind.custom and kind.name.startswith(OURS):
        return Custom(
            **head, subject_source=source, custom_data=data, word=kind.name, content=content
        )
    return Other(**head, subject_source=source, custom_data=data, full_type=kind.full)


class _Type(NamedTuple):
    """An event's type in full, and in parts; empty where it is not one."""

    full: str
    name: str
    version: str
    custom: bool


def _type(context: object, wrong: Wrong) -> _Type:
    if not isinstance(context, dict) or "type" not in context:
        return _Type("", "", "", custom=False)
    full = context["type"]
    match = TYPE.fullmatch(full) if isinstance(full, str) else None
    if not match:
        wrong("context.type", "a type of event such as dev.cdevents.change.merged.0.3.0", full)
        return _Type("", "", "", custom=False)
    name, version, custom = match.groups(default="")
    return _Type(match[0], name or custom, version, custom=custom != "")


def _custom_data(whole: Mapping[str, object], wrong: Wrong) -> Mapping[str, object] | str | None:
    """Return what the producer adds of its own."""
    data, kind = whole.get("customData", NOTHING), whole.get("customDataContentType", "")
    if not isinstance(kind, str):
        wrong("customDataContentType", "a text", kind)
    if isinstance(data, (dict, str)):
        return data
    if data is not NOTHING:
        wrong("customData", "an object or a text in base64", data)
    return None


def _context(given: object, exact: bool, wrong: Wrong) -> Mapping[str, object]:
    """Return the context as an object, its common entries checked."""
    old = isinstance(given, dict) and not exact and "specversion" not in given
    required = _CONTEXT - {"specversion"} | {"version"} if old else _CONTEXT
    context = _object(given, "context", required, _CONTEXT_MAY, wrong)
    _filled(context, "version" if old else "specversion", "context.specversion", wrong)
    if "chainId" in context:
        _filled(context, "chainId", "context.chainId", wrong)
    _uri(context, "schemaUri", "context.schemaUri", URI, wrong)
    links = context.get("links", [])
    if not isinstance(links, list) or not all(_is_link(link) for link in links):
        expected = "a list of links, each with its linkType, and from or target with a contextId"
        wrong("context.links", expected, links)
    return context


def _is_link(link: object) -> bool:
    if not isinstance(link, dict):
        return False
    kind = link.get("linkType")
    end = link.get({"PATH": "from", "END": "from", "RELATION": "target"}.get(str(kind), ""))
    named = kind != "RELATION" or _is_full(link.get("linkKind"))
    return named and isinstance(end, dict) and _is_full(end.get("contextId"))


def _content(
    content: Mapping[str, object], word: type[Event], exact: bool, wrong: Wrong
) -> dict[str, Any]:
    """Return the entries of an event's content by attribute: as many types as its class has."""
    required, optional = _CONTENT[word.NAME]
    _object(content, "subject.content", required, optional if exact else None, wrong)
    return {
        entry.attribute: _entry(entry, content[entry.name], wrong)
        for entry in word.CONTENT
        if entry.name in content
    }


def _entry(entry: Entry, value: object, wrong: Wrong) -> object:
    """Return an entry of an event's content, checked."""
    where = f"subject.content.{entry.name}"
    match entry.kind:
        case "reference":
            reference = _object(value, where, {"id"}, {"source"}, wrong)
            identity = _filled(reference, "id", f"{where}.id", wrong)
            return Reference(
                identity, _uri(reference, "source", f"{where}.source", URI_REFERENCE, wrong)
            )
        case "sbom":
            sbom = _object(value, where, {"uri"}, set(), wrong)
            return _uri(sbom, "uri", f"{where}.uri", URI_REFERENCE, wrong)
        case "uri":
            return _uri({entry.name: value}, entry.name, where, URI, wrong)
        case "outcome" if value not in OUTCOMES:
            wrong(where, f"one of {', '.join(OUTCOMES)}", value)
        case "text" if not isinstance(value, str):
            wrong(where, "a text", value)
        case "full text":
            return _filled({entry.name: value}, entry.name, where, wrong)
    return value


def _entry_to_json(entry: Entry, value: object) -> object:
    if isinstance(value, Reference):
        source: dict[str, str] = {} if value.source is None else {"source": value.source}
        return {"id": value.id} | source
    return {"uri": value} if entry.kind == "sbom" else value


def _object(
    value: object, where: str, required: set[str], optional: set[str] | None, wrong: Wrong
) -> Mapping[str, object]:
    """Return a value that should be an object; an empty one where it is not.

    Args:
        value: what was found; `NOTHING` is a fault already.
        where: where it stands.
        required: the entries that it must have.
        optional: those that it may have besides; `None` for any.
        wrong: told of each fault.
    """
    if not isinstance(value, dict):
        if value is not NOTHING:
            wrong(where, "an object", value)
        return {}
    keys = value.keys()
    if keys != required and not (
        required <= keys and (optional is None or keys <= required | optional)
    ):
        inside = f"{where}." if where else ""
        for name in sorted(required - keys):
            wrong(f"{inside}{name}", "this entry, which every such event has", NOTHING)
        for name in sorted(keys - required - (keys if optional is None else optional)):
            known = ", ".join(sorted(required | (optional or set()))) or "no entry"
            wrong(where, f"only {known}", name)
    return value


def _is_full(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _filled(given: Mapping[str, object], name: str, where: str, wrong: Wrong) -> str:
    """Return an entry that should be a text; nothing where the entry is not there."""
    value = given.get(name)
    if name in given and not _is_full(value):
        wrong(where, "a text that is not empty", value)
    return value if isinstance(value, str) else ""


def _uri(
    given: Mapping[str, object], name: str, where: str, form: re.Pattern[str], wrong: Wrong
) -> str | None:
    """Return an entry that should be a URI; `None` where the entry is not there."""
    if name not in given:
        return None
    value = given[name]
    if not isinstance(value, str) or not form.fullmatch(value):
        example = "/git/parcels" if form is URI_REFERENCE else "https://example.org/parcels"
        wrong(where, f"a URI such as {example}", value)
    return value if isinstance(value, str) else ""


def _moment(context: Mapping[str, object], wrong: Wrong) -> str:
    """Return the timestamp, when it is written as in RFC 3339."""
    value = context.get("timestamp")
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return value
    if isinstance(value, str) and NAIVE.fullmatch(value):
        wrong("context.timestamp", A_ZONE, value)
    elif "timestamp" in context:
        wrong("context.timestamp", A_TIME, value)
    return ""
