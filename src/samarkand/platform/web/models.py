"""What the pages keep: how often sign-in was tried, counted by all processes of the house together."""

from django.db import models


class Throttle(models.Model):
    """A row of Django's cache in the database, which the cache itself reads and writes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key
