"""What operation keeps: when each process of the house was last known to be alive."""

from django.db import models


class Heartbeat(models.Model):
    """A process that works in the background was alive at this moment; one row a process."""

    process = models.CharField(max_length=128, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.process} at {self.at}"
