"""Reading across all rooms below, within the actor's reach: every count and row passes the guard."""
