"""What happened: the delivery log, its checks, the ways in and out.

- `DeliveryLog`: six tables, one row per thing, and the window in which they were observed.
- `LogError`: a log that cannot be read or does not hold together, all faults in one message.
- `course_data`: the folder with the data that come with the course.
"""

from deliverylab.log.delivery_log import DeliveryLog
from deliverylab.log.errors import LogError
from deliverylab.log.own_data import course_data

__all__ = ["DeliveryLog", "LogError", "course_data"]
