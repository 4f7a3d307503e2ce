"""The forms of an answer: what a student may give, and what it is turned into.

A form reads an answer, whatever object it is, into a canonical value, or says in a sentence what
it found, what it expected and what to do. It never evaluates text.

| form | a student gives | canonical value |
|---|---|---|
| `number("hours", decimals=1)` | int, float, numpy scalar, for durations a `Timedelta` | `float` |
| `count("releases")` | a whole number | `int` |
| `truth()` | True or False, Python's or numpy's | `bool` |
| `word("release", "deploy")` | one of these texts, in any case | `str`, as spelt here |
| `name("change", like="tug-c00042")` | one id | `str` |
| `moment()` | a time: `Timestamp`, `datetime` | `pd.Timestamp` in UTC |
| `names("releases", like="tug-r0007")` | list, set, Series, Index, array | `frozenset[str]` |
| `per_team(number(…))` | dict or Series by team | `dict[str, …]`, in the order of the teams |
| `parts(step=word(…), hours=number(…))` | dict of these | `dict[str, …]`, in this order |
| `function("packages", "version", returns=truth())` | a function | `StudentFunction` |
| `or_none(number(…), "there is no …")` | that, or None: from a function | the same, or `None` |
| `scenario()` | a `Scenario` | `Scenario` |
"""

from deliverylab.teach.forms.absent import or_none
from deliverylab.teach.forms.base import Form, NotInForm, NotWritten
from deliverylab.teach.forms.code import StudentFunction, function, scenario
from deliverylab.teach.forms.many import names, per_team
from deliverylab.teach.forms.one import count, moment, name, number, truth, word
from deliverylab.teach.forms.parts import parts

__all__ = [
    "Form",
    "NotInForm",
    "NotWritten",
    "StudentFunction",
    "count",
    "function",
    "moment",
    "name",
    "names",
    "number",
    "or_none",
    "parts",
    "per_team",
    "scenario",
    "truth",
    "word",
]
