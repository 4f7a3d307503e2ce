"""Who says so: the same four metrics as published tools define them, on any delivery log.

Every tool that measures software delivery says "lead time for changes", and no two of them mean
the same. Here are five of them, each as its own code has it, beside this course's own definitions:

>>> from deliverylab.measure.definitions import DEFINITIONS
>>> list(DEFINITIONS)
['Four Keys', 'DevLake 2021', 'DevLake 2023', 'GitLab', 'Middleware', 'Pelorus', 'this course']

============================  ===============  ================  ================  ================
question                      Four Keys        DevLake           GitLab            Middleware
============================  ===============  ================  ================  ================
lead time starts at           commit           first commit      merge             first commit
lead time ends at             every            first deployment  first deployment  next start of
                              deployment                                           any deployment
lead time is of               deployments      pull requests     changes deployed  changes merged in
                              × changes        deployed                            the window
and its middle is             median           lower median      median of daily   mean
                                                                 medians
frequency counts              days per week    days per week     deployments per   average, rounded
                                                                 day               down
a failure belongs to          the named        the last          nothing: counts   the last one
                              commit           deployment        are divided       started
failure rate over 100 %       yes              no                yes               no
recovery starts at            the deployment,  the deployment    the report        the report
                              or the report    (2023), the
                                               report (2021)
an open incident              dropped          dropped           dropped           dropped
no data is shown as           best bucket      0 or N/A          nothing, or 0     0, or in words
============================  ===============  ================  ================  ================

============================  ================  ====================================
question                      Pelorus           this course
============================  ================  ====================================
lead time starts at           commit            commit
lead time ends at             first start       first deployment
lead time is of               heads of          changes deployed
                              packages
and its middle is             mean of means     median
frequency counts              packages          deployments per week
a failure belongs to          nothing: counts   the deployment that caused it
                              are divided
failure rate over 100 %       yes               no
recovery starts at            the report        the start of the incident
an open incident              dropped           counted apart
no data is shown as           absent            no data
============================  ================  ====================================

`Definition.measure` gives what a tool reports, `compare` several side by side, and each `Reported`
the rows behind its number. What a tool can see of a log is decided in one place, for all of them:
`deliverylab.measure.definitions.seen`. All of it is written from what the sources do, none of it
copied; each module names the files that were read, and when.
"""

from deliverylab.measure.definitions.comparison import TRUTH, Comparison, compare
from deliverylab.measure.definitions.definition import DEFINITIONS, Definition, Measure
from deliverylab.measure.definitions.reported import CANNOT_RUN, METRICS, Reported

__all__ = [
    "CANNOT_RUN",
    "DEFINITIONS",
    "METRICS",
    "TRUTH",
    "Comparison",
    "Definition",
    "Measure",
    "Reported",
    "compare",
]
