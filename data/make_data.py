"""Make the course's data: one simulated year of the four teams, and what stands beside it.

    python data/make_data.py            writes into the folder of this file (make data)
    python data/make_data.py FOLDER     writes somewhere else

The same bytes come out each time and on every system:

- `changes.csv`, `builds.csv`, `releases.csv`, `deployments.csv`, `incidents.csv`, `traffic.csv` and
  `datapackage.json`: the delivery log; `DeliveryLog.from_csv("data")` reads it;
- `dora_levels.csv`: DORA's published tables, a copy of the one in `deliverylab/measure`;
- `messy/`: a raw export to practise cleaning on (see `make_messy.py`);
- `README.md`: what all of it is, with the dictionary made from the log's schema.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from pathlib import Path

from make_messy import FAULTS, write_messy

from deliverylab.log import DeliveryLog
from deliverylab.log.describe import dictionary
from deliverylab.simulate import Scenario, simulate

DAYS = 364
SEEDS = {"barge": 41, "tug": 2, "ferry": 3, "hydrofoil": 4}
"""A seed for each team, in the order of the tables: each team has a luck of its own.

barge's is chosen so that one of its incidents is still open when the year ends: a lesson asks what
to do with it. The others are not chosen.
"""

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TITLE = "One simulated year of four delivery teams"
ABOUT = (
    "Synthetic data, made by a simulator: no real team, person or incident is in it. One year "
    "(52 weeks) of the four teams of Delivery Lab's harbour company: every change, CI run, "
    "package, deployment and incident, and the traffic of every hour."
)

README = """\
<!-- Made by data/make_data.py (make data). Do not edit: change the maker and run it again. -->
# The data

**Synthetic.** A simulator made these files (`deliverylab.simulate`); no real team, person or
incident is in them. They tell one year, from {start} up to {last}, of the four
teams of a fictional harbour company that all build the same parcel tracking:

| team | how it delivers |
|---|---|
| `barge` | tests, packages and deploys by hand; a release train every four weeks |
| `tug` | continuous integration; packages and deploys by hand; a train every two weeks |
| `ferry` | continuous delivery: every change is ready on staging; a person approves production |
| `hydrofoil` | continuous deployment: every change that passes goes to production by itself |

Licence: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).

## How to read them

In a notebook that stands in `notebooks/`, `exercises/` or `solutions/`:

```python
from deliverylab.log import DeliveryLog

log = DeliveryLog.from_csv("../data")
tug = log.team("tug")
```

Or read one table with pandas; empty means missing, and all times are UTC:

```python
import pandas as pd

changes = pd.read_csv("../data/changes.csv", parse_dates=["committed", "deployed"])
```

`datapackage.json` describes the same files for other tools
([Data Package](https://datapackage.org/)). Where the year ends, at {end}, nothing
further is known: a change that is not deployed by then waits, an incident that is not restored is
open.

Files of your own may leave out what you do not record: a whole file, or a column where the last
column but one below says yes. A KPI that needs it then has no data, and says so. A file with only
its first line says something else: you recorded it, and nothing happened.

## The dictionary

{dictionary}
### dora_levels.csv

What DORA published about clusters of survey answers. This is not simulated: each row names its
source. `levels` and `describe_level` in `deliverylab.measure` read the same table, and say what a
level is not.

| column | holds |
|---|---|
| `year` | the year of the report |
| `level` | the name of the cluster |
| `share_percent` | the share of the answers in it; empty where it could not be verified |
| `kpi` | the KPI that is described |
| `published` | the description in words |
| `low`, `high` | the same in numbers, in `unit`; an empty `high` is open; a month is 730 hours |
| `unit` | deployments per week, hours, or share (0 to 1) |
| `checked` | whether it was read in a primary or in a secondary source |
| `source` | where it was read |
| `note` | what else to know |

### messy/

A raw export of the team `ferry`, as such exports are, to practise cleaning on. What is wrong with
it is for you to find out. (For teachers, the answer key stands at the end of this page.)

## How they are made

`make data` makes every file here anew, from the scenarios of the four teams and one seed each;
the bytes are the same each time, and a test holds it. `dora_levels.csv` is a copy of
`deliverylab/measure/dora_levels.csv`.

[What the simulator does, and what it leaves out](../docs/simulator.md) has the scenarios' numbers.

## Answer key, for teachers

<details>
<summary>What is wrong in the messy export</summary>

{faults}
`data/make_messy.py` puts these faults in. Cleaned, the files give the rows of `ferry` in the clean
tables again; the exercise asks for the changes and the deployments alone.

</details>
"""


def make_data(folder: Path) -> None:
    """Write every file of the data into a folder."""
    log = simulated_year()
    log.to_csv(folder)
    _describe_package(folder / "datapackage.json")
    levels = files("deliverylab.measure").joinpath("dora_levels.csv").read_bytes()
    (folder / "dora_levels.csv").write_bytes(levels)
    write_messy(log.team("ferry"), folder / "messy")
    (folder / "README.md").write_bytes(_readme(log).encode())


def simulated_year() -> DeliveryLog:
    """Return the year of the four teams, with times in whole seconds as real logs have them."""
    teams = [
        simulate(Scenario.team(team), days=DAYS, seed=seed).floor("s")
        for team, seed in SEEDS.items()
    ]
    return DeliveryLog.concat(teams)


def _describe_package(path: Path) -> None:
    """Add to the descriptor what is particular to these files."""
    package = json.loads(path.read_text(encoding="utf-8"))
    package |= {
        "name": "delivery-lab",
        "title": TITLE,
        "description": ABOUT,
        "licenses": [LICENCE],
        "contributors": [{"title": "Delivery Lab"}],
    }
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    path.write_bytes(text.encode())


def _readme(log: DeliveryLog) -> str:
    """Return the text of README.md."""
    return README.format(
        start=f"{log.start:%Y-%m-%d}",
        last=f"{log.end:%Y-%m-%d}",
        end=f"{log.end:%Y-%m-%d %H:%M} UTC",
        dictionary=dictionary(),
        faults=FAULTS,
    )


if __name__ == "__main__":
    make_data(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
