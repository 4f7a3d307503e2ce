"""What queueing theory says about a pipeline, without simulating it.

A stage of a pipeline is a waiting line: changes arrive, wait until a server (a reviewer, a test
runner, a deploy lane) is free, and are served. For a few kinds of line the long-run averages have
a formula. This room holds those that software delivery needs:

* `little`: changes in progress = arrivals × time in progress, for anything that is stable;
* `mm1`, `mmc`, `mg1`: exact waits for one server, many servers, and any spread of service times;
* `kingman`: the approximation that shows why busy *and* irregular is slow;
* `jackson`: a whole pipeline of stages with retries;
* `train_wait`, `batch_wait`, `batch_failure`: what grouping changes into batches costs.

Hours are hours in which the stage works: clock hours for machines, working hours for people. The
arrival rate must be per hour of the same kind. "M" in a name means Markov: changes arrive at
random (Poisson), or service times are exponential; "G" means any (general) service time; the last
sign counts the servers. This is Kendall's notation (1953).
"""

from deliverylab.simulate.theory.batches import batch_failure, batch_wait, train_wait
from deliverylab.simulate.theory.line import Line, Overloaded, little
from deliverylab.simulate.theory.networks import Network, Station, jackson, visits_with_retries
from deliverylab.simulate.theory.queues import erlang_c, kingman, mg1, mm1, mmc

__all__ = [
    "Line",
    "Network",
    "Overloaded",
    "Station",
    "batch_failure",
    "batch_wait",
    "erlang_c",
    "jackson",
    "kingman",
    "little",
    "mg1",
    "mm1",
    "mmc",
    "train_wait",
    "visits_with_retries",
]
