"""Who is asked about deals: the parties of each, read for any number of deals at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from samarkand.platform.deals.models import Acceptance
from samarkand.platform.parties.models import Party


def parties_asked(acceptances: QuerySet[Acceptance]) -> Mapping[int, Sequence[Party]]:
    """Return the parties of each deal that the acceptances are of, by the deal's number."""
    pairs = list(acceptances.values_list("deal", "party"))
    parties = Party.objects.in_bulk({party for _, party in pairs})
    asked: dict[int, list[Party]] = defaultdict(list)
    for deal, party in pairs:
        asked[deal].append(parties[party])
    return asked
