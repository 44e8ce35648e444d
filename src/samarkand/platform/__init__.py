"""The house: a Django project that keeps a book, runs rounds, and accounts for every delivery.

One folder a stage, in the order of a trade: parties, accounts, market, rounds, deals, delivery, netting;
`house` holds what all of them share, `events` what they tell the outside, `api` and `web` are the faces.
"""
