"""The reading room: who may know what of the log, searching it, opening an event, the gap report, erasures."""
