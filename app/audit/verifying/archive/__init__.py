"""The export of a log: a folder that anyone can verify without this system (audit-log, section 8).

One folder holds one log: `events.jsonl`, an event a line in index order; `checkpoint.txt`, which covers exactly these
events; `checkpoints/`, the older ones; `vkeys.txt`, on its first line the log's own key.
"""
