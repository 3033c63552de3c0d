"""Sealing the log: signed checkpoints, the keys and the memory of the signer, receipts, witnesses, and the standstill
after a restore from an old backup."""
