"""What every room stands on: database, clock, working days, ids, workflow, events, outbox, storage, numbering, errors.

Knows neither Flask nor the domain.
"""
