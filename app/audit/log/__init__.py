"""The log in the database: what a unit of work appends, and the one change that may follow, an erasure."""
