"""The forms of a transparency log: canonical JSON, the Merkle tree, proofs, signed notes. Knows no database."""
