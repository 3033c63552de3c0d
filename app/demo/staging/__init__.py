"""Turning stories into acts: who does what at which moment. The acts of all cases are then taken in order of time."""
